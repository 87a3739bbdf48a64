"""Codebooks to be edited, and what is asked of an edit."""

import difflib
import re
from pathlib import Path

from qualcode.codebook import Document, Restructured

ROOT = Path(__file__).parents[2]
(README,) = re.findall(r"(?ms)^```yaml\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"))
EXAMPLE = (ROOT / "qualcode/workflow/template/example.yaml").read_text(encoding="utf-8")
SHIPPED = ROOT / "codebooks/digital_governance.yaml"
LINKED = """\
# 编码本  user is named here

codebook: {id: b, name: 本}
lists:
  loss: [卸载, "#user_loss"]   # a list that names a code
  plain:
    - '~#user_loss'           # letters only
    - 甲
themes: [{id: t1, name: 一}, {id: t2, name: 二}]
exclusive:
  - [user_loss, praise]       # two
  # three
  - [user, "user_loss", 乙码]
codes:
  # ======================== part one
  # about user
  - id: user
    name: {zh: 用户,  en: "User" }
    theme: t1
    colour: "#c0392b"   # red
    include: "说到用户的。"
    terms: [ 用户, "#user_loss" ]   # close
    rules:
      # both of them
      - {rule: "NEAR(#user_loss, #praise; k=3)", id: both}   # near
      - '"#user_loss" | /#user_loss/ & WHO(role=#user_loss) | ＃user_loss'
      - >-
        #user_loss |
        #praise
    except: [用户名, (#praise)]
    examples: [用户不用了。]
    # a remark that belongs to user
      # and a deeper one

  - id: user_loss
    # before the name
    name: '流失'
    definition: |
      不再用的人，
      见 user。
    include: 不用了
    exclude: >
      从来
      不用的
    stance: negated
    terms:
    # press
    -   流失      # 一
    -   没人用
    # spoken
    -   卸了
    rules:
    - rule: A流失 & 𠮷
      id: both
    children:
      # a kid
      - id: kid
        name: 小
        terms: [小]

      - id: kid2   # the second
        name: 小二
        theme: t2
        level: open
        terms: [小二]
  - {id: praise, name: 好评, terms: [方便, 省事], rules: ["#kid", {rule: "省{心|事}", id: x}], exclude: "a, b"}

  # ---------------------- part two
  - id: 乙码
    name: 乙
    terms: ["#kid2 & 用户"]
    children: [{id: f1, name: 平一, terms: [平一]}, {id: f2, name: 平二, terms: [平二, 平三]}]
"""
BOOKS = {"readme": README, "example": EXAMPLE, "linked": LINKED}
LAYOUTS = [(mark, newline) for mark in ("", "\ufeff") for newline in ("\n", "\r\n")]


def document(text: str, mark: str = "", newline: str = "\n") -> Document:
    """Return a document with the line ends and the byte order mark asked for."""
    return Document(mark + text.replace("\n", newline), "book.yaml")


def changed(before: Document, after: Restructured) -> list[str]:
    """Return the lines that went and came, with - and +."""
    lines = difflib.unified_diff(before.text.splitlines(), after.document.text.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def remarks(text: str) -> list[str]:
    """Return the remarks in Chinese or English, wherever they stand; colours and names of codes are none."""
    return sorted(line.strip() for line in re.findall(r"(?m)(?<!\S)#+ ([^#\r\n]*)", text))


def codes(edited: Restructured) -> list[tuple[str, str | None, str]]:
    """Return id, parent and theme of every code."""
    return [(code.id, code.parent, code.theme) for code in edited.document.codebook.codes]
