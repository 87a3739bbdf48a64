// The data of the page.
const DATA = JSON.parse(document.getElementById("data").textContent);
const W = DATA.labels;

const words = DATA.words.map(([text, count, weights, said], index) => ({ text, count, weights, said, index }));
const topics = DATA.topics.map(([number, title, stable, share, [across, up], summary, own, passages, compared, codes], index) => (
  { number, title, stable: Boolean(stable), share, across, up, summary, words: own.map((place) => words[place]), passages, compared, codes, index }));
const topicAt = new Map(topics.map((topic) => [String(topic.number), topic]));
const wordAt = new Map(words.map((word) => [word.text, word]));
const state = { topic: topics[0], word: null, weight: 0.6 };

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
