// The drawing: marks, names, axes and links of what is in sight. Zooming moves places apart, not marks and letters.
const NETWORK = DATA.axes.length === 0;
const SIZED = dots.some((dot) => dot.size > 0);
const LETTER = 13;
const NAMED = 220;
const JOINED = 3;
const NEAREST = 80;
const SHAPES = [
  (r) => `M${-r},0A${r},${r} 0 1 0 ${r},0A${r},${r} 0 1 0 ${-r},0Z`,
  (r) => `M${-r * 0.9},${-r * 0.9}H${r * 0.9}V${r * 0.9}H${-r * 0.9}Z`,
  (r) => `M0,${-r * 1.15}L${r * 1.1},${r * 0.85}H${-r * 1.1}Z`,
  (r) => `M0,${-r * 1.25}L${r * 1.25},0L0,${r * 1.25}L${-r * 1.25},0Z`,
  (r) => `M0,${r * 1.15}L${r * 1.1},${-r * 0.85}H${-r * 1.1}Z`,
  (r) => { const [a, b] = [r * 0.42, r * 1.15]; return `M${-a},${-b}H${a}V${-a}H${b}V${a}H${a}V${b}H${-a}V${a}H${-b}V${-a}H${-a}Z`; },
  (r) => { const [a, b] = [r * 0.55, r * 1.1]; return `M${-b},${-a}L${-a},${-b}L0,${-a}L${a},${-b}L${b},${-a}L${a},0L${b},${a}L${a},${b}L0,${a}L${-a},${b}L${-b},${a}L${-a},0Z`; },
];

function shapeOf(kind, r) {
  return SHAPES[(kind + Math.floor(kind / SHAPES.length)) % SHAPES.length](r);
}

function markOf(kind, r) {
  return s("path", { d: shapeOf(kind, r), class: "k" + (kind % SHAPES.length) });
}

// Dots of one place and kind are one spot.
const spots = [];
{
  const at = new Map();
  for (const dot of dots) {
    const place = [dot.across.toFixed(6), dot.up.toFixed(6), dot.kind].join("|");
    if (!at.has(place)) {
      at.set(place, { dots: [], number: spots.length, across: step(dot.across, 0), up: step(dot.up, 1), kind: dot.kind });
      spots.push(at.get(place));
    }
    at.get(place).dots.push(dot);
    dot.spot = at.get(place);
  }
  for (const spot of spots) {
    const [first] = spot.dots;
    if (first.group >= 0) spot.r = 6.5;
    else spot.r = SIZED ? 3.5 + 10 * Math.sqrt(first.size) : 3.8 + Math.min(3, 0.45 * (spot.dots.length - 1));
    spot.framed = first.group >= 0;
    const names = spot.dots.slice(0, JOINED).map((dot) => dot.name).join(W.list);
    const more = spot.dots.length - JOINED;
    spot.name = more > 0 ? fill(W.and_more, { names, n: more }) : names;
    spot.short = more > 0 ? names + " +" + more : names;
    spot.told = spot.dots.length > 1 ? spot.name : fill(W.open, { name: spot.name, facts: say(facts("dots", first.index)) });
  }
}

// A place on an axis as it is drawn: logarithms where steps are ratios.
function step(value, axis) {
  return !NETWORK && DATA.axes[axis].log ? Math.log10(value) : value;
}

const drawing = { svg: null, width: 900, height: 600, whole: null, view: null, offsets: new Map(), wires: DATA.drawn, chosen: null, wanted: "" };
const EDGE = NETWORK ? { left: 8, right: 8, top: 8, bottom: 8 } : { left: 62, right: 14, top: 12, bottom: 48 };

function reach(axis) {
  const values = spots.map((spot) => (axis ? spot.up : spot.across));
  if (!NETWORK && DATA.axes[axis].zero) values.push(0);
  if (!NETWORK) values.push(...DATA.axes[axis].lines);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = (high - low) * (NETWORK ? 0.07 : 0.06) || 0.5;
  return [low - air, high + air];
}

