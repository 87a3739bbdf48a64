"""Pages of figures hold the numbers of the drawn ones, and the very places that are counted."""

import time
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.counts import Speech
from qualcode.errors import NotComputableError, UsageError
from qualcode.exporters.plot_page import PlotPage, Quote, Shown, render_plot_page
from qualcode.language.speech import iter_speech
from qualcode.model import Codebook, Coding, Corpus, Participant, Span
from qualcode.settings import read_settings
from qualcode.workflow import figure, figure_pages, words
from qualcode.workflow.codebook import load
from qualcode.workflow.cooccur import cooccur, cooccur_words
from qualcode.workflow.figure import Look, Material
from qualcode.workflow.figure_quotes import (
    MOST,
    Part,
    Passages,
    Place,
    balanced,
    by_unit,
    code_places,
    merged,
    pair_places,
    word_places,
)
from qualcode.workflow.read import read
from tests.factories import make_codebook, make_coding, make_codings, make_corpus, make_transcript

ROOT = Path(__file__).parents[2]


@pytest.fixture
def material() -> Material:
    """Return the invented field study."""
    corpus = make_corpus()
    return Material(corpus, make_codebook(), make_codings(corpus))


@lru_cache(maxsize=1)
def sample() -> tuple[Corpus, Codebook]:
    """Return the interviews and the codebook that come with the project."""
    settings = read_settings(ROOT)
    return read(settings).corpus, load(settings)


def said(page: PlotPage, quote: Quote) -> list[str]:
    """Return what a quote marks, or what it holds where nothing is marked."""
    found = []
    for piece in quote.pieces:
        text = page.sentences[piece.sentence].text
        found += [text[start:end] for start, end in piece.marks] or [text[piece.start : piece.end]]
    return found


def total(shown: Shown) -> int:
    """Return how many quotes there are, those that are not on the page too."""
    return len(shown.quotes) + shown.more


def test_words_are_those_of_the_comparison() -> None:
    """Every word of the drawn figure, at the same place, with the counts of both groups."""
    corpus, book = sample()
    page = figure_pages.keyness(corpus, book, by="town")
    found = words.compare(corpus, book, by="town", top=0)
    assert {dot.key for dot in page.dots} == {one.form for one in found.words}
    assert [dot.kind for dot in page.dots[:3]] == [list(found.groups).index(one.group) for one in sorted(
        found.words, key=lambda one: (-one.z, one.word))[:3]]
    by_form = {one.form: one for one in found.words}
    first = next(iter(found.groups))
    for dot in page.dots:
        one = by_form[dot.key]
        here, rest = dot.groups if one.group == first else reversed(dot.groups)
        assert (here[:2], rest[:2]) == ((one.here.frequency, one.here.participants),
                                        (one.rest.frequency, one.rest.participants))
        assert (dot.across, abs(dot.up), dot.up > 0) == (
            one.here.frequency + one.rest.frequency, round(one.z, 6), one.group == first)
        assert dot.cells == (one.z, one.log_odds, one.dispersion)


def test_quotes_of_words_are_the_counted_places() -> None:
    """Marks in all sentences add up to the frequency, only respondents' units are quoted, at most so many a group."""
    corpus, book = sample()
    page = figure_pages.keyness(corpus, book, by="town")
    complete = [(dot, number) for dot in page.dots for number, shown in enumerate(dot.quotes) if not shown.more]
    assert len(complete) > len(page.dots)
    for dot, number in complete:
        marks = [mark for quote in dot.quotes[number].quotes for mark in said(page, quote)]
        assert (len(marks), dot.quotes[number].people) == dot.groups[number][:2]
        assert {len(mark) for mark in marks} <= {len(dot.key)}
    cut = [shown for dot in page.dots for shown in dot.quotes if shown.more]
    assert {len(shown.quotes) for shown in cut} == {MOST}
    asked = {page.sentences[quote.question].text for dot in page.dots for shown in dot.quotes for quote in shown.quotes
             if quote.question >= 0}
    quoted = {page.sentences[piece.sentence].text for dot in page.dots for shown in dot.quotes for quote in shown.quotes
              for piece in quote.pieces}
    assert quoted & asked == set()
    assert all(page.sentences[piece.sentence].unit_id for dot in page.dots for shown in dot.quotes
               for quote in shown.quotes for piece in quote.pieces)


def test_the_sample_is_a_small_file_made_at_once() -> None:
    """All words of two towns with their quotes: under two million bytes, under five seconds, the same again."""
    corpus, book = sample()
    begun = time.perf_counter()
    text = render_plot_page(figure_pages.keyness(corpus, book, by="town"))
    assert time.perf_counter() - begun < 5
    assert len(text.encode()) < 2_000_000
    assert text == render_plot_page(figure_pages.keyness(corpus, book, by="town"))


