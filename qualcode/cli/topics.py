"""``qualcode topics``."""

from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.loading import load_codings
from qualcode.cli.options import CodebookFile, Output, Project
from qualcode.cli.output import note, put
from qualcode.cli.progress import bar
from qualcode.i18n import _

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.topics.results import TopicModelling

HELP = _("Find topics in respondents' speech, and set them beside the codes.")


def topics(
    number: Annotated[
        int,
        typer.Option(min=0, help=_("Number of topics; 0 takes that of qualcode.toml, or chooses it by a rule.")),
    ] = 0,
    terms: Annotated[int, typer.Option(min=1, help=_("Words to show for each topic."))] = 10,
    output: Output = None,
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Find topics in respondents' speech."""
    from qualcode.workflow.topics import topics as find

    coded = load_codings(project, codebook)
    settings = coded.settings
    with bar() as progress:
        result = find(coded.corpus, coded.codebook, coded.codings, number=number or settings.topics,
                      seed=settings.seed, progress=progress)
    put(_table(result, terms), output)
    note(_("{model}, seed {seed}: {documents} documents of about {size} words, {people} people, {words} words in the "
           "vocabulary; stability over {refits} further fits").format(
        model=result.model, seed=result.seed, documents=result.documents, size=result.size, people=result.participants,
        words=result.words, refits=result.refits))


def _table(result: "TopicModelling", terms: int) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(
        [(topic.number, " ".join(term.word for term in topic.terms[:terms]), topic.share, topic.documents,
          topic.participants, topic.npmi, topic.stability, topic.code, topic.theme) for topic in result.topics],
        columns=["topic", "terms", "share", "documents", "participants", "npmi", "stability", "code", "theme"])
