"""``check``: does every row of codings.csv still say what stands in the transcripts?"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qualcode.analysis.tables import CODING_COLUMNS_AFTER, CODING_COLUMNS_BEFORE, attribute_of, read_evidence
from qualcode.errors import ReadError
from qualcode.i18n import _
from qualcode.language.sentences import iter_units
from qualcode.model import AttributeValue, Corpus, Span, Unit, UnitKind

NEEDED = ("transcript", "unit_id", "start", "end", "text", "evidence")


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that does not hold.

    Attributes:
        row: Number of the row as a spreadsheet shows it; the headings are row 1.
        what: ``"repeated"`` (the same coding again), ``"transcript"`` (not in the corpus), ``"unit"`` (no such unit, or
            one elsewhere), ``"span"`` (no such place), ``"text"``, ``"evidence"`` (other words stand there), or the
            name of a column on who speaks there: ``"speaker"``, ``"participant"``, an attribute.
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
    units: dict[str, dict[str, Unit]] = {}
    seen: set[str] = set()
    failures: list[Failure] = []
    pieces = 0
    for number, row in enumerate(rows, start=2):
        if row.get("coding_id") in seen:
            failures.append(Failure(number, "repeated"))
        seen |= {row["coding_id"]} if row.get("coding_id") else set()
        transcript = corpus.by_name.get(row["transcript"])
        if transcript is None:
            failures.append(Failure(number, "transcript"))
            continue
        if transcript.name not in units:
            units[transcript.name] = _units(corpus, transcript.name)
        unit = units[transcript.name].get(row["unit_id"])
        found = _place(row["start"], row["end"], transcript.text)
        if unit is None or (found and not unit.span.overlaps(Span(int(row["start"]), int(row["end"])))):
            failures.append(Failure(number, "unit"))
        else:
            failures += [Failure(number, what) for what in _who_differs(corpus, row, unit)]
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
    return [{name: value or "" for name, value in row.items() if name} for row in reader]


def _units(corpus: Corpus, name: str) -> dict[str, Unit]:
    transcript, prefix = corpus.by_name[name], corpus.id_prefix(name)
    kinds = (UnitKind.SENTENCE, UnitKind.TURN)
    return {unit.id: unit for kind in kinds for unit in iter_units(transcript, kind, prefix)}


def _who_differs(corpus: Corpus, row: Mapping[str, str], unit: Unit) -> Iterator[str]:
    """Yield the columns that say something else of who speaks in a unit than the transcripts and their table do."""
    speaker = corpus.by_name[unit.transcript].turns[unit.turn].speaker
    person = corpus.participant_of(unit.transcript, speaker)
    known: dict[str, AttributeValue] = {"speaker": speaker, "participant": person.id if person else ""}
    others = {*CODING_COLUMNS_BEFORE, *CODING_COLUMNS_AFTER} - {"role"}
    for key in corpus.attribute_keys if person else ():
        if key not in others:  # such an attribute has another column
            known[key] = attribute_of(corpus, unit.transcript, str(known["participant"]), key)
    yield from (name for name, value in known.items() if name in row and not _says(row[name], value))


def _says(cell: str, value: AttributeValue) -> bool:
    """Return whether a cell holds a value, however the program that saved it last writes numbers."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        with suppress(ValueError):
            return float(cell) == float(value)
    return cell == ("" if value is None else str(value))


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
