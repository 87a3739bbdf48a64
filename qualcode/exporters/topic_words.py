"""Every word on the page of topics that is not the project's own, in the language of messages."""

from qualcode.i18n import _


def words() -> dict[str, str]:
    """Return key -> text; placeholders in braces are filled on the page."""
    return {
        "confidential": _("This page holds what people said in the interviews. Keep it as safe as the interviews."),
        "noscript": _("The map, the words and the quotes need JavaScript, which is switched off in this browser. The "
                      "table below has the figures."),
        "skip": _("Skip to the words"), "topics": _("Topics"), "map": _("Map of topics"),
        "words": _("Words of the topic"),
        "unstable": _("not stable"), "relevance": _("Relevance, λ = {value}"),
        "to_own": _("0: own words"), "to_probable": _("1: frequent words"),
        "relevance_help": _("Words are ranked by λ log p(word | topic) + (1 − λ) log(p(word | topic) / p(word)) "
                            "(Sievert and Shirley 2014). λ = 0.6 is a good start."),
        "overall": _("said in all"), "inside": _("said in this topic, as the model sees it"),
        "word": _("{word}: said {count} times, in this topic {said}"),
        "where": _("{word}, said {count} times. In which topics:"), "share": _("{title}: {share}"),
        "forget": _("All words again"), "passages": _("What people said"),
        "no_passages": _("Nobody speaks mainly of it."),
        "source": _("{unit} · {person} · {place} · {share} of the passage around it"),
        "codes": _("Codes whose passages have most of it"), "no_codes": _("No code has more of it than others."),
        "dots": _("Hollow: one person each. Filled: mean of the group; bar: its interval, where it has one."),
        "person": _("{person}: {share}"), "table": _("All figures as a table"), "topic": _("Topic"),
        "missing": _("– = cannot be computed."), "method": _("What was done"),
        "help": _("Click or Enter chooses a topic or a word; arrow keys go from topic to topic. The larger a circle, "
                  "the more is said of the topic; dashed and grey: not stable, not to be relied on."),
    }
