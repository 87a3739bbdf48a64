"""Records of one's own: one for each passage and code, whatever was moved or decided before."""

from pathlib import Path

import pytest

from qualcode.errors import UsageError
from qualcode.model import Span
from qualcode.settings import Settings
from qualcode.store import CONSENSUS, Coder
from qualcode.store.people import put_coder
from qualcode.workflow import decide
from qualcode.workflow.study import Study
from tests.workflow.study import make_project, now, opened, rewrite, summary


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Return the small study, opened."""
    return opened(make_project(tmp_path / "study"))


def place(study: Study, quote: str) -> Span:
    """Return where some words stand in the first interview."""
    start = study.corpus.by_name["甲"].text.index(quote)
    return Span(start, start + len(quote))


def proposal(study: Study, quote: str) -> str:
    """Return the id of the proposal on some words."""
    return next(one.coding.id for one in now(study, coders=("rules",)) if one.coding.quote == quote)


def test_a_moved_coding_does_not_jump_back(study: Study) -> None:
    """Its first words may be coded again, and accepted: that is another record."""
    first = decide.add(study, "trust", "甲", place(study, "我用不来。")).codings[0]
    decide.move(study, first.id, place(study, "坐车也方便。"))
    second = decide.add(study, "trust", "甲", place(study, "我用不来。")).codings[0]
    assert first.id != second.id
    assert summary(study, coders=("王芳",)) == [
        ("trust", "我用不来。", "王芳", "accepted"), ("trust", "坐车也方便。", "王芳", "accepted")]


def test_a_carried_coding_is_not_taken_for_one_on_its_old_place(study: Study) -> None:
    """After a correction other words stand at the old offsets; coding them leaves the carried one where it is."""
    first = decide.add(study, "trust", "甲", place(study, "坐车")).codings[0]
    settings: Settings = study.settings
    rewrite(settings, "甲", "娃儿会用", "娃儿们会用")
    again = opened(settings)
    decide.add(again, "trust", "甲", first.span)
    assert [quote for _code, quote, _coder, _state in summary(again, codes=("trust",))] == ["那坐", "坐车"]


def test_deciding_again_keeps_the_memo(study: Study) -> None:
    """The same record changes its state; its memo and weight stay, by any way it is decided."""
    key = proposal(study, "坐车也方便。")
    own = decide.accept(study, [key]).codings[0]
    decide.describe(study, own.id, memo="要紧", weight=2.0)
    decide.reject(study, [key])
    decide.accept(study, [own.id])
    decide.add(study, "convenience", "甲", place(study, "坐车也方便。"), weight=2.0)
    (one,) = [one.coding for one in now(study, coders=("王芳",))]
    assert (one.id, one.memo, one.weight, one.basis) == (own.id, "要紧", 2.0, key)


def test_recoding_ones_own_takes_its_memo_along(study: Study) -> None:
    """What was coded by hand under another code leaves nothing behind."""
    made = decide.add(study, "trust", "甲", place(study, "坐车"), memo="车", weight=3.0).codings[0]
    decide.recode(study, made.id, "convenience")
    (one,) = [one.coding for one in now(study, coders=("王芳",))]
    assert (one.code, one.memo, one.weight, one.basis) == ("convenience", "车", 3.0, "")


def test_a_blind_coder_does_not_see_what_was_settled(study: Study) -> None:
    """The team's decision is as hidden as those it was made of."""
    settled = decide.add(opened(study.settings, CONSENSUS), "trust", "甲", place(study, "坐车")).codings[0]
    with study.store.writing("王芳", "coder-add") as operation:
        put_coder(operation, Coder("李雷", blind=True))
    with pytest.raises(UsageError, match="what consensus coded is hidden"):
        decide.accept(opened(study.settings, "李雷"), [settled.id])
