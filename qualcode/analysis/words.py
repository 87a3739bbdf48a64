"""Word frequency over respondents' speech: how often, by how many people, how evenly.

Counts stand beside people, because one talkative participant makes any word frequent. The unit of dispersion is the
participant. Words found in the same data that they are then compared in are exploratory.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError
from qualcode.i18n import _
from qualcode.language.speech import SpokenTurn, surfaces
from qualcode.language.tokens import is_word, tokenizer
from qualcode.model import Corpus

if TYPE_CHECKING:
    import pandas as pd

#: Tokens that turn round what follows them.
_CUES = frozenset(
    {"不", "没", "没有", "没得", "莫得", "冇得", "未", "无", "别", "莫", "甭", "冇", "不会", "不能", "不用", "不要"}
)


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How often one group of participants uses a word.

    Attributes:
        frequency: Occurrences. participants: People of the group who use it.
        per_1000: Occurrences in 1,000 words of the group's speech; NaN where the group said nothing.
    """

    frequency: int
    participants: int
    per_1000: float


@dataclass(frozen=True, slots=True)
class WordCount:
    """One row of a frequency list.

    Attributes:
        word: The spelling that the texts have most often.
        form: What is counted: simplified, half width, lower case.
        frequency: Occurrences in respondents' speech.
        participants: People who use it. documents: Transcripts in which it occurs.
        per_1000: Occurrences in 1,000 words of respondents' speech, stop words included.
        per_million: The same for 1,000,000 words.
        dispersion: Gries' DP over participants in [0, 1), 0 = as evenly as speech itself; NaN below two participants.
        pos: Part of speech in jieba's tag set, from the dictionary and not from the context; "" where not asked for.
        groups: Group -> its counts, in the order of ``WordFrequencies.groups``.
    """

    word: str
    form: str
    frequency: int
    participants: int
    documents: int
    per_1000: float
    per_million: float
    dispersion: float
    pos: str = ""
    groups: Mapping[str, GroupCount] = field(default_factory=dict)


@dataclass(frozen=True)
class WordFrequencies:
    """A frequency list and what it was counted over.

    Attributes:
        words: Most frequent first; ties by participants, then by form.
        distinct: Number of different words before the cut at ``top``.
        tokens: Words of respondents' speech, stop words included: the base of every rate.
        stopped: How many of these are stop words.
        participants: People who said anything. documents: Transcripts in which a respondent speaks.
        by: Attribute whose values are the groups, or "".
        groups: Group -> number of its participants who said anything, most people first.
    """

    words: tuple[WordCount, ...]
    distinct: int
    tokens: int
    stopped: int
    participants: int
    documents: int
    by: str = ""
    groups: Mapping[str, int] = field(default_factory=dict)


def word_frequencies(
    corpus: Corpus,
    speech: Sequence[SpokenTurn],
    stop: Collection[str] = frozenset(),
    *,
    top: int = 0,
    by: str = "",
    pos: bool = False,
    polarity: bool = False,
) -> WordFrequencies:
    """Count the words of respondents' speech.

    Args:
        corpus: Where the speech comes from; gives spellings and attributes.
        speech: ``iter_speech(corpus)``.
        stop: Words to leave out of the list; they stay in the base of the rates.
        top: Rows to keep, 0 for all.
        by: Attribute of participants that makes group columns, such as ``"town"``; "" for none.
        pos: Whether to look up parts of speech.
        polarity: Whether a word of negation is joined to the word after it and counted as one: ``不_用``.

    Returns:
        The list. ``dispersion`` is DP of Gries (2008, International Journal of Corpus Linguistics 13(4), 403-437):
        half the sum over parts i of ``|v_i - s_i|``, v_i = share of the word's occurrences in part i, s_i = share of
        all words in part i; a part is a participant's speech.

    Raises:
        NotComputableError: the respondents said nothing, or nobody has the attribute ``by``.
    """
    if by and by not in corpus.attribute_keys:
        known = ", ".join(corpus.attribute_keys) or _("none")
        raise NotComputableError(
            _("No participant has the attribute {key}; known attributes: {known}.").format(key=by, known=known)
        )
    counted = _count(corpus, speech, stop, by, polarity)
    ranked = sorted(counted.table, key=lambda form: (-counted.table[form].total(), -len(counted.table[form]), form))
    chosen = ranked[:top] if top else ranked
    spelt = surfaces(corpus, speech, chosen)
    words = tuple(counted.row(form, spelt[form], _tag(form) if pos else "") for form in chosen)
    documents = {turn.transcript for turn in speech}
    sizes = {group: len(members) for group, members in counted.groups.items()}
    return WordFrequencies(
        words, len(ranked), counted.total, counted.stopped, len(counted.sizes), len(documents), by, sizes
    )


