"""Every way in which a line may begin a turn: a label with a time, a heading, a colon, a bracket."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from qualcode.readers.document import BLANKS, Document, Line
from qualcode.readers.labels import key_of, known_role, looks_like_name, may_be_label, split_aside
from qualcode.readers.notes import bracket_kind


class Family(IntEnum):
    """Layouts that do not mix: the speakers of a file stand in one of them."""

    HEADING = 0  # ### 姓名：
    TIMED = 1  # 说话人 1 00:02
    PLAIN = 2  # 问：


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may begin a turn.

    Attributes:
        index: Index of the line in the document.
        label: As written.
        body: Offset where the words would begin.
        family: The layout.
        form: Finer: ``label_time``, ``time_label``, ``bracket_time``, ``heading``, ``bold``, ``colon``, ``bracket``,
            ``blank`` (label and a blank), ``alone``.
        seconds: The time, or None.
        short: Whether the time has two parts only, so that it may be hours and minutes as well.
        below: Whether nothing but label and time stands on the line.
    """

    index: int
    label: str
    body: int
    family: Family
    form: str
    seconds: float | None = None
    short: bool = False
    below: bool = False

    @property
    def key(self) -> str:
        """What all spellings of the label share, brackets behind it aside."""
        return key_of(split_aside(self.label)[0])


_B = f"[{re.escape(BLANKS)}]"
_TIME = r"(?P<time>(?<!\d)(?:\d{1,2}[:：])?\d{1,3}[:：][0-5]\d(?:[.,]\d{1,3})?(?!\d{3}))"
_NO_LABEL = r"\n，。？！；：、,?!;:…“”\"《》<>{}|=+/\\@\[\]【】（）()"
_LABEL = rf"(?P<label>[^{_NO_LABEL}]{{1,24}}?(?:[（(][^\n（）()：:]{{1,12}}[)）])?)"
_START = rf"^{_B}*+(?:[-*•]{_B}++)?(?:\d{{4}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?{_B}++(?=\d))?"
_FORMS: tuple[tuple[str, Family, re.Pattern[str]], ...] = tuple(
    (form, family, re.compile(pattern))
    for form, family, pattern in (
        (
            "heading",
            Family.HEADING,
            rf"^{_B}*+#{{1,6}}{_B}*+(?P<label>[^\n：:#]{{1,40}}?){_B}*+(?P<colon>[：:]){_B}*+$",
        ),
        (
            "heading",
            Family.HEADING,
            rf"^{_B}*+#{{1,6}}{_B}*+(?:[\[（(]?{_TIME}[\])）]?{_B}++)?{_LABEL}{_B}*+(?P<colon>[：:]?){_B}*+$",
        ),
        (
            "heading",
            Family.HEADING,
            rf"^{_B}*+#{{1,6}}{_B}*+{_LABEL}{_B}*+[\[（(]?{_TIME}[\])）]?{_B}*+(?P<colon>[：:]?){_B}*+$",
        ),
        (
            "bracket_time",
            Family.TIMED,
            rf"{_START}[\[【（(]{_B}*+{_TIME}(?:{_B}*+(?:-->|--?|–|—|~|至){_B}*+[\d:：.,]+)?{_B}*+[\]】)）]{_B}*+{_LABEL}{_B}*+[：:](?P<rest>.*)$",
        ),
        (
            "bracket_time",
            Family.TIMED,
            rf"{_START}[\[【（(]{_B}*+{_TIME}{_B}*+[\]】)）]{_B}*+{_LABEL}(?P<rest>){_B}*+$",
        ),
        (
            "label_time",
            Family.TIMED,
            rf"{_START}(?:\*\*)?{_LABEL}{_B}*+(?:\*\*)?{_B}*+[（(\[【]{_B}*+{_TIME}{_B}*+[)）\]】]"
            rf"{_B}*+(?:\*\*)?[：:]?(?:\*\*)?(?P<rest>.*)$",
        ),
        (
            "time_label",
            Family.TIMED,
            rf"{_START}(?:\*\*)?{_TIME}{_B}++{_LABEL}{_B}*+(?:\*\*)?{_B}*+[：:](?:\*\*)?(?P<rest>.*)$",
        ),
        ("time_label", Family.TIMED, rf"{_START}(?:\*\*)?{_TIME}{_B}++{_LABEL}{_B}*+(?:\*\*)?(?P<rest>){_B}*+$"),
        (
            "label_time",
            Family.TIMED,
            rf"{_START}(?:\*\*)?{_LABEL}{_B}*+[：:]?{_B}*+(?:\*\*)?{_B}*+(?<![\d:：]){_TIME}(?:\*\*)?(?P<rest>.*)$",
        ),
        ("bold", Family.PLAIN, rf"{_START}\*\*{_B}*+{_LABEL}{_B}*+(?:[：:]{_B}*+\*\*|\*\*{_B}*+[：:])(?P<rest>.*)$"),
        ("bold", Family.PLAIN, rf"{_START}\*\*{_B}*+{_LABEL}{_B}*+[：:](?P<rest>.*)$"),
        ("bracket", Family.PLAIN, rf"{_START}[【\[［]{_B}*+{_LABEL}{_B}*+[】\]］]{_B}*+[：:]?(?P<rest>.*)$"),
        ("colon", Family.PLAIN, rf"{_START}{_LABEL}{_B}*+[：:](?!//)(?P<rest>.*)$"),
        (
            "blank",
            Family.PLAIN,
            rf"{_START}(?P<label>[^\s\u3000、.．：:]{{1,6}}(?: ?\d)?)(?:[\t\u3000、．.]| +)"
            r"(?P<rest>[^\s\u3000].*)$",
        ),
        ("alone", Family.PLAIN, rf"{_START}(?:\*\*)?{_LABEL}(?:\*\*)?{_B}*+(?P<rest>)$"),
    )
)


