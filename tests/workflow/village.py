"""A study of five interviews for tests of what a code could grow by: four people speak of posing for photographs.

``show`` has two terms: 应付, that nobody says, and 检查, that finds a doctor's check more often than an inspection.
"""

from pathlib import Path

from qualcode.model import State
from qualcode.settings import Settings, read_settings
from qualcode.workflow import decide
from qualcode.workflow.finding import find_words
from qualcode.workflow.seen import mark_seen
from qualcode.workflow.study import Study
from tests.workflow.study import SETTINGS, now, opened

BOOK = """\
codebook: {id: small, name: {zh: 小, en: Small}, version: "1", stance: affirmed}
codes:
  - id: show
    name: {zh: 摆样子, en: For show}
    terms:
      - 应付   # nobody says it
      - 检查
  - {id: trust, name: {zh: 信任, en: Trust}, terms: [信得过]}
"""
SAID = {
    "甲": "检查组一来，我们就摆拍。去医院检查身体。今年收成可以。",
    "乙": "那天摆拍了三张。检查身体要排队。水费涨了点。",
    "丙": "摆拍嘛，哪个没搞过。娃儿检查视力。路修好了。",
    "丁": "照片都是摆拍的。婚纱店也要摆拍。信得过的人不多。",
    "戊": "我们这儿也有摆拍。猪卖得好。",
}
#: What was accepted, rejected and merely read.
ACCEPTED = ("检查组一来，我们就摆拍。", "那天摆拍了三张。", "摆拍嘛，哪个没搞过。", "照片都是摆拍的。")
REJECTED = ("去医院检查身体。", "检查身体要排队。", "娃儿检查视力。")
READ = ("婚纱店也要摆拍。", "水费涨了点。")


def make_village(folder: Path, book: str = BOOK) -> Settings:
    """Write the study into a folder."""
    (folder / "transcripts").mkdir(parents=True)
    for name, said in SAID.items():
        (folder / "transcripts" / f"{name}.txt").write_text(f"问：说说看。\n答：{said}\n", encoding="utf-8")
    rows = [f"P{number},{name},答" for number, name in enumerate(SAID, start=1)]
    (folder / "transcripts" / "participants.csv").write_text(
        "\n".join(["编号,文件,说话人", *rows]) + "\n", encoding="utf-8-sig")
    (folder / "book.yaml").write_text(book, encoding="utf-8", newline="")
    (folder / "qualcode.toml").write_text(SETTINGS, encoding="utf-8")
    return read_settings(folder)


def coded(settings: Settings, coder: str = "王芳") -> Study:
    """Open the study and let somebody code it."""
    study = opened(settings, coder)
    for one in now(study, coders=("rules",), codes=("show",)):
        if one.coding.quote in REJECTED:
            decide.reject(study, [one.coding.id])
    for quote in ACCEPTED:
        name = transcript_of(quote)
        text = study.corpus.by_name[name].text
        decide.add(study, "show", name, find_words(text, [study.corpus.by_name[name].turns[1].body], quote))
    for quote in READ:
        name = transcript_of(quote)
        body = study.corpus.by_name[name].turns[1].body
        span = find_words(study.corpus.by_name[name].text, [body], quote)
        mark_seen(study, "", study.places.unit(name, span))
    return study


def transcript_of(quote: str) -> str:
    """Return the name of the interview in which a sentence stands."""
    return next(name for name, said in SAID.items() if quote in said)


def states(study: Study) -> list[State]:
    """Return what was decided, in the order of the text."""
    return [one.coding.state for one in now(study, coders=("王芳",))]
