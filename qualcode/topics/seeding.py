"""Keywords of codes and themes: what a topic model is told of the codebook.

A code's keywords come from two places:

terms    Its terms that are one word of the vocabulary (a dialect word or 不会用 among them, where the documents keep
         polarity). Phrases and rules name no word that stands for the code by itself: 晚上 is in the rules on overwork,
         and a topic on evenings is none on overwork.
codings  Words that are said far more often where the code stands than elsewhere (``stands_out`` gives them a z of at
         least 1.96), there at least twice and by at least two participants. Codebooks whose codes are rules have few
         terms that are words; what their codings hold speaks for them.

A topic that was given the words of a code's codings was told where the code stands: that it goes with the code proves
nothing then. A word that more than two codes claim is nobody's; one that two claim is both's, as Eshima, Imai and
Sasaki (2024) allow.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qualcode.errors import NotComputableError, UsageError
from qualcode.i18n import _
from qualcode.language.layers import script_layer
from qualcode.model import Codebook, Coding, State
from qualcode.topics.documents import Document, as_word
from qualcode.topics.seeds import Seeds
from qualcode.topics.vocabulary import Vocabulary

#: Keywords of a label at most, and below which it has none at all; where nobody names labels, it has MOST_OFTEN.
MOST, FEWEST, USUAL = 10, 2, 3
#: Labels that may claim one word.
CLAIMS = 2
#: A word of codings is said there at least so often, by so many, and with this z.
OFTEN, PEOPLE, CLEAR = 2, 2, 1.96
#: Marks of the rule language at the ends of a simple term.
_MARKS = "=~*＝～＊"

Source = Literal["terms", "codings", "both"]
#: Takes the counts of words here and elsewhere, and returns each word's z.
Contrast = Callable[[Mapping[str, int], Mapping[str, int]], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A code or theme without a topic of its own.

    Attributes:
        label: Its id. keywords: Those it has, best first.
        reason: Why it has no topic, in the language of messages.
    """

    label: str
    keywords: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Seeding:
    """The topics that begin with keywords.

    Attributes:
        seeds: For the models; None where no code or theme has enough keywords.
        keywords: The words of each topic, best first, in the order of the seeds.
        left_out: Everything else that was asked for.
    """

    seeds: Seeds | None
    keywords: tuple[tuple[str, ...], ...]
    left_out: tuple[LeftOut, ...] = ()


def codebook_seeds(
    codebook: Codebook,
    vocabulary: Vocabulary,
    documents: Sequence[Document],
    codings: Iterable[Coding] = (),
    *,
    number: int,
    stands_out: Contrast,
    names: Sequence[str] = (),
    themes: bool = False,
    source: Source = "both",
) -> Seeding:
    """Choose codes or themes and their keywords.

    Args:
        codebook: The codes.
        vocabulary: Of the model.
        documents: What the vocabulary was made from.
        codings: Rejected ones are left out.
        stands_out: Which words set the passages with a code apart from all others.
        number: Topics; where nobody names labels, two of them stay without keywords.
        names: Ids of the codes (or themes) to take, in this order. None for those that have codings and three keywords,
            the ones whose keywords are said most often, in the order of the codebook.
        themes: Whether a topic stands for a theme: its keywords are those of its codes.
        source: Where keywords come from.

    Raises:
        UsageError: a name is in no codebook.
        NotComputableError: names were given, and none has two keywords, or there are more than topics.
    """
    known = list(codebook.theme_by_id if themes else codebook.by_id)
    if unknown := [name for name in names if name not in known]:
        raise UsageError(_("{path}: there is no code or theme {name}; take ids that stand in the codebook").format(
            path=codebook.path, name=unknown[0]))
    stand = [coding for coding in codings if coding.state is not State.REJECTED]
    label = {code.id: code.theme if themes else code.id for code in codebook.codes}
    frequency = Counter(word for document in documents for word in document.words)
    claimed: dict[str, dict[str, None]] = defaultdict(dict)
    if source != "codings":
        pairs = _terms(codebook, vocabulary, label)
        for owner, word in sorted(pairs, key=lambda one: (-frequency[one[1]], one)):
            claimed[owner][word] = None
    if source != "terms":
        for owner, words in _coded(vocabulary, documents, stand, label, stands_out).items():
            claimed[owner] |= dict.fromkeys(words)
    coded = {label.get(coding.code, "") for coding in stand}
    asked = list(names) or [one for one in known if one in coded]
    keywords = _unshared(claimed, asked)
    if names:
        chosen, left_out = _named(keywords)
    else:
        weight = {one: sum(frequency[word] for word in words) for one, words in keywords.items()}
        chosen, left_out = _usual(keywords, weight, max(number - 2, 0))
    place = {word: index for index, word in enumerate(vocabulary.words)}
    seeds = Seeds(tuple(chosen), tuple(tuple(sorted(place[word] for word in keywords[one])) for one in chosen))
    seeds.check(number)
    return Seeding(seeds if chosen else None, tuple(keywords[one] for one in chosen), tuple(left_out))


