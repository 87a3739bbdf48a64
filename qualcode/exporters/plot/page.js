// What people do on the page: look, point, zoom, find, open, sort.
const sheet = document.getElementById("sheet");
const card = document.getElementById("card");
const finder = document.getElementById("filter");

function spotAt(event) {
  const mark = event.target.closest && event.target.closest("[data-spot]");
  return mark ? spots[Number(mark.dataset.spot)] : null;
}

function showCard(content, x, y) {
  card.replaceChildren(...content.flat(Infinity).filter(Boolean));
  card.hidden = false;
  const room = document.documentElement.clientWidth;
  const left = Math.min(Math.max(x + 14, 6), room - card.offsetWidth - 6);
  const below = y + 16 + card.offsetHeight < window.innerHeight;
  card.style.left = left + window.scrollX + "px";
  card.style.top = Math.max((below ? y + 16 : y - card.offsetHeight - 12) + window.scrollY, 0) + "px";
}

function hideCard() {
  card.hidden = true;
}

function tellSpot(spot) {
  const box = spot.mark.getBoundingClientRect();
  const told = spot.dots.slice(0, 4).map((dot) => [h("b", null, dot.name), factList(facts("dots", dot.index)), numbersByGroup(dot, 6)]);
  if (spot.dots.length > 4) told.push(h("p", { class: "note" }, spot.name));
  showCard(told, (box.left + box.right) / 2, (box.top + box.bottom) / 2);
}

function tellLink(link, event) {
  showCard([h("b", null, fill(W.pair, { one: link.one.name, two: link.two.name })), factList(facts("links", link.index))], event.clientX, event.clientY);
}

function point(event) {
  const spot = spotAt(event);
  const wire = event.target.closest && event.target.closest("[data-link]");
  if (spot) tellSpot(spot);
  else if (wire) tellLink(links[Number(wire.dataset.link)], event);
  else hideCard();
}

function openAt(event) {
  const spot = spotAt(event);
  const wire = event.target.closest && event.target.closest("[data-link]");
  hideCard();
  if (spot) { standOn(spot); goTo({ open: spot.dots[0].key }); }
  else if (wire) { const link = links[Number(wire.dataset.link)]; goTo({ one: link.one.key, two: link.two.key }); }
}

// One mark is reached by Tab; arrows lead from it to the nearest one in their direction.
function standOn(spot) {
  for (const other of spots) other.mark.setAttribute("tabindex", other === spot ? "0" : "-1");
  drawing.stop = spot.number;
  bringIntoSight(spot);
  spot.mark.focus({ preventScroll: true });
}

function nearest(spot, across, down) {
  let best = null;
  let least = Infinity;
  for (const other of spots) {
    const [x, y] = [(other.x - spot.x) * across + (other.y - spot.y) * down, Math.abs((other.x - spot.x) * down) + Math.abs((other.y - spot.y) * across)];
    if (other !== spot && x > 0.5 && x + 2.5 * y < least) { best = other; least = x + 2.5 * y; }
  }
  return best;
}

function press(event) {
  const spot = spotAt(event);
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (event.key === "+" || event.key === "=" || event.key === "-") {
    zoom(event.key === "-" ? 1.5 : 1 / 1.5, spot ? spot.x : drawing.width / 2, spot ? spot.y : drawing.height / 2);
  } else if (spot && (event.key === "Enter" || event.key === " ")) openAt(event);
  else if (spot && way) { const next = nearest(spot, ...way); if (next) standOn(next); }
  else if (spot && event.key === "Home") standOn(spots[0]);
  else return;
  event.preventDefault();
}

function placeOf(event) {
  const box = drawing.svg.getBoundingClientRect();
  return [((event.clientX - box.left) / box.width) * drawing.width, ((event.clientY - box.top) / box.height) * drawing.height];
}

// At the whole plot the wheel outwards scrolls the page, so that nobody is caught in the drawing.
function wheel(event) {
  if (zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 240))), ...placeOf(event))) event.preventDefault();
  hideCard();
}

function drag(down) {
  if (down.button || down.pointerType === "touch") return;
  const [from, { x0, x1, y0, y1 }] = [placeOf(down), drawing.view];
  let moved = false;
  const move = (event) => {
    const [x, y] = placeOf(event);
    if (!moved && Math.hypot(x - from[0], y - from[1]) < 4) return;
    moved = true;
    hideCard();
    drawing.svg.classList.add("dragging");
    moveTo(x0 - ((x - from[0]) / (drawing.width - EDGE.left - EDGE.right)) * (x1 - x0),
      y0 + ((y - from[1]) / (drawing.height - EDGE.top - EDGE.bottom)) * (y1 - y0), x1 - x0, y1 - y0);
  };
  const stop = () => {
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", stop);
    window.removeEventListener("pointercancel", stop);
    drawing.svg.classList.remove("dragging");
    if (!moved) return;
    const swallow = (event) => event.stopPropagation();
    window.addEventListener("click", swallow, { capture: true });
    setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 0);
  };
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", stop);
  window.addEventListener("pointercancel", stop);
}

