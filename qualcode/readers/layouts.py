"""Which of the candidates are turns: the layout of a file, decided over all of its lines."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qualcode.model import Role
from qualcode.readers.candidates import Candidate, Family, candidates
from qualcode.readers.document import BLANKS, Document, Line, Mark
from qualcode.readers.header import describes_person, fields_of, is_heading, key_of_heading
from qualcode.readers.labels import accept, is_denied, is_field, key_of, known_role, looks_like_name, split_aside
from qualcode.readers.questions import question_marks
from qualcode.readers.tables import table_marks

_HEADER_LINES = 40
_FEISHU = re.compile(
    r"(?:文字记录|关键词|Keywords|Transcript)\s*[：:]|.*\|\s*\d+\s*(?:小时|分钟|秒|h|min|m|s).*", re.IGNORECASE
)
#: characters of a question on whose line the answer may stand.
_INLINE = 300
_ANSWER = re.compile(r"[？?。！!][ \t\u3000]*(答|受|A|受访者|被访者|受访人)[：:]")
_CLOCK = re.compile(r".*(?:早上|上午|中午|下午|晚上|凌晨|今天|明天|昨天|每天|时间|大概|大约|到|在|从|是|点|约|至|比)$")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the turns of a document begin.

    Attributes:
        name: Key of the layout, such as ``feishu``.
        marks: In text order.
        tied: Key of a label -> role that the header gives it.
        unread: Lines that looked like a turn and were not taken for one.
    """

    name: str
    marks: tuple[Mark, ...]
    tied: Mapping[str, Role]
    unread: tuple[Line, ...] = ()


def find_layout(document: Document) -> Layout:
    """Return the layout that explains most of the document's lines; no marks where there is none."""
    tied = tied_labels(document.lines[:_HEADER_LINES])
    table = table_marks(document)
    if len(table) >= 2:
        return Layout("table", table, tied)
    found = list(candidates(document))
    headings, timed = _headings(document, found), _timed(document, found)
    plain, rejected = _plain(document, found, tied)
    questions, kind = question_marks(document)
    if len(headings) >= 2 and len(headings) >= 0.3 * max(len(timed), len(plain)):
        return Layout("markdown", _marks(document, headings), tied)
    if timed and len(timed) >= 0.3 * max(len(plain), len(questions)):
        lost = [
            c
            for c in found
            if c.family is Family.TIMED
            and c.below
            and not is_denied(c.label)
            and c.index > timed[0].index
            and c not in timed
        ]
        return Layout(_service(document, timed), _marks(document, timed), tied, _lines(document, lost))
    if len(questions) > len(plain):
        return Layout(kind, questions, tied)
    name = "bold_labels" if plain and all(c.form == "bold" for c in plain) else "labels"
    return Layout(name, _with_inline(document, _marks(document, plain)), tied, _lines(document, rejected))


