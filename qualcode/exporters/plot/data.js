// The data of the page, and the two ways to make elements: text goes in as text, never as markup.
const DATA = JSON.parse(document.getElementById("data").textContent);
const W = DATA.words;

const dots = DATA.dots.map(([key, name, across, up, kind, size, hollow, group, find, quotes], index) => (
  { key, name, across, up, kind, size, hollow: Boolean(hollow), group, find, quotes: quotes.map((place) => DATA.shown[place]), index, links: [] }));
const links = DATA.links.map(([one, two, weight, quotes], index) => (
  { one: dots[one], two: dots[two], weight, quotes: DATA.shown[quotes], index }));
for (const link of links) { link.one.links.push(link); link.two.links.push(link); }
const dotAt = new Map(dots.map((dot) => [dot.key, dot]));

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

function element(made, properties, children) {
  for (const [key, value] of Object.entries(properties || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

// h("button", { class: "x", onclick: f }, "text", element, ...)
function h(tag, properties, ...children) {
  return element(document.createElement(tag), properties, children);
}

// The same for what stands in a drawing.
function s(tag, properties, ...children) {
  return element(document.createElementNS("http://www.w3.org/2000/svg", tag), properties, children);
}

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
