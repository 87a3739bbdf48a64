// The data of the page, and the ways to make elements: text goes in as text, never as markup.
const DATA = JSON.parse(document.getElementById("data").textContent);
const W = DATA.labels;

const words = DATA.words.map(([text, count, weights, said], index) => ({ text, count, weights, said, index }));
const topics = DATA.topics.map(([number, title, stable, share, [across, up], summary, own, passages, compared, codes], index) => (
  { number, title, stable: Boolean(stable), share, across, up, summary, words: own.map((place) => words[place]), passages, compared, codes, index }));
const topicAt = new Map(topics.map((topic) => [String(topic.number), topic]));
const wordAt = new Map(words.map((word) => [word.text, word]));
const state = { topic: topics[0], word: null, weight: 0.6 };

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

function percent(value) {
  return (100 * value).toFixed(1) + " %";
}

// Enter and blank do what a click does, on what is no button by itself.
function pressed(act) {
  return (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act(event);
  };
}

function goTo(parameters) {
  const wanted = "#" + new URLSearchParams(parameters).toString();
  if (location.hash === wanted) route();
  else location.hash = wanted;
}
