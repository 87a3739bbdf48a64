"""Where a rule names other codes and lists.

Only as much of the rule language as tells a name from the same letters in quotes, in a regular expression or in a
value of ``WHO`` and ``META``; the rule language itself is known where rules are compiled.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qualcode.model import Codebook, Rule

_PARTS = re.compile(
    r'"[^"]*"|“[^“”]*”|["“”][^"“”]*["“”]'
    r"|/(?:\\.|[^/\\])+/"
    r'|(?:WHO|META)\s*[(（](?:"[^"]*"|“[^“”]*”|[^)）"“”])*[)）]'
    r"|(?P<mark>[#＃@＠])(?P<name>[\w\-·]+)")
_EXPRESSION = set("(（&|＆｜@#{!")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a rule.

    Attributes:
        name: ``#code`` or ``@list``, with a half-width mark.
        start: Index of the first letter behind the mark. end: Index behind the last one.
    """

    name: str
    start: int
    end: int


def mentions(text: str, kind: str) -> list[Mention]:
    """Return the codes and lists that an entry names, in text order.

    A scope at the end of a rule (``@turn``) looks like a list here; no list can be called so.

    Args:
        text: The entry as written.
        kind: ``"terms"``, ``"rules"``, ``"except"`` or ``"lists"``: where it stands.
    """
    if not _is_expression(text, kind):
        return []
    found = (match for match in _PARTS.finditer(text) if match["mark"])
    return [Mention(("#" if match["mark"] in "#＃" else "@") + match["name"], match.start("name"), match.end("name"))
            for match in found]


def renamed(text: str, kind: str, old: str, new: str) -> str:
    """Return an entry with ``#old`` changed to ``#new`` wherever it names the code."""
    for mention in reversed(mentions(text, kind)):
        if mention.name == f"#{old}":
            text = text[:mention.start] + new + text[mention.end:]
    return text


def is_only(text: str, code: str) -> bool:
    """Tell whether an entry is ``#code`` and nothing else."""
    return text.strip() in {f"#{code}", f"＃{code}"}


def entries_of(book: Codebook) -> Iterator[tuple[str, str, Rule]]:
    """Yield owner, kind and entry of everything that may name a code; a list is the owner ``@name``."""
    for code in book.codes:
        for kind, rules in (("terms", code.terms), ("rules", code.rules), ("except", code.unlike)):
            for rule in rules:
                yield code.id, kind, rule
    for name, members in book.lists.items():
        for member in members:
            yield f"@{name}", "lists", Rule("", member, book.list_lines.get(name, 0))


def circle(book: Codebook, code: str) -> list[str]:
    """Return the way on which ``code`` names itself, such as ``["a", "@list", "a"]``; empty where it does not."""
    named: dict[str, list[str]] = {}
    for owner, kind, rule in entries_of(book):
        named.setdefault(owner, []).extend(mention.name.removeprefix("#") for mention in mentions(rule.text, kind))
    ways, seen = [[code]], set()
    while ways:
        way = ways.pop()
        for name in named.get(way[-1], ()):
            if name == code:
                return [*way, name]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def _is_expression(text: str, kind: str) -> bool:
    """Tell whether an entry is read as an expression rather than as plain words."""
    bare = text.strip()
    if kind == "rules":
        return True
    if kind == "except" and _EXPRESSION & set(text) and bare[0] != "/":
        return True
    if set(bare) & set("{｛") and bare[0] != "/":
        return True
    words = bare[0] in "=~＝～" or (bare[0] == "/" and bare[-1] == "/" and len(bare) > 2) or bare[-1] in "*＊"
    return bool(set(bare) & set("#＃@＠")) and not words
