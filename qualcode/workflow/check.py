"""``check``: does every row of codings.csv still say what stands in the transcripts?"""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from qualcode.analysis.tables import read_evidence
from qualcode.errors import ReadError
from qualcode.i18n import _
from qualcode.language.sentences import iter_units
from qualcode.model import Corpus, UnitKind

NEEDED = ("transcript", "unit_id", "start", "end", "text", "evidence")


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that does not hold.

    Attributes:
        row: Number of the row as a spreadsheet shows it; the headings are row 1.
        what: ``"transcript"`` (not in the corpus), ``"span"`` (no such place), ``"text"``, ``"evidence"`` (other words
            stand there), or ``"unit"`` (no such unit).
    """

    row: int
    what: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What the check found.

    Attributes:
        rows: Rows that were checked.
        evidence: Pieces of evidence that were checked.
        failures: Every failing row, once for each thing that fails, in the order of the file.
    """

    rows: int
    evidence: int
    failures: tuple[Failure, ...]

    @property
    def ok(self) -> bool:
        """Whether every row holds."""
        return not self.failures

    @property
    def counts(self) -> dict[str, int]:
        """Failures by what fails."""
        return dict(sorted(Counter(failure.what for failure in self.failures).items()))


def check(corpus: Corpus, codings_csv: Path) -> CheckResult:
    """Compare every row of a codings table with the transcripts; no text is reported, only rows.

    Raises:
        ReadError: the file cannot be read, is not UTF-8, or lacks a column.
    """
    rows = _read(codings_csv)
    units: dict[str, set[str]] = {}
    failures: list[Failure] = []
    pieces = 0
    for number, row in enumerate(rows, start=2):
        transcript = corpus.by_name.get(row["transcript"])
        if transcript is None:
            failures.append(Failure(number, "transcript"))
            continue
        if transcript.name not in units:
            units[transcript.name] = _unit_ids(corpus, transcript.name)
        if row["unit_id"] not in units[transcript.name]:
            failures.append(Failure(number, "unit"))
        found = _place(row["start"], row["end"], transcript.text)
        if found != row["text"]:
            failures.append(Failure(number, "span" if found is None else "text"))
        good, evidence = _evidence(row["evidence"], transcript.text)
        pieces += evidence
        if not good:
            failures.append(Failure(number, "evidence"))
    return CheckResult(len(rows), pieces, tuple(failures))


def _read(path: Path) -> list[dict[str, str]]:
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ReadError(_("{path}: cannot be read; make it with `qualcode code`").format(path=path)) from error
    except UnicodeDecodeError as error:
        raise ReadError(
            _("{path}: not UTF-8 at byte {byte}; save it as CSV UTF-8").format(path=path, byte=error.start)) from error
    reader = csv.DictReader(io.StringIO(content, newline=""))
    missing = [name for name in NEEDED if name not in (reader.fieldnames or [])]
    if missing:
        raise ReadError(
            _("{path}: row 1 lacks the columns {names}; give a codings.csv that `qualcode code` has written").format(
                path=path, names=", ".join(missing)))
    return [{name: row[name] or "" for name in NEEDED} for row in reader]


def _unit_ids(corpus: Corpus, name: str) -> set[str]:
    transcript, prefix = corpus.by_name[name], corpus.id_prefix(name)
    return {unit.id for kind in (UnitKind.SENTENCE, UnitKind.TURN) for unit in iter_units(transcript, kind, prefix)}


def _place(start: str, end: str, text: str) -> str | None:
    """Return the words at a place, None where there is no such place."""
    if not (start.isdecimal() and end.isdecimal()) or not int(start) <= int(end) <= len(text):
        return None
    return text[int(start) : int(end)]


def _evidence(cell: str, text: str) -> tuple[bool, int]:
    """Return whether every surface stands where the cell says, and how many there are."""
    try:
        found = read_evidence(cell)
    except ValueError:
        return False, 0
    return all(span.of(text) == surface for span, surface in found), len(found)
