"""The zip that a Word document is: what is in it stays as it is, byte for byte, but for what is asked to change."""

import hashlib
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from qualcode.exporters.docx import MAIN, ZIP_DATE

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PROPERTIES, _VALUES = f"{_OFFICE}/custom-properties", f"{_OFFICE}/docPropsVTypes"
_CUSTOM, _CUSTOM_TYPE = "docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml"
#: what every property of a person is filed under
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
#: a property holds 255 characters
_LONGEST = 250
_OURS = re.compile(r"qualcode( \d+)?")
_ID = re.compile(rb'\bid="(\d{1,9})"')
_DAMAGE = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, RuntimeError, NotImplementedError)


class Package:
    """A Word document in memory: members by name, ``root`` and ``body`` of its text, ids of styles by their names.

    Raises:
        ValueError: it is no Word document, or a damaged one, or one with a password.
    """

    def __init__(self, content: bytes) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                self.members = {name: packed.read(name) for name in packed.namelist()}
            self.name = self._related("", "/officeDocument") or ""
            self.root = _parse(self.members[self.name])
            (self.body,) = self.root.iter(f"{{{MAIN}}}body")
            self.styles = self._styles()
            for name in ("[Content_Types].xml", *(name for name in self.members if name.endswith(".rels"))):
                _parse(self.members[name])
            self.keys()
        except _DAMAGE as error:
            raise ValueError("no Word document") from error
        self._next = 1 + max((int(one) for name, member in self.members.items()
                              if name.endswith(".xml") for one in _ID.findall(member)), default=0)

    def to_bytes(self) -> bytes:
        """Return the file; its members are in the order in which they came and carry no time."""
        self.members[self.name] = _serialise(self.root)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
            for name, content in self.members.items():
                member = zipfile.ZipInfo(name, ZIP_DATE)
                member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 0
                new.writestr(member, content)
        return packed.getvalue()

    def new_id(self) -> int:
        """Return a number that no bookmark, picture, comment or tracked change of the document has."""
        self._next += 1
        return self._next - 1

    def _styles(self) -> dict[str, str]:
        """Return the ids of styles by their names in small letters; a Chinese Word gives them ids of its own."""
        member = self._related(self.name, "/styles")
        tree = _parse(self.members[member]) if member in self.members else ()
        found = ((style.find(f"{{{MAIN}}}name"), style.get(f"{{{MAIN}}}styleId")) for style in tree)
        return {name.get(f"{{{MAIN}}}val", "").lower(): number for name, number in found if name is not None and number}

    def add_picture(self, content: bytes) -> str:
        """Put a PNG into the document, once however often it is shown, and return the id of its relation."""
        known = hashlib.sha256(content).hexdigest()[:16]
        member = posixpath.join(posixpath.dirname(self.name), f"media/qualcode_{known}.png")
        self.members[member] = content
        self._declare("Default", {"Extension": "png", "ContentType": "image/png"})
        relation = f"rIdQc{known}"
        self._relate(self.name, relation, f"{_OFFICE}/relationships/image", f"media/qualcode_{known}.png")
        return relation

    def picture(self, relation: str) -> str:
        """Return the digest of the picture to which a relation of the text leads, "" where it leads to none inside."""
        member = _relations_of(self.name)
        for one in _parse(self.members[member]) if member in self.members else ():
            if one.get("Id") == relation and one.get("TargetMode") != "External":
                content = self.members.get(_resolved(self.name, one.get("Target", "")))
                return "" if content is None else hashlib.sha256(content).hexdigest()[:16]
        return ""

    def drop_pictures(self, relations: set[str]) -> None:
        """Take out those of the pictures that nothing in the text shows any more."""
        shown = {value for element in self.root.iter() for value in element.attrib.values()}
        member = _relations_of(self.name)
        tree = _parse(self.members[member])
        for one in [one for one in tree if one.get("Id") in relations - shown]:
            tree.remove(one)
            self.members[member] = _serialise(tree)
            if one.get("TargetMode") != "External":
                self._drop_member(_resolved(self.name, one.get("Target", "")))

    def keys(self) -> dict[str, bool] | None:
        """Return the keys that were written into the document, and whether each was an invitation; None if not ours."""
        member = self._related("", "/custom-properties")
        words = [] if member not in self.members else [
            "".join(one.itertext()) for one in _parse(self.members[member]) if _OURS.fullmatch(one.get("name", ""))]
        return {word.rstrip("*"): word.endswith("*") for word in " ".join(words).split()} if words else None

    def set_keys(self, keys: Mapping[str, bool]) -> None:
        """Remember keys as properties of the document, which Word, WPS and LibreOffice keep; others' stay."""
        from lxml import etree

        member = self._related("", "/custom-properties")
        if member not in self.members:
            member = _CUSTOM
            self.members[member] = f'<Properties xmlns="{_PROPERTIES}"/>'.encode()
            self._declare("Override", {"PartName": f"/{member}", "ContentType": _CUSTOM_TYPE})
            self._relate("", "rIdQcKeys", f"{_OFFICE}/relationships/custom-properties", member)
        tree = _parse(self.members[member])
        for one in [one for one in tree if _OURS.fullmatch(one.get("name", ""))]:
            tree.remove(one)
        number = max((int(one.get("pid", "1")) for one in tree), default=1)
        for count, line in enumerate(_lines([f"{key}*" if own else key for key, own in sorted(keys.items())]), 1):
            name = "qualcode" if count == 1 else f"qualcode {count}"
            one = etree.SubElement(tree, f"{{{_PROPERTIES}}}property", fmtid=_FORMAT_ID, pid=str(number + count),
                                   name=name)
            etree.SubElement(one, f"{{{_VALUES}}}lpwstr", nsmap={"vt": _VALUES}).text = line
        self.members[member] = _serialise(tree)

    def _related(self, source: str, kind: str) -> str | None:
        member = _relations_of(source)
        for one in _parse(self.members[member]) if member in self.members else ():
            if one.get("Type", "").endswith(kind):
                return _resolved(source, one.get("Target", ""))
        return None

    def _relate(self, source: str, relation: str, kind: str, target: str) -> None:
        from lxml import etree

        member = _relations_of(source)
        tree = _parse(self.members.get(member, f'<Relationships xmlns="{_RELATIONS}"/>'.encode()))
        if relation not in {one.get("Id") for one in tree}:
            etree.SubElement(tree, f"{{{_RELATIONS}}}Relationship", Id=relation, Type=kind, Target=target)
            self.members[member] = _serialise(tree)

    def _declare(self, kind: str, attributes: dict[str, str]) -> None:
        """Say what type members of an ending, or one member, are of, unless that is said already."""
        from lxml import etree

        member, name = "[Content_Types].xml", next(iter(attributes))
        tree = _parse(self.members[member])
        if attributes[name].lower() not in {one.get(name, "").lower() for one in tree}:
            one = etree.Element(f"{{{_TYPES}}}{kind}", attributes)
            if kind == "Default":
                tree.insert(0, one)
            else:
                tree.append(one)
            self.members[member] = _serialise(tree)

    def _drop_member(self, target: str) -> None:
        """Take a member out unless another part of the document (a header) shows it too."""
        for name, content in self.members.items():
            if name.endswith(".rels"):
                source = posixpath.join(posixpath.dirname(posixpath.dirname(name)), posixpath.basename(name)[:-5])
                if target in {_resolved(source, one.get("Target", "")) for one in _parse(content)}:
                    return
        self.members.pop(target, None)


def _relations_of(member: str) -> str:
    folder, name = posixpath.split(member)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(source: str, target: str) -> str:
    """Return the name of a member to which a relation of another leads."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/")


def _lines(words: list[str]) -> list[str]:
    """Return words in lines that are short enough for a property; there is always one, as a sign that it is ours."""
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) >= _LONGEST:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _parse(content: bytes) -> Any:
    from lxml import etree

    try:
        return etree.fromstring(content, etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True))
    except etree.XMLSyntaxError as error:
        raise ValueError("damaged XML") from error


def _serialise(tree: Any) -> bytes:
    from lxml import etree

    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
