"""Renaming, splitting and moving codes in the text of a codebook; all that people wrote around them stays.

Each function takes a document and returns another one; ``save`` writes it. What the new text says is read back and
compared with what was meant, code by code.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from ruamel.yaml.nodes import MappingNode, ScalarNode

from qualcode.codebook.draft import RULE_KEYS, Draft, Restructured
from qualcode.codebook.edit import Document
from qualcode.codebook.lists import Item, add_beside, item_of, lines_at, remove_items
from qualcode.codebook.nodes import is_empty
from qualcode.codebook.outline import Branch, Place
from qualcode.codebook.read import _ID, CODE_KEYS
from qualcode.codebook.references import entries_of, mentions
from qualcode.codebook.splice import Splices, entries, flow, scalar, set_entry
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import Code, Rule


def with_renamed(document: Document, code: str, new_id: str | None = None, *, name_zh: str | None = None,
                 name_en: str | None = None) -> Restructured:
    """Change the id or the names of a code; rules, lists and exclusive groups name it by its new id.

    Args:
        document: The codebook.
        code: Id of the code.
        new_id: Its new id, None for as it is.
        name_zh: Its new Chinese name, None for as it is.
        name_en: Its new English name, None for as it is.

    Returns:
        The document, with a warning where a definition or comment still holds the old id.

    Raises:
        UsageError: no such code, an id that is taken or not an id, or a code left without a name.
        WriteError: the layout of the file leaves no sure place for the change.
    """
    draft = Draft(document, moves_lines=False)
    old = draft.known(code)
    names = {language: name for language, name in (("zh", name_zh), ("en", name_en)) if name is not None}
    _check_names(code, {"zh": old.name_zh, "en": old.name_en}, names)
    renames = new_id is not None and new_id != code
    with draft.at(code):
        _set_names(draft, code, names)
        if new_id is not None and renames:
            _check_new(draft, new_id)
            _set_id(draft, code, new_id)
            draft.warn_of_remarks(code)
        return draft.finish()


def with_split(document: Document, code: str, new_id: str, *, name_zh: str, name_en: str = "",
               terms: Iterable[str] = (), rules: Iterable[str] = ()) -> Restructured:
    """Put a new code right behind a code, and move some of its terms and rules there.

    The new code has the parent, theme, level and stance of the old one, no colour, and no definition: that is left for
    a person to write. Comments above a moved rule go with it; those above a term head a group of terms and stay.

    Args:
        document: The codebook.
        code: Id of the code to split.
        new_id: Id of the new code.
        name_zh: Its Chinese name.
        name_en: Its English name.
        terms: Which terms move: ids (``user_loss/t3`` or ``t3``) or the terms themselves.
        rules: Which rules move: ids (``user_loss/asked``, ``r2``) or their text.

    Returns:
        The document, with a warning where other rules name the old code, which now finds less.

    Raises:
        UsageError: no such code or rule, an id that is taken or not an id, no name, or rules that would name a code
            without terms and rules.
        WriteError: the layout of the file leaves no sure place for the change.
    """
    draft = Draft(document)
    old = draft.known(code)
    _check_new(draft, new_id)
    _check_names(new_id, {}, {"zh": name_zh, "en": name_en})
    chosen = {"terms": _chosen(old, old.terms, terms), "rules": _chosen(old, old.rules, rules)}
    _check_left(draft, old, chosen)
    with draft.at(code):
        place = draft.places[code]
        head = _head(draft.splices, place, new_id, name_zh, name_en)
        moved = {key: [item_of(draft.splices, items, index, above=key == "rules") for index in indices]
                 for key, indices in chosen.items() if indices and (items := place.listed(key))}
        add_beside(draft.splices, place.siblings, place.index, _new_code(draft.splices, place, head, moved))
        for key in moved:
            draft.gone += remove_items(draft.splices, place.node, key, set(chosen[key]), above=key == "rules")
        _sketch_split(draft, code, Code(new_id, name_zh, name_en, level=old.level, stance=old.stance), chosen)
        return draft.finish()


def with_moved(document: Document, code: str, *, parent: str | None = None, theme: str | None = None) -> Restructured:
    """Move a code, with all below it and the comments above it, under another code, or change its theme.

    It comes last there. A line drawn across the page (``# ====``) heads a part of the file and stays. Where the code
    inherited its theme it inherits that of its new place; where that has none, its theme is written out.

    Args:
        document: The codebook.
        code: Id of the code.
        parent: The code under which it goes. None moves it to the top level, or, where a theme is given, leaves it
            where it is.
        theme: Its new theme, None for as it is.

    Returns:
        The document, with a warning where the code inherits another theme than before.

    Raises:
        UsageError: no such code or theme, or a move below itself.
        WriteError: the layout of the file leaves no sure place for the change.
    """
    draft = Draft(document)
    old = draft.known(code)
    if theme is not None and theme not in draft.book.theme_by_id:
        known = ", ".join(draft.book.theme_by_id) or "-"
        raise UsageError(_("{path}: there is no theme {theme}; known are {known}").format(
            path=document.name, theme=theme, known=known))
    if parent is not None and (draft.known(parent).id == code or code in draft.above(parent)):
        raise UsageError(_("{code} cannot go below {parent}, which is itself or below it; choose another place").format(
            code=code, parent=parent))
    with draft.at(code):
        if parent == old.parent or (parent is None and theme is not None):
            if theme is not None and theme != draft.sketch.branches[code].code.theme:
                set_entry(draft.splices, draft.places[code].node, "theme", theme, CODE_KEYS)
                draft.sketch.change(code, theme=theme)
            return draft.finish()
        item = draft.taken(code, "" if parent is None else draft.book.by_id[parent].theme, theme)
        draft.detach(code)
        draft.attach({code: item}, parent)
        return draft.finish()


# -- checks ----------------------------------------------------------------------------------------------------------


def _check_new(draft: Draft, new_id: str) -> None:
    if not _ID.fullmatch(new_id):
        raise UsageError(_("an id may hold letters, digits, _ - and Han characters only, not {id}").format(id=new_id))
    if new_id in draft.book.by_id:
        raise UsageError(_("{path}:{line}: the id {id} is taken; choose another one, or merge the two codes").format(
            path=draft.document.name, line=draft.book.by_id[new_id].line, id=new_id))


def _check_names(code: str, old: dict[str, str], new: dict[str, str]) -> None:
    broken = any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for name in new.values() for sign in name)
    if broken or not any(name.strip() for name in (old | new).values()):
        raise UsageError(_("a name is one line of text; {code} got an empty or broken one").format(code=code))


def _chosen(code: Code, there: tuple[Rule, ...], wanted: Iterable[str]) -> list[int]:
    """Return the places of the entries that were asked for, in their order."""
    found = set()
    for name in wanted:
        own = [index for index, rule in enumerate(there) if rule.id in {name, f"{code.id}/{name}"}]
        own = own or [index for index, rule in enumerate(there) if rule.text == name]
        if not own:
            raise UsageError(_("{code} has no entry {name}; name it by its id, such as {example}").format(
                code=code.id, name=name, example=there[0].id if there else f"{code.id}/t1"))
        found.update(own)
    return sorted(found)


def _check_left(draft: Draft, code: Code, chosen: dict[str, list[int]]) -> None:
    """Refuse to leave others naming a code without rules; warn where they name one that finds less than before."""
    moved = sum(len(indices) for indices in chosen.values())
    lines = sorted({rule.line for _owner, kind, rule in entries_of(draft.book)
                    if any(mention.name == f"#{code.id}" for mention in mentions(rule.text, kind))})
    if not moved or not lines:
        return
    shown = ", ".join(str(line) for line in lines)
    if moved == len(code.terms) + len(code.rules):
        message = _("{path}: rules name #{code} (line {lines}), so at least one term or rule must stay with it")
        raise UsageError(message.format(path=draft.document.name, code=code.id, lines=shown))
    message = _("rules that name #{code} (line {lines}) no longer find what was moved; look at them")
    draft.warnings.append(message.format(code=code.id, lines=shown))


# -- edits -----------------------------------------------------------------------------------------------------------


def _set_id(draft: Draft, code: str, new_id: str) -> None:
    draft.replace_id(draft.places[code].entries["id"][1], new_id)
    for group in draft.exclusive_groups():
        for item in group.value:
            if item.value == code:
                draft.replace_id(item, new_id)
    draft.refer(code, new_id)
    draft.sketch.change(code, id=new_id)
    draft.sketch.book = replace(draft.sketch.book, exclusive=tuple(
        tuple(new_id if one == code else one for one in group) for group in draft.book.exclusive))


def _set_names(draft: Draft, code: str, names: dict[str, str]) -> None:
    old, node = draft.book.by_id[code], draft.places[code].node
    changed = {language: name for language, name in names.items()
               if name != (old.name_zh if language == "zh" else old.name_en)}
    value = entries(node)["name"][1]
    if isinstance(value, MappingNode):
        for language, name in changed.items():
            like = entries(value)[language][1] if language in entries(value) else None
            set_entry(draft.splices, value, language, scalar(name, like), ("zh", "en"))
    elif changed.get("en") and isinstance(value, ScalarNode):
        chinese = scalar(changed.get("zh", old.name_zh), value)
        set_entry(draft.splices, node, "name", f"{{zh: {chinese}, en: {scalar(changed['en'])}}}", CODE_KEYS)
    elif "zh" in changed:
        set_entry(draft.splices, node, "name", scalar(changed["zh"], value), CODE_KEYS)
    draft.sketch.change(code, **{f"name_{language}": name for language, name in changed.items()})


def _head(splices: Splices, place: Place, new_id: str, name_zh: str, name_en: str) -> dict[str, str]:
    """Return the first keys of a new code in the place of an old one, with their values as YAML text."""
    name = scalar(name_zh) if not name_en else f"{{zh: {scalar(name_zh)}, en: {scalar(name_en)}}}"
    return {"id": new_id, "name": name} | {
        key: flow(splices, place.entries[key][1]) for key in ("theme", "level", "stance")
        if key in place.entries and not is_empty(place.entries[key][1])}


def _new_code(splices: Splices, place: Place, head: dict[str, str], moved: dict[str, list[Item]]) -> Item:
    """Return a new code in the notation of the one that it comes from."""
    def in_flow() -> str:
        lists = {key: "[" + ", ".join(item.in_flow() for item in items) + "]" for key, items in moved.items()}
        return "{" + ", ".join(f"{key}: {value}" for key, value in (head | lists).items()) + "}"

    if place.node.flow_style:
        return Item(in_flow)
    lines = "".join(f"  {key}: {value}{splices.newline}" for key, value in head.items())
    for key, items in moved.items():
        old = place.listed(key)
        if old is None or old.flow_style:
            inside = ", ".join(item.in_flow() for item in items)
            lines += f"  {key}: [{inside}]{splices.newline}"
        else:
            column = 2 + old.start_mark.column - place.entries[key][0].start_mark.column
            lines += f"  {key}:{splices.newline}{lines_at(splices, items, column)}"
    return Item(in_flow, f"- {lines[2:]}", 0)


def _sketch_split(draft: Draft, code: str, new: Code, chosen: dict[str, list[int]]) -> None:
    branch = draft.sketch.branches[code]
    siblings = draft.sketch.siblings(draft.book.by_id[code].parent)
    draft.sketch.branches[new.id] = added = Branch(replace(new, theme=branch.code.theme))
    siblings.insert(siblings.index(branch) + 1, added)
    for key, indices in chosen.items():
        field = RULE_KEYS[key]
        rules = getattr(branch.code, field)
        draft.sketch.change(new.id, **{field: tuple(rules[index] for index in indices)})
        draft.sketch.change(code, **{field: tuple(
            rule for index, rule in enumerate(rules) if index not in indices)})