def test_more_than_two_groups_stand_above_nothing() -> None:
    """A word of two groups has a mark in each; two groups are asked for by --scatter; nothing to draw is told."""
    corpus, book = sample()
    page = figure_pages.keyness(corpus, book, by="role", least=1, top=3)
    assert min(dot.up for dot in page.dots) > 0
    assert (len({dot.key for dot in page.dots}), page.axes[1].lines) == (len(page.dots), (1.96,))
    assert {len(dot.quotes) for dot in page.dots} == {len(page.groups)}
    with pytest.raises(UsageError, match="--scatter draws two groups"):
        figure_pages.keyness(corpus, book, by="role", scatter=True)
    with pytest.raises(NotComputableError, match="--least-people 1"):
        figure_pages.keyness(corpus, book, by="town", least=99)


@pytest.mark.parametrize("value", ["participants", "references"])
def test_the_map_is_the_drawn_one(material: Material, value: str) -> None:
    """Codes and groups at their places, references by group as in the matrix, a quote for each of them."""
    page = figure_pages.correspondence_map(material, by="transcript", value=value)
    found = figure.code_map(material, by="transcript", value=value)
    places = {dot.name: (dot.across, dot.up) for dot in page.dots}
    assert places == {point.name: (round(point.across, 6), round(point.up, 6))
                      for point in (*found.map.rows, *found.map.columns)}
    codes = {dot.key: dot for dot in page.dots if dot.group < 0}
    assert [dot.name for dot in page.dots if dot.group >= 0] == list(found.groups)
    counts = found.matrix.table.set_index(["code", "group"])["references"]
    for code, dot in codes.items():
        assert [cell[0] for cell in dot.groups] == [counts[code, group] for group in found.groups]
        assert [total(shown) for shown in dot.quotes] == [cell[0] for cell in dot.groups]
    assert codes["literacy"].cells[:2] == (3, 3)
    assert codes["literacy"].find == "qualcode excerpts --code literacy"
    assert figure_pages.correspondence_map(material, by="transcript", look=Look("甲")).title == "甲"


def test_quotes_of_codes_have_their_context(material: Material) -> None:
    """The evidence is marked, with the question, the sentences of the same turn beside it, and who speaks."""
    page = figure_pages.code_network(Material(material.corpus, material.codebook, [
        *material.codings, make_coding(material.corpus, "burden", "大同访谈1", "我们就是为了应付检查", "应付")]))
    dot = next(dot for dot in page.dots if dot.key == "formalism")
    second = dot.quotes[0].quotes[1]
    assert said(page, second) == ["应付检查", "截个图"]
    texts = [page.sentences[place].text for place in (second.question, second.before, second.after)]
    assert texts == ["平时用为村平台吗？", "上面要求天天打卡。", "老百姓其实不用。"]
    sentence = page.sentences[second.pieces[0].sentence]
    assert (sentence.unit_id, page.voices[sentence.voice]) == ("DT-C01#3", "DT-C01 · 大同镇 · 村支书/主任")
    assert page.voices[page.sentences[second.question].voice] == "问"


def test_links_hold_the_units_that_are_counted(material: Material) -> None:
    """Every link has as many quotes as units, and the numbers of the table; of participants no passage can be shown."""
    everything = material.everything
    for unit in ("sentence", "turn", "participant"):
        more = make_coding(material.corpus, "burden", "大同访谈1", "我们就是为了应付检查", "应付")
        page = figure_pages.code_network(Material(*everything[:2], [*everything[2], more]), unit=unit)
        assert page.links != ()
        for link in page.links:
            assert total(link.quotes) == (0 if unit == "participant" else link.cells[0])
    page = figure_pages.code_network(material, unit="turn")
    found = cooccur(*everything, unit="turn").found.table
    assert sorted(link.cells[:3] for link in page.links) == sorted(
        found.loc[found["n_both"] > 0, ["n_both", "people_both", "jaccard"]].itertuples(index=False, name=None))
    with pytest.raises(NotComputableError, match="stands together"):
        figure_pages.code_network(Material(material.corpus, material.codebook, []))


