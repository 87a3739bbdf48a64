"""Excerpts with who said them and what stands around them."""

from dataclasses import replace

from qualcode.analysis.excerpts import excerpts_by_code, make_excerpts
from qualcode.model import Evidence, Polarity, Span
from tests.factories import make_codebook, make_coding, make_codings, make_corpus

CORPUS = make_corpus()
CODINGS = make_codings(CORPUS)


def test_codes_in_the_codebooks_order():
    """Only codes with passages appear; people are counted once."""
    groups = excerpts_by_code(CORPUS, make_codebook(), CODINGS)
    assert [(group.code, len(group.excerpts), group.participants) for group in groups] == [
        ("formalism", 2, 1), ("user_loss", 3, 3), ("literacy", 3, 3), ("cohesion", 1, 1)]
    assert groups[0].definition == "为了应付考核而使用。"


def test_context_of_the_first_sentence_of_an_answer_is_the_question():
    """Later sentences have the sentence before them; the question is always there."""
    first, second = make_excerpts(CORPUS, CODINGS)[:2]
    assert (first.before, first.after) == ("平时用为村平台吗？", "我们就是为了应付检查，截个图交上去。")
    assert (second.before, second.question) == ("上面要求天天打卡。", "平时用为村平台吗？")
    assert make_excerpts(CORPUS, CODINGS)[-1].after == ""


def test_the_question_is_the_one_that_the_turn_answers():
    """A bystander between question and answer does not take its place."""
    coding = make_coding(CORPUS, "literacy", "大同访谈2", "没得。")
    found = make_excerpts(CORPUS, [coding])[0]
    assert (found.before, found.question) == ("那平台呢？", "那平台呢？")


def test_source_as_theses_cite_it():
    """Unit, town and role, and only what is known."""
    excerpts = make_excerpts(CORPUS, CODINGS)
    assert excerpts[0].source == "DT-C01#2, 大同镇, 村支书/主任"
    assert excerpts[-1].source == "平乐访谈2#3"


def test_evidence_is_relative_to_the_excerpt():
    """Each span cuts the matched word out of the excerpt."""
    for coding, found in zip(CODINGS, make_excerpts(CORPUS, CODINGS), strict=True):
        words = [span.of(found.text) for span in found.evidence]
        text = CORPUS.by_name[coding.transcript].text
        assert words == [span.of(text) for evidence in coding.evidence for span in evidence.spans]


def test_overlapping_evidence_is_merged_and_what_lies_outside_is_left_out():
    """Highlighting needs spans that do not overlap; evidence in the question is not in the excerpt."""
    coding = CODINGS[0]
    start = coding.span.start
    spans = (Span(2, 5), Span(start, start + 3), Span(start + 2, start + 4), Span(start + 6, start + 8))
    odd = replace(coding, evidence=(Evidence("r", spans, Polarity.AFFIRMED),))
    assert make_excerpts(CORPUS, [odd])[0].evidence == (Span(0, 4), Span(6, 8))


def test_codings_outside_the_corpus_have_no_context():
    """They are left out rather than shown without it."""
    assert len(make_excerpts(CORPUS.subset(["平乐访谈2"]), CODINGS)) == 2
