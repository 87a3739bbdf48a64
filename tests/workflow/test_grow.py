"""Growing a code from what people coded, and writing what is accepted into the codebook and the store together."""

from datetime import date
from math import isnan
from pathlib import Path

import pytest

from qualcode.analysis.growth_choice import Doubtful, Line, Standing
from qualcode.errors import NotComputableError, StoreError, UsageError
from qualcode.settings import Settings
from qualcode.store.history import entry
from qualcode.workflow import decide
from qualcode.workflow.coder import add_coder
from qualcode.workflow.ground import ground
from qualcode.workflow.grow import accept, grow
from qualcode.workflow.history import redo, undo
from tests.workflow.study import now, opened, summary
from tests.workflow.village import ACCEPTED, BOOK, REJECTED, coded, make_village


@pytest.fixture
def village(tmp_path: Path) -> Settings:
    """Return the study of five interviews; messages are English."""
    return make_village(tmp_path / "village")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let messages be English."""
    monkeypatch.setenv("QUALCODE_LANG", "en")


def book(settings: Settings) -> str:
    """Return the text of the codebook."""
    return (settings.root / "book.yaml").read_bytes().decode()


def test_what_four_people_say_is_offered(village: Settings) -> None:
    """With its figures, and what nobody has read first."""
    growth = grow(coded(village), "show")
    (one,) = growth.candidates
    assert (one.number, one.kind, one.text, one.people, one.accepted, one.new) == (1, "phrase", "摆拍", 4, 4, 4)
    assert (one.rejected, one.other, one.precision, one.unread) == (0, 1, 0.8, 1)
    assert one.lines == (
        Line("P5#2", "P5", Standing.UNREAD, "我们这儿也有", "摆拍", "。"),
        Line("P4#2", "P4", Standing.ACCEPTED, "照片都是", "摆拍", "的。"),
        Line("P3#2", "P3", Standing.ACCEPTED, "", "摆拍", "嘛，哪个没搞过。"))
    assert (growth.accepted, growth.people, growth.read, growth.unread, growth.against) == (4, 4, 5, 5, "all")


def test_people_left_out_in_turn_tell_what_to_expect(village: Settings) -> None:
    """Of 摆拍 in the four interviews, each left out once, four of five places are right."""
    growth = grow(coded(village), "show")
    assert (growth.check.right, growth.check.found) == (4, 5)
    assert growth.notes[-1].endswith("candidates were right in 4 of 5 passages of those people: 0.80 [0.38, 0.96]")


def test_a_term_that_people_reject_is_told(village: Settings) -> None:
    """检查 finds a doctor's check three times, and nothing that was accepted."""
    assert grow(coded(village), "show").doubtful == (Doubtful("show/t2", "检查", 7, 0, 3, 0),)


def test_only_some_people_may_be_grown_on(village: Settings) -> None:
    """Three of them suffice, two do not; the others' passages count for nothing."""
    study = coded(village)
    growth = grow(study, "show", people={"P1", "P2", "P3"})
    assert [(one.text, one.accepted, one.other, one.unread) for one in growth.candidates] == [("摆拍", 3, 0, 0)]
    assert grow(study, "show", people={"P1", "P2"}).candidates == ()
    assert "candidates must stand in accepted passages of 3 people" in grow(study, "show", people={"P1"}).notes[1]


def test_precision_has_a_floor(village: Settings) -> None:
    """Four of five is enough for 0.8 and too little for more."""
    study = coded(village)
    assert [one.text for one in grow(study, "show", min_precision=0.8).candidates] == ["摆拍"]
    growth = grow(study, "show", min_precision=0.81)
    assert (growth.candidates, growth.check.found, isnan(growth.check.precision)) == ((), 0, True)


def test_what_the_rules_find_already_is_not_offered(tmp_path: Path) -> None:
    """A term that finds all of it leaves nothing to add."""
    settings = make_village(tmp_path / "other", BOOK.replace("- 检查", "- 检查\n      - ~摆拍"))
    assert grow(coded(settings), "show").candidates == ()


def test_exceptions_and_stance_hold_for_candidates(tmp_path: Path) -> None:
    """A candidate finds what it would find as a term of this code."""
    last = "  - {id: trust"
    settings = make_village(tmp_path / "other", BOOK.replace(last, f"    except: [婚纱店也要摆拍]\n{last}"))
    (one,) = grow(coded(settings), "show").candidates
    assert (one.text, one.other, one.precision) == ("摆拍", 0, 1.0)
    named = BOOK.replace("codes:", "lists: {shops: [婚纱店也要摆拍]}\ncodes:", 1)
    settings = make_village(tmp_path / "list", named.replace(last, f'    except: ["@shops"]\n{last}'))
    assert [one.other for one in grow(coded(settings), "show").candidates] == [0]


