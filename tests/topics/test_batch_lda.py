"""LDA over all documents at once, against gensim's own."""

import numpy as np
import pytest
from gensim.models.ldamodel import LdaModel

from qualcode.topics.batch_lda import BatchLda


def fitted(kind, documents, words=12, **options):
    """Return a model of three topics, fitted with the same options and seed."""
    return kind(
        documents, num_topics=3, id2word={word: str(word) for word in range(words)}, random_state=5, passes=4,
        chunksize=len(documents), update_every=0, eval_every=None, dtype=np.float64, **options,
    )


def some_documents():
    """Draw forty short documents over twelve words, two of them empty."""
    drawn = np.random.default_rng(3)
    bags = [sorted(set(drawn.integers(0, 12, size).tolist())) for size in drawn.integers(1, 9, 40)]
    return [[], *([(word, int(drawn.integers(1, 4))) for word in bag] for bag in bags), []]


@pytest.mark.parametrize("options", [{"iterations": 10, "gamma_threshold": 0.01}, {"iterations": 200}, {"eta": 0.05}])
def test_all_documents_at_once_give_the_figures_of_one_by_one(options):
    """Topics and document shares agree with gensim's loop, whether documents stop early or not."""
    documents = some_documents()
    one_by_one, at_once = fitted(LdaModel, documents, **options), fitted(BatchLda, documents, **options)
    assert np.allclose(one_by_one.get_topics(), at_once.get_topics(), rtol=1e-9)
    expected, nothing = one_by_one.inference(documents)
    actual, also_nothing = at_once.inference(documents)
    assert nothing is also_nothing is None
    assert np.allclose(expected, actual, rtol=1e-9)