def test_words_that_stand_together_are_quoted() -> None:
    """Units with both words hold a mark of each; as many as are counted; the strongest are drawn at first."""
    corpus, book = sample()
    page = figure_pages.word_network(corpus, book, top=12)
    found = cooccur_words(corpus, book, top=12).found
    assert len(page.links) == len(found.table)
    assert [total(link.quotes) for link in page.links] == [link.cells[0] for link in page.links]
    assert page.drawn == min(2 * len(page.dots), len(page.links))
    weights = [link.weight for link in page.links]
    assert weights == sorted(weights, reverse=True)
    link = page.links[0]
    names = {page.dots[link.one].name, page.dots[link.two].name}
    assert [name for quote in link.quotes.quotes for name in names if name not in "".join(said(page, quote))] == []
    assert page.dots[0].cells[1] == found.matrix.loc[page.dots[0].key, page.dots[0].key]


def make_places(people: str) -> list[Place]:
    """Return a place for each letter, said by the person of that letter."""
    return [Place("a", 0, person, frozenset({person}), (Part(number, Span(number, number + 1)),))
            for number, person in enumerate(people)]


def test_people_are_taken_in_turn() -> None:
    """Who talks most fills no list; what is kept stays in its order."""
    kept = balanced(make_places("aaaaaabbcaaa"), 6)
    assert "".join(place.person for place in kept) == "aaabbc"
    assert [place.parts[0].number for place in kept] == [0, 1, 2, 6, 7, 8]


@given(st.text("abcd", max_size=40), st.integers(1, 25))
def test_nobody_has_two_more_than_one_who_has_more_to_say(people: str, most: int) -> None:
    """As many as there are, up to the most; of two people with something left, neither is ahead by more than one."""
    kept = Counter(place.person for place in balanced(make_places(people), most))
    assert kept.total() == min(most, len(people))
    left = [kept[person] for person, said in Counter(people).items() if said > kept[person]]
    assert max(kept.values(), default=0) - min(left, default=max(kept.values(), default=0)) <= 1


def test_spans_that_touch_are_one() -> None:
    """Marks never overlap."""
    assert merged([Span(3, 5), Span(0, 2), Span(2, 3), Span(7, 8)]) == (Span(0, 5), Span(7, 8))


@pytest.fixture
def study() -> Callable[..., tuple[Corpus, Coding]]:
    """Return a function that builds one interview of an answer, with a coding on words of it."""

    def build(answer: str, quote: str, *evidence: str) -> tuple[Corpus, Coding]:
        lines = [("问", "𠮷吗？"), ("答", answer), ("问", "还有呢？😀"), ("答", "没得。")]
        corpus = Corpus((make_transcript("甲", lines),), (Participant("P1", {"town": "大同镇"}),), {("甲", "答"): "P1"})
        return corpus, make_coding(corpus, "literacy", "甲", quote, *evidence)

    return build


def test_wide_characters_shift_nothing(study: Callable[..., tuple[Corpus, Coding]]) -> None:
    """Emoji, rare characters and zero-width ones before the words: marks are on the words."""
    corpus, coding = study("😀𠮷家\u200b的人不会用手机。全角１２。", "不会用手机", "会用")
    passages = Passages(corpus)
    (place,) = code_places([coding], Speech(corpus), passages)["literacy"]
    shown = passages.shown([place])
    (piece,) = shown.quotes[0].pieces
    text = passages.sentences[piece.sentence].text
    assert (text, text[piece.start : piece.end]) == ("😀𠮷家\u200b的人不会用手机。", "不会用手机")
    assert [text[start:end] for start, end in piece.marks] == ["会用"]
    assert passages.sentences[shown.quotes[0].question].text == "𠮷吗？"
    found = word_places(corpus, iter_speech(corpus), ["手机"], passages)["手机"]
    assert [part.marks[0].of(corpus.transcripts[0].text) for one in found for part in one.parts] == ["手机"]


def test_questions_inside_a_coding_are_no_quote(study: Callable[..., tuple[Corpus, Coding]]) -> None:
    """A passage over two answers keeps both, without the interviewer's words between; the turns hold it both."""
    corpus, _coding = study("不会用。坐车方便。", "方便")
    text = corpus.transcripts[0].text
    long = make_coding(corpus, "literacy", "甲", text[text.index("坐车") : text.index("没得") + 3], "方便", "没得")
    passages = Passages(corpus)
    places = code_places([long], Speech(corpus), passages)["literacy"]
    quote = passages.quote(places[0])
    assert [passages.sentences[piece.sentence].text for piece in quote.pieces] == ["坐车方便。", "没得。"]
    said_words = word_places(corpus, iter_speech(corpus), ["不会", "会", "用"], passages)
    other = [place for held in said_words.values() for place in held]

    def both(within: str) -> list[Place]:
        return pair_places(by_unit(places, within, passages), by_unit(other, within, passages), passages)

    assert [[part.number for part in place.parts] for place in both("turn")] == [[1, 2]]
    assert (both("sentence"), both("transcript")) == ([], [])