function wholeView() {
  const [x0, x1] = reach(0);
  const [y0, y1] = reach(1);
  const view = { x0, x1, y0, y1 };
  if (!DATA.square) return view;
  const [across, down] = [drawing.width - EDGE.left - EDGE.right, drawing.height - EDGE.top - EDGE.bottom];
  const unit = Math.max((x1 - x0) / across, (y1 - y0) / down);
  const [halfX, halfY] = [(unit * across) / 2, (unit * down) / 2];
  return { x0: (x0 + x1) / 2 - halfX, x1: (x0 + x1) / 2 + halfX, y0: (y0 + y1) / 2 - halfY, y1: (y0 + y1) / 2 + halfY };
}

function toX(value) {
  const { x0, x1 } = drawing.view;
  return EDGE.left + ((value - x0) / (x1 - x0)) * (drawing.width - EDGE.left - EDGE.right);
}

function toY(value) {
  const { y0, y1 } = drawing.view;
  return drawing.height - EDGE.bottom - ((value - y0) / (y1 - y0)) * (drawing.height - EDGE.top - EDGE.bottom);
}

const ruler = document.createElement("canvas").getContext("2d");

function measure(text, bold) {
  ruler.font = (bold ? "700 " : "") + LETTER + "px " + getComputedStyle(document.body).fontFamily;
  return ruler.measureText(text).width + 4;
}

// Round numbers in [low, high]; of an axis of ratios 1, 2 and 5 where there is room for them.
function ticks(axis, low, high) {
  if (DATA.axes[axis].log && high - low > 0.6) {
    const found = [];
    for (let power = Math.floor(low); power <= Math.ceil(high); power += 1) {
      found.push(...(high - low > 3 ? [1] : [1, 2, 5]).map((digit) => power + Math.log10(digit)));
    }
    return found.filter((at) => at >= low && at <= high).map((at) => [at, label(10 ** at)]);
  }
  const [from, to] = DATA.axes[axis].log ? [10 ** low, 10 ** high] : [low, high];
  const rough = (to - from) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = [1, 2, 5, 10].map((digit) => digit * power).find((one) => one >= rough);
  const found = [];
  for (let at = Math.ceil(from / size); at * size <= to; at += 1) found.push([step(at * size, axis), label(at * size)]);
  return found;
}

function label(value) {
  return String(Number(value.toPrecision(6))).replace("-", "−");
}

function drawAxes() {
  const [right, bottom] = [drawing.width - EDGE.right, drawing.height - EDGE.bottom];
  const group = s("g", { "aria-hidden": "true" });
  const { x0, x1, y0, y1 } = drawing.view;
  for (const [at, text] of ticks(0, x0, x1)) {
    group.append(s("line", { class: "grid", x1: toX(at), x2: toX(at), y1: EDGE.top, y2: bottom }),
      s("text", { class: "tick", x: toX(at), y: bottom + 16, "text-anchor": "middle", "font-size": 12 }, text));
  }
  for (const [at, text] of ticks(1, y0, y1)) {
    group.append(s("line", { class: "grid", x1: EDGE.left, x2: right, y1: toY(at), y2: toY(at) }),
      s("text", { class: "tick", x: EDGE.left - 6, y: toY(at) + 4, "text-anchor": "end", "font-size": 12 }, text));
  }
  const rule = (axis, value, kind) => {
    const at = step(value, axis);
    if (axis ? at < y0 || at > y1 : at < x0 || at > x1) return;
    group.append(s("line", axis ? { class: kind, x1: EDGE.left, x2: right, y1: toY(at), y2: toY(at) }
      : { class: kind, x1: toX(at), x2: toX(at), y1: EDGE.top, y2: bottom }));
  };
  DATA.axes.forEach((axis, index) => {
    if (axis.zero) rule(index, 0, "zero");
    axis.lines.forEach((value) => rule(index, value, "dashed"));
  });
  group.append(s("rect", { class: "frame", x: EDGE.left, y: EDGE.top, width: right - EDGE.left, height: bottom - EDGE.top }),
    s("text", { x: (EDGE.left + right) / 2, y: drawing.height - 8, "text-anchor": "middle", "font-size": LETTER }, DATA.axes[0].label),
    s("text", { transform: `translate(15 ${(EDGE.top + bottom) / 2}) rotate(-90)`, "text-anchor": "middle", "font-size": LETTER }, DATA.axes[1].label));
  return group;
}

