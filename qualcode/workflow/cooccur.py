"""``cooccur``: codes or words that stand together, their network, and both in files."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.cooccurrence import Cooccurrence, Within, cooccurrence, told_apart
from qualcode.analysis.network import Network, network
from qualcode.analysis.selection import Selection
from qualcode.analysis.word_cooccurrence import word_cooccurrence
from qualcode.errors import UsageError
from qualcode.exporters.network import FORMATS, write_network
from qualcode.exporters.tables import write_table
from qualcode.exporters.xlsx import Sheet, write_xlsx
from qualcode.figures.network import plot_network
from qualcode.i18n import _
from qualcode.language.speech import iter_speech
from qualcode.language.stopwords import codebook_words, stop_words
from qualcode.model import Codebook, Coding, Corpus

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

#: Words of the call for what has to hold both.
UNITS: dict[str, Within] = {
    "sentence": "sentence", "turn": "turn", "participant": "participant", "transcript": "transcript",
}


@dataclass(frozen=True)
class Together:
    """What stands together, as pairs and as a network.

    Attributes:
        found: Pairs and the symmetric matrix.
        network: Nodes with their centralities and communities, and links.
    """

    found: Cooccurrence
    network: Network

    @property
    def nodes(self) -> "pd.DataFrame":
        """The nodes as a table for people: of codes ``code`` and ``code_name``, of words ``word``, then the numbers."""
        nodes = self.network.nodes
        if self.found.of == "codes":
            return nodes.rename(columns={"id": "code", "name": "code_name"})
        return nodes.drop(columns="id").rename(columns={"name": "word"})

    @property
    def matrix(self) -> "pd.DataFrame":
        """The symmetric counts with names as heads, the first column included; the diagonal is the units of one."""
        heads = told_apart(self.found.names)
        wide = self.found.matrix.rename(columns=heads)
        wide.insert(0, "code_name" if self.found.of == "codes" else "word", list(heads.values()), allow_duplicates=True)
        return wide.reset_index(drop=True)

    @property
    def caption(self) -> str:
        """What was counted, what the measures cannot say and how the network was made."""
        return f"{self.found.note} {self.network.caption}"


def cooccur(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], *, unit: str = "sentence", minimum: int = 1,
    top: int = 0, states: Iterable[str] = (), polarities: Iterable[str] = (), coders: Iterable[str] = (),
    codes: Iterable[str] = (), seed: int = 7,
) -> Together:
    """Tell which codes stand together; options on codings as in ``workflow.matrix.matrix``.

    Args:
        corpus: The transcripts.
        codebook: The codes, their order and names.
        codings: All codings; the options choose among them.
        unit: ``sentence``, ``turn``, ``participant`` or ``transcript``.
        minimum: Least number of units with both for a pair to be listed and linked.
        top: How many codes, those in most units first; 0 for all.
        states: Words such as ``accepted``; none means everything but what people rejected.
        polarities: Words such as ``negated``; none means all.
        coders: Names; none means all.
        codes: Ids; none means all.
        seed: Of the communities.

    Raises:
        UsageError: an option names something that does not exist.
    """
    selection = Selection.parse(codebook, states=states, polarities=polarities, coders=coders, codes=codes)
    found = cooccurrence(corpus, codebook, codings, within=_within(unit), selection=selection, minimum=minimum, top=top)
    return Together(found, network(found, seed=seed))


def cooccur_words(
    corpus: Corpus, codebook: Codebook | None = None, *, unit: str = "sentence", minimum: int = 1, top: int = 50,
    seed: int = 7,
) -> Together:
    """Tell which words stand together in respondents' speech.

    Args:
        corpus: The transcripts.
        codebook: Its terms are counted even where they are stop words.
        unit: ``sentence``, ``turn``, ``participant`` or ``transcript``.
        minimum: Least number of units with both for a pair to be listed and linked.
        top: How many words, the most frequent first.
        seed: Of the communities.

    Raises:
        UsageError: there is no such unit, or ``top`` is out of range.
        NotComputableError: the respondents said nothing.
    """
    stop = stop_words(protect=codebook_words(codebook))
    found = word_cooccurrence(corpus, list(iter_speech(corpus)), stop, within=_within(unit), minimum=minimum, top=top)
    return Together(found, network(found, seed=seed))


def write_cooccur(result: Together, path: Path, *, nodes: bool = False) -> Path:
    """Write what stands together, by the ending of ``path``.

    Args:
        result: Of ``cooccur`` or ``cooccur_words``.
        path: ``.graphml`` and ``.gexf`` hold the network, ``.xlsx`` pairs, nodes, matrix and notes, ``.csv``, ``.json``
            and ``.parquet`` one table.
        nodes: Whether that one table is the nodes, not the pairs.

    Raises:
        UsageError: the ending is none of these.
        WriteError: the file cannot be written; the last good one stays.
    """
    ending = path.suffix.lower()
    if ending in FORMATS:
        named = result.network.nodes.rename(columns={"name": "label"}).drop(columns="note")
        links = result.network.links.rename(columns={"n_both": "weight"})
        return write_network(named, links, path, caption=result.caption)
    if ending != ".xlsx":
        if ending not in {".csv", ".json", ".parquet"}:
            raise UsageError(_("{path}: a table cannot be written to this ending; use one of {endings}").format(
                path=path, endings=", ".join([".xlsx", ".csv", ".json", ".parquet", *FORMATS])))
        return write_table(result.nodes if nodes else result.found.table, path)
    return write_xlsx([
        Sheet(_("Pairs"), result.found.table, note=result.found.note),
        Sheet(_("Nodes"), result.nodes, note=result.network.caption),
        Sheet(_("Matrix"), result.matrix, note=_("Units that hold both; on the diagonal, units with one.")),
    ], path)


def draw_cooccur(
    result: Together, *, title: str | None = None, seed: int = 7, font: Path | None = None,
) -> "Figure":
    """Draw the network: its strongest links, with the communities of all links by colour and shape.

    Args:
        result: Of ``cooccur`` or ``cooccur_words``.
        title: Above it, "" for none, None for the usual one.
        seed: Of the layout.
        font: A font file of the user's.

    Raises:
        NotComputableError: no two stand together, or no font has the characters.
    """
    found = result.found
    names = told_apart(found.names)
    people = {names[key]: n for key, n in found.participants.items() if n}
    links = {(names[source], names[target]): float(both) for source, target, both
             in result.network.links[["source", "target", "n_both"]].itertuples(index=False)}
    if found.of == "codes":
        usual, node = _("Codes that stand together"), _("Node: participants who speak of it. Link: units with both.")
    else:
        usual, node = _("Words that stand together"), _("Node: participants who use it. Link: units with both.")
    rows = result.network.nodes[["id", "community"]].dropna().itertuples(index=False)
    communities = {names[key]: int(number) for key, number in rows}
    return plot_network(
        people, links, communities, title=usual if title is None else title, seed=seed, font=font,
        note=f"{node} {found.caption} {result.network.communities}")


def _within(unit: str) -> Within:
    if unit not in UNITS:
        raise UsageError(_("{word}: choose among {known}").format(word=unit, known=", ".join(UNITS)))
    return UNITS[unit]
