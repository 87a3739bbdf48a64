"""One coder against gold: matching, numbers, lists."""

import time
from itertools import pairwise
from math import isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching
from sklearn.metrics import precision_recall_fscore_support
from statsmodels.stats.proportion import proportion_confint

from qualcode.analysis.evaluation import RULES, evaluate, matched_pairs
from qualcode.analysis.evaluation_tables import (
    evaluation_table,
    false_hits_table,
    misses_table,
    rules_to_blame_table,
    wilson_interval,
)
from qualcode.errors import UsageError
from qualcode.language.sentences import iter_units
from qualcode.model import Coding, Corpus, Evidence, Origin, Role, Span, Unit, UnitKind
from tests.factories import make_codebook, make_coding, make_codings, make_corpus, make_transcript

CORPUS = make_corpus()
CODEBOOK = make_codebook()
CODINGS = make_codings(CORPUS)
CODES = list(CODEBOOK.by_id)
SENTENCES = [unit for transcript in CORPUS.transcripts
             for unit in iter_units(transcript, UnitKind.SENTENCE, CORPUS.id_prefix(transcript.name))
             if transcript.turns[unit.turn].role is Role.RESPONDENT]
#: five units of ten characters, with a gap of two between them
UNITS = [Unit(f"甲#{number}", "甲", number, Span(12 * number, 12 * number + 10), number) for number in range(5)]
WHERE = Unit("甲#1", "甲", 1, Span(0, 60), 0)


def coding(start, end, code="a", *rules, transcript="甲", coder="小王"):
    """Code a span by hand, or by rules where they are named."""
    evidence = tuple(Evidence(rule, (Span(start, start + 1),)) for rule in rules)
    name = "rules" if rules else coder
    return Coding(f"{code}{start}-{end}-{name}", code, transcript, Span(start, end), WHERE, "答", coder=name,
                  origin=Origin.RULE if rules else Origin.HUMAN, evidence=evidence)


def gold_by_hand():
    """What a person says of the small corpus: three of the rules' eight codings are wrong, two are lacking."""
    wrong = {"老百姓其实不用。", "我会用手机，手机上就办了，不用跑县城。", "我不會用手機。"}
    kept = [item for item in CODINGS if item.coder == "rules" and item.quote not in wrong]
    mine = [make_coding(CORPUS, item.code, item.transcript, item.quote, coder="小李") for item in kept]
    return [*mine, make_coding(CORPUS, "burden", "大同访谈1", "上面要求天天打卡。", coder="小李"),
            make_coding(CORPUS, "burden", "大同访谈1", "老百姓其实不用。", coder="小李")]


def counts(gold, against, rule, **options):
    """Return tp, fp and fn over all codes."""
    micro = evaluate(gold, against, codes=["a", "b"], rule=rule, **options).micro
    return micro.tp, micro.fp, micro.fn


spans = st.tuples(st.integers(0, 55), st.integers(0, 15)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))
codings = st.lists(
    st.builds(lambda span, code: coding(span.start, span.end, code), spans, st.sampled_from(["a", "b"])), max_size=9)


@pytest.mark.parametrize(("rule", "expected"), [
    ("exact", (1, 3, 3)), ("half", (2, 2, 2)), ("overlap", (3, 1, 1)), ("unit", (3, 1, 2)),
])
def test_the_four_rules_by_hand(rule, expected):
    """Same span; five of ten characters; one of ten; nothing at all: each rule draws its line where it says."""
    gold = [coding(0, 10), coding(12, 22), coding(24, 34), coding(36, 46)]
    against = [coding(0, 10), coding(12, 17), coding(33, 34), coding(48, 58)]
    units = [*UNITS[:3], Unit("甲#7", "甲", 7, Span(36, 38), 3), Unit("甲#8", "甲", 8, Span(38, 46), 3), UNITS[4]]
    assert counts(gold, against, rule, units=units) == expected


def test_one_long_span_finds_one_of_ten():
    """A whole turn marked is one coding: it finds one of ten of gold, and nine are missed."""
    gold = [coding(start, start + 4) for start in range(0, 50, 5)]
    assert counts(gold, [coding(0, 50)], "overlap") == (1, 0, 9)
    assert counts([coding(0, 50)], gold, "overlap") == (1, 9, 0)


