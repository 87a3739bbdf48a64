"""``qualcode review``: by a script, by single keys of a terminal, and what the screen shows."""

import io
import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Self

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner, Result

from qualcode.cli.app import app
from qualcode.cli.keys import Keys, Script, plain_key, split_keys
from qualcode.cli.review_screen import Screen, safe
from qualcode.errors import UsageError
from qualcode.settings import Settings
from qualcode.store import Coder
from qualcode.store.people import put_coder
from qualcode.workflow.review import context, queue
from qualcode.workflow.reviewing import Review
from tests.workflow.study import make_project, opened, summary

terminal = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return the settings of the small study; its folder is the current one, messages are English."""
    settings = make_project(tmp_path / "study")
    monkeypatch.chdir(settings.root)
    monkeypatch.setenv("QUALCODE_LANG", "en")
    monkeypatch.setenv("QUALCODE_CODER", "王芳")
    return settings


def review(typed: str, *words: str) -> Result:
    """Run ``qualcode review`` with lines to read."""
    return CliRunner().invoke(app, ["review", *words], input=typed)


def own(settings: Settings) -> list[tuple[str, str, str]]:
    """Return (code, words, state) of what 王芳 holds."""
    return [(code, quote, state) for code, quote, _who, state in summary(opened(settings), coders=("王芳",))]


# -- by a script -------------------------------------------------------------------------------------------------------


def test_a_script_decides_line_by_line(project: Settings) -> None:
    """One command a line; what each did and the sum of it are printed, and no word of an interview."""
    result = review("\ufeffa\n# a remark\n\nr\nc trust\nm 想想\nA\n+ 信任 坐车\n+trust\nu\ns\n")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "accepted: PL-V01#2 Literacy", "rejected: PL-V01#3 Convenience", "recoded: DT-V01#2 Literacy -> Trust",
        "accepted: DT-V01#3 Convenience", "added: Trust", "added: Trust", "taken back: coded by hand",
        "2 accepted, 1 rejected, 1 recoded, 1 left"]
    assert own(project) == [
        ("literacy", "老人家不会用。", "accepted"), ("convenience", "年轻人方便。", "rejected"),
        ("literacy", "我用不来。", "rejected"), ("trust", "我用不来。", "accepted"),
        ("convenience", "娃儿会用，方便得很。", "accepted"), ("trust", "坐车", "accepted")]


def test_the_next_call_goes_on_where_the_last_one_ended(project: Settings) -> None:
    """What is decided is not asked again, and undo reaches into the last call."""
    assert review("a\nr\nq\na\n").stdout.splitlines()[-1] == "1 accepted, 1 rejected, 0 recoded, 3 left"
    assert review("").stdout == "0 accepted, 0 rejected, 0 recoded, 3 left\n"
    assert review("u\nq\n").stdout.splitlines() == ["taken back: rejected", "0 accepted, 0 rejected, 0 recoded, 4 left"]
    assert review("a\n" * 9).stdout.splitlines()[-1] == "4 accepted, 0 rejected, 0 recoded, 0 left"
    assert review("a\n").stdout == "nothing is left to review here\n"


def test_after_the_last_item_a_script_can_take_it_back(project: Settings) -> None:
    """``u`` works there; any other command ends."""
    result = review("a\nu\nr\na\nr\n", "--limit", "1")
    assert result.stdout.splitlines() == ["accepted: PL-V01#2 Literacy", "taken back: accepted",
                                          "rejected: PL-V01#2 Literacy", "0 accepted, 1 rejected, 0 recoded, 0 left"]


@pytest.mark.parametrize(("line", "message"), [
    ("z", "line 2: no such key; ? lists the keys"),
    ("c nothing", "line 2: nothing: no code is named so; `qualcode codebook show` lists them"),
    ("c e", "line 2: e: several codes fit: literacy, convenience; write one of them"),
    ("accept", "line 2: every line is one letter and what belongs to it, such as a or c CODE"),
    ("k", "line 2: only with --adrift, for codings of your own whose words were corrected"),
    ("+ trust 没有的话", "line 2: these words do not stand there; write them as they are shown"),
])
def test_a_script_stops_at_a_line_that_cannot_be_done(project: Settings, line: str, message: str) -> None:
    """What follows would be about another passage; what was decided before stays, and typed words are not repeated."""
    result = review(f"a\n{line}\nr\n")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (2, f"error: {message}")
    assert own(project) == [("literacy", "老人家不会用。", "accepted")]


def test_json_prints_the_queue_and_asks_nothing(project: Settings) -> None:
    """Everything that the screen shows, and nothing else on stdout."""
    result = review("a\n", "--json", "--where", "town=大同镇", "--uncertain", "0", "--limit", "1")
    (item,) = json.loads(result.stdout)
    assert {key: item[key] for key in ("number", "kind", "code", "code_name", "unit_id", "transcript", "participant",
                                       "town", "role", "question", "before", "text", "after", "rules", "polarity",
                                       "uncertainty", "has", "lacks", "was", "lost")} == {
        "number": 1, "kind": "proposal", "code": "literacy", "code_name": "Literacy", "unit_id": "DT-V01#2",
        "transcript": "甲", "participant": "DT-V01", "town": "大同镇", "role": "普通村民",
        "question": "平时用手机办事吗？", "before": "", "text": "我用不来。", "after": "娃儿会用，方便得很。",
        "rules": [{"rule": "literacy/t2", "polarity": "affirmed", "flags": []}], "polarity": "affirmed",
        "uncertainty": 1.0, "has": [], "lacks": [], "was": "", "lost": False}
    assert own(project) == []


def test_a_sample_is_coded_by_hand_and_its_disagreements_settled(project: Settings) -> None:
    """Two coders go through the units, the second blind; consensus decides on what they differ on."""
    runner = CliRunner()
    assert runner.invoke(app, ["sample", "--share", "1", "--unit", "sentence"]).exit_code == 0
    only = ("--sample", "sample", "--by-hand", "--transcript", "甲")
    assert review("+ trust 用不来\nn\nq\n", *only).stdout.splitlines() == [
        "added: Trust", "0 accepted, 0 rejected, 0 recoded, 1 gone through, 3 left"]
    with opened(project).store.writing("王芳", "coder-add") as operation:
        put_coder(operation, Coder("李雷", blind=True))
    assert review("n\nn\n", *only, "--as", "李雷").stdout == (
        "0 accepted, 0 rejected, 0 recoded, 2 gone through, 2 left\n")
    assert review("", *only).stdout == "0 accepted, 0 rejected, 0 recoded, 3 left\n"
    (item,) = json.loads(review("", "--disagreements", "--as", "consensus", "--json").stdout)
    assert (item["kind"], item["text"], item["has"], item["lacks"]) == ("dispute", "用不来", ["王芳"], ["李雷"])
    assert review("a\n", "--disagreements", "--as", "consensus").stdout.splitlines()[0] == "accepted: DT-V01#2 Trust"
    assert review("a\n", "--disagreements", "--as", "consensus").stdout == "nothing is left to review here\n"


def test_a_memo_without_a_decision_is_said_to_be_gone(project: Settings) -> None:
    """It is kept with a decision only."""
    result = review("m 想想\ns\n")
    assert result.stderr.splitlines()[-1] == "memos that were not kept, as nothing was decided there: 1"


# -- keys --------------------------------------------------------------------------------------------------------------


@given(st.text("a\x1b[DO9~é一𠮷😀", max_size=12))
def test_no_typed_character_is_lost(typed: str) -> None:
    """However a terminal bundles them."""
    assert "".join(split_keys(typed)) == typed


@pytest.mark.parametrize(("key", "expected"), [
    ("ａ", "a"), ("Ｒ", "r"), ("＋", "+"), ("？", "?"), ("\u3000", " "), ("\x1b[D", "b"), ("\x1bOC", "n"), ("啊", "啊"),
])
def test_full_width_keys_and_arrows_count(key: str, expected: str) -> None:
    """What a Chinese input method sends instead of a letter."""
    assert plain_key(key) == expected


def test_a_script_is_one_command_a_line() -> None:
    """Empty lines, remarks, a byte order mark, CRLF and full-width letters."""
    script = Script(["\ufeffａ\r\n", "\n", "# no\n", "c  user_loss  \n", "＋user_loss 没得 人\n"])
    found = []
    while key := script.command():
        found.append((script.number, key, script.word(), script.line("")))
    assert found == [(1, "a", "", ""), (4, "c", "user_loss", ""), (5, "+", "user_loss", "没得 人")]
    with pytest.raises(UsageError):
        Script(["accept\n"]).command()


@pytest.fixture
def tty() -> Iterator[tuple[int, int]]:
    """Return both ends of a pseudo-terminal."""
    ends = os.openpty()
    yield ends
    for end in ends:
        os.close(end)


@terminal
def test_keys_need_no_enter_and_are_not_shown(tty: tuple[int, int]) -> None:
    """A key is read at once, several typed ahead one after the other; the terminal is as before afterwards."""
    import termios

    far, near = tty
    before = termios.tcgetattr(near)
    with open(near, encoding="utf-8", closefd=False) as source, Keys(source) as keys:
        os.write(far, "ａr𠮷\x1b[D".encode())
        assert [keys.command() for _key in range(4)] == ["a", "r", "𠮷", "b"]
        os.write(far, "c流失\n".encode())
        time.sleep(0.01)
        assert (keys.command(), keys.line("")) == ("c", "流失")
        os.write(far, b"\x04")
        assert keys.command() == ""
    assert termios.tcgetattr(near) == before


class Terminal:
    """``qualcode review`` in a pseudo-terminal of 60 columns."""

    def __init__(self, *words: str) -> None:
        self.far, near = os.openpty()
        told = {"TERM": "xterm", "COLUMNS": "60", "LINES": "24", "LC_ALL": "C.UTF-8"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "qualcode", "review", *words], stdin=near, stdout=near, stderr=near,
            env={**os.environ, **told})
        os.close(near)

    def wait(self, words: str, seconds: float = 30) -> str:
        """Read until some words are on the screen and nothing more comes, and return what came, without colours."""
        found, shown, until = b"", "", time.monotonic() + seconds
        while True:
            patience = 0.05 if words in shown else max(0.0, until - time.monotonic())
            if not select.select([self.far], [], [], patience)[0]:
                assert words in shown, f"{words} did not come: {shown}"
                return shown
            found += os.read(self.far, 65536)
            shown = re.sub("\x1b\\[[0-9;?]*[A-Za-z]", "", found.decode("utf-8", "replace"))

    def press(self, keys: str, words: str) -> None:
        """Type keys and wait for words."""
        os.write(self.far, keys.encode())
        self.wait(words)

    def interrupt(self) -> int:
        """Press Ctrl-C, and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.far)


