"""The protocol behind which topic models are swapped."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Fit:
    """One fitted model.

    Topics that were given seeds come first, in the order of the seeds; the others follow by share, largest first.

    Attributes:
        topic_word: (topics, words), rows sum to 1.
        document_topic: (documents, topics), rows sum to 1.
        seed: The seed it was fitted with.
        labels: The label of each topic's seeds, "" for a topic without; empty where no topic has any.
        prior: (topics,) prior weights of the topics in a document (alpha), or None where the model has none.
        extra: What a model keeps besides, by name.
    """

    topic_word: "NDArray[np.float64]"
    document_topic: "NDArray[np.float64]"
    seed: int
    labels: tuple[str, ...] = ()
    prior: "NDArray[np.float64] | None" = None
    extra: "Mapping[str, NDArray[np.float64]]" = field(default_factory=dict)

    def top(self, topic: int, count: int = 10) -> list[int]:
        """Return the most probable words of a topic, most probable first; ties by number."""
        order: list[int] = (-self.topic_word[topic]).argsort(kind="stable")[:count].tolist()
        return order


class TopicModel(Protocol):
    """Anything that finds topics in bags of words. The same arguments must give the same fit.

    Models are frozen dataclasses, and their fields are all of their options, so that ``name``, fields and input say
    which fit it is; a field that changes nothing (whom to tell of progress) has ``compare=False``.
    """

    @property
    def name(self) -> str:
        """What the reports call it, with its version."""

    def fit(self, bags: Sequence[Sequence[int]], words: int, number: int, seed: int) -> Fit:
        """Fit ``number`` topics to documents of word numbers in ``[0, words)``."""

    def transform(self, fit: Fit, bags: Sequence[Sequence[int]]) -> "NDArray[np.float64]":
        """Return the shares of a fit's topics in documents that it may never have seen, (documents, topics).

        No chance is in it. A document without words has the shares that the model expects of any document.
        """


def options_of(model: TopicModel) -> dict[str, Any]:
    """Return a model's options as JSON has them: field -> value."""
    values = asdict(model)  # type: ignore[call-overload]
    return {one.name: values[one.name] for one in fields(model) if one.compare}  # type: ignore[arg-type]


def bags_hash(bags: Sequence[Sequence[int]], words: int) -> str:
    """Return the SHA-256 of documents of word numbers in ``[0, words)``, in hexadecimal."""
    return hashlib.sha256(json.dumps([words, [list(map(int, bag)) for bag in bags]]).encode()).hexdigest()


def fit_hash(model: TopicModel, bags: Sequence[Sequence[int]], words: int, number: int, seed: int) -> str:
    """Return the SHA-256 of everything that ``model.fit`` depends on with these arguments, in hexadecimal."""
    said = [model.name, options_of(model), bags_hash(bags, words), number, seed]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def ordered(
    topic_word: "NDArray[np.float64]",
    document_topic: "NDArray[np.float64]",
    seed: int,
    *,
    labels: Sequence[str] = (),
    prior: "NDArray[np.float64] | None" = None,
) -> Fit:
    """Return a fit with its topics in the order that every fit has.

    Args:
        topic_word: (topics, words), not negative.
        document_topic: (documents, topics), rows sum to 1.
        seed: The seed it was fitted with.
        labels: Of the topics with seeds, which are the first ones.
        prior: (topics,) prior weights.
    """
    import numpy as np

    number, seeded = len(topic_word), len(labels)
    free = np.argsort(-document_topic[:, seeded:].mean(axis=0), kind="stable") + seeded
    order = np.concatenate([np.arange(seeded), free])
    rows = topic_word[order].astype(np.float64)
    rows /= rows.sum(axis=1, keepdims=True)
    return Fit(rows, document_topic[:, order], seed, (*labels, *[""] * (number - seeded)) if labels else (),
               None if prior is None else prior[order])
