"""``qualcode codebook``: show, lint, test, explain; rename, merge, split and move codes."""

from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli import grow
from qualcode.cli.loading import load_corpus, load_study
from qualcode.cli.options import Acting, CodebookFile, Project, condition, open_project
from qualcode.cli.output import console, note, say
from qualcode.cli.output import show as show_table
from qualcode.errors import ReadError
from qualcode.i18n import _, pick
from qualcode.model import Corpus

if TYPE_CHECKING:
    from rich.tree import Tree

    from qualcode.model import Code, Codebook
    from qualcode.workflow.restructure import Restructuring
from qualcode.cli.explanation import say_explanation

HELP = _("Show, check, test, explain and change the codebook.")

app = typer.Typer(no_args_is_help=True)


@app.command("show", help=_("Show the tree of codes with their numbers of terms, rules and examples."))
def show(project: Project = None, codebook: CodebookFile = None) -> None:
    """Show the tree of codes."""
    from qualcode.codebook import near_names
    from qualcode.workflow.codebook import load

    book = load(open_project(project, codebook))
    say(_("{name} {version}: {codes} codes, {terms} terms, {rules} rules, {lists} lists").format(
        name=pick(book.name_zh, book.name_en) or book.id, version=book.version, codes=len(book.codes),
        terms=sum(len(code.terms) for code in book.codes), rules=sum(len(code.rules) for code in book.codes),
        lists=len(book.lists)))
    console().print(_tree(book))
    for problem in near_names(book):
        note(_("warning: {message}").format(message=problem))


@app.command("lint", help=_("Look for terms and rules that cannot work, and for what is missing."))
def lint(project: Project = None, codebook: CodebookFile = None) -> None:
    """Look for terms and rules that cannot work."""
    from qualcode.codebook import near_names
    from qualcode.workflow.codebook import lint as check
    from qualcode.workflow.codebook import load

    settings = open_project(project, codebook)
    book = load(settings)
    try:
        corpus = load_corpus(settings)
    except ReadError as error:  # a codebook may be written before there are transcripts
        note(_("warning: {message}").format(message=error))
        corpus = Corpus(())
    twins = near_names(book)
    for problem in twins:
        say(str(problem))
    findings = check(book, corpus, roles=settings.roles)
    for found in findings:
        where = f"{found.rule}: " if found.rule else ""  # a message on a whole code begins with its id
        say(f"{found.path}:{found.line}: {where}{found.message}")
        for line in found.context:
            say(f"    {line}")
    note(_("{n} findings").format(n=len(findings) + len(twins)))


@app.command("test", help=_("Run the examples and counter-examples of every code."))
def test(project: Project = None, codebook: CodebookFile = None) -> None:
    """Run the examples of every code; ends with exit code 1 where one fails."""
    from qualcode.workflow.codebook import load
    from qualcode.workflow.codebook import test as try_out

    settings = open_project(project, codebook)
    book = load(settings)
    trial = try_out(book, roles=settings.roles)
    show_table(
        [_("Code"), "id", _("Examples"), _("found"), _("Counter-examples"), _("wrongly found"), _("Precision"),
         _("Recall")],
        [(book.by_id[row.code].name, row.code, row.examples, row.found, row.counter_examples, row.false, row.precision,
          row.recall) for row in trial.codes])
    for miss in trial.misses:
        what = _("an example that no rule finds") if miss.expected else _("a counter-example, found by {rules}").format(
            rules=", ".join(miss.rules))
        asked = f"{miss.example.question} — " if miss.example.question else ""
        say(f"{book.path}:{miss.example.line}: {miss.code}: {what}: {asked}{miss.example.text}")
    if trial.misses:
        raise typer.Exit(1)


