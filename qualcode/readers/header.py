"""Lines before the first turn: fields such as 访谈时间：, which are attributes and never speakers."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from qualcode.model import HEADINGS, ROLE_GROUPS, canonical_key
from qualcode.readers.document import BLANKS, Line
from qualcode.readers.labels import looks_like_name
from qualcode.readers.notes import is_separator, line_note

#: characters; a longer line is no field.
_LONGEST = 500
_KNOWN = sorted(
    {word for words in HEADINGS.values() for word in words if not word.isascii()}
    | {"受访人", "被访人", "访谈人", "采访人", "记录员", "录音时长", "访谈编号", "姓名"},
    key=len,
    reverse=True,
)
#: further spellings that headers use.
_ALIASES = {
    "受访人": "respondent",
    "被访人": "respondent",
    "采访对象": "respondent",
    "姓名": "respondent",
    "访谈人": "interviewer",
    "采访人": "interviewer",
    "主持人": "interviewer",
    "记录员": "recorder",
    "录音时长": "duration",
    "访谈编号": "id",
    "采访时间": "date",
    "调研时间": "date",
    "调查时间": "date",
    "调研地点": "place",
    "调查地点": "place",
    "采访地点": "place",
    "会议时间": "date",
    "会议地点": "place",
    "录音时间": "date",
    "受访对象": "respondent",
    "被访谈者": "respondent",
    "访谈主持": "interviewer",
}
_FIELD = re.compile(
    rf"(?:^|[\s\u3000；;|｜，,、/。（(])(?P<key>{'|'.join(map(re.escape, [*_ALIASES, *_KNOWN]))})\s*[：:]"
)
_ANY_FIELD = re.compile(r"^[\s\u3000#>*\-•【\[]*(?P<key>[^\s：:，。？！]{1,14})[】\]*]*\s*[：:](?P<value>.*)$")
_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?.{0,24}")
_DURATION = re.compile(r"\|\s*((?:\d+\s*(?:小时|分钟|秒|分|h|min|m|s)\s*)+)$")
_WORDS_ONLY = re.compile(
    r"(?:文字记录|正文|访谈内容|访谈正文|访谈记录|采访内容|会议记录|逐字稿|原文|录音整理|对话内容)[：:]?.{0,40}"
)
_KEYWORDS = re.compile(r"(?:关键词|關鍵詞|Keywords?)\s*[：:]\s*(.*)", re.IGNORECASE)
_EDUCATION = re.compile(
    r"(?:文盲|不识字|未上学|没上过学|小学|初中|高中|中专|职高|大专|专科|大学|本科|硕士|博士|研究生|大[一二三四]|研[一二三])(?:文化|学历|毕业|肄业|在读|生)*"
)
_PARTY = re.compile(r"(?:中共)?(?:党员|预备党员|群众|团员|共青团员|民主党派).{0,2}")
_AGE = re.compile(r"(?:约|今年)?\s*(\d{1,3})\s*(?:多)?(?:周)?岁(?:左右)?")


@lru_cache(maxsize=4096)
def key_of_heading(heading: str) -> str:
    """Return the canonical key of a header's heading; its own name where it is not known."""
    bare = heading.strip(BLANKS + "#>*-•【[]】（(")
    squeezed = re.sub(r"^第.{1,3}[位个名次份]", "", "".join(bare.split()))
    return _ALIASES.get(squeezed) or canonical_key(squeezed if squeezed in _KNOWN else bare)


def is_heading(heading: str) -> bool:
    """Tell whether the words before a colon are a field that headers have."""
    return key_of_heading(heading) in HEADINGS


def fields_of(line: str) -> Iterator[tuple[str, str]]:
    """Yield ``(canonical key, value as written)`` of the known fields on a line; one line may hold several."""
    if len(line) > _LONGEST:
        return
    line = line.replace("**", "")
    found = list(_FIELD.finditer(line))
    for number, match in enumerate(found):
        last = found[number + 1].start() if number + 1 < len(found) else len(line)
        if match.group()[0] in "（(":
            last = min([last, *(place for sign in "）)" if (place := line.find(sign, match.end())) >= 0)])
        value = line[match.end() : last].strip(BLANKS + "；;|｜，,、。")
        if value:
            yield key_of_heading(match.group("key")), value


