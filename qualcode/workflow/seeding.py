"""Keywords for topics, out of the codebook and what was coded."""

from collections.abc import Iterable, Mapping, Sequence

from qualcode.analysis.keyness import log_odds
from qualcode.model import Codebook, Coding
from qualcode.topics.documents import Document
from qualcode.topics.seeding import Seeding, Source, codebook_seeds
from qualcode.topics.vocabulary import Vocabulary

#: What the prior weighs, in words: that of the paper's own figures. The whole corpus would hide what is coded rarely.
MASS = 500


def seeding(
    codebook: Codebook,
    vocabulary: Vocabulary,
    documents: Sequence[Document],
    codings: Iterable[Coding] = (),
    *,
    number: int,
    names: Sequence[str] = (),
    themes: bool = False,
    source: Source = "both",
) -> Seeding:
    """Choose codes or themes and their keywords, as ``qualcode.topics.seeding.codebook_seeds`` does.

    Words of codings are those that log-odds with an informative prior set apart (Monroe, Colaresi and Quinn 2008).
    """
    return codebook_seeds(codebook, vocabulary, documents, codings, number=number, stands_out=_z, names=names,
                          themes=themes, source=source)


def _z(here: Mapping[str, int], elsewhere: Mapping[str, int]) -> dict[str, float]:
    return {word: found.z for word, found in log_odds(here, elsewhere, mass=MASS).items()}
