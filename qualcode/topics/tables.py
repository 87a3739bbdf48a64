"""Topic results as tables with fixed English columns.

Figures are rounded to ``DIGITS`` decimals: further ones differ between processors, and the files would with them. Every
table of topics says in ``state`` whether a topic is stable; what is not, is shown in grey.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from qualcode.topics.results import Topic, TopicModelling

if TYPE_CHECKING:
    import pandas as pd

DIGITS = 6
TERM_COLUMNS = ("topic", "state", "rank", "word", "weight", "exclusivity", "frex")
LINK_COLUMNS = ("topic", "state", "kind", "code", "code_name", "documents", "participants", "expected", "lift",
                "within", "p", "q", "named")
DROPPED_COLUMNS = ("rule", "words", "occurrences", "examples")
TRIAL_COLUMNS = ("number", "npmi", "instability", "score", "error", "chosen")
UNFOUND_COLUMNS = ("code", "code_name", "documents", "participants", "best_topic", "best_lift",
                   "best_within", "best_p", "best_q")
CANDIDATE_COLUMNS = ("topic", "state", "terms", "participants", "unit", "transcript", "participant", "share", "quote")


def topics_table(result: TopicModelling, terms: int = 10) -> "pd.DataFrame":
    """Return one row a topic.

    Columns: topic, label, terms, frex_terms, share, documents, document_share, participants, towns, person,
    largest_person, person_share, npmi, exclusivity, state, stability (the smallest of the means), stability_seeds and
    stability_resamples with their standard deviations, stability_without (over fits without the person who has half of
    it or more), code, code_lift, code_q, theme, theme_lift, theme_q, excerpts
    (unit ids). A lift is NaN where no code goes with the topic.
    """
    import pandas as pd

    found = {(link.topic, link.kind, link.code): link for link in result.links}
    rows = []
    for topic in result.topics:
        links = {kind: found.get((topic.number, kind, code))
                 for kind, code in (("code", topic.code), ("theme", topic.theme))}
        by_frex = sorted(topic.terms, key=lambda term: -term.frex)
        came = topic.stability
        rows.append({
            "topic": topic.number, "label": topic.label, "terms": words_of(topic, terms),
            "frex_terms": " ".join(term.word for term in by_frex[:terms]),
            "share": topic.share, "documents": topic.documents, "document_share": topic.document_share,
            "participants": topic.participants, "towns": topic.towns, "person": topic.person,
            "largest_person": topic.largest_person, "person_share": topic.person_share, "npmi": topic.npmi,
            "exclusivity": topic.exclusivity, "state": came.state, "stability": came.value,
            "stability_seeds": came.seeds, "stability_seeds_sd": came.seeds_sd,
            "stability_resamples": came.resamples, "stability_resamples_sd": came.resamples_sd,
            "stability_without": came.without,
            **{f"{kind}{end}": value for kind, link in links.items() for end, value in (
                ("", link.code if link else ""), ("_lift", link.lift if link else float("nan")),
                ("_q", link.q if link else float("nan")))},
            "excerpts": " ".join(excerpt.unit for excerpt in topic.excerpts),
        })
    return pd.DataFrame(rows).astype({"towns": "Int64"}).round(DIGITS)


def topic_terms_table(result: TopicModelling) -> "pd.DataFrame":
    """Return one row a topic and word, columns ``TERM_COLUMNS``."""
    import pandas as pd

    rows = [
        {"topic": topic.number, "state": topic.stability.state, "rank": rank, **asdict(term)}
        for topic in result.topics for rank, term in enumerate(topic.terms, start=1)
    ]
    return pd.DataFrame(rows, columns=list(TERM_COLUMNS)).round(DIGITS)


def links_table(result: TopicModelling, names: Mapping[str, str]) -> "pd.DataFrame":
    """Return one row a topic and code or theme, columns ``LINK_COLUMNS``; ``names`` are those of codes and themes."""
    import pandas as pd

    states = {topic.number: topic.stability.state for topic in result.topics}
    rows = [{"state": states[link.topic], "code_name": names.get(link.code, link.code), "named": link.named,
             **asdict(link)} for link in result.links]
    return pd.DataFrame(rows, columns=list(LINK_COLUMNS)).round(DIGITS)


def unfound_table(result: TopicModelling, names: Mapping[str, str]) -> "pd.DataFrame":
    """Return one row a code that no topic finds, columns ``UNFOUND_COLUMNS``, with the topic that came nearest."""
    import pandas as pd

    rows = []
    for code in result.unfound_codes:
        links = [link for link in result.links if (link.kind, link.code) == ("code", code) and link.p >= 0]
        best = min(links, key=lambda link: (link.p, -link.within))
        rows.append((code, names.get(code, code), best.documents, best.participants, best.topic, best.lift,
                     best.within, best.p, best.q))
    return pd.DataFrame(rows, columns=list(UNFOUND_COLUMNS)).round(DIGITS)


def candidates_table(result: TopicModelling, terms: int = 10) -> "pd.DataFrame":
    """Return one row an excerpt of a topic that no code names, columns ``CANDIDATE_COLUMNS``; stable topics first."""
    import pandas as pd

    rows = [
        (topic.number, topic.stability.state, words_of(topic, terms), topic.participants, excerpt.unit,
         excerpt.transcript, excerpt.participant, excerpt.share, excerpt.quote)
        for topic in result.unnamed_topics for excerpt in topic.excerpts
    ]
    return pd.DataFrame(rows, columns=list(CANDIDATE_COLUMNS)).round(DIGITS)


def trials_table(result: TopicModelling) -> "pd.DataFrame":
    """Return one row a number of topics that was tried, columns ``TRIAL_COLUMNS``."""
    import pandas as pd

    return pd.DataFrame([asdict(trial) for trial in result.trials], columns=list(TRIAL_COLUMNS)).round(DIGITS)


def dropped_table(result: TopicModelling) -> "pd.DataFrame":
    """Return one row a rule of the vocabulary with what it took away, columns ``DROPPED_COLUMNS``."""
    import pandas as pd

    rows = [(one.rule, one.words, one.tokens, " ".join(one.examples)) for one in result.dropped]
    return pd.DataFrame(rows, columns=list(DROPPED_COLUMNS))


def words_of(topic: Topic, count: int = 10) -> str:
    """Return the most probable words of a topic with blanks between them."""
    return " ".join(term.word for term in topic.terms[:count])
