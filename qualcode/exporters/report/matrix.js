// Codes by groups. Each number is a button that opens the excerpts it counts.
const MEASURES = ["references", "covered", "share", "rate"];
const matrixState = { by: 0, measure: "references", hide: codes.length > 40, filter: "", frequent: false };
const denseCells = new Map();

// (code, group) -> cell; what the data leave out was counted and is zero.
function cellsOf(index) {
  if (!denseCells.has(index)) {
    const map = new Map(matrices[index].cells.map((cell) => [cell.code + ":" + cell.group, cell]));
    denseCells.set(index, map);
  }
  return denseCells.get(index);
}

function cellAt(index, code, group) {
  const whole = matrices[index].groups[group];
  const known = cellsOf(index).get(code + ":" + group);
  if (known) return known;
  const asked = peopleWhoSpeak(index, group);
  const rate = whole.characters ? 0 : null;
  return {
    code, group, references: 0, participants: 0, transcripts: 0, units: 0, share: asked ? 0 : null, rate, asked,
    characters: whole.characters, status: "counted", note: "",
  };
}

function peopleWhoSpeak(index, group) {
  return new Set(voices.filter((voice) => voice.groups[index] === group).map((voice) => voice.participant)).size;
}

function cellText(cell, measure) {
  if (cell.status === "not_asked") return "—";
  if (cell.status !== "counted") return "×";
  const value = measure === "covered" ? cell.participants : cell[measure];
  if (value === null) return "?";
  if (measure === "share") return show(100 * value) + "%";
  return measure === "rate" ? (value ? show(value, 2) : "0") : show(value);
}

function countsPeople() {
  return matrixState.measure === "covered" || matrixState.measure === "share";
}

function cellValue(cell, measure) {
  return (measure === "covered" ? cell.participants : cell[measure]) || 0;
}

function cellSummary(cell) {
  if (cell.status !== "counted") return cell.note;
  return fill(W.cell_summary, {
    references: show(cell.references), people: cell.participants, asked: cell.asked,
    rate: cell.rate === null ? "?" : show(cell.rate, 2),
  });
}

function matrixControls(redraw) {
  const tabs = h("div", { class: "tabs", role: "group" }, matrices.map((matrix, index) => h("button", {
    type: "button", "aria-pressed": String(index === matrixState.by),
    onclick: (event) => {
      matrixState.by = index;
      for (const tab of tabs.children) tab.setAttribute("aria-pressed", String(tab === event.currentTarget));
      redraw();
    },
  }, fill(W.by, { attribute: matrix.label }))));
  const measure = h("select", { onchange: (event) => { matrixState.measure = event.target.value; redraw(); } },
    MEASURES.map((name) => h("option", { value: name, selected: name === matrixState.measure }, W[name])));
  const filter = h("input", {
    type: "search", oninput: (event) => { matrixState.filter = event.target.value.trim().toLowerCase(); redraw(); },
  });
  const hide = h("input", {
    type: "checkbox", checked: matrixState.hide, onchange: (event) => { matrixState.hide = event.target.checked; redraw(); },
  });
  const frequent = h("input", {
    type: "checkbox", onchange: (event) => { matrixState.frequent = event.target.checked; redraw(); },
  });
  return h("div", { class: "controls" }, tabs, h("label", null, W.measure, measure), h("label", null, W.code_filter, filter),
    h("label", { class: "check" }, hide, W.hide_unused), h("label", { class: "check" }, frequent, W.frequent));
}

function matrixRow(index, code, codeIndex, most) {
  const row = h("tr", null, h("th", { scope: "row", class: "code", "--c": code.colour, "--d": matrixState.frequent ? 0 : code.depth },
    h("a", { href: link({ code: code.id }), title: code.id }, code.name)));
  const { measure } = matrixState;
  row.append(h("td", { class: "all" }, show(countsPeople() ? code.participants : code.references)));
  matrices[index].groups.forEach((group, place) => {
    const cell = cellAt(index, codeIndex, place);
    const value = cellValue(cell, measure);
    const kind = cell.status === "counted" ? (value ? "full" : "zero") : cell.status;
    row.append(h("td", { class: kind, "--heat-level": most && value ? String(0.08 + 0.42 * (value / most)) : "0" }, h("button", {
      type: "button", tabindex: "-1", "data-by": matrices[index].by, "data-group": group.key, "data-code": code.id,
      title: [code.name, group.label, cellSummary(cell), cell.status === "counted" ? cell.note : ""].filter(Boolean).join("\n"),
    }, cellText(cell, measure))));
  });
  return row;
}

