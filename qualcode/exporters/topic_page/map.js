// The map: a circle a topic, its area the topic's share, or of a chosen word the share of it that is said there.
const MAP = { width: 560, height: 460, edge: 70, largest: 52, least: 4 };

function place(topic) {
  const reach = (values) => [Math.min(...values), Math.max(...values)];
  const [x0, x1] = reach(topics.map((one) => one.across));
  const [y0, y1] = reach(topics.map((one) => one.up));
  const unit = Math.max((x1 - x0) / (MAP.width - 2 * MAP.edge), (y1 - y0) / (MAP.height - 2 * MAP.edge)) || 1;
  return [MAP.width / 2 + (topic.across - (x0 + x1) / 2) / unit, MAP.height / 2 - (topic.up - (y0 + y1) / 2) / unit];
}

function sizeOf(topic) {
  const share = state.word ? state.word.said[topic.index] / state.word.count : topic.share;
  const most = state.word ? 1 : Math.max(...topics.map((one) => one.share));
  return Math.max(MAP.least, MAP.largest * Math.sqrt(share / most));
}

function drawMap() {
  const had = document.activeElement && document.activeElement.closest && document.activeElement.closest("#sheet [data-topic]");
  const svg = s("svg", { viewBox: `0 0 ${MAP.width} ${MAP.height}`, role: "group", "aria-label": W.map });
  svg.append(s("line", { class: "axis", x1: 0, x2: MAP.width, y1: MAP.height / 2, y2: MAP.height / 2 }),
    s("line", { class: "axis", x1: MAP.width / 2, x2: MAP.width / 2, y1: 0, y2: MAP.height }));
  const order = [...topics].sort((a, b) => sizeOf(b) - sizeOf(a) || a.index - b.index);
  for (const topic of order) {
    const [x, y] = place(topic);
    const kind = ["circle", topic.stable ? "" : "unstable", topic === state.topic ? "on" : ""].filter(Boolean).join(" ");
    const told = topic.title + (topic.stable ? "" : ", " + W.unstable);
    svg.append(s("g", {
      class: kind, "data-topic": topic.number, role: "button", tabindex: topic === state.topic ? 0 : -1, "aria-label": told, "aria-pressed": String(topic === state.topic),
      transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, onclick: () => goTo({ topic: topic.number }), onkeydown: pressMap(topic),
    }, s("title", null, told), s("circle", { r: sizeOf(topic).toFixed(1) }), s("text", { "text-anchor": "middle", dy: "0.36em" }, String(topic.number))));
  }
  document.getElementById("sheet").replaceChildren(svg);
  if (had) focusCircle(had.dataset.topic);
}

function focusCircle(number) {
  const circle = document.querySelector(`#sheet [data-topic="${number}"]`);
  if (circle) circle.focus({ preventScroll: true });
}

function pressMap(topic) {
  return (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) { pressed(() => goTo({ topic: topic.number }))(event); return; }
    event.preventDefault();
    const next = topics[(topic.index + step + topics.length) % topics.length];
    focusCircle(next.number);
    goTo({ topic: next.number });
  };
}

function drawList() {
  document.getElementById("list").replaceChildren(...topics.map((topic) => h("li", null, h("button", {
    type: "button", class: topic.stable ? "" : "unstable", "aria-pressed": String(topic === state.topic), onclick: () => goTo({ topic: topic.number }),
  }, topic.title, topic.stable ? null : h("small", null, " " + W.unstable)))));
}
