// A whole transcript with all its codings marked: one line in the code's colour under the words for each of them.
const MOST_LINES = 5;

// Draw lines one under the other below the words of an element.
function underline(element, colours) {
  const shown = colours.slice(0, MOST_LINES);
  element.style.backgroundImage = shown.map((colour) => `linear-gradient(${colour},${colour})`).join(",");
  element.style.backgroundSize = shown.map(() => "100% 2px").join(",");
  element.style.backgroundPosition = shown.map((_, index) => `0 calc(100% - ${3 * index}px)`).join(",");
  element.style.backgroundRepeat = "no-repeat";
  element.style.paddingBottom = 3 * shown.length + "px";
}

function flatPairs(flat, start, end) {
  const pairs = [];
  for (let index = 0; index < flat.length; index += 2) {
    if (flat[index] < end && flat[index + 1] > start) pairs.push([flat[index], flat[index + 1]]);
  }
  return pairs;
}

// The words of [start, end), cut wherever a coding, evidence, a note or a sentence begins or ends.
function paint(transcript, start, end, here, onPick) {
  const notes = flatPairs(transcript.notes, start, end);
  const unread = flatPairs(transcript.unread, start, end);
  const sentences = new Map();
  for (let index = 0; index < transcript.sentences.length; index += 2) {
    const at = transcript.sentences[index];
    if (at >= start && at < end) sentences.set(at, index / 2 + 1);
  }
  const proof = [].concat(...here.map(evidenceSpans)).filter(([from, to]) => from < end && to > start);
  const evidence = proof.filter((span) => span[2] === "evidence");
  const cues = proof.filter((span) => span[2] === "cue");
  const cuts = new Set([start, end, ...sentences.keys()]);
  for (const [from, to] of [...notes, ...unread, ...proof, ...here.map((coding) => [coding.start, coding.end])]) {
    if (from > start && from < end) cuts.add(from);
    if (to > start && to < end) cuts.add(to);
  }
  const bounds = [...cuts].sort((a, b) => a - b);
  const inside = (pairs, from, to) => pairs.some((pair) => pair[0] <= from && to <= pair[1]);
  const pieces = document.createDocumentFragment();
  for (let index = 0; index + 1 < bounds.length; index += 1) {
    const [from, to] = [bounds[index], bounds[index + 1]];
    if (sentences.has(from)) pieces.append(h("sup", { class: "number", "data-sentence": sentences.get(from) }, "#" + sentences.get(from)));
    const over = here.filter((coding) => coding.start <= from && to <= coding.end);
    const kinds = [];
    if (over.length) kinds.push("coded");
    if (inside(evidence, from, to)) kinds.push("evidence");
    if (inside(cues, from, to)) kinds.push("cue");
    if (inside(notes, from, to)) kinds.push("nobody");
    if (inside(unread, from, to)) kinds.push("unread");
    const text = words(transcript, from, to);
    if (!kinds.length) { pieces.append(text); continue; }
    const piece = h("span", {
      class: kinds.join(" "), "data-codings": over.map((coding) => coding.index).join(" "),
      title: [...new Set(over.map((coding) => codes[coding.code].name))].join("、")
        || (kinds.includes("nobody") ? W.note_mark : kinds.includes("unread") ? W.unread_mark : null),
      onclick: over.length ? () => onPick(over) : null,
    }, text);
    if (over.length) underline(piece, [...new Set(over.map((coding) => codes[coding.code].colour))]);
    pieces.append(piece);
  }
  return pieces;
}

function drawTurn(transcript, turn, here) {
  const details = h("div", { class: "details" });
  const chips = h("div", { class: "chips" });
  function pick(chosen) {
    const same = details.dataset.shown === chosen.map((coding) => coding.id).join(" ");
    details.replaceChildren(...(same ? [] : chosen.map((coding) => h("div", { "--c": codes[coding.code].colour },
      h("b", null, codes[coding.code].name), " ", h("span", { class: "unit" }, coding.unit), origin(coding)))));
    details.dataset.shown = same ? "" : chosen.map((coding) => coding.id).join(" ");
    for (const chip of chips.children) {
      chip.setAttribute("aria-expanded", String(!same && chosen.some((coding) => chip.dataset.code === codes[coding.code].id)));
    }
  }
  for (const code of [...new Set(here.map((coding) => coding.code))].sort((a, b) => a - b)) {
    const own = here.filter((coding) => coding.code === code);
    chips.append(h("button", {
      type: "button", class: "chip", "--c": codes[code].colour, "data-code": codes[code].id, "aria-expanded": "false",
      onclick: () => pick(own),
    }, codes[code].name + (own.length > 1 ? " ×" + own.length : "")));
  }
  return h("article", { class: "turn " + turn.role, "data-turn": transcript.turns.indexOf(turn) + 1 }, h("h3", null, turn.speaker, " ", h("small", null, W[turn.role] || turn.role)),
    h("p", { lang: "zh" }, paint(transcript, turn.start, turn.end, here, pick)), here.length ? chips : null, details);
}

function drawWords(transcript, all, only) {
  const here = all.filter((coding) => only === "" || codes[coding.code].id === only);
  const box = h("div", { class: "text" });
  const first = transcript.turns.length ? transcript.turns[0].begin : Array.from(transcript.text).length;
  if (words(transcript, 0, first).trim()) {
    box.append(h("p", { class: "preamble", lang: "zh", title: W.preamble }, words(transcript, 0, first).trim()));
  }
  for (const turn of transcript.turns) {
    box.append(drawTurn(transcript, turn, here.filter((coding) => coding.start < turn.end && coding.end > turn.start)));
  }
  return box;
}

function transcriptView(index) {
  const transcript = transcripts[index];
  const all = codingsIn[index];
  const used = [...new Set(all.map((coding) => coding.code))].sort((a, b) => a - b);
  const place = h("div");
  const choose = h("select", { onchange: () => place.replaceChildren(drawWords(transcript, all, choose.value)) },
    h("option", { value: "" }, W.all_codes),
    used.map((code) => h("option", { value: codes[code].id }, codes[code].name)));
  const numbers = h("input", {
    type: "checkbox", checked: true, onchange: () => place.classList.toggle("bare", !numbers.checked),
  });
  place.append(drawWords(transcript, all, ""));
  const people = [...new Set(voices.filter((voice) => voice.transcript === index).map((voice) => voice.participant))];
  return h("div", null,
    h("p", { class: "note" }, [transcript.source, people.join("、"), all.length + " " + W.n_codings].filter(Boolean).join(" · ")),
    h("div", { class: "controls" }, h("label", null, W.only_code, choose), h("label", { class: "check" }, numbers, W.numbers)), place);
}

// Mark where the link leads, a coding or a sentence or a turn, and bring it into view.
function standAt(box, target) {
  let first = null;
  if (target.coding) {
    for (const piece of box.querySelectorAll("[data-codings]")) {
      if (piece.dataset.codings.split(" ").includes(String(target.coding.index))) {
        piece.classList.add("target");
        first = first || piece;
      }
    }
  } else if (target.place) {
    first = box.querySelector(`[data-${target.turn ? "turn" : "sentence"}="${target.place}"]`);
    if (first) first.classList.add("target");
  }
  if (first) first.scrollIntoView({ block: "center" });
}