def _unshared(claimed: Mapping[str, Mapping[str, None]], asked: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the keywords of every label that was asked for, without words that too many labels claim."""
    claims = Counter(word for words in claimed.values() for word in words)
    return {one: tuple(word for word in claimed.get(one, ()) if claims[word] <= CLAIMS)[:MOST] for one in asked}


def _named(keywords: Mapping[str, tuple[str, ...]]) -> tuple[list[str], list[LeftOut]]:
    chosen = [one for one, words in keywords.items() if len(words) >= FEWEST]
    if not chosen:
        raise NotComputableError(_("none of the codes or themes has {n} keywords among the words that are said often "
                                   "enough; name others, or go on without").format(n=FEWEST))
    return chosen, _too_few(keywords, FEWEST)


def _usual(
    keywords: Mapping[str, tuple[str, ...]], weight: Mapping[str, int], most: int
) -> tuple[list[str], list[LeftOut]]:
    enough = [one for one, words in keywords.items() if len(words) >= USUAL]
    best = sorted(enough, key=lambda one: -weight[one])[:most]
    rest = [LeftOut(one, keywords[one], _("others have keywords that are said more often, and two topics stay free"))
            for one in enough if one not in best]
    return [one for one in enough if one in best], _too_few(keywords, USUAL) + rest


def _too_few(keywords: Mapping[str, tuple[str, ...]], enough: int) -> list[LeftOut]:
    reason = _("{count} keywords among the words of the vocabulary, and {enough} are needed")
    return [LeftOut(one, words, reason.format(count=len(words), enough=enough)) for one, words in keywords.items()
            if len(words) < enough]


def _terms(codebook: Codebook, vocabulary: Vocabulary, label: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return (label, word) of every term that is one word of the vocabulary."""
    words = set(vocabulary.words)
    pairs = set()
    for code in codebook.codes:
        for term in code.terms:
            said = as_word(script_layer(term.text.strip().strip(_MARKS)))
            if said in words and label[code.id]:
                pairs.add((label[code.id], said))
    return pairs


def _coded(
    vocabulary: Vocabulary, documents: Sequence[Document], codings: Sequence[Coding], label: Mapping[str, str],
    stands_out: Contrast,
) -> dict[str, list[str]]:
    """Return label -> the words that stand out where it was coded, clearest first."""
    known = set(vocabulary.words)
    within: dict[str, list[Coding]] = defaultdict(list)
    for coding in codings:
        within[coding.transcript].append(coding)
    total: Counter[str] = Counter()
    inside: dict[str, Counter[str]] = defaultdict(Counter)
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    for document in documents:
        for piece in document.pieces:
            said = [word for word in piece.words if word in known]
            total.update(said)
            for owner in {label.get(coding.code, "") for coding in within[document.transcript]
                          if coding.span.overlaps(piece.span)} - {""}:
                inside[owner].update(said)
                for word in said:
                    people[owner, word].add(document.participant)
    found = {}
    for owner, here in inside.items():
        z = stands_out(here, total - here)
        clear = [word for word in here if here[word] >= OFTEN and len(people[owner, word]) >= PEOPLE]
        found[owner] = sorted((word for word in clear if z[word] >= CLEAR), key=lambda word: (-z[word], word))
    return found
