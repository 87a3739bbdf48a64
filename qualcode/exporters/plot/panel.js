// The panel with what people said, and the links that lead into it:
//   #open=KEY            a word, a code or a group        #one=KEY&two=KEY     what holds both
const panel = document.getElementById("panel");
let opener = null;
let steps = 0;

function linkTo(parameters) {
  return "#" + new URLSearchParams(parameters).toString();
}

function goTo(parameters) {
  const wanted = linkTo(parameters);
  if (location.hash === wanted) route();
  else location.hash = wanted;
}

function marked(text, [start, end, ...marks]) {
  const pieces = [];
  if (start > 0) pieces.push(h("span", { class: "context" }, text.slice(0, start)));
  let at = start;
  for (let index = 0; index < marks.length; index += 2) {
    pieces.push(text.slice(at, marks[index]), h("mark", null, text.slice(marks[index], marks[index + 1])));
    at = marks[index + 1];
  }
  pieces.push(text.slice(at, end));
  if (end < text.length) pieces.push(h("span", { class: "context" }, text.slice(end)));
  return pieces;
}

function quoteCard([question, before, after, ...pieces]) {
  const [unit, voice] = DATA.sentences[pieces[0][0]];
  const words = h("p", { lang: "zh" });
  if (before >= 0) words.append(h("span", { class: "context" }, DATA.sentences[before][2]), " ");
  let last = null;
  for (const [sentence, ...offsets] of pieces) {
    if (last !== null) words.append(sentence === last + 1 ? " " : " … ");
    words.append(h("span", { class: "words" }, marked(DATA.sentences[sentence][2], offsets)));
    last = sentence;
  }
  if (after >= 0) words.append(" ", h("span", { class: "context" }, DATA.sentences[after][2]));
  const asked = question < 0 ? null : h("p", { class: "question", lang: "zh" },
    fill(W.colon, { name: DATA.voices[DATA.sentences[question][1]], value: DATA.sentences[question][2] }));
  return h("article", { class: "quote" }, h("header", null, h("span", { class: "unit" }, unit), h("span", null, DATA.voices[voice])), asked, words);
}

// The quotes of one group, and honestly how many there are beyond them.
function quoteList(title, [more, people, quotes], find) {
  const all = quotes.length + more;
  const told = !all ? W.nothing : fill(more ? W.of_shown : W.shown, { n: quotes.length, all, people });
  const box = h("section", null, title ? h("h3", null, title) : null, h("p", { class: "note" }, told), quotes.map(quoteCard));
  if (more) {
    box.append(h("p", { class: "note more" }, fill(W.more, { n: more }), " ",
      find ? [W.find, " ", h("code", null, find)] : null));
  }
  return box;
}

// The group that says most of it first; of many groups only those that say anything.
function quotesByGroup(dot) {
  const count = ([more, , quotes]) => more + quotes.length;
  return dot.quotes.map((shown, group) => [shown, group]).sort((a, b) => count(b[0]) - count(a[0]) || a[1] - b[1])
    .filter(([shown]) => count(shown) || dot.quotes.length <= 6)
    .map(([shown, group]) => quoteList(DATA.groups[group] || W.quotes, shown, dot.find));
}

// Numbers by group: a row each; on a card only the groups that have any, and few.
function numbersByGroup(dot, most) {
  if (!dot.quotes.length || !EACH) return null;
  const told = DATA.groups.map((name, group) => [name, inGroup(dot.index, group)]);
  const said = told.length > most ? told.filter(([, cells]) => cells.some((text) => text !== "0" && text !== "–")) : told;
  if (!said.length) return null;
  const table = h("table", { class: "numbers" }, h("thead", null, h("tr", null, h("th", { scope: "col" }, W.group),
    groupHeads().map((name) => h("th", { scope: "col" }, name)))),
  h("tbody", null, said.slice(0, most).map(([name, cells]) => h("tr", null, h("th", { scope: "row" }, name),
    cells.map((text) => h("td", null, text))))));
  return [table, said.length > most ? h("p", { class: "note" }, "+ " + (said.length - most)) : null];
}

