"""Each kind of finding is raised, with its line, its remedy and lines to look at."""

from pathlib import Path

import pytest

from qualcode.codebook import parse_codebook, read_codebook
from qualcode.model import Corpus
from qualcode.rules import Finding, compile_codebook, lint
from qualcode.rules.lint import Kind
from tests.rules.build import corpus, transcript

BOOK = """
codebook: {id: b, name: 书, stance: affirmed}
codes:
  - id: a
    name: 甲
    definition: 定义
    include: 包括
    exclude: 不包括
    terms:
      - 平台
      - 不出现
      - 会用
      - =不会用
      - 网
      - ~信号
      - 手机
      - 智能手机
    rules:
      - NEAR(平台, 卫星; k=4)
      - {rule: "平台 & 网", id: good}
    examples:
      - 平台好。
      - 天气好。
    counter_examples:
      - 手机好。
      - 天气好。
""".lstrip()
SAID = ("问：平台呢？", "平台和智能手机，没信号，网也慢。", "学会用手机。")


def findings(text: str = BOOK, said: Corpus | None = None) -> list[Finding]:
    """Lint a codebook on what somebody says."""
    return lint(compile_codebook(parse_codebook(text.encode(), "b.yaml")), corpus(*SAID) if said is None else said)


def of(kind: Kind, text: str = BOOK, said: Corpus | None = None) -> list[tuple[int, str, str]]:
    """Return line, rule and message of the findings of one kind."""
    return [(one.line, one.rule, one.message) for one in findings(text, said) if one.kind is kind]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Kind.NEVER_OCCURS, [(10, "a/t2", "不出现 never occurs in these interviews")]),
        (Kind.NEVER_MATCHES, [
            (11, "a/t3", "会用 occurs 1 times, but always inside other words; write ~会用 if you mean those"),
            (12, "a/t4", "=不会用 can never match: the tokenizer cuts it into 不会/用; drop the ="),
        ]),
        (Kind.SINGLE_CHARACTER, [(13, "a/t5", "网 is a single character; 1 matches here, look at them")]),
        (Kind.SUBSTRING, [(14, "a/t6", "~信号 also matches inside other words; 1 matches here, look at them")]),
        (Kind.INSIDE_ANOTHER, [(15, "a/t7", "手机 is inside 智能手机; where both stand the longer one counts")]),
        (Kind.NEVER_TRUE, [(18, "a/r1", "rule a/r1 proposes nothing here")]),
        (Kind.CONTRADICTION, [
            (3, "", "line 22: an example that no rule finds"),
            (3, "", "line 24: a counter-example that a/t7 finds"),
        ]),
        (Kind.UNDEFINED, []),
        (Kind.SAME_EVIDENCE, []),
    ],
)
def test_each_kind(kind: Kind, expected: list[tuple[int, str, str]]) -> None:
    """Line, rule and message."""
    assert of(kind) == expected


def test_missing_definitions_are_named() -> None:
    """Whatever is missing of the three stands in one finding."""
    text = "codes: [{id: a, name: 甲, terms: [平台], include: 包括}, {id: b, name: 乙, terms: [手机]}]"
    assert [message for _line, _rule, message in of(Kind.UNDEFINED, text)] == [
        "a: no definition, exclude; two coders will draw the line differently",
        "b: no definition, include, exclude; two coders will draw the line differently",
    ]


def test_codes_with_the_same_evidence() -> None:
    """Two codes that stand on the same five units of five or six are told once."""
    text = "codes: [{id: a, name: 甲, terms: [平台]}, {id: b, name: 乙, rules: [平台 & !手机]}]"
    said = corpus("平台一。平台二。平台三。平台四。平台五。平台手机。")
    assert of(Kind.SAME_EVIDENCE, text, said) == [(1, "", "a and b stand on nearly the same units (5 of 6)")]
    assert of(Kind.SAME_EVIDENCE, text, corpus("平台一。平台二。")) == []


def test_context_lines_come_from_the_interviews() -> None:
    """Up to three, each from another interview, the words in brackets, no line break inside."""
    many = Corpus(tuple(transcript("前面\n的信号不好，网慢。", name=f"t{n}") for n in range(4)))
    (found,) = [one for one in findings(said=many) if one.kind is Kind.SUBSTRING]
    assert found.context == ("答：前面 的【信号】不好，网慢。",) * 3


def test_context_is_the_codebook_where_no_words_stand(tmp_path: Path) -> None:
    """Three lines of the file around the finding."""
    path = tmp_path / "b.yaml"
    path.write_text(BOOK, encoding="utf-8")
    found = lint(compile_codebook(read_codebook(path)), corpus(*SAID))
    (never,) = [one for one in found if one.kind is Kind.NEVER_OCCURS]
    assert (never.path, never.context) == (str(path), ("- 平台", "- 不出现", "- 会用"))


def test_without_interviews_only_the_codebook_is_judged() -> None:
    """No text, no claims about text."""
    kinds = {one.kind for one in findings(said=Corpus(()))}
    assert kinds == {Kind.NEVER_MATCHES, Kind.SINGLE_CHARACTER, Kind.SUBSTRING, Kind.INSIDE_ANOTHER, Kind.CONTRADICTION}


def test_findings_are_sorted_by_line_and_the_same_every_time() -> None:
    """The order is that of the file."""
    found = findings()
    assert found == findings()
    assert [one.line for one in found] == sorted(one.line for one in found)


def test_loose_tokens_are_two_words_for_an_exact_atom() -> None:
    """=只用 can never match, though the dictionary has it as one token."""
    text = "codes: [{id: a, name: 甲, terms: ['=只用']}]"
    assert of(Kind.NEVER_MATCHES, text, corpus("只用微信。")) == [
        (1, "a/t1", "=只用 can never match: the tokenizer cuts it into 只/用; drop the ="),
    ]


def test_nothing_to_say_of_a_good_codebook() -> None:
    """A codebook that is defined, matched and tried has no findings."""
    text = ("codes: [{id: a, name: 甲, definition: d, include: i, exclude: e, terms: [平台],"
            " rules: ['NEAR(平台, 网; k=12)'], examples: [平台好。], counter_examples: [天气好。]}]")
    assert findings(text) == []
