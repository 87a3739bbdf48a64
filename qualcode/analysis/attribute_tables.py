"""Attributes of participants in numbers: how many have which value, and what numbers amount to.

Who has not said something stays in: a row "not stated", counted in every total. Two shares therefore stand side by
side, of all people and of those who are known.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import nan
from statistics import mean, median, stdev
from typing import TYPE_CHECKING

from qualcode.analysis.counts import Speech
from qualcode.analysis.matrices import SMALL_GROUP
from qualcode.analysis.meetings import transcripts_of
from qualcode.analysis.participants import spoken_characters, spoken_minutes, stated
from qualcode.errors import NotComputableError, UsageError
from qualcode.i18n import _, prose
from qualcode.model import HEADINGS, Corpus

if TYPE_CHECKING:
    import pandas as pd

FREQUENCY_COLUMNS = ("attribute", "by", "group_label", "value", "n", "n_group", "share_all", "share_stated", "note")
NUMBER_COLUMNS = (
    "attribute", "by", "group_label", "n", "missing", "mean", "sd", "median", "minimum", "maximum", "note",
)
#: What is computed and not stated: length of all of a person's interviews, and what the person speaks in them.
COMPUTED = ("minutes", "characters")
#: Names, notes and what belongs to one meeting: no value of these says something about several people.
_NOT_COUNTED = frozenset({
    "id", "file", "speaker", "date", "place", "duration", "note", "respondent", "interviewer", "recorder", "字数",
    "role_group",
})
#: What comes first, in this order.
_USUAL = ("town", "village", "role", "position", "gender", "age", "age_band", "education", "political_status")
#: Levels of schooling in their order.
_SCHOOLING = ("文盲", "不识字", "未上学", "小学", "初中", "中专", "职高", "高中", "大专", "专科", "大学", "本科",
              "硕士", "研究生", "博士")
Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What the numbers of a group amount to; NaN where it cannot be computed, and ``note`` says why.

    Attributes:
        n: People of whom the number is known. missing: The others.
        mean, median, minimum, maximum: In the attribute's own unit.
        sd: Standard deviation with n - 1.
    """

    n: int
    missing: int
    mean: float
    sd: float
    median: float
    minimum: float
    maximum: float
    note: str = ""


@dataclass(frozen=True)
class AttributeTables:
    """Attributes of participants.

    Attributes:
        frequencies: A row an attribute, group and value, columns ``FREQUENCY_COLUMNS``. ``group_label`` is "" where
            nothing divides the people; it and ``value`` are "not stated" where nothing is known. ``n_group`` is all
            people of the group; shares are in [0, 1]; ``share_stated`` is missing where nobody stated anything.
        numbers: A row a numeric attribute and group, columns ``NUMBER_COLUMNS`` (see ``Summary``).
        caption: In sentences.
    """

    frequencies: "pd.DataFrame"
    numbers: "pd.DataFrame"
    caption: str


def attribute_tables(
    corpus: Corpus, *, by: str = "", attributes: Sequence[str] = (), speech: Speech | None = None,
) -> AttributeTables:
    """Count the values of attributes over participants.

    A number with three values or more is summed up; with one or two it is counted, like words. Age and what is computed
    are always summed up.

    Args:
        corpus: The people.
        by: Attribute that divides them, "" for none; those of whom it is not known are a group of their own.
        attributes: Keys; by default every attribute that says something about several people, and what is computed.
            What only headers know, under a heading of their own, must be asked for.
        speech: ``Speech(corpus)``, for a caller that makes several tables of one corpus.

    Raises:
        UsageError: nobody has such an attribute.
        NotComputableError: there are no participants.
    """
    if not corpus.participants:
        raise NotComputableError(_("there are no participants to describe; check the speakers' roles"))
    values = _values(corpus, attributes, by, speech)
    groups = _groups(values[by]) if by else {"": frozenset(values["characters"])}
    wanted = [key for key in values if key in attributes or (not attributes and key != by)]
    numeric = [key for key in wanted if _is_numeric(key, values[key].values())]
    shown = [key for key in wanted if key not in numeric and key not in COMPUTED]
    rows = [row for key in shown for group, people in groups.items()
            for row in _frequencies(key, by, group, people, values[key])]
    sums = [_number_row(key, by, group, people, values[key]) for key in numeric for group, people in groups.items()]
    return AttributeTables(_frame(rows, FREQUENCY_COLUMNS), _frame(sums, NUMBER_COLUMNS), _caption(groups, by))


def summary(numbers: Iterable[float], missing: int = 0) -> Summary:
    """Sum up numbers.

    >>> summary([1, 2, 6], missing=1)
    Summary(n=3, missing=1, mean=3, sd=2.6457513110645907, median=2, minimum=1, maximum=6, note='')
    """
    given = list(numbers)
    if not given:
        return Summary(0, missing, nan, nan, nan, nan, nan, _("nobody's number is known"))
    spread, note = (stdev(given), "") if len(given) > 1 else (nan, _("one number has no standard deviation"))
    return Summary(len(given), missing, mean(given), spread, median(given), min(given), max(given), note)


