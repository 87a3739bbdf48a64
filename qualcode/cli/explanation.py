"""An explanation on the screen: each rule as a tree of what was found."""

from typing import TYPE_CHECKING

from qualcode.cli.output import console, say
from qualcode.i18n import _

if TYPE_CHECKING:
    from rich.tree import Tree

    from qualcode.rules import Explanation
    from qualcode.rules.explain import PartReport


def say_explanation(explanation: "Explanation") -> None:
    """Print why a code stands on a unit, and why not."""
    from rich.text import Text
    from rich.tree import Tree

    verdict = _("the code is proposed here") if explanation.proposes else _("the code is not proposed here")
    say(f"{explanation.unit}  {explanation.code}: {verdict}")
    say(f"  {explanation.quote}")
    say(f"  {'|'.join(explanation.tokens)}")
    if explanation.note:
        say(f"  {explanation.note}")
    for rule in explanation.rules:
        place = f" ({_('line {n}').format(n=rule.line)})" if rule.line else ""
        tree = Tree(Text(f"{_mark(rule.proposes)} {rule.rule}{place}: {rule.text}"))
        for words, outcome in rule.outcomes:
            tree.add(Text(f"→ {words}: {outcome}"))
        _grow(tree, rule.root)
        console().print(tree)


def _grow(tree: "Tree", part: "PartReport") -> None:
    from rich.text import Text

    found = f": {', '.join(part.found)}" if part.found else ""
    why = f" – {part.why}" if part.why else ""
    branch = tree.add(Text(f"{_mark(part.holds)} {part.label}{found}{why}"))
    for inner in part.parts:
        _grow(branch, inner)


def _mark(holds: bool) -> str:
    return "✓" if holds else "✗"
