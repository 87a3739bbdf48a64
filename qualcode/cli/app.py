"""The root of the command line: every verb, one file each."""

import sys
import warnings
from typing import Annotated

import typer

from qualcode import __version__
from qualcode.cli import (
    agree,
    carry,
    check,
    code,
    codebook,
    coder,
    codings,
    compare,
    cooccur,
    crosstab,
    describe,
    evaluate,
    excerpts,
    figure,
    find,
    history,
    import_,
    kwic,
    learn,
    matrix,
    memo,
    new,
    next_,
    report,
    review,
    run,
    sample,
    saturation,
    sequence,
    suggest,
    tables,
    themes,
    topics,
    undo,
    words,
)
from qualcode.cli.errors import Group
from qualcode.i18n import _

app = typer.Typer(
    name="qualcode", cls=Group, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    rich_markup_mode="rich", context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"qualcode {__version__}")
        raise typer.Exit


@app.callback(help=_("Code interviews in Chinese by rules you can read, and trace every number back to its words."))
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help=_("Show the version and exit.")),
    ] = False,
) -> None:
    """Take the options that come before the name of a command."""


app.command("new", help=new.HELP)(new.new)
app.command("import", help=import_.HELP)(import_.import_)
app.command("code", help=code.HELP)(code.code)
app.command("run", help=run.HELP)(run.run)
app.add_typer(codebook.app, name="codebook", help=codebook.HELP)
app.command("review", help=review.HELP)(review.review)
app.command("next", help=next_.HELP)(next_.next_)
app.command("learn", help=learn.HELP)(learn.learn)
app.command("suggest", help=suggest.HELP)(suggest.suggest)
app.add_typer(codings.app, name="codings", help=codings.HELP)
app.add_typer(memo.app, name="memo", help=memo.HELP)
app.add_typer(coder.app, name="coder", help=coder.HELP)
app.add_typer(history.app, name="history", help=history.HELP)
app.command("undo", help=undo.UNDO_HELP)(undo.undo)
app.command("redo", help=undo.REDO_HELP)(undo.redo)
app.command("carry", help=carry.HELP)(carry.carry)
app.command("words", help=words.HELP)(words.words)
app.command("kwic", help=kwic.HELP)(kwic.kwic)
app.command("find", help=find.HELP)(find.find)
app.command("excerpts", help=excerpts.HELP)(excerpts.excerpts)
app.command("matrix", help=matrix.HELP)(matrix.matrix)
app.command("cooccur", help=cooccur.HELP)(cooccur.cooccur)
app.command("describe", help=describe.HELP)(describe.describe)
app.command("crosstab", help=crosstab.HELP)(crosstab.crosstab)
app.command("compare", help=compare.HELP)(compare.compare)
app.command("saturation", help=saturation.HELP)(saturation.saturation)
app.command("sequence", help=sequence.HELP)(sequence.sequence)
app.command("figure", help=figure.HELP)(figure.figure)
app.command("themes", help=themes.HELP)(themes.themes)
app.add_typer(topics.app, name="topics", help=topics.HELP)
app.command("tables", help=tables.HELP)(tables.tables)
app.command("report", help=report.HELP)(report.report)
app.command("sample", help=sample.HELP)(sample.sample)
app.command("agree", help=agree.HELP)(agree.agree)
app.command("evaluate", help=evaluate.HELP)(evaluate.evaluate)
app.command("check", help=check.HELP)(check.check)


def main() -> None:
    """Run the command line with the words of the call, and end with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A console with another code page shows ? for a character it lacks, instead of failing.
        getattr(stream, "reconfigure", lambda **_options: None)(errors="replace")
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # of libraries; ours are part of results
    app(prog_name="qualcode")
