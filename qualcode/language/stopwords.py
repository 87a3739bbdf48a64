"""Stop words for speech: a list of our own, each group with its reason, that leaves the subject of a study alone.

Public lists drop 不, 没有, 不会, 会 and 用: in interviews about what people cannot or do not use, these are findings.
The list here never holds a word of polarity or ability, never drops a word because it is short, and gives way to the
codebook: whatever a codebook names as a term is counted. The members of its lists do not bring stop words back: they
hold the grammar of rules (就 又 那个), which would lead every frequency list.
"""

from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

from qualcode.language.layers import script_layer
from qualcode.model import Codebook

#: Words that turn a statement round, or say that somebody can, will or may: never a stop word.
KEPT: frozenset[str] = frozenset({
    "不", "没", "没有", "未", "无", "别", "莫", "甭", "非", "莫得", "没得", "冇得", "不得", "没用", "没法", "无法",
    "不是", "不会", "不能", "不用", "不要", "不想", "不可以", "不可能", "不行", "不懂", "不太", "很少",
    "不晓得", "不知道", "会", "能", "能够", "可以", "得行", "要得", "用", "有", "要", "想", "肯", "敢", "愿意",
    "必须", "得到", "知道", "晓得", "会不会", "能不能", "用不用", "有没有", "是不是", "行不行",
})
#: Marks of the rule language at the ends of a simple term: ``=词`` ``~词`` ``词*``.
_MARKS = "=~*"


@lru_cache(maxsize=1)
def stop_word_groups() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return group -> (the reason why it is left out, its words), in the order of the data file."""
    groups = {}
    for line in resources.files("qualcode.language").joinpath("stopwords.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            group, reason, words = line.split("\t")
            groups[group] = (reason, tuple(words.split()))
    return groups


def stop_words(protect: Iterable[str] = ()) -> frozenset[str]:
    """Return the words that lists leave out, simplified and in lower case.

    Args:
        protect: Words that must be counted whatever the list says, in any script: usually ``codebook_words(codebook)``.

    >>> "的" in stop_words(), "不" in stop_words(), "村" in stop_words(), "自己" in stop_words(protect=["自己"])
    (True, False, False, False)
    """
    listed = {word for _reason, words in stop_word_groups().values() for word in words}
    return frozenset(listed) - KEPT - {script_layer(word) for word in protect}


def codebook_words(codebook: Codebook | None, *, lists: bool = False) -> frozenset[str]:
    """Return the plain words and phrases that a codebook names as terms.

    Marks of the rule language are taken off; expressions and regular expressions name no one word and are left out.

    Args:
        codebook: The codebook, or None for none.
        lists: Whether to add the members of its lists.

    Returns:
        The words on the script layer (simplified, lower case).
    """
    if codebook is None:
        return frozenset()
    atoms = [term.text for code in codebook.codes for term in code.terms]
    if lists:
        atoms += [member for members in codebook.lists.values() for member in members]
    bare = (script_layer(atom.strip()).strip(_MARKS) for atom in atoms if not atom.strip().startswith("/"))
    return frozenset(word for word in bare if word and all(c.isalnum() or c in "_-." for c in word))