def seconds_of(time: str) -> float:
    """Return ``HH:MM:SS``, ``MM:SS`` or either with a fraction as seconds.

    >>> seconds_of("00:00:16.480"), seconds_of("01:20")
    (16.48, 80.0)
    """
    parts = [float(part) for part in time.replace("：", ":").replace(",", ".").split(":")]
    return round(sum(part * 60.0**power for power, part in enumerate(reversed(parts))), 3)


def candidates(document: Document) -> Iterator[Candidate]:
    """Yield at most one candidate of each family for every line, in text order."""
    for index, line in enumerate(document.lines):
        if line.blank or len(line.text) > 100_000:
            continue
        taken: set[Family] = set()
        for candidate in _of_line(index, line):
            if candidate.family not in taken:
                taken.add(candidate.family)
                yield candidate


def _of_line(index: int, line: Line) -> Iterator[Candidate]:
    head = line.text[:160]
    lead = _bold_lead(index, line)
    if lead is not None:
        yield lead
    for form, family, pattern in _FORMS:
        match = pattern.match(head)
        if match is None or not _fits(form, match):
            continue
        groups = match.groupdict()
        time = groups.get("time")
        rest = match.start("rest") if "rest" in groups else len(line.text)
        yield Candidate(
            index,
            match.group("label").strip(BLANKS),
            line.start + rest,
            family,
            form,
            seconds_of(time) if time else None,
            bool(time) and _parts(time) == 2,
            not (groups.get("rest") or "").strip(BLANKS),
        )


def _parts(time: str | None) -> int:
    return len(re.split("[:：]", time or ""))


def _fits(form: str, match: re.Match[str]) -> bool:
    label = match.group("label").strip(BLANKS)
    if form == "heading":
        return bool(label)
    if not label or not may_be_label(re.sub(r"[（(].*?[)）]$", "", label)):
        return False
    if form == "bracket":
        return bracket_kind(label) is None
    if form in {"blank", "alone"}:
        return known_role(label)[0] and (form == "alone" or key_of(label) not in "我他她")
    return True


def _bold_lead(index: int, line: Line) -> Candidate | None:
    """A label set in bold with plain words behind it, with or without a colon."""
    label = line.text[: line.bold].strip(BLANKS).rstrip("：: ")
    if not 0 < line.bold < len(line.text) or not may_be_label(label):
        return None
    if not (known_role(label)[0] or looks_like_name(label)):
        return None
    behind = line.text[line.bold :]
    body = line.bold + len(behind) - len(behind.lstrip(BLANKS + "：:"))
    return Candidate(index, label, line.start + body, Family.PLAIN, "bold")
