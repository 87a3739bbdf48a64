"""A summary of every theme and code that invents no sentence: counts with their n, and people's own words."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from qualcode.analysis.counts import Speech
from qualcode.analysis.excerpts import Excerpt, make_excerpts
from qualcode.analysis.selection import Selection
from qualcode.analysis.tables import attribute_of, code_name, in_text_order
from qualcode.analysis.typicality import Typicality
from qualcode.analysis.words import dispersion
from qualcode.i18n import _
from qualcode.model import Code, Codebook, Coding, Corpus, Polarity, Stance, UnitKind

T = TypeVar("T")
#: of the people who are silent, a sentence names this many
NAMED = 12


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many people of one town or role speak of something.

    Attributes:
        group: The town or role, "" where it is not stated.
        participants: People who speak of it.
        n: People of this group who speak in the corpus.
    """

    group: str
    participants: int
    n: int


@dataclass(frozen=True, slots=True)
class Quote:
    """An excerpt with its typicality (see ``Typicality``), in [0, 1]."""

    excerpt: Excerpt
    typicality: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A code that stands in the same sentences or turns: how many of them, and Jaccard over coded units."""

    code: str
    name: str
    n_both: int
    jaccard: float


@dataclass(frozen=True, slots=True)
class Summary:
    """What a theme or a code amounts to.

    Attributes:
        kind: ``"theme"`` or ``"code"``.
        id: Of the theme or code.
        name: Its Chinese name, else the English one, else the id.
        definition: Of the code, "" for a theme.
        codes: The codes that it takes together: a theme's, or a code with all its descendants.
        references: Codings; where several codes are taken together, units, each once.
        participants: People who speak of it.
        n_participants: People who speak in the corpus.
        towns: By 乡镇, "not stated" last.
        roles: By 身份, "not stated" last.
        dispersion: Gries' DP over participants by their spoken characters, [0, 1): 0 = everybody in proportion to how
            much they say; NaN with fewer than two people or no coding.
        typical: The most typical quotes, at most one a person, round towns and roles.
        contrary: The most typical ones among those with the opposite polarity (see ``contrary_codings``).
        contrary_note: Why there are none, and who is silent; "" where there are some.
        silent: People of a town or role in which others speak of it, who do not.
        neighbours: The codes that stand in the same units most often.
        related_topic: Label of the topic that goes with it; whoever has a topic model fills it in.
    """

    kind: Literal["theme", "code"]
    id: str
    name: str
    definition: str
    codes: tuple[str, ...]
    references: int
    participants: int
    n_participants: int
    towns: tuple[GroupCount, ...]
    roles: tuple[GroupCount, ...]
    dispersion: float
    typical: tuple[Quote, ...]
    contrary: tuple[Quote, ...]
    contrary_note: str
    silent: tuple[str, ...]
    neighbours: tuple[Neighbour, ...]
    related_topic: str | None = None


def summarise(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], *, selection: Selection | None = None,
    left_out: Iterable[Coding] = (), quotes: int = 3, neighbours: int = 5, speech: Speech | None = None,
) -> tuple[Summary, ...]:
    """Summarise every theme of a codebook, then every code, in the codebook's order.

    Args:
        corpus: The transcripts; only respondents count.
        codebook: Themes, codes and names. A code counts its descendants' codings as well as its own.
        codings: As they come; ``selection`` filters them.
        selection: By default everything but what people rejected.
        left_out: What the rules found and the codes' stance left out. It is counted nowhere; what plain terms found in
            it is quoted as contrary (in a rule of several parts the negated part may be any of them).
        quotes: How many typical and how many contrary quotes at most.
        neighbours: How many co-occurring codes at most.
        speech: ``Speech(corpus)``, for a caller that makes several tables of one corpus.
    """
    chosen = (selection or Selection()).of(codings)
    said = Speech.of(corpus, UnitKind.SENTENCE, speech)
    maker = _Maker(said, codebook, chosen, list(left_out), quotes, neighbours)
    summaries = []
    for theme in codebook.themes:
        name = theme.name_zh or theme.name_en or theme.id
        summaries.append(maker.summary("theme", theme.id, name, "", codes_of_theme(codebook, theme.id)))
    for code in codebook.codes:
        name = code_name(codebook, code.id)
        summaries.append(maker.summary("code", code.id, name, code.definition, with_descendants(codebook, code.id)))
    return tuple(summaries)


def codes_of_theme(codebook: Codebook, theme: str) -> tuple[str, ...]:
    """Return the codes that name a theme, with all their descendants that name no other, in the codebook's order."""
    named = {code.id for code in codebook.codes if code.theme == theme}

    def belongs(code: Code) -> bool:
        while not code.theme and code.parent in codebook.by_id:
            code = codebook.by_id[str(code.parent)]
        return code.id in named

    return tuple(code.id for code in codebook.codes if belongs(code))


