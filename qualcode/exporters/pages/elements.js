// What all pages make elements with: text goes in as text, never as markup.

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

function element(made, properties, children) {
  for (const [key, value] of Object.entries(properties || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key.startsWith("--")) made.style.setProperty(key, value);
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