function drawLinks() {
  const group = s("g", null);
  const strongest = Math.max(...links.map((link) => link.weight), 1);
  for (const link of links.slice(0, drawing.wires).reverse()) {
    const ends = { x1: link.one.spot.x, y1: link.one.spot.y, x2: link.two.spot.x, y2: link.two.spot.y };
    const share = link.weight / strongest;
    const on = drawing.chosen === link || drawing.chosen === link.one || drawing.chosen === link.two;
    group.append(s("line", { class: on ? "wire on" : "wire", ...ends, "stroke-width": 0.7 + 5 * share, "stroke-opacity": on ? 0.95 : 0.35 + 0.4 * share }),
      s("line", { class: "grip", "data-link": link.index, ...ends }));
  }
  return group;
}

function inSight(spot) {
  return spot.x >= EDGE.left - 1 && spot.x <= drawing.width - EDGE.right + 1 && spot.y >= EDGE.top - 1 && spot.y <= drawing.height - EDGE.bottom + 1;
}

function matches(spot) {
  return spot.dots.some((dot) => (dot.name + " " + dot.key).toLowerCase().includes(drawing.wanted));
}

function drawSpots() {
  const group = s("g", null);
  for (const spot of [...spots].reverse()) {
    const on = drawing.chosen && (drawing.chosen.spot === spot || (drawing.chosen.one && [drawing.chosen.one.spot, drawing.chosen.two.spot].includes(spot)));
    const kind = ["spot", spot.dots[0].hollow ? "hollow" : "", on ? "on" : "", drawing.wanted && !matches(spot) ? "faded" : ""].filter(Boolean).join(" ");
    spot.mark = s("g", {
      class: kind, "data-spot": spot.number, role: "button", tabindex: spot.number === drawing.stop ? 0 : -1, "aria-label": spot.told,
      transform: `translate(${spot.x.toFixed(1)} ${spot.y.toFixed(1)})`, display: inSight(spot) ? null : "none",
    }, s("circle", { class: "target", r: Math.max(spot.r, 9) }), s("circle", { class: "ring", r: spot.r + 4 }), markOf(spot.kind, spot.r));
    group.append(spot.mark);
  }
  return group;
}

// Names move with their marks while the view moves, and look for new places when it rests.
function drawNames(rest) {
  const group = s("g", { "aria-hidden": "true" });
  if (rest) {
    const seen = spots.filter(inSight);
    const first = (spot) => (drawing.chosen && drawing.chosen.spot === spot ? 0 : drawing.wanted && matches(spot) ? 1 : 2);
    const wanted = seen.filter((spot) => !drawing.wanted || first(spot) < 2).sort((a, b) => first(a) - first(b) || a.number - b.number).slice(0, NAMED);
    const room = [EDGE.left, EDGE.top, drawing.width - EDGE.right, drawing.height - EDGE.bottom];
    drawing.offsets = new Map();
    placeNames(seen, wanted, room, seen.length <= NEAREST).forEach((place, index) => {
      const spot = wanted[index];
      if (place) drawing.offsets.set(spot, { x: place.x - spot.x, y: place.y - spot.y, lead: place.lead && [place.lead[0] - spot.x, place.lead[1] - spot.y] });
    });
  }
  for (const [spot, offset] of drawing.offsets) {
    if (!inSight(spot)) continue;
    if (offset.lead) group.append(s("line", { class: "lead", x1: spot.x, y1: spot.y, x2: spot.x + offset.lead[0], y2: spot.y + offset.lead[1] }));
    group.append(s("text", {
      class: "name" + (spot.framed ? " framed" : "") + (drawing.wanted && matches(spot) ? " matched" : ""), "data-of": spot.number,
      x: (spot.x + offset.x).toFixed(1), y: (spot.y + offset.y + LETTER * 0.36).toFixed(1), "text-anchor": "middle", "font-size": LETTER,
    }, spot.short));
  }
  return group;
}

