"""The study of four fields (``tests/topics/test_topics.py``) as a project on disk: nine people of two towns."""

from pathlib import Path

from qualcode.settings import Settings, read_settings
from tests.topics.test_topics import CORPUS

BOOK = """\
codebook: {id: fields, name: {zh: 田, en: Fields}, version: "1", stance: both}
themes: [{id: village, name: {zh: 乡村, en: Village}}]
codes:
  - {id: platform, name: {zh: 平台使用, en: Platform}, theme: village, terms: [平台, 手机, 打卡, 积分]}
  - {id: farming, name: {zh: 种田, en: Farming}, theme: village, terms: [水稻, 化肥, 收成, 种子]}
  - {id: unsaid, name: {zh: 没人说, en: Unsaid}, terms: [火星]}
"""
SETTINGS = """\
[project]
codebook = "book.yaml"
participants = "transcripts/participants.csv"

[topics]
number = 4
seeds = 3
"""


def make_fields(folder: Path) -> Settings:
    """Write the study into a folder."""
    (folder / "transcripts").mkdir(parents=True)
    for transcript in CORPUS.transcripts:
        (folder / "transcripts" / f"{transcript.name}.txt").write_text(transcript.text, encoding="utf-8")
    rows = [f"{person},{name},答,{CORPUS.by_id[person].attributes['town']}" for (name, _who), person in sorted(
        CORPUS.links.items())]
    (folder / "transcripts" / "participants.csv").write_text(
        "\n".join(["编号,文件,说话人,乡镇", *rows]) + "\n", encoding="utf-8-sig")
    (folder / "book.yaml").write_text(BOOK, encoding="utf-8")
    (folder / "qualcode.toml").write_text(SETTINGS, encoding="utf-8")
    return read_settings(folder)
