"""How often, in whom and where: units, transcripts, participants or any attribute, by code.

NVivo's words: a *source* is a transcript, a *reference* is a coded passage (one coding). Coverage counts people.
Zero, not asked and missing are three different things, and the ``status`` column tells them apart:

``counted``             somebody spoke and could have said it; 0 means nobody did
``not_asked``           nobody in the group was asked: not about this code (see ``asked``), or not at all, because these
                        transcripts hold no question, or the people stand in the attribute table only
``no_respondent_text``  somebody was asked and no respondent said a word
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from qualcode.analysis.counts import Cell, Counts, Speech, Voice
from qualcode.analysis.selection import Selection
from qualcode.analysis.tables import attribute_of, code_name, in_text_order
from qualcode.errors import UsageError
from qualcode.i18n import _, prose
from qualcode.model import Codebook, Coding, Corpus, Role, UnitKind

if TYPE_CHECKING:
    import pandas as pd

#: below this many people a percentage is more precise than what is known
SMALL_GROUP = 10
#: groupings whose groups are single cases, not groups of people
SINGLES = frozenset({"participant", "transcript"})
MATRIX_COLUMNS = (
    "by", "group", "group_label", "code", "code_name", "n_participants", "n_asked", "n_transcripts", "n_units",
    "n_characters", "participants", "transcripts", "references", "units_coded", "share_participants", "share_units",
    "rate_per_1000", "status", "note",
)
#: columns that a wide layout can show
VALUES = ("references", "participants", "transcripts", "units_coded", "share_participants", "share_units",
          "rate_per_1000")

#: code -> names of the transcripts in which its question was asked
Asked = Mapping[str, AbstractSet[str]]


@dataclass(frozen=True)
class Matrix:
    """Groups by codes, long and tidy.

    Attributes:
        by: ``transcript``, ``participant`` or the key of an attribute.
        table: One row per group and code, columns ``MATRIX_COLUMNS``; codes in the codebook's order. Counts are
            nullable integers, shares are in [0, 1], ``rate_per_1000`` is references per 1,000 spoken characters of
            the group's respondents.
        left_out: Codings that passed the selection but stand on words of interviewers or bystanders, or in
            transcripts that are not in the corpus. The references sum up to the other ones.
        caption: What was counted, in sentences.
    """

    by: str
    table: "pd.DataFrame"
    left_out: int
    caption: str

    def wide(self, value: str = "references") -> "pd.DataFrame":
        """Return groups as rows and codes as columns (headed by names; by name and id where names repeat)."""
        names = self.table.drop_duplicates("code").set_index("code")["code_name"]
        repeated = set(names[names.duplicated(keep=False)])
        heads = {code: f"{name} [{code}]" if name in repeated else name for code, name in names.items()}
        wide = self.table.pivot(index="group", columns="code", values=value)
        groups = self.table.drop_duplicates("group").set_index("group")["group_label"]
        wide = wide.loc[list(groups.index), list(names.index)].rename(columns=heads)
        wide.insert(0, self.by, groups)
        wide.columns.name = None
        return wide.reset_index(drop=True)


def count_matrix(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], by: str, *,
    selection: Selection | None = None, unit: UnitKind = UnitKind.SENTENCE, roll_up: bool = False,
    asked: Asked | None = None, speech: Speech | None = None,
) -> Matrix:
    """Count codings by transcript, participant or any attribute.

    Args:
        corpus: The transcripts that are counted over.
        codebook: Gives the order and names of codes; a code that is no longer in it comes last.
        codings: As they come; ``selection`` filters them.
        by: ``"transcript"``, ``"participant"`` or the key of an attribute such as ``"town"`` or ``"role"``. People of
            whom the attribute is not known are a group of their own, ``""``, labelled "not stated".
        selection: By default everything but what people rejected.
        unit: What ``n_units`` and ``units_coded`` count.
        roll_up: Add the children's codings to their parents; a unit counts once for a parent, however many of its
            children stand on it.
        asked: Code -> transcripts in which it was asked about. Codes that are not in it were asked everywhere.
        speech: ``Speech(corpus, unit)``, for a caller that makes several tables of one corpus.

    Raises:
        UsageError: nobody and no transcript has an attribute ``by``.
    """
    check_attribute(corpus, by)
    chosen = selection or Selection()
    given = list(codings)
    counted = _counted(codebook, given, chosen, roll_up)
    said = Speech.of(corpus, unit, speech)
    counts = Counts(said, counted)
    codes = code_order(codebook, counted, chosen)
    groups = _groups(said, by)
    rows = [
        _row(counts, by, group, members, code, code_name(codebook, code), (asked or {}).get(code))
        for group, members in groups.items() for code in codes
    ]
    left_out = sum(not said.covered(coding) for coding in chosen.of(given))
    caption = _caption(chosen, chosen.of(given), said.kind, left_out, roll_up)
    if by not in SINGLES and any(0 < row["n_asked"] < SMALL_GROUP for row in rows):
        caption += " " + _("Groups of fewer than {n} people: read the counts, not the percentages.").format(
            n=SMALL_GROUP)
    return Matrix(by, _frame(rows), left_out, caption)


def unit_matrix(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], *, selection: Selection | None = None,
    unit: UnitKind = UnitKind.SENTENCE, roll_up: bool = False, speech: Speech | None = None,
) -> "pd.DataFrame":
    """Return every unit of every respondent by code: 1 where a coding overlaps the unit, else 0.

    ``speech`` is ``Speech(corpus, unit)``, for a caller that makes several tables of one corpus.

    Columns: ``unit_id, transcript, participant``, then the id of every code in the codebook's order.
    """
    import numpy as np
    import pandas as pd

    chosen = selection or Selection()
    counted = _counted(codebook, codings, chosen, roll_up)
    said = Speech.of(corpus, unit, speech)
    codes = code_order(codebook, counted, chosen)
    units = [item for items in said.units.values() for item in items if item.role is Role.RESPONDENT]
    place = {item.unit.id: row for row, item in enumerate(units)}
    column = {code: number for number, code in enumerate(codes)}
    cells = np.zeros((len(units), len(codes)), dtype=np.int8)
    for coding in counted:
        for item in said.covered(coding):
            cells[place[item.unit.id], column[coding.code]] = 1
    who = pd.DataFrame(
        [(item.unit.id, item.unit.transcript, item.participant) for item in units],
        columns=["unit_id", "transcript", "participant"],
    )
    return pd.concat([who, pd.DataFrame(cells, columns=codes)], axis=1)


def _counted(codebook: Codebook, codings: Iterable[Coding], selection: Selection, roll_up: bool) -> list[Coding]:
    """Return what is counted; the codes of a selection are chosen last, so that a parent has its children's codings."""
    if not roll_up:
        return selection.of(codings)
    return selection.of(roll_up_codings(replace(selection, codes=frozenset()).of(codings), codebook))