@terminal
def test_a_review_in_a_terminal(project: Settings) -> None:
    """Keys decide at once, codes are picked from a list, memos are typed, Ctrl-C loses nothing."""
    with Terminal() as screen:
        screen.wait("q quit")
        screen.press("ａ", "2/5")
        screen.press("z", "no such key")
        screen.press("c", "part of the code's name")
        screen.press("e\n", "number, Enter = 1")
        screen.press("trust\n", "3/5")
        screen.press("m", "memo (Enter alone")
        screen.press("想想\n", "memo, kept with your decision: 想想")
        screen.press("q", "a memo waits for a decision")
        screen.press("r", "4/5")
        screen.press("d", "d\r\n")
        screen.press("?", "take your last operation back")
        screen.press("aa", "That was all")
        screen.press("u", "5/5")
        assert screen.interrupt() == 130
    assert own(project) == [
        ("literacy", "老人家不会用。", "accepted"), ("convenience", "年轻人方便。", "rejected"),
        ("trust", "年轻人方便。", "accepted"), ("literacy", "我用不来。", "rejected"),
        ("convenience", "娃儿会用，方便得很。", "accepted")]


# -- the screen --------------------------------------------------------------------------------------------------------


def drawn(way: Review, *, width: int = 60, definition: bool = False, coloured: bool = False) -> str:
    """Return what the screen shows."""
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=coloured, color_system="standard" if coloured else None,
                      highlight=False)
    seat = way.current
    Screen(console, way.study.codebook).show(way, context(way.study, seat.item) if seat else None,
                                             way.here() if seat else (), definition=definition)
    return out.getvalue()


