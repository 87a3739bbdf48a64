"""Which topic model is fitted to a corpus, and with which words of the codebook."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import Codebook, Coding
from qualcode.topics.choose import DOCUMENTS_EACH
from qualcode.topics.documents import Document
from qualcode.topics.model import TopicModel
from qualcode.topics.registry import make_model, takes_seeds
from qualcode.topics.seeding import Seeding, Source
from qualcode.topics.vocabulary import Vocabulary
from qualcode.workflow.seeding import seeding

#: Where the number of topics is still to be chosen, keywords are chosen for at most two less than so many.
MOST = 12


@dataclass(frozen=True, slots=True)
class Keywords:
    """Which codes or themes a model begins with, for those that begin with any.

    Attributes:
        names: Their ids; by default those that have codings and enough keywords.
        themes: Whether topics stand for themes.
        source: Where keywords come from: the codes' terms, the words of their codings, or both.
    """

    names: tuple[str, ...] = ()
    themes: bool = False
    source: Source = "both"


def choose_model(
    model: TopicModel | str, documents: Sequence[Document], vocabulary: Vocabulary, codebook: Codebook | None,
    codings: Iterable[Coding], number: int, keywords: Keywords | None,
) -> tuple[TopicModel, Seeding | None]:
    """Return the model that is fitted, and what it is told of the codebook.

    Args:
        model: The model itself, or its name in ``topics.registry``.
        documents: What is modelled.
        vocabulary: Its words.
        codebook: Gives keywords.
        codings: Rejected ones are left out.
        number: Topics, 0 where it is still to be chosen.
        keywords: Which; the default ones where not given.

    Raises:
        UsageError: there is no such model, it takes no keywords and some were named, there is no codebook, a name is in
            no codebook, or no code has enough keywords.
        NotComputableError: none of the named codes has enough keywords, or there are more than topics.
    """
    if not isinstance(model, str):
        return model, None
    if not takes_seeds(model):
        if keywords is not None:
            raise UsageError(
                _("the model {name} takes no keywords; leave them out, or name one that takes some").format(name=model))
        return make_model(model), None
    if codebook is None:
        raise UsageError(_("the model {name} begins with the words of a codebook; name one").format(name=model))
    asked = keywords or Keywords()
    told = seeding(
        codebook, vocabulary, documents, codings, number=number or min(MOST, len(documents) // DOCUMENTS_EACH),
        names=asked.names, themes=asked.themes, source=asked.source)
    return make_model(model, told.seeds), told