def test_as_many_pairs_as_can_be_made():
    """Closest first would pair the two long ones and leave two alone; an alternating path pairs all four."""
    gold, against = [Span(0, 10), Span(0, 5)], [Span(0, 10), Span(7, 10)]
    assert matched_pairs(gold, against, "exact") == {0: 0}
    assert matched_pairs(gold, against, "overlap") == {0: 1, 1: 0}


def test_the_closest_is_matched_where_one_must_stay_alone():
    """Of two codings on one of gold's, the one that touches it by a character is the false hit."""
    result = evaluate([coding(5, 20)], [coding(0, 6, "a", "a/t1"), coding(5, 20, "a", "a/t2")], codes=["a"])
    assert [finding.rules for finding in result.false_hits] == [("a/t1",)]
    assert result.false_hits[0].partial


def test_neighbours_share_nothing_and_half_is_enough():
    """Spans are half-open: [0, 5) and [5, 9) do not touch; 5 of 10 characters are a half, 4 of 9 are not."""
    assert counts([coding(0, 5)], [coding(5, 9)], "overlap") == (0, 1, 1)
    assert counts([coding(0, 10)], [coding(0, 5)], "half") == (1, 0, 0)
    assert counts([coding(0, 9)], [coding(0, 4)], "half") == (0, 1, 1)


@given(st.lists(spans, max_size=9), st.lists(spans, max_size=9))
def test_pairs_are_as_many_as_scipy_finds(gold, against):
    """The size of the matching is that of an independent implementation (Hopcroft-Karp)."""
    for rule, least in (("half", 0.5), ("overlap", 0)):
        table = [[int(share_of(one, other) >= least and share_of(one, other) > 0) for other in against]
                 for one in gold]
        size = 0 if not gold or not against else int((maximum_bipartite_matching(csr_matrix(table)) >= 0).sum())
        pairs = matched_pairs(gold, against, rule)
        assert (len(pairs), len(set(pairs.values()))) == (size, size)
        assert all(table[one][other] for one, other in pairs.items())


def share_of(one, other):
    """Return characters of both by characters of either, one by one."""
    if one == other:
        return 1
    here, there = set(range(one.start, one.end)), set(range(other.start, other.end))
    return len(here & there) / len(here | there) if here | there else 0


@given(st.lists(spans, max_size=12), st.lists(spans, max_size=12))
def test_who_is_matched_stays_matched_by_a_looser_rule(gold, against):
    """Exact is within half, half within overlap, on both sides: no list of misses gains a row."""
    found = [matched_pairs(gold, against, rule) for rule in ("exact", "half", "overlap")]
    for strict, loose in pairwise(found):
        assert strict.keys() <= loose.keys()
        assert set(strict.values()) <= set(loose.values())


@given(codings, codings, st.sampled_from(RULES))
def test_swapping_swaps_precision_and_recall(gold, against, rule):
    """What was missed becomes a false hit; F1 and the shared characters stay."""
    there = evaluate(gold, against, codes=["a", "b"], units=UNITS, rule=rule)
    back = evaluate(against, gold, codes=["a", "b"], units=UNITS, rule=rule)
    for one, other in zip([*there.scores, there.micro], [*back.scores, back.micro], strict=True):
        assert (one.tp, one.fp, one.fn) == (other.tp, other.fn, other.fp)
        assert [one.precision, one.recall, one.f1, one.shared] == pytest.approx(
            [other.recall, other.precision, other.f1, other.shared], nan_ok=True)
    assert (there.left_out_gold, there.left_out_against) == (back.left_out_against, back.left_out_gold)


@given(codings, codings, st.sampled_from(RULES))
def test_counts_lists_and_codings_agree(gold, against, rule):
    """Every coding is matched, listed or left out: nothing is lost, whatever the rule and the order."""
    result = evaluate(gold, against, codes=["a", "b"], units=UNITS, rule=rule)
    assert (result.micro.fn, result.micro.fp) == (len(result.misses), len(result.false_hits))
    turned = evaluate(gold[::-1], against[::-1], codes=["a", "b"], units=UNITS[::-1], rule=rule)
    assert repr(turned) == repr(result)  # as text: a number that is missing equals no other
    if rule != "unit":
        distinct = {(item.code, item.span) for item in gold}
        assert result.micro.tp + result.micro.fn + result.left_out_gold == len(distinct)


