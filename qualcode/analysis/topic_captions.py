"""What was done to compare topics between groups, in sentences that stand under every table of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qualcode.analysis.compare.captions import attribute_name
from qualcode.analysis.compare.captions import captions as code_captions
from qualcode.analysis.compare.results import Comparison
from qualcode.i18n import _


def captions(
    found: Comparison, states: Sequence[str], fits: int, *, told: bool, fixed: bool
) -> Mapping[str, str]:
    """Return name -> sentences, in the order in which they are read.

    Args:
        found: The comparison, still without captions.
        states: Of the topics.
        fits: Fits over which shares are means.
        told: Whether the model was given the attribute that groups are made of.
        fixed: Whether the seed changes nothing in the model.
    """
    same = code_captions(replace(found, left_out=0), ())
    unstable = sum(state != "stable" for state in states)
    texts = {
        "outcome": _("The participant is the unit of analysis; outcome: the mean share of the topic in a participant's "
                     "documents, taken as the mean over {n} fits with different seeds. Interviewers' words do not "
                     "count.").format(n=fits),
        **{name: same[name] for name in ("groups", "left_out", "test", "effects") if name in same},
        "seeds": _seeds(fits, fixed),
        "family": _("q: Benjamini-Hochberg, the {n} tested topics of this table as one family.").format(n=found.family),
        "unstable": _("Topics that are not stable, described and not tested: {n} of {all}.").format(
            n=unstable, all=len(states)) if unstable else "",
        "told": _("The model was told {by}: it shares out topics accordingly, so that a test by it would prove "
                  "nothing.").format(by=attribute_name(found.design.by)) if told else "",
        "detectable": same.get("detectable", ""),
        "exploratory": _("Exploratory: the topics were found in the same interviews in which they are compared, and "
                         "shares of topics sum up to 1, so that where one is larger others are smaller."),
        "limits": same["limits"],
    }
    if not found.family:
        texts |= {"family": "", "detectable": "", "test": _(
            "No topic is tested here: groups have fewer people than a test needs, no topic is stable, or the model was "
            "told the groups.")}
    return {name: text for name, text in texts.items() if text}


def _seeds(fits: int, fixed: bool) -> str:
    if fixed:
        return _("Another seed changes nothing in this model, so that intervals hold the spread of people only.")
    if fits < 2:
        return _("Only one fit was made, so that intervals do not hold the spread between seeds.")
    return _("Intervals hold the spread between seeds too: each arm is the root of its square plus z² (1 + 1/m) B, B "
             "the variance over the m fits (Rubin 1987).")
