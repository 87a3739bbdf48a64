"""``qualcode codebook``: show, lint, test, explain."""

from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.loading import load_corpus
from qualcode.cli.options import CodebookFile, Project, condition, open_project
from qualcode.cli.output import console, note, say
from qualcode.cli.output import show as show_table
from qualcode.errors import ReadError
from qualcode.i18n import _, pick
from qualcode.model import Corpus

if TYPE_CHECKING:
    from rich.tree import Tree

    from qualcode.model import Code, Codebook
from qualcode.cli.explanation import say_explanation

HELP = _("Show, check, test and explain the codebook.")

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