@given(codings, codings)
def test_by_unit_as_scikit_learn(gold, against):
    """Precision, recall and F1 of units by code are those of a table of zeros and ones, per code and over all."""
    result = evaluate(gold, against, codes=["a", "b"], units=UNITS, rule="unit")
    truth, said = ([[int(any(touches(item, unit, code) for item in side)) for code in "ab"] for unit in UNITS]
                   for side in (gold, against))
    per_code = precision_recall_fscore_support(truth, said, average=None, zero_division=nan)
    for at, score in enumerate(result.scores):
        assert [score.precision, score.recall, score.f1] == pytest.approx(
            [column[at] for column in per_code[:3]], nan_ok=True)
        assert score.tp + score.fn == per_code[3][at]
    micro = precision_recall_fscore_support(truth, said, average="micro", zero_division=nan)
    assert [result.micro.precision, result.micro.recall, result.micro.f1] == pytest.approx(micro[:3], nan_ok=True)


def touches(item, unit, code):
    """Tell whether a coding of the code stands on a character of the unit, an empty one on its next character."""
    end = max(item.span.end, item.span.start + 1)
    return item.code == code and item.span.start < unit.span.end and unit.span.start < end


@given(st.integers(0, 300), st.integers(0, 300))
def test_wilson_as_statsmodels(hits, misses):
    """The interval is that of an independent implementation; of nothing there is none."""
    n = hits + misses
    if not n:
        assert all(map(isnan, wilson_interval(hits, n)))
        return
    assert wilson_interval(hits, n) == pytest.approx(proportion_confint(hits, n, method="wilson"), abs=1e-9)


def test_wilson_of_a_worked_example():
    """81 of 263: [0.2553, 0.3662] (Newcombe 1998, Statistics in Medicine 17, Table I, method 3)."""
    assert [round(bound, 4) for bound in wilson_interval(81, 263)] == [0.2553, 0.3662]


def test_numbers_of_the_small_corpus():
    """Rules have 8 codings, 5 of them gold's; gold has 7: 5/8, 5/7 and 10/15, worked out by hand."""
    rules = [item for item in CODINGS if item.coder == "rules"]
    result = evaluate(gold_by_hand(), rules, codes=CODES)
    micro = result.micro
    assert (micro.tp, micro.fp, micro.fn) == (5, 3, 2)
    assert (micro.precision, micro.recall, micro.f1) == (5 / 8, 5 / 7, 10 / 15)
    by_code = {score.code: (score.tp, score.fp, score.fn) for score in result.scores}
    assert by_code == {"decline": (0, 0, 0), "formalism": (2, 0, 0), "user_loss": (2, 1, 0), "literacy": (1, 2, 0),
                       "cohesion": (0, 0, 0), "burden": (0, 0, 2)}
    assert result.macro.codes == 4
    assert (result.macro.precision, result.macro.recall) == (pytest.approx((1 + 2 / 3 + 1 / 3) / 3), 3 / 4)
    assert result.macro.f1 == pytest.approx((1 + 4 / 5 + 1 / 2 + 0) / 4)
    assert result.macro.note == (
        "not in the mean of precision: codes of gold's that the coder who is tested never used, 1")


def test_what_cannot_be_computed_says_why():
    """Nobody coded it; only gold did; only the rules did: missing, never 0, with the reason."""
    result = evaluate([coding(0, 5, "a")], [coding(0, 5, "b", "b/t1")], codes=["a", "b", "c"])
    a, b, c = result.scores
    assert (isnan(a.precision), a.recall, a.f1) == (True, 0, 0)
    assert a.note == "no precision: the coder who is tested coded nothing"
    assert (b.precision, isnan(b.recall), b.f1) == (0, True, 0)
    assert b.note == "no recall: gold has nothing"
    assert all(map(isnan, (c.precision, c.recall, c.f1, c.shared, *c.recall_interval)))
    assert "no share of characters: none is coded" in c.note
    empty = evaluate([], [], codes=[]).macro
    assert (empty.codes, isnan(empty.f1), empty.note) == (0, True, "no means: gold has none of the codes")


def test_shared_characters():
    """Ten and ten characters with five in common: 5/15; characters outside the units do not count."""
    whole = evaluate([coding(0, 10)], [coding(5, 15)], codes=["a"])
    within = evaluate([coding(0, 10)], [coding(5, 15)], codes=["a"], units=[UNITS[0]])
    assert (whole.micro.shared, within.micro.shared) == (5 / 15, 5 / 10)
    doubled = evaluate([coding(0, 6), coding(4, 10)], [coding(5, 15)], codes=["a"])
    assert doubled.micro.shared == 5 / 15


