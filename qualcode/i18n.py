"""Messages in Chinese and English from one gettext catalogue.

The English sentence in the source is the key; ``locale/zh/LC_MESSAGES/qualcode.po`` holds the Chinese.
The language is ``QUALCODE_LANG`` (``zh`` or ``en``) or else that of the locale; anything but Chinese is English.
"""

import gettext as _stdlib
import locale
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

LOCALE_DIR = Path(__file__).parent / "locale"
DOMAIN = "qualcode"


def language() -> str:
    """Return the language of messages, ``"zh"`` or ``"en"``."""
    names = [os.environ.get(key, "") for key in ("QUALCODE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    chosen = next((name for name in names if name), "") or (locale.getlocale()[0] or "")
    return "zh" if chosen.lower().startswith(("zh", "chinese")) else "en"


@lru_cache(maxsize=2)
def _catalogue(lang: str) -> _stdlib.NullTranslations:
    return _stdlib.translation(DOMAIN, LOCALE_DIR, languages=[lang], fallback=True)


def _(message: str) -> str:
    """Translate ``message``; placeholders are filled by the caller with ``str.format``."""
    return _catalogue(language()).gettext(message)


def pick(zh: str, en: str) -> str:
    """Choose between the two names that a code or theme carries in the codebook, falling back on the other."""
    return (zh or en) if language() == "zh" else (en or zh)


def prose(sentences: Iterable[str]) -> str:
    """Return sentences as one paragraph, empty ones left out; between Chinese sentences there is no blank."""
    return " ".join(sentence for sentence in sentences if sentence).replace("。 ", "。")