def with_descendants(codebook: Codebook, code: str) -> tuple[str, ...]:
    """Return a code and everything below it, in the codebook's order."""
    found = {code}
    for other in codebook.codes:
        if other.parent in found:
            found.add(other.id)
    return tuple(other.id for other in codebook.codes if other.id in found)


def contrary_codings(codebook: Codebook, codings: Iterable[Coding]) -> set[str]:
    """Return the ids of the codings that say the opposite of most codings of their code.

    A match is turned round when its polarity is not the one that its rule asks for: ``NEG(…)``, and a bare rule of a
    code whose stance is negated, ask for negation, every other rule for affirmation. A coding is turned round when all
    its evidence is. Within a code the rarer side is the contrary one (the turned-round one on a tie). Codings without
    evidence, such as a person's, and those of mixed evidence are on neither side.
    """
    sides: dict[str, dict[bool, list[str]]] = {}
    for coding in codings:
        turned = {_side(evidence.polarity) != _asked_side(codebook, coding.code, evidence.rule)
                  for evidence in coding.evidence}
        if len(turned) == 1:
            sides.setdefault(coding.code, {False: [], True: []})[turned.pop()].append(coding.id)
    rarer = (both[len(both[True]) <= len(both[False])] for both in sides.values())
    return {key for keys in rarer for key in keys}


def _side(polarity: Polarity) -> str:
    return "affirmed" if polarity is Polarity.AFFIRMED else "negated"


def _asked_side(codebook: Codebook, code: str, rule: str) -> str:
    found = codebook.by_id.get(code)
    text = next((each.text for each in (*found.terms, *found.rules) if each.id == rule), "") if found else ""
    if "AFF(" in text or "NEG(" in text:
        return "negated" if "NEG(" in text else "affirmed"
    return "negated" if found and found.stance is Stance.NEGATED else "affirmed"


def _is_plain(coding: Coding, terms: Collection[str]) -> bool:
    """Tell whether a coding rests on plain terms, or on nothing, as a person's does."""
    return not coding.evidence or any(evidence.rule in terms for evidence in coding.evidence)


