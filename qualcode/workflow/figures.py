"""The figures of a run: what is drawn comes from the same tables as every number."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.cooccurrence import Cooccurrence
from qualcode.analysis.matrices import Matrix
from qualcode.analysis.network import network as connect
from qualcode.analysis.words import WordFrequencies
from qualcode.exporters.figure import write_figure
from qualcode.figures.heat_map import plot_heat_map
from qualcode.figures.style import font_of
from qualcode.figures.word_cloud import plot_word_cloud
from qualcode.i18n import _
from qualcode.workflow.cooccur import Together, draw_cooccur
from qualcode.workflow.words import cloud_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: dots per inch of the pictures inside the report; the files beside it have 300
SCREEN_DPI = 110


@dataclass(frozen=True)
class Picture:
    """A figure that was written.

    Attributes:
        files: PNG at 300 dpi and SVG.
        screen: PNG bytes for the report.
        caption: Title and what is counted.
        font: Which font it is drawn with, in a sentence.
    """

    files: tuple[Path, ...]
    screen: bytes
    caption: str
    font: str


def word_cloud(frequencies: WordFrequencies, *, seed: int = 7, font: Path | None = None) -> "Figure":
    """Draw the words of a frequency list.

    Raises:
        NotComputableError: there is no word, or no font has the characters.
    """
    note = _("Words of {people} respondents; stop words and bare words of negation and ability left out.").format(
        people=frequencies.participants)
    return plot_word_cloud(cloud_words(frequencies), title=_("Word cloud"), note=note, seed=seed, font=font)


def heat_map(matrix: Matrix, *, title: str, font: Path | None = None) -> "Figure":
    """Draw the share of participants by code and group; codes that nobody speaks of are left out.

    Raises:
        NotComputableError: nothing was coded, or no font has the characters.
    """
    table = matrix.table
    spoken = table.groupby("code", sort=False)["participants"].sum()
    table = table[table["code"].isin(spoken[spoken.fillna(0) > 0].index)]
    groups = table.drop_duplicates("group")
    shares = [
        [float("nan") if row is None else float(row) for row in rows["share_participants"].astype(object).where(
            rows["share_participants"].notna(), None)]
        for _code, rows in table.groupby("code", sort=False)
    ]
    return plot_heat_map(
        list(table.drop_duplicates("code")["code_name"]), list(groups["group_label"]),
        [int(size) for size in groups["n_participants"]], shares, title=title, note=matrix.caption, font=font,
    )


def network(found: Cooccurrence, *, seed: int = 7, font: Path | None = None) -> "Figure":
    """Draw the codes that stand in the same units.

    Raises:
        NotComputableError: no two codes stand together, or no font has the characters.
    """
    return draw_cooccur(Together(found, connect(found, seed=seed)), seed=seed, font=font)


def drawn_with(figure: "Figure") -> str:
    """Return which font a figure is drawn with, and where that is from, in a sentence."""
    return font_of(figure).told()


def save(figure: "Figure", folder: Path, name: str, title: str) -> Picture:
    """Write a figure as PNG and SVG.

    Raises:
        WriteError: a file cannot be written; the last good one stays.
    """
    from io import BytesIO

    files: Sequence[Path] = [write_figure(figure, folder / f"{name}{ending}") for ending in (".png", ".svg")]
    screen = BytesIO()
    figure.savefig(screen, format="png", dpi=SCREEN_DPI, metadata={"Software": "qualcode"})
    return Picture(tuple(files), screen.getvalue(), f"{title}. {figure.get_label()}", drawn_with(figure))
