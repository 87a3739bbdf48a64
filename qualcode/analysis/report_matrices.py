"""Matrices as the report shows them: sparse, with the group of every voice, so that a cell can list what it speech."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualcode.analysis.counts import Speech
from qualcode.analysis.matrices import MATRIX_COLUMNS, Asked, code_order, count_matrix
from qualcode.analysis.report_passages import ReportVoice
from qualcode.analysis.selection import Selection
from qualcode.analysis.tables import attribute_of
from qualcode.model import Codebook, Coding, Corpus


@dataclass(frozen=True, slots=True)
class ReportGroup:
    """A column of a matrix: how many people and transcripts it has, and their spoken characters."""

    key: str
    label: str
    participants: int
    transcripts: int
    characters: int


@dataclass(frozen=True, slots=True)
class ReportCell:
    """What one code finds in one group; None is a number that cannot be computed, and ``note`` says why.

    Attributes:
        code, group: Indices of the code and the group.
        share: Of the people who were asked, in [0, 1].
        rate: References per 1,000 spoken characters of the group's respondents.
        asked, characters: What the share and the rate are divided by.
        status: ``counted``, ``not_asked`` or ``no_respondent_text``.
    """

    code: int
    group: int
    references: int | None
    participants: int | None
    transcripts: int | None
    units: int | None
    share: float | None
    rate: float | None
    asked: int
    characters: int
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class ReportMatrix:
    """Codes by groups; a pair that is not among ``cells`` was counted and is zero, over all of the group."""

    by: str
    groups: tuple[ReportGroup, ...]
    cells: tuple[ReportCell, ...]
    caption: str


def known_groupings(corpus: Corpus) -> set[str]:
    """Return what a matrix can group by: people, transcripts, and every attribute of either."""
    headers = {key for transcript in corpus.transcripts for key in transcript.attributes}
    return {"participant", "transcript", *corpus.attribute_keys, *headers}


def report_matrix(
    codebook: Codebook, codings: Sequence[Coding], by: str, *, selection: Selection,
    asked: Asked | None, speech: Speech,
) -> ReportMatrix:
    """Return codes by groups, sparse: what was counted and is zero over the whole group is left out."""
    counted = count_matrix(speech.corpus, codebook, codings, by, selection=selection, unit=speech.kind, asked=asked,
                           speech=speech)
    code_at = {code: index for index, code in enumerate(code_order(codebook, codings, selection))}
    columns = [counted.table[name].astype(object).where(counted.table[name].notna(), None) for name in MATRIX_COLUMNS]
    rows = [dict(zip(MATRIX_COLUMNS, values, strict=True)) for values in zip(*columns, strict=True)]
    by_group: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_group.setdefault(row["group"], []).append(row)
    groups = tuple(_group(members) for members in by_group.values())
    cells = []
    for index, (group, members) in enumerate(zip(groups, by_group.values(), strict=True)):
        asked_most = max(row["n_asked"] for row in members)
        cells += [
            _cell(row, code_at[row["code"]], index) for row in members
            if row["status"] != "counted" or row["references"] or row["units_coded"]
            or (row["n_asked"], row["n_characters"]) != (asked_most, group.characters)
        ]
    return ReportMatrix(by, groups, tuple(cells), counted.caption)


def _group(rows: Sequence[Mapping[str, Any]]) -> ReportGroup:
    """Return one group. What a code was not asked of is not in its rows' sums, so the largest is the whole."""
    return ReportGroup(
        rows[0]["group"], rows[0]["group_label"], int(rows[0]["n_participants"]),
        int(max(row["n_transcripts"] for row in rows)), int(max(row["n_characters"] for row in rows)),
    )


def _cell(row: Mapping[str, Any], code: int, group: int) -> ReportCell:
    references, people, transcripts, units = (
        None if row[name] is None else int(row[name])
        for name in ("references", "participants", "transcripts", "units_coded")
    )
    share, rate = (
        None if row[name] is None else round(float(row[name]), 6) for name in ("share_participants", "rate_per_1000"))
    return ReportCell(
        code, group, references, people, transcripts, units, share, rate, int(row["n_asked"]),
        int(row["n_characters"]), row["status"], row["note"] or "",
    )


def report_voices(speech: Speech, matrices: Sequence[ReportMatrix]) -> tuple[ReportVoice, ...]:
    """Return who speaks where, with the group that each matrix puts them in."""
    place = {transcript.name: index for index, transcript in enumerate(speech.corpus.transcripts)}
    groups = [{group.key: index for index, group in enumerate(matrix.groups)} for matrix in matrices]

    def key(matrix: ReportMatrix, transcript: str, participant: str) -> str:
        if matrix.by in {"participant", "transcript"}:
            return participant if matrix.by == "participant" else transcript
        value = attribute_of(speech.corpus, transcript, participant, matrix.by)
        return "" if value is None else str(value)

    return tuple(
        ReportVoice(place[name], person, tuple(
            at[key(matrix, name, person)] for matrix, at in zip(matrices, groups, strict=True)))
        for name, person in speech.voices
    )