def value_order(values: Iterable[Value], counts: Mapping[Value, int]) -> list[Value]:
    """Return values as tables list them: bands and numbers upwards, schooling by level, else the most frequent first.

    What is not stated comes last.
    """
    known = [value for value in dict.fromkeys(values) if value is not None]
    words = [str(value) for value in known]
    if all(word[:1].isdecimal() for word in words):
        key = {value: (_leading_number(str(value)), str(value)) for value in known}
    elif all(_level(word) is not None for word in words):
        key = {value: (float(_level(str(value)) or 0), str(value)) for value in known}
    else:
        key = {value: (-float(counts.get(value, 0)), str(value)) for value in known}
    return [*sorted(known, key=lambda value: key[value]), *([None] if counts.get(None) else [])]


def label(value: Value) -> str:
    """Return a value as tables show it; a missing one is "not stated"."""
    return _("not stated") if value is None else str(value)


def participant_values(corpus: Corpus, key: str) -> dict[str, Value]:
    """Return participant -> value of an attribute, None where it is not known.

    Raises:
        UsageError: nobody has such an attribute.
    """
    return _values(corpus, [key], "", None)[key]


def _values(corpus: Corpus, attributes: Sequence[str], by: str, speech: Speech | None) -> dict[str, dict[str, Value]]:
    """Return attribute -> participant -> value, of all attributes that anybody has and of what is computed."""
    places = transcripts_of(corpus)
    headers = [key for one in corpus.transcripts for key in one.attributes]
    usual = [key for key in _USUAL if key in {*corpus.attribute_keys, *headers}]
    known = [key for key in dict.fromkeys([*usual, *corpus.attribute_keys, *headers]) if key not in COMPUTED]
    asked = [*attributes, *([by] if by else [])]
    for key in asked:
        if key not in known and key not in COMPUTED:
            raise UsageError(_("{key}: no participant has such an attribute; choose one of {known}").format(
                key=key, known=", ".join([*known, *COMPUTED])))
    found: dict[str, dict[str, Value]] = {}
    for key in known:
        if key in asked or (key not in _NOT_COUNTED and (key in HEADINGS or key in corpus.attribute_keys)):
            column = {person: stated(corpus, person, key, names) for person, names in places.items()}
            if key in asked or any(value is not None for value in column.values()):
                found[key] = column
    said = spoken_characters(corpus, speech)
    found["minutes"] = {person: spoken_minutes(corpus, names) for person, names in places.items()}
    found["characters"] = {person: said.get(person) for person in places}
    return found


def _groups(values: Mapping[str, Value]) -> dict[str, AbstractSet[str]]:
    people: dict[Value, set[str]] = defaultdict(set)
    for person, value in values.items():
        people[value].add(person)
    order = value_order(people, {value: len(members) for value, members in people.items()})
    return {label(value): people[value] for value in order}


def _is_numeric(key: str, values: Iterable[Value]) -> bool:
    known = {value for value in values if value is not None}
    return len(known) > (0 if key in {"age", *COMPUTED} else 2) and all(isinstance(one, int | float) for one in known)


def _frequencies(
    key: str, by: str, group: str, people: AbstractSet[str], values: Mapping[str, Value]
) -> list[dict[str, object]]:
    counts = Counter(values[person] for person in people)
    known = len(people) - counts[None]
    note = _small(len(people))
    return [
        {"attribute": key, "by": by, "group_label": group, "value": label(value), "n": counts[value],
         "n_group": len(people), "share_all": counts[value] / len(people),
         "share_stated": counts[value] / known if known and value is not None else None, "note": note}
        for value in value_order(values.values(), Counter(values.values()))
    ]


def _number_row(
    key: str, by: str, group: str, people: AbstractSet[str], values: Mapping[str, Value]
) -> dict[str, object]:
    known = [value for person in sorted(people) if isinstance(value := values[person], int | float)]
    found = summary(known, len(people) - len(known))
    row = {name: getattr(found, name) for name in NUMBER_COLUMNS[3:]}
    return {"attribute": key, "by": by, "group_label": group, **row}


def _small(people: int) -> str:
    return _("fewer than {n} people: read the counts, not the percentages").format(
        n=SMALL_GROUP) if people < SMALL_GROUP else ""


def _frame(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> "pd.DataFrame":
    import pandas as pd

    kinds = dict.fromkeys(("n", "n_group", "missing"), "Int64") | dict.fromkeys(
        ("attribute", "by", "group_label", "value", "note"), "string")
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    return frame.astype({name: kinds.get(name, "Float64") for name in columns})


def _caption(groups: Mapping[str, AbstractSet[str]], by: str) -> str:
    sizes = [len(people) for people in groups.values()]
    parts = [_("Units are participants (n = {n}). Shares are of all people of a group, those of whom nothing is known "
               "among them; a second share leaves these out.").format(n=sum(sizes))]
    if min(sizes) < SMALL_GROUP:
        parts.append(_("Groups of fewer than {n} people: read the counts, not the percentages.").format(n=SMALL_GROUP))
    if by and _("not stated") in groups:
        parts.append(_("People of whom {key} is not known: {n}.").format(key=by, n=len(groups[_("not stated")])))
    return prose(parts)


def _leading_number(word: str) -> float:
    digits = ""
    for character in word:
        if not character.isdecimal():
            break
        digits += character
    return float(digits or 0)


def _level(word: str) -> int | None:
    return next((place for place, level in enumerate(_SCHOOLING) if word.startswith(level)), None)