def describes_person(value: str) -> bool:
    """Tell whether the words name or describe a person, as in ``小林，女，20岁，大二``."""
    parts = [part.strip() for part in re.split(r"[，,、；;\s\u3000]+", value.strip(BLANKS)) if part.strip()]
    if not parts or len(value) > 80 or re.search(r"[。？！?!…]", value):
        return False
    described = [part for part in parts if part in "男女" or _AGE.fullmatch(part) or _EDUCATION.fullmatch(part)]
    named = looks_like_name(re.sub(r"[（(].*", "", parts[0])) and not parts[0].startswith(("好", "对", "是", "嗯"))
    return bool(described) or (named and all(len(part) <= 12 for part in parts))


def person_fields(value: str) -> dict[str, str]:
    """Return what a one-line description says: name, gender, age, education and so on.

    >>> person_fields("小林，女，20岁，大二")
    {'respondent': '小林', 'gender': '女', 'age': '20', 'education': '大二'}
    """
    flat = re.sub(r"[（(]([^（()）]*)[)）]", r"，\1", value)
    parts = [part.strip(BLANKS) for part in re.split(r"[，,、；;\s\u3000]+", flat) if part.strip(BLANKS)]
    said: dict[str, str] = {"respondent": parts[0]} if parts else {}
    roles = {role for group in ROLE_GROUPS.values() for role in group}
    for part in parts[1:]:
        age = _AGE.fullmatch(part)
        if part in {"男", "女", "男性", "女性"}:
            said.setdefault("gender", part[0])
        elif age:
            said.setdefault("age", age.group(1))
        elif part in roles:
            said.setdefault("role", part)
        elif _PARTY.fullmatch(part):
            said.setdefault("political_status", part)
        elif _EDUCATION.fullmatch(part):
            said.setdefault("education", part)
        elif re.fullmatch(r"[\u4e00-\u9fff]{1,6}[镇乡]", part):
            said.setdefault("town", part)
        elif re.fullmatch(r"[\u4e00-\u9fff]{1,6}村", part):
            said.setdefault("village", part)
        elif re.fullmatch(r".{0,10}(?:书记|主任|组长|社长|队长|村长|镇长|乡长|站长|会计|文书|网格员|委员)", part):
            said.setdefault("position", part)
        else:
            said["note"] = f"{said['note']}，{part}" if "note" in said else part
    return said


def parts_of(key: str, value: str) -> dict[str, str]:
    """Return the attributes in one field: several where a respondent is described on one line."""
    return person_fields(value) if key == "respondent" and describes_person(value) else {key: value}


def read_header(lines: Sequence[Line]) -> tuple[dict[str, str], list[Line]]:
    """Return the attributes that the header states, and its lines that were not understood."""
    attributes: dict[str, str] = {}
    unread: list[Line] = []
    title_seen, keywords = False, False
    for line in lines:
        bare = line.text.strip(BLANKS)
        if line.blank:
            keywords = keywords and "关键词" not in attributes
            continue
        if keywords:
            attributes["关键词"] = "".join([attributes.get("关键词", ""), bare])
            continue
        match = _KEYWORDS.fullmatch(bare)
        if match:
            keywords = True
            if match.group(1):
                attributes["关键词"] = match.group(1)
        elif (
            not (_WORDS_ONLY.fullmatch(bare) or _read_line(bare, attributes) or _structural(bare, line)) and title_seen
        ):
            unread.append(line)
        title_seen = True
    return attributes, unread


def _structural(bare: str, line: Line) -> bool:
    return is_separator(bare) or line_note(line.text) is not None or bare[0] == "#"


def _read_line(bare: str, attributes: dict[str, str]) -> bool:
    found = list(fields_of(bare))
    for key, value in found:
        for name, words in parts_of(key, value).items():
            attributes.setdefault(name, words)
    if found:
        return True
    date = _DATE.fullmatch(bare)
    if date:
        duration = _DURATION.search(bare)
        attributes.setdefault("date", bare.split("|", maxsplit=1)[0].strip())
        if duration:
            attributes.setdefault("duration", duration.group(1).strip())
        return True
    other = _ANY_FIELD.match(bare) if len(bare) <= _LONGEST else None
    if other and other.group("value").strip(BLANKS) and len(other.group("value")) <= 60 and "//" not in bare:
        for name, words in parts_of(
            key_of_heading(other.group("key")), other.group("value").strip(BLANKS + "*")
        ).items():
            attributes.setdefault(name, words)
        return True
    return bool(other and is_heading(other.group("key")))
