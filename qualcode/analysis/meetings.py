"""When an interview was held and how long it took, read from what people write into a header or a table.

What is written in more than one sense is not guessed: 1:10 may be minutes or hours, 3/4/2024 two different days.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from qualcode.model import Corpus, Transcript

_DAY = re.compile(
    r"(?<!\d)(?:(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})|(\d{4})(\d{2})(\d{2}))(?!\d)")
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):([0-5]\d)")
_NUMBER = r"(\d+(?:\.\d+)?|[半一二两三四五六七八九十]{1,3})\s*个?(半)?\s*"
_LENGTHS = (
    (re.compile(_NUMBER + r"(?:小时|小時|钟头|鐘頭|hours?\b|hrs?\b|h(?![a-z]))(半)?", re.IGNORECASE), 60.0),
    (re.compile(_NUMBER + r"(?:分钟|分鐘|分|minutes?\b|mins?\b|min(?![a-z])|m(?![a-z]))(半)?", re.IGNORECASE), 1.0),
    (re.compile(_NUMBER + r"(?:秒钟|秒鐘|秒|seconds?\b|secs?\b|s(?![a-z]))()", re.IGNORECASE), 1 / 60),
)
#: A recording of less than this many minutes is not what m:ss means.
_SHORTEST = 5
_DIGITS = {word: value for value, word in enumerate("一二三四五六七八九", start=1)} | {"两": 2}


def day_of(text: object) -> date | None:
    """Return the first day that a text names in full, or None.

    >>> day_of("2024年3月12日下午"), day_of("2024.3.12 14:00"), day_of("2024年3月")
    (datetime.date(2024, 3, 12), datetime.date(2024, 3, 12), None)
    """
    for match in _DAY.finditer(unicodedata.normalize("NFKC", str(text))):
        parts = [int(part) for part in match.groups() if part is not None]
        try:
            return date(*parts)
        except ValueError:
            continue
    return None


def minutes_of(text: object) -> float | None:
    """Return how many minutes a text says, or None; a number alone is minutes.

    >>> minutes_of("1小时20分钟"), minutes_of("约一个半小时"), minutes_of("1:02:30"), minutes_of(75), minutes_of("1:10")
    (80.0, 90.0, 62.5, 75.0, None)
    """
    plain = unicodedata.normalize("NFKC", str(text)).strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return float(plain)
    total, seen = 0.0, False
    for pattern, factor in _LENGTHS:
        match = pattern.search(plain)
        if match:
            total += factor * (_value(match.group(1)) + 0.5 * bool(match.group(2) or match.group(3)))
            seen = True
    return total if seen else _clocked(plain)


def recorded_minutes(transcript: Transcript) -> float | None:
    """Return the minutes from the first time that a turn carries to the last, or None without two of them.

    Where turns have beginnings only, the last turn is not in it.
    """
    times = [time for turn in transcript.turns for time in (turn.start, turn.end) if time is not None]
    return (max(times) - min(times)) / 60 if times and max(times) > min(times) else None


def transcripts_of(corpus: Corpus) -> dict[str, tuple[str, ...]]:
    """Return participant -> names of the transcripts in which the person speaks, in the order of the corpus."""
    found: dict[str, tuple[str, ...]] = {person.id: () for person in corpus.participants}
    for transcript in corpus.transcripts:
        for person in corpus.participants_in(transcript.name):
            found[person.id] += (transcript.name,)
    return found


def meeting_value(corpus: Corpus, transcript: str, key: str) -> str:
    """Return what is known of a meeting: its header's word, else what the people in it agree on, else ""."""
    value = corpus.attributes_of(transcript).get(key)
    return "" if value is None else str(value).strip()


def interview_day(corpus: Corpus, transcript: str) -> date | None:
    """Return the day of an interview, or None where it is not known in full."""
    return day_of(meeting_value(corpus, transcript, "date"))


def interview_minutes(corpus: Corpus, transcript: str) -> float | None:
    """Return how long an interview took: as stated, else from the times of its turns, else None."""
    stated = minutes_of(meeting_value(corpus, transcript, "duration"))
    return recorded_minutes(corpus.by_name[transcript]) if stated is None else stated


def interview_period(corpus: Corpus, transcripts: Iterable[str]) -> tuple[date, date] | None:
    """Return the first and the last known day, or None where no day is known."""
    days = [day for name in transcripts if (day := interview_day(corpus, name)) is not None]
    return (min(days), max(days)) if days else None


def _clocked(text: str) -> float | None:
    clock = _CLOCK.fullmatch(text)
    if clock is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in clock.groups())
    found = 60 * hours + minutes + seconds / 60
    return found if clock.group(1) or found >= _SHORTEST else None


def _value(word: str) -> float:
    """Return a number in digits, or in Han characters up to 99."""
    if word[0].isdecimal():
        return float(word)
    if word == "半":
        return 0.5
    tens, ten, ones = word.partition("十")
    if not ten:
        return float(_DIGITS.get(word[-1], 0)) + 0.5 * word.endswith("半")
    return 10.0 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)
