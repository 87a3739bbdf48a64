"""What an evaluation says (see ``evaluation`` for matching and formulas): its numbers, and their tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan, nan, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from qualcode.analysis.tables import code_name, write_evidence
from qualcode.i18n import _
from qualcode.model import Codebook, Coding, Corpus

if TYPE_CHECKING:
    import pandas as pd

Interval = tuple[float, float]
_Z = NormalDist().inv_cdf(0.975)
EVALUATION_COLUMNS = (
    "level", "code", "code_name", "gold", "tested", "tp", "fp", "fn", "precision", "precision_low", "precision_high",
    "recall", "recall_low", "recall_high", "f1", "shared", "note",
)
FINDING_COLUMNS = ("unit_id", "transcript", "participant", "start", "end", "code", "code_name", "text")
MISS_COLUMNS = (*FINDING_COLUMNS, "others", "partial", "coding_id")
FALSE_HIT_COLUMNS = (*FINDING_COLUMNS, "rules", "evidence", "others", "partial", "coding_id")
RULE_COLUMNS = ("code", "code_name", "rule", "hits", "false_hits", "precision", "precision_low", "precision_high")


@dataclass(frozen=True, slots=True)
class Score:
    """How well one code, or all of them, was found.

    Attributes:
        code: Id of the code, "" for all of them.
        tp: Matches. fp: Codings (units, by the rule ``unit``) without a match in gold. fn: Gold's without a match.
        precision: In [0, 1]; NaN where nothing was coded. recall: In [0, 1]; NaN where gold has nothing.
        precision_interval: Wilson's, 95 %. recall_interval: Wilson's, 95 %.
        f1: In [0, 1]; NaN where neither has the code.
        shared: Characters that both coded by those that either coded, in [0, 1]; NaN where there are none.
        note: Why a number is missing, or "".
    """

    code: str
    tp: int
    fp: int
    fn: int
    precision: float
    precision_interval: Interval
    recall: float
    recall_interval: Interval
    f1: float
    shared: float
    note: str


@dataclass(frozen=True, slots=True)
class Macro:
    """Means over the codes that gold has.

    Attributes:
        codes: How many these are.
        precision: Mean of the precisions that can be computed. recall: Mean. f1: Mean. shared: Mean. NaN without codes.
        note: Why a number is missing, or which codes a mean leaves out, or "".
    """

    codes: int
    precision: float
    recall: float
    f1: float
    shared: float
    note: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A miss (gold's, not found) or a false hit (found, not gold's).

    Attributes:
        code: Id of the code. transcript: Name of the transcript.
        unit: Id of the coding's unit; by the rule ``unit``, of the unit that is not matched.
        codings: The coding; by the rule ``unit``, all codings of the code that touch the unit, in text order.
        others: Other codes that the other side has here, sorted: on a character of it, or on the unit.
        partial: The other side has the same code on a character of it, and the rule does not count that.
        rules: Rules to blame: those that proposed the codings, in order; empty for a person's.
    """

    code: str
    transcript: str
    unit: str
    codings: tuple[Coding, ...]
    others: tuple[str, ...]
    partial: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleScore:
    """What one rule proposed and how much of it gold has.

    Attributes:
        code: Id of the code. rule: Id of the rule.
        hits: Codings (units) that it proposed, alone or with other rules. false_hits: Those without a match.
        precision: 1 - false_hits / hits, in [0, 1]. interval: Wilson's, 95 %.
    """

    code: str
    rule: str
    hits: int
    false_hits: int
    precision: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One coder against gold.

    Attributes:
        rule: What counted as a match.
        scores: One a code, in the order that was asked for.
        micro: All codings together. macro: Every code that gold has weighs the same.
        misses: In text order; as many as fn in all. false_hits: In text order; as many as fp in all.
        rules: Most false hits first.
        left_out_gold: Gold's codings that touch none of the units. left_out_against: The other's.
        caption: What was counted and how, in sentences.
    """

    rule: str
    scores: tuple[Score, ...]
    micro: Score
    macro: Macro
    misses: tuple[Finding, ...]
    false_hits: tuple[Finding, ...]
    rules: tuple[RuleScore, ...]
    left_out_gold: int
    left_out_against: int
    caption: str


def wilson_interval(hits: int, n: int) -> Interval:
    """Return the score interval of 95 % for ``hits`` of ``n`` (Wilson 1927); NaN and NaN where n is 0."""
    if not n:
        return nan, nan
    share, z2 = hits / n, _Z * _Z
    middle, half = share + z2 / (2 * n), _Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low, high = (middle - half) / (1 + z2 / n), (middle + half) / (1 + z2 / n)
    return (low if hits else 0.0), (high if hits < n else 1.0)


def score_of(code: str, tp: int, fp: int, fn: int, common: int, either: int) -> Score:
    """Make a score of its counts; ``common`` and ``either`` are characters."""
    tested, right, notes = tp + fp, tp + fn, []
    if not tested:
        notes.append(_("no precision: the coder who is tested coded nothing"))
    if not right:
        notes.append(_("no recall: gold has nothing"))
    if not either:
        notes.append(_("no share of characters: none is coded"))
    return Score(
        code, tp, fp, fn, _ratio(tp, tested), wilson_interval(tp, tested), _ratio(tp, right),
        wilson_interval(tp, right), _ratio(2 * tp, right + tested), _ratio(common, either), "; ".join(notes),
    )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else nan


def macro_of(scores: Iterable[Score]) -> Macro:
    """Return the means over the codes that gold has."""
    found = [score for score in scores if score.tp + score.fn]
    precise = [score.precision for score in found if score.tp + score.fp]
    spread = [score.shared for score in found if not isnan(score.shared)]
    note = ""
    if not found:
        note = _("no means: gold has none of the codes")
    elif len(precise) < len(found):
        note = _("not in the mean of precision: codes of gold's that the coder who is tested never used, {n}").format(
            n=len(found) - len(precise))
    return Macro(
        len(found), _ratio(sum(precise), len(precise)), _ratio(sum(score.recall for score in found), len(found)),
        _ratio(sum(score.f1 for score in found), len(found)), _ratio(sum(spread), len(spread)), note,
    )


def rule_score_of(code: str, rule: str, hits: int, false_hits: int) -> RuleScore:
    """Make a rule's score of its counts; ``hits`` is at least 1."""
    return RuleScore(code, rule, hits, false_hits, 1 - false_hits / hits, wilson_interval(hits - false_hits, hits))


