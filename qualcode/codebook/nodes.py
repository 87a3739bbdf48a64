"""YAML text -> a tree of nodes that know their line, read without guessing types.

The nodes are ruamel.yaml's composed ones, before YAML turns ``on``, ``0x10`` or ``2016-09-01`` into something other
than text: every scalar of a codebook is what stands in the file.
"""

import difflib
import re
import warnings
from collections.abc import Collection, Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from qualcode.errors import CodebookError, Problem
from qualcode.i18n import _

_BROKEN_HAN = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef]) (?=[\u2e80-\u9fff\uff00-\uffef])")


class Findings:
    """Collects the problems of one file, so that all of them are told at once."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def add(self, node: Node | None, message: str, code: str = "") -> None:
        """Note a problem at the beginning of ``node``, or of the file for None."""
        line, column = position(node)
        self.problems.append(Problem(self.path, line, message, column, code))


def position(node: Node | None) -> tuple[int, int]:
    """Return the 1-based line and column of a node, ``(0, 0)`` for None."""
    return (0, 0) if node is None else (node.start_mark.line + 1, node.start_mark.column + 1)


def compose(text: str, display: str) -> Node | None:
    """Parse ``text`` into its root node; None for a file with nothing but comments.

    Raises:
        CodebookError: the text is not YAML; the problem carries line and column where the parser knows them.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)  # the nearest anchor counts, as YAML says
            root: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        why = " ".join(str(error.problem or error.context or _("not valid YAML")).split())
        raise CodebookError([Problem(display, line, f"YAML: {why}{_hint(text, line, why)}", column)]) from error
    except (YAMLError, ValueError, OverflowError) as error:  # a control character, an impossible \U escape
        place = getattr(error, "position", None)
        line = text.count("\n", 0, place) + 1 if isinstance(place, int) else 0
        message = _("YAML: a character or escape that YAML does not allow; delete it")
        raise CodebookError([Problem(display, line, message)]) from error
    except RecursionError as error:
        raise CodebookError([Problem(display, 0, _("YAML: brackets are nested too deeply; remove some"))]) from error
    return root


def _hint(text: str, line: int, why: str) -> str:
    """Say what most likely causes a syntax error: these come from input methods and from the rule language."""
    near = "\n".join(text.splitlines()[max(line - 2, 0):line])
    if "\t" in near or "\\t" in why:
        return _("; indent with blanks, not with tabs")
    if any(sign in why for sign in ("cannot start any token", "alias", "anchor", "URI")):
        return _("; put an entry that begins with @ * & ! or ` in quotes")
    if re.search(r"^\s*(- )?\w+：", near, re.MULTILINE):
        return _("; a full-width colon ： was typed where YAML wants `: `")
    if re.search(r"[“”‘’]", near):
        return _("; YAML wants straight quotes, not “ ”")
    return _("; check indentation, colons and quotes here and on the line above")


class Reader:
    """Takes nodes apart and notes what is not as it should be, instead of stopping at the first problem."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def mapping(self, node: Node | None, allowed: Collection[str] | None, what: str, code: str = "") -> dict[str, Node]:
        """Return the entries of a mapping, without duplicate or (where ``allowed`` is given) unknown keys."""
        entries: dict[str, Node] = {}
        if node is None or is_empty(node):
            return entries
        if not isinstance(node, MappingNode):
            self.findings.add(node, _("{what} must be a mapping of `key: value` lines").format(what=what), code)
            return entries
        first: dict[str, int] = {}
        for key_node, value in node.value:
            if not isinstance(key_node, ScalarNode):
                self.findings.add(key_node, _("a key of {what} must be one word").format(what=what), code)
                continue
            key = str(key_node.value)
            if key in first:
                message = _("the key {key} stands here twice (first on line {line}); merge the two")
                self.findings.add(key_node, message.format(key=key, line=first[key]), code)
            elif allowed is not None and key not in allowed:
                message = _("{what} has no key {key}{suggestion}")
                hint = suggestion(key, allowed) or _("; known are {keys}").format(keys=", ".join(allowed))
                self.findings.add(key_node, message.format(what=what, key=key, suggestion=hint), code)
            else:
                entries[key] = value
            first.setdefault(key, position(key_node)[0])
        return entries

    def sequence(self, node: Node | None, what: str, code: str = "") -> list[Node]:
        """Return the items of a list; an absent or empty one has none."""
        if node is None or is_empty(node):
            return []
        if not isinstance(node, SequenceNode):
            self.findings.add(node, _("{what} must be a list: one `- …` line each, or [a, b]").format(what=what), code)
            return []
        return list(node.value)

    def text(self, node: Node | None, what: str, code: str = "", *, filled: bool = False) -> str:
        """Return the text of a scalar exactly as it stands in the file; "" where it is not text.

        Args:
            node: What the file has, None where it has nothing.
            what: How a message names it.
            code: Id of the code it belongs to, for the message.
            filled: Whether an empty one is a problem.
        """
        if node is None:
            return ""
        if not isinstance(node, ScalarNode):
            message = _("{what} must be text; an expression that begins with {{ or [ needs quotes around it")
            self.findings.add(node, message.format(what=what), code)
            return ""
        if str(node.tag).startswith("!"):
            message = _("{what} begins with `!`, which YAML takes for a tag; put it in quotes")
            self.findings.add(node, message.format(what=what), code)
            return ""
        if is_empty(node) or not str(node.value).strip():
            if filled:
                message = _("{what} is empty; write it, delete the line, or quote it if it begins with #")
                self.findings.add(node, message.format(what=what), code)
            return ""
        return str(node.value)

    def prose(self, node: Node | None, what: str, code: str = "") -> str:
        """Return a text of any length without the blanks that YAML puts where a line of Han was broken."""
        text = self.text(node, what, code).strip()
        if node is not None and node.end_mark.line > node.start_mark.line:
            text = _BROKEN_HAN.sub("", text)
        return text

    def texts(self, node: Node | None, what: str, code: str = "") -> Iterator[tuple[str, Node]]:
        """Yield every non-empty text of a list with its node."""
        for item in self.sequence(node, what, code):
            text = self.text(item, _("an entry of {what}").format(what=what), code, filled=True)
            if text:
                yield text, item


def is_empty(node: Node) -> bool:
    """Return whether nothing at all was written: ``key:`` without a value. ``~`` and ``null`` are text."""
    return isinstance(node, ScalarNode) and not node.value and not node.style and not str(node.tag).startswith("!")


def suggestion(word: str, known: Collection[str]) -> str:
    """Return ``"; did you mean x?"`` for the nearest known word, or ""."""
    near = difflib.get_close_matches(word.casefold(), known, n=1, cutoff=0.6)
    return _("; did you mean {word}?").format(word=near[0]) if near else ""