def test_only_what_gold_was_asked_to_code_counts():
    """A coding between the units is left out on both sides and counted as left out."""
    result = evaluate([coding(0, 5), coding(10, 12)], [coding(10, 12), coding(13, 14), coding(59, 60)], codes=["a"],
                      units=UNITS)
    assert (result.micro.tp, result.micro.fp, result.micro.fn) == (0, 1, 1)
    assert (result.left_out_gold, result.left_out_against) == (1, 2)
    assert result.caption.endswith("Codings on 5 units count; left out, on none of them: 1 of gold, 2 tested.")


def test_the_same_code_on_the_same_span_counts_once():
    """Two people who agree are one answer; another transcript is another place."""
    gold = [coding(0, 5), coding(0, 5, coder="小李"), coding(0, 5, transcript="乙")]
    assert counts(gold, [coding(0, 5, "a", "a/t1")], "overlap") == (1, 0, 1)


def test_misses_name_what_was_put_in_their_place():
    """The rules called the sentence formalism and loss; gold calls both burden: the list says so."""
    rules = [item for item in CODINGS if item.coder == "rules"]
    result = evaluate(gold_by_hand(), rules, codes=CODES)
    found = misses_table(result, CORPUS, CODEBOOK)
    assert found[["unit_id", "code", "text", "others", "partial"]].to_numpy().tolist() == [
        ["DT-C01#2", "burden", "上面要求天天打卡。", "formalism", False],
        ["DT-C01#4", "burden", "老百姓其实不用。", "user_loss", False],
    ]
    assert found["code_name"].tolist() == ["治理负担", "治理负担"]


def test_false_hits_name_the_rules_and_their_words():
    """Every false hit leads to the rules in order and to the words that they matched."""
    rules = [item for item in CODINGS if item.coder == "rules"]
    found = false_hits_table(evaluate(gold_by_hand(), rules, codes=CODES), CORPUS, CODEBOOK)
    assert found[["transcript", "code", "rules", "others"]].to_numpy().tolist() == [
        ["大同访谈1", "user_loss", "user_loss/r1", "burden"],
        ["平乐访谈1", "literacy", "literacy/t1", ""],
        ["平乐访谈2", "literacy", "literacy/t1", ""],
    ]
    text = CORPUS.by_name["平乐访谈1"].text
    start = text.index("会用")
    assert found["evidence"][1] == f"{start}-{start + 2}:会用"
    other = false_hits_table(evaluate([], rules, codes=CODES), Corpus(()), CODEBOOK)
    assert (other["text"][0], other["evidence"][0]) == ("上面要求天天打卡。", "")


def test_rules_to_blame():
    """Hits of a rule, false ones, precision and interval; a coding of two rules counts for both."""
    gold = [coding(0, 5)]
    against = [coding(0, 5, "a", "a/r1", "a/t1"), coding(12, 15, "a", "a/t1", "a/t1"), coding(24, 30, "a", "a/t1")]
    table = rules_to_blame_table(evaluate(gold, against, codes=["a"]), CODEBOOK)
    assert table[["code", "rule", "hits", "false_hits"]].to_numpy().tolist() == [
        ["a", "a/t1", 3, 2], ["a", "a/r1", 1, 0]]
    assert table["precision"].tolist() == [pytest.approx(1 / 3), 1]
    assert (table["precision_low"][0], table["precision_high"][0]) == pytest.approx(
        proportion_confint(1, 3, method="wilson"))


def test_by_unit_a_finding_holds_all_codings_of_the_unit():
    """Two codings of one code in a sentence are one false unit, with the rules of both."""
    against = [coding(0, 3, "a", "a/t1"), coding(5, 8, "a", "a/t2"), coding(6, 14, "b", "b/t1")]
    result = evaluate([coding(0, 10, "b")], against, codes=["a", "b"], units=UNITS, rule="unit")
    assert [(item.code, item.unit, item.rules, item.others) for item in result.false_hits] == [
        ("a", "甲#0", ("a/t1", "a/t2"), ("b",)), ("b", "甲#1", ("b/t1",), ())]
    table = false_hits_table(result, CORPUS, CODEBOOK)
    assert (table["start"][0], table["end"][0], table["coding_id"][0]) == (0, 8, "a0-3-rules;a5-8-rules")


