"""A store of the size that is promised: 200 transcripts, 20,000 turns, 60 codes, 6 coders, 300,000 codings.

Everything follows from the seed. The turns are those of the invented samples, shuffled; the codes are invented, and so
are the codings: for each transcript there is what its sentences are about, and every coder finds most of that, misses
some and sees a little that is not there, so that coders agree about as much as people do.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from material import ANSWERS, ASKS, exchanges, sample_corpus

from qualcode.language.sentences import iter_units
from qualcode.model import (
    Code,
    Codebook,
    Coding,
    Corpus,
    Origin,
    Role,
    Span,
    Speaker,
    State,
    Transcript,
    Turn,
    Unit,
    UnitKind,
)
from qualcode.rules.codings import CONTEXT
from qualcode.settings import Settings
from qualcode.store import Coder, Held, Store
from qualcode.store.codings import put_codings
from qualcode.store.people import put_coder
from qualcode.store.texts import kept_form, put_transcripts, text_sha
from qualcode.workflow.carry import CarryResult
from qualcode.workflow.decide import coding_key
from qualcode.workflow.renew import Renewal
from qualcode.workflow.study import Study

TRANSCRIPTS, TURNS, CODES, CODINGS = 200, 100, 60, 300_000
CODERS = ("A", "B", "C", "D", "E", "F")
#: Of what a transcript is about a coder finds so much; the rest of the coder's codings are the coder's own idea.
FOUND = 0.8
WHEN = "2026-11-25T00:00:00.000+00:00"


def synthetic_corpus(*, transcripts: int = TRANSCRIPTS, turns: int = TURNS, seed: int = 7) -> Corpus:
    """Make interviews with so many turns each, questions and answers in turns."""
    chance = random.Random(seed)
    pairs = [pair for pair in exchanges(sample_corpus()) if all(pair)]
    return Corpus(tuple(_interview(f"T{number:03}", pairs, turns, chance) for number in range(1, transcripts + 1)))


def _interview(name: str, pairs: Sequence[tuple[str, str]], count: int, chance: random.Random) -> Transcript:
    text, turns = [], []
    position = 0
    for index in range(count):
        label, role = (ANSWERS, Role.RESPONDENT) if index % 2 else (ASKS, Role.INTERVIEWER)
        line = f"{label}：{chance.choice(pairs)[index % 2]}\n"
        end = position + len(line)
        turns.append(Turn(index, Span(position, end), Span(position + len(label) + 1, end - 1), label, label, role,
                          answers=index - 1 if index % 2 else None))
        text.append(line)
        position = end
    speakers = tuple(Speaker(label, (label,), role, 1.0, "label", sum(turn.role is role for turn in turns))
                     for label, role in ((ASKS, Role.INTERVIEWER), (ANSWERS, Role.RESPONDENT)))
    return Transcript(name, "".join(text), tuple(turns), speakers, sha256=name)


def synthetic_codebook(*, codes: int = CODES) -> Codebook:
    """Make a codebook of codes without rules."""
    return Codebook("synthetic", tuple(Code(f"code_{number:02}", f"编码{number}") for number in range(1, codes + 1)),
                    path="synthetic.yaml", sha256="c0de")


def synthetic_codings(
    corpus: Corpus, book: Codebook, *, coders: Sequence[str] = CODERS, codings: int = CODINGS, seed: int = 7,
) -> Iterator[Coding]:
    """Yield so many codings in all by so many coders, evenly over the transcripts; nobody codes the same twice."""
    chance = random.Random(seed)
    names = [code.id for code in book.codes]
    parts = len(corpus.transcripts) * len(coders)
    done = 0
    for place, source in enumerate(corpus.transcripts):
        units = list(iter_units(source, UnitKind.SENTENCE, corpus.id_prefix(source.name)))
        wanted = codings // parts
        about = _pairs(units, names, wanted, chance)
        for number, coder in enumerate(coders):
            share = (place * len(coders) + number + 1) * codings // parts - done
            found = set(chance.sample(about, min(round(share * FOUND), len(about))))
            while len(found) < share:
                found.add((chance.randrange(len(units)), chance.choice(names)))
            done += share
            for index, code in sorted(found):
                yield _coding(source, units[index], code, coder, chance)


def _pairs(units: Sequence[Unit], names: Sequence[str], count: int, chance: random.Random) -> list[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    while len(found) < count:
        found.add((chance.randrange(len(units)), chance.choice(names)))
    return sorted(found)


def _coding(source: Transcript, unit: Unit, code: str, coder: str, chance: random.Random) -> Coding:
    span, text = unit.span, source.text
    state = State.REJECTED if chance.random() < 0.1 else State.ACCEPTED
    return Coding(
        coding_key(source.name, code, coder, span), code, source.name, span, unit, source.turns[unit.turn].speaker, "",
        coder, Origin.HUMAN, state, quote=span.of(text), before=text[max(0, span.start - CONTEXT) : span.start],
        after=text[span.end : span.end + CONTEXT], codebook="c0de", at=WHEN)


def fill_store(store: Store, corpus: Corpus, coders: Sequence[str], codings: Sequence[Coding]) -> None:
    """Put transcripts, coders and codings into an empty store: two operations for texts and coders, one a coder."""
    texts = {one.name: text_sha(one.text) for one in corpus.transcripts}
    with store.writing(coders[0], "carry") as operation:
        put_transcripts(operation, [(kept_form(corpus, one), one) for one in corpus.transcripts])
    with store.writing(coders[0], "coder-add") as operation:
        for name in coders:
            put_coder(operation, Coder(name))
    for name in coders:
        with store.writing(name, "add") as operation:
            put_codings(operation, [Held(one, texts[one.transcript]) for one in codings if one.coder == name])


def study_on(store: Store, corpus: Corpus, book: Codebook, coder: str, root: Path) -> Study:
    """Return the study on a store, as ``open_study`` does for one on disk."""
    nothing: Counter[str] = Counter()
    return Study(Settings(root), book, corpus, store, Coder(coder), "rules", CarryResult(),
                 Renewal(0, "rules", nothing, nothing, nothing, nothing))


def changed(codings: Sequence[Coding]) -> list[Coding]:
    """Return codings as their coders changed them: the state turned round, with a memo."""
    turned = {State.ACCEPTED: State.REJECTED, State.REJECTED: State.ACCEPTED}
    return [replace(one, state=turned[one.state], memo="再看", at="") for one in codings]
