"""Small codes and transcripts for tests of the rule engine."""

from collections.abc import Mapping, Sequence

from qualcode.model import (
    Code,
    Codebook,
    Coding,
    Corpus,
    Participant,
    Role,
    Rule,
    Span,
    Speaker,
    Stance,
    Transcript,
    Turn,
    UnitKind,
)
from qualcode.rules import apply, compile_codebook


def code(
    *terms: str, rules: Sequence[str] = (), unlike: Sequence[str] = (), stance: Stance = Stance.AFFIRMED,
    id: str = "c",  # noqa: A002
) -> Code:
    """Make a code from terms, rules and exceptions."""
    return Code(
        id, id,
        terms=tuple(Rule(f"{id}/t{n}", text, is_term=True) for n, text in enumerate(terms, 1)),
        rules=tuple(Rule(f"{id}/r{n}", text) for n, text in enumerate(rules, 1)),
        unlike=tuple(Rule(f"{id}/x{n}", text) for n, text in enumerate(unlike, 1)),
        stance=stance,
    )


def transcript(*turns: str, name: str = "t") -> Transcript:
    """Make a transcript; a turn that begins with 问： is the interviewer's, any other the respondent's."""
    text, made = "", []
    for index, said in enumerate(turns):
        asked = said.startswith("问：")
        label, words = ("问", said[2:]) if asked else ("答", said)
        start = len(text)
        text += f"{label}：{words}\n"
        answers = index - 1 if not asked and index and turns[index - 1].startswith("问：") else None
        made.append(Turn(index, Span(start, len(text)), Span(start + 2, len(text) - 1), label, label,
                         Role.INTERVIEWER if asked else Role.RESPONDENT, answers=answers))
    speakers = (Speaker("问", ("问",), Role.INTERVIEWER, 1.0, "label", 1),
                Speaker("答", ("答",), Role.RESPONDENT, 1.0, "label", 1))
    return Transcript(name, text, tuple(made), speakers)


def corpus(*turns: str, attributes: Mapping[str, str] | None = None) -> Corpus:
    """Make a corpus of one transcript whose respondent is one participant."""
    return Corpus((transcript(*turns),), (Participant("P1", attributes or {}),), {("t", "答"): "P1"})


def codings(
    codes: Code | Sequence[Code], *turns: str, lists: Mapping[str, tuple[str, ...]] | None = None,
    unit: UnitKind = UnitKind.SENTENCE, attributes: Mapping[str, str] | None = None, contrary: bool = False,
    exclusive: tuple[tuple[str, ...], ...] = (),
) -> list[Coding]:
    """Apply codes to what somebody says."""
    book = Codebook("b", (codes,) if isinstance(codes, Code) else tuple(codes), lists=lists or {}, exclusive=exclusive)
    return apply(compile_codebook(book), corpus(*turns, attributes=attributes), unit=unit, contrary=contrary)


def quotes(codes: Code | Sequence[Code], *turns: str, lists: Mapping[str, tuple[str, ...]] | None = None) -> list[str]:
    """Return the coded sentences."""
    return [coding.quote for coding in codings(codes, *turns, lists=lists)]


def surfaces(
    codes: Code | Sequence[Code], *turns: str, lists: Mapping[str, tuple[str, ...]] | None = None
) -> list[str]:
    """Return the words that were found, evidence by evidence, joined by ``+``."""
    text = transcript(*turns).text
    found = codings(codes, *turns, lists=lists)
    return ["+".join(span.of(text) for span in evidence.spans) for coding in found for evidence in coding.evidence]
