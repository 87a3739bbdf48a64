// The words of the chosen topic, ranked by relevance; a click tells in which topics a word is.
const SHOWN = 30;
const BAR = { row: 17, name: 130, width: 520, number: 70 };

// Sievert and Shirley (2014), definition 1.
function relevance(word, topic) {
  const inside = word.weights[topic.index];
  if (!(inside > 0)) return -Infinity;
  return Math.log(inside) - (1 - state.weight) * Math.log(word.count / DATA.occurrences);
}

function ranked(topic) {
  return topic.words.map((word) => [relevance(word, topic), word]).filter(([value]) => value > -Infinity)
    .sort(([a, one], [b, two]) => b - a || one.index - two.index).slice(0, SHOWN).map(([, word]) => word);
}

function drawWords() {
  const { topic } = state;
  document.getElementById("h-words").textContent = topic.title;
  document.getElementById("value").textContent = fill(W.relevance, { value: state.weight.toFixed(2) });
  const shown = ranked(topic);
  const most = Math.max(...shown.map((word) => word.count), 1);
  const long = (value) => (value / most) * (BAR.width - BAR.name - BAR.number);
  const svg = s("svg", { viewBox: `0 0 ${BAR.width} ${shown.length * BAR.row + 4}`, role: "group", "aria-label": W.words });
  shown.forEach((word, row) => {
    const y = row * BAR.row + 2;
    const said = word.said[topic.index];
    const told = fill(W.word, { word: word.text, count: word.count, said: said.toFixed(1) });
    svg.append(s("g", {
      class: word === state.word ? "term on" : "term", "data-word": word.text, role: "button", tabindex: 0, "aria-label": told, "aria-pressed": String(word === state.word),
      onclick: () => chooseWord(word), onkeydown: pressed(() => chooseWord(word)),
    }, s("title", null, told), s("rect", { class: "target", x: 0, y, width: BAR.width, height: BAR.row }),
    s("text", { x: BAR.name - 6, y: y + 12.5, "text-anchor": "end" }, word.text),
    s("rect", { class: "overall", x: BAR.name, y: y + 3, width: long(word.count).toFixed(1), height: BAR.row - 6 }),
    s("rect", { class: topic.stable ? "inside" : "inside unstable", x: BAR.name, y: y + 3, width: long(said).toFixed(1), height: BAR.row - 6 }),
    s("text", { class: "count", x: BAR.name + long(word.count) + 5, y: y + 12.5 }, said.toFixed(1) + " / " + word.count)));
  });
  const had = document.activeElement && document.activeElement.closest && document.activeElement.closest("[data-word]");
  document.getElementById("bars").replaceChildren(svg);
  if (had) [...svg.querySelectorAll("[data-word]")].filter((one) => one.dataset.word === had.dataset.word).forEach((one) => one.focus({ preventScroll: true }));
  drawWhere();
}

function chooseWord(word) {
  goTo(word === state.word ? { topic: state.topic.number } : { topic: state.topic.number, word: word.text });
}

// In which topics a chosen word is said, most first.
function drawWhere() {
  const box = document.getElementById("where");
  const { word } = state;
  if (!word) { box.replaceChildren(); return; }
  const parts = topics.map((topic) => [word.said[topic.index] / word.count, topic]).filter(([share]) => share >= 0.005)
    .sort(([a, one], [b, two]) => b - a || one.index - two.index);
  box.replaceChildren(h("p", null, fill(W.where, { word: word.text, count: word.count })),
    h("ul", null, parts.map(([share, topic]) => h("li", null, h("button", {
      type: "button", class: topic.stable ? "plain" : "plain unstable", onclick: () => goTo({ topic: topic.number, word: word.text }),
    }, fill(W.share, { title: topic.title, share: percent(share) }))))),
    h("button", { type: "button", onclick: () => goTo({ topic: state.topic.number }) }, W.forget));
}
