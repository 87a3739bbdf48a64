"""The framework matrix: cases by codes, charted theme by theme.

Ritchie & Spencer (1994, in Bryman & Burgess, Analyzing Qualitative Data, 173-194). The cells are filled with people's
own words; what they amount to, the researcher writes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qualcode.analysis.counts import Speech
from qualcode.analysis.excerpts import Excerpt, make_excerpts
from qualcode.analysis.matrices import check_attribute, code_order
from qualcode.analysis.selection import Selection
from qualcode.analysis.tables import attribute_of, code_name, in_text_order
from qualcode.analysis.themes import codes_of_theme
from qualcode.analysis.typicality import Typicality
from qualcode.i18n import _, prose
from qualcode.model import Codebook, Coding, Corpus


@dataclass(frozen=True, slots=True)
class Case:
    """One row.

    Attributes:
        id: Of the participant, the name of the transcript, or the value of the attribute ("" where it is not stated).
        label: As people read it.
        about: A participant's town and role, how many people a group has, or "".
    """

    id: str
    label: str
    about: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The codes of one theme, one sheet: id of the theme ("" for codes without one), its name, codes as (id, name)."""

    theme: str
    name: str
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one case says of one code.

    Attributes:
        passages: How many passages there are, each stretch of words once.
        quotes: Some of them, the most typical of the code first.
    """

    passages: int
    quotes: tuple[Excerpt, ...]


@dataclass(frozen=True)
class Framework:
    """Cases by codes.

    Attributes:
        by: ``participant``, ``transcript`` or the key of an attribute.
        cases: The rows; who says nothing as a respondent has none.
        charts: The codes by theme, in the codebook's order.
        cells: (case, code) -> what is said there; pairs of which nothing is said are absent.
        caption: What was counted and which quotes are shown, in sentences.
    """

    by: str
    cases: tuple[Case, ...]
    charts: tuple[Chart, ...]
    cells: Mapping[tuple[str, str], Cell]
    caption: str


def framework(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], by: str = "participant", *, quotes: int = 3,
    selection: Selection | None = None, speech: Speech | None = None,
) -> Framework:
    """Chart what every case says of every code.

    A code has its own codings only; its children have columns of their own. Quotes are ranked by their closeness to
    the centre of all passages of the code (``Typicality``), poor ones (``Typicality.is_poor``) last; where a case is a
    group of people, everybody's best one comes before anybody's second.

    Args:
        corpus: The transcripts; only respondents count.
        codebook: Themes, codes and names.
        codings: As they come; ``selection`` filters them.
        by: ``"participant"``, ``"transcript"`` or the key of an attribute.
        quotes: How many quotes a cell shows at most, 0 for all.
        selection: By default everything but what people rejected; its codes are the columns.
        speech: ``Speech(corpus)``, for a caller that makes several tables of one corpus.

    Raises:
        UsageError: nobody and no transcript has an attribute ``by``.
    """
    check_attribute(corpus, by)
    chosen, said = selection or Selection(), speech or Speech(corpus)
    given = in_text_order(chosen.of(codings))
    owners = {coding.id: covered[0].participant for coding in given if (covered := said.covered(coding))}
    counted = [coding for coding in given if coding.id in owners]
    typical, said_there = Typicality(corpus), dict[tuple[str, str], list[Coding]]()
    for code in dict.fromkeys(coding.code for coding in counted):
        ranked = _ranked([coding for coding in counted if coding.code == code], owners, typical)
        for case, passages in _by_case(ranked, corpus, owners, by).items():
            said_there[case, code] = _in_turn(passages, owners)
    shown = {place: passages[: quotes or None] for place, passages in said_there.items()}
    made = {one.coding: one for one in make_excerpts(corpus, (each for some in shown.values() for each in some))}
    cells = {place: Cell(len(said_there[place]), tuple(made[one.id] for one in some)) for place, some in shown.items()}
    caption = [chosen.caption(counted)]
    caption.append(_("Every cell has up to {n} passages, the most typical of the code first.").format(n=quotes)
                   if quotes else _("Every cell has all its passages, the most typical of the code first."))
    if len(given) > len(counted):
        caption.append(_("Codings left out, on words of interviewers or bystanders or outside these transcripts: {n}."
                         ).format(n=len(given) - len(counted)))
    return Framework(by, _cases(said, by), _charts(codebook, code_order(codebook, counted, chosen)), cells,
                     prose(caption))


def case_of(corpus: Corpus, transcript: str, participant: str, by: str) -> str:
    """Return the id of the case that somebody's words in a transcript belong to."""
    if by in {"participant", "transcript"}:
        return participant if by == "participant" else transcript
    value = attribute_of(corpus, transcript, participant, by)
    return "" if value is None else str(value)


