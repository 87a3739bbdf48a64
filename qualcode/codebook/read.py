"""One YAML file -> ``Codebook``, with every problem and its line at once.

Rules are taken as text: their syntax, their lists and the codes they name are checked where they are compiled.
"""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from qualcode.codebook.nodes import Findings, Reader, compose, is_empty, position, suggestion
from qualcode.errors import CodebookError, Problem
from qualcode.i18n import _
from qualcode.model import Code, Codebook, Example, Rule, Stance, Theme

LEVELS = ("open", "axial", "selective")
SCOPES = frozenset({"sentence", "turn", "qa", "transcript"})
TOP_KEYS = ("codebook", "lists", "themes", "exclusive", "codes")
HEAD_KEYS = ("id", "name", "version", "stance")
CODE_KEYS = ("id", "name", "theme", "level", "colour", "stance", "definition", "include", "exclude", "terms", "rules",
             "except", "examples", "counter_examples", "children")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ID = re.compile(f"[A-Za-z0-9_{_HAN}][A-Za-z0-9_{_HAN}-]*")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def read_codebook(path: Path, *, display: str | None = None) -> Codebook:
    """Read and check a codebook.

    Args:
        path: The YAML file, UTF-8.
        display: How messages name the file; ``path`` as given by default.

    Returns:
        The codebook, its codes in the order of the file with parents before children.

    Raises:
        CodebookError: the file cannot be read or has problems; it carries all of them, in the order of the lines.
    """
    shown = display or str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        message = _("the codebook cannot be read ({why}); check its name and that it is not open elsewhere")
        raise CodebookError([Problem(shown, 0, message.format(why=error.strerror or type(error).__name__))]) from error
    return parse_codebook(data, shown, path.stem)


