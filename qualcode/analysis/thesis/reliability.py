"""T7: how far coders agree."""

from collections.abc import Callable, Iterable

from qualcode.analysis.reliability import Agreement, CodeAgreement, Coefficient, PairAgreement
from qualcode.analysis.thesis.table import DASH, Column, ThesisTable, coefficient, numbers
from qualcode.i18n import _, prose

#: coefficients in the order of the columns, by the names that the captions of an agreement have
MEASURES = ("percent", "holsti", "holsti_r", "kappa", "alpha")


def reliability_table(found: Agreement, name: Callable[[str], str], *, notes: Iterable[str] = ()) -> ThesisTable:
    """Return T7: a row a code, all decisions together, the mean of the codes, then the pairs of more than two coders.

    Args:
        found: The comparison of coders.
        name: Id of a code -> what it is called.
        notes: Which units were compared, who coded blind.
    """
    called = {"pooled": _("All decisions"), "mean": _("Mean of codes")}
    rows = [_code_row(one, called.get(one.scope) or name(one.code)) for one in (*found.codes, found.pooled, found.mean)]
    if len(found.coders) > 2:
        rows += [_pair_row(pair, found.coders) for pair in found.pairs]
    headings = {"percent": _("Agreement"), "holsti": "Holsti K", "holsti_r": "R", "kappa": _("Kappa"),
                "alpha": _("Alpha")}
    columns = (Column("code_name", width=2.5), *(numbers("coded", label=f"N ({coder})") for coder in found.coders),
               *(numbers(measure, label=headings[measure]) for measure in MEASURES))
    given = [getattr(one, measure) for one in (*found.codes, found.pooled, found.mean) for measure in MEASURES]
    note = prose([
        found.captions["universe"], *notes, *(found.captions[measure] for measure in MEASURES),
        _("N: units to which a coder gave the code."), found.captions["pooled"], found.captions["mean"],
        _reasons(given),
    ])
    return ThesisTable("T7", reliability_caption(), columns, tuple(rows), note, wide=len(columns) > 9)


def reliability_caption() -> str:
    """Return what the table is called."""
    return _("Reliability of coding")


def _code_row(one: CodeAgreement, called: str) -> tuple[str, ...]:
    coded = [DASH] * len(one.coded) if one.scope == "mean" else [str(n) for n in one.coded]
    return (called, *coded, *(coefficient(getattr(one, measure).value) for measure in MEASURES))


def _pair_row(pair: PairAgreement, coders: tuple[str, ...]) -> tuple[str, ...]:
    coded = {pair.first: pair.first_coded, pair.second: pair.second_coded}
    return (f"{pair.first} – {pair.second}", *(str(coded.get(coder, DASH)) for coder in coders),
            coefficient(pair.percent.value), coefficient(pair.holsti.value), DASH, coefficient(pair.kappa.value),
            coefficient(pair.alpha.value))


def _reasons(given: Iterable[Coefficient]) -> str:
    reasons = dict.fromkeys(one.reason for one in given if one.reason and not one.defined)
    return _("{dash}: not defined ({reasons}).").format(dash=DASH, reasons=_("; ").join(reasons)) if reasons else ""
