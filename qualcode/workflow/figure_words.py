"""``figure``: what the figures of words draw."""

from typing import TYPE_CHECKING

from qualcode.analysis.word_comparison import LEAST, NOTABLE, KeyWord, WordComparison
from qualcode.analysis.words import WordFrequencies, word_frequencies
from qualcode.errors import UsageError
from qualcode.exporters.headings import heading
from qualcode.figures.keyness import Word, plot_keyness, plot_keyness_scatter
from qualcode.figures.word_cloud import plot_word_cloud, plot_word_clouds
from qualcode.i18n import _
from qualcode.language.speech import iter_speech
from qualcode.language.stopwords import KEPT, codebook_words, stop_words
from qualcode.model import Codebook, Corpus
from qualcode.workflow import words
from qualcode.workflow.figure import Look
from qualcode.workflow.figures import word_cloud

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Words of a single cloud and of each of several.
CLOUD, CLOUDS = 100, 60


def keyness(
    corpus: Corpus, codebook: Codebook | None = None, *, by: str, least: int = LEAST, top: int = 20,
    scatter: bool = False, look: Look | None = None,
) -> "Figure":
    """Draw the words that set groups apart.

    Args:
        corpus: The transcripts.
        codebook: Its terms are shown even where they are stop words.
        by: Attribute whose values are the groups.
        least: How many people of its group must use a word.
        top: Words of each group; of a scatter, 0 for all.
        scatter: Whether to draw two groups by frequency, and not bars.
        look: Title and font.

    Raises:
        UsageError: a scatter of more than two groups was asked for.
        NotComputableError: nobody has the attribute, no word is left, or no font has the characters.
    """
    shown = look or Look()
    found = words.compare(corpus, codebook, by=by, least=least, top=top)
    groups = [(group, [_word(one) for one in found.words if one.group == group]) for group in found.groups]
    title = shown.titled(_("Words that set groups apart, by {attribute}").format(attribute=heading(by)))
    if not scatter:
        return plot_keyness([(_sized(found, group), held) for group, held in groups], line=NOTABLE, title=title,
                            note=found.caption, font=shown.font)
    if len(groups) != 2:
        raise UsageError(_("--scatter draws two groups, and {key} makes {n}; leave it out, or take another attribute"
                           ).format(key=by, n=len(groups)))
    return plot_keyness_scatter(*groups, line=NOTABLE, title=title, note=found.caption, font=shown.font)


def cloud(
    corpus: Corpus, codebook: Codebook | None = None, *, by: str = "", top: int = 0, look: Look | None = None,
) -> "Figure":
    """Draw the most frequent words of respondents, or of each group of them.

    Args:
        corpus: The transcripts.
        codebook: Its terms are shown even where they are stop words.
        by: Attribute whose values have a cloud each, "" for one cloud.
        top: Most words of a cloud, 0 for the usual number.
        look: Title, font and seed.

    Raises:
        NotComputableError: there is no word, nobody has the attribute, or no font has the characters.
    """
    shown = look or Look()
    stop = stop_words(protect=codebook_words(codebook))
    found = word_frequencies(corpus, list(iter_speech(corpus)), stop, by=by)
    if by:
        groups = {_("{name} (n = {n})").format(name=group, n=n): _of_group(found, group)
                  for group, n in found.groups.items()}
        title = shown.titled(_("Word clouds by {attribute}").format(attribute=heading(by)))
        return plot_word_clouds(groups, title=title, note=_note(found), words=top or CLOUDS, seed=shown.seed,
                                font=shown.font)
    if shown.title is None and not top:
        return word_cloud(found, seed=shown.seed, font=shown.font)
    return plot_word_cloud(words.cloud_words(found, top or CLOUD), title=shown.titled(_("Word cloud")),
                           note=_note(found), words=top or CLOUD, seed=shown.seed, font=shown.font)


def _of_group(found: WordFrequencies, group: str) -> dict[str, float]:
    """Return what a group says, without words of polarity and ability, as in a single cloud."""
    return {word.word: float(word.groups[group].frequency) for word in found.words
            if word.form not in KEPT and word.groups[group].frequency}


def _note(found: WordFrequencies) -> str:
    return _("Words of {people} respondents; stop words and bare words of negation and ability left out.").format(
        people=found.participants)


def _word(one: KeyWord) -> Word:
    return Word(one.word, one.z, one.here.frequency + one.rest.frequency, one.here.frequency, one.here.participants)


def _sized(found: WordComparison, group: str) -> str:
    return _("{name} (n = {n})").format(name=group, n=found.groups[group])
