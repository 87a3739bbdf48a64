"""T5: how many sources and references every code has, in NVivo's meaning of the words.

A source is a transcript, a reference is a coded passage: one code on one passage is one reference.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qualcode.analysis.counts import Counts
from qualcode.analysis.thesis.table import Column, ThesisTable, nothing_coded, numbers, percentage
from qualcode.i18n import _, prose
from qualcode.model import Code, Codebook


@dataclass(frozen=True, slots=True)
class _Row:
    """A theme or code with what stands on it and below it."""

    depth: int
    name: str
    sources: frozenset[str]
    references: int


def nodes_table(counts: Counts, codebook: Codebook, *, counted: str = "") -> ThesisTable:
    """Return T5: a row a theme or code that has references, each in the column of its level, and a row of sums.

    A theme or parent counts what is below it too, so the references of one level never add up to more than the sum.

    Args:
        counts: References and sources of every code, on words of respondents.
        codebook: Themes and codes; codes that are no longer in it come last.
        counted: Which codings are counted, for the note.
    """
    caption = _("Coding nodes")
    found = _Found(counts)
    rows = list(_themes(found, codebook))
    if not rows:
        return ThesisTable("T5", caption, empty_reason=nothing_coded())
    levels = 1 + max(row.depth for row in rows)
    total = sum(found.references.values())
    columns = (*(Column(f"level_{n}", label=_level(n), width=2.5) for n in range(1, levels + 1)),
               numbers("transcripts", label=_("Sources")), numbers("references", label=_("References")),
               numbers("share_of_references", width=1.2))
    cells = [_cells(row.depth, levels, row.name, len(row.sources), row.references, total) for row in rows]
    everywhere = frozenset().union(*found.sources.values())
    cells.append(_cells(0, levels, _("Sum"), len(everywhere), total, total))
    unused = [code for code in codebook.codes if not found.of(_below(codebook, code))[1]]
    note = prose([
        _("Sources are transcripts, references are coded passages: a passage with two codes is two references. A node "
          "counts its own references and those of all nodes below it; shares are of all references."),
        _("Codes without references, not listed: {n}.").format(n=len(unused)) if unused else "",
        counted,
    ])
    return ThesisTable("T5", caption, columns, tuple(cells), note)


class _Found:
    """References and sources by code."""

    def __init__(self, counts: Counts) -> None:
        self.references: dict[str, int] = {}
        self.sources: dict[str, frozenset[str]] = {}
        for (transcript, _person, code), cell in counts.cells.items():
            if cell.units:
                self.references[code] = self.references.get(code, 0) + cell.references
                self.sources[code] = self.sources.get(code, frozenset()) | {transcript}

    def of(self, codes: Iterable[str]) -> tuple[frozenset[str], int]:
        known = [code for code in codes if code in self.references]
        return frozenset().union(*(self.sources[code] for code in known)), sum(self.references[code] for code in known)


def _themes(found: _Found, codebook: Codebook) -> Iterable[_Row]:
    """Yield the themes with their codes, then codes without a theme, then codes that the codebook no longer has."""
    tops = list(codebook.children(None))
    for theme in codebook.themes:
        rows = [row for code in tops if code.theme == theme.id for row in _tree(found, codebook, code, 1)]
        if rows:
            below = [one for code in tops if code.theme == theme.id for one in _below(codebook, code)]
            yield _Row(0, theme.name, *found.of(below))
            yield from rows
    for code in tops:
        if code.theme not in codebook.theme_by_id:
            yield from _tree(found, codebook, code, 0)
    for gone in sorted(set(found.references) - set(codebook.by_id)):
        yield _Row(0, gone, *found.of([gone]))


def _tree(found: _Found, codebook: Codebook, code: Code, depth: int) -> Iterable[_Row]:
    sources, references = found.of(_below(codebook, code))
    if references or sources:
        yield _Row(depth, code.name, sources, references)
        for child in codebook.children(code.id):
            yield from _tree(found, codebook, child, depth + 1)


def _below(codebook: Codebook, code: Code) -> Sequence[str]:
    """Return a code's id and those of everything below it."""
    found = [code.id]
    for child in codebook.children(code.id):
        found += _below(codebook, child)
    return found


def _level(number: int) -> str:
    words = {1: _("Level 1 node"), 2: _("Level 2 node"), 3: _("Level 3 node")}
    return words.get(number) or _("Level {n} node").format(n=number)


def _cells(depth: int, levels: int, name: str, sources: int, references: int, total: int) -> tuple[str, ...]:
    names = ["" if level != depth else name for level in range(levels)]
    return (*names, str(sources), str(references), percentage(references, total))
