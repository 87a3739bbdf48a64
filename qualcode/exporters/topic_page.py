"""Topics as a page: a map of them, the words of each with a slider, and what people said; one html file, offline.

Figures are computed before and stand in the page's data; the script ranks words by relevance (Sievert and Shirley 2014)
as the slider asks, and draws. Han characters are drawn by the reader's own fonts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any

from qualcode.exporters.atomic import write_text
from qualcode.exporters.page import embed, environment, integrity, script, whole_characters
from qualcode.exporters.topic_words import words
from qualcode.i18n import language

FOLDER = Path(__file__).parent / "topic_page"
#: In this order: each uses what stands before it.
SCRIPTS = ("data.js", "map.js", "words.js", "detail.js", "page.js")
#: Digits of numbers in the data: further ones differ between processors.
_DIGITS = 6

#: What stands in a cell of the table; a missing number is NaN.
Cell = str | int | float


@dataclass(frozen=True, slots=True)
class TopicWord:
    """A word of the vocabulary.

    Attributes:
        text: As texts spell it.
        count: How often it is said.
        weights: Its probability in each topic.
        said: Its occurrences shared out between the topics; they sum to ``count``.
    """

    text: str
    count: int
    weights: tuple[float, ...]
    said: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """What somebody said of a topic.

    Attributes:
        unit: Id that leads back to it. person: Who says it. place: Where it is, in words.
        words: The words. share: Share of the topic in the document around it, in words.
    """

    unit: str
    person: str
    place: str
    words: str
    share: str


@dataclass(frozen=True, slots=True)
class GroupDots:
    """One group of people.

    Attributes:
        name: Of the group. told: Mean and interval in words.
        mean: NaN for none. low: Lower end of its interval, NaN for none. high: Upper end.
        people: (id, share) of everybody.
    """

    name: str
    told: str
    mean: float
    low: float
    high: float
    people: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A topic by one attribute.

    Attributes:
        title: What is compared. groups: One each. note: The difference, and whether it was tested.
    """

    title: str
    groups: tuple[GroupDots, ...]
    note: str


@dataclass(frozen=True, slots=True)
class PageTopic:
    """One topic.

    Attributes:
        number: Its number; names it in links into the page.
        title: What it is called.
        stable: Whether it is to be relied on; what is not, is grey and dashed.
        share: Mean share, in [0, 1].
        place: (across, up) on the map.
        summary: A paragraph.
        words: Places of the words that may be shown for it.
        cells: One a column of the table.
        passages: What people said.
        compared: One an attribute.
        codes: Codes whose passages have most of it, in words.
    """

    number: int
    title: str
    stable: bool
    share: float
    place: tuple[float, float]
    summary: str
    words: tuple[int, ...]
    cells: tuple[Cell, ...]
    passages: tuple[Passage, ...] = ()
    compared: tuple[Compared, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class TopicPage:
    """Everything that stands on a page.

    Attributes:
        title: Above all. verdict: How many topics are to be relied on.
        map_note: What the map shows.
        topics: In the order of the list. words: What their words refer to.
        occurrences: Of all words of the vocabulary.
        columns: Headings of the table after the first, which is the topic.
        method: What was done. notes: What is to be said of comparisons.
    """

    title: str
    verdict: str
    map_note: str
    topics: Sequence[PageTopic]
    words: Sequence[TopicWord]
    occurrences: int
    columns: Sequence[str]
    method: Sequence[str] = ()
    notes: Sequence[str] = ()


def write_topic_page(path: Path, page: TopicPage) -> Path:
    """Write a page as one html file and return ``path``; the same page gives the same bytes.

    Raises:
        WriteError: the file cannot be written; the last good one stays.
    """
    return write_text(path, render_topic_page(page))


def render_topic_page(page: TopicPage) -> str:
    """Return the page: the template filled, with style, script and data inside."""
    code, style = script(FOLDER, SCRIPTS), (FOLDER / "topics.css").read_text(encoding="utf-8")
    text = environment(FOLDER).get_template("page.html.j2").render(
        page=page, w=words(), json=embed(payload(page)), script=code, script_hash=integrity(code), style=style,
        style_hash=integrity(style), language="zh-CN" if language() == "zh" else "en",
    )
    return whole_characters(text)


def payload(page: TopicPage) -> dict[str, Any]:
    """Return what the script works with, ready for JSON; what it writes as it is stands in lists."""
    return {
        "labels": words(), "occurrences": page.occurrences,
        "words": [[one.text, one.count, _rounded(one.weights), _rounded(one.said, 2)] for one in page.words],
        "topics": [[one.number, one.title, int(one.stable), round(one.share, _DIGITS), list(one.place), one.summary,
                    list(one.words), list(map(_passage, one.passages)), list(map(_compared, one.compared)),
                    list(one.codes)] for one in page.topics],
    }


def _passage(one: Passage) -> list[str]:
    return [one.unit, one.person, one.place, one.words, one.share]


def _compared(part: Compared) -> list[Any]:
    return [part.title, part.note, [
        [one.name, one.told, *_present(one.mean, one.low, one.high),
         [[name, round(share, _DIGITS)] for name, share in one.people]] for one in part.groups]]


def _present(*values: float) -> list[float | None]:
    """Return numbers for JSON, which has no NaN."""
    return [None if isnan(value) else round(value, _DIGITS) for value in values]


def _rounded(values: Sequence[float], digits: int = 8) -> list[float]:
    return [round(value, digits) for value in values]
