"""Networks for Gephi, Cytoscape, R and Python: GraphML and GEXF. The same network gives the same bytes.

Gephi takes a node's ``label`` for its name and an edge's ``weight`` for its weight, from either format; both are
there, whatever else is.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import UsageError
from qualcode.exporters.atomic import write_bytes
from qualcode.exporters.cells import plain, xml_text
from qualcode.i18n import _

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import pandas as pd

#: The day that GEXF files say they were changed on: a true one would change the bytes.
CHANGED = "2000-01-01"
_GRAPHML, _GEXF = "http://graphml.graphdrawing.org/xmlns", "http://www.gexf.net/1.2draft"
#: What a column's values are called: GraphML, GEXF.
_TYPES = {bool: ("boolean", "boolean"), int: ("long", "long"), float: ("double", "double"), str: ("string", "string")}

Rows = list[dict[str, str | int | float | bool | None]]


def write_network(nodes: "pd.DataFrame", links: "pd.DataFrame", path: Path, *, caption: str = "") -> Path:
    """Write an undirected network as GraphML or GEXF 1.2, by the ending of ``path``.

    Args:
        nodes: One row a node; ``id`` and ``label``, then whatever is known of it.
        links: One row a link; ``source``, ``target`` (ids of nodes) and ``weight``, then whatever is known of it.
        path: Ends in ``.graphml`` or ``.gexf``.
        caption: What the network shows, kept in the file.

    Returns:
        ``path``. What is missing is left out, and control characters, which XML cannot hold, too.

    Raises:
        UsageError: the ending is neither.
        WriteError: the file cannot be written; the last good one stays.
    """
    from xml.etree import ElementTree

    make = FORMATS.get(path.suffix.lower())
    if make is None:
        raise UsageError(_("{path}: a network cannot be written to this ending; use one of {endings}").format(
            path=path, endings=", ".join(FORMATS)))
    root = make(_rows(nodes), _rows(links), xml_text(caption))
    ElementTree.indent(root)
    return write_bytes(path, ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _rows(frame: "pd.DataFrame") -> Rows:
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, map(_cell, row), strict=True)) for row in frame.itertuples(index=False, name=None)]


def _cell(value: Any) -> str | int | float | bool | None:
    found = plain(value)
    return xml_text(found) if isinstance(found, str) else found


def _written(value: str | int | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _columns(rows: Rows, fixed: Iterable[str]) -> dict[str, type]:
    """Return the further columns that hold anything, with the type of their values."""
    found: dict[str, type] = {}
    for row in rows:
        for name, value in row.items():
            if name not in fixed and value is not None:
                kind = type(value)
                found[name] = kind if found.get(name, kind) is kind else _wider(found[name], kind)
    return found


def _wider(one: type, other: type) -> type:
    return float if {one, other} == {int, float} else str


def _graphml(nodes: Rows, links: Rows, caption: str) -> "Element":
    from xml.etree.ElementTree import Element, SubElement

    root = Element("graphml", {"xmlns": _GRAPHML})
    kinds = {"node": _columns(nodes, ("id",)), "edge": _columns(links, ("source", "target"))}
    keys: dict[tuple[str, str], str] = {}
    for what, columns in kinds.items():
        for name, kind in columns.items():
            keys[what, name] = f"{what[0]}{len(keys)}"
            SubElement(root, "key", {"id": keys[what, name], "for": what, "attr.name": name,
                                     "attr.type": _TYPES[kind][0]})
    SubElement(root, "key", {"id": "caption", "for": "graph", "attr.name": "caption", "attr.type": "string"})
    graph = SubElement(root, "graph", {"edgedefault": "undirected"})
    SubElement(graph, "data", {"key": "caption"}).text = caption
    for row in nodes:
        _data(SubElement(graph, "node", {"id": str(row["id"])}), "node", row, keys)
    for number, row in enumerate(links):
        ends = {"id": f"e{number}", "source": str(row["source"]), "target": str(row["target"])}
        _data(SubElement(graph, "edge", ends), "edge", row, keys)
    return root


def _data(element: "Element", what: str, row: Mapping[str, Any], keys: Mapping[tuple[str, str], str]) -> None:
    from xml.etree.ElementTree import SubElement

    for name, value in row.items():
        if value is not None and (what, name) in keys:
            SubElement(element, "data", {"key": keys[what, name]}).text = _written(value)


def _gexf(nodes: Rows, links: Rows, caption: str) -> "Element":
    from xml.etree.ElementTree import Element, SubElement

    root = Element("gexf", {"xmlns": _GEXF, "version": "1.2"})
    meta = SubElement(root, "meta", {"lastmodifieddate": CHANGED})
    SubElement(meta, "creator").text = "qualcode"
    SubElement(meta, "description").text = caption
    graph = SubElement(root, "graph", {"defaultedgetype": "undirected", "mode": "static"})
    of_nodes, of_links = _columns(nodes, ("id", "label")), _columns(links, ("source", "target", "weight"))
    for what, columns in (("node", of_nodes), ("edge", of_links)):
        if columns:
            declared = SubElement(graph, "attributes", {"class": what, "mode": "static"})
            for number, (name, kind) in enumerate(columns.items()):
                SubElement(declared, "attribute", {"id": str(number), "title": name, "type": _TYPES[kind][1]})
    below = SubElement(graph, "nodes")
    for row in nodes:
        _values(SubElement(below, "node", {"id": str(row["id"]), "label": str(row["label"])}), row, of_nodes)
    below = SubElement(graph, "edges")
    for number, row in enumerate(links):
        ends = {"id": str(number), "source": str(row["source"]), "target": str(row["target"]),
                "weight": _written(row["weight"] or 0)}
        _values(SubElement(below, "edge", ends), row, of_links)
    return root


def _values(element: "Element", row: Mapping[str, Any], columns: Mapping[str, type]) -> None:
    from xml.etree.ElementTree import SubElement

    known = [(number, row[name]) for number, name in enumerate(columns) if row.get(name) is not None]
    if known:
        values = SubElement(element, "attvalues")
        for number, value in known:
            SubElement(values, "attvalue", {"for": str(number), "value": _written(value)})


#: Ending -> what makes the tree.
FORMATS: Mapping[str, Callable[[Rows, Rows, str], "Element"]] = {".graphml": _graphml, ".gexf": _gexf}
