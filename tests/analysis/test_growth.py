"""Ideas for terms and rules, before any rule is tried."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.growth import Idea, Kind, Passage, ideas, passage
from qualcode.language.layers import script_layer

OTHERS = ["今年收成可以。", "水费涨了点。", "路修好了。", "猪卖得好。"]


def said(*texts: str, people: int = 9) -> list[Passage]:
    """Return passages, the first ones each by another person."""
    return [passage(f"P{number % people}#{number}", f"P{number % people}", script_layer(text))
            for number, text in enumerate(texts)]


def found(accepted: Sequence[Passage], others: Sequence[Passage] | None = None, **options: object) -> list[Idea]:
    """Return the ideas that set passages apart."""
    rest = said(*OTHERS) if others is None else list(others)
    return ideas(accepted, rest, [*accepted, *rest], **options)  # type: ignore[arg-type]


def test_a_word_of_three_people_is_an_idea() -> None:
    """It stands with its negation; two people are too few, and so is one who says it thrice."""
    texts = ("上面要排名。", "排名倒数。", "又是排名嘛。")
    assert found(said(*texts)) == [Idea(Kind.WORD, "排名"), Idea(Kind.PATTERN, "NEG(排名)", is_rule=True)]
    assert found(said(*texts, people=2)) == []
    assert found(said(*texts, people=2), participants=2)[0] == Idea(Kind.WORD, "排名")


def test_what_others_say_as_often_is_no_idea() -> None:
    """Only what is more frequent in accepted passages is worth trying."""
    texts = ("上面要排名。", "排名倒数。", "又是排名嘛。")
    assert found(said(*texts), said(*texts)) == found(said(*texts), said(*texts, "排名。")) == []


def test_a_phrase_begins_and_ends_with_no_stop_word() -> None:
    """The words between may be any; one character stands in phrases and patterns, and alone only negated."""
    texts = ("没人去管嘛。", "现在没人去管。", "哪个说没人去管？")
    stop = {"去", "嘛", "现在", "哪个", "说"}
    assert {one.text for one in found(said(*texts), stop=stop)} == {
        "NEG(没)", "没人", "没人去管", "NEG(人)", "人去管", "NEG(管)", "SEQ(没, 人; k=6)", "SEQ(没, 管; k=6)",
        "SEQ(人, 管; k=6)"}


def test_two_words_near_each_other_are_a_pattern() -> None:
    """With an order where they nearly always have it, and within six words only."""
    texts = ("检查来了要拍照。", "拍照是为了检查。", "检查嘛，先拍照。")
    assert "NEAR(检查, 拍照; k=6)" in {one.text for one in found(said(*texts))}
    assert "SEQ(检查, 拍照; k=6)" in {one.text for one in found(said(texts[0], texts[2], "检查就拍照。"))}
    far = ("检查以后过了一天两天三天才说要拍照。",) * 3
    assert not any("拍照" in one.text and "检查" in one.text for one in found(said(*far)))


def test_new_words_may_be_cut_by_the_tokenizer() -> None:
    """Their ends may lie inside tokens: tried at boundaries and anywhere."""
    made = found(said("用川善治办事。", "川善治卡。", "打开川善治。"), strings=["川善治", "a b"])
    assert [one for one in made if "川善治" in one.text and not one.is_rule] == [
        Idea(Kind.PHRASE, "川善治"), Idea(Kind.PHRASE, "~川善治")]


def test_dialect_is_folded_and_written_as_it_is_said() -> None:
    """没得 and 没有 are one word for the rules; the idea has the spelling that is said most."""
    made = found(said("没得信号。", "沒得信號。", "没有信号。"))
    assert Idea(Kind.PHRASE, "没得信号") in made


@pytest.mark.parametrize(("term", "text", "of"), [
    ("没人用", "没得人用", "没人用"), ("没得人用", "没人用", "没得人用"), ("不会操作", "不懂操作", "不会操作"),
    ("没人用", "没人看", ""), ("不会用", "不会用", ""), ("用", "用得", ""),
])
def test_words_near_a_term_are_its_variants(term: str, text: str, of: str) -> None:
    """One character more or less, or of four one different."""
    made = found(said(f"这个{text}。", f"都{text}嘛。", f"{text}了。"), strings=[text], terms=[term])
    (one,) = [one for one in made if one.text == text]
    assert (one.kind is Kind.VARIANT, one.of) == (bool(of), of)


def test_a_term_that_tokens_break_is_tried_anywhere() -> None:
    """The trial tells whether that adds anything."""
    made = found(said("学会用。", "学会用了。", "要学会用。"), terms=["会用"])
    assert Idea(Kind.VARIANT, "~会用", of="会用") in made


def test_at_most_so_many_of_each_kind() -> None:
    """The most telling come first."""
    texts = ("排名检查。", "排名检查。", "排名检查。", "排名。")
    assert [one.text for one in found(said(*texts), most=1) if one.kind is Kind.WORD] == ["排名"]


def test_without_other_passages_there_is_no_order_but_of_frequency() -> None:
    """Where everything is accepted nothing sets apart; the trial still says what is precise."""
    texts = ("排名检查。", "排名检查。", "排名检查。", "排名。")
    assert [one.text for one in found(said(*texts), []) if one.kind is Kind.WORD] == ["排名", "检查"]


@given(st.lists(st.text(alphabet="不用人群𠮷ＡＰ2 🙂\u200b\ufeff\r\n，。", max_size=12), max_size=6))
def test_every_idea_is_an_expression_that_compiles(texts: list[str]) -> None:
    """Whatever people say, what is offered can be written into a codebook."""
    from qualcode.rules import parse_rule, parse_term

    for one in found(said(*texts), [], participants=1, strings=["不用", "𠮷人"], terms=["用人群"]):
        assert (parse_rule if one.is_rule else parse_term)(one.text) is not None


@given(st.text(alphabet="不用人群𠮷ＡＰ没得🙂\u200b\ufeff\r\n，。", max_size=20))
def test_tokens_and_spellings_are_equally_long(text: str) -> None:
    """They join to the same places of the text."""
    one = passage("u", "p", script_layer(text))
    assert "".join(one.spellings) == script_layer(text)
    assert [len(token) for token in one.tokens] == [len(spelling) for spelling in one.spellings]