class _Maker:
    """Holds what every summary needs, so that each is computed from it without another pass over the texts."""

    def __init__(
        self, speech: Speech, codebook: Codebook, codings: list[Coding], left_out: list[Coding], quotes: int,
        neighbours: int,
    ) -> None:
        corpus = speech.corpus
        self.speech, self.codebook, self.quotes, self.neighbours = speech, codebook, quotes, neighbours
        self.typicality = Typicality(corpus)
        self.codings = [coding for coding in in_text_order(codings) if self.speech.covered(coding)]
        known = {coding.id for coding in self.codings}
        terms = {term.id for code in codebook.codes for term in code.terms}
        self.opposite = [
            coding for coding in left_out
            if coding.id not in known and self.speech.covered(coding) and _is_plain(coding, terms)
        ]
        quoted = [*self.codings, *self.opposite]
        self.excerpts = {excerpt.coding: excerpt for excerpt in make_excerpts(corpus, quoted)}
        self.owner = {coding.id: self.speech.covered(coding)[0].participant for coding in quoted}
        self.units: dict[str, set[str]] = {}
        for coding in self.codings:
            self.units.setdefault(coding.code, set()).update(item.unit.id for item in self.speech.covered(coding))
        self.sizes: Counter[str] = Counter()
        for voice in self.speech.voices.values():
            self.sizes[voice.participant] += voice.characters
        self.sizes = +self.sizes
        self.town = {person: self._attribute(corpus, person, "town") for person in self.sizes}
        self.role = {person: self._attribute(corpus, person, "role") for person in self.sizes}
        self.contrary = contrary_codings(codebook, self.codings)

    def summary(
        self, kind: Literal["theme", "code"], key: str, name: str, definition: str, codes: tuple[str, ...]
    ) -> Summary:
        mine = [coding for coding in self.codings if coding.code in codes]
        people = {self.owner[coding.id] for coding in mine} & set(self.sizes)
        opposite = [coding for coding in self.opposite if coding.code in codes]
        contrary = self._choose([*(coding for coding in mine if coding.id in self.contrary), *opposite])
        silent = () if contrary or not people else self._silent(people)
        said = Counter(self.owner[coding.id] for coding in mine)
        apart = 0 if self._known(people) else len(self.sizes) - len(people)
        return Summary(
            kind, key, name, definition, codes,
            references=len(mine) if len(codes) == 1 else len({coding.unit.id for coding in mine}),
            participants=len(people), n_participants=len(self.sizes),
            towns=self._by(self.town, people), roles=self._by(self.role, people),
            dispersion=dispersion({person: said[person] for person in people}, self.sizes),
            typical=self._choose([coding for coding in mine if coding.id not in self.contrary]),
            contrary=contrary, contrary_note="" if contrary else _contrary_note(people, silent, apart), silent=silent,
            neighbours=self._neighbours(codes),
        )

    def _attribute(self, corpus: Corpus, person: str, key: str) -> str:
        values = (attribute_of(corpus, voice.transcript, person, key)
                  for voice in self.speech.voices.values() if voice.participant == person)
        return next((str(value) for value in values if value is not None), "")

    def _by(self, value: dict[str, str], people: set[str]) -> tuple[GroupCount, ...]:
        groups = sorted(set(value.values()), key=lambda group: (group == "", group))
        members = {group: {person for person in value if value[person] == group} for group in groups}
        return tuple(GroupCount(group, len(members[group] & people), len(members[group])) for group in groups)

    def _known(self, people: set[str]) -> bool:
        return any(self.town[person] or self.role[person] for person in people)

    def _silent(self, people: set[str]) -> tuple[str, ...]:
        towns = {self.town[person] for person in people} - {""}
        roles = {self.role[person] for person in people} - {""}
        return tuple(sorted(
            person for person in self.sizes
            if person not in people and (self.town[person] in towns or self.role[person] in roles)
        ))

    def _choose(self, codings: Sequence[Coding]) -> tuple[Quote, ...]:
        """Choose the most typical quotes: a passage once, a person once, towns and roles in turn, poor ones last."""
        distinct = {(coding.transcript, coding.span): coding for coding in reversed(in_text_order(codings))}
        scores = self.typicality.scores(list(distinct))
        poor = {coding.id for place, coding in distinct.items() if self.typicality.is_poor(place)}
        pairs = zip(distinct.values(), scores, strict=True)
        ranked = sorted(pairs, key=lambda pair: (-round(pair[1], 9), pair[0].transcript, pair[0].span))
        chosen = in_turn(
            ranked, self.quotes,
            person=lambda pair: self.owner[pair[0].id],
            cell=lambda pair: (self.town.get(self.owner[pair[0].id], ""), self.role.get(self.owner[pair[0].id], "")),
            last=lambda pair: pair[0].id in poor,
        )
        return tuple(Quote(self.excerpts[coding.id], score) for coding, score in chosen)

    def _neighbours(self, codes: tuple[str, ...]) -> tuple[Neighbour, ...]:
        mine = set().union(*(self.units.get(code, set()) for code in codes))
        found = []
        for code, units in self.units.items():
            both = len(mine & units)
            if both and code not in codes:
                found.append(Neighbour(code, code_name(self.codebook, code), both, both / len(mine | units)))
        found.sort(key=lambda neighbour: (-neighbour.n_both, -neighbour.jaccard, neighbour.code))
        return tuple(found[: self.neighbours])


def in_turn(
    ranked: Sequence[T], most: int, *, person: Callable[[T], str], cell: Callable[[T], tuple[str, str]],
    last: Callable[[T], bool],
) -> list[T]:
    """Choose from a ranking so that towns and roles take turns and nobody is heard twice.

    Each step takes, among people not yet heard, the best-ranked item from the (town, role) cell that has been heard
    least, then from the town that has been heard least; items for which ``last`` holds come when nobody has others.
    """
    chosen: list[T] = []
    heard: set[str] = set()
    cells: Counter[tuple[str, str]] = Counter()
    towns: Counter[str] = Counter()
    while len(chosen) < most:
        left = [item for item in ranked if person(item) not in heard]
        if not left:
            break
        best = min(left, key=lambda item: (last(item), cells[cell(item)], towns[cell(item)[0]]))
        chosen.append(best)
        heard.add(person(best))
        cells[cell(best)] += 1
        towns[cell(best)[0]] += 1
    return chosen


def _contrary_note(people: set[str], silent: tuple[str, ...], apart: int) -> str:
    """Return that there are no contrary words, and who is silent.

    Args:
        people: Who speak of it.
        silent: Of the same towns or roles, who do not.
        apart: How many do not where no town or role is known by which these could be chosen, else 0.
    """
    if not people:
        return _("Nobody speaks of it.")
    if silent:
        some = _(", ").join(silent[:NAMED]) + (" …" if len(silent) > NAMED else "")
        return _("No passage has the opposite polarity. People of the same towns or roles who do not speak of it: {n} "
                 "({people}).").format(n=len(silent), people=some)
    if apart:
        return _("No passage has the opposite polarity. People who do not speak of it: {n}; no town or role of the "
                 "others is known.").format(n=apart)
    return _("No passage has the opposite polarity, and everybody of the same towns and roles speaks of it.")
