"""``qualcode review``."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.keys import Commands, Keys, Script
from qualcode.cli.loading import load_study
from qualcode.cli.options import Acting, AsJson, CodebookFile, Codes, Project, condition
from qualcode.cli.output import console, note, put_json, say
from qualcode.cli.review_screen import Screen, help_lines, item_json, outcome_words, summary
from qualcode.errors import UsageError
from qualcode.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from qualcode.model import Codebook
    from qualcode.workflow.reviewing import Review

HELP = _("Go through proposals in the terminal and decide on each with one key.")
#: Codes that are listed at once where several fit what was typed.
_LISTED = 12


def review(
    code: Codes = None,
    transcript: Annotated[
        list[str] | None,
        typer.Option("--transcript", metavar="NAME", help=_("Only this transcript; may be given several times.")),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help=_("Only people with this attribute, such as town=大同镇; may be given "
                                                 "several times.")),
    ] = None,
    uncertain: Annotated[
        float | None,
        typer.Option(metavar="MIN", help=_("The most uncertain first, and none below MIN, from 0 (all) to 1.")),
    ] = None,
    own: Annotated[bool, typer.Option("--own", help=_("Also what others have decided on and you have not."))] = False,
    sample: Annotated[
        str, typer.Option(metavar="NAME", help=_("Every unit of this sampling plan, whether anything is proposed there "
                                                 "or not.")),
    ] = "",
    by_hand: Annotated[
        bool, typer.Option("--by-hand", help=_("With --sample: do not show what rules propose."))] = False,
    disagreements: Annotated[
        bool, typer.Option("--disagreements", help=_("What coders differ on, to be settled --as consensus."))] = False,
    adrift: Annotated[
        bool, typer.Option("--adrift", help=_("Your codings whose words were corrected, or are gone."))] = False,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help=_("At most so many; 0 for all."))] = 0,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Go through proposals."""
    from qualcode.workflow.items import Item
    from qualcode.workflow.review import context, queue
    from qualcode.workflow.reviewing import Review

    conditions = dict(condition(text, "--where") for text in where or [])
    study = load_study(project, codebook, acting=acting)

    def asked() -> "list[Item]":
        return queue(study, codes=code or (), transcripts=transcript or (), where=conditions, uncertain=uncertain,
                     own=own, sample=sample, by_hand=by_hand, disagreements=disagreements, adrift=adrift)

    items = asked()[: limit or None]
    if as_json:
        put_json([item_json(number, item, context(study, item), study.codebook)
                  for number, item in enumerate(items, start=1)])
        return
    if not items:
        say(_("nothing is left to review here"))
        return
    go_through(Review(study, items, asked))


def go_through(way: "Review", status: "Callable[[], str]" = str) -> None:
    """Take decisions from the keyboard, or from a script on stdin, and say in the end what came of them.

    Args:
        way: What is decided on.
        status: Gives a line to show with every item, "" for none.
    """
    try:
        _by_keys(way, status) if sys.stdin.isatty() else _by_lines(way, Script(sys.stdin))
    finally:
        say(summary(way))
        if way.waiting():
            note(_("memos that were not kept, as nothing was decided there: {n}").format(n=way.waiting()))


def _by_keys(way: "Review", status: "Callable[[], str]") -> None:
    """Show one item after the other and take single keys."""
    from qualcode.workflow.review import context

    screen = Screen(console(), way.study.codebook, status)
    message, definition = "", False
    with Keys(sys.stdin) as keys:
        while True:
            seat = way.current
            around = context(way.study, seat.item) if seat else None
            screen.show(way, around, way.here() if seat else (), message, definition=definition)
            key = keys.command()
            definition = key == "d" and seat is not None and not definition
            if key in {"", "q"} and (not way.waiting() or message == _leave()):
                return
            if key in {"", "q"}:
                message = _leave()
            elif key == "?":
                message = help_lines()
            elif key != "d" and (seat is not None or key in {"u", "b"}):
                try:
                    message = _act(way, key, keys)
                except UsageError as error:
                    message = str(error)
            else:
                message = ""


def _by_lines(way: "Review", script: Script) -> None:
    """Take one command a line and say what each did.

    Raises:
        UsageError: a line is none, or cannot be done; what the lines before it decided stays.
    """
    while (key := script.command()) not in {"", "q"}:
        if way.current is None and key not in {"u", "b"}:
            return
        try:
            done = _act(way, key, script)
        except UsageError as error:
            raise UsageError(_("line {number}: {message}").format(number=script.number, message=error)) from error
        if done:
            say(done)