def test_the_screen_shows_the_words_in_their_place(project: Settings) -> None:
    """Position, code, unit, who; question, before, the words with the match, after; rule; keys."""
    study = opened(project)
    way = Review(study, queue(study, transcripts=["甲"]), list)
    way.next()
    assert [line.rstrip() for line in drawn(way).splitlines() if line.strip()] == [
        "2/3  Convenience  convenience", "DT-V01#3 · 大同镇 · 普通村民 · 答", "asked 平时用手机办事吗？",
        "      我用不来。",
        ">     娃儿会用，[方便]得很。", "      那坐车呢？", "convenience/t1 affirmed",
        "a accept  r reject  c recode  + add a code  m memo  u undo", "b back  s skip  d definition  ? help  q quit"]
    assert max(len(line) for line in drawn(way, width=60).splitlines()) <= 60
    assert "\x1b[1;4m方便" in drawn(way, coloured=True)
    assert "d" in drawn(way, definition=True).splitlines()[1]


def test_words_of_an_interview_are_no_markup(project: Settings) -> None:
    """Brackets are shown as they are, and control characters do not reach the terminal."""
    path = project.transcripts / "甲.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("用不来", "[red]用不来[/red]\x1b[2J"), encoding="utf-8")
    study = opened(project)
    way = Review(study, queue(study, transcripts=["甲"]), list)
    assert "我[red][用不来][/red]\ufffd[2J。" in drawn(way)


@given(st.text(max_size=30))
def test_safe_words_are_as_long_as_before(words: str) -> None:
    """So that marks stand where they stood; nothing that steers a terminal is left."""
    shown = safe(words)
    assert len(shown) == len(words)
    assert [char for char in shown if ord(char) < 32 or 127 <= ord(char) < 160] == []


def test_a_long_question_is_cut_and_the_words_are_not(project: Settings) -> None:
    """The end of the question is what was asked last."""
    path = project.transcripts / "甲.txt"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("平时用", "我问你" * 100 + "平时用").replace("方便得很", "方便" + "得很" * 200),
                    encoding="utf-8")
    study = opened(project)
    way = Review(study, queue(study, transcripts=["甲"]), list)
    way.next()
    flat = "".join(line.strip() for line in drawn(way).splitlines())
    assert ("…" in flat, flat.count("我问你") < 50, flat.count("得很")) == (True, True, 200)


def test_a_disagreement_shows_who_holds_what(project: Settings) -> None:
    """And a corrected coding the words before and now, or that they are gone."""
    study = opened(project)
    item = queue(study)[0]
    way = Review(study, [replace(item, has=("王芳",), lacks=("李雷",)), replace(item, was="老人不会用"),
                         replace(item, was="老人不会用", lost=True)], list)
    assert "has it: 王芳; has it not: 李雷" in drawn(way)
    way.next()
    assert "was   老人不会用" in drawn(way)
    way.next()
    assert [line.rstrip() for line in drawn(way).splitlines()][2:4] == ["was 老人不会用", "now gone"]
