"""The network of what stands together."""

import math
import os
import subprocess
import sys

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.cooccurrence import (
    COOCCURRENCE_COLUMNS,
    Cooccurrence,
    cooccurrence,
    count_table,
    count_together,
    measures,
    pair_table,
)
from qualcode.analysis.network import network
from tests.factories import make_codebook, make_codings, make_corpus


def make_found(units, order, minimum=1):
    """Count single letters that stand together in words."""
    presence = {str(number): {"p": set(unit)} for number, unit in enumerate(units)}
    together = count_together(presence, list(order))
    rows = [
        {"code_a": a, "name_a": a, "code_b": b, "name_b": b, "c_coefficient": None,
         **measures(together, a, b, len(units))}
        for place, a in enumerate(order) for b in order[place + 1:] if together.both[a, b] >= minimum
    ]
    return Cooccurrence("codes", "sentence", len(units), minimum, {key: key for key in order}, together.people,
                        count_table(together, list(order)), pair_table(rows, COOCCURRENCE_COLUMNS), "", "")


def test_a_line_of_four_worked_out_by_hand():
    """a-b-c-d: two of the three paths that could lead through b do; its distances are 1, 1 and 2."""
    nodes = network(make_found(["ab", "ab", "bc", "cd"], "abcd")).nodes.set_index("id")
    assert nodes["degree"].to_dict() == {"b": 2, "c": 2, "a": 1, "d": 1}
    assert nodes["strength"].to_dict() == {"b": 3, "c": 2, "a": 2, "d": 1}
    assert nodes["betweenness"].to_list() == pytest.approx([2 / 3, 2 / 3, 0, 0])
    assert nodes["closeness"].to_list() == pytest.approx([3 / 4, 3 / 4, 3 / 6, 3 / 6])


def test_parts_and_a_node_without_a_link():
    """Closeness in parts is scaled by what can be reached; without a link there is none, and the note says so."""
    found = network(make_found(["ab", "cd", "e"], "abcde"))
    nodes = found.nodes.set_index("id")
    assert nodes.loc["a", "closeness"] == pytest.approx(1 / 4)
    assert (nodes.loc["e", ["closeness", "community"]].isna().all(), nodes.loc["e", "note"]) == (True, "no link")
    assert nodes.loc[["a", "b", "c", "d"], "community"].to_list() == [1, 1, 2, 2]
    assert found.modularity == pytest.approx(0.5)


def test_what_cannot_be_computed_is_missing():
    """No link, no modularity; of two nodes, no betweenness."""
    alone = network(make_found(["a", "b"], "ab"))
    assert math.isnan(alone.modularity)
    assert alone.nodes["betweenness"].isna().all()
    assert alone.nodes["note"].to_list() == ["no link; betweenness needs three nodes"] * 2
    assert alone.caption.endswith("Without a link there are no communities.")
    assert len(network(make_found([], "")).nodes) == 0


def test_the_cut_off_is_that_of_the_pairs():
    """Pairs under the least number are no links; those that never meet are none either."""
    units = ["ab", "ab", "bc"]
    assert len(network(make_found(units, "abc", 2)).links) == 1
    assert len(network(make_found(units, "abc", 0)).links) == 2


def test_two_groups_are_two_communities():
    """Two cliques with one link between them; Q as networkx computes it."""
    units = [a + b for group in ("abcd", "efgh") for a in group for b in group if a < b] + ["ae"]
    found = network(make_found(units, "abcdefgh"))
    groups = found.nodes.groupby("community")["id"].agg(lambda ids: "".join(sorted(ids)))
    assert groups.to_dict() == {1: "abcd", 2: "efgh"}
    graph = nx.Graph([tuple(unit) for unit in units])
    assert found.modularity == pytest.approx(nx.community.modularity(graph, [set("abcd"), set("efgh")]))


@given(st.lists(st.text("abcdef", min_size=1, max_size=4), max_size=12))
def test_centralities_are_those_of_networkx(units):
    """Whatever is linked, the numbers are those of an independent graph."""
    found = make_found(units, "abcdef")
    nodes = network(found).nodes.set_index("id")
    graph = nx.Graph()
    graph.add_nodes_from(sorted(set("".join(units))))
    graph.add_edges_from(found.table[["code_a", "code_b"]].itertuples(index=False))
    assert nodes["degree"].to_dict() == dict(graph.degree)
    for key, value in nx.closeness_centrality(graph).items():
        assert nodes.loc[key, "closeness"] == pytest.approx(value) if graph.degree[key] else True
    if len(graph) > 2:
        assert nodes["betweenness"].to_dict() == pytest.approx(nx.betweenness_centrality(graph))


@pytest.mark.slow
def test_the_communities_do_not_hang_on_the_run():
    """Another order of sets of texts in another process finds the same groups."""
    program = ("from tests.analysis.test_network import make_found; from qualcode.analysis.network import network; "
               "units = [a + b for a in 'abcdefghij' for b in 'abcdefghij' if a < b and (ord(a) * ord(b)) % 3]; "
               "print(network(make_found(units, 'abcdefghij')).nodes['community'].to_list())")
    told = {
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True,
                       env={**os.environ, "PYTHONHASHSEED": seed}).stdout for seed in ("1", "2", "3")
    }
    assert len(told) == 1


def test_the_network_of_codes_has_their_measures():
    """Links carry ids, units, people, Jaccard and PMI."""
    corpus = make_corpus()
    found = network(cooccurrence(corpus, make_codebook(), make_codings(corpus), within="participant", minimum=1))
    assert found.links.iloc[0].to_list()[:4] == ["user_loss", "literacy", 2, 2]
