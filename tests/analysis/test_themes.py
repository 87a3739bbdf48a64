"""Summaries of themes and codes."""

from dataclasses import replace

import pytest

from qualcode.analysis.themes import (
    GroupCount,
    codes_of_theme,
    contrary_codings,
    in_turn,
    summarise,
    with_descendants,
)
from qualcode.analysis.typicality import Typicality
from qualcode.model import Codebook, Corpus, Polarity, Stance
from tests.factories import make_codebook, make_coding, make_codings, make_corpus

CORPUS = make_corpus()
CODEBOOK = make_codebook()
CODINGS = make_codings(CORPUS)
SUMMARIES = {(summary.kind, summary.id): summary for summary in summarise(CORPUS, CODEBOOK, CODINGS)}


def test_themes_first_then_codes():
    """In the codebook's order, the unused ones too."""
    assert list(SUMMARIES) == [
        ("theme", "findings"), ("theme", "causes"), ("theme", "benefits"), ("code", "decline"), ("code", "formalism"),
        ("code", "user_loss"), ("code", "literacy"), ("code", "cohesion"), ("code", "burden")]


def test_counts_come_with_their_n():
    """How many of how many, by town and role, the unknown ones last."""
    summary = SUMMARIES["code", "literacy"]
    assert (summary.references, summary.participants, summary.n_participants) == (3, 3, 4)
    assert summary.towns == (GroupCount("大同镇", 1, 2), GroupCount("平乐镇", 1, 1), GroupCount("", 1, 1))
    assert summary.roles == (GroupCount("普通村民", 2, 2), GroupCount("村支书/主任", 0, 1), GroupCount("", 1, 1))


def test_dispersion_is_gries_dp():
    """Half the sum of |share of codings - share of speech| over four people of 49, 17, 25 and 14 characters."""
    shares = [49 / 105, 17 / 105, 25 / 105, 14 / 105]
    expected = sum(abs(seen - size) for seen, size in zip([0, 1 / 3, 1 / 3, 1 / 3], shares, strict=True)) / 2
    assert SUMMARIES["code", "literacy"].dispersion == pytest.approx(expected)


def test_every_quote_is_in_a_transcript():
    """No sentence is invented."""
    for summary in SUMMARIES.values():
        for quote in (*summary.typical, *summary.contrary):
            assert quote.excerpt.text == quote.excerpt.span.of(CORPUS.by_name[quote.excerpt.transcript].text)


def test_contrary_quotes_have_the_opposite_polarity():
    """Two cannot use a phone, one can: the one is the contrary case."""
    summary = SUMMARIES["code", "literacy"]
    assert [quote.excerpt.unit_id for quote in summary.typical] == ["DT-V02#2", "平乐访谈2#3"]
    assert [quote.excerpt.unit_id for quote in summary.contrary] == ["PL-V01#2"]
    assert (summary.contrary_note, summary.silent) == ("", ())


def test_a_rule_that_asks_for_negation_is_not_contrary():
    """卸载 affirmed and NEG(用) negated say the same thing."""
    assert contrary_codings(CODEBOOK, CODINGS) == {CODINGS[5].id}
    turned = [replace(coding, evidence=tuple(replace(piece, polarity=Polarity.NEGATED) for piece in coding.evidence))
              for coding in CODINGS[:1]]
    assert contrary_codings(CODEBOOK, [*turned, *CODINGS[1:2]]) == {CODINGS[0].id}


def test_stance_negated_asks_for_negation():
    """In a code that counts only negated matches, a negated match is the rule."""
    codes = tuple(replace(code, stance=Stance.NEGATED) for code in CODEBOOK.codes)
    assert contrary_codings(Codebook("b", codes), CODINGS[4:5]) == set()


def test_a_persons_coding_without_evidence_is_on_neither_side():
    """Nobody measured its polarity."""
    human = make_coding(CORPUS, "literacy", "大同访谈2", "都是孙子帮我弄。", coder="小王")
    assert human.id not in contrary_codings(CODEBOOK, [*CODINGS, human])


def test_what_the_stance_left_out_is_quoted_and_not_counted():
    """Nobody is coded twice, nobody is counted for saying the opposite."""
    opposite = make_coding(CORPUS, "formalism", "平乐访谈1", "我会用手机，手机上就办了，不用跑县城。", "不用",
                           polarity=Polarity.NEGATED)
    by_term = replace(opposite, evidence=(replace(opposite.evidence[0], rule="literacy/t1"),))
    summaries = summarise(CORPUS, CODEBOOK, CODINGS, left_out=[by_term, CODINGS[0]])
    summary = next(found for found in summaries if found.id == "formalism")
    assert [quote.excerpt.unit_id for quote in summary.contrary] == ["PL-V01#2"]
    assert (summary.references, summary.participants, summary.contrary_note) == (2, 1, "")
    by_rule = summarise(CORPUS, CODEBOOK, CODINGS, left_out=[opposite])
    assert next(found for found in by_rule if found.id == "formalism").contrary == ()


