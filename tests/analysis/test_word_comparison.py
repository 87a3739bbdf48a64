"""Words that set groups apart."""

import math

import pytest

from qualcode.analysis.keyness import log_odds
from qualcode.analysis.word_comparison import compare_words, comparison_table
from qualcode.analysis.words import dispersion, word_frequencies
from qualcode.errors import NotComputableError
from qualcode.language.speech import iter_speech
from qualcode.model import Corpus, Participant
from tests.factories import make_transcript

#: What is said by whom: 茶叶 is the word of the first town, 竹子 of the second; 高铁 is one person's only.
SAID = {
    "A1": ("大同镇", "我家种茶叶。茶叶好卖。"), "A2": ("大同镇", "茶叶多，高铁高铁高铁高铁高铁。"),
    "A3": ("大同镇", "我卖茶叶。"),
    "B1": ("平乐镇", "我家种竹子。竹子好卖。"), "B2": ("平乐镇", "竹子多。茶叶少。"), "B3": ("平乐镇", "我卖竹子。"),
    "X1": (None, "竹子，茶叶，𠮷😀。"),
}


def village(said: dict[str, tuple[str | None, str]]) -> Corpus:
    """Build interviews of people with a town."""
    transcripts = tuple(make_transcript(name, [("问", "竹子？"), ("答", words)])
                        for name, (_town, words) in said.items())
    people = tuple(Participant(name, {"town": town}) for name, (town, _words) in said.items())
    return Corpus(transcripts, people, {(name, "答"): name for name in said})


CORPUS = village(SAID)
SPEECH = list(iter_speech(CORPUS))


def test_words_of_each_side_are_ranked_by_z() -> None:
    """Three people of each town; what one person repeats is no word of the town; 我 is on neither side."""
    result = compare_words(CORPUS, SPEECH, "town")
    assert [(one.group, one.form) for one in result.words] == [("大同镇", "茶叶"), ("平乐镇", "竹子")]
    tea = result.words[0]
    assert (tea.here.frequency, tea.here.participants, tea.rest.frequency, tea.rest.participants) == (4, 3, 1, 1)
    assert (tea.n_here, tea.n_rest, result.left_out, dict(result.groups)) == (3, 3, 1, {"大同镇": 3, "平乐镇": 3})


def test_numbers_are_those_of_the_measures() -> None:
    """Log-odds over all words of both sides, rates over all words of a side, dispersion within the group."""
    result = compare_words(CORPUS, SPEECH, "town")
    counts = {"大": {}, "平": {}}
    sizes, tea = {"大": {}, "平": {}}, {}
    for turn in SPEECH:
        town = SAID[turn.participant][0]
        for form in turn.words() if town else ():
            counts[town[0]][form] = counts[town[0]].get(form, 0) + 1
            sizes[town[0]][turn.participant] = sizes[town[0]].get(turn.participant, 0) + 1
            if form == "茶叶" and town[0] == "大":
                tea[turn.participant] = tea.get(turn.participant, 0) + 1
    expected = log_odds(counts["大"], counts["平"])["茶叶"]
    found = result.words[0]
    assert (found.z, found.log_odds) == (expected.z, expected.delta)
    assert found.here.per_1000 == pytest.approx(4000 / sum(counts["大"].values()))
    assert found.rest.per_1000 == pytest.approx(1000 / sum(counts["平"].values()))
    assert found.dispersion == pytest.approx(dispersion(tea, sizes["大"]))


def test_the_two_sides_mirror_each_other() -> None:
    """The words of a town are those with z above 0, and exchanging the towns exchanges the lists."""
    swapped = village({name: ({"大同镇": "平乐镇", "平乐镇": "大同镇"}.get(town), words)
                       for name, (town, words) in SAID.items()})
    first = compare_words(CORPUS, SPEECH, "town", least=1)
    second = compare_words(swapped, list(iter_speech(swapped)), "town", least=1)
    mirror = {"大同镇": "平乐镇", "平乐镇": "大同镇"}
    assert sorted((one.group, one.form, one.z) for one in first.words) == sorted(
        (mirror[one.group], one.form, one.z) for one in second.words)
    assert "高铁" in {one.form for one in first.words}


def test_stop_words_leave_the_list_and_stay_in_the_sums() -> None:
    """What is not listed does not change what is; top cuts each group."""
    whole = compare_words(CORPUS, SPEECH, "town", least=1)
    listed = compare_words(CORPUS, SPEECH, "town", {"茶叶"}, least=1)
    assert [one for one in whole.words if one.form != "茶叶"] == list(listed.words)
    top = compare_words(CORPUS, SPEECH, "town", least=1, top=1)
    assert [one.group for one in top.words] == ["大同镇", "平乐镇"]


def test_more_than_two_groups_stand_against_all_others() -> None:
    """A small group lists nothing, and the caption says so."""
    corpus = village(SAID | {"C1": ("临济镇", "我家种柑橘，柑橘好卖。")})
    result = compare_words(corpus, list(iter_speech(corpus)), "town")
    assert dict(result.groups) == {"大同镇": 3, "平乐镇": 3, "临济镇": 1}
    assert {one.group: one.n_rest for one in result.words} == {"大同镇": 4, "平乐镇": 4}
    assert "each against all others" in result.caption
    assert "Too few people to list a word: 临济镇." in result.caption
    alone = compare_words(corpus, list(iter_speech(corpus)), "town", least=1)
    assert all(math.isnan(one.dispersion) for one in alone.words if one.group == "临济镇")


def test_the_caption_says_what_was_done() -> None:
    """Groups with people, the measure, the limits, who is left out."""
    caption = compare_words(CORPUS, SPEECH, "town").caption
    assert caption.startswith("Words by town: 大同镇 (3), 平乐镇 (3), each against the other; people in brackets.")
    assert "Exploratory" in caption
    assert caption.endswith("Left out, because town is not stated: 1 people.")


def test_negations_can_be_joined() -> None:
    """A word that is negated is one of its own."""
    corpus = village({"A": ("大同镇", "我不用手机。"), "B": ("平乐镇", "我用手机。")})
    result = compare_words(corpus, list(iter_speech(corpus)), "town", least=1, polarity=True)
    assert ("大同镇", "不用_手机") in {(one.group, one.form) for one in result.words}


def test_the_table_counts_ranks_anew_in_each_group() -> None:
    """One row a group and word."""
    table = comparison_table(compare_words(CORPUS, SPEECH, "town", least=1))
    assert table.groupby("group_label")["rank"].max().to_dict() == table["group_label"].value_counts().to_dict()
    assert table["frequency"].sum() + table["frequency_rest"].sum() <= word_frequencies(CORPUS, SPEECH).tokens * 2
    assert comparison_table(compare_words(CORPUS, SPEECH, "town", least=9)).empty


def test_what_cannot_be_compared_is_refused() -> None:
    """An attribute that nobody has, and one with a single value."""
    with pytest.raises(NotComputableError, match="known attributes: town"):
        compare_words(CORPUS, SPEECH, "shoe")
    one = village({"A": ("大同镇", "好。"), "B": (None, "好。"), "C": ("平乐镇", "……"), "D": ("未说明", "好。")})
    with pytest.raises(NotComputableError, match="fewer than two groups"):
        compare_words(one, list(iter_speech(one)), "town")
