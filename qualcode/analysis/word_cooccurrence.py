"""Which words stand together in respondents' speech: the counts and measures of ``cooccurrence``, over words."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import combinations

from qualcode.analysis.cooccurrence import (
    MEASURE_COLUMNS,
    Cooccurrence,
    Presence,
    Within,
    count_table,
    count_together,
    cut_off,
    measures,
    pair_table,
    pmi_limits,
    told_apart,
    within_name,
)
from qualcode.analysis.words import word_frequencies
from qualcode.errors import UsageError
from qualcode.i18n import _, prose
from qualcode.language.sentences import sentence_bounds
from qualcode.language.speech import SpokenTurn
from qualcode.model import Corpus

WORD_COLUMNS = ("word_a", "word_b", *MEASURE_COLUMNS, "note")
#: Words that a table is made of at most; their pairs are ten times more than anybody reads.
MOST_WORDS = 500


def word_cooccurrence(
    corpus: Corpus, speech: Sequence[SpokenTurn], stop: Collection[str] = frozenset(), *,
    within: Within = "sentence", minimum: int = 1, top: int = 50,
) -> Cooccurrence:
    """Count how often two words stand in the same unit of respondents' speech.

    Args:
        corpus: Where the speech comes from.
        speech: ``iter_speech(corpus)``.
        stop: Words to leave out, as in ``word_frequencies``.
        within: ``"sentence"``, ``"turn"``, ``"participant"`` or ``"transcript"``.
        minimum: Least number of units with both for a pair to be listed.
        top: The most frequent words, in [1, 500]; they are the first of the list of ``word_frequencies``.

    Returns:
        Pairs with columns ``WORD_COLUMNS``; a word counts once in a unit, however often it stands there. There is no
        c-coefficient, which is one of codings.

    Raises:
        UsageError: ``top`` is out of range.
        NotComputableError: the respondents said nothing.
    """
    if not 1 <= top <= MOST_WORDS:
        raise UsageError(_("--top {n}: words that stand together are counted for 1 to {most} words").format(
            n=top, most=MOST_WORDS))
    listed = word_frequencies(corpus, speech, stop, top=top).words
    names = told_apart({word.form: word.word for word in listed})
    presence, n_units = _words_of_units(corpus, speech, names.keys(), within)
    together = count_together(presence, list(names))
    rows = [
        {"word_a": names[a], "word_b": names[b], **measures(together, a, b, n_units)}
        for a, b in combinations(names, 2) if together.both[a, b] >= minimum
    ]
    parts = [_("Both words in one {within}; N = {n} of respondents.").format(within=within_name(within), n=n_units),
             *cut_off(minimum, top, _("the {n} most frequent words, stop words left out").format(n=len(names)))]
    return Cooccurrence("words", within, n_units, minimum, names, {form: together.people[form] for form in names},
                        count_table(together, list(names)), pair_table(rows, WORD_COLUMNS), prose(parts),
                        pmi_limits())


def _words_of_units(
    corpus: Corpus, speech: Sequence[SpokenTurn], wanted: Collection[str], within: Within,
) -> tuple[Presence, int]:
    """Return the wanted words of every unit that has any, by person, and how many units there are."""
    present: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    names: set[str] = set()
    for turn in speech:
        source = corpus.by_name[turn.transcript]
        body = source.turns[turn.turn].body
        starts = [start for start, _end in sentence_bounds(source.text, body.start, body.end)]
        units = {"participant": [turn.participant], "transcript": [turn.transcript],
                 "turn": [f"{turn.transcript}@{turn.turn}"]}.get(
                     within, [f"{turn.transcript}#{start}" for start in starts])
        names.update(units)
        for form, start in zip(turn.forms, turn.starts, strict=True):
            if form in wanted:
                unit = units[max(bisect_right(starts, start) - 1, 0) if within == "sentence" else 0]
                present[unit][turn.participant].add(form)
    return present, len(names)
