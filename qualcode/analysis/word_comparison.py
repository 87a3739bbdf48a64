"""Which words set one group of participants apart from the others: a ranking, with the people behind every word.

Two groups are compared with each other, more than two each with all the others together. The measure is the log-odds
ratio with an informative prior (``analysis.keyness``; Monroe, Colaresi & Quinn 2008), the prior being the words of both
sides together. All words are in the sums, stop words included; these are left out of the list only.

A talkative person makes any word frequent: a word is listed only where enough people of its group use it, and the
dispersion within the group stands beside it. The words were found in the texts that they describe: exploratory.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.analysis.compare.captions import attribute_name
from qualcode.analysis.keyness import log_odds
from qualcode.analysis.participants import stated
from qualcode.analysis.words import GroupCount, WordCount, WordFrequencies, word_frequencies
from qualcode.errors import NotComputableError
from qualcode.i18n import _, prose
from qualcode.language.speech import SpokenTurn
from qualcode.model import Corpus

if TYPE_CHECKING:
    import pandas as pd

COMPARISON_COLUMNS = (
    "group_label", "rank", "word", "form", "z", "log_odds", "frequency", "frequency_rest", "per_1000", "per_1000_rest",
    "participants", "participants_rest", "n_participants", "n_participants_rest", "dispersion",
)
#: How many people of its group must use a word.
LEAST = 3
#: What the paper takes for a difference, in standard deviations.
NOTABLE = 1.96


@dataclass(frozen=True, slots=True)
class KeyWord:
    """A word that one group uses more than the others.

    Attributes:
        group: Value of the attribute. word: The spelling that the texts have most often. form: What is counted.
        z: Log-odds ratio in standard deviations, above 0. log_odds: The ratio itself, in nats.
        here: What the group says of it. rest: What all others say of it.
        n_here: People of the group who said anything. n_rest: Other people who did.
        dispersion: Gries' DP over the participants of the group in [0, 1), see ``analysis.words``; NaN below two.
    """

    group: str
    word: str
    form: str
    z: float
    log_odds: float
    here: GroupCount
    rest: GroupCount
    n_here: int
    n_rest: int
    dispersion: float


@dataclass(frozen=True)
class WordComparison:
    """Groups and their words.

    Attributes:
        by: Key of the attribute.
        groups: Group -> people of it who said anything, the largest first.
        words: By group, then the highest z first; at most ``top`` a group.
        left_out: People of whom the attribute is not known; nothing they say counts.
        least: How many people of its group use every word.
        caption: In sentences.
    """

    by: str
    groups: Mapping[str, int]
    words: tuple[KeyWord, ...]
    left_out: int
    least: int
    caption: str


def compare_words(
    corpus: Corpus, speech: Sequence[SpokenTurn], by: str, stop: Collection[str] = frozenset(), *, least: int = LEAST,
    top: int = 0, polarity: bool = False,
) -> WordComparison:
    """Rank the words that set groups apart.

    Args:
        corpus: Where the speech comes from; gives spellings and attributes.
        speech: ``iter_speech(corpus)``.
        by: Attribute of participants whose values are the groups.
        stop: Words to leave out of the list; they stay in the sums.
        least: How many people of its group must use a word, above 0.
        top: Words of each group, 0 for all.
        polarity: Whether a word of negation is joined to the word after it and counted as one.

    Raises:
        NotComputableError: nobody has the attribute, or fewer than two groups say anything.
    """
    groups = _groups(corpus, speech, by)
    if len(groups) < 2:
        raise NotComputableError(_("words of {key} cannot be compared: fewer than two groups say anything; choose an "
                                   "attribute with two values or more").format(key=by))
    members = {person: group for group, people in groups.items() for person in people}
    kept = [turn for turn in speech if turn.participant in members]
    pooled = word_frequencies(corpus, kept, by=by, polarity=polarity)
    found: list[KeyWord] = []
    for group in pooled.groups:
        said = [turn for turn in kept if members[turn.participant] == group]
        found += _of_group(pooled, word_frequencies(corpus, said, polarity=polarity), group, stop, least, top)
    silent = {turn.participant for turn in speech} - set(members)
    caption = _caption(by, pooled.groups, least, len(silent))
    return WordComparison(by, dict(pooled.groups), tuple(found), len(silent), least, caption)


def comparison_table(result: WordComparison) -> "pd.DataFrame":
    """Return a comparison as a table: one row a group and word, columns ``COMPARISON_COLUMNS``."""
    import pandas as pd

    rows, rank, last = [], 0, ""
    for one in result.words:
        rank, last = (rank + 1 if one.group == last else 1), one.group
        rows.append((one.group, rank, one.word, one.form, one.z, one.log_odds, one.here.frequency, one.rest.frequency,
                     one.here.per_1000, one.rest.per_1000, one.here.participants, one.rest.participants, one.n_here,
                     one.n_rest, one.dispersion))
    return pd.DataFrame(rows, columns=list(COMPARISON_COLUMNS))


def _groups(corpus: Corpus, speech: Sequence[SpokenTurn], by: str) -> dict[str, set[str]]:
    """Return value -> people who say a word, those without a value left out."""
    if by not in corpus.attribute_keys:
        raise NotComputableError(_("No participant has the attribute {key}; known attributes: {known}.").format(
            key=by, known=", ".join(corpus.attribute_keys) or _("none")))
    groups: dict[str, set[str]] = {}
    for turn in speech:
        if stated(corpus, turn.participant, by) is not None and any(True for _word in turn.words()):
            value = corpus.by_id[turn.participant].attributes[by]  # as ``word_frequencies`` groups by it
            groups.setdefault(str(value), set()).add(turn.participant)
    return groups


def _of_group(
    pooled: WordFrequencies, own: WordFrequencies, group: str, stop: Collection[str], least: int, top: int
) -> list[KeyWord]:
    """Return the words of a group, the highest z first; of equal ones the most frequent, then by form."""
    here = {word.form: word.groups[group].frequency for word in pooled.words}
    rest = {word.form: word.frequency - here[word.form] for word in pooled.words}
    ratios, spread = log_odds(here, rest), {word.form: word.dispersion for word in own.words}
    n_here, size = pooled.groups[group], pooled.tokens - own.tokens
    found = []
    for word in pooled.words:
        ratio, mine = ratios[word.form], word.groups[group]
        if word.form not in stop and mine.participants >= least and ratio.z > 0:
            found.append(KeyWord(group, word.word, word.form, ratio.z, ratio.delta, mine, _rest(word, mine, size),
                                 n_here, pooled.participants - n_here, spread[word.form]))
    found.sort(key=lambda one: (-one.z, -one.here.frequency, one.form))
    return found[:top] if top else found


def _rest(word: WordCount, mine: GroupCount, size: int) -> GroupCount:
    frequency = word.frequency - mine.frequency
    return GroupCount(frequency, word.participants - mine.participants, 1e3 * frequency / size)


def _caption(by: str, groups: Mapping[str, int], least: int, left_out: int) -> str:
    sizes = _(", ").join(_("{name} ({kind})").format(name=group, kind=n) for group, n in groups.items())
    against = _("the other") if len(groups) == 2 else _("all others")
    parts = [
        _("Words by {key}: {groups}, each against {against}; people in brackets.").format(
            key=attribute_name(by), groups=sizes, against=against),
        _("Ranked by the z of log-odds with an informative prior, the words of both sides (Monroe, Colaresi & Quinn "
          "2008); above {notable} is what they call a difference. Listed are words that at least {least} people of the "
          "group use; rates are per 1,000 words, stop words included; DP is over the people of the group.").format(
              notable=NOTABLE, least=least),
        _("Exploratory: the words were found in the texts that they describe, and words of one person are not "
          "independent."),
    ]
    small = [group for group, n in groups.items() if n < least]
    if small:
        parts.append(_("Too few people to list a word: {groups}.").format(groups=_(", ").join(small)))
    if left_out:
        parts.append(_("Left out, because {key} is not stated: {n} people.").format(key=by, n=left_out))
    return prose(parts)
