"""A fit comes back from its file, the same fit is the same file, and its topics are found in other interviews."""

import io
import zipfile

import numpy as np
import pytest

from qualcode.errors import ReadError
from qualcode.language.speech import iter_speech
from qualcode.language.stopwords import stop_words
from qualcode.model import Corpus
from qualcode.topics.archive import archive_bytes, packed, read_archive, unpacked
from qualcode.topics.documents import DocumentKind, DocumentRules, make_documents
from qualcode.topics.files import apply, fit_bytes, read_fit, saved_fit
from qualcode.topics.gensim_lda import GensimLda
from qualcode.topics.keyword_model import KeywordModel
from qualcode.topics.nmf import Nmf
from qualcode.topics.tomotopy_lda import TomotopyLda
from qualcode.topics.vocabulary import Vocabulary, VocabularyRules
from tests.factories import make_transcript
from tests.topics.planted import WORDS, field_seeds, planted

BAGS = planted()[0]
#: Words that are one token each, among them one outside the basic plane.
VOCABULARY = Vocabulary((*(f"w{number}x" for number in range(WORDS - 1)), "𠮷"), ())
RULES = DocumentRules(DocumentKind.TURN, polarity=True)
MODELS = [GensimLda(), GensimLda(passes=2, seeds=field_seeds(1, 3)), TomotopyLda(iterations=20), Nmf(),
          KeywordModel(seeds=field_seeds(1, 3), iterations=20, burn_in=5)]


def saved(model):
    """Fit a model and put it together with its vocabulary."""
    return saved_fit(model.fit(BAGS, WORDS, 4, 1), model, VOCABULARY, BAGS, RULES, VocabularyRules(5),
                     [True, False, True, True])


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_fit_comes_back(model, tmp_path):
    """Everything is read as it was written, numbers to nine decimals, and written again it is the same file."""
    first = saved(model)
    path = tmp_path / "fit.topics"
    path.write_bytes(fit_bytes(first))
    again = read_fit(path)
    assert (again.model, again.title, again.vocabulary) == (model, model.name, VOCABULARY.words)
    assert (again.documents, again.words, again.made_from) == (RULES, VocabularyRules(5), first.made_from)
    assert (again.stable, again.fit.labels, again.fit.seed) == ((True, False, True, True), first.fit.labels, 1)
    assert np.abs(again.fit.topic_word - first.fit.topic_word).max() < 1e-9
    assert np.allclose(again.model.transform(again.fit, BAGS), model.transform(first.fit, BAGS), atol=1e-5)
    assert fit_bytes(again) == path.read_bytes() == fit_bytes(saved(model))


def test_nothing_in_a_file_is_pickled_or_dated():
    """Members are JSON and plain arrays, of the first day that a zip knows."""
    with zipfile.ZipFile(io.BytesIO(fit_bytes(saved(GensimLda())))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert all(name == "model.json" or name.endswith(".npy") for name in archive.namelist())


@pytest.mark.parametrize("content", [b"", b"PK", b"hello", archive_bytes({}, {}), archive_bytes({"layout": 99}, {})])
def test_other_files_are_refused(content, tmp_path):
    """What is no fit of this version says so and what to do, without a word of its content."""
    path = tmp_path / "fit.topics"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=r"fit.topics: .*again with `qualcode topics`"):
        read_fit(path)
    with pytest.raises(ReadError, match="again with"):
        read_fit(tmp_path / "nothing")


@pytest.mark.parametrize(("key", "value"), [
    ("kind", "lda"), ("kind", "nmf"), ("options", {"size": 1}), ("labels", ["a"]), ("stable", [True]),
    ("documents", {"kind": "page", "size": 40, "polarity": True}), ("documents", {"kind": "turn", "size": 1}),
    ("title", [1]), ("seed", "x"),
])
def test_files_that_do_not_fit_together_are_refused(key, value, tmp_path):
    """Somebody changed the table of a file."""
    path = tmp_path / "fit.topics"
    path.write_bytes(fit_bytes(saved(MODELS[1])))
    about, arrays = read_archive(path)
    path.write_bytes(archive_bytes(about | {key: value}, arrays))
    with pytest.raises(ReadError, match="cannot be read as topics"):
        read_fit(path)


@pytest.mark.parametrize("change", [
    lambda shares: shares * np.nan, lambda shares: -shares, lambda shares: shares * 0, lambda shares: shares[:0],
    lambda shares: shares[0], lambda shares: shares.astype("U5"), lambda shares: shares.astype(np.float32)])
def test_numbers_that_are_no_shares_are_refused(change, tmp_path):
    """Missing, negative or no probabilities at all."""
    path = tmp_path / "fit.topics"
    path.write_bytes(fit_bytes(saved(MODELS[0])))
    about, arrays = read_archive(path)
    path.write_bytes(archive_bytes(about, arrays | {"topic_word": change(arrays["topic_word"])}))
    with pytest.raises(ReadError, match="cannot be read as topics"):
        read_fit(path)


def test_more_numbers_than_there_is_memory_for(tmp_path):
    """A header that claims them is damage like any other."""
    path, claim = tmp_path / "fit.topics", "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000, 10), }"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model.json", "{}")
        archive.writestr("topic_word.npy", b"\x93NUMPY\x01\x00v\x00" + f"{claim:117}\n".encode())
    with pytest.raises(ReadError, match="cannot be read as topics"):
        read_fit(path)


def test_topics_are_found_in_other_interviews():
    """New speech becomes documents by the same rules; unknown words are counted, and where nothing is known is NaN."""
    fit = saved(GensimLda())
    field = [" ".join(f"w{number}x" for number in range(15 * topic, 15 * topic + 15)) + "。" for topic in (0, 2)]
    lines = [("甲", field[0]), ("乙", field[1] + "𠮷𠮷。水稻，水稻。"), ("丙", "化肥，" * 16 + "。")]
    corpus = Corpus((make_transcript("新访谈", lines),))
    found = apply(fit, corpus)
    assert [document.participant for document in found.documents] == ["新访谈/甲", "新访谈/乙", "新访谈/丙"]
    assert found.documents == make_documents(corpus, list(iter_speech(corpus)), stop_words(), RULES)
    assert found.shares[:2].sum(axis=1) == pytest.approx([1, 1])
    assert np.isnan(found.shares[2]).all()
    assert found.shares[0].argmax() != found.shares[1].argmax()
    assert (found.known, found.unknown, found.without) == (32, 18, 1)
    assert found.unknown_words == (("化肥", 16), ("水稻", 2))
    assert apply(fit, Corpus(())).shares.shape == (0, 4)


def test_an_archive_gives_back_what_it_was_given(tmp_path):
    """Missing numbers become null, arrays stay as they are, and lists of words of any script come back."""
    words = ("a", "𠮷", "😀", "\udc80")
    path = tmp_path / "archive"
    table = {"x": [float("nan"), 1.5], "y": {"z": None}}
    path.write_bytes(archive_bytes(table, {"a": np.arange(3), "b": packed(words)}))
    about, arrays = read_archive(path)
    assert about == {"x": [None, 1.5], "y": {"z": None}}
    assert arrays["a"].tolist() == [0, 1, 2]
    assert unpacked(arrays["b"]) == words
    assert unpacked(packed(())) == ()
