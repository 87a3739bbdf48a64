"""What each part of a compiled rule says of a place."""

import pytest

from qualcode.model import Stance
from tests.rules.build import code, codings, quotes, surfaces


@pytest.mark.parametrize(
    ("rule", "said", "expected"),
    [
        ("!WHO(role=villager) & 填表", "天天填表", 0),
        ("!WHO(role=township_cadre) & 填表", "天天填表", 1),
        ("!META(town=大同镇) & 填表", "天天填表", 0),
        ("填表 & !(!手机 & !平台)", "天天填表", 0),
        ("填表 & !(!手机 & !平台)", "手机填表", 1),
        ("填表 & !(COUNT(手机) < 1)", "天天填表", 0),
        ("填表 & !(COUNT(手机) < 1)", "手机填表", 1),
        ("填表 & !!手机", "手机填表", 1),
        ("填表 & !NEG(方便)", "填表不方便", 0),
        ("填表 & !NEG(方便)", "填表方便", 1),
    ],
)
def test_absence_is_the_contrary_of_what_it_denies(rule: str, said: str, expected: int) -> None:
    """``!`` also turns round parts that are true without any words, such as WHO."""
    found = codings(code(rules=[rule], stance=Stance.BOTH), said, attributes={"role": "普通村民", "town": "大同镇"})
    assert len(found) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("COUNT(填) >= 3", 1), ("COUNT(填) > 3", 0), ("COUNT(填) = 3", 1), ("COUNT(填) == 3", 1), ("COUNT(填) < 3", 0),
        ("COUNT(填) <= 3", 1), ("COUNT({填|填了}) = 3", 1), ("填 & COUNT(手机) = 0", 1), ("填 & COUNT(手机) > 0", 0),
    ],
)
def test_count(rule: str, expected: int) -> None:
    """Overlapping matches count once; zero can be asked for."""
    assert len(codings(code(rules=[rule]), "填了，又填，再填")) == expected


def test_count_over_a_turn() -> None:
    """All the sentences of the turn are counted together and each one with evidence is coded."""
    rule = code(rules=["COUNT(填表) >= 2 @turn"])
    assert quotes(rule, "上午填表。吃饭。下午填表。", "填表。") == ["上午填表。", "下午填表。"]


@pytest.mark.parametrize(
    ("rule", "attributes", "expected"),
    [
        ("WHO(age>=60) & 填表", {"age": 60}, 1),
        ("WHO(age>60) & 填表", {"age": 60}, 0),
        ("WHO(age<60) & 填表", {"age": "59"}, 1),
        ("WHO(age<=60) & 填表", {"age": "不详"}, 0),
        ("WHO(age=60) & 填表", {"age": 60.0}, 1),
        ("WHO(age!=60) & 填表", {"age": 61}, 1),
        ("WHO(age!=60) & 填表", {}, 0),
        ("WHO(role=villager|township_cadre) & 填表", {"role": "镇干部"}, 1),
        ("WHO(role!=villager|township_cadre) & 填表", {"role": "镇干部"}, 0),
        ("WHO(name=答) & 填表", {}, 1),
        ("META(name=t) & 填表", {}, 1),
        ("WHO(学历=小学) & 填表", {"education": "小學"}, 1),
    ],
)
def test_conditions(rule: str, attributes: dict[str, str], expected: int) -> None:
    """An attribute that is not known makes no condition true, ``!=`` included."""
    assert len(codings(code(rules=[rule]), "填表", attributes=attributes)) == expected


def test_a_turn_is_measured_over_sentences_without_any_literal() -> None:
    """The words of a sentence that holds no word of the codebook still separate."""
    near = code(rules=["NEAR(平台, 麻烦; k=6) @turn"])
    assert surfaces(near, "平台。今天天气好，大家一起吃饭喝酒唱歌跳舞。麻烦。") == []
    assert surfaces(near, "平台。嗯。麻烦。") == ["平台+麻烦", "平台+麻烦"]
