"""``figure`` as a page: the words, codes and links of a figure to look into, each with what people said.

The numbers are those of the drawn figures, from the same calls; the quotes are the very places that are counted.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from qualcode.analysis.cooccurrence import pmi_limits, told_apart
from qualcode.analysis.counts import Speech
from qualcode.analysis.matrices import SINGLES, Matrix
from qualcode.analysis.participants import stated
from qualcode.analysis.selection import Selection
from qualcode.analysis.tables import attribute_of
from qualcode.analysis.word_comparison import LEAST, NOTABLE, KeyWord, WordComparison
from qualcode.analysis.words import GroupCount, word_frequencies
from qualcode.errors import NotComputableError, UsageError
from qualcode.exporters.headings import heading
from qualcode.exporters.plot_page import Axis, Dot, Link, PlotPage, Shown
from qualcode.figures.correspondence import POOR
from qualcode.figures.network import LINKS_EACH
from qualcode.i18n import _, prose
from qualcode.language.speech import SpokenTurn, iter_speech
from qualcode.model import Codebook, Corpus
from qualcode.workflow import words
from qualcode.workflow.cooccur import Together, cooccur, cooccur_words
from qualcode.workflow.figure import CodeMap, Look, Material, code_map
from qualcode.workflow.figure_quotes import Passages, Place, by_unit, code_places, pair_places, word_places
from qualcode.workflow.matrix import GROUPINGS

#: Links that a page holds at most.
LINKS = 1000
#: What finds the rest of the quotes in the project.
_FIND_WORD, _FIND_CODE = 'qualcode kwic "{word}"', "qualcode excerpts --code {code}"


def keyness(
    corpus: Corpus, codebook: Codebook | None = None, *, by: str, least: int = LEAST, top: int = 0,
    scatter: bool = False, look: Look | None = None,
) -> PlotPage:
    """Return the words that set groups apart, by how frequent they are and how far they belong to a group.

    Options and errors as in ``figure_words.keyness``, but that all words are there by default. Of two groups the
    second one's words are below 0; of more, each group's are above 0.
    """
    shown = look or Look()
    found = words.compare(corpus, codebook, by=by, least=least, top=top)
    if not found.words:
        raise NotComputableError(_("No group has a word of its own to draw; ask for fewer people (--least-people 1)."))
    if scatter and len(found.groups) != 2:
        raise UsageError(_("--scatter draws two groups, and {key} makes {n}; leave it out, or take another attribute"
                           ).format(key=by, n=len(found.groups)))
    speech = [turn for turn in iter_speech(corpus) if stated(corpus, turn.participant, by) is not None]
    passages = Passages(corpus)
    quotes = _word_quotes(corpus, speech, found, passages)
    groups, two = list(found.groups), len(found.groups) == 2
    counts = {word.form: word.groups for word in word_frequencies(corpus, speech, by=by).words}
    ordered = sorted(found.words, key=lambda one: (-one.z, one.word, one.group))
    up = _("z, above 0: {first}; below 0: {second}").format(first=groups[0], second=groups[1]) if two else "z"
    return PlotPage(
        title=shown.titled(_("Words that set groups apart, by {attribute}").format(attribute=heading(by))),
        note=prose([found.caption, _("Dashed: z = {line}.").format(line=f"±{NOTABLE}" if two else NOTABLE),
                       _("A passage is a sentence; one that has a word twice is one passage.")]),
        kinds=groups, groups=[_("{name} (n = {n})").format(name=name, n=n) for name, n in found.groups.items()],
        axes=(Axis(_("Occurrences in both groups") if two else _("Occurrences in all groups"), log=True),
              Axis(up, zero=True, lines=(NOTABLE, -NOTABLE) if two else (NOTABLE,))),
        columns=[heading(column) for column in ("z", "log_odds", "dispersion")],
        group_columns=[heading(column) for column in ("frequency", "participants", "per_1000")],
        dots=[_word_dot(one, groups, two, counts[one.form], quotes[one.form]) for one in ordered],
        sentences=passages.sentences, voices=passages.voices,
        missing=_("Dispersion needs two people or more in the group."),
    )


def correspondence_map(
    material: Material, *, by: str = "town", value: str = "participants", unit: str = "sentence",
    look: Look | None = None,
) -> PlotPage:
    """Return the map of codes and groups; options and errors as in ``figure.correspondence_map``."""
    shown = look or Look()
    found = code_map(material, by=by, value=value, unit=unit)
    passages = Passages(material.corpus)
    places = _places_of_codes(material, passages)
    grouping = GROUPINGS.get(by, by)
    read = _("Round: codes, the larger the more often they are counted; square: groups. Hollow: less than half of the "
             "point's distance is shown. Codes are alike that are near each other, and so are groups; a code belongs "
             "to groups in the same direction from the centre.")
    axis = _("Axis {n} ({share:.1%} of the inertia)")
    cells = _cells(found.matrix)
    sizes = {group: size for (group, _code), (_references, _people, size) in cells.items()}
    return PlotPage(
        title=shown.titled(found.title), note=f"{found.note} {read}", square=True,
        kinds=[_("Code"), heading(by)],
        axes=(Axis(axis.format(n=1, share=found.map.shares[0]), zero=True),
              Axis(axis.format(n=2, share=found.map.shares[1]), zero=True)),
        columns=[heading("references"), heading("participants"), _("Share of its distance on the map")],
        group_columns=[heading("references"), heading("participants")],
        groups=[_("{name} (n = {n})").format(name=group, n=sizes[group]) for group in found.groups],
        dots=[*_group_dots(found, cells), *_code_dots(found, cells, places, passages, lambda place: _group_of(
            material.corpus, place, grouping))],
        sentences=passages.sentences, voices=passages.voices,
    )


def code_network(material: Material, *, unit: str = "sentence", look: Look | None = None) -> PlotPage:
    """Return the codes that stand in the same units; options and errors as in ``figure.code_network``."""
    shown = look or Look()
    found = cooccur(*material.everything, unit=unit, seed=shown.seed, **material.choice)
    passages = Passages(material.corpus)
    node = _("Node: participants who speak of it. Link: units with both.")
    return _network_page(found, _places_of_codes(material, passages), passages, node,
                         replace(shown, title=shown.titled(_("Codes that stand together"))))


def word_network(
    corpus: Corpus, codebook: Codebook | None = None, *, unit: str = "sentence", top: int = 50,
    look: Look | None = None,
) -> PlotPage:
    """Return the words that stand in the same units; options and errors as in ``cooccur.cooccur_words``.

    Raises:
        NotComputableError: no two words stand together.
    """
    shown = look or Look()
    found = cooccur_words(corpus, codebook, unit=unit, top=top, seed=shown.seed)
    passages = Passages(corpus)
    places = word_places(corpus, iter_speech(corpus), found.found.names, passages)
    return _network_page(found, places, passages, _("Node: participants who use it. Link: units with both."),
                         replace(shown, title=shown.titled(_("Words that stand together"))))


def _word_quotes(
    corpus: Corpus, speech: Sequence[SpokenTurn], found: WordComparison, passages: Passages,
) -> dict[str, tuple[Shown, ...]]:
    places = word_places(corpus, speech, {one.form: 0 for one in found.words}, passages)

    def group(place: Place) -> str:
        return str(corpus.by_id[place.person].attributes[found.by])

    return {form: _by_group(held, list(found.groups), group, passages) for form, held in places.items()}


def _word_dot(
    one: KeyWord, groups: Sequence[str], two: bool, counts: Mapping[str, GroupCount], quotes: tuple[Shown, ...],
) -> Dot:
    below = two and one.group == groups[1]
    here = [counts[group] for group in groups]
    return Dot(
        one.form if two else f"{one.group}/{one.form}", one.word, one.here.frequency + one.rest.frequency,
        round(-one.z if below else one.z, 6), groups.index(one.group), cells=(one.z, one.log_odds, one.dispersion),
        groups=tuple((count.frequency, count.participants, count.per_1000) for count in here), quotes=quotes,
        find=_FIND_WORD.format(word=one.word))


def _by_group(
    places: Iterable[Place], groups: Sequence[str], group: Callable[[Place], str], passages: Passages,
) -> tuple[Shown, ...]:
    held: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        held[group(place)].append(place)
    return tuple(passages.shown(held[name]) for name in groups)


def _places_of_codes(material: Material, passages: Passages) -> dict[str, list[Place]]:
    selection = Selection.parse(material.codebook, **material.choice)
    return code_places(selection.of(material.codings), Speech(material.corpus), passages)


#: Numbers of a link.
_LINKED = ("n_both", "people_both", "jaccard", "pmi")
#: (references, people, people in the group) of a code in a group
_Counted = tuple[int, int, int]


def _cells(result: Matrix) -> dict[tuple[str, str], _Counted]:
    """Return (group, code) -> its counts, where somebody could have said it."""
    table = result.table[result.table["status"] == "counted"]
    columns = ["group", "code", "references", "participants", "n_participants"]
    return {(str(group), str(code)): (int(references), int(people), int(size))
            for group, code, references, people, size in table[columns].itertuples(index=False)}


def _group_of(corpus: Corpus, place: Place, by: str) -> str:
    """Return the group that a matrix counts a place in, "" where it is not known."""
    if by in SINGLES:
        return place.person if by == "participant" else place.transcript
    found = attribute_of(corpus, place.transcript, place.person, by)
    return "" if found is None else str(found)


def _group_dots(found: CodeMap, cells: Mapping[tuple[str, str], _Counted]) -> list[Dot]:
    dots = []
    for number, (group, point) in enumerate(zip(found.groups, found.map.columns, strict=True)):
        mine = [counted for (name, _code), counted in cells.items() if name == group]
        dots.append(Dot(
            f"group/{group}", point.name, round(point.across, 6), round(point.up, 6), 1, hollow=point.quality < POOR,
            cells=(sum(references for references, _people, _size in mine), mine[0][2], point.quality), group=number))
    return dots


def _code_dots(
    found: CodeMap, cells: Mapping[tuple[str, str], _Counted], places: Mapping[str, list[Place]], passages: Passages,
    group: Callable[[Place], str],
) -> list[Dot]:
    heaviest = max(point.mass for point in found.map.rows)
    dots = []
    for code, point in zip(found.codes, found.map.rows, strict=True):
        mine = [cells[name, code] for name in found.groups]
        held = [place for place in places.get(code, ()) if group(place) in found.groups]
        people = frozenset[str]().union(*(place.people for place in held))
        dots.append(Dot(
            code, point.name, round(point.across, 6), round(point.up, 6), 0, round(point.mass / heaviest, 6),
            point.quality < POOR, (sum(references for references, _people, _size in mine), len(people), point.quality),
            tuple((references, spoken) for references, spoken, _size in mine),
            _by_group(held, found.groups, group, passages), find=_FIND_CODE.format(code=code)))
    return sorted(dots, key=lambda dot: (-dot.size, dot.key))


def _network_page(
    found: Together, places: Mapping[str, list[Place]], passages: Passages, node: str, look: Look,
) -> PlotPage:
    links = sorted(found.network.links.to_dict("records"), key=lambda row: (-row["n_both"], row["source"],
                                                                             row["target"]))
    if not links:
        raise NotComputableError(_("Nothing stands together here, so there is no network to draw."))
    kept, nodes = links[:LINKS], found.network.nodes.to_dict("records")
    drawn = min(max(round(LINKS_EACH * len(nodes)), 1), len(kept))
    linked = sorted({int(row["community"]) for row in nodes if row["degree"]})
    notes = [node, found.found.caption, pmi_limits(), found.network.communities]
    if len(kept) < len(links):
        notes.append(_("The {drawn} strongest of {links} links are on this page.").format(
            drawn=len(kept), links=len(links)))
    if drawn < len(kept):
        notes.append(_("The {drawn} strongest of {links} links are drawn at first.").format(
            drawn=drawn, links=len(kept)))
    counted = [*(["references"] if found.found.of == "codes" else []), "participants", "n_with", "degree"]
    return PlotPage(
        title=look.titled(""), note=prose(notes), drawn=drawn,
        kinds=[*(_("Community {n}").format(n=number) for number in linked),
               *([_("Without a link")] if not all(row["degree"] for row in nodes) else [])],
        columns=[heading(name) for name in counted], link_columns=[heading(name) for name in _LINKED],
        dots=_nodes(found, [(row["source"], row["target"]) for row in kept], drawn, places, passages, look.seed),
        links=_links(kept, nodes, found.found.within, places, passages),
        sentences=passages.sentences, voices=passages.voices,
    )


def _nodes(
    found: Together, links: Sequence[tuple[str, str]], drawn: int, places: Mapping[str, list[Place]],
    passages: Passages, seed: int,
) -> list[Dot]:
    nodes, codes = found.network.nodes.to_dict("records"), found.found.of == "codes"
    most = max(row["participants"] for row in nodes)
    spots = _layout([row["id"] for row in nodes], links, drawn, seed)
    last = max((int(row["community"]) for row in nodes if row["degree"]), default=0)
    names = told_apart({row["id"]: row["name"] for row in nodes})
    dots = []
    for row in nodes:
        key, held = row["id"], places.get(row["id"], [])
        find = _FIND_CODE.format(code=key) if codes else _FIND_WORD.format(word=row["name"])
        dots.append(Dot(
            key, names[key], *spots[key], int(row["community"]) - 1 if row["degree"] else last,
            round(row["participants"] / most, 6), quotes=(passages.shown(held),), find=find,
            cells=(*([len(held)] if codes else []), row["participants"], row["n_with"], row["degree"])))
    return dots


def _links(
    links: Sequence[Mapping[Hashable, Any]], nodes: Sequence[Mapping[Hashable, Any]], within: str,
    places: Mapping[str, list[Place]], passages: Passages,
) -> list[Link]:
    number = {row["id"]: place for place, row in enumerate(nodes)}
    units = {row["id"]: by_unit(places.get(row["id"], ()), within, passages) for row in nodes}
    return [
        Link(number[row["source"]], number[row["target"]], float(row["n_both"]),
             (int(row["n_both"]), int(row["people_both"]), float(row["jaccard"]), float(row["pmi"])),
             passages.shown(pair_places(units[row["source"]], units[row["target"]], passages)))
        for row in links]


def _layout(
    nodes: Sequence[str], links: Sequence[tuple[str, str]], drawn: int, seed: int,
) -> dict[str, tuple[float, float]]:
    """Place nodes by springs along the links that are drawn at first; others hang on their strongest link."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(len(nodes)))
    number = {key: place for place, key in enumerate(nodes)}
    for one, two in links[:drawn]:
        graph.add_edge(number[one], number[two])
    for one, two in links[drawn:]:
        if not graph.degree(number[one]) or not graph.degree(number[two]):
            graph.add_edge(number[one], number[two])
    hub: Hashable = "hub"  # Without a common one the springs fling separate parts to the edges.
    parts = list(nx.connected_components(graph))
    if len(parts) > 1:
        graph.add_edges_from((hub, min(part, key=lambda node: (-graph.degree(node), node))) for part in parts)
    springs = nx.spring_layout(graph, k=2.2 / len(graph) ** 0.5, iterations=300, seed=seed)
    return {key: (round(float(springs[place][0]) * 1.3, 4), round(float(springs[place][1]), 4))
            for key, place in number.items()}
