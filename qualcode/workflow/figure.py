"""``figure``: what each figure of codes draws, gathered from the analyses whose numbers it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from qualcode.analysis.compare import Comparison
from qualcode.analysis.correspondence import Correspondence, MapPoint, correspondence
from qualcode.analysis.group_means import group_means
from qualcode.analysis.matrices import Matrix
from qualcode.analysis.reliability import CodeAgreement
from qualcode.analysis.tables import code_name
from qualcode.errors import UsageError
from qualcode.exporters.headings import heading
from qualcode.figures.agreement import Row, plot_agreement
from qualcode.figures.correspondence import Place, plot_correspondence
from qualcode.figures.dots import Strip, codes_on_a_page, plot_dots
from qualcode.i18n import _, prose
from qualcode.model import Codebook, Coding, Corpus
from qualcode.workflow.agree import AgreeResult
from qualcode.workflow.compare import compare
from qualcode.workflow.cooccur import cooccur, cooccur_words, draw_cooccur
from qualcode.workflow.figures import heat_map
from qualcode.workflow.matrix import matrix

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: What a correspondence map can be of.
MAPPED = ("participants", "units_coded", "references")
#: Coefficients that can be drawn; the last two have no interval.
COEFFICIENTS = ("alpha", "kappa", "fleiss", "ac1", "percent", "holsti")


class Choice(TypedDict):
    """The options by which the verbs choose among codings."""

    states: Sequence[str]
    polarities: Sequence[str]
    coders: Sequence[str]
    codes: Sequence[str]


@dataclass(frozen=True)
class Material:
    """What is drawn from.

    Attributes:
        corpus: The transcripts. codebook: The codes. codings: All; the others choose among them.
        states: Words such as ``accepted``; none means everything but what people rejected.
        polarities: Words such as ``negated``; none means all.
        coders: Names; none means all. codes: Ids; none means all.
    """

    corpus: Corpus
    codebook: Codebook
    codings: Sequence[Coding]
    states: Sequence[str] = ()
    polarities: Sequence[str] = ()
    coders: Sequence[str] = ()
    codes: Sequence[str] = ()

    @property
    def everything(self) -> tuple[Corpus, Codebook, Sequence[Coding]]:
        """What the verbs take first."""
        return self.corpus, self.codebook, self.codings

    @property
    def choice(self) -> Choice:
        """The options by which the verbs choose among codings."""
        return Choice(states=self.states, polarities=self.polarities, coders=self.coders, codes=self.codes)


@dataclass(frozen=True)
class Look:
    """How any figure is drawn.

    Attributes:
        title: Above it, "" for none, None for the usual one.
        font: A font file of the user's.
        seed: Of layouts and resamples.
    """

    title: str | None = None
    font: Path | None = None
    seed: int = 7

    def titled(self, usual: str) -> str:
        """Return the title that was asked for, else the usual one."""
        return usual if self.title is None else self.title


@dataclass(frozen=True)
class CodeMap:
    """Codes and groups on a map, and what it was counted from.

    Attributes:
        matrix: The counts. map: Codes are its rows, groups its columns.
        codes: Ids of the rows. groups: Keys of the columns.
        title: The usual one. note: What was counted, in sentences.
    """

    matrix: Matrix
    map: Correspondence
    codes: tuple[str, ...]
    groups: tuple[str, ...]
    title: str
    note: str


def dots(
    material: Material, *, by: str = "town", outcome: str = "share", unit: str = "sentence", draws: int = 2000,
    top: int = 0, look: Look | None = None,
) -> "Figure":
    """Draw everybody's value by code and group; what is not drawn is told in the note.

    Args:
        material: What is drawn from.
        by: Attribute whose values are the groups.
        outcome: ``share``, ``any`` or ``rate``.
        unit: ``sentence`` or ``turn``.
        draws: Resamples for the intervals of means, 0 for none.
        top: How many codes, those that most people have; 0 for as many as a page has room for.
        look: Title, font and seed.

    Raises:
        UsageError: an option names something that does not exist, or is out of range.
        NotComputableError: there are fewer than two groups of people who spoke, or no font has the characters.
    """
    shown = look or Look()
    found = compare(*material.everything, by=by, outcome=outcome, unit=unit, permutations=1, draws=0, seed=shown.seed,
                    **material.choice)
    mentioned = [code for number, code in enumerate(found.outcomes.codes) if found.outcomes.coded[:, number].any()]
    drawn = _most_held(found, mentioned, top or codes_on_a_page(len(found.groups)))
    strips = _strips(found, drawn, draws, shown.seed)
    sizes = [max((len(row[number].values) for row in strips), default=0) for number in range(len(found.groups))]
    measure = {"share": _("Share of a person's units that have the code"), "any": _("Whether a person has the code"),
               "rate": _("Codings per 1,000 characters of a person")}[outcome]
    return plot_dots(
        [code_name(material.codebook, code) for code in drawn],
        [_("{name} (n = {n})").format(name=name, n=n) for name, n in zip(found.groups, sizes, strict=True)], strips,
        measure=measure, percent=outcome != "rate", font=shown.font,
        note=prose([*_not_drawn(len(drawn), len(mentioned), top),
                       _dots_note(found, material.codebook, mentioned, draws, shown.seed)]),
        title=shown.titled(_("Codes by {attribute}, person by person").format(attribute=heading(by))))


def agreement_by_code(
    result: AgreeResult, codebook: Codebook, *, measure: str = "alpha", look: Look | None = None,
) -> "Figure":
    """Draw a coefficient by code, with what is over all codes below.

    Args:
        result: Of ``workflow.agree.agree``.
        codebook: Gives names.
        measure: One of ``COEFFICIENTS``; ``percent`` and ``holsti`` have no intervals.
        look: Title and font.

    Raises:
        UsageError: there is no such coefficient.
        NotComputableError: it is defined for no code, or no font has the characters.
    """
    if measure not in COEFFICIENTS:
        raise UsageError(_("{word}: choose among {known}").format(word=measure, known=", ".join(COEFFICIENTS)))
    shown, found = look or Look(), result.agreement
    names = {"pooled": _("all decisions"), "mean": _("mean of codes")}
    called = {"alpha": _("Krippendorff's alpha"), "kappa": _("Kappa (Cohen; of more than two coders Light)"),
              "fleiss": _("Fleiss' kappa"), "ac1": _("Gwet's AC1"), "percent": _("Share of agreeing pairs"),
              "holsti": _("Holsti's coefficient")}[measure]

    def row(one: CodeAgreement) -> Row:
        number = getattr(one, measure)
        return Row(names.get(one.scope) or code_name(codebook, one.code), number.value, number.low, number.high,
                   "" if one.scope == "mean" else " / ".join(map(str, one.coded)), one.scope != "code")

    kept = [found.captions[key] for key in ("universe", measure, "interval") if key in found.captions]
    return plot_agreement(
        [*map(row, found.codes), row(found.pooled), row(found.mean)], measure=called,
        beside=" / ".join(found.coders), note=prose([*kept, *result.notes]), font=shown.font,
        title=shown.titled(_("Agreement of coders by code")))


def correspondence_map(
    material: Material, *, by: str = "town", value: str = "participants", unit: str = "sentence",
    look: Look | None = None,
) -> "Figure":
    """Draw codes and groups on the two axes that tell most of how groups differ.

    Args:
        material: What is drawn from.
        by: Attribute whose values are the groups; people of whom it is not known are left out.
        value: What is counted in each cell: one of ``MAPPED``.
        unit: ``sentence`` or ``turn``.
        look: Title and font.

    Raises:
        UsageError: an option names something that does not exist.
        NotComputableError: fewer than three groups or codes have codings, or no font has the characters.
    """
    shown = look or Look()
    found = code_map(material, by=by, value=value, unit=unit)
    return plot_correspondence(
        _places(found.map.rows), _places(found.map.columns), (found.map.shares[0], found.map.shares[1]),
        note=found.note, title=shown.titled(found.title), font=shown.font)


def code_map(
    material: Material, *, by: str = "town", value: str = "participants", unit: str = "sentence",
) -> CodeMap:
    """Return what ``correspondence_map`` draws; options and errors as there."""
    if value not in MAPPED:
        raise UsageError(_("{word}: choose among {known}").format(word=value, known=", ".join(MAPPED)))
    result = matrix(*material.everything, by=by, unit=unit, **material.choice)
    wide, names = _wide(result, value)
    found = correspondence([names[code] for code in wide.index], list(wide.columns), wide.to_numpy().tolist())
    lost = _("Left out, without a coding: {names}.").format(names=_(", ").join(found.left_out))
    notes = [_("Correspondence analysis of codes by {attribute}; counted: {value}; inertia {inertia:.3f} on {axes} "
               "axes. It describes, and tests nothing.").format(
                   attribute=heading(by), value=heading(value), inertia=found.inertia, axes=len(found.shares)),
             *([lost] if found.left_out else []), result.caption]
    return CodeMap(
        result, found, tuple(wide.index[wide.sum(axis=1) > 0]), tuple(wide.columns[wide.sum() > 0]),
        _("Codes and {attribute}: correspondence map").format(attribute=heading(by)), prose(notes))


def heat(
    material: Material, *, by: str = "town", unit: str = "sentence", look: Look | None = None,
) -> "Figure":
    """Draw the share of each group's participants who speak of each code.

    Raises:
        UsageError: an option names something that does not exist.
        NotComputableError: nothing was coded, or no font has the characters.
    """
    shown = look or Look()
    usual = _("Codes by {attribute}: share of participants").format(attribute=heading(by))
    return heat_map(matrix(*material.everything, by=by, unit=unit, **material.choice), title=shown.titled(usual),
                    font=shown.font)


def code_network(material: Material, *, unit: str = "sentence", look: Look | None = None) -> "Figure":
    """Draw the codes that stand in the same units.

    Raises:
        UsageError: an option names something that does not exist.
        NotComputableError: no two codes stand together, or no font has the characters.
    """
    shown = look or Look()
    found = cooccur(*material.everything, unit=unit, seed=shown.seed, **material.choice)
    return draw_cooccur(found, title=shown.title, seed=shown.seed, font=shown.font)


def word_network(
    corpus: Corpus, codebook: Codebook | None = None, *, unit: str = "sentence", top: int = 50,
    look: Look | None = None,
) -> "Figure":
    """Draw the words that respondents say in the same units; the most frequent ``top`` of them.

    Raises:
        UsageError: there is no such unit, or ``top`` is out of range.
        NotComputableError: no two words stand together, or no font has the characters.
    """
    shown = look or Look()
    found = cooccur_words(corpus, codebook, unit=unit, top=top, seed=shown.seed)
    return draw_cooccur(found, title=shown.title, seed=shown.seed, font=shown.font)


def _most_held(found: Comparison, codes: Sequence[str], top: int) -> list[str]:
    """Return the codes that most people have, in the order of all."""
    coded = found.outcomes.coded
    people = {code: int((coded[:, found.outcomes.codes.index(code)] > 0).sum()) for code in codes}
    first = sorted(codes, key=lambda code: -people[code])[:top]
    return [code for code in codes if code in first]


def _not_drawn(drawn: int, mentioned: int, top: int) -> list[str]:
    """Say how many codes are left out, and to who did not choose how many how all can be seen."""
    if drawn == mentioned:
        return []
    said = _("Drawn: the {n} of {all} codes that most people have.").format(n=drawn, all=mentioned)
    more = _("--top {all} draws all of them, --code those that are named.").format(all=mentioned)
    return [said] if top else [said, more]


def _strips(found: Comparison, codes: Sequence[str], draws: int, seed: int) -> list[list[Strip]]:
    """Return codes by groups: what every person has, and the mean of the group with its interval."""
    import numpy as np

    means, outcomes = group_means(found, draws=draws, seed=seed), found.outcomes
    rows = []
    for code in codes:
        row = []
        for group in found.groups:
            values = [float(value) for person, value in zip(
                outcomes.people, outcomes.values[:, outcomes.codes.index(code)], strict=True)
                if person.group == group and not np.isnan(value)]
            mean = means[code, group]
            row.append(Strip(values, mean.value, mean.low, mean.high))
        rows.append(row)
    return rows


def _dots_note(found: Comparison, codebook: Codebook, mentioned: Sequence[str], draws: int, seed: int) -> str:
    notes = [found.captions[key] for key in ("outcome", "groups", "left_out", "codings") if key in found.captions]
    if draws:
        notes.insert(-1, _("Intervals of means (95 %): people of the group drawn anew {n} times, seed {seed}.").format(
            n=draws, seed=seed))
    silent = [code_name(codebook, code) for code in found.outcomes.codes if code not in mentioned]
    if silent:
        notes.append(_("Codes that nobody has: {codes}.").format(codes=_(", ").join(silent)))
    return prose(notes)


def _wide(result: Matrix, value: str) -> tuple[Any, dict[str, str]]:
    """Return codes by groups, without groups that nobody was heard in and people without the attribute, and names."""
    table = result.table[(result.table["group"] != "") & (result.table["status"] == "counted")]
    wide: Any = table.pivot(index="code", columns="group", values=value)
    first = table.drop_duplicates("code")
    names = {str(code): str(name) for code, name in zip(first["code"], first["code_name"], strict=True)}
    wide = wide.reindex(index=list(names), columns=[str(group) for group in dict.fromkeys(table["group"])])
    return wide.fillna(0).astype(float), names


def _places(points: Sequence[MapPoint]) -> list[Place]:
    return [Place(one.name, one.across, one.up, one.mass, one.quality) for one in points]
