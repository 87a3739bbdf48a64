"""What sets the accepted passages of a code apart: ideas for terms and rules, before any rule is tried.

A passage holds an idea or it does not; how often is left aside. An idea is kept where enough people hold it in accepted
passages, since one person's way of speaking makes no term, and ranked by the z of its log-odds (``analysis.keyness``).
Words and phrases are counted on the speech layer, where dialect forms are folded, as the rules will find them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from qualcode.analysis.keyness import Totals, log_odds
from qualcode.language.layers import speech_layer
from qualcode.language.tokens import is_word, tokenize

#: Longest phrase, in tokens.
LONGEST = 4
#: Window of a pattern, in words; that of the rule language where nothing is said.
WINDOW = 6
#: As many passages as the prior weighs: the share of an idea in all speech counts like this many further passages.
#: Between 20 and 2,000 it matters little which of the precise candidates come first (``benchmarks/growing.py``).
MASS = 100.0
#: Most ideas of each kind that are worth trying.
MOST = 150
#: From this share of its places on, a pattern has an order.
ORDERED = 0.9
_PLAIN = re.compile(r"\w+")


class Kind(StrEnum):
    """What an idea is."""

    WORD = "word"
    PHRASE = "phrase"
    PATTERN = "pattern"
    VARIANT = "variant"


@dataclass(frozen=True, slots=True)
class Passage:
    """One unit of a respondent's speech.

    Attributes:
        unit: Its id.
        participant: Who says it.
        tokens: On the speech layer, punctuation included.
        spellings: The same characters on the script layer: as they were said, simplified.
    """

    unit: str
    participant: str
    tokens: tuple[str, ...]
    spellings: tuple[str, ...]

    @property
    def speech(self) -> str:
        """The words on the speech layer."""
        return "".join(self.tokens)


@dataclass(frozen=True, slots=True)
class Idea:
    """A term or rule that may be worth having.

    Attributes:
        kind: What it is.
        text: As it would be written into the codebook.
        is_rule: Whether it is an expression for ``rules:`` rather than a term.
        of: The term that it is a variant of, or "".
    """

    kind: Kind
    text: str
    is_rule: bool = False
    of: str = ""


#: ("word" | "phrase" | "pair" | "string", the words on the speech layer).
_Feature = tuple[str, tuple[str, ...]]


def passage(unit: str, participant: str, script: str) -> Passage:
    """Cut the words of a unit, given on the script layer, into tokens."""
    tokens = tuple(tokenize(speech_layer(script)))
    spellings, at = [], 0
    for token in tokens:
        spellings.append(script[at : at + len(token)])
        at += len(token)
    return Passage(unit, participant, tokens, tuple(spellings))


def ideas(
    accepted: Sequence[Passage], others: Sequence[Passage], everything: Sequence[Passage], *,
    stop: Collection[str] = frozenset(), strings: Iterable[str] = (), terms: Sequence[str] = (), participants: int = 3,
    mass: float = MASS, most: int = MOST,
) -> list[Idea]:
    """Return what may be worth trying for a code.

    Args:
        accepted: Passages that have the code.
        others: Passages that they are set apart from.
        everything: All respondents' passages, of which the prior is made.
        stop: Words that no word, phrase or pattern begins or ends with.
        strings: New words (``analysis.new_words``), on the script layer.
        terms: Plain words that are terms of the code already.
        participants: Fewest people in whose accepted passages an idea stands.
        mass: Of the prior, in passages.
        most: Most ideas of each kind; variants are all kept.

    Returns:
        Ideas without repeats, the most telling first. What is not more frequent in accepted passages is left out.
    """
    wanted = frozenset(speech_layer(string) for string in strings if _PLAIN.fullmatch(string))
    features = _Features(frozenset(stop), wanted)
    people: dict[_Feature, set[str]] = defaultdict(set)
    for one in accepted:
        for feature in features.of(one):
            people[feature].add(one.participant)
    known = {feature for feature, who in people.items() if len(who) >= participants}
    narrowed = _Features(frozenset(stop), wanted, known)
    ranked = _ranked(narrowed, accepted, others, everything, mass)
    found = [*_spelt(ranked, accepted, narrowed, terms, most), *_broken(terms, accepted, participants)]
    return list(dict.fromkeys(found))


class _Features:
    """What a passage holds, told once each.

    Args:
        stop: Words at which nothing begins or ends.
        strings: New words, on the speech layer.
        only: What is asked for; everything by default.
    """

    def __init__(self, stop: frozenset[str], strings: frozenset[str], only: set[_Feature] | None = None) -> None:
        self._stop, self._only = stop, only
        kept = {kind: {words for what, words in only or () if what == kind} for kind in ("word", "pair", "string")}
        self._strings = strings if only is None else frozenset(words[0] for words in kept["string"])
        self._paired = None if only is None else {word for words in kept["pair"] for word in words}

    def of(self, one: Passage) -> set[_Feature]:
        """Return the features of a passage."""
        return {feature for feature, _at in self.placed(one)}

    def placed(self, one: Passage) -> Iterator[tuple[_Feature, tuple[int, ...]]]:
        """Yield features with the numbers of their tokens, the first and the last; none for new words."""
        words = [number for number, token in enumerate(one.tokens) if is_word(token)]
        for feature, at in (*self._runs(one.tokens), *self._pairs(one.tokens, words)):
            if self._only is None or feature in self._only:
                yield feature, at
        if self._strings:
            speech = one.speech
            for string in self._strings:
                if string in speech:
                    yield ("string", (string,)), ()

    def _bears(self, token: str) -> bool:
        return token not in self._stop and not token.isnumeric() and bool(_PLAIN.fullmatch(token))

    def _runs(self, tokens: Sequence[str]) -> Iterator[tuple[_Feature, tuple[int, ...]]]:
        for start, token in enumerate(tokens):
            if not self._bears(token):
                continue
            yield ("word", (token,)), (start, start)
            for end in range(start + 1, min(start + LONGEST, len(tokens))):
                if not _PLAIN.fullmatch(tokens[end]):
                    break
                if self._bears(tokens[end]):
                    yield ("phrase", tuple(tokens[start : end + 1])), (start, end)

    def _pairs(self, tokens: Sequence[str], words: Sequence[int]) -> Iterator[tuple[_Feature, tuple[int, ...]]]:
        bearing = [(rank, number) for rank, number in enumerate(words) if self._bears(tokens[number])
                   and (self._paired is None or tokens[number] in self._paired)]
        for (rank, first), (other, second) in combinations(bearing, 2):
            if other - rank < WINDOW and tokens[first] != tokens[second]:
                yield ("pair", tuple(sorted((tokens[first], tokens[second])))), (first, second)


def _ranked(
    features: _Features, accepted: Sequence[Passage], others: Sequence[Passage], everything: Sequence[Passage],
    mass: float,
) -> list[tuple[_Feature, float]]:
    """Return features with their z, the most telling first."""
    a, b, all_ = (Counter(feature for one in group for feature in features.of(one))
                  for group in (accepted, others, everything))
    rows = {str(number): feature for number, feature in enumerate(sorted(a))}
    counts = [{key: count[feature] for key, feature in rows.items()} for count in (a, b, all_)]
    totals = Totals(len(accepted), len(others), len(everything))
    if not rows or not totals.b:
        return [(feature, 0.0) for feature in sorted(a, key=lambda feature: (-a[feature], feature))]
    odds = log_odds(counts[0], counts[1], counts[2], mass=mass, totals=totals)
    found = [(rows[key], one.z) for key, one in odds.items() if not one.note]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _spelt(
    ranked: Sequence[tuple[_Feature, float]], accepted: Sequence[Passage], features: _Features, terms: Sequence[str],
    most: int,
) -> Iterator[Idea]:
    """Yield ideas as they would be written, in the spelling that accepted passages have most often."""
    spellings: dict[_Feature, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for one in accepted:
        for feature, at in features.placed(one):
            if feature[0] == "pair":
                spellings[feature][one.spellings[at[0]], one.spellings[at[1]]] += 1
            elif at:
                spellings[feature]["".join(one.spellings[at[0] : at[1] + 1]),] += 1
    near = _Near(terms)
    given: Counter[str] = Counter()
    for feature, z in ranked:
        kind = feature[0]
        for idea in _of_pair(feature, spellings) if kind == "pair" else _of_run(feature, spellings, near):
            if z >= 0 and (idea.kind is Kind.VARIANT or given[kind] < most):
                yield idea
        given[kind] += 1


def _of_run(feature: _Feature, spellings: Mapping[_Feature, Counter[tuple[str, ...]]], near: "_Near") -> Iterator[Idea]:
    kind, words = feature
    text = _most(spellings[feature])[0] if spellings[feature] else words[0]
    of = near.term("".join(words))
    what = Kind.VARIANT if of else Kind.WORD if kind == "word" else Kind.PHRASE
    if len(text) > 1:  # one character alone is right too seldom where other people say it
        yield Idea(what, text, of=of)
    if kind == "string":  # its ends may lie inside tokens
        yield Idea(what, f"~{text}", of=of)
    elif kind == "word":
        yield Idea(Kind.PATTERN, f"NEG({text})", is_rule=True)


def _of_pair(feature: _Feature, spellings: Mapping[_Feature, Counter[tuple[str, ...]]]) -> Iterator[Idea]:
    counts = spellings[feature]
    first = _most(counts)
    forward = sum(count for (one, _other), count in counts.items() if speech_layer(one) == speech_layer(first[0]))
    name = "SEQ" if forward >= ORDERED * counts.total() else "NEAR"
    yield Idea(Kind.PATTERN, f"{name}({first[0]}, {first[1]}; k={WINDOW})", is_rule=True)


def _most(counts: Counter[tuple[str, ...]]) -> tuple[str, ...]:
    return min(counts, key=lambda spelling: (-counts[spelling], spelling))


def _broken(terms: Sequence[str], accepted: Sequence[Passage], participants: int) -> Iterator[Idea]:
    """Yield terms that stand in accepted passages where a token is cut differently; the trial says what they add."""
    for term in terms:
        folded = speech_layer(term)
        if len({one.participant for one in accepted if folded in one.speech}) >= participants:
            yield Idea(Kind.VARIANT, f"~{term}", of=term)


class _Near:
    """Finds the term that some words are another spelling of: one character more or less, or of four one different.

    Args:
        terms: Plain words; those of three characters and more have variants.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        folded = {speech_layer(term): term for term in reversed(list(terms)) if len(term) >= 3}
        self._whole = folded
        self._shorter = {shape: term for words, term in folded.items() for shape in _gapped(words, "")}
        self._other = {shape: term for words, term in folded.items() if len(words) >= 4
                       for shape in _gapped(words, "\0")}

    def term(self, words: str) -> str:
        """Return the term, or "" for words that are one themselves, that are too short or too different."""
        if len(words) < 3 or words in self._whole:
            return ""
        shapes = ((self._shorter, [words]), (self._whole, _gapped(words, "")), (self._other, _gapped(words, "\0")))
        return next((known[shape] for known, tried in shapes for shape in tried if shape in known), "")


def _gapped(words: str, gap: str) -> list[str]:
    """Return words with each of their characters in turn replaced by a gap."""
    return [words[:at] + gap + words[at + 1 :] for at in range(len(words))]
