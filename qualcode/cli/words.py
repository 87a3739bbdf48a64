"""``qualcode words``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.loading import load_corpus
from qualcode.cli.options import AsJson, CodebookFile, Output, Project, open_project
from qualcode.cli.output import note, put, put_json
from qualcode.errors import UsageError
from qualcode.i18n import _

if TYPE_CHECKING:
    from qualcode.analysis.word_comparison import WordComparison
    from qualcode.workflow.words import Words

HELP = _("List the words of respondents' speech, with how many people use them.")
LISTS = ("frequencies", "broken", "new")
#: Words of each group that a comparison shows where --top is not given; a frequency list shows more.
COMPARED, LISTED = 20, 50


def words(
    by: Annotated[str, typer.Option(metavar="ATTRIBUTE", help=_("Columns for each group, such as town."))] = "",
    compare: Annotated[
        str, typer.Option(metavar="ATTRIBUTE", help=_("Rank the words that set groups apart, such as town.")),
    ] = "",
    least: Annotated[
        int, typer.Option("--least-people", min=1, metavar="N",
                          help=_("With --compare: only words that so many people of their group use.")),
    ] = 3,
    top: Annotated[
        int | None, typer.Option(min=0, help=_("Rows of the list (50 by default), or of each group (20); 0 for all.")),
    ] = None,
    pos: Annotated[bool, typer.Option("--pos", help=_("Show parts of speech."))] = False,
    polarity: Annotated[
        bool, typer.Option("--polarity", help=_("Join a negation to the word after it: 不_用."))] = False,
    all_words: Annotated[bool, typer.Option("--all-words", help=_("Show stop words too."))] = False,
    which: Annotated[
        str, typer.Option("--list", metavar="LIST",
                          help=_("frequencies; broken: terms that the tokenizer cuts; new: candidates for new words.")),
    ] = "frequencies",
    output: Output = None,
    as_json: AsJson = False,
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """List the words of respondents' speech."""
    from qualcode.analysis.selection import check_attributes
    from qualcode.workflow import words as workflow
    from qualcode.workflow.codebook import load
    from qualcode.workflow.describe import attribute_key

    if which not in LISTS:
        raise UsageError(_("{word}: choose among {known}").format(word=which, known=", ".join(LISTS)))
    if compare and (by or pos or which != LISTS[0]):
        raise UsageError(_("--compare ranks words by group; leave out --by, --pos and --list"))
    settings = open_project(project, codebook)
    book = load(settings) if settings.codebook else None
    corpus = load_corpus(settings)
    key = attribute_key(corpus, compare or by)
    check_attributes(corpus, [key] if key else [], headers=False)
    if compare:
        _compared(workflow.compare(corpus, book, by=key, least=least,
                                   top=COMPARED if top is None else top, polarity=polarity, all_words=all_words),
                  output, as_json)
        return
    result = workflow.words(corpus, book, by=key, top=LISTED if top is None else top, pos=pos,
                            polarity=polarity, all_words=all_words)
    _listed(result, which, output, as_json, hidden=["form", "per_million", *([] if pos else ["pos"])])


def _compared(result: "WordComparison", output: Path | None, as_json: bool) -> None:
    from qualcode.analysis.word_comparison import comparison_table

    table = comparison_table(result)
    if as_json:
        put_json({"by": result.by, "groups": result.groups, "table": table, "caption": result.caption})
        return
    put(table if output else table.drop(columns=["form", "n_participants", "n_participants_rest"]), output)
    note(result.caption)


def _listed(result: "Words", which: str, output: Path | None, as_json: bool, *, hidden: list[str]) -> None:
    from qualcode.analysis.broken_terms import broken_terms_table
    from qualcode.analysis.new_words import new_words_table
    from qualcode.analysis.words import words_table

    counted = result.frequencies
    said = _("{tokens} words of {people} people in {documents} transcripts; {distinct} different ones listed or cut "
             "at --top; {stopped} stop words are in the base of every rate").format(
        tokens=counted.tokens, people=counted.participants, documents=counted.documents,
        distinct=counted.distinct, stopped=counted.stopped)
    table = words_table(counted)
    if which != "frequencies":
        table = broken_terms_table(result.broken) if which == "broken" else new_words_table(result.candidates)
        hidden, said = [], ""
    if as_json:
        put_json({"table": table, "caption": said})
        return
    put(table if output else table.drop(columns=hidden), output)
    if said:
        note(said)