def dispersion(occurrences: Mapping[str, int], sizes: Mapping[str, int]) -> float:
    """Return Gries' DP of a word: 0 when every part uses it in proportion to its size, near 1 when one small part does.

    Args:
        occurrences: Part -> occurrences of the word; parts without it may be absent.
        sizes: Part -> words in it, all above 0.

    Returns:
        DP in [0, 1); NaN with fewer than two parts, where every word would be perfectly even, or no occurrence.
    """
    total, used = sum(sizes.values()), sum(occurrences.values())
    if len(sizes) < 2 or not used:
        return float("nan")
    shares = ((count / used, sizes[part] / total) for part, count in occurrences.items() if count)
    return (1 + sum(abs(seen - expected) - expected for seen, expected in shares)) / 2


def words_table(result: WordFrequencies) -> "pd.DataFrame":
    """Return a frequency list as a table: one row a word, fixed English columns, three columns for each group.

    The group columns are ``frequency:<group>``, ``participants:<group>`` and ``per_1000:<group>``.
    """
    import pandas as pd

    rows = []
    for rank, word in enumerate(result.words, start=1):
        row: dict[str, object] = {
            "rank": rank, "word": word.word, "form": word.form, "pos": word.pos, "frequency": word.frequency,
            "participants": word.participants, "documents": word.documents, "per_1000": word.per_1000,
            "per_million": word.per_million, "dispersion": word.dispersion,
        }
        for group, count in word.groups.items():
            row |= {f"frequency:{group}": count.frequency, f"participants:{group}": count.participants,
                    f"per_1000:{group}": count.per_1000}
        rows.append(row)
    columns = ["rank", "word", "form", "pos", "frequency", "participants", "documents", "per_1000", "per_million",
               "dispersion"]
    columns += [f"{what}:{group}" for group in result.groups for what in ("frequency", "participants", "per_1000")]
    return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True)
class _Counted:
    """Everything that a row is computed from: form -> participant -> occurrences, participant -> words, and so on."""

    table: Mapping[str, Counter[str]]
    sizes: Mapping[str, int]
    groups: Mapping[str, frozenset[str]]
    documents: Mapping[str, set[str]]
    total: int
    stopped: int

    def row(self, form: str, word: str, pos: str) -> WordCount:
        used = self.table[form]
        rate = used.total() / self.total
        groups = {group: self.of_group(used, members) for group, members in self.groups.items()}
        return WordCount(word, form, used.total(), len(used), len(self.documents[form]), 1e3 * rate, 1e6 * rate,
                         dispersion(used, self.sizes), pos, groups)

    def of_group(self, used: Mapping[str, int], members: frozenset[str]) -> GroupCount:
        frequency = sum(used.get(member, 0) for member in members)
        size = sum(self.sizes[member] for member in members)
        return GroupCount(frequency, sum(member in used for member in members),
                          1e3 * frequency / size if size else float("nan"))


def _count(
    corpus: Corpus, speech: Sequence[SpokenTurn], stop: Collection[str], by: str, polarity: bool
) -> _Counted:
    table: dict[str, Counter[str]] = defaultdict(Counter)
    sizes: Counter[str] = Counter()
    documents: dict[str, set[str]] = defaultdict(set)
    stopped = 0
    for turn in speech:
        forms = list(_joined(turn.forms) if polarity else turn.words())
        sizes[turn.participant] += len(forms)
        for form in forms:
            if form in stop:
                stopped += 1
                continue
            table[form][turn.participant] += 1
            documents[form].add(turn.transcript)
    sizes = +sizes
    if not sizes:
        raise NotComputableError(_("The respondents said nothing that can be counted; check the speakers' roles."))
    return _Counted(table, sizes, _groups(corpus, sizes, by), documents, sizes.total(), stopped)


def _groups(corpus: Corpus, sizes: Mapping[str, int], by: str) -> dict[str, frozenset[str]]:
    if not by:
        return {}
    members: dict[str, set[str]] = defaultdict(set)
    for participant in sizes:
        person = corpus.by_id.get(participant)
        value = person.attributes.get(by) if person else None
        members[_("not stated") if value in (None, "") else str(value)].add(participant)
    ordered = sorted(members, key=lambda group: (group == _("not stated"), -len(members[group]), group))
    return {group: frozenset(members[group]) for group in ordered}


def _joined(forms: Sequence[str]) -> Iterator[str]:
    """Yield words, a cue joined to the word that follows it directly: 不 用 -> 不_用."""
    cue = ""
    for form in forms:
        if not is_word(form):
            if cue:
                yield cue
            cue = ""
        elif form in _CUES and not cue:
            cue = form
        else:
            yield f"{cue}_{form}" if cue else form
            cue = ""
    if cue:
        yield cue


def _tag(form: str) -> str:
    tags = [tag for word, tag in tokenizer().tag(form.rpartition("_")[2]) if word]
    return tags[-1] if tags else ""
