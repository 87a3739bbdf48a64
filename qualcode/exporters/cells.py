"""What a cell holds, for formats that cannot hold everything."""

import math
import re
from typing import Any

#: characters that XML 1.0 cannot hold
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_PLAIN = frozenset({str, int, bool})


def plain(value: Any) -> str | int | float | bool | None:
    """Return a cell as a plain Python value, None where it is missing; anything else becomes text."""
    if type(value) in _PLAIN:  # nearly always, and there may be half a million of them
        return value  # type: ignore[no-any-return]
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, str | int | bool) else str(value)


def xml_text(text: str) -> str:
    """Return a text without the control characters that xlsx and docx cannot hold."""
    return _ILLEGAL.sub("", text)
