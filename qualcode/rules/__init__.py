"""The rule language: text -> tree -> compiled codebook -> proposed codings, and why."""

from qualcode.rules.compiler import CompiledCodebook, compile_codebook
from qualcode.rules.grammar import parse_rule, parse_term
from qualcode.rules.matcher import apply

__all__ = ["CompiledCodebook", "apply", "compile_codebook", "parse_rule", "parse_term"]
