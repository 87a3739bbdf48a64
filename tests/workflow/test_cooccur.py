"""The verb ``cooccur``."""

from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from qualcode.errors import UsageError
from qualcode.workflow.cooccur import cooccur, cooccur_words, draw_cooccur, write_cooccur, write_drawing
from tests.factories import make_codebook, make_codings, make_corpus

CORPUS = make_corpus()
CODES = cooccur(CORPUS, make_codebook(), make_codings(CORPUS), unit="participant")
WORDS = cooccur_words(CORPUS, make_codebook(), unit="turn", top=10)


def test_a_workbook_has_pairs_nodes_matrix_and_notes(tmp_path: Path) -> None:
    """The notes hold the caption with its limits, and how the network was made."""
    book = pd.read_excel(write_cooccur(CODES, tmp_path / "c.xlsx"), sheet_name=None, engine="calamine")
    assert list(book) == ["Pairs", "Nodes", "Matrix", "Notes"]
    assert book["Pairs"].iloc[0].to_list()[:8] == ["user_loss", "用户流失", "literacy", "数字素养", 3, 3, 2, 2]
    assert book["Matrix"].set_index("Code").loc["用户流失", "数字素养"] == 2
    assert "Louvain" in book["Notes"].to_string()
    words = pd.read_excel(write_cooccur(WORDS, tmp_path / "w.xlsx"), sheet_name=None, engine="calamine")
    assert next(iter(words["Matrix"])) == "Word"


def test_other_formats_hold_one_table(tmp_path: Path) -> None:
    """The pairs, or the nodes."""
    assert "code_a" in pd.read_csv(write_cooccur(CODES, tmp_path / "c.csv")).columns
    nodes = pd.read_csv(write_cooccur(CODES, tmp_path / "n.csv", nodes=True))
    assert list(nodes.columns[:4]) == ["code", "code_name", "n_with", "participants"]
    assert next(iter(WORDS.nodes)) == "word"
    with pytest.raises(UsageError, match=r"\.graphml, \.gexf"):
        write_cooccur(CODES, tmp_path / "c.txt")


def test_networks_are_read_again_with_names_and_weights(tmp_path: Path) -> None:
    """Ids are codes, labels their names, weights the units with both."""
    for ending, read in ((".graphml", nx.read_graphml), (".gexf", nx.read_gexf)):
        graph = read(write_cooccur(CODES, tmp_path / f"c{ending}"))
        assert graph.nodes["user_loss"]["label"] == "用户流失"
        assert graph.edges["user_loss", "literacy"]["weight"] == 2


def test_the_figure_says_what_it_draws(tmp_path: Path) -> None:
    """Nodes, links and which communities."""
    label = draw_cooccur(CODES).get_label()
    assert label.startswith("Node: participants who speak of it. Link: units with both. Both codes in one participant")
    assert "those of the drawn links alone" in label
    assert write_drawing(WORDS, tmp_path / "w.svg").read_bytes().startswith(b"<?xml")


def test_a_unit_that_there_is_not() -> None:
    """The message lists the units."""
    with pytest.raises(UsageError, match="choose among sentence, turn, participant, transcript"):
        cooccur_words(CORPUS, unit="page")
