// Excerpts, filtered by what is in them, who says them and which code they have. Returns { look(words) }.
function drawSearch(box) {
  const place = h("div");
  const count = h("p", { class: "note", role: "status" });
  const text = h("input", { type: "search", oninput: () => later() });
  const code = choice(codes.map((item, index) => [index, "　".repeat(item.depth) + item.name]));
  const polarity = choice([...new Set(codings.map((coding) => coding.polarity))].map((name) => [name, W[name]]));
  const groups = matrices.map((matrix, index) => ({ matrix, index })).filter(({ matrix }) => matrix.by !== "transcript")
    .map(({ matrix, index }) => ({ index, label: matrix.label, select: choice(matrix.groups.map((group, at) => [at, group.label])) }));
  const selects = [code, polarity, ...groups.map((group) => group.select)];
  const reset = h("button", {
    type: "button",
    onclick: () => { text.value = ""; selects.forEach((select) => { select.value = ""; }); run(); },
  }, W.reset);
  let timer = 0;
  function later() { clearTimeout(timer); timer = setTimeout(run, 120); }
  function choice(options) {
    return h("select", { onchange: () => run() }, h("option", { value: "" }, W.any),
      options.map(([value, label]) => h("option", { value: String(value) }, label)));
  }
  function run() {
    const needle = text.value.trim().toLowerCase();
    const list = codings.filter((coding) => (
      (code.value === "" || coding.code === Number(code.value))
      && (polarity.value === "" || coding.polarity === polarity.value)
      && groups.every((group) => group.select.value === "" || groupOf(coding, group.index) === Number(group.select.value))
      && (!needle || haystack(coding).includes(needle))
    ));
    const people = new Set(list.filter((coding) => coding.voices.length).map((coding) => voices[coding.voices[0]].participant));
    count.textContent = list.length ? fill(W.found, {
      n: show(list.length), people: people.size, transcripts: new Set(list.map((coding) => coding.transcript)).size,
    }) : W.nothing_found;
    place.replaceChildren(list.length ? excerptList(list, needle, null, 10) : "");
  }
  box.append(h("div", { class: "controls" }, h("label", { class: "wide" }, W.search, text), h("label", null, W.code, code),
    groups.map((group) => h("label", null, group.label, group.select)), h("label", null, W.polarity, polarity), reset), count, place);
  run();
  return { look: (needle) => { text.value = needle; run(); } };
}

function haystack(coding) {
  if (coding.haystack === undefined) {
    coding.haystack = words(transcripts[coding.transcript], coding.start, coding.end).toLowerCase();
  }
  return coding.haystack;
}
