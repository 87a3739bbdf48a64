"""``qualcode words``."""

from typing import Annotated

import typer

from qualcode.cli.loading import load_corpus
from qualcode.cli.options import CodebookFile, Output, Project, open_project
from qualcode.cli.output import note, put
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import canonical_key

HELP = _("List the words of respondents' speech, with how many people use them.")
LISTS = ("frequencies", "broken", "new")


def words(
    by: Annotated[str, typer.Option(metavar="ATTRIBUTE", help=_("Columns for each group, such as town."))] = "",
    top: Annotated[int, typer.Option(min=0, help=_("Rows of the list, 0 for all."))] = 50,
    pos: Annotated[bool, typer.Option("--pos", help=_("Show parts of speech."))] = False,
    polarity: Annotated[
        bool, typer.Option("--polarity", help=_("Join a negation to the word after it: 不_用."))] = False,
    all_words: Annotated[bool, typer.Option("--all-words", help=_("Show stop words too."))] = False,
    which: Annotated[
        str, typer.Option("--list", metavar="LIST",
                          help=_("frequencies; broken: terms that the tokenizer cuts; new: candidates for new words.")),
    ] = "frequencies",
    output: Output = None,
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """List the words of respondents' speech."""
    from qualcode.analysis.broken_terms import broken_terms_table
    from qualcode.analysis.new_words import new_words_table
    from qualcode.analysis.words import words_table
    from qualcode.workflow.codebook import load
    from qualcode.workflow.words import words as count

    if which not in LISTS:
        raise UsageError(_("{word}: choose among {known}").format(word=which, known=", ".join(LISTS)))
    settings = open_project(project, codebook)
    book = load(settings) if settings.codebook else None
    result = count(load_corpus(settings), book, by=canonical_key(by), top=top, pos=pos, polarity=polarity,
                   all_words=all_words)
    if which == "broken":
        put(broken_terms_table(result.broken), output)
    elif which == "new":
        put(new_words_table(result.candidates), output)
    else:
        counted = result.frequencies
        table = words_table(counted)
        hidden = ["form", "per_million", *([] if pos else ["pos"])]
        put(table if output else table.drop(columns=hidden), output)
        note(_("{tokens} words of {people} people in {documents} transcripts; {distinct} different ones listed or cut "
               "at --top; {stopped} stop words are in the base of every rate").format(
            tokens=counted.tokens, people=counted.participants, documents=counted.documents,
            distinct=counted.distinct, stopped=counted.stopped))
