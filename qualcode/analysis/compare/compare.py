"""Groups of participants compared, code by code: the whole procedure, on one stream of random numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from math import inf, nan

from qualcode.analysis.compare.captions import attribute_name, captions
from qualcode.analysis.compare.multiplicity import benjamini_hochberg, holm
from qualcode.analysis.compare.outcomes import COUNTED, OUTCOMES, Outcome, Outcomes, counted_codings, measure
from qualcode.analysis.compare.pairs import LEAST, OMNIBUS, Block, compare_pair, how_of, untested
from qualcode.analysis.compare.permutation import permutation_test
from qualcode.analysis.compare.results import CodeComparison, Comparison, Design, GroupSummary, PairComparison
from qualcode.analysis.counts import Speech
from qualcode.analysis.matrices import SINGLES, Asked, check_attribute, code_order
from qualcode.analysis.selection import Selection
from qualcode.errors import NotComputableError, UsageError
from qualcode.i18n import _
from qualcode.model import Codebook, Coding, Corpus, UnitKind

#: more groups than this are no groups any more: each is a few people, and pairs grow with the square
MOST_GROUPS = 20


def compare(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], by: str, *, within: str = "",
    outcome: Outcome = "share", unit: UnitKind = UnitKind.SENTENCE, selection: Selection | None = None,
    roll_up: bool = False, asked: Asked | None = None, permutations: int = 9999, draws: int = 2000, seed: int = 7,
    speech: Speech | None = None,
) -> Comparison:
    """Compare the groups that an attribute makes of the participants, for every code.

    Args:
        corpus: The transcripts; interviewers' and bystanders' words do not count.
        codebook: Gives the order of codes; a code that is no longer in it comes last.
        codings: As they come; ``selection`` filters them.
        by: Attribute whose values are the groups.
        within: Attribute whose values are strata: compared, and permuted, is within each; "" for none.
        outcome: ``share`` of a participant's units that have the code, ``any`` mention, ``rate`` of codings per 1,000
            spoken characters.
        unit: What ``share`` counts.
        selection: By default everything but what people rejected.
        roll_up: Whether parents count their children's codings.
        asked: Code -> transcripts in which it was asked about; everywhere where not given.
        permutations: Of the Monte Carlo test, where not all arrangements are tried.
        draws: Resamples for the intervals, 0 for none.
        seed: Another one draws other arrangements and resamples.
        speech: ``Speech(corpus, unit)``, for a caller that makes several tables of one corpus.

    Raises:
        UsageError: an attribute or outcome does not exist, makes no groups or too many, or a number is out of range.
        NotComputableError: there are no codes, or fewer than two groups of people who spoke.
    """
    design = Design(by, within, permutations, draws, seed, selection or Selection(), roll_up)
    check_design(corpus, design, outcome)
    given, said = list(codings), Speech.of(corpus, unit, speech)
    counted = counted_codings(codebook, given, design.selection, roll_up=roll_up)
    codes = code_order(codebook, counted, design.selection)
    outcomes = measure(said, counted, codes, by, within=within, outcome=outcome, asked=asked)
    groups = groups_of(outcomes, by, codes)
    rows, pairs = compare_outcomes(outcomes, groups, design)
    chosen = design.selection.of(given)
    left_out = sum(not said.covered(coding) for coding in chosen)
    idle = idle_strata(outcomes) if within else ()
    found = Comparison(design, outcomes, groups, idle, rows, pairs, sum(row.p == row.p for row in rows), left_out, {})
    return replace(found, captions=captions(found, chosen))


def check_design(corpus: Corpus, design: Design, outcome: str) -> None:
    """Refuse what cannot be asked for; errors as of ``compare``."""
    for key in (design.by, *([design.within] if design.within else [])):
        check_attribute(corpus, key)
        if key in SINGLES:
            raise UsageError(_("{key}: no groups of people; compare by an attribute such as town").format(key=key))
    if design.by == design.within:
        raise UsageError(_("{key}: compared by and within the same attribute; give another one for the strata").format(
            key=design.by))
    if outcome not in OUTCOMES:
        raise UsageError(_("{word}: choose among {known}").format(word=outcome, known=", ".join(OUTCOMES)))
    if design.permutations < 1 or design.draws < 0 or design.seed < 0:
        raise UsageError(_("permutations must be at least 1, draws and seed at least 0; give other numbers"))


def groups_of(outcomes: Outcomes, by: str, codes: Sequence[str]) -> tuple[str, ...]:
    """Return the groups that anybody who counts belongs to, sorted; errors as of ``compare``."""
    groups = tuple(sorted({person.group for person in outcomes.people if person.status == COUNTED}))
    if not codes:
        raise NotComputableError(_("there is no code to compare; write a codebook or code something first"))
    if len(groups) < 2:
        raise NotComputableError(
            _("{by}: fewer than two groups of people who spoke (there is: {groups}); compare by another attribute, or "
              "fill in the attribute table").format(by=attribute_name(by), groups=_(", ").join(groups) or _("nobody")))
    if len(groups) > MOST_GROUPS:
        raise UsageError(
            _("{by}: {n} different values are too many groups, at most {most} can be compared; make bands of them in "
              "the attribute table").format(by=attribute_name(by), n=len(groups), most=MOST_GROUPS))
    return groups


def idle_strata(outcomes: Outcomes) -> tuple[str, ...]:
    """Return the strata with one group only, sorted."""
    groups: dict[str, set[str]] = {}
    for person in outcomes.people:
        if person.status == COUNTED:
            groups.setdefault(person.stratum, set()).add(person.group)
    return tuple(sorted(stratum for stratum, found in groups.items() if len(found) < 2))


def compare_outcomes(
    outcomes: Outcomes, groups: Sequence[str], design: Design,
) -> tuple[tuple[CodeComparison, ...], tuple[PairComparison, ...]]:
    """Return a row a code with its q, and its pairs with their adjusted p: the core, whatever the columns are.

    Args:
        outcomes: Participants by codes.
        groups: Of ``groups_of``.
        design: How many arrangements and resamples, and the seed.
    """
    from threadpoolctl import threadpool_limits

    bound = inf if outcomes.outcome == "rate" else 1.0
    rows: dict[int, CodeComparison] = {}
    pairs: dict[int, list[PairComparison]] = {}
    with threadpool_limits(limits=1):  # sums come out the same however many processors there are
        for block in _blocks(outcomes, groups):
            each = [compare_pair(block, a, b, groups, design, bound) for a, b in combinations(range(len(groups)), 2)]
            of_code = [_adjusted(list(one)) for one in zip(*each, strict=True)]
            pairs |= dict(zip(block.columns, of_code, strict=True))
            rows |= dict(zip(block.columns, _rows(block, outcomes, groups, of_code, design), strict=True))
    q_values = benjamini_hochberg([rows[column].p for column in sorted(rows)])
    return (tuple(replace(rows[column], q=q) for column, q in zip(sorted(rows), q_values, strict=True)),
            tuple(pair for column in sorted(pairs) for pair in pairs[column]))


def _adjusted(pairs: list[PairComparison]) -> list[PairComparison]:
    return [replace(pair, p_holm=p) for pair, p in zip(pairs, holm([pair.p for pair in pairs]), strict=True)]


def _blocks(outcomes: Outcomes, groups: Sequence[str]) -> list[Block]:
    """Return the codes by who was asked about them: mostly everybody about everything, which makes one block."""
    import numpy as np

    names = {group: number for number, group in enumerate(groups)}
    strata = {name: number for number, name in enumerate(sorted({person.stratum for person in outcomes.people}))}
    labels = np.array([names.get(person.group, -1) for person in outcomes.people], dtype=np.int64)
    layers = np.array([strata[person.stratum] for person in outcomes.people], dtype=np.int64)
    there = ~np.isnan(outcomes.values)
    patterns: dict[bytes, list[int]] = {}
    for column in range(len(outcomes.codes)):
        patterns.setdefault(there[:, column].tobytes(), []).append(column)
    made = []
    for columns in patterns.values():
        rows = there[:, columns[0]]
        made.append(Block(tuple(outcomes.codes[column] for column in columns), tuple(columns),
                          outcomes.values[rows][:, columns], labels[rows], layers[rows]))
    return made


def _rows(
    block: Block, outcomes: Outcomes, groups: Sequence[str], pairs: Sequence[list[PairComparison]], design: Design,
) -> list[CodeComparison]:
    """Return the rows of a block's codes, q still missing."""
    import numpy as np

    summaries = [tuple(_summary(outcomes, name, column) for name in groups) for column in block.columns]
    if len(groups) == 2:
        return [CodeComparison(code, each, pair, nan, pair.p, nan, pair.how, pair.arrangements, pair.notes)
                for code, each, (pair,) in zip(block.codes, summaries, pairs, strict=True)]
    here, small = _tested(block, len(groups))
    test = permutation_test(here.values, here.labels, here.strata, permutations=design.permutations,
                            seed=(design.seed, OMNIBUS)) if len(np.unique(here.labels)) > 1 else None
    rows = []
    for number, (code, each) in enumerate(zip(block.codes, summaries, strict=True)):
        p, eta = (nan, nan) if test is None else (float(test.p[number]), float(test.eta_squared[number]))
        notes = untested(test, p, bool(here.values[:, number].any()))
        if test is not None and small:
            notes += (_("not in the test, fewer than {n} people: {groups}").format(
                n=LEAST, groups=_(", ").join(groups[one] for one in small)),)
        rows.append(CodeComparison(code, each, None, eta, p, nan, *how_of(test, p), notes))
    return rows


def _tested(block: Block, groups: int) -> tuple[Block, list[int]]:
    """Return the participants of all groups that have enough of them in shared strata, and the other groups."""
    import numpy as np

    tested = list(range(groups))
    while True:
        here = block.only(tested)
        enough = [group for group in tested if np.count_nonzero(here.labels == group) >= LEAST]
        if enough == tested:
            return here, [group for group in range(groups) if group not in tested]
        tested = enough


def _summary(outcomes: Outcomes, group: str, column: int) -> GroupSummary:
    import numpy as np

    rows = [row for row, person in enumerate(outcomes.people)
            if person.group == group and outcomes.status(row, column) == COUNTED]
    values = outcomes.values[rows, column]
    return GroupSummary(
        group, len(rows), int((outcomes.coded[rows, column] > 0).sum()), int(outcomes.references[rows, column].sum()),
        float(values.mean()) if rows else nan, float(np.median(values)) if rows else nan)
