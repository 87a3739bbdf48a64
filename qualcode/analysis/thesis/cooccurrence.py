"""T9: what stands together, as a matrix, and who is in the middle of it."""

from collections.abc import Mapping
from typing import Any

from qualcode.analysis.cooccurrence import Cooccurrence
from qualcode.analysis.network import Network
from qualcode.analysis.thesis.table import DASH, Column, ThesisTable, coefficient, nothing_coded, numbers
from qualcode.i18n import _, prose


def cooccurrence_table(found: Cooccurrence, network: Network, names: Mapping[str, str] | None = None) -> ThesisTable:
    """Return T9: symmetric counts of units, numbered columns, and degree, closeness and betweenness of each row.

    Args:
        found: What stands together: the codes or words in most units, and the cut-off for pairs.
        network: The network of its pairs.
        names: Id -> how it is called; as ``found`` calls it by default.
    """
    caption = cooccurrence_caption(words=found.of == "words")
    nodes: dict[str, dict[Any, Any]] = {str(row["id"]): row for row in network.nodes.to_dict("records")}
    ids = [key for key in found.names if key in nodes]
    if not ids:
        return ThesisTable("T9", caption, empty_reason=nothing_coded())
    rows = []
    for number, key in enumerate(ids, start=1):
        node = nodes[key]
        called = (names or found.names).get(key, found.names[key])
        rows.append((f"{number} {called}", *(str(found.matrix.loc[key, other]) for other in ids),
                     str(node["degree"]), _number(node["closeness"]), _number(node["betweenness"])))
    columns = (Column("node", label=_("Word") if found.of == "words" else _("Code"), width=4),
               *(numbers("count", label=str(number), width=0.8) for number in range(1, len(ids) + 1)),
               numbers("degree", label=_("Degree"), width=1.2), numbers("closeness", label=_("Closeness"), width=1.5),
               numbers("betweenness", label=_("Betweenness"), width=1.8))
    note = prose([
        found.caption, _("In the cells: units that hold both; on the diagonal: units with the one."),
        _("Link: {n} units or more hold both ({links} links between {nodes}). Degree: number of links; closeness: "
          "Freeman (1978), for networks in parts Wasserman & Faust (1994); betweenness: Freeman (1977), as a share of "
          "all pairs. Paths count links, whatever their weight; {dash}: no link, or too few nodes.").format(
              n=max(found.minimum, 1), links=len(network.links), nodes=len(ids), dash=DASH),
    ])
    return ThesisTable("T9", caption, columns, tuple(rows), note, wide=len(ids) > 8)


def cooccurrence_caption(*, words: bool) -> str:
    """Return what the table is called."""
    return _("Co-occurrence of words") if words else _("Co-occurrence of codes")


def _number(value: Any) -> str:
    import pandas as pd

    return coefficient(None if pd.isna(value) else float(value))