def test_the_table_of_codes():
    """One row a code in the order asked for, then all codings, then the means; missing is missing."""
    rules = [item for item in CODINGS if item.coder == "rules"]
    table = evaluation_table(evaluate(gold_by_hand(), rules, codes=CODES), CODEBOOK)
    assert table["code"].tolist() == [*CODES, "", ""]
    assert table["level"].tolist() == ["code"] * 6 + ["micro", "macro"]
    row = table[table["code"] == "user_loss"].iloc[0]
    assert (row["code_name"], row["gold"], row["tested"], row["tp"], row["fp"], row["fn"]) == (
        "用户流失", 2, 3, 2, 1, 0)
    assert table["precision"].isna().tolist() == [True, False, False, False, True, True, False, False]
    assert table["tp"].isna().tolist() == [False] * 7 + [True]


def test_the_caption_states_rule_and_formula():
    """A reader of the table knows who is compared, what a match is, and how the numbers come about."""
    caption = evaluate([coding(0, 5)], [coding(0, 5, "a", "a/t1")], codes=["a"], rule="half").caption
    assert caption == (
        "Gold: 小王; tested: rules. A coding matches where it and one of the other side with the same code share at "
        "least half of the characters that either covers; one to one, as many pairs as can be made. Precision = tp / "
        "(tp + fp), recall = tp / (tp + fn), F1 = 2 tp / (2 tp + fp + fn); intervals: Wilson, 95 per cent; macro: the "
        "mean over the codes that gold has. All codings count, also where gold was not asked to code."
    )


@pytest.mark.parametrize(("rule", "message"), [
    ("fuzzy", "fuzzy: no such rule of matching; choose among exact, half, overlap, unit"),
    ("unit", "to match by unit, say which units: give a sample, or sentences or turns"),
])
def test_a_rule_that_cannot_be_used(rule, message):
    """The message says what to choose."""
    with pytest.raises(UsageError) as caught:
        evaluate([], [], codes=["a"], rule=rule)
    assert str(caught.value) == message


def test_rare_characters_are_one_place_each():
    """Offsets are code points: 𠮷, an emoji and a zero-width space are one each, and the text comes back whole."""
    words = "𠮷野家😀用\u200bＡＰＰ。"
    corpus = Corpus((make_transcript("丙", [("答", words)]),))
    mine, theirs = (make_coding(corpus, "burden", "丙", piece, coder=coder)
                    for piece, coder in ((words, "小李"), ("😀用\u200bＡＰＰ", "rules")))
    result = evaluate([mine], [theirs], codes=["burden"], rule="half")
    assert (result.micro.tp, result.micro.shared) == (1, 6 / 10)
    missed = evaluate([mine], [], codes=["burden"])
    assert misses_table(missed, corpus, CODEBOOK)["text"].tolist() == [words]


def test_identical_codings_are_found_by_every_rule():
    """Gold against itself: nothing is missed, nothing is false."""
    for rule in RULES:
        result = evaluate(CODINGS, CODINGS, codes=CODES, units=SENTENCES, rule=rule)
        assert (result.micro.precision, result.micro.recall, result.micro.shared) == (1, 1, 1)


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["overlap", "unit"])
def test_three_hundred_thousand_codings(rule):
    """200 transcripts of 100 turns, 60 codes, 150,000 codings a side: time grows with the codings, not their square."""
    units = [Unit(f"{name}#{at}", name, at, Span(40 * at, 40 * at + 38), at)
             for name in map(str, range(200)) for at in range(100)]
    sides = [
        [Coding(f"{number}", f"c{(number // len(units) * step + number) % 60}", unit.transcript,
                Span(unit.span.start + shift, unit.span.end), unit, "答",
                evidence=(Evidence(f"r{number % 15}", (Span(unit.span.start, unit.span.start + 2),)),))
         for number in range(150_000) for unit in [units[number % len(units)]]]
        for step, shift in ((7, 0), (7, 5))
    ]
    began = time.process_time()
    result = evaluate(*sides, codes=[f"c{number}" for number in range(60)], units=units, rule=rule)
    assert time.process_time() - began < 15  # about 3 on an idle machine
    assert (result.micro.tp, result.micro.fp, result.micro.fn) == (150_000, 0, 0)
    assert result.micro.shared == 33 / 38
