"""How well a codebook finds what people mean: precision, recall and F1 on labelled statements.

    python benchmarks/heldout.py [--statements FILE] [--codebook FILE] [--part even|odd] [--misses]

Each statement (one JSON object a line: id, role, text, codes) becomes a transcript of one turn of a respondent whose
role group is ``role``. Predicted are the codes of the proposed codings; only codes that occur in the file are scored.
Micro figures pool all decisions; macro-F1 is the mean of the codes' F1.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.codebook import read_codebook
from qualcode.model import Example
from qualcode.rules import CompiledCodebook, apply, compile_codebook, example_corpus

ROOT = Path(__file__).parents[1]
STATEMENTS = ROOT / "tests" / "data" / "statements_dev.jsonl"
CODEBOOK = ROOT / "codebooks" / "digital_governance.yaml"


@dataclass(frozen=True, slots=True)
class Statement:
    """One labelled statement."""

    id: str
    role: str
    text: str
    codes: frozenset[str]

    @property
    def number(self) -> int:
        """The digits of its id, for splitting a file in two."""
        return int("".join(filter(str.isdigit, self.id)) or 0)


@dataclass(frozen=True, slots=True)
class Score:
    """True positives, false positives and false negatives of one code, or of all."""

    hits: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right, in [0, 1]; 0 where nothing was found."""
        return self.hits / (self.hits + self.false) if self.hits + self.false else 0.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found, in [0, 1]; 0 where nothing is there."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hits / (2 * self.hits + self.false + self.missed) if self.hits else 0.0


def read_statements(path: Path) -> list[Statement]:
    """Read labelled statements, one JSON object a line."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [Statement(str(row["id"]), row.get("role", ""), row["text"], frozenset(row["codes"])) for row in rows]


def predict(compiled: CompiledCodebook, statements: Sequence[Statement]) -> dict[str, dict[str, list[str]]]:
    """Return statement id -> code -> ids of the rules that proposed it."""
    found: dict[str, dict[str, list[str]]] = {statement.id: {} for statement in statements}
    corpus = example_corpus({
        one.id: Example(one.text, attributes={"role": one.role, "role_group": one.role}) for one in statements
    })
    for coding in apply(compiled, corpus):
        rules = found[coding.transcript].setdefault(coding.code, [])
        rules += [evidence.rule for evidence in coding.evidence if evidence.rule not in rules]
    return found


def score(statements: Sequence[Statement], found: dict[str, dict[str, list[str]]]) -> dict[str, Score]:
    """Score every code that occurs in the statements, and all of them together under ``""``."""
    codes = sorted(set().union(*(statement.codes for statement in statements)))
    table = {}
    for code in codes:
        counts = Counter(
            (code in statement.codes, code in found[statement.id]) for statement in statements
        )
        table[code] = Score(counts[True, True], counts[False, True], counts[True, False])
    table[""] = Score(*(sum(getattr(one, name) for one in table.values()) for name in ("hits", "false", "missed")))
    return table


def _print(table: dict[str, Score], count: int) -> None:
    print(f"{count} statements")
    codes = [code for code in table if code]
    for code in [*codes, ""]:
        one = table[code]
        print(f"{code or 'micro':26} P {one.precision:.3f}  R {one.recall:.3f}  F1 {one.f1:.3f}"
              f"  ({one.hits} right, {one.false} false, {one.missed} missed)")
    print(f"{'macro':26} {'':16} F1 {sum(table[code].f1 for code in codes) / len(codes):.3f}")


def _print_misses(statements: Sequence[Statement], found: dict[str, dict[str, list[str]]], scored: set[str]) -> None:
    for statement in statements:
        given = {code: rules for code, rules in found[statement.id].items() if code in scored}
        missed, false = statement.codes - given.keys(), given.keys() - statement.codes
        if missed or false:
            rules = " ".join(
                f"+{code}({','.join(rule.split('/')[1] for rule in given[code])})" for code in sorted(false)
            )
            print(f"{statement.id} [{statement.role}] {statement.text}\n    "
                  + " ".join(f"-{code}" for code in sorted(missed)) + f" {rules}")


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--statements", type=Path, default=STATEMENTS)
    parser.add_argument("--codebook", type=Path, default=CODEBOOK)
    parser.add_argument("--part", choices=("even", "odd"), help="only statements with an even or odd id")
    parser.add_argument("--misses", action="store_true", help="print every statement that went wrong, with the rules")
    options = parser.parse_args()
    statements = read_statements(options.statements)
    if options.part:
        statements = [one for one in statements if one.number % 2 == (options.part == "odd")]
    found = predict(compile_codebook(read_codebook(options.codebook)), statements)
    table = score(statements, found)
    _print(table, len(statements))
    if options.misses:
        _print_misses(statements, found, set(table))


if __name__ == "__main__":
    main()
