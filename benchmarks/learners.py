"""The learners that were compared and not kept; the kept ones are in ``qualcode.learning.learner``."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qualcode.learning.features import grams, learn_terms
from qualcode.learning.passages import Passage
from qualcode.learning.word_encoder import word_encoder, words

Numbers = NDArray[np.float64]


@dataclass
class Constant:
    """Scores everything alike."""

    codes: int

    def scores(self, rows: Any) -> Numbers:
        """Return the same for all."""
        return np.zeros((rows.shape[0] if hasattr(rows, "shape") else len(rows), self.codes))


@dataclass
class RulesOnly:
    """Learns nothing: what is left are the rules, and how often they are right."""

    name: str = "rules"

    def prepare(self, passages: Sequence[Passage]) -> Any:
        """Return as many empty rows."""
        return np.zeros((len(passages), 1))

    def fit(self, rows: Any, labels: Numbers, weights: Numbers) -> Constant:
        """Learn nothing."""
        return Constant(labels.shape[1])


@dataclass
class OneByOne:
    """A classifier of scikit-learn for each code."""

    models: list[Any]

    def scores(self, rows: Any) -> Numbers:
        """Return the decision function of each; a code without examples has a score that is low everywhere."""
        return np.stack([
            np.full(rows.shape[0], -9.0) if model is None else model.decision_function(rows) for model in self.models],
            axis=1)


@dataclass
class Logistic:
    """Logistic regression on tf-idf, one a code, as the yardstick from outside has it."""

    tokens: bool = False
    cost: float = 10.0

    @property
    def name(self) -> str:
        """What the table calls it."""
        return "tokens + logistic" if self.tokens else "characters + logistic"

    def prepare(self, passages: Sequence[Passage]) -> Any:
        """Return tf-idf of tokens and pairs of tokens, or of one to three characters."""
        cut = _pairs if self.tokens else grams
        return learn_terms((cut(one.text) for one in passages), len(passages), 1)[1]

    def fit(self, rows: Any, labels: Numbers, weights: Numbers) -> OneByOne:
        """Fit one classifier a code; where nobody knows, the code is taken to be absent."""
        from sklearn.linear_model import LogisticRegression

        made = []
        for column in np.nan_to_num(labels).T:
            both = 0 < column.sum() < len(column)
            made.append(LogisticRegression(C=self.cost, solver="liblinear", class_weight="balanced").fit(
                rows, column, sample_weight=weights) if both else None)
        return OneByOne(made)


@dataclass
class Support(Logistic):
    """Linear support vectors on characters, one a code."""

    cost: float = 1.0

    @property
    def name(self) -> str:
        """What the table calls it."""
        return "characters + SVM"

    def fit(self, rows: Any, labels: Numbers, weights: Numbers) -> OneByOne:
        """Fit one classifier a code."""
        from sklearn.svm import LinearSVC

        made = []
        for column in np.nan_to_num(labels).T:
            both = 0 < column.sum() < len(column)
            made.append(LinearSVC(C=self.cost, class_weight="balanced").fit(
                rows, column, sample_weight=weights) if both else None)
        return OneByOne(made)


@dataclass
class Neighbours:
    """The nearest examples: a score is the similarity-weighted share of neighbours that have the code."""

    rows: Numbers
    labels: Numbers
    count: int = 10

    def scores(self, rows: Any) -> Numbers:
        """Return the share among the nearest."""
        similar = rows @ self.rows.T
        nearest = np.argsort(-similar, axis=1)[:, : self.count]
        weight = np.maximum(np.take_along_axis(similar, nearest, axis=1), 0.01)
        return (self.labels[nearest] * weight[:, :, None]).sum(axis=1) / weight.sum(axis=1, keepdims=True)


@dataclass
class Nearest:
    """Nearest examples over word vectors that gensim trains on all passages."""

    name: str = "nearest examples (gensim)"

    def prepare(self, passages: Sequence[Passage]) -> Any:
        """Return vectors of length 1 around their middle."""
        made = word_encoder(passages).encode([one.text for one in passages]).astype(float)
        made -= made.mean(axis=0)
        return made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-9)

    def fit(self, rows: Any, labels: Numbers, weights: Numbers) -> Neighbours:
        """Keep the examples."""
        return Neighbours(np.asarray(rows), np.nan_to_num(labels))


@dataclass
class SpacyScorer:
    """A trained text categoriser of spaCy."""

    pipeline: Any
    codes: int

    def scores(self, rows: Any) -> Numbers:
        """Return logits."""
        docs = list(self.pipeline.pipe([doc.copy() for doc in rows]))
        said = np.array([[doc.cats[str(code)] for code in range(self.codes)] for doc in docs])
        return np.log((said + 1e-6) / (1 - said + 1e-6))


@dataclass
class SpacyBow:
    """spaCy's ``textcat_multilabel``, bag of words of one to three tokens, on our own tokens, trained offline."""

    epochs: int = 20
    name: str = "spaCy textcat_multilabel"

    def prepare(self, passages: Sequence[Passage]) -> Any:
        """Return Docs; the pipeline is made with them, so that they share a vocabulary."""
        import spacy
        from spacy.tokens import Doc

        self._blank = spacy.blank("xx")
        return _Docs([Doc(self._blank.vocab, words=words(one.text) or ["_"]) for one in passages])

    def fit(self, rows: Any, labels: Numbers, weights: Numbers) -> SpacyScorer:
        """Train with shuffled batches."""
        import random

        import spacy
        from spacy.training import Example
        from spacy.util import fix_random_seed, minibatch

        fix_random_seed(1)
        pipeline = spacy.blank("xx", vocab=self._blank.vocab)
        pipe = pipeline.add_pipe("textcat_multilabel", config={"model": {
            "@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": False, "ngram_size": 3, "length": 65536,
            "no_output_layer": False}})
        truth = np.nan_to_num(labels)
        for code in range(labels.shape[1]):
            pipe.add_label(str(code))
        cats = [{str(code): float(value) for code, value in enumerate(row)} for row in truth]
        examples = [Example.from_dict(doc.copy(), {"cats": cat}) for doc, cat in zip(rows, cats, strict=True)]
        pipeline.initialize(lambda: examples)
        random.seed(1)
        for _epoch in range(self.epochs):
            random.shuffle(examples)
            for batch in minibatch(examples, 16):
                pipeline.update(batch)
        return SpacyScorer(pipeline, labels.shape[1])


class _Docs(list):  # type: ignore[type-arg]
    """A list that an array of numbers can choose from."""

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, np.ndarray):
            return _Docs([list.__getitem__(self, int(place)) for place in index])
        found = list.__getitem__(self, index)
        return _Docs(found) if isinstance(index, slice) else found


def _pairs(text: str) -> list[str]:
    found = words(text)
    return [*found, *(f"{left} {right}" for left, right in pairwise(found))]
