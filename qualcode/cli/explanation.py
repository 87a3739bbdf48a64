"""An explanation on the screen: each rule as a tree of what was found."""

from typing import TYPE_CHECKING

from qualcode.cli.output import console, say
from qualcode.i18n import _

if TYPE_CHECKING:
    from rich.tree import Tree

    from qualcode.rules import Explanation
    from qualcode.rules.explain import PartReport


def say_explanation(explanation: "Explanation", every: bool = False) -> None:
    """Print why a code stands on a unit, and why not.

    Args:
        explanation: Of one code and unit.
        every: Whether to print rules too of which no word stands there.
    """
    from rich.text import Text
    from rich.tree import Tree

    verdict = _("the code is proposed here") if explanation.proposes else _("the code is not proposed here")
    say(f"{explanation.unit}  {explanation.code}: {verdict}")
    say(f"  {explanation.quote}")
    say(f"  {'|'.join(explanation.tokens)}")
    if explanation.note:
        say(f"  {explanation.note}")
    shown = [rule for rule in explanation.rules if every or _says_something(rule.root)]
    for rule in shown:
        line = _("line {n}").format(n=rule.line)
        place = f" ({line})" if rule.line else ""
        tree = Tree(Text(f"{_mark(rule.proposes)} {rule.rule}{place}: {rule.text}"))
        for words, outcome in rule.outcomes:
            tree.add(Text(f"→ {words}: {outcome}"))
        _grow(tree, rule.root)
        console().print(tree)
    if len(shown) < len(explanation.rules):
        say(_("{n} more rules and terms of which no word stands here; --all shows them").format(
            n=len(explanation.rules) - len(shown)))


def _says_something(part: "PartReport") -> bool:
    """Tell whether any words of a rule were found, or came close."""
    return bool(part.found or part.why) or any(_says_something(inner) for inner in part.parts)


def _grow(tree: "Tree", part: "PartReport") -> None:
    from rich.text import Text

    found = f": {', '.join(part.found)}" if part.found else ""
    why = f" – {part.why}" if part.why else ""
    branch = tree.add(Text(f"{_mark(part.holds)} {part.label}{found}{why}"))
    for inner in part.parts:
        _grow(branch, inner)


def _mark(holds: bool) -> str:
    return "✓" if holds else "✗"
