"""The bar on stderr."""

import io
import sys

import pytest

from qualcode.cli.progress import bar
from qualcode.workflow.progress import silent


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_without_a_terminal_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs and pipes stay clean."""
    monkeypatch.setattr(sys, "stderr", stream := io.StringIO())
    with bar() as report:
        report("reading", 1, 2)
        assert report is silent
    assert stream.getvalue() == ""


def test_on_a_terminal_the_step_and_its_number_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is being done, how many of how many; two steps are two bars."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", stream := Terminal())
    with bar() as report:
        report("reading", 1, 2)
        report("coding", 3, 4)
        report("reading", 2, 2)
    assert "reading" in stream.getvalue()
    assert "coding" in stream.getvalue()
    assert "2/2" in stream.getvalue()
