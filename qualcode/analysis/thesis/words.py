"""T8: the most frequent words, in blocks side by side."""

from math import ceil
from unicodedata import east_asian_width

from qualcode.analysis.thesis.table import DASH, Column, ThesisTable, numbers
from qualcode.analysis.words import WordFrequencies
from qualcode.i18n import _, prose

#: a block has about so many words, and there are so many of them
_ROWS, _FEWEST, _MOST = 15, 2, 4
#: in points, for 五号: a bold Latin letter, a Han character, what a cell leaves free at its sides, upright A4's text
_LETTER, _HAN, _SIDES, _PAGE = 5.8, 10.5, 11.0, 453.0


def words_table(found: WordFrequencies, *, pos: bool = False) -> ThesisTable:
    """Return T8: rank, word and frequency, two to four blocks of them; ranks run down each block.

    Args:
        found: The frequency list; with parts of speech where these are shown.
        pos: Whether to show parts of speech.
    """
    columns = [numbers("rank", label=_("Rank"), width=0.7), Column("word", label=_("Word"), width=1.5),
               *([Column("pos", label=_("Part of speech"))] if pos else []), numbers("frequency", label=_("Frequency"))]
    cells = [(str(rank), word.word, *([word.pos or DASH] if pos else []), str(word.frequency))
             for rank, word in enumerate(found.words, start=1)]
    room = sum(_points(column) for column in zip((one.label for one in columns), *cells, strict=True))
    blocks = max(min(ceil(len(cells) / _ROWS), _MOST, int(_PAGE / room)), _FEWEST)
    rows = ceil(len(cells) / blocks)
    cells += [("",) * len(columns)] * (blocks * rows - len(cells))
    lines = tuple(tuple(cell for block in range(blocks) for cell in cells[block * rows + row]) for row in range(rows))
    note = prose([
        _("The {n} most frequent of {distinct} different words in respondents' speech ({tokens} words by {people} "
          "people in {documents} interviews, {stopped} of them stop words, which are not listed).").format(
              n=len(found.words), distinct=found.distinct, tokens=found.tokens, people=found.participants,
              documents=found.documents, stopped=found.stopped),
        _("Parts of speech are those of jieba's dictionary, whatever the context: n noun, nr name of a person, ns of a "
          "place, t time, f direction, v verb, vn verb as a noun, a adjective, d adverb, r pronoun, m numeral, q "
          "measure word, c conjunction, p preposition, u particle, y modal particle, i and l set phrases; others as "
          "its list has them.") if pos else "",
    ])
    return ThesisTable("T8", words_caption(len(found.words)), tuple(columns) * blocks, lines, note)


def words_caption(top: int) -> str:
    """Return what the table is called."""
    return _("Word frequency (top {n})").format(n=top)


def _points(column: tuple[str, ...]) -> float:
    """Return what a column takes so that nothing in it breaks inside a word."""
    pieces = [piece for cell in column for piece in cell.split()]
    return _SIDES + max(
        sum(_HAN if east_asian_width(sign) in "WF" else _LETTER for sign in piece) for piece in pieces)