def _act(way: "Review", key: str, commands: Commands) -> str:
    """Do what a key stands for, and return a line about it.

    Raises:
        UsageError: it cannot be done, or there is no such key.
    """
    seat = way.current
    if key == "u":
        return _undo(way)
    if key == "b" or seat is None:
        way.back()
        return ""
    if key in {"s", "n", " "}:
        way.next()
        return ""
    about = " ".join(part for part in (seat.item.unit.id, _name(way, seat.item.code)) if part)
    plain = {"a": way.accept, "r": way.reject, "k": way.keep, "x": way.remove}
    if key in plain:
        plain[key]()
        outcomes = {"a": "accepted", "r": "rejected", "k": "kept", "x": "removed"}
        return _("{outcome}: {what}").format(outcome=outcome_words()[outcomes[key]], what=about)
    if key in {"c", "+"}:
        return _with_code(way, key, commands, about)
    if key in {"m", "w"}:
        prompts = {"m": _("memo (Enter alone: none): "), "w": _("on which words: ")}
        words = commands.line(prompts[key])
        if words is None or (key == "w" and not words):
            return ""
        way.memo(words) if key == "m" else way.move(words)
        return _("{outcome}: {what}").format(outcome=outcome_words()["moved"], what=about) if key == "w" else ""
    if not key.isascii():
        raise UsageError(_("no such key; switch the input method to letters. ? lists the keys"))
    raise UsageError(_("no such key; ? lists the keys"))


def _with_code(way: "Review", key: str, commands: Commands, about: str) -> str:
    """Recode the passage, or add a code to it."""
    book = way.study.codebook
    code = _named(commands, book) if isinstance(commands, Script) else _pick(commands, book)
    if not code:
        return ""
    if key == "c":
        way.recode(code)
        return _("{outcome}: {what} -> {code}").format(
            outcome=outcome_words()["recoded"], what=about, code=_name(way, code))
    words = commands.line(_("on which words (Enter: all that is shown): "))
    if words is None:
        return ""
    way.add(code, words)
    return _("added: {code}").format(code=_name(way, code))


def _named(script: Script, book: "Codebook") -> str:
    """Return the code that the first word of a line names.

    Raises:
        UsageError: no code, or several.
    """
    from qualcode.workflow.finding import find_codes

    word = script.word()
    found = find_codes(book, word)
    if len(found) == 1:
        return found[0].id
    if found:
        raise UsageError(_("{word}: several codes fit: {codes}; write one of them").format(
            word=word, codes=", ".join(code.id for code in found)))
    raise UsageError(_("{word}: no code is named so; `qualcode codebook show` lists them").format(word=word))


def _pick(commands: Commands, book: "Codebook") -> str:
    """Let a person type parts of a name until one code is left, and return its id; "" where none is wanted."""
    from qualcode.workflow.finding import find_codes

    found = [*book.codes]
    listed = False
    while True:
        prompt = _("number, Enter = 1, or more of the name (0: none): ") if listed else _(
            "part of the code's name or id (Enter alone: none): ")
        typed = commands.line(prompt)
        if typed is None or typed == "0" or (not typed and not listed):
            return ""
        if listed and (not typed or (typed.isdecimal() and 1 <= int(typed) <= min(len(found), _LISTED))):
            return found[int(typed or 1) - 1].id
        fresh = find_codes(book, typed)
        if len(fresh) == 1:
            return fresh[0].id
        if not fresh:
            say(_("no code is named so"))
            continue
        found, listed = fresh, True
        for number, one in enumerate(found[:_LISTED], start=1):
            say(f"{number:>2}  {one.name}  {one.id}")
        if len(found) > _LISTED:
            say(_("and {n} more").format(n=len(found) - _LISTED))


def _undo(way: "Review") -> str:
    from qualcode.workflow.verbs import verb_word

    verb = way.undo()
    return _("taken back: {verb}").format(verb=verb_word(verb)) if verb else _("nothing of yours is left to take back")


def _name(way: "Review", code: str) -> str:
    found = way.study.codebook.by_id.get(code)
    return found.name if found else code


def _leave() -> str:
    return _("a memo waits for a decision and is kept only with it; q once more leaves without it")