def code_order(codebook: Codebook, codings: Iterable[Coding], selection: Selection | None = None) -> list[str]:
    """Return the codes of a table: the codebook's in its order, then those that only codings still know, sorted."""
    known = list(codebook.by_id)
    extra = sorted({coding.code for coding in codings} - set(known))
    wanted = selection.codes if selection else frozenset()
    return [code for code in [*known, *extra] if not wanted or code in wanted]


def roll_up_codings(codings: Iterable[Coding], codebook: Codebook) -> list[Coding]:
    """Return the codings and, for every ancestor of their codes, one coding per unit and ancestor.

    A code that has children counts its own codings and theirs once per unit; a code without children keeps all.
    """
    parents = {code.parent for code in codebook.codes if code.parent}
    kept: list[Coding] = []
    seen: set[tuple[str, str]] = set()
    for coding in in_text_order(codings):
        for code in [coding.code, *_ancestors(coding.code, codebook)]:
            if code not in parents:
                kept.append(coding)
            elif (code, coding.unit.id) not in seen:
                seen.add((code, coding.unit.id))
                kept.append(coding if code == coding.code else replace(coding, code=code))
    return kept


def _ancestors(code: str, codebook: Codebook) -> list[str]:
    found: list[str] = []
    parent = codebook.by_id[code].parent if code in codebook.by_id else None
    while parent and parent in codebook.by_id and parent not in found:
        found.append(parent)
        parent = codebook.by_id[parent].parent
    return found


@dataclass(slots=True)
class _Group:
    """Everybody in one group, and what they say."""

    people: set[str] = field(default_factory=set)
    voices: list[Voice] = field(default_factory=list)


def _groups(speech: Speech, by: str) -> dict[str, _Group]:
    """Return the groups in a stable order, the people who never speak included; "not stated" comes last."""
    found: dict[str, _Group] = defaultdict(_Group)
    if by == "transcript":
        for transcript in speech.corpus.transcripts:
            found[transcript.name].people |= {person.id for person in speech.corpus.participants_in(transcript.name)}
    spoken = {voice.participant for voice in speech.voices.values()}
    if by != "transcript":
        for person in speech.corpus.participants:
            if person.id not in spoken:
                found[_value(speech.corpus, "", person.id, by)].people.add(person.id)
    for voice in speech.voices.values():
        name = _value(speech.corpus, voice.transcript, voice.participant, by)
        found[name].people.add(voice.participant)
        found[name].voices.append(voice)
    order = sorted(found, key=lambda name: (name == "", name))
    return {name: found[name] for name in order}


