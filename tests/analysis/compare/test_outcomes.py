"""What is compared: one number a participant, and who is left out for which reason."""

from dataclasses import replace
from math import isnan

import pytest

from qualcode.analysis.compare import Outcomes, counted_codings, measure
from qualcode.analysis.compare.outcomes import OUTCOMES, Outcome
from qualcode.analysis.counts import Speech
from qualcode.analysis.selection import Selection
from qualcode.analysis.tables import participants_table
from qualcode.model import Corpus, Participant, State, UnitKind
from tests.analysis.compare.make import One, make_study, two_towns
from tests.factories import make_codebook, make_codings, make_corpus, make_transcript

CORPUS, BOOK = make_corpus(), make_codebook()
CODINGS = make_codings(CORPUS)
CODES = ["formalism", "literacy"]


def values(found: Outcomes) -> dict[str, list[float | None]]:
    """Return id -> values, None where they are missing."""
    return {person.id: [None if isnan(one) else float(one) for one in row]
            for person, row in zip(found.people, found.values, strict=True)}


@pytest.mark.parametrize(("outcome", "expected"), [
    # 大同访谈1 has five sentences of the respondent and two of them have formalism
    ("share", {"DT-C01": [2 / 5, 0], "DT-V02": [0, 1 / 3], "PL-C02": [None, None], "PL-V01": [0, 1 / 2],
               "平乐访谈2": [None, None]}),
    ("any", {"DT-C01": [1, 0], "DT-V02": [0, 1], "PL-C02": [None, None], "PL-V01": [0, 1], "平乐访谈2": [None, None]}),
])
def test_outcomes_of_the_village(outcome: Outcome, expected: dict[str, list[float | None]]) -> None:
    """Interviewers and bystanders do not count; people without a town, or without an interview, are missing."""
    found = measure(Speech(CORPUS), CODINGS, CODES, "town", outcome=outcome)
    assert values(found) == {name: row if None in row else pytest.approx(row) for name, row in expected.items()}
    assert {person.id: (person.group, person.status) for person in found.people} == {
        "DT-C01": ("大同镇", "counted"), "DT-V02": ("大同镇", "counted"), "PL-C02": ("平乐镇", "not_asked"),
        "PL-V01": ("平乐镇", "counted"), "平乐访谈2": ("", "not_stated")}


def test_rates_are_codings_by_spoken_characters() -> None:
    """The characters are those of the table of participants."""
    found = measure(Speech(CORPUS), CODINGS, CODES, "town", outcome="rate")
    said = participants_table(CORPUS).set_index("participant")["characters"]
    assert values(found)["DT-C01"] == [pytest.approx(1000 * 2 / said["DT-C01"]), 0]
    assert values(found)["PL-V01"] == [0, pytest.approx(1000 / said["PL-V01"])]


@pytest.mark.parametrize("unit", [UnitKind.SENTENCE, UnitKind.TURN])
def test_shares_are_of_the_units_asked_for(unit: UnitKind) -> None:
    """Two of three sentences of one answer are one of two turns."""
    found = measure(Speech(CORPUS, unit), CODINGS, CODES, "town")
    assert values(found)["DT-C01"] == [2 / 5 if unit is UnitKind.SENTENCE else 1 / 2, 0]


def test_what_was_not_asked_is_missing_for_that_code_only() -> None:
    """Not 0: the interviewer never came to it. What was said of it unasked does not count either."""
    found = measure(Speech(CORPUS), CODINGS, CODES, "town", asked={"literacy": {"平乐访谈1"}})
    assert values(found)["DT-V02"] == [0, None]
    assert values(found)["PL-V01"] == [0, 1 / 2]
    names = [person.id for person in found.people]
    assert [found.status(names.index("DT-V02"), column) for column in (0, 1)] == ["counted", "not_asked"]


def test_people_who_said_no_word_are_told_from_those_who_were_not_there() -> None:
    """Laughter is no word; a stratum may be missing where the group is known."""
    corpus, _book, codings = make_study({
        "甲": One("东镇", "村民", 0), "乙": One("东镇", None, 2), "丙": One("东镇", "村民", 2),
        "丁": One(None, "村民", 2)})
    corpus = replace(corpus, participants=(*corpus.participants, Participant("戊", {"town": "西镇"})))
    found = measure(Speech(corpus), codings, ["a"], "town", within="role")
    assert {person.id: (person.group, person.stratum, person.status) for person in found.people} == {
        "甲": ("东镇", "村民", "no_respondent_text"), "乙": ("东镇", "", "not_stated"),
        "丙": ("东镇", "村民", "counted"), "丁": ("", "村民", "not_stated"), "戊": ("西镇", "", "not_asked")}


def test_one_person_in_several_transcripts_is_one_unit() -> None:
    """What is said in both is added up; with two places the person belongs to no group."""
    lines = [("问", "？"), ("答", "说第000句。说第001句。")]
    both = (make_transcript("一", lines, place="甲"),
            make_transcript("二", [*lines, ("答", "说第002句。")], place="乙"))
    corpus = Corpus(both, (Participant("某", {"town": "东镇"}),), {("一", "答"): "某", ("二", "答"): "某"})
    speech = Speech(corpus)
    assert measure(speech, [], ["a"], "town").units.tolist() == [[5]]
    assert [person.status for person in measure(speech, [], ["a"], "place").people] == ["several_values"]
    assert [person.status for person in measure(speech, [], ["a"], "town", within="place").people] == ["several_values"]


def test_unlikely_characters_are_characters() -> None:
    """Full width, an emoji, 𠮷 and a zero-width space: words count, signs do not, nothing breaks."""
    corpus = Corpus((make_transcript("一", [("问", "？"), ("答", "𠮷ＡＰＰ\u200b好🙂。")], town="东镇"),),
                    (Participant("某"),), {("一", "答"): "某"})
    found = measure(Speech(corpus), [], ["a"], "town", outcome="rate")
    assert (found.characters.tolist(), found.values.tolist(), found.people[0].group) == ([[5]], [[0.0]], "东镇")


def test_parents_count_their_children_once() -> None:
    """One unit with two children is one unit of the parent; codes are chosen after that."""
    chosen = Selection(codes=frozenset({"decline"}))
    counted = counted_codings(BOOK, CODINGS, chosen, roll_up=True)
    found = measure(Speech(CORPUS), counted, ["decline"], "town")
    assert values(found)["DT-C01"] == [3 / 5]
    assert counted_codings(BOOK, CODINGS, chosen) == []


def test_only_the_states_asked_for_count() -> None:
    """One coding is a person's, accepted."""
    counted = counted_codings(BOOK, CODINGS, Selection(states=frozenset({State.ACCEPTED})))
    assert [one.code for one in counted] == ["cohesion"]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_order_of_participants_makes_no_difference(outcome: Outcome) -> None:
    """People are sorted by id, wherever they stand."""
    corpus, _book, codings = make_study(two_towns([1, 2, 3], [0, 4]))
    turned = Corpus(corpus.transcripts[::-1], corpus.participants[::-1], corpus.links)
    first, second = (measure(Speech(one), codings, ["a"], "town", outcome=outcome) for one in (corpus, turned))
    assert (first.people, first.values.tolist()) == (second.people, second.values.tolist())
