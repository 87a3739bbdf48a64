"""``qualcode codings``: list codings, code by hand, decide on proposals, change one's own."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli import exchange
from qualcode.cli.loading import load_corpus, load_study
from qualcode.cli.options import Acting, AsJson, CodebookFile, Coders, Codes, Output, Project, condition, open_project
from qualcode.cli.output import note, put, put_json, say, show
from qualcode.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qualcode.store import Held
    from qualcode.workflow.decide import Done
    from qualcode.workflow.study import Study

HELP = _("List codings, code by hand, accept, reject, recode, move and remove.")
#: Of 16 characters of an id so many are shown; every beginning that is unique will do.
SHOWN = 8
#: Characters of a quote in the line that says what was done.
_ROOM = 40

app = typer.Typer(no_args_is_help=True)
app.command("export", help=exchange.EXPORT_HELP)(exchange.export)
app.command("merge", help=exchange.MERGE_HELP)(exchange.merge)

Id = Annotated[str, typer.Argument(metavar="ID", help=_("Id of the coding, or enough of its beginning."))]
Ids = Annotated[list[str], typer.Argument(metavar="ID…", help=_("Ids of codings, or enough of their beginnings."))]
CodeId = Annotated[str, typer.Argument(metavar="CODE", help=_("Id of the code."))]
UnitId = Annotated[
    str, typer.Argument(metavar="[UNIT]", help=_("A sentence such as DT-C03#128, or a turn such as DT-C03@12."))]
Quote = Annotated[str, typer.Option(metavar="WORDS", help=_("Only these words in it, exactly as they stand there."))]
Nth = Annotated[int, typer.Option(min=0, metavar="K", help=_("Which place of --quote, where there are several."))]
Start = Annotated[int | None, typer.Option(help=_("First character, counted from 0 in the unit or the transcript."))]
End = Annotated[int | None, typer.Option(help=_("Character after the last."))]


@app.command("list", help=_("List codings; neither reads transcripts nor tries rules."))
def list_(
    code: Codes = None,
    transcript: Annotated[
        list[str] | None,
        typer.Option("--transcript", metavar="NAME", help=_("Only in this transcript; may be given several times.")),
    ] = None,
    coder: Coders = None,
    states: Annotated[
        list[str] | None,
        typer.Option("--states", metavar="WORD",
                     help=_("Only codings that are accepted, proposed or rejected; may be given several times.")),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE",
                     help=_("Only of people with this attribute; reads the transcripts. May be given several times.")),
    ] = None,
    adrift: Annotated[
        bool, typer.Option("--adrift", help=_("Only those whose words changed or are gone in a corrected transcript.")),
    ] = False,
    at: Annotated[int, typer.Option(min=0, metavar="N", help=_("As they stood after operation N."))] = 0,
    own: Annotated[bool, typer.Option("--own", help=_("Only the acting coder's."))] = False,
    output: Output = None,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
) -> None:
    """List codings."""
    from qualcode.workflow.listing import listing
    from qualcode.workflow.study import acting as who_acts
    from qualcode.workflow.study import open_project_store

    settings = open_project(project)
    wanted = dict(condition(text, "--where") for text in where or [])
    with open_project_store(settings) as store:
        found = listing(
            store, who_acts(store, settings, acting), codes=code or (), transcripts=transcript or (),
            names=coder or (), states=states or (), where=wanted, corpus=load_corpus(settings) if wanted else None,
            adrift=adrift, own=own, at=at)
    put_codings(found, output, as_json=as_json)


@app.command("add", help=_("Code a sentence, a turn or some words by hand."))
def add(
    code: CodeId,
    unit: UnitId = "",
    quote: Quote = "",
    nth: Nth = 0,
    start: Start = None,
    end: End = None,
    transcript: Annotated[
        str, typer.Option(metavar="NAME", help=_("Instead of UNIT: the transcript in which --start and --end count."))
    ] = "",
    memo: Annotated[str, typer.Option(metavar="WORDS", help=_("Note this on the coding."))] = "",
    weight: Annotated[
        float | None, typer.Option(help=_("How strongly it holds, in your own scale; 1 unless said."))] = None,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Code a sentence, a turn or some words by hand."""
    from qualcode.workflow.decide import add as code_by_hand
    from qualcode.workflow.passages import find_passage

    study = load_study(project, codebook, acting=acting)
    name, span = find_passage(study, unit=unit, transcript=transcript, quote=quote, nth=nth, start=start, end=end)
    _say_done(study, _("coded"), code_by_hand(study, code, name, span, memo=memo, weight=weight), as_json)


