"""``qualcode codebook grow``."""

import re
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.loading import load_study
from qualcode.cli.options import Acting, AsJson, Output, Project
from qualcode.cli.output import note, put, put_json, say
from qualcode.cli.output import show as show_table
from qualcode.errors import UsageError
from qualcode.i18n import _

if TYPE_CHECKING:
    from qualcode.analysis.growth_choice import Candidate
    from qualcode.workflow.grow import Growth
    from qualcode.workflow.study import Study

HELP = _("Find terms and rules that accepted passages suggest, and those that people mostly reject.")

Accepted = Annotated[
    list[str] | None,
    typer.Option("--accept", metavar="N",
                 help=_("Write this candidate, by its number or its words, into the codebook; may be given several "
                        "times.")),
]


def grow(
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Id of the code."))],
    participants: Annotated[
        int, typer.Option(min=1, metavar="N", help=_("Fewest people in whose accepted passages the words stand."))] = 3,
    top: Annotated[int, typer.Option(min=0, metavar="N", help=_("Show at most so many; 0 for all."))] = 20,
    min_precision: Annotated[
        float, typer.Option("--min-precision", min=0, max=1, metavar="SHARE",
                            help=_("Lowest share of accepted ones in the read passages that the words find.")),
    ] = 0.6,
    accept: Accepted = None,
    as_json: AsJson = False,
    output: Output = None,
    acting: Acting = "",
    project: Project = None,
) -> None:
    """Show what a code could grow by, and write what is accepted."""
    from qualcode.analysis.growth_choice import candidates_table
    from qualcode.workflow.grow import grow as find

    chosen = [name for name, given in (("--accept", accept), ("--json", as_json), ("--output", output)) if given]
    if len(chosen) > 1:
        raise UsageError(_("{options}: these do not go together; choose one").format(options=" ".join(chosen)))
    study = load_study(project, acting=acting)
    growth = find(study, code, participants=participants, min_precision=min_precision)
    shown = growth.candidates[: top or None]
    if accept:
        _write(study, growth, accept)
    elif as_json:
        put_json(_plain(growth, shown))
    elif output is not None:
        put(candidates_table(shown), output)
        _remarks(growth)
    else:
        _show(growth, shown)
        if shown and _is_terminal():
            asked = typer.prompt(_("Numbers to write into the codebook, none to leave it as it is"), default="",
                                 show_default=False)
            if chosen := re.findall(r"[^\s,，、]+", asked):
                _write(study, growth, chosen)


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _show(growth: "Growth", shown: "tuple[Candidate, ...]") -> None:
    if shown:
        show_table(
            [_("No."), _("Kind"), _("Words"), "z", _("People"), _("Accepted"), _("New"), _("Rejected"), _("Other read"),
             _("Precision"), "95 %", _("Unread")],
            [(one.number, _kind(one), one.text, round(one.z, 2), one.people, one.accepted, one.new, one.rejected,
              one.other, round(one.precision, 2), "{:.2f}–{:.2f}".format(*one.interval), one.unread) for one in shown])
        for one in shown:
            say(f"\n{one.number} {one.text}")
            for line in one.lines:
                say(f"    {line.unit}  {line.left}[{line.key}]{line.right}")
        say("")
    else:
        say(_("{code}: no candidates ({tried} tried)").format(code=growth.code, tried=growth.tried))
    _remarks(growth)


def _remarks(growth: "Growth") -> None:
    """Say which rules are mostly rejected, and what a reader of the figures must know."""
    for bad in growth.doubtful:
        say(_("{rule} `{text}` (line {line}): rejected in {rejected} passages and accepted in {accepted}, {open} wait; "
              "take it out, ask for another word beside it (NEAR), or name what it must not mean (except)").format(
                  rule=bad.rule, text=bad.text, line=bad.line, rejected=bad.rejected, accepted=bad.accepted,
                  open=bad.open))
    for words in growth.notes:
        note(words)


def _write(study: "Study", growth: "Growth", chosen: list[str]) -> None:
    from qualcode.workflow.grow import accept

    done = accept(study, growth, chosen)
    for one in done.added:
        say(_("{text}: written into the codebook under {key}").format(
            text=one.text, key="rules" if one.is_rule else "terms"))
    say(_("done (operation {number}); the next command proposes what the codebook now finds, `qualcode undo` takes it "
          "back").format(number=done.operation))


def _kind(one: "Candidate") -> str:
    names = {"word": _("word"), "phrase": _("phrase"), "pattern": _("pattern"), "variant": _("variant")}
    name = names[one.kind]
    return _("{name} ({kind})").format(name=name, kind=one.of) if one.of else name


def _plain(growth: "Growth", shown: "tuple[Candidate, ...]") -> dict[str, Any]:
    """Return everything as JSON can say it."""
    made = asdict(growth)
    made["candidates"] = [{**asdict(one), "kind": one.kind.value} for one in shown]
    made["check"]["precision"] = growth.check.precision
    return made
