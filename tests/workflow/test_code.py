"""Proposing codings: one process or several, one polarity or both."""

import pytest

from qualcode.model import Codebook, Corpus, Participant
from qualcode.workflow.code import code, code_both
from tests.rules.build import code as make_code
from tests.rules.build import transcript

BOOK = Codebook("b", (make_code("方便", id="easy"), make_code("填表", rules=["NEAR(群, 通知; k=6)"], id="forms")))
SAID = ("手机方便。群里天天通知。", "坐车不方便。天天填表。", "问：方便不？", "好。")


def corpus(number: int) -> Corpus:
    """Make some interviews of one person each."""
    names = [f"t{one}" for one in range(number)]
    transcripts = tuple(transcript(*SAID[: 1 + one % 4], name=name) for one, name in enumerate(names))
    links = {(name, "答"): f"P{name}" for name in names}
    return Corpus(transcripts, tuple(Participant(f"P{name}") for name in names), links)


def test_both_polarities_are_those_of_two_calls() -> None:
    """One pass gives what is proposed and what the stance leaves out."""
    said = corpus(5)
    expected = code(said, BOOK), code(said, BOOK, contrary=True)
    assert code_both(said, BOOK) == expected
    assert [len(part) for part in expected] == [13, 3]


def test_progress_is_told_after_each_transcript() -> None:
    """The bar moves with the transcripts."""
    told: list[tuple[str, int, int]] = []
    code(corpus(2), BOOK, progress=lambda *step: told.append(step))
    assert told == [("code", 1, 2), ("code", 2, 2)]


@pytest.mark.slow
def test_a_pool_gives_the_same_codings_in_the_same_order() -> None:
    """Two processes, started as on Windows and macOS, change nothing."""
    said = corpus(40)
    told: list[int] = []
    assert code(said, BOOK, processes=2, progress=lambda _what, done, _all: told.append(done)) == code(said, BOOK)
    assert (told[-1], told == sorted(told)) == (40, True)
