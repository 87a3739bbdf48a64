"""What the pages share: one file each, with data, style and script inside, that asks no network for anything.

A page carries its data as JSON that cannot end its own element, and its policy (Content-Security-Policy) forbids every
connection and every script but its own, whatever a transcript says.
"""

import base64
import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.exporters.headings import heading

if TYPE_CHECKING:
    from jinja2 import Environment

ELEMENTS = Path(__file__).parent / "pages" / "elements.js"
#: From this many records on, naming their fields once is shorter than naming them every time.
_LONG = 4
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def environment(folder: Path) -> "Environment":
    """Return where the templates of a page are: texts are escaped, headings and numbers are as in every table."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )
    made.globals["heading"] = heading
    made.filters["number"] = number
    return made


def script(folder: Path, names: Sequence[str], *, elements: bool = True) -> str:
    """Return the scripts of a page as one that leaves no name behind, before them what makes elements."""
    files = [*([ELEMENTS] if elements else []), *(folder / name for name in names)]
    joined = "".join(file.read_text(encoding="utf-8") for file in files)
    return f'"use strict";\n(() => {{\n{joined}}})();\n'


def integrity(content: str) -> str:
    """Return what a policy calls a script or style by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")


def plain(value: Any) -> Any:
    """Return dataclasses as JSON values; a long sequence of them as ``{"columns": [...], "rows": [[...]]}``."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, str) or not isinstance(value, Sequence):
        return value
    if len(value) < _LONG or not is_dataclass(value[0]):
        return [plain(part) for part in value]
    names = [field.name for field in fields(value[0])]
    return {"columns": names, "rows": [[plain(getattr(part, name)) for name in names] for part in value]}


def embed(value: Any) -> str:
    """Return JSON that can stand inside a ``<script>`` element: without ``<``, and without half characters."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
    return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def whole_characters(page: str) -> str:
    """Return a page without half characters, which no file in UTF-8 can hold."""
    return _LONE_SURROGATE.sub("\ufffd", page)


def number(value: Any) -> str:
    """Return a table cell as it is shown: thousands parted, three decimals at most, signs for yes, no and missing.

    >>> number(12345), number(0.25), number(None), number("")
    ('12,345', '0.25', '–', '')
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "–"
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if not isinstance(value, int | float):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3f}".rstrip("0").rstrip(".")
