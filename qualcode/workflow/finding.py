"""What somebody means by a few typed characters: a code, or a place in a passage."""

from collections.abc import Iterable
from unicodedata import normalize

from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.language.layers import script_layer
from qualcode.model import Code, Codebook, Span


def find_codes(codebook: Codebook, words: str) -> list[Code]:
    """Return the codes whose id or name holds some words, those that begin so first.

    A code of exactly this id or name is returned alone. Width, capitals and script count for nothing.
    """
    wanted = _folded(words)
    named = [(code, [_folded(name) for name in (code.id, code.name_zh, code.name_en) if name])
             for code in codebook.codes]
    exact = [code for code, names in named if wanted in names]
    if exact or not wanted:
        return exact[:1]
    first = [code for code, names in named if any(name.startswith(wanted) for name in names)]
    return [*first, *(code for code, names in named if code not in first and any(wanted in name for name in names))]


def find_words(text: str, scopes: Iterable[Span], words: str) -> Span:
    """Return where words stand in the first of some stretches that holds them.

    Width, capitals and script count for nothing; white space at the ends of the words does not either.

    Raises:
        UsageError: no stretch holds them, or the first that does holds them several times.
    """
    layer, wanted = script_layer(text), script_layer(words.strip())
    for scope in scopes:
        places = _places(scope.of(layer), wanted) if wanted else []
        if len(places) > 1:
            raise UsageError(_("these words stand there {n} times; write more of them").format(n=len(places)))
        if places:
            start = scope.start + places[0]
            return Span(start, start + len(wanted))
    raise UsageError(_("these words do not stand there; write them as they are shown"))


def _folded(words: str) -> str:
    return script_layer(normalize("NFKC", words)).casefold().strip()


def _places(text: str, words: str) -> list[int]:
    found, at = [], text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found
