"""A codebook as its own test."""

import math

import pytest

from qualcode.codebook import parse_codebook
from qualcode.model import Example, Role
from qualcode.rules import compile_codebook, example_corpus, try_examples

BOOK = """
codebook: {id: b, name: 书, stance: affirmed}
codes:
  - id: a
    name: 甲
    terms: [麻烦]
    rules: ["QA(q=平台, a=没得)", "WHO(role=villager) & 填表"]
    examples:
      - 麻烦得很。
      - {q: "平台呢？", a: 没得。}
      - {a: 天天填表。, role: 普通村民}
      - 不麻烦。
    counter_examples:
      - 没得。
      - {a: 天天填表。, role: 镇干部}
      - "麻烦的是我。平台好。"
  - {id: empty, name: 空, terms: [手机]}
  - {id: silent, name: 静, terms: [不出现], examples: [嗯。]}
"""


def test_counts_misses_precision_and_recall() -> None:
    """Three of four examples are found, and one of three counter-examples."""
    trial = try_examples(compile_codebook(parse_codebook(BOOK.encode(), "b.yaml")))
    first, empty, silent = trial.codes
    assert (first.code, first.examples, first.found, first.counter_examples, first.false) == ("a", 4, 3, 3, 1)
    assert (first.precision, first.recall) == (0.75, 0.75)
    assert [(miss.code, miss.example.line, miss.expected, miss.rules) for miss in trial.misses] == [
        ("a", 12, True, ()), ("a", 16, False, ("a/t1",)), ("silent", 18, True, ()),
    ]
    assert (empty.examples, math.isnan(empty.precision), math.isnan(empty.recall)) == (0, True, True)
    assert (silent.recall, math.isnan(silent.precision)) == (0.0, True)


def test_examples_become_transcripts() -> None:
    """The question is the interviewer's turn and is answered; attributes are the respondent's."""
    made = example_corpus({"x": Example("会\n用。", "平台\n呢？", {"role": "村民"}), "y": Example(" 嗯 ")})
    asked, alone = made.transcripts
    assert asked.text == "Q：平台 呢？\nA：会 用。\n"
    assert [(turn.role, turn.body.of(asked.text), turn.answers) for turn in asked.turns] == [
        (Role.INTERVIEWER, "平台 呢？", None), (Role.RESPONDENT, "会 用。", 0),
    ]
    assert [(turn.body.of(alone.text), turn.answers) for turn in alone.turns] == [("嗯", None)]
    person = made.participant_of("x", "A")
    assert person is not None
    assert person.attributes == {"role": "村民"}


@pytest.mark.parametrize(("key", "value"), [("身份", "普通村民"), ("role", "普通村民")])
def test_attributes_of_examples_may_be_named_as_in_the_table(key: str, value: str) -> None:
    """An example says who speaks with the heading that the attribute table has."""
    rules = "rules: [WHO(role=villager) & 填表]"
    text = f"codes: [{{id: a, name: 甲, {rules}, examples: [{{a: 填表。, {key}: {value}}}]}}]"
    assert try_examples(compile_codebook(parse_codebook(text.encode(), "b.yaml"))).misses == ()


def test_no_examples_at_all() -> None:
    """Nothing to try is no error."""
    trial = try_examples(compile_codebook(parse_codebook("codes: [{id: a, name: 甲, terms: [会]}]".encode(), "b")))
    assert trial.misses == ()
