"""The shipped codebook: it loads, it passes its own examples, and its measured figures do not fall."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from qualcode.codebook import read_codebook
from qualcode.model import Codebook, Stance
from qualcode.rules import CompiledCodebook, compile_codebook, try_examples

ROOT = Path(__file__).parents[2]
CODEBOOK = ROOT / "codebooks" / "digital_governance.yaml"

FINDINGS = {
    "digital_formalism", "suspended_governance", "governance_burden", "participation_breadth", "participation_depth",
    "low_practicality", "user_loss", "limited_conditions",
}
CAUSES = {
    "villager_literacy", "villager_willingness", "privacy_trust", "cadre_capacity", "county_platform_detached",
    "lack_local_support",
}
BENEFITS = {"emotional_connection", "party_cohesion", "cadre_conduct", "convenience"}
OTHERS = {
    "participatory_governance", "digital_governance", "empowerment",
    "mod_party", "mod_village_affairs", "mod_gov_service", "mod_convenience", "mod_legal", "mod_safety", "mod_industry",
    "cm_villagers", "cm_cadres", "cm_platform", "cm_conditions",
}


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    """Return the codebook as it stands in the file."""
    return read_codebook(CODEBOOK)


@pytest.fixture(scope="module")
def compiled(codebook: Codebook) -> CompiledCodebook:
    """Return the codebook, compiled."""
    return compile_codebook(codebook)


@pytest.fixture(scope="module")
def heldout() -> ModuleType:
    """Return the benchmark that measures a codebook on labelled statements."""
    spec = importlib.util.spec_from_file_location("heldout", ROOT / "benchmarks" / "heldout.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def found(compiled: CompiledCodebook, heldout: ModuleType, text: str, role: str = "villager") -> set[str]:
    """Return the findings, causes and benefits proposed for one statement."""
    statement = heldout.Statement("1", role, text, frozenset())
    return set(heldout.predict(compiled, [statement])["1"]) & (FINDINGS | CAUSES | BENEFITS)


def test_it_holds_the_codes_of_the_study(codebook: Codebook) -> None:
    """Every code of the study is there, under its id, and no other."""
    assert set(codebook.by_id) == FINDINGS | CAUSES | BENEFITS | OTHERS


def test_every_code_is_described(codebook: Codebook) -> None:
    """Every code has both names, a definition, limits, a theme, a colour and examples of both kinds."""
    lacking = [
        code.id for code in codebook.codes
        if not all((code.name_zh, code.name_en, code.definition, code.include, code.exclude, code.theme, code.colour))
        or not 3 <= len(code.examples) <= 6 or not 2 <= len(code.counter_examples) <= 4
    ]
    assert lacking == []


def test_only_modules_count_what_is_denied(codebook: Codebook) -> None:
    """A module says what is talked about; every other code wants it affirmed."""
    assert {code.id for code in codebook.codes if code.stance is not Stance.AFFIRMED} == {
        code for code in OTHERS if code.startswith("mod_")
    }


def test_it_passes_its_own_examples(compiled: CompiledCodebook) -> None:
    """Every example is found, and no counter-example is."""
    assert [(miss.code, miss.example.text, miss.rules) for miss in try_examples(compiled).misses] == []


@pytest.mark.parametrize(("text", "wanted", "unwanted"), [
    ("老人家不会用智能手机。", "villager_literacy", "villager_willingness"),
    ("他会用，就是不愿意用。", "villager_willingness", "villager_literacy"),
    ("不是不会用，是不想用。", "villager_willingness", "villager_literacy"),
    ("我用不来那个手机。", "villager_literacy", "cadre_capacity"),
    ("现在不用跑县城了，手机上就办了。", "convenience", "user_loss"),
    ("账公开在平台上，一笔一笔清清楚楚，大家服气。", "cadre_conduct", "digital_formalism"),
    ("怕得罪人，群里没人提意见。", "participation_depth", "privacy_trust"),
])
def test_it_takes_the_decisions_that_the_study_asks_for(
    compiled: CompiledCodebook, heldout: ModuleType, text: str, wanted: str, unwanted: str
) -> None:
    """Sentences that differ by a negation or by an object get different codes."""
    codes = found(compiled, heldout, text)
    assert (wanted in codes, unwanted in codes) == (True, False)


@pytest.mark.parametrize("text", [
    "年轻人都来古镇打卡，网红打卡点就在桥头。",
    "我腿不方便，上厕所都要人扶。",
    "潜水泵坏了，田里灌不上水。",
    "学会用了，我自己会交电费。",
    "今年花椒跌到八块一斤。",
    "信号好得很，坡上都是满格。",
    "我们村辖九个组，四百一十二户。",
])
def test_the_traps_propose_nothing(compiled: CompiledCodebook, heldout: ModuleType, text: str) -> None:
    """Tourism, legs, pumps, prices and plain facts are no evidence."""
    assert found(compiled, heldout, text) == set()


def test_the_speaker_decides_whose_ability_it_is(compiled: CompiledCodebook, heldout: ModuleType) -> None:
    """The same words are the villager's literacy or the cadre's capacity."""
    text = "那个系统我硬是搞不来，电脑也不会。"
    assert "villager_literacy" in found(compiled, heldout, text, "villager")
    assert found(compiled, heldout, text, "village_cadre") == {"cadre_capacity"}


def test_the_figures_do_not_fall(compiled: CompiledCodebook, heldout: ModuleType) -> None:
    """On the development statements precision stays above 0.90 and recall above 0.85."""
    statements = heldout.read_statements(ROOT / "tests" / "data" / "statements_dev.jsonl")
    micro = heldout.score(statements, heldout.predict(compiled, statements))[""]
    assert micro.precision >= 0.90
    assert micro.recall >= 0.85


def test_scores_are_counted_as_they_are_defined(heldout: ModuleType) -> None:
    """Two right, one false and two missed make precision 2/3, recall 1/2 and F1 4/7."""
    one = heldout.Score(2, 1, 2)
    assert (one.precision, one.recall, one.f1) == (2 / 3, 1 / 2, 4 / 7)


def test_nothing_found_scores_zero(heldout: ModuleType) -> None:
    """Where nothing was found or nothing is there, the figures are 0, not an error."""
    empty = heldout.Score(0, 0, 0)
    assert (empty.precision, empty.recall, empty.f1) == (0.0, 0.0, 0.0)