def test_without_contrary_passages_the_silent_are_named():
    """Nobody says the opposite; of the same town DT-V02 does not speak of it."""
    summary = SUMMARIES["code", "formalism"]
    assert summary.contrary == ()
    assert summary.silent == ("DT-V02",)
    assert summary.contrary_note == (
        "No passage has the opposite polarity. People of the same towns or roles who do not speak of it: 1 (DT-V02).")


def test_without_towns_and_roles_nobody_is_everybody():
    """Three people do not speak of it, and no attribute says which of them could be named."""
    corpus = Corpus(CORPUS.transcripts)
    summary = next(one for one in summarise(corpus, CODEBOOK, CODINGS) if one.id == "formalism")
    assert (summary.silent, summary.contrary_note) == ((), (
        "No passage has the opposite polarity. People who do not speak of it: 3; no town or role of the others is "
        "known."))


def test_a_code_that_nobody_speaks_of():
    """Zero with its n, no quote, no dispersion."""
    summary = SUMMARIES["code", "burden"]
    assert (summary.references, summary.participants, summary.n_participants, summary.typical) == (0, 0, 4, ())
    assert summary.dispersion != summary.dispersion
    assert summary.contrary_note == "Nobody speaks of it."


def test_everybody_speaks_of_it():
    """Then there is nobody to name."""
    codings = [make_coding(CORPUS, "burden", transcript, words, words[:2]) for transcript, words in (
        ("大同访谈1", "上面要求天天打卡。"), ("大同访谈2", "都是孙子帮我弄。"), ("平乐访谈1", "早就卸载了，没得人用。"),
        ("平乐访谈2", "下載了就沒打開過。"))]
    summary = summarise(CORPUS, CODEBOOK, codings)[-1]
    assert summary.silent == ()
    assert summary.contrary_note.endswith("everybody of the same towns and roles speaks of it.")


def test_one_quote_a_person_and_poor_ones_last():
    """DT-C01 has two passages and gives one quote; 没得。 is quoted only where there is nothing better."""
    assert len(SUMMARIES["code", "formalism"].typical) == 1
    poor = make_coding(CORPUS, "burden", "大同访谈2", "没得。")
    good = make_coding(CORPUS, "burden", "平乐访谈2", "下載了就沒打開過。")
    chosen = summarise(CORPUS, CODEBOOK, [poor, good])[-1].typical
    assert [quote.excerpt.text for quote in chosen] == ["下載了就沒打開過。", "没得。"]


def test_a_passage_coded_by_two_people_is_quoted_once():
    """Agreement is no second quote."""
    both = [make_coding(CORPUS, "burden", "平乐访谈2", "下載了就沒打開過。", coder=coder) for coder in ("甲", "乙")]
    assert len(summarise(CORPUS, CODEBOOK, both)[-1].typical) == 1


def test_neighbours():
    """The codes in the same units, with the number of units and Jaccard."""
    burden = make_coding(CORPUS, "burden", "大同访谈1", "上面要求天天打卡。")
    summary = summarise(CORPUS, CODEBOOK, [*CODINGS, burden])[-1]
    assert [(near.code, near.n_both, near.jaccard) for near in summary.neighbours] == [("formalism", 1, 0.5)]


def test_towns_and_roles_take_turns():
    """The ranking yields to the cell that has been heard least; nobody is heard twice."""
    ranked = [("a", "大同", "村民"), ("b", "大同", "村民"), ("a", "大同", "村民"), ("c", "平乐", "村民"),
              ("d", "大同", "干部")]
    chosen = in_turn(ranked, 4, person=lambda item: item[0], cell=lambda item: item[1:], last=lambda _item: False)
    assert [item[0] for item in chosen] == ["a", "c", "d", "b"]


def test_codes_of_a_theme_and_of_a_branch():
    """A child without a theme of its own belongs to its parent's."""
    codes = tuple(replace(code, theme="" if code.parent else code.theme) for code in CODEBOOK.codes)
    assert codes_of_theme(Codebook("b", codes), "findings") == ("decline", "formalism", "user_loss", "burden")
    assert with_descendants(CODEBOOK, "decline") == ("decline", "formalism", "user_loss")


def test_typicality_of_a_single_and_of_equal_passages():
    """One passage is its own centre; two without a word in common are equally far from theirs."""
    measure = Typicality(CORPUS)
    places = [(coding.transcript, coding.span) for coding in CODINGS]
    assert measure.scores(places[:1]) == [pytest.approx(1)]
    assert measure.scores([places[0], places[6]]) == [pytest.approx(0.5**0.5)] * 2


@pytest.mark.parametrize(("transcript", "words", "poor"), [
    ("大同访谈1", "嗯，对。", True), ("大同访谈2", "没得。", True), ("大同访谈1", "老百姓其实不用。", False)])
def test_poor_quotes(transcript, words, poor):
    """Backchannels and passages of fewer than six characters are poor quotes."""
    coding = make_coding(CORPUS, "burden", transcript, words)
    assert Typicality(CORPUS).is_poor((transcript, coding.span)) is poor
