// What people do on the page. Links into it:  #topic=3   #topic=3&word=WORD
const slider = document.getElementById("weight");

function draw() {
  drawList();
  drawMap();
  drawWords();
  drawDetail();
}

function route() {
  const parameters = new URLSearchParams(location.hash.slice(1));
  if (location.hash && !parameters.has("topic")) return;
  state.topic = topicAt.get(parameters.get("topic")) || topics[0];
  state.word = wordAt.get(parameters.get("word")) || null;
  draw();
}

slider.addEventListener("input", () => { state.weight = Number(slider.value); drawWords(); });
window.addEventListener("hashchange", route);
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && state.word) goTo({ topic: state.topic.number }); });
document.getElementById("work").hidden = false;
draw();
route();
