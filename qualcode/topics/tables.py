"""Topic results as tables with fixed English columns.

Figures are rounded to ``DIGITS`` decimals: further ones differ between processors, and the files would with them.
"""

from dataclasses import asdict
from typing import TYPE_CHECKING

from qualcode.topics.results import TopicModelling

if TYPE_CHECKING:
    import pandas as pd

DIGITS = 6


def topics_table(result: TopicModelling, terms: int = 10) -> "pd.DataFrame":
    """Return one row a topic.

    Columns: topic, terms, frex_terms, share, documents, participants, npmi, stability, code, code_lift, theme,
    theme_lift, excerpts (unit ids). A lift is NaN where no code goes with the topic.
    """
    import pandas as pd

    lifts = {(link.topic, link.kind, link.code): link.lift for link in result.links}
    rows = []
    for topic in result.topics:
        by_frex = sorted(topic.terms, key=lambda term: -term.frex)
        rows.append({
            "topic": topic.number,
            "terms": " ".join(term.word for term in topic.terms[:terms]),
            "frex_terms": " ".join(term.word for term in by_frex[:terms]),
            "share": topic.share, "documents": topic.documents, "participants": topic.participants,
            "npmi": topic.npmi, "stability": topic.stability,
            "code": topic.code, "code_lift": lifts.get((topic.number, "code", topic.code), float("nan")),
            "theme": topic.theme, "theme_lift": lifts.get((topic.number, "theme", topic.theme), float("nan")),
            "excerpts": " ".join(excerpt.unit for excerpt in topic.excerpts),
        })
    return pd.DataFrame(rows).round(DIGITS)


def topic_terms_table(result: TopicModelling) -> "pd.DataFrame":
    """Return one row a topic and word: topic, rank, word, weight, exclusivity, frex."""
    import pandas as pd

    rows = [
        {"topic": topic.number, "rank": rank, **asdict(term)}
        for topic in result.topics for rank, term in enumerate(topic.terms, start=1)
    ]
    return pd.DataFrame(rows, columns=["topic", "rank", "word", "weight", "exclusivity", "frex"]).round(DIGITS)
