"""T8: the most frequent words, in blocks side by side."""

from math import ceil

from qualcode.analysis.thesis.table import Column, ThesisTable, numbers
from qualcode.analysis.words import WordFrequencies
from qualcode.i18n import _

#: a block has about so many words, and there are so many of them
_ROWS, _FEWEST, _MOST = 15, 2, 4


def words_table(found: WordFrequencies) -> ThesisTable:
    """Return T8: rank, word and frequency, two to four blocks of them; ranks run down each block."""
    blocks = min(max(ceil(len(found.words) / _ROWS), _FEWEST), _MOST)
    rows = ceil(len(found.words) / blocks)
    cells = [(str(rank), word.word, str(word.frequency)) for rank, word in enumerate(found.words, start=1)]
    cells += [("", "", "")] * (blocks * rows - len(cells))
    columns = (numbers("rank", width=0.7), Column("word", width=1.5), numbers("frequency")) * blocks
    lines = tuple(tuple(cell for block in range(blocks) for cell in cells[block * rows + row]) for row in range(rows))
    note = _("The {n} most frequent of {distinct} different words in respondents' speech ({tokens} words by {people} "
             "people in {documents} interviews, {stopped} of them stop words, which are not listed).").format(
                 n=len(found.words), distinct=found.distinct, tokens=found.tokens, people=found.participants,
                 documents=found.documents, stopped=found.stopped)
    return ThesisTable("T8", words_caption(len(found.words)), columns, lines, note)


def words_caption(top: int) -> str:
    """Return what the table is called."""
    return _("Word frequency (top {n})").format(n=top)
