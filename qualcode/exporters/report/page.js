// The panel at the side, and the links that lead into it:
//   #by=town&group=大同镇&code=literacy   the excerpts of one cell      #code=literacy   all excerpts of a code
//   #coding=ID                            one excerpt
//   #transcript=NAME                      a whole transcript; &coding=ID, &unit=12 or &unit=DT-C01@3 to stand at a place
//   #search=打卡                          the excerpts with these words
//   #participant=ID                       everything that one person says
const panel = document.getElementById("panel");
let opener = null;
let steps = 0;

function openPanel(title, wide, ...content) {
  if (panel.hidden) opener = document.activeElement;
  const heading = h("h2", { id: "panel-title", tabindex: "-1" }, title);
  const back = h("button", { type: "button", onclick: () => history.back() }, "← " + W.back);
  back.hidden = steps < 2;
  panel.replaceChildren(h("header", null, back, heading, h("button", { type: "button", class: "close", onclick: closePanel }, W.close + " ✕")),
    h("div", { class: "content" }, ...content));
  panel.className = wide ? "wide" : "";
  panel.hidden = false;
  document.body.classList.add("panel-open");
  panel.querySelector(".content").scrollTop = 0;
  heading.focus({ preventScroll: true });
}

function closePanel() {
  steps = 0;
  hidePanel();
  history.replaceState(null, "", "#");
}

function hidePanel() {
  if (panel.hidden) return;
  panel.hidden = true;
  panel.replaceChildren();
  document.body.classList.remove("panel-open");
  if (opener && document.contains(opener)) opener.focus({ preventScroll: true });
}

function openGroup(parameters) {
  const index = matrixAt.get(parameters.get("by"));
  const code = codeAt.get(parameters.get("code"));
  const group = index === undefined ? -1 : matrices[index].groups.findIndex((item) => item.key === parameters.get("group"));
  if (code === undefined || group < 0) return false;
  const cell = cellAt(index, code, group);
  const list = codings.filter((coding) => coding.code === code && covers(coding, index, group));
  const facts = [cellSummary(cell), cell.status === "counted" ? cell.note : ""].filter(Boolean).join("; ");
  openPanel(codes[code].name + " × " + matrices[index].groups[group].label, false, h("p", { class: "note" }, facts),
    excerptList(list, "", (coding) => (groupOf(coding, index) === group ? "" : W.began_elsewhere)));
  return true;
}

function openCode(parameters) {
  const code = codeAt.get(parameters.get("code"));
  if (code === undefined) return false;
  const list = codings.filter((coding) => coding.code === code);
  const facts = fill(W.found, { n: show(codes[code].references), people: codes[code].participants, transcripts: codes[code].transcripts });
  openPanel(codes[code].name, false, h("p", { class: "note" }, facts), excerptList(list, ""));
  return true;
}

function openCoding(parameters) {
  const coding = codingAt.get(parameters.get("coding"));
  if (!coding) return false;
  openPanel(coding.unit, false, excerpt(coding, ""));
  return true;
}

function openParticipant(parameters) {
  const person = parameters.get("participant");
  const own = voices.filter((voice) => voice.participant === person);
  if (!own.length) return false;
  const list = codings.filter((coding) => coding.voices.some((voice) => voices[voice].participant === person));
  openPanel(person, false, h("p", null, own.map((voice) => h("a", {
    class: "chip", href: link({ transcript: transcripts[voice.transcript].name }),
  }, W.open_text + " " + transcripts[voice.transcript].name))), excerptList(list, ""));
  return true;
}

function openTranscript(parameters) {
  const index = transcriptAt.get(parameters.get("transcript"));
  if (index === undefined) return false;
  const unit = parameters.get("unit") || "";
  const target = { coding: codingAt.get(parameters.get("coding")), turn: unit.includes("@"), place: Number(unit.split(/[#@]/).pop()) || 0 };
  openPanel(transcripts[index].name, true, transcriptView(index));
  standAt(panel, target);
  return true;
}

function openSearch(parameters) {
  steps = 0;
  hidePanel();
  drawnSearch().look(parameters.get("search"));
  document.getElementById("excerpts").scrollIntoView();
}

function route() {
  const hash = location.hash.slice(1);
  if (!hash.includes("=")) { steps = 0; hidePanel(); return; }
  const parameters = new URLSearchParams(hash);
  if (parameters.has("search")) { openSearch(parameters); return; }
  steps += 1;
  const done = parameters.has("transcript") ? openTranscript(parameters)
    : parameters.has("by") ? openGroup(parameters)
      : parameters.has("coding") ? openCoding(parameters)
        : parameters.has("participant") ? openParticipant(parameters) : openCode(parameters);
  if (!done) openPanel(W.excerpts, false, h("p", { class: "warning" }, W.unknown_link));
}

// Draw a section when it comes near the screen; returns how to draw it at once.
function whenNear(id, draw) {
  const box = document.getElementById(id);
  let drawn = null;
  const once = () => { drawn = drawn || draw(box); return drawn; };
  window.addEventListener("beforeprint", once);
  if (!("IntersectionObserver" in window)) { once(); return once; }
  const watcher = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) { watcher.disconnect(); once(); }
  }, { rootMargin: "600px" });
  watcher.observe(box);
  return once;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !panel.hidden) closePanel();
});
window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
window.addEventListener("hashchange", route);
drawMatrix(document.getElementById("matrix"));
const drawnSearch = whenNear("search", drawSearch);
route();
