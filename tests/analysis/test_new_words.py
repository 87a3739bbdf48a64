"""Candidates for words that the dictionary lacks."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.new_words import LONGEST, _repeated, new_words, new_words_table
from qualcode.language.speech import iter_speech
from qualcode.language.stopwords import stop_words
from qualcode.model import Corpus, Participant
from tests.factories import make_transcript


def village(people):
    """Let several people speak of 川善治 between changing neighbours."""
    sentences = ["我下载了川善治，好看。", "他喊我用川善治办事。", "村里川善治不好用。", "川善治上面有积分。",
                 "打开川善治就卡。", "以前没得川善治。"]
    fillers = ["今年的收成可以。", "水费涨了点。", "路修好了。", "娃儿读书远。", "猪卖得好。", "群里有人吵架。"]
    return Corpus(
        tuple(make_transcript(f"t{i}", [("答", "".join(sentences) + fillers[i % 6] * 9)]) for i in range(people)),
        tuple(Participant(f"P{i}") for i in range(people)), {(f"t{i}", "答"): f"P{i}" for i in range(people)},
    )


def test_new_words_are_cohesive_free_and_said_by_several_people():
    """川善治 is found whole, its parts are not offered beside it, and two people are too few."""
    found = new_words(list(iter_speech(village(4))), stop_words())
    assert [word.word for word in found][:1] == ["川善治"]
    assert "善治" not in {word.word for word in found}
    assert (found[0].frequency, found[0].participants, found[0].cut) == (24, 4, "川|善|治")
    assert new_words(list(iter_speech(village(2))), stop_words()) == ()
    assert list(new_words_table(found).columns) == ["word", "cut", "frequency", "participants", "cohesion",
                                                    "left_entropy", "right_entropy"]


@given(st.lists(st.text(alphabet="村民𠀀a", min_size=1, max_size=12), max_size=8), st.integers(1, 4))
def test_repeated_strings_are_counted_as_one_by_one(clauses, frequency):
    """Every string inside a clause that occurs often enough is found at every place, and nothing else."""
    text = " ".join(["", *clauses, ""])
    grams = Counter(
        clause[start : start + length] for clause in clauses for length in range(1, LONGEST + 1)
        for start in range(len(clause) - length + 1)
    )
    expected = {gram: count for gram, count in grams.items() if count >= frequency}
    actual = _repeated(text, frequency)
    assert {gram: len(starts) for gram, starts in actual.items()} == expected
    assert all(text.startswith(gram, start) for gram, starts in actual.items() for start in starts)
