"""Speech as documents: windows, turns, interviews, and words that are denied where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import NotComputableError, UsageError
from qualcode.language.speech import iter_speech
from qualcode.language.stopwords import stop_words
from qualcode.model import Corpus
from qualcode.topics.documents import DocumentKind, DocumentRules, make_documents
from qualcode.topics.vocabulary import VocabularyRules, make_vocabulary
from tests.factories import make_transcript

STOP = stop_words()
WINDOW, TURN, INTERVIEW = DocumentKind.WINDOW, DocumentKind.TURN, DocumentKind.INTERVIEW


def documents_of(lines, rules):
    """Make documents of one transcript."""
    corpus = Corpus((make_transcript("访谈", lines),))
    return make_documents(corpus, list(iter_speech(corpus)), STOP, rules)


def words_of(sentence, *, polarity=True):
    """Return the words of one answer."""
    found = documents_of([("答", sentence)], DocumentRules(polarity=polarity))
    return [word for document in found for word in document.words]


@pytest.mark.parametrize(("kind", "sizes"), [(WINDOW, [20, 20, 26]), (TURN, [50, 16]), (INTERVIEW, [66])])
def test_three_kinds_of_documents(kind, sizes):
    """A turn of 50 words and two of eight: windows are cut and merged, turns only merged, an interview is whole."""
    lines = [("答", "手机，" * 50 + "。"), ("问", "还有呢？"), ("答", "水稻，" * 8 + "。"), ("问", "呢？"),
             ("答", "医院，" * 8 + "。")]
    found = documents_of(lines, DocumentRules(kind, size=20))
    assert [len(document.words) for document in found] == sizes


def test_a_short_turn_at_the_end_joins_the_turn_before_it():
    """Nothing comes after it that it could be merged with."""
    found = documents_of([("答", "手机，" * 20 + "。"), ("问", "呢？"), ("答", "水稻。")], DocumentRules(TURN))
    assert [len(document.words) for document in found] == [21]


def test_an_interview_keeps_a_silent_speaker_together():
    """Far apart turns are two documents as turns and one as an interview."""
    lines = [("甲", "手机，" * 20 + "。"), *[("乙", "平台，" * 20 + "。")] * 8, ("甲", "打卡，" * 20 + "。")]
    counts = {kind: sum(document.participant == "访谈/甲" for document in documents_of(lines, DocumentRules(kind)))
              for kind in (TURN, INTERVIEW)}
    assert counts == {TURN: 2, INTERVIEW: 1}


@pytest.mark.parametrize("kind", list(DocumentKind))
@given(turns=st.lists(st.text(alphabet="手机水稻医院，。！𠮷😀ＡＢ1\u200b", max_size=60), min_size=1, max_size=8))
def test_every_word_is_in_one_document(kind, turns):
    """Whatever is said, no word is lost and none comes twice, and pieces are in text order."""
    lines = [(label, said) for said in turns for label, said in (("问", "呢？"), ("答", said or "。"))]
    corpus = Corpus((make_transcript("访谈", lines),))
    speech = list(iter_speech(corpus))
    found = make_documents(corpus, speech, STOP, DocumentRules(kind, size=10, polarity=False))
    kept = [word for turn in speech for word in turn.words() if word not in STOP and not word.isdigit()]
    assert [word for document in found for word in document.words] == kept
    spans = [piece.span for document in found for piece in document.pieces]
    assert spans == sorted(spans)


@pytest.mark.parametrize(("sentence", "expected"), [
    ("他会用手机。", ["会", "用", "手机"]),
    ("我不会用手机。", ["不会", "不会_用", "手机"]),
    ("手机用不来。", ["手机", "不_用", "不"]),
    ("莫得信号。", ["莫得", "没有_信号"]),
    ("不是不会用手机。", ["不是", "不会", "用", "手机"]),
    ("你会不会用手机？", ["会", "不会", "用", "手机"]),
    ("我不會用手機。", ["不会", "不会_用", "手机"]),
])
def test_a_denied_word_is_a_word_of_its_own(sentence, expected):
    """The first word after what denies, or the verb before a complement; dialect and traditional script included."""
    assert words_of(sentence) == expected


def test_polarity_is_only_kept_on_request():
    """Without it, words are what was said."""
    assert words_of("我不会用手机。", polarity=False) == ["不会", "用", "手机"]


@given(st.text(alphabet="我不会用手机没有信号莫得，。？！𠮷😀", max_size=60))
def test_polarity_changes_words_and_never_how_many(text):
    """Every word stays in its place; only what denies is put before it."""
    plain, kept = words_of(text or "。", polarity=False), words_of(text or "。")
    assert [word.split("_")[-1] for word in kept] == plain


def test_too_small_windows_are_refused():
    """Nine words are no document."""
    with pytest.raises(UsageError, match="9 words"):
        DocumentRules(size=9)


@pytest.mark.parametrize("rules", [{"documents": 0}, {"participants": 0}, {"share": 0}, {"share": 1.1}])
def test_impossible_vocabulary_rules_are_refused(rules):
    """A share of nothing keeps nothing."""
    with pytest.raises(UsageError, match="above 0 and up to 1"):
        VocabularyRules(**rules)


def test_vocabulary_rules_are_stated_with_what_they_drop():
    """Other limits keep other words, and the reasons say the limits."""
    many = [("答", "，".join(f"w{number}x" for number in range(210)) + "。")] * 40
    found = documents_of(many, DocumentRules(TURN))
    vocabulary = make_vocabulary(found, VocabularyRules(documents=40, participants=1, share=1))
    assert [rule.rule for rule in vocabulary.dropped[1:]] == [
        "in fewer than 40 documents", "said by fewer than 1 participants", "in more than 100% of documents"]
    assert len(vocabulary.words) == 210
    with pytest.raises(NotComputableError, match=r"40 documents.*0 different words"):
        make_vocabulary(found, VocabularyRules(documents=41, participants=1, share=1))
