"""Sheets of intrusion tests and their scores as tables, and the key as text."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, get_args

from qualcode.topics.intrusion import TOPICS, WORDS, Item, Scores
from qualcode.topics.stability import State
from qualcode.topics.tables import DIGITS

if TYPE_CHECKING:
    import pandas as pd

FORMAT = "qualcode-intrusion-1"
WORD_COLUMNS = ("item", *(f"word_{number}" for number in range(1, WORDS + 2)), "answer")
TOPIC_COLUMNS = ("item", "passage", *(f"topic_{number}" for number in range(1, TOPICS + 2)), "answer")
PRECISION_COLUMNS = ("kind", "topic", "state", "answers", "right", "precision", "low", "high", "chance", "p")


def word_sheet(items: Iterable[Item]) -> "pd.DataFrame":
    """Return the sheet of word items, columns ``WORD_COLUMNS``; nothing on it says what the intruder is."""
    import pandas as pd

    rows = [(item.id, *item.options, "") for item in items if item.kind == "word"]
    return pd.DataFrame(rows, columns=list(WORD_COLUMNS))


def topic_sheet(items: Iterable[Item]) -> "pd.DataFrame":
    """Return the sheet of topic items, columns ``TOPIC_COLUMNS``; nothing on it says what the intruder is."""
    import pandas as pd

    rows = [(item.id, item.passage, *item.options, "") for item in items if item.kind == "topic"]
    return pd.DataFrame(rows, columns=list(TOPIC_COLUMNS))


def scores_table(scores: Scores, states: Mapping[int, str] | None = None) -> "pd.DataFrame":
    """Return one row a topic and one over all for each kind of item, columns ``PRECISION_COLUMNS``.

    Topic 0 is over all. ``states`` says which topics are stable.
    """
    import pandas as pd

    found = [*scores.words, *([scores.topics] if scores.topics else [])]
    rows = [{**asdict(one), "precision": one.value, "state": (states or {}).get(one.topic, "")} for one in found]
    return pd.DataFrame(rows, columns=list(PRECISION_COLUMNS)).round(DIGITS)


def key_text(items: Sequence[Item], about: Mapping[str, Any], states: Mapping[int, str]) -> str:
    """Return the key as JSON, the same text for the same items; passages are not in it.

    Args:
        items: Of both sheets.
        about: What was fitted, as a record: model, seed, number of topics.
        states: Topic -> whether it is stable.
    """
    rows = [{name: value for name, value in asdict(item).items() if name != "passage"} for item in items]
    for row in rows:
        row["shares"] = [round(share, DIGITS) for share in row["shares"]]
    whole = {"format": FORMAT, "about": dict(about), "states": {str(topic): one for topic, one in states.items()},
             "items": rows}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def key_of(text: str) -> tuple[tuple[Item, ...], dict[int, str]] | None:
    """Return the items and states of a key, None where the text is none."""
    try:
        whole = json.loads(text)
        if whole["format"] != FORMAT:
            return None
        items = tuple(Item(str(row["id"]), str(row["kind"]), tuple(map(str, row["options"])), int(row["intruder"]),
                           int(row["topic"]), "", tuple(map(float, row["shares"]))) for row in whole["items"])
        states = {int(topic): str(state) for topic, state in whole["states"].items()}
        return (items, states) if all(map(_whole, items)) and set(states.values()) <= set(get_args(State)) else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _whole(item: Item) -> bool:
    """Tell whether an item of a key can be scored."""
    options = {"word": WORDS + 1, "topic": TOPICS + 1}.get(item.kind)
    return (len(item.options) == options and 1 <= item.intruder <= options
            and len(item.shares) in ({0, options} if item.kind == "word" else {options}))
