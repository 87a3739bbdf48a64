"""``qualcode topics``: topics with what is to be believed of them; saved ones; intrusion tests."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli import topics_intrusion, topics_saved
from qualcode.cli.loading import load_codings
from qualcode.cli.options import Acting, AsJson, CodebookFile, Coders, Project, States
from qualcode.cli.output import cell_text, note, put_json, say, show
from qualcode.cli.progress import bar
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import canonical_key

if TYPE_CHECKING:
    from qualcode.topics.results import Topic
    from qualcode.workflow.topics_findings import TopicFindings

HELP = _("Find topics in respondents' speech, tell which can be relied on, and set them beside codes and groups.")

#: What is said of comparisons on the screen; files have all of it.
SAID = ("outcome", "test", "family", "exploratory")

app = typer.Typer(invoke_without_command=True)
app.command("list", help=topics_saved.LIST_HELP)(topics_saved.list_)
app.command("show", help=topics_saved.SHOW_HELP)(topics_saved.show_)
app.command("apply", help=topics_saved.APPLY_HELP)(topics_saved.apply_)
app.command("intrusion", help=topics_intrusion.HELP)(topics_intrusion.intrusion)


@app.callback(help=HELP)
def topics(
    context: typer.Context,
    model: Annotated[
        str, typer.Option(metavar="NAME", help=_("gensim, tomotopy or nmf; with keywords of the codebook "
                                                 "gensim-seeded, tomotopy-seeded or keyword."))] = "",
    number: Annotated[
        str, typer.Option("--k", "--number", metavar="N|auto",
                          help=_("Number of topics; auto chooses it by a rule. That of qualcode.toml by default.")),
    ] = "",
    seeds: Annotated[
        int,
        typer.Option(min=0, max=200, help=_("Fits with different seeds, and as many with a fifth of the participants "
                                            "left out; 1 for a quick look without stability. 20 by default.")),
    ] = 0,
    seed_codes: Annotated[
        list[str] | None,
        typer.Option(metavar="ID,ID|themes", help=_("Begin with keywords of these codes, or of the themes (themes, or "
                                                    "themes,ID). Takes the model keyword where none is named.")),
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY,KEY", help=_("Compare by these attributes; town and role by default."))] = None,
    documents: Annotated[
        str, typer.Option(metavar="WORD", help=_("What is a document: window, turn or interview."))] = "",
    size: Annotated[int, typer.Option(min=0, help=_("Words in a window, from 10; 40 by default."))] = 0,
    polarity: Annotated[
        bool | None, typer.Option("--polarity/--no-polarity", show_default=False,
                                  help=_("Whether a denied word is a word of its own (不会_用); it is by default.")),
    ] = None,
    covariate: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help=_("Tell the model this attribute, such as town; only the model keyword can be "
                                           "told."))] = None,
    terms: Annotated[int, typer.Option(min=1, max=20, help=_("Words to show for each topic."))] = 10,
    save: Annotated[str, typer.Option(metavar="NAME", help=_("Save the topics as a model of this name."))] = "",
    states: States = None,
    coder: Coders = None,
    output: Annotated[
        list[Path] | None,
        typer.Option("--output", "-o", metavar="FILE",
                     help=_("Write to FILE instead of the screen: .docx or .md (a section a topic), .html (a page to "
                            "look into), .xlsx (all tables), .csv, .json, .parquet (the topics); may be given several "
                            "times.")),
    ] = None,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Find topics in respondents' speech."""
    if context.invoked_subcommand is not None:
        return
    from qualcode.analysis.selection import Selection
    from qualcode.workflow.topics_findings import TopicChoice, find_topics
    from qualcode.workflow.topics_saved import check_name, save_topics
    from qualcode.workflow.topics_tables import check_ending, named_tables, write_topics

    choice = TopicChoice(
        model, _number(number), seeds, _words(seed_codes), tuple(map(canonical_key, _words(by))), documents, size,
        polarity, tuple(map(canonical_key, _words(covariate))))
    for path in output or ():
        check_ending(path)
    if save:
        check_name(save)
    coded = load_codings(project, codebook, coders=coder or (), acting=acting)
    chosen = Selection.parse(coded.codebook, states=states or ())
    with bar() as progress:
        given = find_topics(coded.corpus, coded.codebook, chosen.of(coded.codings), coded.settings, choice,
                            progress=progress)
    if save:
        note(_("model: {path}").format(path=save_topics(given, coded.settings, save)))
    for path in output or ():
        note(_("written: {path}").format(path=write_topics(given, path, terms=terms)))
    if as_json:
        put_json({**named_tables(given, terms), "method": given.method, "notes": given.notes})
    elif not output:
        _show(given, terms)


