"""``kwic``: keyword in context."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qualcode.analysis.kwic import kwic_table
from qualcode.analysis.tables import attribute_of
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import Corpus

if TYPE_CHECKING:
    import pandas as pd


def kwic(
    corpus: Corpus, phrase: str, *, regex: bool = False, width: int = 20, everybody: bool = False,
    where: Mapping[str, str] | None = None,
) -> "pd.DataFrame":
    """Return every place where somebody says a phrase (see ``analysis.kwic.kwic_table``).

    Args:
        corpus: The transcripts.
        phrase: The phrase, or a regular expression.
        regex: Whether it is one.
        width: Characters to the left and right.
        everybody: Search interviewers and bystanders too.
        where: Attribute -> value; only participants who have it.

    Raises:
        UsageError: the phrase is empty, the regular expression is none, or nobody has such an attribute.
    """
    for key in where or {}:
        if key not in corpus.attribute_keys:
            known = ", ".join(corpus.attribute_keys)
            raise UsageError(
                _("{key}: no participant has such an attribute; choose one of {known}").format(key=key, known=known))
    table = kwic_table(corpus, phrase, regex=regex, width=width, everybody=everybody)
    if not where:
        return table
    kept = [
        all(str(attribute_of(corpus, transcript, person, key)) == value for key, value in where.items())
        for transcript, person in zip(table["transcript"], table["participant"], strict=True)
    ]
    return table[kept].reset_index(drop=True)
