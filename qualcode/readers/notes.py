"""Stretches that nobody said: bracket notes, editorial lines, and what speech-to-text services add at the end."""

import re
from collections.abc import Sequence

from qualcode.model import Note, NoteKind, Span
from qualcode.readers.document import BLANKS, Line

_SOUND = """
    笑 哭 叹气 叹息 咳 电话响 手机响 铃声 鼓掌 掌声 狗叫 鸡叫 鸟叫 喇叭 噪音 杂音 雜音 噪声 清嗓 哽咽 拍桌
    拍手 敲门 关门 音乐声 laugh sigh cough
""".split()
_PAUSE = """
    停顿 停頓 沉默 思考 犹豫 想了想 想了一下 想了一会 迟疑 无应答 没有回答 未回答 不说话 pause silence 無回應
    无回应
""".split()
_UNCLEAR = """
    听不清 聽不清 未听清 没听清 不清晰 录音不清 声音不清 无法辨 无法识别 难以辨 模糊 含糊 听不见 inaudible
    unclear 口齿不清
""".split()
_STAGE = """
    插话 插嘴 接电话 打电话 点头 摇头 手势 比划 指着 指了 起身 站起 坐下 走开 离开 进屋 进门 进来 中断 打断
    暂停 录音 访谈结束 访谈开始 采访结束 休息 倒水 喝水 抽烟 点烟 看手机 拿出 掏出 翻看 方言 转向 举手 舉手
    摆手 挥手 感叹 语气 小声 压低声音 打招呼 开门 没有意见 沒有意見 無意見 沒有補充
""".split()
_EDITORIAL = ("说明：", "注：", "注:", "编者", "整理者", "记录者", "按：")
#: A bracket longer than this is more likely an aside than a note.
_LONGEST = 10
_LONGEST_LINE = 2_000
_KINDS = ((NoteKind.UNCLEAR, _UNCLEAR), (NoteKind.SOUND, _SOUND), (NoteKind.PAUSE, _PAUSE), (NoteKind.STAGE, _STAGE))
_TIME = r"(?:\d{1,2}[:：])?\d{1,3}[:：][0-5]\d(?:[.,]\d{1,3})?"
_BRACKET = re.compile(r"[（(\[【〔［]([^（()）\[\]【】〔〕［］\n]{1,24})[)）\]】〕］]")
_LONE_TIME = re.compile(rf"{_TIME}(?:\s*(?:-->|--?|–|—|~|至)\s*{_TIME})?")
_SIGNS = re.compile(r"[×✕╳□]{2,}")
_QUOTED = re.compile(r">\s*(?:[（(\[【].*[)）\]】]|<?https?://\S+>?)(?:<br\s*/?>)?")
_HTML = re.compile(
    r"<(?:iframe|img|video|audio|br|hr|a|div|p|script|!--)\b[^\n]*>|!\[[^\n]*\]\([^\n]*\)", re.IGNORECASE
)
_BOILERPLATE = re.compile(
    r"[（(【*]*(?:以上|本|此|以下)?(?:文字|文档|文件|内容|文本|記錄|记录|稿件|全文)*\s*(?:均|系)?由.{0,14}?(?:AI|人工智能|机器|智能|讯飞听见|"
    r"腾讯会议|飞书妙记|通义听悟|自动).{0,12}?(?:生成|转写|转录|识别|整理|提供)[^\n]{0,24}"
)
_REMARK = re.compile(
    r"[（(【\[]?(?:说明|备注|備註|附注|注|按|编者按|整理者注|记录者注|访谈者注|记录者按|调研员注)[：:]"
)
_SEPARATOR = re.compile(r"[-=_*~—─－＊·•#]{3,}|[—─]{2,}\s*(?:完|END|end|结束)?\s*[—─]{2,}")
_ENDING = re.compile(
    r"[（(【\[]?(?:(?:访谈|采访|录音|转录|本次访谈|全文)(?:到此)?(?:结束|完毕|完)|完|END)[)）】\]]?[。.]?",
    re.IGNORECASE,
)


def bracket_kind(words: str) -> NoteKind | None:
    """Return what a bracket with these words stands for, or None where somebody may have said them.

    >>> bracket_kind("笑了笑"), bracket_kind("？"), bracket_kind("也就是我们村")
    (<NoteKind.SOUND: 'sound'>, <NoteKind.UNCLEAR: 'unclear'>, None)
    """
    bare = words.strip(BLANKS).lower()
    if bare and not bare.strip("？?"):
        return NoteKind.UNCLEAR
    if bare and not bare.strip("…. "):
        return NoteKind.PAUSE
    if _LONE_TIME.fullmatch(bare) or bare.startswith(_EDITORIAL) or bare == "略":
        return NoteKind.STAGE
    if len(bare) > _LONGEST:
        return None
    return next((kind for kind, words_of in _KINDS if any(word in bare for word in words_of)), None)


def line_note(line: str) -> NoteKind | None:
    """Return what a whole line that nobody said stands for, or None for an ordinary line."""
    bare = line.strip(BLANKS)
    if len(bare) > _LONGEST_LINE:
        return None
    if _BOILERPLATE.fullmatch(bare):
        return NoteKind.BOILERPLATE
    bracket = _BRACKET.fullmatch(bare.lstrip("> ").removesuffix("<br>"))
    if bracket and (kind := bracket_kind(bracket.group(1))) is not None:
        return kind
    return NoteKind.STAGE if outside_speech(line) or _REMARK.match(bare) else None


def outside_speech(line: str) -> bool:
    """Tell whether a whole line belongs to nobody's words even when it stands at their end."""
    bare = line.strip(BLANKS)
    return len(bare) <= _LONGEST_LINE and any(
        form.fullmatch(bare) for form in (_BOILERPLATE, _QUOTED, _HTML, _ENDING, _SEPARATOR)
    )


def is_separator(line: str) -> bool:
    """Tell whether a line only parts what stands above from what stands below."""
    return bool(_SEPARATOR.fullmatch(line.strip(BLANKS)))


def find_notes(text: str, lines: Sequence[Line], start: int) -> tuple[Note, ...]:
    """Return the notes from offset ``start`` on, in text order and not overlapping."""
    notes: list[Note] = []
    for line in lines:
        if line.start < start or line.blank:
            continue
        kind = line_note(line.text)
        if kind is not None:
            left = len(line.text) - len(line.text.lstrip(BLANKS))
            notes.append(Note(Span(line.start + left, line.start + len(line.text.rstrip(BLANKS))), kind))
            continue
        inline = [(match.span(), bracket_kind(match.group(1))) for match in _BRACKET.finditer(line.text)]
        inline += [(match.span(), NoteKind.UNCLEAR) for match in _SIGNS.finditer(line.text)]
        position = 0
        for (first, last), found in sorted(inline, key=lambda item: item[0]):
            if found is not None and first >= position:
                notes.append(Note(Span(line.start + first, line.start + last), found))
                position = last
    return tuple(notes)
