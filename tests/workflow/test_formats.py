"""Formats of files."""

from pathlib import Path

import pytest

from qualcode.errors import UsageError
from qualcode.workflow.formats import chosen_format

FORMATS = {"docx": ".docx", "html": ".html", "latex": ".tex"}


def test_the_format_is_said_or_read_off_the_ending() -> None:
    """The first one by default; an ending that is nobody's may have any."""
    asked = (("", None), ("html", None), ("", Path("a.TEX")), ("html", Path("a.txt")), ("docx", Path("a.docx")))
    assert [chosen_format(*one, FORMATS) for one in asked] == ["docx", "html", "latex", "html", "docx"]


@pytest.mark.parametrize(("said", "path"), [("pdf", None), ("", Path("a.pdf")), ("html", Path("a.docx"))])
def test_what_does_not_exist_or_does_not_agree_is_refused(said: str, path: Path | None) -> None:
    """A slip of the pen is no default, and no file lies about what it is."""
    with pytest.raises(UsageError, match="docx"):
        chosen_format(said, path, FORMATS)
