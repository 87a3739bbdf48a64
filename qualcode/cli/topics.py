"""``qualcode topics``."""

from typing import Annotated

import typer

from qualcode.cli.loading import load_codings
from qualcode.cli.options import Acting, CodebookFile, Coders, Output, Project, States
from qualcode.cli.output import note, put
from qualcode.cli.progress import bar
from qualcode.i18n import _

HELP = _("Find topics in respondents' speech, and set them beside the codes.")
#: Columns that the screen has room for; files have all of them.
SHOWN = ("topic", "terms", "share", "documents", "participants", "npmi", "stability", "code", "theme")


def topics(
    number: Annotated[
        int,
        typer.Option(min=0, help=_("Number of topics; 0 takes that of qualcode.toml, or chooses it by a rule.")),
    ] = 0,
    terms: Annotated[int, typer.Option(min=1, help=_("Words to show for each topic."))] = 10,
    states: States = None,
    coder: Coders = None,
    output: Output = None,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Find topics in respondents' speech."""
    from qualcode.analysis.selection import Selection
    from qualcode.topics.tables import topics_table
    from qualcode.workflow.topics import topics as find

    coded = load_codings(project, codebook, coders=coder or (), acting=acting)
    settings, chosen = coded.settings, Selection.parse(coded.codebook, states=states or ())
    with bar() as progress:
        result = find(coded.corpus, coded.codebook, chosen.of(coded.codings), number=number or settings.topics,
                      seed=settings.seed, progress=progress)
    table = topics_table(result, terms)
    put(table if output else table[list(SHOWN)], output)
    note(_("{model}, seed {seed}: {documents} documents of about {size} words, {people} people, {words} words in the "
           "vocabulary; stability over {refits} further fits").format(
        model=result.model, seed=result.seed, documents=result.documents, size=result.size, people=result.participants,
        words=result.words, refits=result.refits))
