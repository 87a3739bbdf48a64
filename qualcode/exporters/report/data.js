// The data of the page.
const DATA = JSON.parse(document.getElementById("data").textContent);
const W = DATA.words;

function unpack(value) {
  if (Array.isArray(value)) return value.map(unpack);
  if (value === null || typeof value !== "object") return value;
  if (value.columns && value.rows) {
    return value.rows.map((row) => {
      const record = {};
      value.columns.forEach((name, index) => { record[name] = unpack(row[index]); });
      return record;
    });
  }
  for (const key of Object.keys(value)) value[key] = unpack(value[key]);
  return value;
}

const codes = unpack(DATA.codes);
const transcripts = unpack(DATA.transcripts);
const voices = unpack(DATA.voices);
const codings = unpack(DATA.codings);
const matrices = unpack(DATA.matrices);
codings.forEach((coding, index) => { coding.index = index; });
const codeAt = new Map(codes.map((code, index) => [code.id, index]));
const codingAt = new Map(codings.map((coding) => [coding.id, coding]));
const transcriptAt = new Map(transcripts.map((transcript, index) => [transcript.name, index]));
const matrixAt = new Map(matrices.map((matrix, index) => [matrix.by, index]));
const codingsIn = transcripts.map(() => []);
codings.forEach((coding) => codingsIn[coding.transcript].push(coding));

function show(value, digits) {
  return value.toLocaleString("en-US", { maximumFractionDigits: digits || 0, minimumFractionDigits: digits || 0 });
}

// Offsets in the data are code points; a browser's strings count the characters beyond U+FFFF twice.
function place(transcript, offset) {
  const astral = transcript.astral;
  if (!astral.length) return offset;
  let low = 0;
  let high = astral.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (astral[middle] < offset) low = middle + 1;
    else high = middle;
  }
  return offset + low;
}

function words(transcript, start, end) {
  return transcript.text.slice(place(transcript, start), place(transcript, end));
}

// Group of a coding in a matrix, or -1 where it is counted for nobody.
function groupOf(coding, matrix) {
  return coding.voices.length ? voices[coding.voices[0]].groups[matrix] : -1;
}

function groupLabel(coding, by) {
  const matrix = matrixAt.get(by);
  if (matrix === undefined) return "";
  const group = matrices[matrix].groups[groupOf(coding, matrix)];
  return group && group.key ? group.label : "";
}

function covers(coding, matrix, group) {
  return coding.voices.some((voice) => voices[voice].groups[matrix] === group);
}

function link(parameters) {
  return "#" + new URLSearchParams(parameters).toString();
}
