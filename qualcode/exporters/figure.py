"""Figures as files: PNG for Word and WPS, SVG or PDF for print. The same figure gives the same bytes."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import UsageError
from qualcode.exporters.atomic import replacing
from qualcode.i18n import _

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Ending -> metadata without dates and versions, which would change the bytes from day to day.
_METADATA: dict[str, dict[str, Any]] = {
    ".png": {"Software": "qualcode"},
    ".svg": {"Date": None, "Creator": "qualcode"},
    ".pdf": {"CreationDate": None, "ModDate": None, "Creator": "qualcode", "Producer": "qualcode"},
}


def write_figure(figure: "Figure", path: Path, *, dpi: int = 300) -> Path:
    """Write a figure atomically in the format of the path's ending.

    Args:
        figure: Any figure; its fonts are drawn as outlines, so that it looks the same everywhere.
        path: Ends in ``.png``, ``.svg`` or ``.pdf``.
        dpi: Dots per inch of a PNG.

    Returns:
        ``path``.

    Raises:
        UsageError: another ending.
        WriteError: the file cannot be written; the last good one stays.
    """
    import matplotlib as mpl

    ending = check_ending(path)
    with replacing(path) as temporary, mpl.rc_context({"svg.hashsalt": "qualcode", "svg.fonttype": "path"}):
        figure.savefig(temporary, format=ending[1:], dpi=dpi, metadata=_METADATA[ending])
    return path


def check_ending(path: Path) -> str:
    """Return the ending of a figure's path in lower case, for a caller that wants to know before it draws.

    Raises:
        UsageError: figures are not written to this ending.
    """
    ending = path.suffix.lower()
    if ending not in _METADATA:
        raise UsageError(
            _("{path}: figures are written as {endings}; choose one of them.").format(
                path=path, endings=", ".join(_METADATA)
            )
        )
    return ending