def parse_codebook(data: bytes, display: str, stem: str = "codebook") -> Codebook:
    """Read a codebook from the bytes of its file, as ``read_codebook`` does.

    Args:
        data: The YAML text in UTF-8, with or without a byte order mark.
        display: How messages name it.
        stem: The id of a codebook that gives none.

    Raises:
        CodebookError: with every problem.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = _("this line is not UTF-8 text; save the codebook as UTF-8")
        raise CodebookError([Problem(display, line, message)]) from error
    findings = Findings(display)
    codebook = _Builder(findings).build(compose(text, display), stem, hashlib.sha256(data).hexdigest())
    if findings.problems:
        raise CodebookError(sorted(findings.problems, key=lambda problem: (problem.line, problem.column)))
    return codebook


class _Builder:
    """Builds the model from the nodes of one file."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.read = Reader(findings)
        self.codes: list[Code] = []
        self.code_lines: dict[str, int] = {}
        self.seen: set[int] = set()
        self.rule_lines: dict[str, int] = {}
        self.theme_ids: frozenset[str] = frozenset()
        self.default = Stance.BOTH

    def build(self, root: Node | None, stem: str, sha256: str) -> Codebook:
        if root is None or is_empty(root):
            self.findings.add(root, _("the file holds no codebook; it needs at least `codes:` with one code"))
        top = self.read.mapping(root, TOP_KEYS, _("the codebook file"))
        head = self.read.mapping(top.get("codebook"), HEAD_KEYS, "codebook")
        name_zh, name_en = self.names(head.get("name"), "codebook.name")
        self.default = self.stance(head.get("stance"), Stance.BOTH, "")
        lists, list_lines = self.lists(top.get("lists"))
        themes = self.themes(top.get("themes"))
        self.theme_ids = frozenset(theme.id for theme in themes)
        for item in self.read.sequence(top.get("codes"), "codes"):
            self.code(item, None, "")
        if isinstance(root, MappingNode) and not self.codes and not self.findings.problems:
            self.findings.add(root, _("the codebook has no codes; write at least one under `codes:`"))
        return Codebook(
            id=self.identifier(head.get("id"), "codebook.id") or stem,
            codes=tuple(self.codes),
            name_zh=name_zh,
            name_en=name_en,
            version=self.read.text(head.get("version"), "codebook.version"),
            lists=lists,
            list_lines=list_lines,
            themes=themes,
            exclusive=tuple(self.exclusive(top.get("exclusive"))),
            path=self.findings.path,
            sha256=sha256,
        )

    def lists(self, node: Node | None) -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
        members: dict[str, tuple[str, ...]] = {}
        lines: dict[str, int] = {}
        for name, value in self.read.mapping(node, None, "lists").items():
            if not _ID.fullmatch(name):
                message = _("the list name {name} may hold letters, digits, _ - and Han characters only")
                self.findings.add(value, message.format(name=name))
            elif name in SCOPES:
                message = _("a list cannot be called {name}: @{name} is a scope of the rule language; rename it")
                self.findings.add(value, message.format(name=name))
            members[name] = tuple(text for text, _node in self.read.texts(value, f"lists.{name}"))
            if not members[name] and not self.findings.problems:
                self.findings.add(value, _("the list {name} has no members; add some or delete it").format(name=name))
            lines[name] = position(value)[0]
        return members, lines

    def themes(self, node: Node | None) -> tuple[Theme, ...]:
        themes: dict[str, Theme] = {}
        for item in self.read.sequence(node, "themes"):
            entries = self.read.mapping(item, ("id", "name"), _("a theme"))
            theme_id = self.identifier(entries.get("id"), _("the id of a theme"), item)
            if not theme_id:
                continue
            line = position(item)[0]
            if theme_id in themes:
                self.duplicate(entries["id"], theme_id, themes[theme_id].line)
                continue
            name_zh, name_en = self.names(entries.get("name"), _("the name of a theme"))
            if not (name_zh or name_en):
                self.findings.add(item, _("the theme {id} has no name; add `name:`").format(id=theme_id))
            themes[theme_id] = Theme(theme_id, name_zh, name_en, line)
        return tuple(themes.values())

    def exclusive(self, node: Node | None) -> list[tuple[str, ...]]:
        groups = []
        for item in self.read.sequence(node, "exclusive"):
            group: list[str] = []
            for code_id, place in self.read.texts(item, "exclusive"):
                if code_id not in self.code_lines:
                    message = _("exclusive names the code {id}, which does not exist{suggestion}")
                    hint = suggestion(code_id, self.code_lines)
                    self.findings.add(place, message.format(id=code_id, suggestion=hint))
                elif code_id in group:
                    self.findings.add(place, _("the code {id} stands twice in this group; delete one")
                                      .format(id=code_id), code_id)
                group.append(code_id)
            if len(group) == 1:
                self.findings.add(item, _("a group of exclusive codes needs at least two of them"))
            groups.append(tuple(group))
        return groups

    def code(self, node: Node, parent: str | None, inherited: str) -> None:
        if id(node) in self.seen:  # an alias; it may even contain itself
            self.findings.add(node, _("this code is used again by an alias (*); write it out with an id of its own"))
            return
        self.seen.add(id(node))
        if not isinstance(node, MappingNode):
            self.findings.add(node, _("a code must be a mapping of `key: value` lines, beginning with `- id:`"))
            return
        entries = self.read.mapping(node, CODE_KEYS, _("a code"))
        code_id = self.identifier(entries.get("id"), _("the id of a code"), node)
        if code_id in self.code_lines:
            self.duplicate(entries["id"], code_id, self.code_lines[code_id])
        elif code_id:
            self.code_lines[code_id] = position(node)[0]
        name_zh, name_en = self.names(entries.get("name"), _("the name of a code"), code_id)
        if not (name_zh or name_en):
            self.findings.add(node, _("the code {id} has no name; add `name:`").format(id=code_id or "?"), code_id)
        theme = self.choice(entries.get("theme"), self.theme_ids, "theme", code_id) or inherited
        self.codes.append(Code(
            id=code_id, name_zh=name_zh, name_en=name_en,
            definition=self.read.prose(entries.get("definition"), "definition", code_id),
            include=self.read.prose(entries.get("include"), "include", code_id),
            exclude=self.read.prose(entries.get("exclude"), "exclude", code_id),
            terms=self.rules(entries.get("terms"), "terms", "t", code_id),
            rules=self.rules(entries.get("rules"), "rules", "r", code_id),
            unlike=self.rules(entries.get("except"), "except", "x", code_id),
            examples=self.examples(entries.get("examples"), "examples", code_id),
            counter_examples=self.examples(entries.get("counter_examples"), "counter_examples", code_id),
            colour=self.colour(entries.get("colour"), code_id),
            level=self.choice(entries.get("level"), LEVELS, "level", code_id),
            theme=theme, parent=parent, line=position(node)[0],
            stance=self.stance(entries.get("stance"), self.default, code_id),
        ))
        for child in self.read.sequence(entries.get("children"), "children", code_id):
            self.code(child, code_id, theme)

    def rules(self, node: Node | None, key: str, letter: str, code: str) -> tuple[Rule, ...]:
        rules = []
        for number, item in enumerate(self.read.sequence(node, key, code), start=1):
            own, place = f"{letter}{number}", item
            if letter == "r" and isinstance(item, MappingNode) and _is_rule(item):
                entries = self.read.mapping(item, ("rule", "id"), _("a rule"), code)
                own = self.identifier(entries.get("id"), _("the id of a rule"), None, code) or own
                place = entries["rule"]
            text = self.read.text(place, _("an entry of {what}").format(what=key), code, filled=True)
            line, column = position(place)
            rule_id = f"{code}/{own}"
            if rule_id in self.rule_lines and code:
                self.duplicate(item, rule_id, self.rule_lines[rule_id], code)
            self.rule_lines.setdefault(rule_id, line)
            if text:
                rules.append(Rule(rule_id, text, line, column, is_term=letter == "t"))
        return tuple(rules)

    def examples(self, node: Node | None, key: str, code: str) -> tuple[Example, ...]:
        examples = []
        for item in self.read.sequence(node, key, code):
            what = _("an entry of {what}").format(what=key)
            line = position(item)[0]
            if not isinstance(item, MappingNode):
                examples.append(Example(self.read.text(item, what, code, filled=True), line=line))
                continue
            entries = self.read.mapping(item, None, what, code)
            if "a" not in entries:
                message = _("{what} with keys needs `a:`, the answer; known are q, a and attributes such as role")
                self.findings.add(item, message.format(what=what), code)
            texts = {name: self.read.text(value, name, code, filled=name == "a") for name, value in entries.items()}
            answer, question = texts.pop("a", ""), texts.pop("q", "")
            examples.append(Example(answer, question, texts, line))
        return tuple(examples)

    def names(self, node: Node | None, what: str, code: str = "") -> tuple[str, str]:
        if node is None or isinstance(node, ScalarNode):
            return self.read.text(node, what, code), ""
        entries = self.read.mapping(node, ("zh", "en"), what, code)
        return self.read.text(entries.get("zh"), what, code), self.read.text(entries.get("en"), what, code)

    def identifier(self, node: Node | None, what: str, owner: Node | None = None, code: str = "") -> str:
        if node is None:
            if owner is not None:
                self.findings.add(owner, _("{what} is missing; add `id:`").format(what=what), code)
            return ""
        text = self.read.text(node, what, code, filled=True)
        if text and not _ID.fullmatch(text):
            message = _("{what} may hold letters, digits, _ - and Han characters only, not {text}")
            self.findings.add(node, message.format(what=what, text=text), code)
        return text

    def choice(self, node: Node | None, known: Sequence[str] | frozenset[str], what: str, code: str) -> str:
        text = self.read.text(node, what, code)
        if text and text not in known:
            hint = suggestion(text, known) or _("; known are {keys}").format(keys=", ".join(sorted(known)) or "-")
            self.findings.add(node, _("{what} has no value {value}{suggestion}").format(
                what=what, value=text, suggestion=hint), code)
        return text

    def stance(self, node: Node | None, default: Stance, code: str) -> Stance:
        text = self.choice(node, [stance.value for stance in Stance], "stance", code)
        return Stance(text) if text in set(Stance) else default

    def colour(self, node: Node | None, code: str) -> str:
        if node is None:
            return ""
        text = self.read.text(node, "colour", code)
        if not _COLOUR.fullmatch(text):
            self.findings.add(node, _('a colour is written "#rrggbb", with the quotes, such as "#c0392b"'), code)
        return text

    def duplicate(self, node: Node, name: str, line: int, code: str = "") -> None:
        message = _("the id {id} is already used on line {line}; give one of them another id")
        self.findings.add(node, message.format(id=name, line=line), code)


def _is_rule(node: MappingNode) -> bool:
    """Return whether a mapping is ``{rule: …, id: …}`` rather than an unquoted set such as ``{a|b}``."""
    return any(isinstance(key, ScalarNode) and key.value == "rule" for key, _value in node.value)
