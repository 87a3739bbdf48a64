"""The workbook of a framework matrix: what its hidden cells say, by which every summary finds its place again.

A sheet of the matrix has three rows before the cases. Row 1, hidden: ``FORMAT``, what the cases are, then above both
columns of a code ``code:`` and its id. Row 2, hidden: ``EXCERPTS`` or ``SUMMARY``. Row 3: headings. Column A, hidden,
holds ``case:`` and the id of the case, B the id again for people to read (words of ours where it is ""), C what is
known of it. Where A and B differ, somebody has sorted the one without the other.

The sheet of kept summaries has ``KEPT`` in A1, headings in row 3, and in its columns what the cases are, ``case:`` and
id, what the case was called, ``code:`` and id, what the code was called, the summary. That of notes has ``NOTES`` in
A1.
"""

from dataclasses import dataclass

FORMAT, KEPT, NOTES = "qualcode-framework-1", "qualcode-framework-1-kept", "qualcode-framework-1-notes"
EXCERPTS, SUMMARY = "excerpts", "summary"
CASE, CODE = "case:", "code:"
#: Rows and columns before the first cell; columns of the sheet of kept summaries.
HEAD_ROWS, HEAD_COLUMNS, KEPT_COLUMNS = 3, 3, 6
#: Between the name of a code and what its column holds.
HEAD_JOINT = " — "


@dataclass(frozen=True, slots=True)
class WrittenSummary:
    """What a researcher wrote of one case and one code.

    Attributes:
        by: What the cases are: ``participant``, ``transcript`` or the key of an attribute.
        case: Id of the case. code: Id of the code; both "" for what stands beside the cells of the matrix.
        text: What was written, as it is.
        case_label: What the row was called. code_name: What the column was called.
    """

    by: str
    case: str
    code: str
    text: str
    case_label: str = ""
    code_name: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """The place in the matrix: what the cases are, the case, the code."""
        return self.by, self.case, self.code
