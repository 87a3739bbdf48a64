"""What people said, by code, each passage with who said it and what stands around it."""

from collections.abc import Iterable
from dataclasses import dataclass

from qualcode.analysis.matrices import code_order
from qualcode.analysis.selection import Selection
from qualcode.analysis.tables import attribute_of, code_name, in_text_order
from qualcode.language.sentences import iter_units
from qualcode.model import Codebook, Coding, Corpus, Polarity, Span, State, Transcript, UnitKind


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One coded passage, ready to be quoted.

    Attributes:
        code: Id of the code.
        coding: Id of the coding.
        unit_id: Leads back to the words: ``DT-C03#128``.
        transcript: Name of the transcript.
        participant: Id of the participant, or "".
        town: The participant's 乡镇, "" where it is not known.
        role: The participant's 身份, "" where it is not known.
        span: Where the passage stands in the transcript.
        text: The words at ``span``.
        before: The sentence before it in the transcript, whoever says it; at the beginning of an answer, the question.
        question: The whole question that the turn answers, or "".
        after: The sentence after it, or "".
        polarity: Of the coding.
        evidence: The matched words, as spans of ``text``, merged where they touch; empty for a person's coding.
        coder: Who coded it.
        state: What people have decided.
    """

    code: str
    coding: str
    unit_id: str
    transcript: str
    participant: str
    town: str
    role: str
    span: Span
    text: str
    before: str
    question: str
    after: str
    polarity: Polarity
    evidence: tuple[Span, ...]
    coder: str
    state: State

    @property
    def source(self) -> str:
        """Who and where, as theses cite it: the unit's id, then town and role where they are known."""
        return ", ".join(part for part in (self.unit_id, self.town, self.role) if part)


@dataclass(frozen=True, slots=True)
class CodeExcerpts:
    """Every excerpt of one code, in text order.

    Attributes:
        code: Id of the code.
        name: Its name.
        definition: Its definition, or "".
        excerpts: The passages.
        participants: How many people they are from.
    """

    code: str
    name: str
    definition: str
    excerpts: tuple[Excerpt, ...]
    participants: int


def excerpts_by_code(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], *, selection: Selection | None = None
) -> tuple[CodeExcerpts, ...]:
    """Return the excerpts of every code that has any, codes in the codebook's order, passages in text order.

    Codings in transcripts that are not in ``corpus`` have no context and are left out.
    """
    chosen = (selection or Selection()).of(codings)
    found: dict[str, list[Excerpt]] = {code: [] for code in code_order(codebook, chosen)}
    for excerpt in make_excerpts(corpus, chosen):
        found[excerpt.code].append(excerpt)
    return tuple(
        CodeExcerpts(
            code, code_name(codebook, code), codebook.by_id[code].definition if code in codebook.by_id else "",
            tuple(excerpts), len({excerpt.participant for excerpt in excerpts} - {""}),
        )
        for code, excerpts in found.items() if excerpts
    )


def make_excerpts(corpus: Corpus, codings: Iterable[Coding]) -> list[Excerpt]:
    """Return one excerpt per coding of the corpus' transcripts, by transcript and place."""
    contexts: dict[str, _Context] = {}
    excerpts = []
    for coding in in_text_order(codings):
        transcript = corpus.by_name.get(coding.transcript)
        if transcript is None:
            continue
        if transcript.name not in contexts:
            contexts[transcript.name] = _Context(transcript)
        excerpts.append(_excerpt(corpus, coding, transcript, contexts[transcript.name]))
    return excerpts


class _Context:
    """The sentences of one transcript, to look left and right."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript
        self.units = list(iter_units(transcript, UnitKind.SENTENCE, ""))
        self.ends = [unit.span.end for unit in self.units]
        self.starts = [unit.span.start for unit in self.units]

    def before(self, span: Span, turn: int) -> str:
        from bisect import bisect_right

        question = self.question(turn)
        first = bisect_right(self.ends, span.start) - 1
        if question and (first < 0 or self.units[first].turn < turn):
            return question
        return self.units[first].span.of(self.transcript.text) if first >= 0 else ""

    def after(self, span: Span) -> str:
        from bisect import bisect_left

        following = bisect_left(self.starts, span.end)
        return self.units[following].span.of(self.transcript.text) if following < len(self.units) else ""

    def question(self, turn: int) -> str:
        answers = self.transcript.turns[turn].answers
        return "" if answers is None else self.transcript.turns[answers].body.of(self.transcript.text)


def _excerpt(corpus: Corpus, coding: Coding, transcript: Transcript, context: _Context) -> Excerpt:
    town, role = (attribute_of(corpus, transcript.name, coding.participant, key) for key in ("town", "role"))
    return Excerpt(
        coding.code, coding.id, coding.unit.id, transcript.name, coding.participant,
        "" if town is None else str(town), "" if role is None else str(role), coding.span,
        coding.span.of(transcript.text), context.before(coding.span, coding.unit.turn),
        context.question(coding.unit.turn), context.after(coding.span), coding.polarity,
        _evidence_inside(coding), coding.coder, coding.state,
    )


def _evidence_inside(coding: Coding) -> tuple[Span, ...]:
    """Return the evidence that lies in the passage (some may lie in the question), relative to it and merged."""
    merged: list[Span] = []
    for span in sorted({span for evidence in coding.evidence for span in evidence.spans}):
        start, end = max(span.start, coding.span.start), min(span.end, coding.span.end)
        if start >= end:
            continue
        piece = Span(start - coding.span.start, end - coding.span.start)
        if merged and piece.start <= merged[-1].end:
            piece = Span(merged[-1].start, max(merged.pop().end, piece.end))
        merged.append(piece)
    return tuple(merged)
