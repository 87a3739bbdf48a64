"""Real meetings and interviews against the answers of another program."""

import html
import re
import time
from pathlib import Path

import pytest
from lxml import etree

from qualcode.readers import read_file
from tests.readers.make import check

FIELD = Path(__file__).parents[2] / ".." / "shared" / "data"
pytestmark = pytest.mark.skipif(not FIELD.is_dir(), reason="the field data folder `shared` is not beside the project")

ANSWERS = sorted(FIELD.glob("akomantoso/*.an.xml"))
#: speeches whose words were corrected in the Markdown after the other file was made: meeting -> how many.
EDITED = {
    "2017-12-26": 1,
    "2018-04-10": 2,
    "2018-07-30": 1,
    "2018-09-07": 4,
    "2018-12-18": 2,
    "2019-03-19": 4,
    "2019-04-09": 1,
    "2019-08-12": 1,
    "2019-12-09": 1,
    "2020-04-14": 1,
    "2020-08-10": 3,
    "2020-09-30": 1,
}


def plain(text: str) -> str:
    """Return words without Markdown links, escapes, emphasis, entities and white space."""
    text = html.unescape(text).replace("\\", "")
    text = re.sub(r"\[([^\[\]]*)\]\((?:[^()\s]|\([^()]*\))*\)", r"\1", text)
    return re.sub(r"[\s*]+", "", text)


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda path: path.name[:10])
def test_turns_and_speakers_of_the_meetings(answer: Path) -> None:
    """Number of turns and sequence of speakers are equal; words but for links and later corrections."""
    (result,) = read_file(FIELD / "tours" / answer.name.replace(".an.xml", ".md"))
    read = result.transcript
    assert read is not None
    check(read)
    speeches = [
        (speech.get("by").removeprefix("#"), "".join(speech.itertext()))
        for speech in etree.parse(str(answer)).iter("speech")
    ]
    assert [turn.label for turn in read.turns] == [by for by, _words in speeches]
    differing = [
        turn.index
        for turn, (_by, words) in zip(read.turns, speeches, strict=True)
        if plain(turn.body.of(read.text)) != plain(words)
    ]
    assert len(differing) == EDITED.get(answer.name[:10], 0)
    assert result.report.unread == 0


@pytest.mark.parametrize("path", sorted(FIELD.glob("interviews/*.md")), ids=lambda path: path.name[:10])
def test_interviews_have_an_interviewer(path: Path) -> None:
    """The person whom all of these interviews are with answers, and somebody asks."""
    (result,) = read_file(path)
    read = result.transcript
    assert read is not None
    check(read)
    found = {speaker.name: speaker.role.value for speaker in read.speakers}
    assert found["唐鳳"] == "respondent"
    assert "interviewer" in found.values()


@pytest.mark.slow
def test_the_meetings_are_read_in_two_seconds() -> None:
    """0.6 million characters."""
    begin = time.perf_counter()
    for path in FIELD.glob("tours/*.md"):
        read_file(path)
    assert time.perf_counter() - begin < 2
