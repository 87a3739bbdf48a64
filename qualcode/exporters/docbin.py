"""spaCy's DocBin: our tokens, our codings as spans, for whoever trains a model."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from qualcode.exporters.atomic import write_bytes
from qualcode.language.layers import script_layer
from qualcode.language.tokens import token_spans
from qualcode.model import Coding, Corpus, Span, Transcript

#: name of the span group that holds the codings
SPANS = "codings"


def write_docbin(corpus: Corpus, codings: Iterable[Coding], path: Path) -> Path:
    """Write one Doc per transcript; ``doc.text`` is the transcript's text, code point for code point.

    ``doc.spans["codings"]`` holds one span per coding: label = id of the code, span id = id of the coding; a coding
    that ends inside a token takes the whole token. ``doc.user_data`` holds ``transcript`` and ``attributes`` (as text).

    Raises:
        WriteError: the file cannot be written; the last good one stays.
    """
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    vocab = Vocab()
    by_transcript: dict[str, list[Coding]] = {}
    for coding in codings:
        by_transcript.setdefault(coding.transcript, []).append(coding)
    box = DocBin(store_user_data=True)
    for transcript in corpus.transcripts:
        doc = make_doc(transcript, by_transcript.get(transcript.name, []), vocab)
        attributes = corpus.attributes_of(transcript.name)
        doc.user_data["attributes"] = {key: str(value) for key, value in sorted(attributes.items())}
        box.add(doc)
    content: bytes = box.to_bytes()
    return write_bytes(path, content)


def make_doc(transcript: Transcript, codings: Iterable[Coding], vocab: Any) -> Any:
    """Return a transcript as a spaCy ``Doc`` with its codings as spans, in text order."""
    from spacy.tokens import Doc

    words = [span.of(transcript.text) for span in _tokens(transcript)]
    doc = Doc(vocab, words=words, spaces=[False] * len(words))
    doc.user_data["transcript"] = transcript.name
    ordered = sorted(codings, key=lambda coding: (coding.span, coding.code, coding.id))
    doc.spans[SPANS] = [
        doc.char_span(coding.span.start, coding.span.end, label=coding.code, span_id=coding.id,
                      alignment_mode="expand")
        for coding in ordered if len(coding.span)
    ]
    return doc


def _tokens(transcript: Transcript) -> list[Span]:
    """Return the tokens of the whole text, cut where what was said begins and ends, on the simplified layer."""
    layer = script_layer(transcript.text)
    edges = {0, len(layer)} | {edge for turn in transcript.turns for edge in (turn.body.start, turn.body.end)}
    pieces = [Span(start, end) for start, end in pairwise(sorted(edges))]
    return [token for piece in pieces for token in token_spans(layer, piece)]
