"""What a report says of differences, of agreement and of saturation."""

from dataclasses import replace
from math import nan

import pytest

from qualcode.analysis.account.evidence import agreement_sentences, saturation_sentences, weak_sentences
from qualcode.analysis.account.groups import comparison_paragraphs, effects_table
from qualcode.analysis.compare import Comparison, compare
from qualcode.analysis.reliability import Agreement, Universe, agreement
from qualcode.analysis.saturation import Interview, saturation
from qualcode.language.sentences import iter_units
from qualcode.model import UnitKind
from tests.analysis.compare.make import One, make_study, two_towns
from tests.factories import make_coding, make_corpus


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALCODE_LANG", "en")


def compared(people: dict[str, One], *, draws: int = 200) -> Comparison:
    """Return the comparison of towns by any mention."""
    return compare(*make_study(people, ["a", "b"]), "town", outcome="any", draws=draws)


ALL_AND_NONE = compared(two_towns([1] * 8, [0] * 8))


def test_a_difference_that_stands_is_told_with_its_size_first() -> None:
    """Everybody of one town against nobody of the other: no interval, since nothing varies, and the reason for it."""
    said = comparison_paragraphs(ALL_AND_NONE, str.upper)
    assert said[0] == (
        "Groups by town: 东镇 (8 people), 西镇 (8 people). Codes tested for a difference by town: 1; differences that "
        "stand after correction for their number (q at most 0.05): 1.")
    assert said[1].startswith(
        "A: 东镇 8 of 8, 西镇 0 of 8 people; difference 100.0 percentage points; q: <0.001. No interval: all ")
    assert said[-1].startswith("2 groups are no sample of all that town can be")


def test_a_difference_with_interval_and_what_could_be_seen() -> None:
    """Seven of eight against one: difference, interval, and the smallest difference that would be found."""
    found = compared(two_towns([1] * 15 + [0], [0] * 15 + [1]))
    pair = found.codes[0].pair
    assert pair is not None
    text = comparison_paragraphs(found, str)[1]
    low, high = (f"{100 * end:.1f}" for end in (pair.difference.low, pair.difference.high))
    assert f"Interval of the difference (95 %): {low} to {high} points." in text
    assert ("Smallest true difference found (p below 0.05, not corrected) in 80 of 100 such studies: "
            f"{100 * pair.detectable:.1f} points.") in text


def test_what_does_not_stand_is_not_told_in_words() -> None:
    """The sizes are in the table, and what could not have been seen is said."""
    found = compared(two_towns([1, 1, 0, 1, 0, 1], [1, 0, 0, 0, 1, 0]))
    said = comparison_paragraphs(found, str)
    assert said[1] == "None stands, so none is told here in words; the tables show what was counted."
    assert said[2].startswith("With groups of this size a true difference has to be large")
    table = effects_table(found, str)
    assert table is not None
    assert [(row[0], row[1]) for row in table.rows] == [("a", "33.3")]
    assert table.rows[0][2].startswith("[")


def test_groups_too_small_to_test_are_described() -> None:
    """No code is tested with four people; there is no number but theirs."""
    said = comparison_paragraphs(compared(two_towns([1, 1], [0, 0])), str)
    assert said[:2] == [
        "Groups by town: 东镇 (2 people), 西镇 (2 people).",
        "No code is tested here: groups have fewer than 5 people, or nothing differs between people."]


def test_more_than_two_groups_are_told_with_their_pairs() -> None:
    """All groups at once, then the pairs that stand after Holm; a table of differences is for two groups."""
    people = two_towns([1] * 7, [0] * 7) | {f"南{n}": One("南镇", None, 10, {"a": 0}) for n in range(7)}
    found = compared(people)
    said = comparison_paragraphs(found, str)
    assert said[1].startswith("a: 东镇 7 of 7, 南镇 0 of 7, 西镇 0 of 7 people; share of the sum of squares between "
                              "groups (η²): 1.000; q: <0.001. 东镇 against 南镇: 100.0 points, p (Holm): 0.001. ")
    assert effects_table(found, str) is None


def test_missing_intervals_are_dashes_with_a_reason() -> None:
    """Nothing is drawn: no interval, and the note says so."""
    table = effects_table(compared(two_towns([1] * 6, [0] * 6), draws=0), str)
    assert table is not None
    assert table.rows[0][2] == "—"


CORPUS = make_corpus()
UNITS = tuple(unit for one in CORPUS.transcripts for unit in iter_units(one, UnitKind.SENTENCE, one.name))
FIRST = [make_coding(CORPUS, "a", "大同访谈1", "上面要求天天打卡。", coder="甲"),
         make_coding(CORPUS, "b", "大同访谈2", "没得。", coder="甲")]
SECOND = [make_coding(CORPUS, "a", "大同访谈1", "上面要求天天打卡。", coder="乙"),
          make_coding(CORPUS, "b", "平乐访谈1", "早就卸载了，没得人用。", coder="乙")]


def agreed(replicates: int = 50, codes: tuple[str, ...] = ("a", "b", "c")) -> Agreement:
    """Return two coders compared."""
    return agreement(Universe("sentence", UNITS), {"甲": FIRST, "乙": SECOND}, codes, replicates=replicates)


def test_agreement_is_told_with_interval_unit_and_universe() -> None:
    """The coefficient, then what it is of; without a bootstrap, that there is no interval."""
    found = agreed()
    alpha = found.pooled.alpha
    said = agreement_sentences(found, ["Not coded blind: 甲."])
    assert said[0] == ("Coders compared: 甲, 乙. Krippendorff's alpha (nominal) over all decisions is "
                       f"{alpha.value:.3f}, interval (95 %) {alpha.low:.3f} to {alpha.high:.3f}.")
    assert said[2] == found.captions["universe"]
    assert said[-1] == "Not coded blind: 甲."
    assert agreement_sentences(agreed(0), [])[0].endswith("; it has no interval.")


def test_an_undefined_agreement_has_its_reason() -> None:
    """Nobody used the code: no number."""
    said = agreement_sentences(agreed(codes=("c",)), [])
    assert said[0].startswith("Coders compared: 甲, 乙. Krippendorff's alpha is not defined here: ")
    assert "kappa: —;" in said[1]


def test_codes_that_coders_do_not_agree_on_are_named() -> None:
    """Below the bound, and not defined."""
    assert weak_sentences(agreed(), str.upper) == [
        "Codes whose alpha is below 0.667, too low even for tentative conclusions (Krippendorff 2004): B.",
        "Codes whose alpha is not defined, as nobody or everybody used them everywhere: C."]
    assert weak_sentences(agreed(codes=("a",)), str) == ["No code has an alpha below 0.667 (Krippendorff 2004)."]


def test_what_the_last_interviews_brought() -> None:
    """Held out, new there, and what a random order would bring."""
    found = saturation([Interview("1", {"a", "b"}), Interview("2", {"a"}), Interview("3", {"c"})], draws=10)
    assert saturation_sentences(found)[0] == (
        "Codes found: 3; interviews, in the order of the table: 3; the last of them, held out as a test: 1. Codes "
        "found only there: 1; in a random order there would be 0.7 on average.")


def test_a_difference_without_a_number_is_a_dash() -> None:
    """What is not known is no 0."""
    row = ALL_AND_NONE.codes[0]
    assert row.pair is not None
    lost = replace(row, pair=replace(row.pair, detectable=nan))
    table = effects_table(replace(ALL_AND_NONE, codes=(lost,)), str)
    assert table is not None
    assert table.rows[0][-1] == "—"
