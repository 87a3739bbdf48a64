"""``saturation``: when which codes were first met, in the order of coding and in any other."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.counts import Counts, Speech
from qualcode.analysis.meetings import interview_day
from qualcode.analysis.saturation import BAND, DRAWS, SEED, Interview, Saturation
from qualcode.analysis.saturation import saturation as measure
from qualcode.analysis.selection import Selection
from qualcode.analysis.tables import code_name
from qualcode.errors import ReadError, UsageError
from qualcode.exporters.tables import write_table
from qualcode.exporters.xlsx import Sheet, write_xlsx
from qualcode.i18n import _, prose
from qualcode.model import Code, Codebook, Coding, Corpus, UnitKind

if TYPE_CHECKING:
    import pandas as pd

#: What can be new: a code, the topmost code above it, or its theme.
LEVELS = ("code", "category", "theme")


@dataclass(frozen=True)
class SaturationResult:
    """When which codes were first met.

    Attributes:
        found: The curve, the thresholds and the test with the interviews coded last.
        caption: What was counted, in which order, and what it does not prove; in sentences.
    """

    found: Saturation
    caption: str

    @property
    def tables(self) -> "dict[str, pd.DataFrame]":
        """The tables by name."""
        return {"curve": self.found.curve, "thresholds": self.found.thresholds}


def saturation(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], *, order: str = "", hold_out: str = "1/3",
    level: str = "code", states: Iterable[str] = (), polarities: Iterable[str] = (), coders: Iterable[str] = (),
    codes: Iterable[str] = (), draws: int = DRAWS, seed: int = SEED, speech: Speech | None = None,
) -> SaturationResult:
    """Tell when which codes were first met.

    Args:
        corpus: The transcripts; those in which no respondent speaks are left out.
        codebook: Gives names and the tree of codes.
        codings: All codings; the options choose among them. Those on interviewers' words do not count.
        order: ``date``, ``file`` or the path of a text file with the name of a transcript a line; by default the dates
            where every interview has one, else the files.
        hold_out: Share of the interviews coded last that are held out, such as ``1/3``.
        level: ``code``, ``category`` (the topmost code above it) or ``theme``.
        states: Words such as ``accepted``; none means everything but what people rejected.
        polarities: Words such as ``negated``; none means all.
        coders: Names; none means all.
        codes: Ids; none means all.
        draws: Random orders for the band.
        seed: Of these orders.
        speech: ``Speech(corpus)``, for a caller that makes several tables of one corpus.

    Raises:
        UsageError: an option names something that does not exist, or the order is not that of all interviews.
        ReadError: the file with the order cannot be read.
        NotComputableError: there are fewer than two interviews, or no codings.
    """
    selection = Selection.parse(codebook, states=states, polarities=polarities, coders=coders, codes=codes)
    if level not in LEVELS:
        raise UsageError(_("{word}: choose among {known}").format(word=level, known=", ".join(LEVELS)))
    share, counted, said = _share(hold_out), selection.of(codings), Speech.of(corpus, UnitKind.SENTENCE, speech)
    spoken = {name for (name, _person), voice in said.voices.items() if voice.characters}
    names = [one.name for one in corpus.transcripts if one.name in spoken]
    ordered, told = _ordered(corpus, names, order)
    sets = _codes_of(Counts(said, counted), codebook, level)
    interviews = [Interview(name, sets.get(name, frozenset()), str(interview_day(corpus, name) or ""))
                  for name in ordered]
    found = measure(interviews, hold_out=share, names=_names(codebook, level), draws=draws, seed=seed)
    parts = [told, _counted(found, interviews, level, len(corpus.transcripts) - len(names)), _told(found, draws, seed),
             selection.caption(counted)]
    return SaturationResult(found, prose(parts))


def write_saturation(result: SaturationResult, path: Path) -> Path:
    """Write saturation: as xlsx both tables and the notes, in other formats the curve.

    Raises:
        UsageError: a table cannot be written to this ending.
        WriteError: the file cannot be written; the last good one stays.
    """
    if path.suffix.lower() != ".xlsx":
        return write_table(result.found.curve, path)
    return write_xlsx([Sheet(_("New codes"), result.found.curve, note=result.caption),
                       Sheet(_("Thresholds"), result.found.thresholds)], path)


def _share(text: str) -> Fraction:
    try:
        share = Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if not 0 < share < 1:
        raise UsageError(_("--hold-out {text}: write a share above 0 and below 1, such as 1/3").format(text=text))
    return share


def _ordered(corpus: Corpus, names: Sequence[str], order: str) -> tuple[list[str], str]:
    """Return the interviews in the order of coding, and a sentence that says which it is."""
    days = {name: day for name in names if (day := interview_day(corpus, name)) is not None}
    if order == "date" and len(days) < len(names):
        raise UsageError(_("--order date: no day is known of {names}; write it into the header or the attribute table, "
                           "or name a file with the order").format(
                               names=", ".join(name for name in names if name not in days)))
    if order == "date" or (not order and len(days) == len(names)):
        return sorted(names, key=lambda name: (days[name], names.index(name))), _("Interviews in the order of their "
                                                                                 "days.")
    if order in {"", "file"}:
        return list(names), _("Interviews in the order of their files.")
    return _listed(Path(order), names), _("Interviews in the order that {file} gives.").format(file=Path(order).name)


def _listed(path: Path, names: Sequence[str]) -> list[str]:
    try:
        written = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError as error:
        raise UsageError(_("--order {word}: neither date nor file, and there is no such file").format(word=path)
                         ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(_("{path}: cannot be read as a text in UTF-8; write the name of a transcript a line").format(
            path=path)) from error
    listed = list(dict.fromkeys(line.strip() for line in written if line.strip()))
    unknown, left = [name for name in listed if name not in names], [name for name in names if name not in listed]
    if unknown:
        raise UsageError(_("{path}: no interviews are called {names}; write the names of the transcripts").format(
            path=path.name, names=", ".join(unknown)))
    if left:
        raise UsageError(_("{path}: {names} are not in it; the order needs every interview").format(
            path=path.name, names=", ".join(left)))
    return listed


def _codes_of(counts: Counts, codebook: Codebook, level: str) -> dict[str, AbstractSet[str]]:
    found: dict[str, set[str]] = {}
    for (transcript, _person, code), cell in counts.cells.items():
        kind = _kind_of(codebook, code, level) if cell.units else ""
        if kind:
            found.setdefault(transcript, set()).add(kind)
    return dict(found)


def _kind_of(codebook: Codebook, code: str, level: str) -> str:
    """Return what a code counts as: itself, the topmost code above it, or the nearest theme ("" without one)."""
    above: list[Code] = []
    one = codebook.by_id.get(code)
    while one is not None and one not in above:
        above.append(one)
        one = codebook.by_id.get(one.parent or "")
    if level == "theme":
        return next((one.theme for one in above if one.theme), "")
    return above[-1].id if level == "category" and above else code


def _names(codebook: Codebook, level: str) -> Mapping[str, str]:
    if level == "theme":
        return {theme.id: theme.name_zh or theme.name_en or theme.id for theme in codebook.themes}
    return {code: code_name(codebook, code) for code in codebook.by_id}


def _counted(found: Saturation, interviews: Sequence[Interview], level: str, silent: int) -> str:
    kinds = {"code": _("codes"), "category": _("topmost codes"), "theme": _("themes")}
    parts = [_("{n} interviews; {codes} {kind} are found in them, on words of respondents.").format(
        n=len(interviews), codes=len(found.codes), kind=kinds[level])]
    empty = [one.name for one in interviews if not one.codes]
    if empty:
        parts.append(_("Nothing is coded in {names}: look whether these have been coded at all.").format(
            names=_(", ").join(empty)))
    if silent:
        parts.append(_("Left out, because no respondent speaks there: {n}.").format(n=silent))
    return prose(parts)


def _told(found: Saturation, draws: int, seed: int) -> str:
    test, held = found.hold_out, len(found.hold_out.names)
    return prose([
        _("The mean is over all orders of the interviews; the band holds {band:.0%} of {draws} random orders (seed "
          "{seed}).").format(band=BAND, draws=draws, seed=seed),
        _("Held out, the last in this order: {n} of {all} interviews ({share}); new ones found only there: {new}, "
          "where a random order would show {expected:.1f}.").format(
              n=held, all=len(found.curve), share=test.share, new=len(test.new), expected=test.expected),
        _("Thresholds after Guest, Namey & Chen (2020): new codes in a run, as a share of those in the base; 6+2 means "
          "after 6 interviews, seen in the 2 that follow."),
        _("No curve proves saturation: it says when the codes in use were first met, and nothing of what nobody has "
          "thought of; a codebook that was made beforehand finds what it names."),
    ])
