"""T3: which categories make up which main category."""

from qualcode.analysis.thesis.levels import Levels
from qualcode.analysis.thesis.table import DASH, Column, ThesisTable, nothing_coded, words_or_dash
from qualcode.i18n import _, prose


def axial_coding_table(levels: Levels, *, counted: str = "") -> ThesisTable:
    """Return T3: main categories, their categories, and what these mean: the definitions of the codebook.

    Args:
        levels: The codebook in steps.
        counted: Which codings are counted, for the note.
    """
    caption = _("Axial coding")
    if not levels.categories:
        return ThesisTable("T3", caption, empty_reason=nothing_coded())
    rows, last = [], None
    for number, (main, category) in enumerate(levels.categories):
        shown = "" if number and main == last else levels.label(main) or DASH
        rows.append((shown, levels.label(category), words_or_dash(category.definition)))
        last = main
    columns = (Column("main_category", width=2), Column("matching_category", width=2.5), Column("meaning", width=5))
    flat = any(category in {concept for concept, _above in levels.concepts} for _main, category in levels.categories)
    note = prose([
        levels.origin,
        _("Codes with nothing between them and their theme are categories here and concepts in the table of open "
          "coding.") if flat else "",
        _("Meanings are the definitions of the codebook; only categories that have codings are listed."), counted,
    ])
    return ThesisTable("T3", caption, columns, tuple(rows), note)