def test_what_is_accepted_stands_in_the_codebook(village: Settings) -> None:
    """With where it comes from, in file and history; the next command proposes what it finds."""
    study = coded(village)
    done = accept(study, grow(study, "show"), ["1"])
    line = f"      - 摆拍  # grown {date.today().isoformat()} by 王芳: 4 of 5 read passages, 4 people\n"
    assert book(village) == BOOK.replace("      - 检查\n", f"      - 检查\n{line}")
    with study.store.reading() as connection:
        last = entry(connection, done.operation)
    assert (last.id, last.verb, last.detail["code"], last.detail["added"]) == (
        done.operation, "codebook-grow", "show", ["摆拍"])
    again = opened(village)
    assert again.renewal.added["show"] == 6
    assert ("show", "我们这儿也有摆拍。", "rules", "proposed") in summary(again)
    assert grow(again, "show").candidates == ()


def test_undo_takes_file_and_store_back(village: Settings) -> None:
    """And redo brings the term again."""
    study = coded(village)
    accept(study, grow(study, "show"), ["摆拍"])
    grown = book(village)
    again = opened(village)  # proposals are renewed in between
    undo(again.store, village, again.coder)
    assert (book(village), "摆拍" in {one.coding.quote for one in now(opened(village))}) == (BOOK, False)
    redo(again.store, village, again.coder)
    assert book(village) == grown


def test_patterns_are_written_as_rules(village: Settings) -> None:
    """An expression is no term."""
    study = coded(village)
    growth = grow(study, "show", participants=1, min_precision=0)
    pattern = next(one for one in growth.candidates if one.is_rule)
    accept(study, growth, [str(pattern.number)])
    assert [rule.text for rule in opened(village).codebook.by_id["show"].rules] == [pattern.text]


def test_the_same_data_gives_the_same_numbers(village: Settings) -> None:
    """Whoever asks, and however often."""
    study = coded(village)
    first = grow(study, "show", participants=1, min_precision=0)
    assert len(first.candidates) > 3
    assert grow(opened(village), "show", participants=1, min_precision=0) == first


def test_a_passage_on_which_people_differ_counts_for_nothing(village: Settings) -> None:
    """Neither accepted nor read."""
    study = coded(village)
    add_coder(study.store, village, "李雷")
    other = opened(village, "李雷")
    key = next(one.coding.id for one in now(study, coders=("王芳",)) if one.coding.quote == ACCEPTED[0])
    decide.reject(other, [key])
    known = ground(study, "show")
    assert ("P1#2" in known.known, "P1#2" in known.waiting, len(known.of(Standing.ACCEPTED))) == (False, True, 3)


def test_who_codes_blind_grows_from_own_codings(village: Settings) -> None:
    """What others coded and read stays hidden."""
    add_coder(coded(village).store, village, "李雷", blind=True)
    blind = opened(village, "李雷")
    assert ground(blind, "show").known == {}
    with pytest.raises(NotComputableError, match="no accepted codings to learn from; 0 passages are rejected, 3 wait"):
        grow(blind, "show")


def test_wrong_calls_are_refused(village: Settings) -> None:
    """No such code, no such number, options out of range, nothing to learn from."""
    study = coded(village)
    with pytest.raises(UsageError, match="nobody is no code"):
        grow(study, "nobody")
    for options in ({"participants": 0}, {"min_precision": 1.5}):
        with pytest.raises(UsageError, match="takes a number from 1 on"):
            grow(study, "show", **options)  # type: ignore[arg-type]
    with pytest.raises(NotComputableError, match="trust: no accepted codings to learn from; 0 passages"):
        grow(study, "trust")
    growth = grow(study, "show")
    for words in ("2", "0", "摆", ""):
        with pytest.raises(UsageError, match="no candidate for show has this number or text"):
            accept(study, growth, [words])
    assert book(village) == BOOK


def test_a_code_without_accepted_codings_may_still_have_doubtful_terms(village: Settings) -> None:
    """What was rejected is told all the same."""
    study = coded(village)
    decide.remove(study, [one.coding.id for one in now(study, coders=("王芳",)) if one.coding.quote in ACCEPTED])
    growth = grow(study, "show")
    assert (growth.candidates, [one.text for one in growth.doubtful], growth.accepted) == ((), ["检查"], 0)
    assert len(REJECTED) == growth.doubtful[0].rejected


def test_a_codebook_that_changed_meanwhile_is_left_alone(village: Settings) -> None:
    """Nothing is written on top of somebody else's change."""
    study = coded(village)
    growth = grow(study, "show")
    other = opened(village)
    accept(other, grow(other, "show"), ["1"])
    changed = book(village)
    with pytest.raises(StoreError, match="changed while it was being used"):
        accept(study, growth, ["1"])
    assert book(village) == changed


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_brackets_and_line_ends_stay(tmp_path: Path, newline: str) -> None:
    """A list in brackets gets its comment above; a byte order mark and line ends are kept."""
    lines = "    terms:\n      - 应付   # nobody says it\n      - 检查\n"
    flow = BOOK.replace(lines, "    terms: [应付, 检查] # 两个\n")
    settings = make_village(tmp_path / "flow", "\ufeff" + flow.replace("\n", newline))
    study = coded(settings)
    accept(study, grow(study, "show"), ["1"])
    comment = f"    # 摆拍: grown {date.today().isoformat()} by 王芳: 4 of 5 read passages, 4 people\n"
    wanted = flow.replace("    terms: [应付, 检查]", f"{comment}    terms: [应付, 检查, 摆拍]")
    assert book(settings) == "\ufeff" + wanted.replace("\n", newline)
