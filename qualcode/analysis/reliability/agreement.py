"""The whole comparison of the coders of a study, as a pure function."""

from collections.abc import Mapping, Sequence

from qualcode.analysis.reliability.captions import captions
from qualcode.analysis.reliability.coefficient import few_coders, no_units, undefined
from qualcode.analysis.reliability.differences import find_confusion, find_disagreements
from qualcode.analysis.reliability.presence import Marks, column_sums, mark, presence
from qualcode.analysis.reliability.results import Agreement
from qualcode.analysis.reliability.rows import Sums, code_rows, pair_rows, undefined_rows
from qualcode.analysis.reliability.sets import alpha_of_presence
from qualcode.analysis.reliability.two_valued import resampled
from qualcode.analysis.reliability.unitizing import alpha_u
from qualcode.analysis.reliability.universe import Continuum, Universe, lay_out
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import Coding


def agreement(
    universe: Universe, coders: Mapping[str, Sequence[Coding]], codes: Sequence[str], *,
    replicates: int = 1000, seed: int = 1, level: float = 0.95,
) -> Agreement:
    """Compare what coders found, per code and overall.

    A coder has a code on a unit if one of the coder's codings with the code shares a character with it; for characters,
    if the character stands in such a coding. Everything in the universe that nobody coded counts as agreement. Codings
    outside it, and parts of codings, do not count; empty ones do not either.

    The bootstrap draws units of the universe with replacement, all codes and coders of a unit together. It does not
    know that units of one interview resemble each other, so intervals are rather too narrow than too wide. alpha_u and
    the alpha over sets have none: passages reach over units, and sets of codes change with every resample.

    Args:
        universe: What every coder was asked to code.
        coders: Name of a coder -> that coder's accepted codings. Two or more; with fewer nothing is defined.
        codes: Ids of the codes to be compared, in the order of the result; other codings are left out and counted.
        replicates: Resamples for the intervals; 0 gives none.
        seed: Of the bootstrap.
        level: Of the intervals, in (0, 1).

    Raises:
        UsageError: no code, a code twice, a level outside (0, 1), a negative number of resamples.
        NotComputableError: units of the universe that are empty or overlap.
    """
    _check(codes, replicates, level)
    names, continuum = tuple(coders), lay_out(universe)
    number = {code: k for k, code in enumerate(codes)}
    marks = [mark(continuum, coders[name], number) for name in names]
    said = captions(
        universe.kind, n_units=len(continuum.units), n=_size(universe, continuum), n_transcripts=len(continuum.ranks),
        coders=len(names), replicates=replicates, seed=seed, level=level)
    if len(names) < 2 or not continuum.units:
        return _nothing(universe, continuum, marks, names, codes, (replicates, seed, level), said)
    found = presence(continuum, marks, universe.kind, len(codes))
    table = found.sums()
    sums = Sums.split(column_sums(table), len(names), len(codes))
    draws = Sums.split(resampled(table, replicates, seed), len(names), len(codes))
    spans = alpha_u([one.passages for one in marks], continuum.borders, len(codes))
    rows, pooled, mean = code_rows(sums, draws, level, codes, spans)
    return Agreement(
        universe.kind, names, len(continuum.units), _size(universe, continuum), replicates, seed, level,
        rows, pooled, mean, alpha_of_presence(found.has, found.both, found.weights),
        pair_rows(sums, draws, level, names), find_confusion(found, names, codes),
        find_disagreements(found, continuum, marks, names, codes), _left_out(names, marks), said,
    )


def _nothing(
    universe: Universe, continuum: Continuum, marks: Sequence[Marks], names: tuple[str, ...], codes: Sequence[str],
    drawn: tuple[int, int, float], said: Mapping[str, str],
) -> Agreement:
    """Return the result for fewer than two coders or no unit: what was coded, and why nothing is compared."""
    reason = few_coders() if len(names) < 2 else no_units()
    coded = {}
    if names and continuum.units:
        found = presence(continuum, marks, universe.kind, len(codes))
        sums = Sums.split(column_sums(found.sums()), len(names), len(codes))
        coded = {code: tuple(round(float(one)) for one in sums.single[:, k]) for k, code in enumerate(codes)}
    n = _size(universe, continuum)
    rows, pooled, mean = undefined_rows(reason, codes, n, coded, (0,) * len(names))
    return Agreement(
        universe.kind, names, len(continuum.units), n, *drawn, rows, pooled, mean, undefined(reason), (), (), (),
        _left_out(names, marks), said,
    )


def _size(universe: Universe, continuum: Continuum) -> int:
    return int(continuum.begins[-1]) if universe.kind == "character" else len(continuum.units)


def _left_out(names: Sequence[str], marks: Sequence[Marks]) -> dict[str, int]:
    return {name: one.left_out for name, one in zip(names, marks, strict=True)}


def _check(codes: Sequence[str], replicates: int, level: float) -> None:
    if not codes or len(set(codes)) != len(codes):
        raise UsageError(_("the codes to compare must be at least one, each named once"))
    if replicates < 0 or not 0 < level < 1:
        raise UsageError(_("give 0 or more resamples and a level between 0 and 1, such as 0.95"))
