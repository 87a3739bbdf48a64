"""Interviews without labels: questions in bold or with numbers, each with its answer below."""

import re

from qualcode.readers.document import BLANKS, Document, Line, Mark

#: names of the two voices where the file gives none.
ASKS, ANSWERS = "问", "答"
_NUMBER = re.compile(
    r"^\s*(?:问题|题目|Q)?\s*(?:[（(]?\d{1,3}[)）.．、:：]|[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．])\s*"
)
#: characters; a longer line is no question.
_LONGEST = 600
_ASKS = re.compile(r"[？?][”’」』）)\s*]*$")
_MD_BOLD = re.compile(r"^\s*(?:\*\*|__)(?P<words>.+)(?:\*\*|__)\s*$")


def question_marks(document: Document) -> tuple[tuple[Mark, ...], str]:
    """Return the marks of the layout without labels and its name; fewer than two questions are none."""
    for name, test in (("bold_questions", _is_bold_question), ("numbered_questions", _is_numbered_question)):
        asked = [index for index, line in enumerate(document.lines) if test(line)]
        if len(asked) >= 2:
            marks = _alternate(document, asked)
            if sum(mark.speaker == ANSWERS for mark in marks) >= len(asked) / 2:
                return marks, name
    return (), ""


def _is_bold_question(line: Line) -> bool:
    if len(line.text) > _LONGEST:
        return False
    wholly = line.bold >= len(line.text.rstrip(BLANKS)) > 0 or bool(_MD_BOLD.match(line.text))
    return wholly and (bool(_ASKS.search(line.text)) or bool(_NUMBER.match(line.text)))


def _is_numbered_question(line: Line) -> bool:
    if len(line.text) > _LONGEST:
        return False
    return (line.numbered or bool(_NUMBER.match(line.text))) and bool(_ASKS.search(line.text))


def _alternate(document: Document, asked: list[int]) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    for place, index in enumerate(asked):
        line = document.lines[index]
        number = _NUMBER.match(line.text)
        shift = number.end() if number else len(line.text) - len(line.text.lstrip(BLANKS + "*_"))
        if marks and marks[-1].speaker == ASKS and place and asked[place - 1] == index - 1:
            continue  # a question over two paragraphs is one turn
        marks.append(Mark(line.start, line.start + shift, "", ASKS))
        following = asked[place + 1] if place + 1 < len(asked) else len(document.lines)
        below = next((below for below in document.lines[index + 1 : following] if not below.blank), None)
        if below is not None:
            marks.append(Mark(below.start, below.start, "", ANSWERS))
    return tuple(marks)
