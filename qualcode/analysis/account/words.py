"""How numbers, lists and paragraphs are written in the sentences of a report."""

from collections.abc import Iterable
from math import isnan

from qualcode.i18n import _


def listed(names: Iterable[str]) -> str:
    """Return names as a list within a sentence."""
    return _(", ").join(names)


def points(share: float) -> str:
    """Return a share, or a difference of shares, in percentage points with one decimal.

    >>> points(0.25), points(-0.0001)
    ('25.0', '0.0')
    """
    return f"{round(100 * share, 1) + 0.0:.1f}"


def whole(number: int) -> str:
    """Return a count with its thousands set apart.

    >>> whole(1234567)
    '1,234,567'
    """
    return f"{number:,}"


def known(number: float) -> bool:
    """Tell whether there is a number."""
    return not isnan(number)


def sentence(words: str) -> str:
    """Return the message of an error as a sentence: with a capital letter and a full stop, without marks of code.

    >>> sentence("nothing is coded; run `qualcode code`"), sentence("先编码。"), sentence("")
    ('Nothing is coded; run qualcode code.', '先编码。', '')
    """
    plain = words.replace("`", "").strip()
    end = "" if not plain or plain[-1] in ".。!?！？" else _(".")
    return plain[:1].upper() + plain[1:] + end
