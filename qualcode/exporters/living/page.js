// What somebody writes into the page is in this window only, until the page is saved with it.
const areas = [...document.querySelectorAll("[data-own]")];
const button = document.querySelector("#save");

function written(area) {
  return area.innerText.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
}

function all() {
  return JSON.stringify(areas.map(written));
}

// The page as a file: every text plain, everything else as it came.
function wholePage() {
  const copy = document.documentElement.cloneNode(true);
  copy.querySelectorAll("[data-own]").forEach((area, number) => {
    area.textContent = written(areas[number]);
    area.setAttribute("contenteditable", "plaintext-only");
  });
  copy.querySelector("#save").hidden = true;
  return `<!DOCTYPE html>\n${copy.outerHTML}\n`;
}

function download() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([wholePage()], { type: "text/html;charset=utf-8" }));
  link.download = decodeURIComponent(location.pathname.split("/").pop()) || "report.html";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// A browser that knows no plain areas gets a rich one, in which pasted text is plain too.
function enrich(area) {
  area.contentEditable = "true";
  area.addEventListener("paste", (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });
}

let saved = all();

for (const area of areas) {
  if (area.contentEditable !== "plaintext-only") enrich(area);
  // What browsers leave behind in an emptied area would hide the invitation.
  area.addEventListener("input", () => {
    if (!written(area).trim()) area.textContent = "";
  });
}

button.hidden = false;
button.addEventListener("click", () => {
  download();
  saved = all();
});

window.addEventListener("beforeunload", (event) => {
  if (all() !== saved) event.preventDefault();
});