def check_attribute(corpus: Corpus, by: str) -> None:
    """Refuse what nothing can be grouped by.

    Raises:
        UsageError: nobody and no transcript has an attribute ``by``; the message lists what there is.
    """
    headers = [key for transcript in corpus.transcripts for key in transcript.attributes]
    known = dict.fromkeys(["transcript", "participant", *corpus.attribute_keys, *headers])
    if by not in known:
        raise UsageError(
            _("{key}: no participant has such an attribute; choose one of {known}").format(
                key=by, known=", ".join(known))
        )


def _value(corpus: Corpus, transcript: str, participant: str, by: str) -> str:
    if by in SINGLES:
        return participant if by == "participant" else transcript
    value = attribute_of(corpus, transcript, participant, by)
    return "" if value is None else str(value)


def _row(
    counts: Counts, by: str, group: str, members: _Group, code: str, name: str, asked: AbstractSet[str] | None
) -> dict[str, Any]:
    speaking = [voice for voice in members.voices if voice.characters]
    heard = [voice for voice in speaking if asked is None or voice.transcript in asked]
    row: dict[str, Any] = {
        "by": by, "group": group, "group_label": group or _("not stated"), "code": code, "code_name": name,
        "n_participants": len(members.people), "n_asked": len({voice.participant for voice in heard}),
        "n_transcripts": len({voice.transcript for voice in heard}),
        "n_units": sum(voice.units for voice in heard), "n_characters": sum(voice.characters for voice in heard),
    }
    cells = {voice: counts.cells[key] for voice in members.voices
             if (key := (voice.transcript, voice.participant, code)) in counts.cells}
    if not heard and not cells:
        if not speaking and _questioned(counts.speech.corpus, members, group if by == "transcript" else ""):
            return row | {"status": "no_respondent_text", "note": _("no respondent text")}
        return row | {"status": "not_asked", "note": _("not asked")}
    return row | _numbers(row, cells, heard)


def _questioned(corpus: Corpus, members: _Group, transcript: str) -> bool:
    """Tell whether an interviewer speaks in the transcript, or in any transcript of these people."""
    theirs = {name for (name, _speaker), owner in corpus.links.items() if owner in members.people}
    wanted = {transcript} if transcript else theirs
    return any(turn.role is Role.INTERVIEWER for name in wanted if name in corpus.by_name
               for turn in corpus.by_name[name].turns)


def _numbers(row: dict[str, Any], cells: dict[Voice, Cell], heard: list[Voice]) -> dict[str, Any]:
    """Return counts over all who spoke; shares only over those who were asked, so that none exceeds 1."""
    asked = {voice: cell for voice, cell in cells.items() if voice in heard}
    notes = []
    unasked = _people({voice: cell for voice, cell in cells.items() if voice.characters and voice not in heard})
    if unasked:
        notes.append(_("not in the shares: people who speak of it without being asked, {n}").format(n=len(unasked)))
    if not row["n_characters"]:
        notes.append(_("nothing to divide by"))
    elif row["n_asked"] < SMALL_GROUP and row["by"] not in SINGLES:
        notes.append(_("fewer than {n} people: read the counts, not the percentages").format(n=SMALL_GROUP))
    return {
        "participants": len(_people(cells)),
        "transcripts": len({voice.transcript for voice, cell in cells.items() if cell.units}),
        "references": sum(cell.references for cell in cells.values()), "units_coded": _units(cells),
        "share_participants": _share(len(_people(asked)), row["n_asked"]),
        "share_units": _share(_units(asked), row["n_units"]),
        "rate_per_1000": _share(1000 * sum(cell.references for cell in asked.values()), row["n_characters"]),
        "status": "counted", "note": "; ".join(notes),
    }


def _people(cells: Mapping[Voice, Cell]) -> set[str]:
    return {voice.participant for voice, cell in cells.items() if cell.units}


def _units(cells: Mapping[Voice, Cell]) -> int:
    return sum(len(cell.units) for cell in cells.values())


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _frame(rows: list[dict[str, Any]]) -> "pd.DataFrame":
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(MATRIX_COLUMNS), dtype=object)
    whole = ("n_participants", "n_asked", "n_transcripts", "n_units", "n_characters", "participants", "transcripts",
             "references", "units_coded")
    types = dict.fromkeys(whole, "Int64") | dict.fromkeys(VALUES[-3:], "Float64")
    return frame.astype({name: types.get(name, "string") for name in MATRIX_COLUMNS})


def _caption(
    selection: Selection, counted: Sequence[Coding], kind: UnitKind, left_out: int, roll_up: bool,
) -> str:
    unit = _("turns") if kind is UnitKind.TURN else _("sentences")
    parts = [
        _("Transcripts are the sources, codings the references; units are respondents' {unit}.").format(unit=unit),
        selection.caption(counted),
    ]
    if roll_up:
        parts.append(_("A parent counts its children's codings, each unit once."))
    if left_out:
        parts.append(
            _("Codings left out, on words of interviewers or bystanders or outside these transcripts: {n}.").format(
                n=left_out)
        )
    return prose(parts)
