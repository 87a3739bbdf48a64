"""Names that people type four ways and mean one thing."""

import re
import unicodedata

from qualcode.errors import Problem
from qualcode.i18n import _
from qualcode.model import Codebook

_BRACKETED = re.compile(r"[(\[【〔].*?[)\]】〕]")


def plain_name(name: str) -> str:
    """Return a name without width, blanks, case and bracketed remarks: what two spellings of one name share.

    >>> {plain_name(name) for name in ("经济压力", " 经济压力 ", "经济压力（花钱）", "经济 压力")}
    {'经济压力'}
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    bare = "".join(_BRACKETED.sub("", folded).split())
    return bare or "".join(folded.split())


def near_names(codebook: Codebook) -> list[Problem]:
    """Return a warning for each code whose name is nearly that of an earlier one.

    They are counted as two categories, which is wrong if one was meant; nothing is merged.
    """
    warnings = []
    first: dict[tuple[str, str], tuple[str, int]] = {}
    for code in codebook.codes:
        for language, name in (("zh", code.name_zh), ("en", code.name_en)):
            if not name:
                continue
            other, line = first.setdefault((language, plain_name(name)), (code.id, code.line))
            if other != code.id:
                message = _("the name of {id} is nearly that of {other} (line {line}); merge them, or tell them apart")
                warnings.append(Problem(codebook.path, code.line, message.format(id=code.id, other=other, line=line),
                                        code=code.id))
                break
    return warnings
