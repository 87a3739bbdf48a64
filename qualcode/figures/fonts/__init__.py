"""Which font draws Chinese: the user's, the system's, or the one that is shipped.

Libraries draw boxes without a word when a font lacks Han. Here every character that will be drawn is looked up in the
font's character map before anything is drawn; what is missing is named.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError
from qualcode.i18n import _

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

SHIPPED = Path(__file__).parent / "QualcodeSansSC-subset.otf"
#: What a character is drawn as that the font lacks: the typographers' mark for a missing sort.
MISSING = "〓"
#: More missing characters than this share of the different ones is an error, fewer are named.
TOLERATED = 0.1
#: Beginnings of the file names of system fonts, best first, lower case; regular weights only.
_CHINESE = ("notosanssc", "notosanscjksc", "sourcehansanssc", "sourcehansanscn", "msyh.", "pingfang",
            "hiragino sans gb", "stheiti light", "simhei", "deng.", "wqy-microhei", "wqy-zenhei", "droidsansfallback",
            "simsun", "stsong")
#: Collections whose first face, the one that is drawn, has Japanese shapes: only where the shipped font is not enough.
_PAN_CJK = ("notosanscjk-regular", "sourcehansans-regular", "sourcehansans.", "notoserifcjk-regular", "arial unicode")
#: Marks of files that are not of regular weight; a variable font is drawn in its first weight, often a hair line.
_OTHER_WEIGHTS = ("bold", "black", "heavy", "thin", "medium", "demi", "-vf", "[")


@dataclass(frozen=True, slots=True)
class Font:
    """The font of a figure.

    Attributes:
        path: Its file.
        source: ``"given"``, ``"system"`` or ``"shipped"``.
        missing: Characters that it lacks, in order of code points.
    """

    path: Path
    source: str
    missing: tuple[str, ...] = ()

    def drawable(self, text: str) -> str:
        """Return the text with ``〓`` for every character that the font lacks."""
        return text.translate({ord(character): MISSING for character in self.missing})

    def properties(self, size: float) -> "FontProperties":
        """Return the font at ``size`` points for matplotlib."""
        from matplotlib.font_manager import FontProperties

        return FontProperties(fname=str(self.path), size=size)

    @property
    def face(self) -> str:
        """What the face that is drawn calls itself."""
        return _face(self.path)

    def told(self) -> str:
        """Return which font it is and where it is from."""
        return {
            "given": _("Drawn with {face}, the font that was named ({file})."),
            "system": _("Drawn with {face}, a font of this system ({file})."),
            "shipped": _("Drawn with {face}, the font that comes with qualcode."),
        }[self.source].format(face=self.face, file=self.path.name)

    def note(self) -> str:
        """Return a sentence that names the missing characters, "" when nothing is missing."""
        if not self.missing:
            return ""
        return _("{mark} stands for characters that the font {font} lacks ({codes}).").format(
            mark=MISSING, font=self.path.name, codes=" ".join(f"U+{ord(one):04X}" for one in self.missing[:12])
        )


def choose_font(texts: Iterable[str], font: Path | None = None) -> Font:
    """Choose the first font that has every character, or else the one that lacks fewest.

    Args:
        texts: Everything that will be drawn.
        font: The user's font. It is taken unless it lacks too much.

    Returns:
        The font, with the characters that it lacks.

    Raises:
        NotComputableError: the given file is no font, or more than a tenth of the characters are missing.
    """
    needed = frozenset(character for text in texts for character in text if _is_drawn(character)) | {MISSING}
    if font is not None:
        return _checked(Font(font, "given", _missing(font, needed)), needed)
    best: Font | None = None
    for path, source in _candidates():
        found = Font(path, source, _missing(path, needed))
        if not found.missing:
            return found
        if best is None or len(found.missing) < len(best.missing):
            best = found
    if best is None:
        raise NotComputableError(
            _("No font for Chinese was found, and the shipped one is gone; reinstall qualcode or name a font file.")
        )
    return _checked(best, needed)


def _candidates() -> list[tuple[Path, str]]:
    chinese = [(path, "system") for path in system_fonts(_CHINESE)]
    pan_cjk = [(path, "system") for path in system_fonts(_PAN_CJK)]
    return [*chinese, *([(SHIPPED, "shipped")] if SHIPPED.is_file() else []), *pan_cjk]


@lru_cache(maxsize=4)
def system_fonts(beginnings: tuple[str, ...]) -> tuple[Path, ...]:
    """Return the system's font files whose names begin with one of ``beginnings``, in that order."""
    from matplotlib.font_manager import findSystemFonts

    ranked = []
    for path in map(Path, findSystemFonts()):
        name = path.name.lower()
        rank = next((rank for rank, beginning in enumerate(beginnings) if name.startswith(beginning)), None)
        if rank is not None and not any(mark in name for mark in _OTHER_WEIGHTS):
            ranked.append((rank, "regular" not in name, str(path)))
    return tuple(Path(path) for _rank, _irregular, path in sorted(ranked))


@lru_cache(maxsize=32)
def _characters(path: Path) -> frozenset[int]:
    """Return the code points in the character map of the face that is drawn (the first one of a collection)."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with path.open("rb") as stream, TTFont(stream, fontNumber=0, lazy=True) as face:
            return frozenset(face.getBestCmap() or ())
    except (OSError, TTLibError) as error:
        raise NotComputableError(
            _("{path}: not a font file that can be read; name a .ttf, .otf or .ttc file.").format(path=path)
        ) from error


@lru_cache(maxsize=32)
def _face(path: Path) -> str:
    """Return the family of the face that is drawn, the file's name where it says none."""
    from fontTools.ttLib import TTFont

    with path.open("rb") as stream, TTFont(stream, fontNumber=0, lazy=True) as face:
        return face["name"].getBestFamilyName() or path.stem


def _missing(path: Path, needed: Iterable[str]) -> tuple[str, ...]:
    has = _characters(path)
    return tuple(sorted(character for character in needed if ord(character) not in has))


def _checked(font: Font, needed: frozenset[str]) -> Font:
    if len(font.missing) > TOLERATED * len(needed):
        raise NotComputableError(
            _(
                "The font {font} lacks {missing} of the {needed} different characters of the figure; name a font file "
                "that has them, such as Noto Sans CJK or Source Han Sans."
            ).format(font=font.path.name, missing=len(font.missing), needed=len(needed))
        )
    return font


def _is_drawn(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) not in {"Cc", "Cf"}
