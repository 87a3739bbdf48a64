// Names beside marks that cover neither each other nor a mark; the first ones choose first, who finds no room waits for
// a nearer view.
const SIDES = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [-1, -1], [1, 1], [-1, 1]];
const STEPS = [0.7, 1.5, 2.6, 4];
const ROUND = 16;
const CELL = 48;

// Boxes [left, top, right, bottom, owner] by the squares that they touch.
function makeGrid() {
  const cells = new Map();
  const around = (box, look) => {
    for (let column = Math.floor(box[0] / CELL); column <= Math.floor(box[2] / CELL); column += 1) {
      for (let row = Math.floor(box[1] / CELL); row <= Math.floor(box[3] / CELL); row += 1) {
        if (look(column * 65536 + row)) return true;
      }
    }
    return false;
  };
  return {
    add(box) {
      around(box, (cell) => { if (!cells.has(cell)) cells.set(cell, []); cells.get(cell).push(box); return false; });
    },
    meets(box, owner) {
      return around(box, (cell) => (cells.get(cell) || []).some((other) => other[4] !== owner
        && box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]));
    },
  };
}

function boxAt(x, y, width, height) {
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2, -1];
}

// Where a line from a mark to its name ends, null where the name stands right beside the mark.
function leadOf(spot, x, y, width, height) {
  const [left, top, right, bottom] = boxAt(x, y, width, height);
  const end = [Math.min(Math.max(spot.x, left), right), Math.min(Math.max(spot.y, top), bottom)];
  return Math.hypot(end[0] - spot.x, end[1] - spot.y) > spot.r + 5 ? end : null;
}

// Small boxes along the line, outside the mark.
function alongLead(spot, end) {
  const long = Math.hypot(end[0] - spot.x, end[1] - spot.y);
  const found = [];
  for (let at = spot.r + 2; at < long; at += 4) {
    found.push(boxAt(spot.x + (end[0] - spot.x) * (at / long), spot.y + (end[1] - spot.y) * (at / long), 2, 2));
  }
  return found;
}

function* candidates(spot, far) {
  const [width, height] = [spot.width / 2, spot.height / 2];
  for (const [across, down] of SIDES) {
    yield [spot.x + across * (spot.r + 2 + width), spot.y + down * (spot.r + height)];
  }
  for (const step of far ? STEPS : []) {
    for (let turn = 0; turn < ROUND; turn += 1) {
      const angle = (2 * Math.PI * turn) / ROUND;
      yield [spot.x + Math.cos(angle) * (spot.r + width + step * spot.height),
        spot.y + Math.sin(angle) * (spot.r + height + step * spot.height)];
    }
  }
}

// Returns for each spot { x, y, lead } or null. `all` are the spots in sight, `wanted` those to be named, in order.
function placeNames(all, wanted, room, far) {
  const grid = makeGrid();
  all.forEach((spot) => grid.add([spot.x - spot.r, spot.y - spot.r, spot.x + spot.r, spot.y + spot.r, spot.number]));
  return wanted.map((spot) => {
    for (const [x, y] of candidates(spot, far)) {
      const box = boxAt(x, y, spot.width, spot.height);
      if (box[0] < room[0] || box[1] < room[1] || box[2] > room[2] || box[3] > room[3]) continue;
      if (grid.meets(box, spot.number)) continue;
      const lead = leadOf(spot, x, y, spot.width, spot.height);
      const line = lead ? alongLead(spot, lead) : [];
      if (line.some((piece) => grid.meets(piece, spot.number))) continue;
      [box, ...line].forEach((taken) => grid.add(taken));
      return { x, y, lead };
    }
    return null;
  });
}
