"""Networks in files, read again by networkx."""

from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import UsageError, WriteError
from qualcode.exporters.network import write_network

NODES = pd.DataFrame({
    "id": ["群", "b<&\"'>", "𠮷"], "label": ["群", "引号 & <号>", "𠮷😀"], "n_with": [3, 2, 1],
    "closeness": pd.array([0.5, 1 / 3, None], dtype="Float64"), "community": pd.array([1, 1, None], dtype="Int64"),
    "listed": [True, False, True],
})
LINKS = pd.DataFrame({"source": ["群"], "target": ["b<&\"'>"], "weight": [2], "pmi": pd.array([1.25], dtype="Float64")})
READERS = {".graphml": nx.read_graphml, ".gexf": nx.read_gexf}


@pytest.mark.parametrize("ending", READERS)
def test_networkx_reads_what_was_written(ending: str, tmp_path: Path) -> None:
    """Ids, labels, whole and broken numbers, truth values and weights come back; what is missing is not there."""
    graph = READERS[ending](write_network(NODES, LINKS, tmp_path / f"n{ending}", caption="共现"))
    assert list(graph) == ["群", "b<&\"'>", "𠮷"]
    assert graph.is_directed() is False
    assert graph.nodes["群"] == {"label": "群", "n_with": 3, "closeness": 0.5, "community": 1, "listed": True}
    assert graph.nodes["𠮷"] == {"label": "𠮷😀", "n_with": 1, "listed": True}
    assert graph.edges["群", "b<&\"'>"]["weight"] == 2
    assert graph.edges["群", "b<&\"'>"]["pmi"] == 1.25


@pytest.mark.parametrize("ending", READERS)
def test_the_same_network_gives_the_same_bytes(ending: str, tmp_path: Path) -> None:
    """No date but a fixed one, UTF-8, and Gephi's names."""
    one, two = (write_network(NODES, LINKS, tmp_path / f"{name}{ending}").read_bytes() for name in "ab")
    assert one == two
    assert one.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    assert "引号 &amp; &lt;号&gt;".encode() in one


def test_a_network_without_anything(tmp_path: Path) -> None:
    """No node, no link, a file all the same."""
    for ending, read in READERS.items():
        assert len(read(write_network(NODES.head(0), LINKS.head(0), tmp_path / f"n{ending}"))) == 0


def test_what_cannot_be_written(tmp_path: Path) -> None:
    """Another ending names those that there are; the last good file stays."""
    with pytest.raises(UsageError, match=r"use one of \.graphml, \.gexf"):
        write_network(NODES, LINKS, tmp_path / "n.net")
    (tmp_path / "n.gexf").mkdir()
    with pytest.raises(WriteError):
        write_network(NODES, LINKS, tmp_path / "n.gexf")


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")) | st.sampled_from(
    ["a\tb", "行\n二", "\ufeffbom", "零\u200b宽", "Ａ＆Ｂ", "a\x00b"])


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_any_label_comes_back(tmp_path_factory: pytest.TempPathFactory, labels: list[str]) -> None:
    """Whatever people write, but for control characters, which are left out."""
    nodes = pd.DataFrame({"id": [f"n{number}" for number in range(len(labels))], "label": labels})
    folder = tmp_path_factory.mktemp("labels")
    for ending, read in READERS.items():
        graph = read(write_network(nodes, LINKS.head(0), folder / f"n{ending}"))
        # networkx makes "" of no text at all, and GraphML has no place for it
        found = [graph.nodes[key].get("label") or "" for key in graph]
        assert found == [label.replace("\x00", "") for label in labels]