function find() {
  drawing.wanted = finder.value.trim().toLowerCase();
  const wanted = (dot) => (dot.name + " " + dot.key).toLowerCase().includes(drawing.wanted);
  dots.forEach((dot) => { rows.dots[dot.index].hidden = !wanted(dot); });
  document.getElementById("found").textContent = drawing.wanted ? fill(W.found, { n: dots.filter(wanted).length }) : "";
  draw(true);
}

function openFound(event) {
  const found = event.key === "Enter" && drawing.wanted && (dots.find((dot) => dot.name.toLowerCase() === drawing.wanted)
    || dots.find((dot) => (dot.name + " " + dot.key).toLowerCase().includes(drawing.wanted)));
  if (found) goTo({ open: found.key });
}

function legend() {
  const shown = new Set(dots.map((dot) => dot.kind));
  document.getElementById("legend").append(...DATA.kinds.map((name, kind) => (
    h("li", { hidden: !shown.has(kind) }, s("svg", { viewBox: "-8 -8 16 16", "aria-hidden": "true" }, markOf(kind, 5.5)), name))));
}

// A column's heading sorts by it: numbers the largest first, what is missing last.
function sortable(table) {
  const value = (row, column) => {
    const text = row.cells[column] ? row.cells[column].textContent : "";
    const number = Number(text.replace(/,/g, ""));
    return text !== "" && Number.isFinite(number) ? number : text;
  };
  [...table.querySelector(".heads").cells].forEach((head, column) => {
    const sort = () => {
      const down = head.getAttribute("aria-sort") !== "descending";
      for (const other of table.querySelectorAll("[aria-sort]")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const order = [...table.tBodies[0].rows].map((row) => [value(row, column), row]).sort(([a], [b]) => {
        if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
        return (typeof a === "number" ? b - a : a.localeCompare(b)) * (down ? 1 : -1);
      });
      table.tBodies[0].append(...order.map(([, row]) => row));
    };
    head.replaceChildren(h("button", { type: "button", title: fill(W.sort, { column: head.textContent }), onclick: sort }, head.textContent));
  });
}

function begin() {
  document.getElementById("plot").hidden = false;
  drawing.svg = s("svg", { role: "group", "aria-label": document.title });
  drawing.stop = 0;
  sheet.append(drawing.svg);
  legend();
  fit(sheet);
  new ResizeObserver(() => requestAnimationFrame(() => fit(sheet))).observe(sheet);
  drawing.svg.addEventListener("pointerover", point);
  drawing.svg.addEventListener("pointerleave", hideCard);
  drawing.svg.addEventListener("focusin", (event) => { const spot = spotAt(event); if (spot && spot.mark.matches(":focus-visible")) tellSpot(spot); });
  drawing.svg.addEventListener("focusout", hideCard);
  drawing.svg.addEventListener("click", openAt);
  drawing.svg.addEventListener("keydown", press);
  drawing.svg.addEventListener("wheel", wheel, { passive: false });
  drawing.svg.addEventListener("pointerdown", drag);
  const middle = () => [drawing.width / 2, drawing.height / 2];
  document.getElementById("nearer").addEventListener("click", () => zoom(1 / 1.6, ...middle()));
  document.getElementById("farther").addEventListener("click", () => zoom(1.6, ...middle()));
  document.getElementById("whole").addEventListener("click", () => { drawing.view = { ...drawing.whole }; draw(true); });
  finder.addEventListener("input", find);
  finder.addEventListener("keydown", openFound);
  const all = document.getElementById("all-links");
  if (all) all.addEventListener("change", () => { drawing.wires = all.checked ? links.length : DATA.drawn; draw(true); });
  for (const table of Object.values(tables)) {
    if (!table) continue;
    sortable(table);
    table.addEventListener("click", (event) => {
      const button = event.target.closest("[data-dot],[data-link]");
      if (!button) return;
      if (button.dataset.dot) goTo({ open: dots[Number(button.dataset.dot)].key });
      else { const link = links[Number(button.dataset.link)]; goTo({ one: link.one.key, two: link.two.key }); }
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (!card.hidden) hideCard();
    else if (!panel.hidden) closePanel();
  });
  window.addEventListener("hashchange", route);
  route();
}

begin();
