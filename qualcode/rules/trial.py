"""Try a codebook on its own examples: the codebook as its own test."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from qualcode.model import (
    AttributeValue,
    Codebook,
    Corpus,
    Example,
    Participant,
    Role,
    Span,
    Speaker,
    Transcript,
    Turn,
    canonical_key,
)
from qualcode.rules.compiler import CompiledCodebook
from qualcode.rules.matcher import apply

ASKER, ANSWERER = "Q", "A"


@dataclass(frozen=True, slots=True)
class Miss:
    """An example that went wrong.

    Attributes:
        code: Id of the code.
        example: The example.
        expected: True for an example that was not found, False for a counter-example that was.
        rules: Ids of the rules that found a counter-example.
    """

    code: str
    example: Example
    expected: bool
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeTrial:
    """How one code does on its examples and counter-examples.

    Attributes:
        found: Examples found, of ``examples``.
        false: Counter-examples found, of ``counter_examples``.
    """

    code: str
    examples: int
    found: int
    counter_examples: int
    false: int

    @property
    def precision(self) -> float:
        """Found examples among all that was found, in [0, 1]; NaN where nothing was found."""
        total = self.found + self.false
        return self.found / total if total else math.nan

    @property
    def recall(self) -> float:
        """Found examples among all examples, in [0, 1]; NaN where the code has none."""
        return self.found / self.examples if self.examples else math.nan


@dataclass(frozen=True, slots=True)
class Trial:
    """The whole codebook on its own examples."""

    codes: tuple[CodeTrial, ...]
    misses: tuple[Miss, ...]


def try_examples(compiled: CompiledCodebook) -> Trial:
    """Run every example and counter-example of a codebook through its rules."""
    codebook = compiled.codebook
    cases = [
        (code.id, example, expected)
        for code in codebook.codes
        for examples, expected in ((code.examples, True), (code.counter_examples, False))
        for example in examples
    ]
    names = [f"{number:06}" for number in range(len(cases))]
    corpus = example_corpus({name: example for name, (_code, example, _expected) in zip(names, cases, strict=True)})
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for coding in apply(compiled, corpus):
        rules = tuple(dict.fromkeys(evidence.rule for evidence in coding.evidence))
        found[coding.transcript, coding.code] = found.get((coding.transcript, coding.code), ()) + rules
    misses = [
        Miss(code, example, expected, found.get((name, code), ()))
        for name, (code, example, expected) in zip(names, cases, strict=True)
        if ((name, code) in found) != expected
    ]
    return Trial(_count(codebook, misses), tuple(misses))


def _count(codebook: Codebook, misses: list[Miss]) -> tuple[CodeTrial, ...]:
    trials = []
    for code in codebook.codes:
        lost = sum(miss.code == code.id and miss.expected for miss in misses)
        false = sum(miss.code == code.id and not miss.expected for miss in misses)
        trials.append(CodeTrial(
            code.id, len(code.examples), len(code.examples) - lost, len(code.counter_examples), false
        ))
    return tuple(trials)


def example_corpus(examples: Mapping[str, Example]) -> Corpus:
    """Make a corpus in which each example is a transcript of one answer, with its question where it has one."""
    transcripts, people, links = [], [], {}
    for name, example in examples.items():
        transcripts.append(_transcript(name, example))
        attributes: dict[str, AttributeValue] = {canonical_key(key): value for key, value in example.attributes.items()}
        people.append(Participant(name, attributes))
        links[name, ANSWERER] = name
    return Corpus(tuple(transcripts), tuple(people), links)


def _transcript(name: str, example: Example) -> Transcript:
    text = ""
    turns: list[Turn] = []
    said = ((ASKER, example.question, Role.INTERVIEWER), (ANSWERER, example.text, Role.RESPONDENT))
    for label, spoken, role in said:
        words = spoken.replace("\n", " ").strip()
        if words:
            start, index = len(text), len(turns)
            text += f"{label}：{words}\n"
            body = Span(start + len(label) + 1, len(text) - 1)
            turns.append(Turn(index, Span(start, len(text)), body, label, label, role,
                              answers=0 if role is Role.RESPONDENT and index else None))
    speakers = tuple(Speaker(turn.label, (turn.label,), turn.role, 1.0, "label", 1) for turn in turns)
    return Transcript(name, text, tuple(turns), speakers)
