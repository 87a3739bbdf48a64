"""Bytes -> text: strict all the way, and a question back where two encodings fit equally well.

Order: byte order mark, strict UTF-8, then UTF-16 without a mark, GB18030 and Big5, each strict and scored by the share
of common characters. A wrong double-byte decoding is valid surprisingly often, but it gives rare characters.
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from qualcode.errors import EncodingError, NotATranscriptError
from qualcode.i18n import _

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
#: no text file holds these.
_CONTROLS = frozenset("\x00\x01\x02\x03\x04\x05\x06\x08")
_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》【】—…·「」『』〈〉　％～￥")
#: Big5 with the HKSCS and cp950 additions that Windows writes; Python's name -> the name reported.
_CANDIDATES: Mapping[str, str] = {
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "gb18030": "gb18030",
    "big5": "cp950",
}
#: What Windows writes under these names is the larger set.
_SUPERSETS: Mapping[str, str] = {"big5": "cp950", "gb2312": "gb18030", "gbk": "gb18030"}
#: A decoding is believed from this share of common characters on, and when it leads by this much.
_BELIEVED, _LEAD = 0.5, 0.15
#: characters; in a longer text two-byte UTF-8 sequences are no accident.
_SHORT = 40


def decode(data: bytes, name: str, encoding: str = "") -> tuple[str, str]:
    """Return the canonical text of ``data`` (LF line ends, no mark) and the encoding it was in.

    Args:
        data: The file's bytes.
        name: The file, for messages.
        encoding: Used strictly when given; found out when "".

    Raises:
        EncodingError: the bytes fit no encoding strictly, or more than one equally well.
        NotATranscriptError: the bytes are no text at all.
    """
    text, found = _decode_as(data, name, encoding) if encoding else _find_out(data, name)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROLS & set(text):
        raise NotATranscriptError(
            _(
                "{name}: holds control characters, so it is not a text file; export it again as UTF-8 text or .docx"
            ).format(name=name)
        )
    return text, found


def _decode_as(data: bytes, name: str, encoding: str) -> tuple[str, str]:
    try:
        return data.decode(_SUPERSETS.get(encoding.lower(), encoding)), encoding.lower()
    except LookupError as error:
        raise EncodingError(
            _("{encoding}: not an encoding; use utf-8, gb18030, big5 or utf-16").format(encoding=encoding)
        ) from error
    except UnicodeError as error:
        where = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise EncodingError(
            _("{name}: byte {where} is not {encoding}; leave --encoding out, or name another one").format(
                name=name, where=where, encoding=encoding
            )
        ) from error


def _find_out(data: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], name, encoding)
    utf8 = _strict(data, "utf-8")
    if utf8 is not None and not _CONTROLS & set(utf8) and not _is_accident(utf8):
        return utf8, "utf-8"
    codecs = _CANDIDATES if utf8 is None or _CONTROLS & set(utf8) else {"utf-8": "utf-8", **_CANDIDATES}
    decoded = {found: text for found, codec in codecs.items() if (text := _strict(data, codec)) is not None}
    scores = sorted(((plausibility(text, found), found) for found, text in decoded.items()), reverse=True)
    if not scores or scores[0][0] < _BELIEVED:
        raise EncodingError(
            _(
                "{name}: neither UTF-8, UTF-16, GB18030 nor Big5 gives readable Chinese; say what it is with "
                "--encoding, or save it as UTF-8"
            ).format(name=name)
        )
    best, runners_up = scores[0], scores[1:]
    if runners_up and best[0] - runners_up[0][0] < _LEAD:
        raise EncodingError(
            _("{name}: could be {first} as well as {second}; say which with --encoding").format(
                name=name, first=best[1], second=runners_up[0][1]
            )
        )
    return decoded[best[1]], best[1]


def _is_accident(text: str) -> bool:
    """Tell whether a few GB18030 bytes happen to be UTF-8: no Han at all, only Greek, Cyrillic and the like."""
    foreign = [character for character in text if character > "\x7f"]
    return 0 < len(foreign) <= _SHORT and all(character < "\u0800" for character in foreign)


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeError:
        return None


def plausibility(text: str, encoding: str) -> float:
    """Return the share, in [0, 1], of the characters beyond ASCII that are common for the encoding.

    Big5 holds traditional characters only; GB18030 and UTF-16 hold both kinds. Without any such character: 0.
    """
    simplified, traditional = _common()
    expected = traditional if encoding == "big5" else simplified | traditional
    foreign = [character for character in text if character > "\x7f"]
    if not foreign:
        return 0.0
    return sum(character in expected or character in _PUNCTUATION for character in foreign) / len(foreign)


@lru_cache(maxsize=1)
def _common() -> tuple[frozenset[str], frozenset[str]]:
    listed = resources.files("qualcode.readers").joinpath("common_characters.txt").read_text("utf-8").splitlines()
    simplified, traditional = (frozenset(line) for line in listed if not line.startswith("#"))
    return simplified, traditional
