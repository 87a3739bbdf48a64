"""What the benchmarks run on: interviews recombined from the invented samples, and the shipped codebook cut to a size.

Nothing is downloaded and nothing is invented: every turn is one of the samples' turns, shuffled with a fixed seed.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from qualcode.codebook import read_codebook
from qualcode.model import Code, Codebook, Corpus, Role, Rule, Span, Speaker, Transcript, Turn
from qualcode.workflow.read import read

ROOT = Path(__file__).resolve().parents[1]
CODEBOOK = ROOT / "codebooks" / "digital_governance.yaml"
SAMPLES = ROOT / "transcripts"
#: UTF-8 bytes of one made interview: about 10,000 characters, an hour of talk.
INTERVIEW = 30_000
ASKS, ANSWERS = "问", "答"


def sample_corpus(folder: Path = SAMPLES) -> Corpus:
    """Read a folder of interviews; the samples by default."""
    return read(None, paths=[folder]).corpus


def exchanges(corpus: Corpus) -> list[tuple[str, str]]:
    """Return every answer of the corpus with its question ("" where there is none), both on one line."""
    pairs = []
    for transcript in corpus.transcripts:
        for before, turn in pairwise((None, *transcript.turns)):
            if turn is not None and turn.role is Role.RESPONDENT:
                asked = before.body.of(transcript.text) if before and before.role is Role.INTERVIEWER else ""
                pairs.append((" ".join(asked.split()), " ".join(turn.body.of(transcript.text).split())))
    return pairs


def make_corpus(
    pairs: Sequence[tuple[str, str]], megabytes: float, *, size: int = INTERVIEW, seed: int = 7
) -> Corpus:
    """Make interviews of ``size`` bytes out of shuffled exchanges, ``megabytes`` of UTF-8 text in all."""
    chance = random.Random(seed)
    needed, made = int(megabytes * 1e6), []
    while needed > 0:
        transcript = _interview(f"M{len(made) + 1:04}", pairs, min(size, needed), chance)
        needed -= len(transcript.text.encode())
        made.append(transcript)
    return Corpus(tuple(made))


def _interview(name: str, pairs: Sequence[tuple[str, str]], size: int, chance: random.Random) -> Transcript:
    lines: list[str] = []
    turns: list[Turn] = []
    position = written = 0
    while written < size:
        asked, answered = chance.choice(pairs)
        for label, said, role in ((ASKS, asked, Role.INTERVIEWER), (ANSWERS, answered, Role.RESPONDENT)):
            if not said:
                continue
            line, index = f"{label}：{said}\n", len(turns)
            body = Span(position + 2, position + len(line) - 1)
            question = index - 1 if role is Role.RESPONDENT and asked else None
            turns.append(Turn(index, Span(position, position + len(line)), body, label, label, role, answers=question))
            lines.append(line)
            position += len(line)
            written += len(line.encode())
    speakers = tuple(
        Speaker(label, (label,), role, 1.0, "label", sum(turn.role is role for turn in turns))
        for label, role in ((ASKS, Role.INTERVIEWER), (ANSWERS, Role.RESPONDENT))
    )
    return Transcript(name, "".join(lines), tuple(turns), speakers)


def cut_codebook(terms: int, rules: int) -> Codebook:
    """Return the shipped codebook with so many of its terms and rules, taken evenly over the whole file."""
    book = read_codebook(CODEBOOK)
    all_terms = [rule for code in book.codes for rule in code.terms]
    all_rules = [rule for code in book.codes for rule in code.rules]
    kept = {rule.id for rule in (*_evenly(all_terms, terms), *_evenly(all_rules, rules))}

    def cut(code: Code) -> Code:
        chosen = tuple(rule for rule in code.rules if rule.id in kept)
        return replace(code, terms=tuple(rule for rule in code.terms if rule.id in kept), rules=chosen)

    return replace(book, codes=tuple(cut(code) for code in book.codes))


def _evenly(items: Sequence[Rule], wanted: int) -> list[Rule]:
    if wanted > len(items):
        raise ValueError(f"only {len(items)} to choose from, {wanted} wanted")
    return [items[position * len(items) // wanted] for position in range(wanted)]


def without_rules(book: Codebook) -> Codebook:
    """Return the codebook with only its terms."""
    return replace(book, codes=tuple(replace(code, rules=()) for code in book.codes))
