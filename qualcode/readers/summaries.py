"""Companion files of speech-to-text services that tell what was said: not to be coded."""

import re

from qualcode.readers.document import BLANKS, Document

_TITLE = re.compile(r".*(?:_导读|导读|会议纪要|智能纪要|AI纪要|AI 纪要|访谈纪要|纪要|全文摘要|摘要)(?:\.\w+)?$")
_SURE = re.compile(r".*_(?:导读|纪要|摘要|智能纪要|AI纪要)$")
_LONGEST = 100
_HEADING = re.compile(
    r"[#*\s\d一二三四五六七八九十.、]*(?:洞察|建议|全文摘要|摘要|总结|会议总结|章节速览|发言总结|要点回顾|问答回顾|思维导图|待办|待办事项|关键词|核心观点|"
    r"重点内容|主要内容|会议主题|行动项|结论|后续计划|亮点|风险|智能总结|智能章节|金句时刻)[*\s]*[：:]?[*\s]*"
)


def is_summary(document: Document, name: str, marks: int) -> bool:
    """Tell whether a document is a summary of an interview, by its title and headings and the lack of turns.

    Args:
        document: The text.
        name: The file's name without its ending.
        marks: Number of turns that were found.
    """
    lines = [line.text.strip(BLANKS) for line in document.lines if not line.blank]
    title = lines[0][:_LONGEST].strip("#* ") if lines else ""
    if _SURE.fullmatch(name) or _SURE.fullmatch(title):
        return True
    headings = sum(len(line) <= _LONGEST and bool(_HEADING.fullmatch(line)) for line in lines)
    titled = bool(_TITLE.fullmatch(name) or _TITLE.fullmatch(title))
    return marks <= 2 * headings and (headings >= 2 or (titled and marks < 2))
