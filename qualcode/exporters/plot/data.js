// The data of the page.
const DATA = JSON.parse(document.getElementById("data").textContent);
const W = DATA.words;

const dots = DATA.dots.map(([key, name, across, up, kind, size, hollow, group, find, quotes], index) => (
  { key, name, across, up, kind, size, hollow: Boolean(hollow), group, find, quotes: quotes.map((place) => DATA.shown[place]), index, links: [] }));
const links = DATA.links.map(([one, two, weight, quotes], index) => (
  { one: dots[one], two: dots[two], weight, quotes: DATA.shown[quotes], index }));
for (const link of links) { link.one.links.push(link); link.two.links.push(link); }
const dotAt = new Map(dots.map((dot) => [dot.key, dot]));

// Numbers stand in the tables only; what a point tells is read from its row.
const tables = { dots: document.getElementById("dots"), links: document.getElementById("links") };
const rows = {};
const heads = {};
for (const [name, table] of Object.entries(tables)) {
  rows[name] = table ? [...table.tBodies[0].rows] : [];
  heads[name] = table ? [...table.querySelector(".heads").cells].map((cell) => cell.textContent) : [];
}
// Columns of the table of dots before those of the groups, and columns of each group.
const OWN = Number(tables.dots.dataset.own);
const EACH = Number(tables.dots.dataset.each);

// [heading, text] of the numbers of a dot as a whole, or of a link.
function facts(name, index) {
  const own = name === "dots" ? OWN : heads.links.length;
  return [...rows[name][index].cells].slice(1, own).map((cell, place) => [heads[name][place + 1], cell.textContent]);
}

// The numbers of a dot in one group, as texts.
function inGroup(index, group) {
  const from = OWN + group * EACH;
  return [...rows.dots[index].cells].slice(from, from + EACH).map((cell) => cell.textContent);
}

function groupHeads() {
  return heads.dots.slice(OWN, OWN + EACH);
}

function say(pairs) {
  return pairs.filter(([, value]) => value).map(([name, value]) => fill(W.colon, { name, value })).join("; ");
}