def _ranked(codings: list[Coding], owners: Mapping[str, str], typical: Typicality) -> list[Coding]:
    """Return the passages of one code, each stretch once, poor quotes last, the most typical first."""
    distinct = {(coding.transcript, coding.span): coding for coding in reversed(codings)}
    scored = zip(distinct.items(), typical.scores(list(distinct)), strict=True)
    rows = [(typical.is_poor(place), -round(score, 9), place, coding) for (place, coding), score in scored]
    return [coding for *_rank, coding in sorted(rows, key=lambda row: row[:3])]


def _by_case(ranked: list[Coding], corpus: Corpus, owners: Mapping[str, str], by: str) -> dict[str, list[Coding]]:
    found: dict[str, list[Coding]] = {}
    for coding in ranked:
        found.setdefault(case_of(corpus, coding.transcript, owners[coding.id], by), []).append(coding)
    return found


def _in_turn(passages: list[Coding], owners: Mapping[str, str]) -> list[Coding]:
    """Return the passages so that everybody's first comes before anybody's second."""
    heard: dict[str, int] = {}
    rounds = []
    for number, coding in enumerate(passages):
        person = owners[coding.id]
        heard[person] = heard.get(person, 0) + 1
        rounds.append((heard[person], number, coding))
    return [coding for *_order, coding in sorted(rounds, key=lambda row: row[:2])]


def _cases(speech: Speech, by: str) -> tuple[Case, ...]:
    """Return the cases that speak: people in the corpus' order, groups sorted with "not stated" last."""
    corpus = speech.corpus
    people: dict[str, set[str]] = {}
    for voice in speech.voices.values():
        if voice.characters:
            case = case_of(corpus, voice.transcript, voice.participant, by)
            people.setdefault(case, set()).add(voice.participant)
    if by == "participant":
        known = [person.id for person in corpus.participants if person.id in people]
        return tuple(Case(one, one, _about(speech, one)) for one in [*known, *sorted(people.keys() - set(known))])
    order = sorted(people, key=lambda case: (case == "", case))
    return tuple(Case(case, case or _("not stated"), _("people: {n}").format(n=len(people[case]))) for case in order)


def _about(speech: Speech, participant: str) -> str:
    transcripts = [voice.transcript for voice in speech.voices.values() if voice.participant == participant]
    said = []
    for key in ("town", "role"):
        values = (attribute_of(speech.corpus, transcript, participant, key) for transcript in transcripts)
        said.append(next((str(value) for value in values if value not in (None, "")), ""))
    return ", ".join(filter(None, said))


def _charts(codebook: Codebook, codes: list[str]) -> tuple[Chart, ...]:
    charts, placed = [], set[str]()
    for theme in codebook.themes:
        own = [code for code in codes_of_theme(codebook, theme.id) if code in codes]
        placed.update(own)
        if own:
            name = theme.name_zh or theme.name_en or theme.id
            charts.append(Chart(theme.id, name, tuple((code, code_name(codebook, code)) for code in own)))
    rest = [code for code in codes if code not in placed]
    if rest:
        name = _("Codes without a theme") if charts else _("Codes")
        charts.append(Chart("", name, tuple((code, code_name(codebook, code)) for code in rest)))
    return tuple(charts)
