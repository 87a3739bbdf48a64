"""What the comparison of coders finds."""

from collections.abc import Mapping
from dataclasses import dataclass

from qualcode.analysis.reliability.coefficient import Coefficient
from qualcode.analysis.reliability.universe import Kind
from qualcode.model import Span


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """How far coders agree on one code, or over all codes. ``n`` is in units or characters, as the universe is.

    Attributes:
        scope: ``code``; ``pooled`` for all decisions (unit by code) together; ``mean`` for the means over those codes
            for which a coefficient is defined (``n`` of the coefficient says over how many).
        code: Id of the code, "" over all codes.
        n: Decisions: units to be coded, times codes where ``pooled``.
        coded: What each coder gave the code, in the order of coders.
        percent: Share of agreeing pairs of coders.
        kappa: Cohen's for two coders, Light's for more.
        fleiss: Fleiss' kappa; Scott's pi for two coders.
        alpha: Krippendorff's, nominal.
        ac1: Gwet's.
        holsti: K, the mean over pairs of coders.
        holsti_r: R = nK / (1 + (n-1) K) of n coders.
        alpha_u: Krippendorff's for passages; whatever the unit is, it looks at characters.
    """

    scope: str
    code: str
    n: int
    coded: tuple[int, ...]
    percent: Coefficient
    kappa: Coefficient
    fleiss: Coefficient
    alpha: Coefficient
    ac1: Coefficient
    holsti: Coefficient
    holsti_r: Coefficient
    alpha_u: Coefficient


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How far two coders agree, over all decisions.

    Attributes:
        first: Name of a coder. second: Name of the other.
        n: Decisions: what was to be coded, times codes.
        first_coded: N1, decisions "has the code" of the first. second_coded: N2, of the second.
        both_coded: M, of both.
        percent: Share of decisions that agree. kappa: Cohen's. alpha: Krippendorff's, nominal. ac1: Gwet's.
        holsti: 2M / (N1 + N2).
    """

    first: str
    second: str
    n: int
    first_coded: int
    second_coded: int
    both_coded: int
    percent: Coefficient
    kappa: Coefficient
    alpha: Coefficient
    ac1: Coefficient
    holsti: Coefficient


@dataclass(frozen=True, slots=True)
class Confusion:
    """Where one coder has a code, another has not and has something else instead.

    Attributes:
        first: The coder who has ``first_code``. second: The one who has not.
        first_code: The code.
        second_code: What the second coder has there; "" where that is no code at all.
        n: Units or characters. One of them counts several times where the second coder has several codes on it.
    """

    first: str
    second: str
    first_code: str
    second_code: str
    n: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One unit and code on which coders differ.

    Attributes:
        unit: Id of the unit. transcript: Name of the transcript. code: Id of the code.
        has: Coders who have the code on the unit. lacks: Coders who have not; may be empty for characters, where coders
            can differ on where in the unit it stands.
        spans: (coder, span) of every coding with the code that shares a character with the unit.
        n: 1, or the number of characters on which they differ.
    """

    unit: str
    transcript: str
    code: str
    has: tuple[str, ...]
    lacks: tuple[str, ...]
    spans: tuple[tuple[str, Span], ...]
    n: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """The comparison of the coders of a study.

    Attributes:
        kind: What was compared.
        coders: In the order that was given.
        n_units: Units of the universe.
        n: Units or characters to be coded.
        replicates: Resamples of the bootstrap, 0 where no interval was asked for.
        seed: Of the bootstrap.
        level: Of the intervals.
        codes: One row a code, in the order that was given.
        pooled: Over all decisions; its ``alpha_u`` is over all codes.
        mean: Means over codes.
        alpha_masi: Alpha over the sets of codes on each unit or character, with MASI distance.
        pairs: One row an unordered pair of coders.
        confusion: The largest numbers first in each ordered pair of coders.
        disagreements: In the order of transcripts, units and codes.
        left_out: Coder -> codings that do not count (see ``Marks``).
        captions: Name of a column or table -> one sentence with universe, unit and formula.
    """

    kind: Kind
    coders: tuple[str, ...]
    n_units: int
    n: int
    replicates: int
    seed: int
    level: float
    codes: tuple[CodeAgreement, ...]
    pooled: CodeAgreement
    mean: CodeAgreement
    alpha_masi: Coefficient
    pairs: tuple[PairAgreement, ...]
    confusion: tuple[Confusion, ...]
    disagreements: tuple[Disagreement, ...]
    left_out: Mapping[str, int]
    captions: Mapping[str, str]