function factList(pairs) {
  return h("p", { class: "facts" }, say(pairs));
}

function openPanel(title, ...content) {
  if (panel.hidden) opener = document.activeElement;
  const heading = h("h2", { id: "panel-title", tabindex: "-1" }, title);
  const back = h("button", { type: "button", onclick: () => history.back() }, "← " + W.back);
  back.hidden = steps < 2;
  panel.replaceChildren(h("header", null, back, heading, h("button", { type: "button", onclick: closePanel }, W.close + " ✕")),
    h("div", { class: "content", tabindex: "0" }, ...content));
  panel.hidden = false;
  document.body.classList.add("panel-open");
  panel.querySelector(".content").scrollTop = 0;
  heading.focus({ preventScroll: true });
}

function hidePanel() {
  if (panel.hidden) return;
  panel.hidden = true;
  panel.replaceChildren();
  document.body.classList.remove("panel-open");
  drawing.chosen = null;
  draw(true);
  const spot = opener && opener.dataset && opener.dataset.spot;
  if (spot) spots[Number(spot)].mark.focus({ preventScroll: true });
  else if (opener && document.contains(opener)) opener.focus({ preventScroll: true });
}

function closePanel() {
  steps = 0;
  hidePanel();
  history.replaceState(null, "", "#");
}

function chips(title, items) {
  if (!items.length) return null;
  return [h("h3", null, title), h("div", { class: "chips" }, items.map(([name, told, go]) => (
    h("button", { type: "button", onclick: go }, name, told ? h("small", null, " " + told) : null))))];
}

// What one group says, the most frequent first.
function ofGroup(dot) {
  return dots.filter((other) => other.quotes.length).map((other) => [other, other.quotes[dot.group]])
    .map(([other, [more, , quotes]]) => [other, more + quotes.length]).filter(([, count]) => count)
    .sort((a, b) => b[1] - a[1] || a[0].index - b[0].index)
    .map(([other]) => [other.name, inGroup(other.index, dot.group).join(" / "), () => goTo({ open: other.key })]);
}

function openDot(dot) {
  const others = dot.spot.dots.filter((other) => other !== dot).map((other) => [other.name, "", () => goTo({ open: other.key })]);
  const near = dot.links.map((link) => {
    const other = link.one === dot ? link.two : link.one;
    return [other.name, facts("links", link.index).slice(0, 1).map(([, value]) => value).join(""), () => goTo({ one: link.one.key, two: link.two.key })];
  });
  const content = [factList(facts("dots", dot.index)), chips(W.here, others)];
  if (dot.group >= 0) {
    content.push(chips(W.codes_here + " (" + groupHeads().join(" / ") + ")", ofGroup(dot)));
  } else {
    content.push(numbersByGroup(dot, Infinity), chips(W.links_here, near), quotesByGroup(dot));
  }
  drawing.chosen = dot;
  openPanel(dot.name, ...content.flat(Infinity).filter(Boolean));
  bringIntoSight(dot.spot);
  draw(true);
}

function openLink(link) {
  drawing.chosen = link;
  const [more, , quotes] = link.quotes;
  const both = [link.one, link.two].map((dot) => [dot.name, "", () => goTo({ open: dot.key })]);
  openPanel(fill(W.pair, { one: link.one.name, two: link.two.name }), factList(facts("links", link.index)),
    ...chips(W.each, both), more + quotes.length ? quoteList(W.quotes, link.quotes, "") : h("p", { class: "note" }, W.no_quotes));
  draw(true);
}

function route() {
  const hash = location.hash.slice(1);
  if (!hash.includes("=")) {
    steps = 0;
    hidePanel();
    if (hash === "table") document.getElementById("table").open = true;
    return;
  }
  const parameters = new URLSearchParams(hash);
  const [dot, one, two] = ["open", "one", "two"].map((name) => dotAt.get(parameters.get(name)));
  const link = one && two && links.find((other) => (other.one === one && other.two === two) || (other.one === two && other.two === one));
  steps += 1;
  if (dot) openDot(dot);
  else if (link) openLink(link);
  else openPanel(W.quotes, h("p", { class: "warning" }, W.unknown));
}
