"""The rule language: text -> tree -> compiled codebook -> proposed codings, and why."""

from qualcode.rules.compiler import CompiledCodebook, compile_codebook
from qualcode.rules.explain import Explanation, explain
from qualcode.rules.grammar import parse_rule, parse_term
from qualcode.rules.lint import Finding, lint
from qualcode.rules.matcher import apply, apply_both, apply_to
from qualcode.rules.trial import Trial, example_corpus, try_examples

__all__ = [
    "CompiledCodebook", "Explanation", "Finding", "Trial", "apply", "apply_both", "apply_to", "compile_codebook",
    "example_corpus", "explain", "lint", "parse_rule", "parse_term", "try_examples",
]
