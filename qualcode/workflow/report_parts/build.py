"""Parts of a report as they are put together: tables and figures are numbered in the order in which they come."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING

from qualcode.analysis.thesis.table import ThesisTable
from qualcode.errors import NotComputableError
from qualcode.exporters.document import Heading, Paragraph, Part, Picture, Table, text
from qualcode.i18n import _, prose
from qualcode.workflow.thesis_document import printed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Block = Heading | Paragraph | Table | Picture
#: dots per inch of figures; millimetres that a page has for one, across and down
_DPI, _ACROSS, _DOWN = 150, 160.0, 200.0
#: a key as every document holds it
_KEY = re.compile(r"[\w.-]{1,150}")


@dataclass
class Builder:
    """The parts so far.

    Attributes:
        figures: Whether figures are drawn.
        parts: In their order.
    """

    figures: bool = True
    parts: list[Part] = field(default_factory=list)
    _tables: int = 0
    _figures: int = 0

    def add(self, key: str, *blocks: Block) -> None:
        """Add a part that a re-run renews; one without blocks is none."""
        if blocks:
            self.parts.append(Part(_short(key), blocks))

    def own(self, key: str, invitation: str) -> None:
        """Add a place for the researcher's own words."""
        self.parts.append(Part(_short(key), (text(invitation),), own=True))

    def table(self, made: ThesisTable) -> Table | Paragraph:
        """Return a table under its number in this report; where it cannot be made, the sentence that says why."""
        if made.empty_reason:
            return text(made.empty_reason)
        self._tables += 1
        return printed(replace(made, number=f"T{self._tables}"))

    def picture(self, draw: Callable[[], "Figure"], caption: str) -> tuple[Picture | Paragraph, ...]:
        """Return a figure under its number; nothing where none are drawn, and the reason where it cannot be."""
        if not self.figures:
            return ()
        try:
            figure = draw()
        except NotComputableError as error:
            return (text(_("Figure left out ({caption}): {why}").format(caption=caption, why=error), "note"),)
        content = BytesIO()
        figure.savefig(content, format="png", dpi=_DPI, metadata={"Software": "qualcode"})
        across, down = (25.4 * inches for inches in figure.get_size_inches())
        self._figures += 1
        words = _("Figure {n}. {caption}").format(n=self._figures, caption=caption)
        return (Picture(content.getvalue(), words, round(across * min(_ACROSS / across, _DOWN / down, 1.0), 1)),)


def paragraphs(*words: str) -> tuple[Paragraph, ...]:
    """Return each text as a paragraph, the empty ones left out; no blank stands between Chinese sentences."""
    return tuple(text(prose([one])) for one in words if one)


def key_of(word: str, taken: Iterable[str] = ()) -> str:
    """Return a word as a piece of a key: signs that a key cannot hold are ``_``, and no two are the same.

    >>> key_of("town"), key_of("a(b)"), key_of("a[b]", ["a_b_"])
    ('town', 'a_b_', 'a_b_-2')
    """
    plain, number = re.sub(r"[^\w-]", "_", word), 1
    made, known = plain, set(taken)
    while made in known:
        number += 1
        made = f"{plain}-{number}"
    return made


def _short(key: str) -> str:
    """Return a key that a document can hold; ids can be longer, or of characters newer than this Python."""
    if _KEY.fullmatch(key):
        return key
    return re.sub(r"[^\w.-]", "_", key)[:100] + "-" + hashlib.sha256(key.encode("utf-8")).hexdigest()[:10]
