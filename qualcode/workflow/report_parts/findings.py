"""The findings, theme by theme: numbers that are renewed, quotes, and a place for what they mean."""

from collections.abc import Iterable, Sequence

from qualcode.analysis.account.findings import (
    by_people,
    contrary_sentence,
    nobody_sentence,
    number_sentences,
    polarity_sentence,
)
from qualcode.analysis.themes import Quote, Summary
from qualcode.analysis.thesis.open_coding import cited
from qualcode.exporters.document import Heading, Paragraph, text
from qualcode.i18n import _, prose
from qualcode.workflow.report_parts.build import Block, Builder, paragraphs
from qualcode.workflow.report_parts.gathered import QUOTES, Gathered


def add_findings(build: Builder, given: Gathered) -> None:
    """Add a section a theme, and one for the codes without a theme."""
    heading = Heading(_("3 Findings by theme"))
    if not given.summaries:
        build.add("findings.text", heading, text(given.nothing))
        return
    build.add("findings.text", heading, *paragraphs(prose([
        _("Codes stand in the order of how many people speak of them; in a Word document that is written again they "
          "keep their places. People are those who spoke as respondents; whether all of them were asked about "
          "everything is not recorded."),
        _("The quotes are those closest to the centre of all passages of a code (tf-idf), at most {n}, each of another "
          "person, towns and roles in turn; in brackets: interview # sentence.").format(n=QUOTES)])))
    told: set[str] = set()
    for number, theme in enumerate(given.codebook.themes, start=1):
        found = given.summaries["theme", theme.id]
        _add_theme(build, given, found, f"3.{number} {theme.name}", [one for one in found.codes if one not in told])
        told |= set(found.codes)
    rest = [code.id for code in given.codebook.codes if code.id not in told]
    if rest:
        number = len(given.codebook.themes) + 1
        title = f"3.{number} " + (_("Codes without a theme") if given.codebook.themes else _("Codes"))
        _add_codes(build, given, "theme-less", [Heading(title, 2)], rest)
        build.own("theme-less.own", _("Write here what these codes mean for your question."))


def _add_theme(build: Builder, given: Gathered, found: Summary, title: str, codes: Sequence[str]) -> None:
    if not found.codes:
        words = [_("No code of the codebook belongs to this theme.")]
    elif not found.references:
        words = [_("Nobody was found to speak of this theme.")]
    else:
        words = number_sentences(found, given.data.characters)
    _add_codes(build, given, f"theme.{found.id}", [Heading(title, 2), *paragraphs(prose(words))], codes)
    build.own(f"theme.{found.id}.own", _("Write here what “{theme}” means: how its codes hang together, what speaks "
                                         "against it, and what follows.").format(theme=given.name(found.id)))


def _add_codes(build: Builder, given: Gathered, key: str, head: Iterable[Block], codes: Sequence[str]) -> None:
    """Add the head of a section with the codes that nobody speaks of, then each code that somebody speaks of."""
    summaries = [given.summaries["code", code] for code in codes]
    silent = [given.name(one.id) for one in summaries if not one.references]
    whole = bool(silent) and len(silent) < len(summaries)  # where nobody speaks of any, the theme says so already
    build.add(f"{key}.numbers", *head, *paragraphs(
        nobody_sentence(silent) if whole or key == "theme-less" else ""))
    for one in by_people(summaries):
        _add_code(build, given, f"{key}.{one.id}", one)


def _add_code(build: Builder, given: Gathered, key: str, found: Summary) -> None:
    """Add a code: its numbers, then its quotes, which a researcher may well exchange for others.

    The key names the theme too: a code that comes under another one goes there, and does not stay where it was.
    """
    code = given.codebook.by_id[found.id]
    mine = [one for one in given.chosen if one.code in found.codes]
    words = [*number_sentences(found, given.data.characters), polarity_sentence(mine)]
    build.add(f"{key}.numbers", Heading(code.name, 3), *paragraphs(code.definition, prose(words)))
    if found.id not in given.used:
        build.add(f"{key}.quotes", text(_("The words stand below the codes that belong to this one."), "note"))
        return
    blocks = [text(_("Typical:"), "note"), *_quotes(given, found.typical)] if found.typical else []
    if found.contrary:
        blocks += [text(_("Against it (opposite polarity):"), "note"), *_quotes(given, found.contrary)]
    else:
        measured = any(one.evidence for one in mine)
        blocks.append(text(contrary_sentence(found, given.labels.people, measured=measured), "note"))
    build.add(f"{key}.quotes", *blocks)


def _quotes(given: Gathered, quotes: Iterable[Quote]) -> list[Paragraph]:
    return [text(cited(one.excerpt, given.labels), "quote") for one in quotes]
