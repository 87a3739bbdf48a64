"""T4: how main categories hang together, which only the researcher can say."""

from qualcode.analysis.thesis.anonymous import Anonymous
from qualcode.analysis.thesis.levels import Levels
from qualcode.analysis.thesis.open_coding import Summaries, cited
from qualcode.analysis.thesis.table import DASH, Column, ThesisTable, nothing_coded
from qualcode.i18n import _, prose


def selective_coding_table(
    levels: Levels, summaries: Summaries, labels: Anonymous, *, quotes: int = 3, counted: str = "",
) -> ThesisTable:
    """Return T4: a row a main category with representative words; the relation and its meaning are left to be written.

    Args:
        levels: The codebook in steps.
        summaries: Of ``themes.summarise``, which chooses the words.
        labels: What interviews are called.
        quotes: Words a main category, at most one a person.
        counted: Which codings are counted, for the note.
    """
    caption = _("Selective coding")
    if not levels.mains:
        reason = _("No code that has codings has a main category: neither a code nor a theme stands above them.")
        return ThesisTable("T4", caption, empty_reason=reason if levels.categories else nothing_coded())
    rows = tuple(
        (main.name, "", "",
         "\n".join(cited(one.excerpt, labels) for one in summaries[main.kind, main.id].typical[:quotes]) or DASH)
        for main in levels.mains
    )
    columns = (Column("main_category", width=1.5), Column("relation", width=2), Column("relation_meaning", width=2),
               Column("representative", width=5))
    note = prose([
        _("Empty cells are the researcher's: which relation holds between main categories, what it means, and the "
          "story line that joins them are interpretation and are not computed. Rows can be merged or split as the "
          "relations require."),
        levels.origin,
        _("Words are those closest to the centre of all passages of a main category, at most {n}, each of another "
          "person.").format(n=quotes), counted,
    ])
    return ThesisTable("T4", caption, columns, rows, note)
