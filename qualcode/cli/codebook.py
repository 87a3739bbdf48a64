"""``qualcode codebook show``: the tree of codes."""

from typing import TYPE_CHECKING

import typer

from qualcode.cli.options import CodebookFile, Project, open_codebook, open_project
from qualcode.cli.output import console, note, say
from qualcode.i18n import _, pick

if TYPE_CHECKING:
    from rich.tree import Tree

    from qualcode.model import Code, Codebook

HELP = _("Show, check, test and explain the codebook.")

app = typer.Typer(no_args_is_help=True)


@app.command("show", help=_("Show the tree of codes with their numbers of terms, rules and examples."))
def show(project: Project = None, codebook: CodebookFile = None) -> None:
    """Show the tree of codes."""
    from qualcode.codebook import near_names

    book = open_codebook(open_project(project, codebook))
    say(_("{name} {version}: {codes} codes, {terms} terms, {rules} rules, {lists} lists").format(
        name=pick(book.name_zh, book.name_en) or book.id, version=book.version, codes=len(book.codes),
        terms=sum(len(code.terms) for code in book.codes), rules=sum(len(code.rules) for code in book.codes),
        lists=len(book.lists)))
    console().print(_tree(book))
    for problem in near_names(book):
        note(_("warning: {message}").format(message=problem))


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
