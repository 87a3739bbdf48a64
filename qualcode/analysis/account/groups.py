"""How groups of people differ: what stands after correction, how large it is, and what could not have been seen."""

from collections.abc import Callable

from qualcode.analysis.account.words import known, listed, points, sentence
from qualcode.analysis.compare import CodeComparison, Comparison, PairComparison
from qualcode.analysis.compare.captions import attribute_name
from qualcode.analysis.compare.pairs import LEAST_BCA
from qualcode.analysis.thesis.table import DASH, Column, ThesisTable, coefficient, numbers, probability
from qualcode.i18n import _, prose

#: a difference stands where q is at most this
ALPHA = 0.05


def comparison_paragraphs(found: Comparison, name: Callable[[str], str]) -> list[str]:
    """Return what a comparison by any mention shows: a paragraph a code that stands, the largest difference first.

    Args:
        found: Compared by ``any``, so that means are shares of people.
        name: Id of a code -> what it is called.
    """
    limits = found.captions["limits"]
    if not found.family:
        return [found.captions["groups"], found.captions["test"], limits]
    standing = sorted((row for row in found.codes if row.q <= ALPHA), key=lambda row: -_size(row))
    head = _("Codes tested for a difference by {attribute}: {n}; differences that stand after correction for their "
             "number (q at most {alpha}): {standing}.").format(
                 attribute=attribute_name(found.design.by), n=found.family, alpha=ALPHA, standing=len(standing))
    said = [f"{found.captions['groups']} {head}"]
    if not standing:
        said.append(_("None stands, so none is told here in words; the tables show what was counted."))
    for row in standing:
        said.append(_of_two(row, row.pair, name(row.code)) if row.pair else _of_many(row, found, name(row.code)))
    return [*said, *_seen(found), limits]


def effects_table(found: Comparison, name: Callable[[str], str]) -> ThesisTable | None:
    """Return the differences between two groups with what is known of them, the largest first; None for more groups.

    Args:
        found: Compared by ``any``, so that differences are of shares of people.
        name: Id of a code -> what it is called.
    """
    rows = [(row, row.pair) for row in found.codes if row.pair is not None and any(g.mentioning for g in row.groups)]
    if not rows:
        return None
    rows.sort(key=lambda one: -_size(one[0]))
    first, second = found.groups
    columns = (Column("code_name", width=3), numbers("difference", label=_("Difference (points)"), width=1.4),
               numbers("interval", label=_("Interval (95 %)"), width=2), numbers("q"),
               numbers("detectable", label=_("Detectable (points)"), width=1.4))
    cells = tuple(
        (name(row.code), _or_dash(pair.difference.value), _interval(pair), probability(row.q),
         _or_dash(pair.detectable)) for row, pair in rows)
    missing = dict.fromkeys(pair.difference.reason for _row, pair in rows
                            if pair.difference.reason and not known(pair.difference.low))
    note = prose([
        _("Difference: share of {a} who mention the code less that of {b}, in percentage points; a code that nobody "
          "mentions is left out.").format(a=first, b=second),
        _("Intervals: people of each group drawn anew {n} times, seed {seed}; BCa, percentile where a group has fewer "
          "than {least} people, and with so few people rather too narrow.").format(
              n=found.design.draws, seed=found.design.seed, least=LEAST_BCA),
        found.captions.get("family", ""), found.captions.get("detectable", ""),
        _("{dash}: not known ({reasons}).").format(dash=DASH, reasons=_("; ").join(missing)) if missing else ""])
    return ThesisTable("", _("Differences by {attribute}, the largest first").format(
        attribute=attribute_name(found.design.by)), columns, cells, note)


def _or_dash(share: float) -> str:
    return points(share) if known(share) else DASH


def _interval(pair: PairComparison) -> str:
    one = pair.difference
    return f"[{points(one.low)}, {points(one.high)}]" if known(one.low) else DASH


def _size(row: CodeComparison) -> float:
    return abs(row.pair.difference.value) if row.pair else row.eta_squared


def _of_two(row: CodeComparison, pair: PairComparison, called: str) -> str:
    first, second = row.groups
    said = _("{code}: {a} {people_a} of {n_a}, {b} {people_b} of {n_b} people; difference {difference} percentage "
             "points; q: {q}.").format(
                 code=called, a=first.group, people_a=first.mentioning, n_a=first.n, b=second.group,
                 people_b=second.mentioning, n_b=second.n, difference=points(pair.difference.value),
                 q=probability(row.q))
    if known(pair.difference.low):
        said += " " + _("Interval of the difference (95 %): {low} to {high} points.").format(
            low=points(pair.difference.low), high=points(pair.difference.high))
    elif pair.difference.reason:
        said += " " + sentence(pair.difference.reason)
    if known(pair.detectable):
        said += " " + _("Smallest true difference found (p below 0.05, not corrected) in 80 of 100 such studies: "
                        "{points} points.").format(points=points(pair.detectable))
    return said


def _of_many(row: CodeComparison, found: Comparison, called: str) -> str:
    groups = listed(_("{name} {people} of {n}").format(name=one.group, people=one.mentioning, n=one.n)
                    for one in row.groups)
    said = _("{code}: {groups} people; share of the sum of squares between groups (η²): {eta}; q: {q}.").format(
        code=called, groups=groups, eta=coefficient(row.eta_squared), q=probability(row.q))
    pairs = [one for one in found.pairs if one.code == row.code and one.p_holm <= ALPHA]
    for one in sorted(pairs, key=lambda one: -abs(one.difference.value)):
        text = _("{a} against {b}: {difference} points, p (Holm): {p}.")
        if known(one.difference.low):
            text = _("{a} against {b}: {difference} points, interval (95 %) {low} to {high}, p (Holm): {p}.")
        said += " " + text.format(
            a=one.group_a, b=one.group_b, difference=points(one.difference.value), low=points(one.difference.low),
            high=points(one.difference.high), p=probability(one.p_holm))
    return said


def _seen(found: Comparison) -> list[str]:
    """Return how large a difference has to be with groups of this size, over the codes that were tested."""
    tested = {row.code for row in found.codes if known(row.p)}
    ways = [one.detectable for one in found.pairs if one.code in tested and known(one.detectable)]
    if not ways:
        return []
    return [_("With groups of this size a true difference has to be large to be found (p below 0.05, not corrected) in "
              "80 of 100 such studies: from {low} percentage points for one code to {high} for another, and larger "
              "still to stand after correction. Smaller ones mostly stay hidden, so that none was found is no proof of "
              "likeness.").format(low=points(min(ways)), high=points(max(ways)))]
