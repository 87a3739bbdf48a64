// What is told of the chosen topic: its paragraph, its codes, what people said, and who has how much of it.
const DOTS = { width: 620, row: 34, name: 150, edge: 24, r: 4.5 };

function passageCard([unit, person, where, said, share]) {
  return h("article", { class: "quote" }, h("p", { lang: "zh" }, said), h("footer", null, fill(W.source, { unit, person, place: where, share })));
}

// People whose marks would cover each other are set apart, always in the same way.
function apart(people, x) {
  const taken = [];
  return [...people].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1)).map(([name, share]) => {
    const at = x(share);
    const near = taken.filter((other) => Math.abs(other - at) < 2 * DOTS.r).length;
    taken.push(at);
    const step = Math.ceil(near / 2) * (near % 2 ? -1 : 1);
    return [name, share, at, Math.max(-2, Math.min(2, step)) * 5.5];
  });
}

function dotPlot([title, note, groups]) {
  const most = Math.max(...groups.flatMap(([, , mean, , high, people]) => [mean || 0, high || 0, ...people.map(([, share]) => share)]), 0.01);
  const x = (share) => DOTS.name + (share / most) * (DOTS.width - DOTS.name - DOTS.edge);
  const bottom = groups.length * DOTS.row;
  const svg = s("svg", { viewBox: `0 0 ${DOTS.width} ${bottom + 22}`, role: "img", "aria-label": title });
  for (const part of [0, 0.5, 1]) {
    svg.append(s("line", { class: "axis", x1: x(part * most), x2: x(part * most), y1: 0, y2: bottom }),
      s("text", { class: "tick", x: x(part * most), y: bottom + 16, "text-anchor": "middle" }, percent(part * most)));
  }
  groups.forEach(([name, told, mean, low, high, people], row) => {
    const y = row * DOTS.row + DOTS.row / 2;
    svg.append(s("text", { x: DOTS.name - 10, y: y + 4, "text-anchor": "end" }, name));
    for (const [person, share, at, off] of apart(people, x)) {
      svg.append(s("circle", { class: "person", cx: at.toFixed(1), cy: (y + off).toFixed(1), r: DOTS.r }, s("title", null, fill(W.person, { person, share: percent(share) }))));
    }
    if (low !== null) svg.append(s("line", { class: "bar", x1: x(Math.max(low, 0)), x2: x(Math.min(high, most)), y1: y, y2: y }));
    if (mean !== null) svg.append(s("circle", { class: "mean", cx: x(mean).toFixed(1), cy: y, r: 5.5 }, s("title", null, told)));
  });
  return h("figure", null, h("figcaption", null, title), svg, h("ul", { class: "told" }, groups.map(([name, told]) => h("li", null, fill(W.share, { title: name, share: told })))), h("p", { class: "note" }, note));
}

function drawDetail() {
  const { topic } = state;
  const box = document.getElementById("detail");
  box.className = topic.stable ? "" : "unstable";
  box.replaceChildren(h("h2", null, topic.title, topic.stable ? null : h("small", null, " " + W.unstable)), h("p", { class: "summary" }, topic.summary),
    h("h3", null, W.codes), topic.codes.length ? h("ul", null, topic.codes.map((code) => h("li", null, code))) : h("p", { class: "note" }, W.no_codes),
    h("h3", null, W.passages), ...(topic.passages.length ? topic.passages.map(passageCard) : [h("p", { class: "note" }, W.no_passages)]),
    ...(topic.compared.length ? [...topic.compared.map(dotPlot), h("p", { class: "note" }, W.dots)] : []));
}
