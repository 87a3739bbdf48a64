"""A small study on disk for tests of what people do to codings."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

from qualcode.settings import Settings, read_settings
from qualcode.store import Held, Wanted, held
from qualcode.workflow import decide
from qualcode.workflow.seen import mark_seen
from qualcode.workflow.study import Study, open_study
from tests.learning.make import UNREAD, codes_of, sentences

CODEBOOK = """
codebook: {id: small, name: {zh: 小, en: Small}, version: "1", stance: affirmed}
themes: [{id: findings, name: {zh: 问题, en: Findings}}]
codes:
  - {id: literacy, name: {zh: 能力, en: Literacy}, theme: findings, terms: [不会用, 用不来], definition: d}
  - {id: convenience, name: {zh: 便利, en: Convenience}, terms: [方便], definition: d}
  - {id: trust, name: {zh: 信任, en: Trust}, definition: 没有词，只由人编码。}
"""
INTERVIEWS = {
    "甲": "问：平时用手机办事吗？\n答：我用不来。娃儿会用，方便得很。\n"
         "问：那坐车呢？\n答：坐车也方便。村上的人我信得过。\n",
    "乙": "问：手机上办事呢？\n答：老人家不会用。年轻人方便。\n问：还有呢？\n答：没得了。\n",
}
PEOPLE = "编号,文件,说话人,乡镇,身份\nDT-V01,甲,答,大同镇,普通村民\nPL-V01,乙,答,平乐镇,普通村民\n"
SETTINGS = """
[project]
name = "小"
codebook = "book.yaml"
participants = "transcripts/participants.csv"
"""


def make_project(folder: Path, store: str = "") -> Settings:
    """Write the study into a folder; ``store`` is the URL of its store, a file of its own by default."""
    (folder / "transcripts").mkdir(parents=True)
    for name, text in INTERVIEWS.items():
        (folder / "transcripts" / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "transcripts" / "participants.csv").write_text(PEOPLE, encoding="utf-8-sig")
    (folder / "book.yaml").write_text(CODEBOOK, encoding="utf-8")
    settings = SETTINGS + (f'\n[store]\nurl = "{store}"\n' if store else "")
    (folder / "qualcode.toml").write_text(settings, encoding="utf-8")
    return read_settings(folder)


def opened(settings: Settings, coder: str = "王芳", **options: bool) -> Study:
    """Open the study as a coder, who becomes one of it where there is none yet."""
    return open_study(settings, coder=coder, **options)


def rewrite(settings: Settings, name: str, old: str, new: str) -> None:
    """Correct a transcript."""
    path = settings.transcripts / f"{name}.txt"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def now(study: Study, **wanted: tuple[str, ...]) -> list[Held]:
    """Return what the store holds."""
    with study.store.reading() as connection:
        return held(connection, Wanted(**wanted))  # type: ignore[arg-type]


def summary(study: Study, **wanted: tuple[str, ...]) -> list[tuple[str, str, str, str]]:
    """Return (code, quote, coder, state) of what the store holds, in the order of the text."""
    found = [one.coding for one in now(study, **wanted)]
    return [(one.code, one.quote, one.coder, one.state.value) for one in found]


#: People of the village whose every sentence 王芳 has read and coded; the others nobody has read.
READ = 9
_PEOPLE = 12


@lru_cache(maxsize=1)
def _village() -> Path:
    """Make the village once; tests work on copies."""
    folder = Path(tempfile.mkdtemp(prefix="qualcode-")) / "village"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    study = opened(make_village(folder))
    code_village(study)
    study.store.close()
    return folder


def village(folder: Path, more: str = "") -> Settings:
    """Return the settings of a copy of the village, coded; ``more`` is added to its file of settings.

    Twelve people say eight sentences each (see ``tests.learning.make``). Of the first nine everything is coded with
    ``trust`` and ``literacy``, some of it by accepting proposals of rules. The last three say a sentence more.
    """
    shutil.copytree(_village(), folder)
    with (folder / "qualcode.toml").open("a", encoding="utf-8") as file:
        file.write(more)
    return read_settings(folder)


def make_village(folder: Path, people: int = _PEOPLE) -> Settings:
    """Write the village into a folder, with nothing coded yet; suggestions are learnt the fast way."""
    (folder / "transcripts").mkdir(parents=True)
    rows = ["编号,文件,说话人,乡镇,身份"]
    for person in range(people):
        name, said = f"访{person + 1:02}", sentences(person)
        rest = "".join(said[4:]) + (UNREAD if person >= READ else "")
        (folder / "transcripts" / f"{name}.txt").write_text(
            f"问：平时怎么样？\n答：{''.join(said[:4])}\n问：还有呢？\n答：{rest}\n", encoding="utf-8")
        rows.append(f"P{person + 1:02},{name},答,{('大同镇', '平乐镇')[person % 2]},普通村民")
    (folder / "transcripts" / "participants.csv").write_text("\n".join(rows) + "\n", encoding="utf-8-sig")
    (folder / "book.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "qualcode.toml").write_text(SETTINGS + '[learning]\nlearner = "ngrams"\n', encoding="utf-8")
    return read_settings(folder)


def code_village(study: Study, *, read: int = READ, backwards: bool = False) -> None:
    """Code what the first people say, one thing after the other, and look through the rest of it."""
    names = {f"访{person + 1:02}" for person in range(read)}
    proposed = [one.coding for one in now(study, coders=("rules",), codes=("literacy",))]
    wanted = [one for one in proposed if one.transcript in names]
    done = {(one.transcript, one.span) for one in wanted}
    calls: list[Callable[[], object]] = [lambda: decide.accept(study, [one.id for one in wanted])]
    for name in sorted(names):
        for unit in study.places.units(name)[0]:
            words = unit.span.of(study.corpus.by_name[name].text)
            codes = set() if (name, unit.span) in done else codes_of(words)
            calls += [partial(decide.add, study, code, name, unit.span) for code in sorted(codes)]
            if not codes_of(words) and not words.endswith("？"):
                calls.append(partial(mark_seen, study, "", unit))
    for call in reversed(calls) if backwards else calls:
        call()
