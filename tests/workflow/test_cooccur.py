"""The verb ``cooccur``."""

from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from qualcode.errors import UsageError
from qualcode.figures.style import PALETTE
from qualcode.workflow.cooccur import cooccur, cooccur_words, draw_cooccur, write_cooccur
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


def test_the_figure_says_what_it_draws() -> None:
    """Nodes, links, and the communities of the analysis: colours are theirs, whatever links are drawn."""
    label = draw_cooccur(CODES).get_label()
    assert label.startswith("Node: participants who speak of it. Link: units with both. Both codes in one participant")
    assert CODES.network.communities in label
    assert "codes" not in draw_cooccur(WORDS).get_label().lower()
    assert draw_cooccur(WORDS, title="词").get_suptitle() == "词"
    names, nodes = WORDS.found.names, WORDS.network.nodes.dropna(subset="community")
    colours = {text.get_text(): to_hex(mark.get_facecolor()[0]).upper() for text, mark in zip(
        draw_cooccur(WORDS).axes[0].texts, draw_cooccur(WORDS).axes[0].collections, strict=True)}
    assert {names[key]: PALETTE[(number - 1) % len(PALETTE)] for key, number in zip(
        nodes["id"], nodes["community"], strict=True) if names[key] in colours} == colours


def test_a_unit_that_there_is_not() -> None:
    """The message lists the units."""
    with pytest.raises(UsageError, match="choose among sentence, turn, participant, transcript"):
        cooccur_words(CORPUS, unit="page")