def _with_inline(document: Document, marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Add the answers that stand on the line of their question (问：会用吗？答：不会。)."""
    found = list(marks)
    for mark in marks:
        if known_role(mark.label)[1] is Role.INTERVIEWER:
            match = _ANSWER.search(document.text[mark.body : mark.body + _INLINE].split("\n", 1)[0])
            if match:
                found.append(Mark(mark.body + match.start(1), mark.body + match.end(), match.group(1)))
    return tuple(sorted(found, key=lambda mark: mark.start))


def _lines(document: Document, found: Iterable[Candidate]) -> tuple[Line, ...]:
    return tuple(document.lines[index] for index in sorted({candidate.index for candidate in found}))


def tied_labels(lines: Sequence[Line]) -> dict[str, Role]:
    """Return the labels that the header explains: 采访者：范小雨 ties 范小雨, 范, 小范 and 小雨."""
    tied: dict[str, Role] = {}
    for line in lines:
        for key, value in fields_of(line.text):
            role = {"interviewer": Role.INTERVIEWER, "respondent": Role.RESPONDENT}.get(key)
            if role is None or (role is Role.INTERVIEWER and not describes_person(value)):
                continue
            names = re.split(r"[、,，/和与\s\u3000]+", re.sub(r"[（(][^（()）]*[)）]", "", value))
            for name in names if role is Role.INTERVIEWER else names[:1]:
                if looks_like_name(name) and len(name) <= 12:
                    short = (
                        {name[0], f"小{name[0]}", f"老{name[0]}", name[1:]}
                        if "\u4e00" <= name[0] <= "\u9fff"
                        else set()
                    )
                    for label in {name, *short} - {"", "小", "老", "阿", "大", "某", "某某"}:
                        tied.setdefault(key_of(label), role)
    return tied


def _headings(document: Document, found: Sequence[Candidate]) -> list[Candidate]:
    """Headings that name a speaker: with a colon or a time, known, or coming back."""
    listed = [candidate for candidate in found if candidate.family is Family.HEADING]
    counts = Counter(candidate.key for candidate in listed)
    taken = []
    for candidate in listed:
        colon = document.lines[candidate.index].text.rstrip(BLANKS).endswith(("：", ":"))
        marked = colon or candidate.seconds is not None
        recurs = counts[candidate.key] >= 2
        known = known_role(candidate.label)[0] or looks_like_name(candidate.label)
        if is_heading(candidate.label) and not known_role(candidate.label)[0]:
            continue
        if (marked and (recurs or known)) or (
            not is_denied(candidate.label) and (marked or recurs or known_role(candidate.label)[0])
        ):
            taken.append(candidate)
    return taken


def _timed(document: Document, found: Sequence[Candidate]) -> list[Candidate]:
    """Labels with a time, without the sentences that happen to hold one (会议改到 10:30)."""
    listed = [candidate for candidate in found if candidate.family is Family.TIMED and candidate.key]
    counts = Counter(candidate.key for candidate in listed)
    taken: list[Candidate] = []
    for candidate in listed:
        known = known_role(split_aside(candidate.label)[0])[0]
        named = looks_like_name(candidate.label) and not is_denied(candidate.label)
        recurs = counts[candidate.key] >= 2 and not _CLOCK.fullmatch(candidate.label)
        loose = candidate.form == "label_time" and not candidate.below
        bracketed = document.text[candidate.body - 1 : candidate.body] in {"：", ":", "）", ")", "】", "]"}
        if is_heading(candidate.label) and not known:
            continue
        if (
            known
            or (named and (recurs or not loose or bracketed))
            or (recurs and (not loose or bracketed))
            or (candidate.below and _stands_apart(document, candidate.index) and not is_denied(candidate.label))
        ):
            taken.append(candidate)
    return _in_time(taken, counts)


def _stands_apart(document: Document, index: int) -> bool:
    below = document.lines[index + 1 : index + 2]
    return (index == 0 or document.lines[index - 1].blank) and bool(below) and not below[0].blank


def _in_time(taken: list[Candidate], counts: Counter[str]) -> list[Candidate]:
    """Drop a label that stands once and whose time runs backwards: a clock time in speech."""
    kept: list[Candidate] = []
    for candidate in taken:
        backwards = bool(kept) and (candidate.seconds or 0) < (kept[-1].seconds or 0)
        if not (backwards and counts[candidate.key] == 1 and not known_role(candidate.label)[0]):
            kept.append(candidate)
    return kept


def _plain(
    document: Document, found: Sequence[Candidate], tied: Mapping[str, Role]
) -> tuple[list[Candidate], list[Candidate]]:
    """Labels before a colon, in brackets or in bold; and what looked like one."""
    listed = [candidate for candidate in found if candidate.family is Family.PLAIN and candidate.key]
    firm = [candidate for candidate in listed if candidate.form not in {"blank", "alone"}]
    first, times = {c.key: split_aside(c.label)[0] for c in reversed(firm)}, Counter(c.key for c in firm)
    filled = sum(not line.blank for line in document.lines)
    accepted = accept({key: (first[key], times[key]) for key in times}, frozenset(tied), filled)
    loose = Counter(c.key for c in listed if c.form in {"blank", "alone"})
    taken, rejected = [], []
    for candidate in listed:
        if candidate.form in {"blank", "alone"}:
            speaks = known_role(candidate.label)[1] in {Role.INTERVIEWER, Role.RESPONDENT} or candidate.form == "alone"
            if (
                speaks
                and loose[candidate.key] >= 2
                and (candidate.form == "blank" or _has_text_below(document, candidate))
            ):
                taken.append(candidate)
        elif candidate.key in accepted:
            taken.append(candidate)
        elif (is_field(candidate.label) or not is_denied(candidate.label)) and not candidate.label[:1].isdigit():
            rejected.append(candidate)
    taken = _without_header(document, taken)
    begin = taken[0].index if taken else 0
    return taken, [candidate for candidate in rejected if candidate.index > begin]


def _has_text_below(document: Document, candidate: Candidate) -> bool:
    return any(not line.blank for line in document.lines[candidate.index + 1 : candidate.index + 3])


def _without_header(document: Document, taken: list[Candidate]) -> list[Candidate]:
    """Drop leading header lines that use words for speakers: 受访者：小林，女，20岁，大二."""
    counts = Counter(candidate.key for candidate in taken)
    for number, candidate in enumerate(taken):
        value = document.text[candidate.body : document.lines[candidate.index].end].strip(BLANKS + "*")
        role_field = key_of_heading(candidate.label) in {"respondent", "interviewer", "recorder"}
        alone = counts[candidate.key] == 1 and len(counts) > 2
        if not (role_field and value and (describes_person(value) or alone)):
            return taken[number:]
    return taken if len(taken) > 2 and len(set(counts)) > 1 else []


def _marks(document: Document, taken: Sequence[Candidate]) -> tuple[Mark, ...]:
    """Two-part times are taken as minutes and seconds only where three-part times or the service say so."""
    precise = any(c.seconds is not None and not c.short for c in taken) or _is_feishu(document)
    return tuple(
        Mark(document.lines[c.index].start, c.body, c.label, begin=c.seconds if precise or not c.short else None)
        for c in taken
    )


def _is_feishu(document: Document) -> bool:
    return any(_FEISHU.match(line.text.strip(BLANKS)[:200]) for line in document.lines[:12])


def _service(document: Document, taken: Sequence[Candidate]) -> str:
    forms = Counter(candidate.form for candidate in taken)
    if forms.most_common(1)[0][0] == "label_time":
        if _is_feishu(document):
            return "feishu"
        if taken[0].key.startswith("发言人"):
            return "tongyi"
        if taken[0].key.startswith("说话人"):
            return "iflytek"
    return "tencent"
