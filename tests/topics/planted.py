"""Documents whose topics are known: each speaks mostly of one of four fields, with words of everywhere between."""

import numpy as np

from qualcode.topics.seeds import Seeds

FIELDS, OWN, SHARED = 4, 15, 20
WORDS = FIELDS * OWN + SHARED


def planted(documents=60, seed=3):
    """Return bags and the field of each; words of field f are f * 15 to f * 15 + 14, the last twenty are shared."""
    chance = np.random.default_rng(seed)
    zipf = 1 / np.arange(1, OWN + 1)
    bags, fields = [], []
    for document in range(documents):
        field = document % FIELDS
        own = field * OWN + chance.choice(OWN, 18, p=zipf / zipf.sum())
        shared = FIELDS * OWN + chance.choice(SHARED, 7)
        bags.append(chance.permutation(np.concatenate([own, shared])).tolist())
        fields.append(field)
    return bags, np.array(fields)


def field_seeds(*fields):
    """Return seeds with five words of each field, none of them the most frequent one."""
    return Seeds(tuple(f"field{field}" for field in fields),
                 tuple(tuple(range(field * OWN + 1, field * OWN + 6)) for field in fields))


def fields_of(fit, count=8):
    """Return the field that most of each topic's top words belong to, -1 for the shared words."""
    found = []
    for topic in range(len(fit.topic_word)):
        owners = [word // OWN if word < FIELDS * OWN else -1 for word in fit.top(topic, count)]
        found.append(max(set(owners), key=owners.count))
    return found