@app.command("accept", help=_("Accept proposals, or other people's codings."))
def accept(
    ids: Ids, as_json: AsJson = False, acting: Acting = "", project: Project = None, codebook: CodebookFile = None,
) -> None:
    """Accept proposals."""
    from qualcode.workflow.decide import accept as decide

    study = load_study(project, codebook, acting=acting)
    _say_done(study, _("accepted"), decide(study, ids), as_json)


@app.command("reject", help=_("Reject proposals, or other people's codings."))
def reject(
    ids: Ids, as_json: AsJson = False, acting: Acting = "", project: Project = None, codebook: CodebookFile = None,
) -> None:
    """Reject proposals."""
    from qualcode.workflow.decide import reject as decide

    study = load_study(project, codebook, acting=acting)
    _say_done(study, _("rejected"), decide(study, ids), as_json)


@app.command("recode", help=_("Say that a passage belongs to another code."))
def recode(
    key: Id, code: CodeId, as_json: AsJson = False, acting: Acting = "", project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Say that a passage belongs to another code."""
    from qualcode.workflow.decide import recode as decide

    study = load_study(project, codebook, acting=acting)
    _say_done(study, _("recoded"), decide(study, key, code), as_json)


@app.command("move", help=_("Put your own coding on other words, or say where a lost one belongs."))
def move(
    key: Id,
    unit: UnitId = "",
    quote: Quote = "",
    nth: Nth = 0,
    start: Start = None,
    end: End = None,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Put a coding on other words."""
    from qualcode.workflow.decide import move as put_elsewhere
    from qualcode.workflow.passages import new_place

    study = load_study(project, codebook, acting=acting)
    span = new_place(study, key, unit=unit, quote=quote, nth=nth, start=start, end=end)
    _say_done(study, _("moved"), put_elsewhere(study, key, span), as_json)


@app.command("keep", help=_("Say that codings on corrected words stand where they belong."))
def keep(
    ids: Ids, as_json: AsJson = False, acting: Acting = "", project: Project = None, codebook: CodebookFile = None,
) -> None:
    """Say that codings stand where they belong."""
    from qualcode.workflow.decide import keep as confirm

    study = load_study(project, codebook, acting=acting)
    _say_done(study, _("confirmed"), confirm(study, ids), as_json)


@app.command("remove", help=_("Take your own codings and decisions away; the history keeps them."))
def remove(
    ids: Ids, as_json: AsJson = False, acting: Acting = "", project: Project = None, codebook: CodebookFile = None,
) -> None:
    """Take codings away."""
    from qualcode.workflow.decide import remove as take_away

    study = load_study(project, codebook, acting=acting)
    _say_done(study, _("removed"), take_away(study, ids), as_json, gone=True)


def put_codings(found: "Sequence[Held]", output: Path | None, *, as_json: bool = False) -> None:
    """Show codings as a table, write them to a file, or print them as JSON."""
    from qualcode.workflow.listing import listing_table, record
    from qualcode.workflow.verbs import anchor_word, local_time, origin_word, state_word

    if output is not None:
        put(listing_table(found), output)
    if as_json:
        put_json([record(one) for one in found])
    if output is not None or as_json:
        return
    rows = []
    for held in found:
        one = held.coding
        state = state_word(one.state.value)
        if held.anchor:
            state = _("{name} ({kind})").format(name=state, kind=anchor_word(held.anchor))
        rows.append((
            one.id[:SHOWN], one.code, one.unit.id, one.participant or one.speaker, _line(one.quote), state, one.coder,
            origin_word(one.origin.value), _line(one.memo), f"{one.weight:g}", local_time(one.at)))
    show([_("Coding ID"), _("Code ID"), _("Unit ID"), _("Who"), _("Quote"), _("State"), _("Coder"), _("Origin"),
          _("Memo"), _("Weight"), _("Time")], rows)
    note(_("{n} codings").format(n=len(found)))


def _line(words: str) -> str:
    return " ".join(words.split("\n"))


def _say_done(study: "Study", word: str, done: "Done", as_json: bool, *, gone: bool = False) -> None:
    """Say what was done to which codings, and the number under which the history has it."""
    from qualcode.store import Held
    from qualcode.workflow.listing import by_id, record

    there = [Held(one, "") for one in done.codings] if gone else by_id(study.store, done.codings)
    if as_json:
        put_json({"operation": done.operation, "codings": [record(one) for one in there]})
        return
    for one in (held.coding for held in there):
        quote = _line(one.quote)
        short = quote if len(quote) <= _ROOM else quote[: _ROOM - 1] + "…"
        say(_("{done}: {what}").format(done=word, what=f"{one.id[:SHOWN]}  {one.code}  {one.unit.id}  {short}"))
    note(_("operation {number} by {coder}; `qualcode undo` takes it back").format(
        number=done.operation, coder=study.coder.name))
