"""The verb ``kwic``."""

import pytest

from qualcode.errors import UsageError
from qualcode.workflow.kwic import kwic
from tests.factories import make_corpus

CORPUS = make_corpus()


def test_only_people_with_an_attribute():
    """Of four lines, one is of a villager of 平乐镇."""
    assert len(kwic(CORPUS, "用")) == 4
    found = kwic(CORPUS, "会用|用", regex=True, where={"town": "平乐镇", "role": "普通村民"})
    assert list(found["participant"].unique()) == ["PL-V01"]
    assert list(found.index) == list(range(len(found)))


def test_numbers_are_compared_as_written():
    """An age of 71 is found by 71."""
    assert list(kwic(CORPUS, "没得", where={"age": "71"})["participant"]) == ["DT-V02"]


def test_an_attribute_that_nobody_has_is_refused():
    """The message lists those there are."""
    with pytest.raises(UsageError, match="town, role, age"):
        kwic(CORPUS, "用", where={"twon": "平乐镇"})