def _number(text: str) -> int | None:
    """Return the number of topics, 0 to choose it, None where nothing was said."""
    said = text.strip().lower()
    if not said:
        return None
    if said == "auto":
        return 0
    if not said.isdecimal():
        raise UsageError(_("--k {text}: write a whole number, or auto").format(text=text))
    return int(said)


def _words(given: Sequence[str] | None) -> tuple[str, ...]:
    """Return words that commas part, or that were given one by one."""
    parts = (part.strip() for text in given or () for part in text.replace("，", ",").split(","))
    return tuple(part for part in parts if part)


def _show(given: "TopicFindings", terms: int) -> None:
    """Show what has room on a screen, the topics that are not stable last and in grey, and all that was done."""
    from qualcode.topics.method import state_word, verdict
    from qualcode.topics.tables import words_of
    from qualcode.workflow.topics_document import unfound

    grey = [place for place, topic in enumerate(given.ordered) if not topic.stable]
    show([_("Topic"), _("Words"), _("Words by FREX"), _("Share"), _("People"), "NPMI", _("Stability"), _("Code")],
         [(f"{topic.number} {given.names.get(topic.label, topic.label)}".strip(), words_of(topic, terms),
           _frex(topic, terms), f"{topic.share:.1%}", topic.participants, round(topic.npmi, 3),
           f"{cell_text(round(topic.stability.value, 2))} {state_word(topic.stability.state)}", _code(topic, given))
          for topic in given.ordered], dim=grey)
    say(verdict(given.found))
    say(unfound(given))
    if free := given.found.unnamed_topics:
        say(_("Stable topics that no code names, candidates for new codes: {topics}").format(
            topics=_(", ").join(str(topic.number) for topic in free)))
    _show_groups(given, grey)
    captions = [one.comparison.captions for one in given.compared]
    for line in dict.fromkeys((*given.notes, *given.method, *(
            said[key] for said in captions for key in SAID if key in said))):
        say(line)


def _show_groups(given: "TopicFindings", grey: Sequence[int]) -> None:
    from qualcode.exporters.headings import heading
    from qualcode.workflow.topics_document import ABREAST
    from qualcode.workflow.topics_groups import Groups, interval, percent

    for groups in map(Groups, given.compared):
        found = groups.given.comparison
        title = _("By {attribute}").format(attribute=heading(groups.by))
        heads = [_("{name} (n = {n})").format(name=one.group, n=one.n) for one in found.codes[0].groups]
        every = [groups.shares(topic) for topic in given.ordered]
        if len(heads) <= ABREAST:
            show([_("Topic"), *heads, _("Difference")],
                 [(topic.number, *(interval(share.mean) for share in shares), groups.difference(topic))
                  for topic, shares in zip(given.ordered, every, strict=True)], title=title, dim=grey)
        else:
            show([_("Group"), *map(_head, given.ordered)],
                 [(head, *(percent(shares[place].mean.value) for shares in every)) for place, head in enumerate(heads)],
                 title=title)


def _head(topic: "Topic") -> str:
    """Return the heading of a topic's column, which cannot be grey."""
    from qualcode.topics.method import state_word

    head = _("Topic {n}").format(n=topic.number)
    return head if topic.stable else _("{text} ({remark})").format(text=head, remark=state_word(topic.stability.state))


def _frex(topic: "Topic", terms: int) -> str:
    return " ".join(term.word for term in sorted(topic.terms, key=lambda term: -term.frex)[:terms])


def _code(topic: "Topic", given: "TopicFindings") -> str:
    """Return the related code with its q, "" where there is none."""
    link = next((one for one in given.found.links if (one.topic, one.kind, one.code) == (
        topic.number, "code", topic.code)), None)
    if link is None:
        return ""
    name = given.names.get(link.code, link.code)
    if link.told:
        return _("{name} (has its keywords)").format(name=name)
    return _("{name} (q {q})").format(name=name, q=cell_text(round(link.q, 3)))
