"""``qualcode compare``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.loading import load_codings
from qualcode.cli.options import Acting, AsJson, CodebookFile, Coders, Polarities, Project, States, unit_word
from qualcode.cli.output import cell_text, is_missing, note, put_json, say, show
from qualcode.i18n import _
from qualcode.model import canonical_key

if TYPE_CHECKING:
    from qualcode.analysis.compare import Comparison, Estimate, PairComparison
    from qualcode.model import Codebook

HELP = _("Compare towns, roles or other groups of people: effects with intervals, permutation tests.")


def compare(
    by: Annotated[str, typer.Option(metavar="KEY", help=_("Attribute whose values are the groups."))] = "town",
    within: Annotated[
        str, typer.Option(metavar="KEY", help=_("Compare within each value of this attribute, such as role."))] = "",
    code: Annotated[
        list[str] | None,
        typer.Option("--code", "--codes", metavar="ID",
                     help=_("Only this code; may be given several times. They are the family that q is for.")),
    ] = None,
    outcome: Annotated[
        str, typer.Option(metavar="MEASURE",
                          help=_("share: of a person's units that have the code; any: whether the person has it; "
                                 "rate: codings per 1,000 characters.")),
    ] = "share",
    unit: Annotated[str, typer.Option(help=_("What units are: sentence or turn."))] = "sentence",
    parents: Annotated[bool, typer.Option("--parents", help=_("A parent counts its children's codings too."))] = False,
    permutations: Annotated[
        int, typer.Option(min=99, help=_("Random arrangements, where there are too many to try all."))] = 9999,
    draws: Annotated[int, typer.Option(min=0, help=_("Resamples for the intervals, 0 for none."))] = 2000,
    seed: Annotated[int, typer.Option(min=0, help=_("Another seed draws others."))] = 7,
    polarity: Polarities = None,
    states: States = None,
    coder: Coders = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE",
                     help=_("Write to FILE (.xlsx: codes, pairs of groups and every participant; .csv, .json, "
                            ".parquet: codes).")),
    ] = None,
    excerpts: Annotated[
        Path | None,
        typer.Option("--excerpts", metavar="FILE",
                     help=_("Write the passages behind every cell to FILE (.docx, .md, .xlsx, .csv).")),
    ] = None,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Compare groups of people."""
    from qualcode.workflow.compare import cell_excerpts, named_tables, write_comparison
    from qualcode.workflow.compare import compare as compute
    from qualcode.workflow.excerpts import write_excerpts

    unit_word(unit, ("sentence", "turn"))
    coded = load_codings(project, codebook, coders=coder or (), acting=acting)
    found = compute(coded.corpus, coded.codebook, coded.codings, by=canonical_key(by),
                    within=canonical_key(within) if within else "", outcome=outcome, unit=unit, parents=parents,
                    codes=code or (), polarities=polarity or (), states=states or (), coders=coder or (),
                    permutations=permutations, draws=draws, seed=seed)
    if excerpts is not None:
        cells = cell_excerpts(found, coded.corpus, coded.codebook, coded.codings)
        note(_("written: {path}").format(path=write_excerpts(cells, excerpts, note=found.caption)))
    if output is not None:
        note(_("written: {path}").format(path=write_comparison(found, coded.codebook, output)))
    if as_json:
        put_json({**named_tables(found, coded.codebook), "captions": found.captions})
    elif output is None:
        _show(found, coded.codebook)


def _show(found: "Comparison", book: "Codebook") -> None:
    """Show what has room on a screen, and all that was done."""
    from qualcode.analysis.tables import code_name

    two = len(found.groups) == 2
    sizes = [max(row.groups[number].n for row in found.codes) for number in range(len(found.groups))]
    heads = [_("{name} (n = {n})").format(name=name, n=n) for name, n in zip(found.groups, sizes, strict=True)]
    effects = [_("Difference"), _("Ratio"), _("Cliff's delta"), _("Detectable")]
    show([_("Code"), *heads, *(effects if two else ["η²"]), "p", "q"],
         [(code_name(book, row.code), *(_mean(found, one.mean, one.mentioning) for one in row.groups),
           *([cell_text(row.eta_squared)] if row.pair is None else _effects(found, row.pair)), row.p, row.q)
          for row in found.codes])
    tested = [] if two else [pair for pair in found.pairs if pair.how]
    if tested:
        show([_("Code"), _("Groups"), *effects, "p", _("p (Holm)")],
             [(code_name(book, pair.code), f"{pair.group_a} – {pair.group_b}",
               *_effects(found, pair), pair.p, pair.p_holm) for pair in tested], title=_("Pairs of groups"))
    reasons: dict[str, list[str]] = {}
    for row in found.codes:
        for reason in row.notes:
            reasons.setdefault(reason, []).append(code_name(book, row.code))
    for reason, names in reasons.items():
        say(_("{reason} ({codes})").format(reason=reason, codes=_("all codes") if len(names) == len(found.codes)
                                           else _(", ").join(names)))
    for line in found.captions.values():
        say(line)
    first = found.codes[0]
    say(_("In the columns of groups: the mean, and how many people mention it. The passages behind a cell: `qualcode "
          "excerpts --code {code} --where {by}={group}`, all of them with `--excerpts FILE.docx`").format(
              code=first.code, by=found.design.by, group=found.groups[0]))


def _effects(found: "Comparison", pair: "PairComparison") -> list[str]:
    percent = _percent(found)
    return [_interval(pair.difference, percent=percent), _interval(pair.ratio), _interval(pair.delta),
            _number(pair.detectable, percent=percent)]


def _percent(found: "Comparison") -> bool:
    return found.outcomes.outcome != "rate"


def _mean(found: "Comparison", mean: float, mentioning: int) -> str:
    return f"{_number(mean, percent=_percent(found))} ({mentioning})"


def _interval(one: "Estimate", *, percent: bool = False) -> str:
    value, low, high = (_number(number, percent=percent) for number in (one.value, one.low, one.high))
    return value if is_missing(one.low) else f"{value} [{low}, {high}]"


def _number(value: float, *, percent: bool = False) -> str:
    if is_missing(value):
        return "–"
    # adding 0 makes 0.0 of -0.0
    return f"{round(100 * value, 1) + 0:.1f} %" if percent else f"{round(value, 2) + 0:.2f}"
