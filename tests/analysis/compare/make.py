"""Small studies in which it is known who has which code how often."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qualcode.model import Code, Codebook, Coding, Corpus, Participant
from tests.factories import make_coding, make_transcript

#: numbers that are known from elsewhere, in the field data folder
ANSWERS = Path(__file__).parents[3] / ".." / "shared" / "data" / "known_answers" / "stats.json"


@dataclass(frozen=True)
class One:
    """A participant: answers of one sentence each, and the numbers of the answers that have each code.

    Attributes:
        town: 乡镇, None where it is not stated. role: 身份, the same.
        said: Number of answers; 0 for somebody who was asked and said nothing.
        coded: Code -> how many of the first answers have it.
    """

    town: str | None
    role: str | None = None
    said: int = 10
    coded: Mapping[str, int] = field(default_factory=dict)


def make_study(people: Mapping[str, One], codes: Sequence[str] = ("a",)) -> tuple[Corpus, Codebook, list[Coding]]:
    """Return transcripts, a codebook and codings: one transcript a person, called like the person."""
    transcripts, rows, links = [], [], {}
    for name, one in people.items():
        lines = [("问", "怎么样？")]
        for number in range(one.said):
            lines += [("答", f"说第{number:03}句。"), ("问", "还有呢？")]
        transcripts.append(make_transcript(name, lines if one.said else [*lines, ("答", "（笑）")]))
        rows.append(Participant(name, {"town": one.town, "role": one.role}))
        links[name, "答"] = name
    corpus = Corpus(tuple(transcripts), tuple(rows), links)
    book = Codebook("small", tuple(Code(code, f"编码{code}") for code in codes))
    return corpus, book, list(_codings(corpus, people))


def _codings(corpus: Corpus, people: Mapping[str, One]) -> Iterable[Coding]:
    for name, one in people.items():
        for code, count in one.coded.items():
            for number in range(count):
                yield make_coding(corpus, code, name, f"说第{number:03}句。")


def two_towns(counts_a: Sequence[int], counts_b: Sequence[int], said: int = 10) -> dict[str, One]:
    """Return people of two towns with so many answers that have the code ``a``."""
    return {
        f"{town}{number:02}": One(f"{town}镇", None, said, {"a": count})
        for town, counts in (("东", counts_a), ("西", counts_b)) for number, count in enumerate(counts)
    }


def whole(numbers: Sequence[int]) -> "NDArray[np.int64]":
    """Return labels or strata as an array."""
    return np.array(numbers, dtype=np.int64)


def column(*numbers: float) -> "NDArray[np.float64]":
    """Return values of participants as one column."""
    return np.array(numbers, dtype=np.float64)[:, None]
