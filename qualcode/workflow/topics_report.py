"""Topics for the report of a run: a table of what matters most, and a paragraph with excerpts for each."""

from qualcode.analysis.report_data import ReportTopic, ReportTopicQuote
from qualcode.analysis.report_tables import ReportTable, frame_table
from qualcode.i18n import prose
from qualcode.topics.method import state_word, verdict
from qualcode.topics.summary import summary
from qualcode.topics.tables import topics_table
from qualcode.workflow.topics_document import topic_title
from qualcode.workflow.topics_findings import TopicFindings

#: Columns of the table; files have all of them.
SHOWN = ("topic", "terms", "frex_terms", "share", "documents", "participants", "npmi", "stability", "state", "code",
         "code_q")
#: Excerpts of a topic.
QUOTES = 3


def topics_report_table(given: TopicFindings) -> ReportTable:
    """Return the topics, the stable ones first, the others in grey."""
    table = topics_table(given.found)[list(SHOWN)].set_index("topic", drop=False)
    ordered = table.loc[[topic.number for topic in given.ordered]]
    ordered = ordered.assign(state=[state_word(state) for state in ordered["state"]])
    grey = frozenset(place for place, topic in enumerate(given.ordered) if not topic.stable)
    return frame_table(ordered, note=prose([verdict(given.found), *given.notes, *given.method]), muted=grey)


def topics_report(given: TopicFindings) -> tuple[ReportTopic, ...]:
    """Return what is told of each topic, the stable ones first."""
    return tuple(ReportTopic(
        topic_title(topic, given), topic.stable, summary(topic, given.found, given.names),
        tuple(ReportTopicQuote(one.unit, one.transcript, one.participant, one.quote)
              for one in topic.excerpts[:QUOTES])) for topic in given.ordered)