function draw(rest) {
  const focused = document.activeElement && document.activeElement.closest && document.activeElement.closest("[data-spot]");
  for (const spot of spots) { spot.x = toX(spot.across); spot.y = toY(spot.up); }
  if (rest) for (const spot of spots) { spot.width = spot.width || measure(spot.short, spot.framed); spot.height = LETTER + 4; }
  const { svg } = drawing;
  svg.setAttribute("viewBox", `0 0 ${drawing.width} ${drawing.height}`);
  svg.replaceChildren(...[NETWORK ? null : drawAxes(), drawLinks(), drawSpots(), drawNames(rest)].filter(Boolean));
  if (focused) spots[Number(focused.dataset.spot)].mark.focus({ preventScroll: true });
}

let resting = 0;
function redrawSoon() {
  draw(false);
  clearTimeout(resting);
  resting = setTimeout(() => draw(true), 90);
}

// Zoom by a factor around a place of the drawing; the view never grows beyond the whole.
function zoom(factor, x, y) {
  const { view, whole } = drawing;
  const size = (view.x1 - view.x0) / (whole.x1 - whole.x0);
  const by = Math.min(Math.max(size * factor, 1 / NEAREST), 1) / size;
  const [atX, atY] = [(x - EDGE.left) / (drawing.width - EDGE.left - EDGE.right), (drawing.height - EDGE.bottom - y) / (drawing.height - EDGE.top - EDGE.bottom)];
  const middle = [view.x0 + atX * (view.x1 - view.x0), view.y0 + atY * (view.y1 - view.y0)];
  const [wide, high] = [(view.x1 - view.x0) * by, (view.y1 - view.y0) * by];
  moveTo(middle[0] - atX * wide, middle[1] - atY * high, wide, high);
  return by !== 1;
}

function moveTo(x0, y0, wide, high) {
  const { whole } = drawing;
  const left = Math.min(Math.max(x0, whole.x0), whole.x1 - wide);
  const low = Math.min(Math.max(y0, whole.y0), whole.y1 - high);
  drawing.view = { x0: left, x1: left + wide, y0: low, y1: low + high };
  redrawSoon();
}

function bringIntoSight(spot) {
  if (inSight(spot)) return;
  const { x0, x1, y0, y1 } = drawing.view;
  moveTo(spot.across - (x1 - x0) / 2, spot.up - (y1 - y0) / 2, x1 - x0, y1 - y0);
}

// Draw for the room that there is; what was looked at stays in sight.
function fit(box) {
  const wide = Math.max(box.clientWidth, 320);
  if (drawing.whole && wide === drawing.width) return;
  const [view, before] = [drawing.view, drawing.whole];
  drawing.width = wide;
  drawing.height = Math.round(Math.min(Math.max(window.innerHeight * 0.74, 420), 900, Math.max(wide * 0.85, 420)));
  drawing.whole = wholeView();
  drawing.view = { ...drawing.whole };
  if (view) {
    const size = (view.x1 - view.x0) / (before.x1 - before.x0);
    const [w, high] = [size * (drawing.whole.x1 - drawing.whole.x0), size * (drawing.whole.y1 - drawing.whole.y0)];
    moveTo((view.x0 + view.x1 - w) / 2, (view.y0 + view.y1 - high) / 2, w, high);
    if (drawing.chosen && drawing.chosen.spot) bringIntoSight(drawing.chosen.spot);
  }
  draw(true);
}
