"""T11: the codebook as coders use it."""

from qualcode.analysis.thesis.anonymous import Anonymous
from qualcode.analysis.thesis.open_coding import Summaries, cited
from qualcode.analysis.thesis.table import DASH, Column, ThesisTable, words_or_dash
from qualcode.i18n import _, prose
from qualcode.model import Code, Codebook


def manual_table(codebook: Codebook, summaries: Summaries, labels: Anonymous, *, counted: str = "") -> ThesisTable:
    """Return T11: a row a code: definition, include, exclude, typical words, words that are not meant.

    Args:
        codebook: The codes.
        summaries: Of ``themes.summarise``; without codings there are none, and examples of the codebook stand in.
        labels: What interviews are called.
        counted: Which codings are counted, for the note.
    """
    caption = _("Coding manual")
    if not codebook.codes:
        return ThesisTable("T11", caption, empty_reason=_("The codebook has no codes; add some to it first."))
    columns = (Column("code_name", width=1.6), Column("definition", width=3), Column("include", width=2),
               Column("exclude", width=2), Column("typical", width=3), Column("negative_example", width=3))
    rows = tuple(
        (code.name, words_or_dash(code.definition), words_or_dash(code.include), words_or_dash(code.exclude),
         _typical(code, summaries, labels), _negative(code, summaries, labels))
        for code in codebook.codes
    )
    note = prose([
        _("Typical words are those closest to the centre of all passages of the code; where nothing is coded, and for "
          "negative examples, the codebook's own examples are shown, which carry no id. A negative example with an id "
          "is a passage of the code that says the opposite of most others."), counted,
    ])
    return ThesisTable("T11", caption, columns, rows, note, wide=True)


def _typical(code: Code, summaries: Summaries, labels: Anonymous) -> str:
    found = summaries.get(("code", code.id))
    if found is not None and found.typical:
        return cited(found.typical[0].excerpt, labels)
    return words_or_dash(code.examples[0].text) if code.examples else DASH


def _negative(code: Code, summaries: Summaries, labels: Anonymous) -> str:
    if code.counter_examples:
        return words_or_dash(code.counter_examples[0].text)
    found = summaries.get(("code", code.id))
    return cited(found.contrary[0].excerpt, labels) if found is not None and found.contrary else DASH
