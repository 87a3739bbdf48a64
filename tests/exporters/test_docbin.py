"""spaCy's DocBin, read back by spaCy."""

from pathlib import Path

import pytest

from qualcode.exporters.docbin import SPANS, write_docbin
from tests.factories import make_coding, make_codings, make_corpus

spacy_tokens = pytest.importorskip("spacy.tokens")


def read(path: Path):
    """Return the Docs of a file."""
    from spacy.vocab import Vocab

    return list(spacy_tokens.DocBin().from_disk(path).get_docs(Vocab()))


def test_docs_and_spans_read_back(tmp_path: Path):
    """The text is the transcript's; each span has its code, its id and its words."""
    corpus = make_corpus()
    codings = make_codings(corpus)
    docs = read(write_docbin(corpus, codings, tmp_path / "a.spacy"))
    assert [doc.text for doc in docs] == [transcript.text for transcript in corpus.transcripts]
    found = [(span.id_, span.label_, span.text) for doc in docs for span in doc.spans[SPANS]]
    assert sorted(found) == sorted((coding.id, coding.code, coding.quote) for coding in codings)


def test_names_and_attributes_are_in_user_data(tmp_path: Path):
    """A Doc knows whose it is."""
    docs = read(write_docbin(make_corpus(), [], tmp_path / "a.spacy"))
    assert docs[0].user_data == {
        "transcript": "大同访谈1", "attributes": {"age": "52", "role": "村支书/主任", "town": "大同镇"}}


def test_tokens_are_cut_where_speech_begins(tmp_path: Path):
    """The label is never glued to the first word that was said."""
    corpus = make_corpus()
    starts = {token.idx for token in read(write_docbin(corpus, [], tmp_path / "a.spacy"))[0]}
    assert {turn.body.start for turn in corpus.transcripts[0].turns} <= starts


def test_a_coding_inside_a_token_takes_the_token(tmp_path: Path):
    """Spans of a Doc lie on tokens; the span grows rather than vanishes."""
    corpus = make_corpus()
    coding = make_coding(corpus, "literacy", "大同访谈2", "智能手", coder="小王")
    doc = read(write_docbin(corpus, [coding], tmp_path / "a.spacy"))[1]
    assert doc.spans[SPANS][0].text == "智能手机"


def test_the_same_corpus_gives_the_same_bytes(tmp_path: Path):
    """The order in which codings come does not matter."""
    corpus = make_corpus()
    first = write_docbin(corpus, make_codings(corpus), tmp_path / "a.spacy").read_bytes()
    assert write_docbin(corpus, make_codings(corpus)[::-1], tmp_path / "b.spacy").read_bytes() == first
