"""T2: how concepts and categories come from people's words."""

from collections.abc import Mapping

from qualcode.analysis.excerpts import Excerpt
from qualcode.analysis.themes import Summary
from qualcode.analysis.thesis.anonymous import Anonymous
from qualcode.analysis.thesis.levels import Levels
from qualcode.analysis.thesis.table import DASH, Column, ThesisTable, nothing_coded
from qualcode.i18n import _, prose

#: (kind, id) -> what a theme or code amounts to
Summaries = Mapping[tuple[str, str], Summary]


def open_coding_table(
    levels: Levels, summaries: Summaries, labels: Anonymous, *, quotes: int = 1, counted: str = "",
) -> ThesisTable:
    """Return T2: original words with their id, the concept they are coded with, its category.

    Args:
        levels: The codebook in steps.
        summaries: Of ``themes.summarise``, which chooses the words: typical ones, people and towns in turn.
        labels: What interviews are called.
        quotes: Rows a concept, at most one a person.
        counted: Which codings are counted, for the note.
    """
    caption = _("Open coding (examples)")
    rows = []
    for concept, category in levels.concepts:
        found = summaries[concept.kind, concept.id].typical[:quotes]
        rows += [(cited(one.excerpt, labels), levels.label(concept), levels.label(category) or DASH) for one in found]
    if not rows:
        reason = nothing_coded() if not levels.used else _(
            "No code of the open level has codings; codes of other levels are in the tables that follow.")
        return ThesisTable("T2", caption, empty_reason=reason)
    columns = (Column("statement", width=5), Column("concept", width=2), Column("category", width=2))
    note = prose([
        levels.origin,
        _("Per concept the words are shown that are closest to the centre of all its passages (tf-idf), at most {n}, "
          "each of another person. In brackets: interview # sentence. Look for names in the words before this is "
          "printed.").format(n=quotes),
        counted,
    ])
    return ThesisTable("T2", caption, columns, tuple(rows), note)


def cited(excerpt: Excerpt, labels: Anonymous) -> str:
    """Return somebody's words on one line, and in brackets the id that leads back to them."""
    words = " ".join(excerpt.text.split())
    return _("{words} ({unit})").format(words=words, unit=labels.unit(excerpt.transcript, excerpt.unit_id))