function matrixTable() {
  const index = matrixState.by;
  const matrix = matrices[index];
  const rows = codes.map((code, place) => [code, place]).filter(([code]) => (
    (!matrixState.hide || code.references || code.participants)
    && (!matrixState.filter || (code.name + " " + code.id).toLowerCase().includes(matrixState.filter))
  ));
  if (matrixState.frequent) rows.sort((a, b) => b[0].references - a[0].references || a[1] - b[1]);
  const shown = new Set(rows.map(([, place]) => place));
  const most = Math.max(0, ...matrix.cells.filter((cell) => shown.has(cell.code)).map((cell) => cellValue(cell, matrixState.measure)));
  const head = h("tr", null, h("th", { scope: "col", class: "code" }, W.code), h("th", { scope: "col", class: "all" }, h("span", null, W.all), h("small", null, countsPeople() ? W.covered : W.references)),
    matrix.groups.map((group) => h("th", {
      scope: "col", title: fill(W.group_size, { people: group.participants, transcripts: group.transcripts, characters: show(group.characters) }),
    }, h("span", null, groupLink(matrix.by, group)), matrix.by === "participant" ? null : h("small", null, fill(W.n, { n: group.participants })))));
  const table = h("table", { role: "grid", class: "matrix" + (matrix.groups.length > 12 ? " many" : "") },
    h("thead", null, head), h("tbody", null, rows.map(([code, place]) => matrixRow(index, code, place, most))));
  const first = table.querySelector("td button");
  if (first) first.tabIndex = 0;
  table.addEventListener("click", openCell);
  table.addEventListener("keydown", moveInGrid);
  return h("div", { class: "scroll" }, table);
}

// People and transcripts can be opened from their column; other groups are only named.
function groupLink(by, group) {
  const known = by === "transcript" ? transcriptAt.has(group.key) : by === "participant" && voices.some((voice) => voice.participant === group.key);
  return known ? h("a", { href: link({ [by]: group.key }) }, group.label) : group.label;
}

function openCell(event) {
  const button = event.target.closest("button[data-code]");
  if (button) location.hash = link({ by: button.dataset.by, group: button.dataset.group, code: button.dataset.code });
}

function moveInGrid(event) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const button = event.target.closest("td button");
  if (!step || !button) return;
  event.preventDefault();
  const row = button.closest("tr");
  const rows = [...row.parentElement.children];
  const next = rows[rows.indexOf(row) + step[0]];
  const cell = next && next.children[[...row.children].indexOf(button.closest("td")) + step[1]];
  const target = cell && cell.querySelector("button");
  if (!target) return;
  button.tabIndex = -1;
  target.tabIndex = 0;
  target.focus();
}

function drawMatrix(box) {
  if (!matrices.length || !codes.length) return;
  const place = h("div");
  const legend = h("p", { class: "note" });
  function redraw() {
    place.replaceChildren(matrixTable());
    const lines = [W.legend_zero, W.legend_not_asked, W.legend_missing, W.legend_undefined];
    const matrix = matrices[matrixState.by];
    const small = matrix.groups.some((group) => group.participants < 10) && !["participant", "transcript"].includes(matrix.by);
    if (matrixState.measure === "share" && small) lines.push(W.small);
    if (codes.some((code) => code.depth)) lines.push(W.own_only);
    legend.replaceChildren(lines.join("; "), h("br"), matrix.caption, h("br"), W.grid_help);
  }
  box.append(matrixControls(redraw), place, legend);
  redraw();
}
