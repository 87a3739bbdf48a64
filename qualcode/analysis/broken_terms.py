"""Terms of the codebook that the tokenizer cuts into several tokens.

They are found all the same when a rule asks for the phrase, but a frequency list shows only their pieces. The codebook
never changes the tokens; this list says what the frequency list cannot show.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.language.layers import script_layer
from qualcode.language.speech import SpokenTurn

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class BrokenTerm:
    """A term that stands in the text as more than one token.

    Attributes:
        term: The term on the script layer.
        cut: Its tokens joined by ``|``.
        frequency: Occurrences cut in this way with both ends on token boundaries.
        participants: People who say it.
    """

    term: str
    cut: str
    frequency: int
    participants: int


def broken_terms(speech: Sequence[SpokenTurn], terms: Iterable[str]) -> tuple[BrokenTerm, ...]:
    """Find the terms that respondents say and the tokenizer breaks, most frequent first.

    Args:
        speech: ``iter_speech(corpus)``.
        terms: Words and phrases in any script, usually ``codebook_words(codebook)``; expressions are of no use here.

    Returns:
        One row for each way in which a term is cut. Occurrences whose ends lie inside a token are no occurrences
        (台账 in 平台账号), as in the rule language.
    """
    from ahocorasick_rs import AhoCorasick

    wanted = sorted({script_layer(term) for term in terms if term})
    if not wanted:
        return ()
    automaton = AhoCorasick(wanted)
    frequency: Counter[tuple[str, str]] = Counter()
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    for turn in speech:
        token_at, position = {}, 0
        for index, form in enumerate(turn.forms):
            token_at[position] = index
            position += len(form)
        token_at[position] = len(turn.forms)
        for which, start, end in automaton.find_matches_as_indexes("".join(turn.forms), overlapping=True):
            first, last = token_at.get(start), token_at.get(end)
            if first is not None and last is not None and last - first > 1:
                key = (wanted[which], "|".join(turn.forms[first:last]))
                frequency[key] += 1
                people[key].add(turn.participant)
    rows = (BrokenTerm(*key, count, len(people[key])) for key, count in frequency.items())
    return tuple(sorted(rows, key=lambda row: (-row.frequency, row.term, row.cut)))


def broken_terms_table(rows: Iterable[BrokenTerm]) -> "pd.DataFrame":
    """Return broken terms as a table with the columns term, cut, frequency and participants."""
    import pandas as pd

    return pd.DataFrame(
        [(row.term, row.cut, row.frequency, row.participants) for row in rows],
        columns=["term", "cut", "frequency", "participants"],
    )