def evaluation_table(evaluation: Evaluation, codebook: Codebook) -> "pd.DataFrame":
    """Return one row a code, then one of all codings and one of the means over codes.

    Columns: ``EVALUATION_COLUMNS``. ``level`` is ``code``, ``micro`` or ``macro``; ``gold`` = tp + fn, ``tested`` =
    tp + fp. The macro row has no counts and no intervals. A number that cannot be computed is missing, and ``note``
    says why.
    """
    import pandas as pd

    rows = [_score_row("code", score, code_name(codebook, score.code)) for score in evaluation.scores]
    macro = evaluation.macro
    rows.append(_score_row("micro", evaluation.micro, _("all codings (micro)")))
    rows.append({"level": "macro", "code": "", "code_name": _("mean of codes (macro)"), "precision": macro.precision,
                 "recall": macro.recall, "f1": macro.f1, "shared": macro.shared, "note": macro.note})
    frame = pd.DataFrame(rows, columns=list(EVALUATION_COLUMNS), dtype=object)
    types = dict.fromkeys(EVALUATION_COLUMNS[3:8], "Int64") | dict.fromkeys(EVALUATION_COLUMNS[8:-1], "Float64")
    return frame.astype({name: types.get(name, "string") for name in EVALUATION_COLUMNS})


def misses_table(evaluation: Evaluation, corpus: Corpus, codebook: Codebook) -> "pd.DataFrame":
    """Return gold's codings (units) that were not found, one row each, in text order; columns ``MISS_COLUMNS``.

    ``start`` and ``end`` are half-open code points; ``text`` is what stands there, or the kept quote where the
    transcript is not in the corpus (several codings on one unit are joined by " … "). ``others`` are the codes that the
    tested coder has there, joined by ``;``; ``partial``: the same code is there, and the rule does not count it.
    """
    import pandas as pd

    rows = [_finding_row(finding, corpus, codebook) for finding in evaluation.misses]
    return pd.DataFrame(rows, columns=list(MISS_COLUMNS))


def false_hits_table(evaluation: Evaluation, corpus: Corpus, codebook: Codebook) -> "pd.DataFrame":
    """Return codings (units) that gold lacks, one row each, in text order; columns ``FALSE_HIT_COLUMNS``.

    As ``misses_table``; ``rules`` are the rules to blame, in order, joined by ``;``, ``evidence`` what they matched as
    ``start-end:surface;…`` (see ``tables.codings_table``), ``others`` the codes that gold has there.
    """
    import pandas as pd

    rows = [
        _finding_row(finding, corpus, codebook)
        | {"rules": ";".join(finding.rules), "evidence": _evidence(finding, corpus)}
        for finding in evaluation.false_hits
    ]
    return pd.DataFrame(rows, columns=list(FALSE_HIT_COLUMNS))


def rules_to_blame_table(evaluation: Evaluation, codebook: Codebook) -> "pd.DataFrame":
    """Return one row a rule that proposed something, most false hits first; columns ``RULE_COLUMNS``.

    A coding that several rules proposed counts for each of them.
    """
    import pandas as pd

    rows = [(row.code, code_name(codebook, row.code), row.rule, row.hits, row.false_hits, row.precision, *row.interval)
            for row in evaluation.rules]
    return pd.DataFrame(rows, columns=list(RULE_COLUMNS))


def _score_row(level: str, score: Score, name: str) -> dict[str, Any]:
    return {
        "level": level, "code": score.code, "code_name": name, "gold": score.tp + score.fn,
        "tested": score.tp + score.fp, "tp": score.tp, "fp": score.fp, "fn": score.fn, "precision": score.precision,
        "precision_low": score.precision_interval[0], "precision_high": score.precision_interval[1],
        "recall": score.recall, "recall_low": score.recall_interval[0], "recall_high": score.recall_interval[1],
        "f1": score.f1, "shared": score.shared, "note": score.note,
    }


def _finding_row(finding: Finding, corpus: Corpus, codebook: Codebook) -> dict[str, Any]:
    codings = finding.codings
    return {
        "unit_id": finding.unit, "transcript": finding.transcript, "participant": codings[0].participant,
        "start": codings[0].span.start, "end": max(coding.span.end for coding in codings), "code": finding.code,
        "code_name": code_name(codebook, finding.code), "text": " … ".join(_words(codings, corpus)),
        "others": ";".join(finding.others), "partial": finding.partial,
        "coding_id": ";".join(coding.id for coding in codings),
    }


def _words(codings: Sequence[Coding], corpus: Corpus) -> list[str]:
    transcript = corpus.by_name.get(codings[0].transcript)
    return [coding.span.of(transcript.text) if transcript else coding.quote for coding in codings]


def _evidence(finding: Finding, corpus: Corpus) -> str:
    transcript = corpus.by_name.get(finding.transcript)
    if transcript is None:
        return ""
    return ";".join(write_evidence(coding, transcript.text) for coding in finding.codings if coding.evidence)