@app.command("explain", help=_("Show why a code stands on words, and why not."))
def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Id of the code."))],
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help=_("What a respondent says."))] = "",
    question: Annotated[str, typer.Option(metavar="TEXT", help=_("The question before it."))] = "",
    unit: Annotated[
        str, typer.Option(metavar="ID", help=_("A sentence of the transcripts instead, such as DT-C03#128."))] = "",
    who: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help=_("Who says TEXT, such as role=普通村民; may be given several times.")),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help=_("Show rules too of which no word stands there."))] = False,
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Show why a code stands on words, and why not."""
    from qualcode.workflow.codebook import explain as find_out
    from qualcode.workflow.codebook import load

    attributes = dict(condition(text, "--who") for text in who or [])
    settings = open_project(project, codebook)
    book = load(settings)
    found = find_out(book, code, text=text, question=question, unit=unit, attributes=attributes, roles=settings.roles,
                     corpus=load_corpus(settings) if unit else None)
    for explanation in found:
        say_explanation(explanation, every)


@app.command("rename", help=_("Change the id or the name of a code, in the codebook and in all codings."))
def rename(
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Id of the code."))],
    new: Annotated[str, typer.Argument(metavar="[NEW]", help=_("Its new id."))] = "",
    name: Annotated[str | None, typer.Option(help=_("Its new Chinese name."))] = None,
    name_en: Annotated[str | None, typer.Option("--name-en", help=_("Its new English name."))] = None,
    acting: Acting = "",
    project: Project = None,
) -> None:
    """Change the id or the name of a code."""
    from qualcode.workflow.restructure import rename as change

    _tell(change(load_study(project, acting=acting), code, new, name_zh=name, name_en=name_en))


@app.command("merge", help=_("Merge a code into another one, with its rules and all codings that have it."))
def merge(
    source: Annotated[str, typer.Argument(metavar="CODE", help=_("Id of the code that goes."))],
    target: Annotated[str, typer.Argument(metavar="INTO", help=_("Id of the code that stays."))],
    acting: Acting = "",
    project: Project = None,
) -> None:
    """Merge a code into another one."""
    from qualcode.workflow.restructure import merge as change

    _tell(change(load_study(project, acting=acting), source, target))


@app.command("split", help=_("Make a new code beside a code, and give it some of its rules and codings."))
def split(
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Id of the code to be split."))],
    new: Annotated[str, typer.Argument(metavar="NEW", help=_("Id of the new code."))],
    name: Annotated[str, typer.Option(help=_("Chinese name of the new code."))],
    name_en: Annotated[str, typer.Option("--name-en", help=_("Its English name."))] = "",
    term: Annotated[
        list[str] | None,
        typer.Option(help=_("A term that goes there, by its id or words; may be given several times.")),
    ] = None,
    rule: Annotated[
        list[str] | None, typer.Option(help=_("A rule that goes there, by its id; may be given several times.")),
    ] = None,
    coding: Annotated[
        list[str] | None, typer.Option(metavar="ID", help=_("A coding that goes there; may be given several times.")),
    ] = None,
    containing: Annotated[
        list[str] | None, typer.Option(metavar="WORDS", help=_("Codings go there in which these words stand.")),
    ] = None,
    acting: Acting = "",
    project: Project = None,
) -> None:
    """Make a new code of a part of a code."""
    from qualcode.workflow.restructure import split as change

    _tell(change(load_study(project, acting=acting), code, new, name_zh=name, name_en=name_en, terms=term or (),
                 rules=rule or (), keys=coding or (), containing=containing or ()))


@app.command("move", help=_("Put a code under another one or into another theme; codings stay as they are."))
def move(
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Id of the code."))],
    under: Annotated[
        str | None, typer.Option(metavar="CODE", help=_("The code above it; without it and --theme, the top."))] = None,
    theme: Annotated[str | None, typer.Option(metavar="ID", help=_("Its new theme."))] = None,
    acting: Acting = "",
    project: Project = None,
) -> None:
    """Put a code elsewhere in the tree."""
    from qualcode.workflow.restructure import move as change

    _tell(change(load_study(project, acting=acting), code, parent=under, theme=theme))


app.command("grow", help=grow.HELP)(grow.grow)


def _tell(done: "Restructuring") -> None:
    for warning in done.warnings:
        note(_("warning: {message}").format(message=warning))
    say(_("done: {n} codings changed with the codebook (operation {number}); `qualcode undo` takes both back").format(
        n=done.codings, number=done.operation))


def _tree(book: "Codebook") -> "Tree":
    from rich.text import Text
    from rich.tree import Tree

    def grow(branch: Tree, code: "Code") -> None:
        leaf = branch.add(Text(_label(code, book)))
        for child in book.children(code.id):
            grow(leaf, child)

    tree = Tree(Text(book.path), hide_root=True)
    themes = {code.theme for code in book.codes}
    for theme in [*(theme.id for theme in book.themes), ""]:
        if theme in themes:
            name = book.theme_by_id[theme].name if theme else _("(no theme)")
            branch = tree.add(Text(name))
            for code in book.children(None):
                if code.theme == theme:
                    grow(branch, code)
    return tree


def _label(code: "Code", book: "Codebook") -> str:
    counts = _("{terms} terms, {rules} rules, {examples} examples").format(
        terms=len(code.terms), rules=len(code.rules), examples=len(code.examples) + len(code.counter_examples))
    level = f" [{code.level}]" if code.level else ""
    other = f" · {book.theme_by_id[code.theme].name}" if code.parent and code.theme != _parent_theme(code, book) else ""
    return f"{code.name} ({code.id}){level}{other}: {counts}"


def _parent_theme(code: "Code", book: "Codebook") -> str:
    return book.by_id[code.parent].theme if code.parent else ""
