"""The network of what stands together: who is in the middle of it, and which groups it falls into.

Nodes are codes or words, links are pairs that stand together in ``minimum`` units or more (at least one). Paths count
links, whatever their weight. With n nodes:

degree        how many others a node is linked to; ``strength`` adds up the units that it shares with them
closeness     how near the others are: (r / (n - 1)) * (r / sum of the distances to the r nodes that can be reached)
              (Freeman 1978, Social Networks 1, 215-239; for networks in parts, Wasserman & Faust 1994, p. 201), in
              (0, 1]; missing where there is no link
betweenness   share of the shortest paths between two others that lead through the node (Freeman 1977, Sociometry
              40(1), 35-41), divided by (n - 1)(n - 2) / 2, in [0, 1]; missing with fewer than three nodes
community     groups with more units together than chance would give them: Louvain (Blondel, Guillaume, Lambiotte &
              Lefebvre 2008, J. Stat. Mech. P10008) on links weighted by units, for a seed; Q is Newman's modularity
              (Newman 2004, Physical Review E 70, 056131), in [-1/2, 1)
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.analysis.cooccurrence import Cooccurrence
from qualcode.i18n import _

if TYPE_CHECKING:
    import pandas as pd

NODE_COLUMNS = ("id", "name", "n_with", "participants", "degree", "strength", "closeness", "betweenness", "community",
                "note")
LINK_COLUMNS = ("source", "target", "n_both", "people_both", "jaccard", "pmi")


@dataclass(frozen=True)
class Network:
    """Nodes and links.

    Attributes:
        nodes: One row a code or word that occurs, of the highest degree first; columns ``NODE_COLUMNS``. ``n_with``
            are the units with it; ``community`` counts from 1, the largest first, and is missing without a link.
        links: One row a link, columns ``LINK_COLUMNS``; ids of nodes, and the measures of ``Cooccurrence.table``.
        modularity: Q of the communities; NaN without a link.
        communities: How they were found, in a sentence.
        caption: What a link is, how the numbers were made, in sentences.
    """

    nodes: "pd.DataFrame"
    links: "pd.DataFrame"
    modularity: float
    communities: str
    caption: str


def network(found: Cooccurrence, *, seed: int = 7) -> Network:
    """Return the network of codes or words that stand together.

    Args:
        found: What stands together; its ``table`` are the links, but for pairs that never meet.
        seed: Of the communities.
    """
    import networkx as nx

    links = _links(found)
    ids = [key for key in found.names if found.matrix.loc[key, key]]
    place = {key: number for number, key in enumerate(ids)}  # numbers: sets of texts have another order in every run
    graph = nx.Graph()
    graph.add_nodes_from(range(len(ids)))
    for source, target, weight in zip(links["source"], links["target"], links["n_both"].tolist(), strict=True):
        graph.add_edge(place[source], place[target], weight=weight)
    communities = _communities(graph, seed)
    modularity = float(nx.community.modularity(graph, communities, weight="weight")) if len(links) else float("nan")
    link = _("Link: {n} or more units hold both ({links} links between {nodes}).").format(
        n=max(found.minimum, 1), links=len(links), nodes=len(ids))
    paths = _("Degree, closeness and betweenness count links, whatever their weight.")
    said = _("Communities: Louvain on all links weighted by units, seed {seed}, modularity Q = {q}.").format(
        seed=seed, q=f"{modularity:.3f}") if len(links) else _("Without a link there are no communities.")
    return Network(_nodes(found, graph, ids, communities), links, modularity, said, f"{link} {paths} {said}")


def _links(found: Cooccurrence) -> "pd.DataFrame":
    table = found.table[found.table["n_both"] > 0]
    if found.of == "codes":
        named = table.rename(columns={"code_a": "source", "code_b": "target"})
    else:
        forms = {name: form for form, name in found.names.items()}
        named = table.assign(source=table["word_a"].map(forms), target=table["word_b"].map(forms))
    return named[list(LINK_COLUMNS)].reset_index(drop=True)


def _communities(graph: Any, seed: int) -> list[set[int]]:
    """Return the communities, the largest first; a node without a link is one by itself."""
    import networkx as nx

    found = nx.community.louvain_communities(graph, weight="weight", seed=seed)
    return sorted(map(set, found), key=lambda group: (-len(group), min(group)))


def _nodes(found: Cooccurrence, graph: Any, ids: list[str], communities: list[set[int]]) -> "pd.DataFrame":
    import networkx as nx
    import pandas as pd

    closeness, betweenness = nx.closeness_centrality(graph), nx.betweenness_centrality(graph)
    strength = dict(graph.degree(weight="weight"))
    group = {node: number for number, members in enumerate(communities, start=1) for node in members}
    units = dict(zip(found.names, found.matrix.to_numpy().diagonal().tolist(), strict=True))
    rows = []
    for node, key in enumerate(ids):
        degree = graph.degree[node]
        notes = ([] if degree else [_("no link")]) + ([] if len(ids) > 2 else [_("betweenness needs three nodes")])
        rows.append((
            key, found.names[key], units[key], found.participants[key], degree, strength[node],
            closeness[node] if degree else None, betweenness[node] if len(ids) > 2 else None,
            group[node] if degree else None, "; ".join(notes)))
    nodes = pd.DataFrame(rows, columns=list(NODE_COLUMNS))
    nodes = nodes.astype({"closeness": "Float64", "betweenness": "Float64", "community": "Int64"})
    return nodes.sort_values(["degree", "strength"], ascending=False, kind="stable", ignore_index=True)
