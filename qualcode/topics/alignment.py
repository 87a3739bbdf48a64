"""Topics beside codes: what a model found next to what people and rules coded."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

from qualcode.model import Codebook, Coding, State
from qualcode.topics.documents import Document
from qualcode.topics.model import Fit
from qualcode.topics.results import FEWEST_DOCUMENTS, FEWEST_PARTICIPANTS, CodeLink

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CodedDocuments:
    """Which documents have which code or theme.

    Attributes:
        keys: ``("code", id)`` and ``("theme", id)``, codes first, in the codebook's order.
        held: Shape (documents, keys).
        people: Participants who speak in the documents of each key.
    """

    keys: tuple[tuple[str, str], ...]
    held: "NDArray[np.bool_]"
    people: tuple[int, ...]

    @property
    def enough(self) -> "NDArray[np.bool_]":
        """Whether each key has so many documents and people that a link with a topic can be told, shape (keys,)."""
        import numpy as np

        many = self.held.sum(axis=0) >= FEWEST_DOCUMENTS
        return np.asarray(many & (np.array(self.people, dtype=np.int64) >= FEWEST_PARTICIPANTS), dtype=np.bool_)


def coded_documents(
    documents: Sequence[Document], codebook: Codebook | None, codings: Iterable[Coding]
) -> CodedDocuments:
    """Return which documents each code and theme with codings stands in; a document counts once for a code.

    Args:
        documents: As they were made.
        codebook: Gives the themes and the order; None for codes only.
        codings: Rejected ones are left out.
    """
    import numpy as np

    found = {("code", code): rows for code, rows in _coded(documents, codings).items()}
    for (_kind, code), rows in list(found.items()):
        known = codebook.by_id.get(code) if codebook else None
        if known and known.theme:
            found.setdefault(("theme", known.theme), set()).update(rows)
    order = {key: place for place, key in enumerate(
        [*(("code", one) for one in codebook.by_id), *(("theme", one) for one in codebook.theme_by_id)]
        if codebook else [])}
    keys = sorted(found, key=lambda key: (key[0], order.get(key, len(order)), key[1]))
    held = np.zeros((len(documents), len(keys)), dtype=np.bool_)
    for column, key in enumerate(keys):
        held[sorted(found[key]), column] = True
    people = tuple(len({documents[row].participant for row in found[key]}) for key in keys)
    return CodedDocuments(tuple(keys), held, people)


def align(
    fit: Fit, coded: CodedDocuments, *, within: "Floats | None" = None, p: "Floats | None" = None,
    q: "Floats | None" = None, told: "NDArray[np.bool_] | None" = None, stable: Sequence[bool] | None = None,
) -> tuple[CodeLink, ...]:
    """Compare topics with codes and themes over documents.

    Args:
        fit: Fitted to the documents.
        coded: Of the same documents.
        within: Shape (keys, topics): lift beyond sharing an interview; None where it was not tested.
        p: The same shape.
        q: The same shape.
        told: The same shape, see ``told_pairs``.
        stable: Whether each topic is; all are by default.

    Returns:
        One link for each topic and each key, by topic, then in the order of the keys.
    """
    mean, links = fit.document_topic.mean(axis=0), []
    for topic in range(len(fit.topic_word)):
        for column, (kind, code) in enumerate(coded.keys):
            shares = fit.document_topic[coded.held[:, column], topic]
            lift = float(shares.mean() / mean[topic]) if mean[topic] > 0 else nan
            beyond, p_value, q_value = (
                nan if table is None else float(table[column, topic]) for table in (within, p, q))
            links.append(CodeLink(topic + 1, kind, code, len(shares), coded.people[column], float(shares.sum()), lift,
                                  beyond, p_value, q_value, told is not None and bool(told[column, topic]),
                                  stable is None or stable[topic]))
    return tuple(links)


def told_pairs(fit: Fit, coded: CodedDocuments, codebook: Codebook | None) -> "NDArray[np.bool_]":
    """Return which codes and themes a topic was given keywords of, shape (keys, topics).

    A topic with the keywords of a theme was told of the theme's codes, and one with those of a code of its theme.
    """
    import numpy as np

    told = np.zeros((len(coded.keys), len(fit.topic_word)), dtype=np.bool_)
    theme = {code.id: code.theme for code in codebook.codes if code.theme} if codebook else {}
    for topic, label in enumerate(fit.labels):
        for column, (_kind, one) in enumerate(coded.keys):
            told[column, topic] = bool(label) and (one == label or theme.get(one) == label or theme.get(label) == one)
    return told


def _coded(documents: Sequence[Document], codings: Iterable[Coding]) -> dict[str, set[int]]:
    """Return code -> numbers of the documents that one of its codings touches."""
    by_unit: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, document in enumerate(documents):
        for turn in dict.fromkeys(piece.unit.turn for piece in document.pieces):
            by_unit[document.transcript, turn].append(index)
    held: dict[str, set[int]] = defaultdict(set)
    for coding in codings:
        if coding.state is State.REJECTED:
            continue
        for index in by_unit.get((coding.transcript, coding.unit.turn), ()):
            if any(piece.span.overlaps(coding.span) for piece in documents[index].pieces):
                held[coding.code].add(index)
    return dict(held)
