"""What was done, in sentences that stand under every table of a comparison."""

from collections import Counter
from collections.abc import Mapping, Sequence

from qualcode.analysis.compare.bootstrap import LEVEL
from qualcode.analysis.compare.detectable import ALPHA, POWER
from qualcode.analysis.compare.outcomes import COUNTED, NO_TEXT, NOT_ASKED, NOT_STATED, SEVERAL
from qualcode.analysis.compare.pairs import LEAST, LEAST_BCA
from qualcode.analysis.compare.permutation import EXACT_LIMIT
from qualcode.analysis.compare.results import Comparison
from qualcode.i18n import _, language, prose
from qualcode.model import HEADINGS, Coding, UnitKind


def captions(found: Comparison, chosen: Sequence[Coding]) -> Mapping[str, str]:
    """Return name -> sentences, in the order in which they are read.

    Args:
        found: The comparison, still without captions.
        chosen: The codings that its selection lets through.
    """
    texts = {
        "outcome": _outcome(found), "groups": _people(found), "left_out": _left_out(found), "test": _test(found),
        "effects": _effects(found), "family": _family(found), "detectable": _detectable(), "limits": _limits(found),
        "codings": _codings(found, chosen),
    }
    if not found.family:  # what was not done is not described
        texts |= {"test": _("No code is tested here: groups have fewer than {least} people, or nothing differs between "
                            "people.").format(least=LEAST), "family": "", "detectable": ""}
    return {name: text for name, text in texts.items() if text}


def attribute_name(key: str) -> str:
    """Return what an attribute is called in sentences."""
    if key not in HEADINGS:
        return key
    return HEADINGS[key][0] if language() == "zh" else key.replace("_", " ")


def _outcome(found: Comparison) -> str:
    unit = _("turns") if found.outcomes.unit is UnitKind.TURN else _("sentences")
    return {
        "share": _("The participant is the unit of analysis; outcome: the share of a participant's {unit} that have "
                   "the code. Interviewers' words do not count."),
        "any": _("The participant is the unit of analysis; outcome: whether a participant has the code at all (1) or "
                 "not (0), so that means are shares of people. Interviewers' words do not count."),
        "rate": _("The participant is the unit of analysis; outcome: codings per 1,000 spoken characters of a "
                  "participant. Interviewers' words do not count."),
    }[found.outcomes.outcome].format(unit=unit)


def _people(found: Comparison) -> str:
    sizes = Counter(person.group for person in found.outcomes.people if person.status == COUNTED)
    text = _("Groups by {by}: {groups}.").format(by=attribute_name(found.design.by), groups=_(", ").join(
        _("{name} ({n} people)").format(name=group, n=sizes[group]) for group in found.groups))
    if found.design.within:
        text += " " + _("Compared within strata by {within}.").format(within=attribute_name(found.design.within))
    if found.idle:
        text += " " + _("Strata with one group only, which add nothing to tests and differences: {strata}.").format(
            strata=_(", ").join(found.idle))
    return text


def _left_out(found: Comparison) -> str:
    counts = Counter(person.status for person in found.outcomes.people)
    keys = [key for key in (found.design.by, found.design.within) if key]
    names = _(" or ").join(attribute_name(key) for key in keys)
    said = {
        NOT_STATED: _("{names} not stated"), SEVERAL: _("several values of {names}"),
        NO_TEXT: _("interviewed and said no word"), NOT_ASKED: _("not interviewed"),
    }
    out = [f"{text.format(names=names)}: {counts[status]}" for status, text in said.items() if counts[status]]
    nobody = _("Nobody who was interviewed was left out.")
    text = _("People left out: {reasons}.").format(reasons=_("; ").join(out)) if out else nobody
    outcomes = found.outcomes
    if any(person.status == COUNTED and not outcomes.characters[row].all()
           for row, person in enumerate(outcomes.people)):
        text += " " + _("Who was not asked about a code is missing for that code only.")
    return text


def _test(found: Comparison) -> str:
    design, two = found.design, len(found.groups) == 2
    statistic = _("absolute difference of means") if two else _("sum of squares between groups")
    where = _("within strata") if design.within else _("over all participants")
    text = _("Test: labels of groups permuted {where}, two-sided, statistic: {statistic}. All arrangements are tried "
             "where there are at most {limit}, else {n} random ones with p = (1 + b) / (n + 1), seed {seed}; tried "
             "here: {tried}. With fewer than {least} people on a side groups are described, not tested.").format(
                 where=where, statistic=statistic, limit=EXACT_LIMIT, n=design.permutations, seed=design.seed,
                 tried=_tried(found), least=LEAST)
    if not two:
        text += " " + _("First all groups at once, then pairs, each among its own people, p adjusted by Holm over the "
                        "pairs of a code; look at the pairs of codes whose q is small.")
    return text


def _tried(found: Comparison) -> str:
    """Return the different numbers of arrangements."""
    ways = sorted({(row.how, row.arrangements) for row in found.codes if row.how})
    words = {"exact": _("all {n}"), "monte_carlo": _("{n} random ones")}
    return _(", ").join(words[how].format(n=n) for how, n in ways) or _("none")


def _effects(found: Comparison) -> str:
    design = found.design
    text = _("Differences and ratios are of means, the first group's less or by the second's; Cliff's delta is the "
             "chance that somebody of the first has more than somebody of the second, less the chance of the reverse.")
    if len(found.groups) == 2:
        text += " " + _("First: {a}; second: {b}.").format(a=found.groups[0], b=found.groups[1])
    if design.within:
        text += " " + _("They are put together from the strata with weights n_a n_b / (n_a + n_b) (Mantel-Haenszel).")
    if not design.draws:
        return text + " " + _("No interval was asked for.")
    drawn = _("each group of each stratum") if design.within else _("each group")
    text += " " + _("Intervals ({level} %): participants drawn anew within {drawn} {n} times, seed {seed}; BCa, "
                    "percentile where a side has fewer than {least} people. They are somewhat too narrow: in "
                    "simulations 88 to 91 of 100 held the true difference with 5 to 10 people on a side, 92 with 15, "
                    "94 with 30.").format(
                        level=f"{100 * LEVEL:.0f}", drawn=drawn, n=design.draws, seed=design.seed, least=LEAST_BCA)
    return text


def _family(found: Comparison) -> str:
    text = _("q: Benjamini-Hochberg, the {n} tested codes of this table as one family.").format(n=found.family)
    rest = len(found.codes) - found.family
    if rest:
        text += " " + _("Codes without a test, no members of it: {n}.").format(n=rest)
    return text


def _detectable() -> str:
    return _("Detectable: the true difference that is found (p below {alpha}) in {power} of 100 such studies, from the "
             "standard deviation within groups and their sizes (Student's t, Bloom 1995); smaller ones stay hidden "
             "more often, so a large p is no proof of likeness.").format(
                 power=f"{100 * POWER:.0f}", alpha=ALPHA)


def _limits(found: Comparison) -> str:
    return _("{n} groups are no sample of all that {by} can be, and people were chosen for a purpose: the numbers "
             "speak of these participants, and what else differs between the groups may be the reason.").format(
                 n=len(found.groups), by=attribute_name(found.design.by))


def _codings(found: Comparison, chosen: Sequence[Coding]) -> str:
    parts = [found.design.selection.caption(chosen)]
    if found.design.roll_up:
        parts.append(_("A parent counts its children's codings, each unit once."))
    if found.left_out:
        parts.append(_("Codings left out, on words of interviewers or bystanders or outside these transcripts: {n}."
                       ).format(n=found.left_out))
    return prose(parts)
