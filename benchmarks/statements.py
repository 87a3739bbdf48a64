"""Labelled statements as passages that can be learnt from; used by the benchmarks on learning."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from qualcode.codebook import read_codebook
from qualcode.language.layers import mask_notes, script_layer, speech_layer
from qualcode.language.sentences import iter_units
from qualcode.learning.classes import WordClasses
from qualcode.learning.passages import Examples, Passage
from qualcode.model import Example, Role, UnitKind
from qualcode.rules import apply, compile_codebook, example_corpus
from qualcode.settings import read_settings
from qualcode.workflow.read import read

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data"
#: The codes of findings, causes and benefits, which the statements are labelled with.
CODES = 18


@dataclass(frozen=True)
class Material:
    """Passages with their codes.

    Attributes:
        examples: All of them, with every label known.
        ids: Their ids.
    """

    examples: Examples

    @property
    def ids(self) -> list[str]:
        """Ids of the passages."""
        return [one.id for one in self.examples.passages]


@lru_cache(maxsize=1)
def book():
    """Return the shipped codebook and its compiled rules."""
    codebook = read_codebook(ROOT / "codebooks" / "digital_governance.yaml")
    return codebook, compile_codebook(codebook)


def codes() -> tuple[str, ...]:
    """Return the ids of the codes."""
    return tuple(code.id for code in book()[0].codes[:CODES])


def plain(text: str) -> str:
    """Return a text as passages have it."""
    return speech_layer(script_layer(text))


def statements(*names: str) -> Material:
    """Read files of statements: one JSON object a line with id, participant, role, text and codes."""
    rows = [json.loads(line) for name in names for line in (DATA / name).read_text("utf-8").splitlines()]
    codebook, compiled = book()
    corpus = example_corpus({
        row["id"]: Example(row["text"], attributes={"role": row["role"], "role_group": row["role"]}) for row in rows})
    proposed: dict[str, dict[str, set[str]]] = {row["id"]: {} for row in rows}
    for coding in apply(compiled, corpus):
        proposed[coding.transcript].setdefault(coding.code, set()).update(one.rule for one in coding.evidence)
    classes = WordClasses(codebook)
    passages = [
        Passage(row["id"], row.get("participant", row["id"]), plain(row["text"]),
                proposed={code: len(rules) for code, rules in proposed[row["id"]].items()},
                classes=classes.of(plain(row["text"]))) for row in rows]
    return Material(_examples(passages, [row["codes"] for row in rows]))


def sample(codings: str = "sample_codings.jsonl") -> Material:
    """Return respondents' sentences of the sample interviews with the codes that a reader gave them."""
    rows = [json.loads(line) for line in (DATA / codings).read_text("utf-8").splitlines()]
    given = {row["unit"]: row["codes"] for row in rows}
    corpus = read(read_settings(ROOT)).corpus
    codebook, compiled = book()
    proposed: dict[str, dict[str, set[str]]] = {}
    for coding in apply(compiled, corpus):
        proposed.setdefault(coding.unit.id, {}).setdefault(coding.code, set()).update(
            one.rule for one in coding.evidence)
    classes = WordClasses(codebook)
    passages = []
    for transcript in corpus.transcripts:
        layer = mask_notes(plain(transcript.text), transcript.notes).replace("\uf8ff", " ")
        units = list(iter_units(transcript, UnitKind.SENTENCE, corpus.id_prefix(transcript.name)))
        for place, unit in enumerate(units):
            turn = transcript.turns[unit.turn]
            if turn.role is not Role.RESPONDENT or unit.id not in given:
                continue
            near = [units[other].span.of(layer) for other in (place - 1, place + 1)
                    if 0 <= other < len(units) and units[other].turn == unit.turn]
            asked = transcript.turns[turn.answers].body.of(layer) if turn.answers is not None else ""
            found = proposed.get(unit.id, {})
            passages.append(Passage(
                unit.id, corpus.links.get((transcript.name, turn.speaker), transcript.name), unit.span.of(layer),
                " ".join([asked, *near]), {code: len(rules) for code, rules in found.items()},
                classes.of(unit.span.of(layer))))
    return Material(_examples(passages, [given[one.id] for one in passages]))


def _examples(passages: Sequence[Passage], given: Sequence[Sequence[str]]) -> Examples:
    known = codes()
    labels = np.array([[float(code in codes_here) for code in known] for codes_here in given])
    return Examples(tuple(passages), known, labels, np.ones(len(passages)))
