"""Days and lengths of interviews, as people write them."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.meetings import (
    day_of,
    interview_day,
    interview_minutes,
    interview_period,
    meeting_value,
    minutes_of,
    recorded_minutes,
    transcripts_of,
)
from qualcode.model import Corpus
from tests.factories import make_corpus, make_transcript

CORPUS = make_corpus()


@pytest.mark.parametrize(("text", "expected"), [
    ("70分钟", 70), ("1小时20分钟", 80), ("1小时半", 90), ("一个半小时", 90), ("约1.5h", 90), ("半个小时", 30),
    ("二十五分", 25), ("十五分钟", 15), ("两个钟头", 120), ("1h20m", 80), ("1 hour 5 minutes", 65), ("90 min", 90),
    ("3600秒", 60), ("62:30", 62.5), ("1:02:30", 62.5), ("０:45:00", 45), ("75", 75), (75.5, 75.5),
    ("１小时\u200b", 60), ("2小时（14:00-16:00）", 120),
])
def test_lengths_are_read_as_written(text: object, expected: float) -> None:
    """Units in Chinese and English, clocks, Han numerals, full width; a number alone is minutes."""
    assert minutes_of(text) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["", "很长", "1:10", "14:00-15:10", "𠮷😀", None])
def test_what_can_mean_two_things_is_no_length(text: object) -> None:
    """1:10 may be minutes or hours, and a time of day is no length."""
    assert minutes_of(text) is None


@given(st.integers(0, 30), st.integers(0, 59), st.integers(0, 59))
def test_a_clock_says_its_hours_minutes_and_seconds(hours: int, minutes: int, seconds: int) -> None:
    """h:mm:ss is read whatever the numbers."""
    assert minutes_of(f"{hours}:{minutes:02}:{seconds:02}") == pytest.approx(60 * hours + minutes + seconds / 60)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading(text: str) -> None:
    """Whatever people write, there is a number, a day or nothing."""
    assert minutes_of(text) is None or minutes_of(text) >= 0
    assert day_of(text) is None or isinstance(day_of(text), date)


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from([
    "{0}年{1}月{2}日下午", "{0}-{1:02}-{2:02}", "{0}.{1}.{2} 9:20", "访谈{0}{1:02}{2:02}", "\ufeff{0}/{1}/{2}\r\n"]))
def test_a_day_is_read_in_every_usual_form(day: date, form: str) -> None:
    """Year, month and day in this order."""
    assert day_of(form.format(day.year, day.month, day.day)) == day


@pytest.mark.parametrize("text", ["2024年3月", "3/4/2024", "2024-13-40", "去年", "120240312"])
def test_what_is_no_full_day_is_none(text: str) -> None:
    """A month is no day, and 3/4/2024 may be two."""
    assert day_of(text) is None


def test_the_header_says_more_than_the_turns() -> None:
    """A stated length counts; else the times of the turns; else nothing."""
    stated = make_transcript("a", [("问", "好？"), ("答", "好。")], duration="1小时", date="2024年3月12日")
    first, last = stated.turns
    timed = replace(stated, name="b", attributes={}, turns=(replace(first, start=30.0), replace(last, start=60.0,
                                                                                               end=120.0)))
    silent = replace(stated, name="c", attributes={"date": "2023.1.5"})
    corpus = Corpus((stated, timed, silent))
    assert [interview_minutes(corpus, name) for name in "abc"] == [60.0, 1.5, None]
    assert recorded_minutes(stated) is None
    assert interview_day(corpus, "b") is None
    assert interview_period(corpus, "abc") == (date(2023, 1, 5), date(2024, 3, 12))
    assert interview_period(corpus, "b") is None
    assert meeting_value(corpus, "b", "date") == ""


def test_people_know_their_transcripts() -> None:
    """Who has a row but speaks nowhere has none."""
    assert transcripts_of(CORPUS) == {"DT-C01": ("大同访谈1",), "DT-V02": ("大同访谈2",), "PL-V01": ("平乐访谈1",),
                                      "PL-C02": (), "平乐访谈2": ("平乐访谈2",)}
