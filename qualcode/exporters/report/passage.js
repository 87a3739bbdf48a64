// Passages: text with marks, and one excerpt with its context, speaker, unit and the rule that proposed it.

// Text of [start, end) with <mark> around the evidence and the words that negate it.
function marked(transcript, start, end, spans, needle) {
  const pieces = document.createDocumentFragment();
  let at = start;
  const inside = spans.filter(([from, to]) => from < end && to > start).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  for (const [from, to, kind] of inside) {
    const first = Math.max(from, at);
    const last = Math.min(to, end);
    if (last <= first) continue;
    if (first > at) pieces.append(found(words(transcript, at, first), needle));
    pieces.append(h("mark", { class: kind }, words(transcript, first, last)));
    at = last;
  }
  if (at < end) pieces.append(found(words(transcript, at, end), needle));
  return pieces;
}

// The same text with what was searched for set off.
function found(text, needle) {
  const pieces = document.createDocumentFragment();
  const lower = text.toLowerCase();
  let at = 0;
  if (needle && lower.length === text.length) {
    for (let next = lower.indexOf(needle); next >= 0; next = lower.indexOf(needle, at)) {
      pieces.append(text.slice(at, next), h("span", { class: "hit" }, text.slice(next, next + needle.length)));
      at = next + needle.length;
    }
  }
  pieces.append(text.slice(at));
  return pieces;
}

// [start, end, "evidence" | "cue"] for every matched word and every word that negates one.
function evidenceSpans(coding) {
  const spans = [];
  for (const evidence of coding.evidence) {
    for (let index = 0; index < evidence.spans.length; index += 2) {
      spans.push([evidence.spans[index], evidence.spans[index + 1], "evidence"]);
    }
    if (evidence.cue.length) spans.push([...evidence.cue, "cue"]);
  }
  return spans;
}

function codeChip(code, attributes, ...more) {
  return h("a", { class: "chip", "--c": code.colour, href: link({ code: code.id }), ...attributes }, code.name, ...more);
}

// How the coding came about: polarity, state, coder, and each rule as written.
function origin(coding) {
  const facts = [W[coding.polarity], W[coding.state]];
  if (coding.origin !== "rule") facts.push(fill(W.by_person, { coder: coding.coder }));
  if (!coding.voices.length) facts.push(W.uncounted);
  facts.push(fill(W.place, { start: coding.start, end: coding.end }));
  const box = h("div", { class: "origin" }, h("p", null, facts.join(" · ")));
  for (const evidence of coding.evidence) {
    const [text, line] = DATA.rules[evidence.rule] || ["", 0];
    const notes = [evidence.rule];
    if (line) notes.push(fill(W.line, { n: line }));
    if (evidence.polarity !== coding.polarity) notes.push(W[evidence.polarity]);
    notes.push(...evidence.flags.map((flag) => W[flag] || flag));
    box.append(h("p", null, W.rule + " ", text ? h("code", { lang: "zh" }, text) : "", " ", h("small", null, notes.join(" · "))));
  }
  return box;
}

function speakerLine(coding) {
  const person = coding.voices.length ? voices[coding.voices[0]].participant : "";
  const parts = [coding.speaker, person, groupLabel(coding, "town"), groupLabel(coding, "role")];
  return [...new Set(parts)].filter(Boolean).join(" · ");
}

function sentence(transcript, index, turn, spans, kind) {
  const [start, end] = [transcript.sentences[2 * index], transcript.sentences[2 * index + 1]];
  const other = transcript.turns.find((candidate) => candidate.start <= start && start < candidate.end);
  const who = other && other !== turn ? h("b", null, other.speaker + "：") : null;
  return h("span", { class: kind }, who, marked(transcript, start, end, spans));
}

// One excerpt: question, the sentence before, the words, the sentence after, and where they come from.
function excerpt(coding, needle, note) {
  const transcript = transcripts[coding.transcript];
  const turn = transcript.turns[coding.turn];
  const spans = evidenceSpans(coding);
  const code = codes[coding.code];
  const card = h("article", { class: "excerpt", "--c": code.colour });
  card.append(h("header", null, codeChip(code), h("a", {
    class: "unit", title: W.open_transcript, href: link({ transcript: transcript.name, coding: coding.id }),
  }, coding.unit), h("span", null, speakerLine(coding))));
  const question = turn.answers === null ? null : transcript.turns[turn.answers];
  if (question) {
    card.append(h("p", { class: "question", lang: "zh" }, h("b", null, question.speaker + "："),
      marked(transcript, question.start, question.end, spans)));
  }
  const quote = h("p", { class: "quote", lang: "zh" });
  const before = coding.first - 1;
  if (before >= 0 && !(question && transcript.sentences[2 * before] < question.end)) {
    quote.append(sentence(transcript, before, turn, spans, "context"), " ");
  }
  quote.append(h("span", { class: "words" }, marked(transcript, coding.start, coding.end, spans, needle)));
  if (2 * coding.last < transcript.sentences.length) {
    quote.append(" ", sentence(transcript, coding.last, turn, spans, "context"));
  }
  card.append(quote, origin(coding));
  if (note) card.append(h("p", { class: "note" }, note));
  return card;
}

// A list that draws a part at a time.
function excerptList(list, needle, noteOf, batch = 25) {
  const box = h("div", { class: "list" });
  let drawn = 0;
  const more = h("button", { type: "button", class: "more", onclick: () => next() });
  function next() {
    const from = drawn;
    for (const coding of list.slice(from, from + batch)) box.insertBefore(excerpt(coding, needle, noteOf && noteOf(coding)), more);
    drawn = Math.min(from + batch, list.length);
    more.hidden = drawn >= list.length;
    more.textContent = fill(W.more, { n: show(list.length - drawn) });
    if (from > 0 && box.children[from]) {
      const first = box.children[from].querySelector("a");
      if (first) first.focus({ preventScroll: true });
    }
  }
  box.append(more);
  if (list.length) next();
  else { more.hidden = true; box.append(h("p", { class: "note" }, W.nothing_here)); }
  return box;
}
