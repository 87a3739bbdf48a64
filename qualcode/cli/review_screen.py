"""What ``review`` shows: the words with what stands around them, what is decided about them, and the keys."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from qualcode.i18n import _

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from qualcode.analysis.reading_order import Pick
    from qualcode.model import Codebook, Coding, Span
    from qualcode.workflow.items import Item
    from qualcode.workflow.review import Context
    from qualcode.workflow.reviewing import Review, Seat

#: Control characters of a transcript must not steer the terminal; a line break inside a passage is a blank.
_SAFE = {**dict.fromkeys([*range(32), *range(127, 160)], "\ufffd"), 9: " ", 10: " "}
_MATCH, _QUIET = "bold underline", "dim"
#: Characters of the question, and of the sentences around the words, that are shown; the words are shown whole.
_QUESTION, _AROUND = 120, 80


class Screen:
    """Draws on a terminal, one item a screen.

    Args:
        console: Where to draw.
        codebook: For names and definitions.
        status: Gives a line to show with every item, "" for none.
    """

    def __init__(self, console: "Console", codebook: "Codebook", status: Callable[[], str] = str) -> None:
        self.console = console
        self.codebook = codebook
        self._status = status

    def show(self, review: "Review", around: "Context | None", here: "Iterable[Coding]", message: str = "",
             *, definition: bool = False) -> None:
        """Show the item that is looked at; with its code's definition, or with what stands around the words."""
        self.console.clear()
        seat = review.current
        if seat is None or around is None:
            self._line(_("That was all: {summary}.").format(summary=summary(review)))
            self._keys({"u": _("undo"), "b": _("back"), "q": _("quit")}, message)
            return
        self._head(review, seat)
        if definition:
            self._definition(seat.item)
        self._passage(seat.item, around, not definition)
        self._facts(seat, here)
        self._keys(keys_of(seat.item), message)

    def _head(self, review: "Review", seat: "Seat") -> None:
        from rich.text import Text

        item = seat.item
        line = Text(f"{review.at + 1}/{len(review.seats)}  ", style=_QUIET)
        if item.code:
            line.append(self._name(item.code), style="bold")
            line.append(f"  {item.code}", style=_QUIET)
        else:
            plan = _("unit of the plan {name}").format(name=item.plan) if item.plan else _("unit")
            line.append(plan, style="bold")
        if item.uncertainty is not None:
            line.append("  " + _("uncertainty {number}").format(number=f"{item.uncertainty:.2f}"), style=_QUIET)
        if item.chance is not None:
            line.append("  " + _("learnt: {number}").format(number=f"{item.chance:.2f}"), style=_QUIET)
        if seat.outcome.value != "open":
            line.append("  " + outcome_words()[seat.outcome.value], style="reverse")
        self.console.print(line, overflow="fold")
        why = why_words(item.why, self.codebook) if item.why else ""
        for words in filter(None, (why, self._status())):
            self._line(words, _QUIET)

    def _passage(self, item: "Item", around: "Context", whole: bool) -> None:
        who = [item.unit.id, around.participant if around.participant not in item.unit.id else "", around.town,
               around.role, around.speaker]
        self._line(" · ".join(part for part in who if part), _QUIET)
        grid = self._grid()
        if item.was:
            self._row(grid, _("was"), safe(item.was))
        if item.lost:
            self._row(grid, _("now"), _("gone"))
            self.console.print(grid)
            return
        if whole and around.question:
            shown = _cut(around.question, _QUESTION, from_end=True)
            self._row(grid, _("asked"), self._words(around, shown, around.question, _QUIET))
        if whole and around.before:
            shown = _cut(around.before, _AROUND, from_end=True)
            self._row(grid, "", self._words(around, shown, around.before, _QUIET))
        self._row(grid, ">", self._words(around, item.span, item.span, ""))
        if whole and around.after:
            shown = _cut(around.after, _AROUND, from_end=False)
            self._row(grid, "", self._words(around, shown, around.after, _QUIET))
        self.console.print(grid)

    def _grid(self) -> "Table":
        from rich.table import Table

        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True, style=_QUIET)
        grid.add_column(overflow="fold")
        return grid

    def _row(self, grid: "Table", name: str, words: "Text | str") -> None:
        from rich.text import Text

        grid.add_row(Text(name), Text(words) if isinstance(words, str) else words)

    def _words(self, around: "Context", shown: "Span", whole: "Span", style: str) -> "Text":
        """Return the words of a span with the matched ones marked; … where it was cut."""
        from rich.text import Text

        words = Text("…" if shown.start > whole.start else "", style=style)
        text, plain = safe(around.text[shown.start : shown.end]), self.console.color_system is None
        at = 0
        for mark in around.marks:
            low, high = max(mark.start - shown.start, 0), min(mark.end - shown.start, len(text))
            if low < high:
                words.append(text[at:low])
                words.append(f"[{text[low:high]}]" if plain else text[low:high], style=_MATCH)
                at = high
        words.append(text[at:])
        return words.append("…" if shown.end < whole.end else "")

    def _facts(self, seat: "Seat", here: "Iterable[Coding]") -> None:
        item = seat.item
        rules = rules_of(item.coding) if item.coding else []
        if rules:
            self._line("; ".join(" ".join((rule, polarity_words()[polarity], *(flag_words().get(flag, flag)
                                                                               for flag in flags)))
                                 for rule, polarity, flags in rules), _QUIET)
        if item.has or item.lacks:
            self._line(_("has it: {has}; has it not: {lacks}").format(
                has=_(", ").join(item.has) or "–", lacks=_(", ").join(item.lacks) or "–"))
        names = dict.fromkeys(self._name(one.code) for one in here)
        if names:
            self._line(_("coded here by you: {names}").format(names=", ".join(names)))
        if seat.memo:
            line = _("memo, kept with your decision: {memo}") if seat.waits else _("memo: {memo}")
            self._line(line.format(memo=seat.memo))

    def _definition(self, item: "Item") -> None:
        code = self.codebook.by_id.get(item.code)
        if code is None:
            self._line(", ".join(f"{one.name} ({one.id})" for one in self.codebook.codes))
            return
        grid = self._grid()
        for name, words in (("", code.definition or _("(no definition)")), (_("include"), code.include),
                            (_("exclude"), code.exclude)):
            if words:
                self._row(grid, name, safe(words, lines=True))
        self.console.print(grid)

    def _keys(self, keys: Mapping[str, str], message: str) -> None:
        from rich.text import Text

        self.console.print()
        line, room = Text(), 0
        for key, name in keys.items():
            piece = Text.assemble((key, "bold"), f" {name}")
            if line and room + piece.cell_len + 2 > self.console.width:
                line.append("\n")
                room = 0
            line.append("  " if room else "").append_text(piece)
            room += piece.cell_len + (2 if room else 0)
        self.console.print(line)
        if message:
            self._line(message, "bold")

    def _name(self, code: str) -> str:
        return self.codebook.by_id[code].name if code in self.codebook.by_id else code

    def _line(self, words: str, style: str = "") -> None:
        from rich.text import Text

        self.console.print(Text(safe(words, lines=True), style=style), overflow="fold")


def safe(words: str, *, lines: bool = False) -> str:
    """Return words, as long as before, without characters that steer a terminal; line breaks stay with ``lines``."""
    return words.translate({**_SAFE, 10: "\n"} if lines else _SAFE)


def rules_of(coding: "Coding") -> list[tuple[str, str, tuple[str, ...]]]:
    """Return (rule, polarity, flags) of the evidence, each once; words that speak for what was learnt are no rule."""
    return [] if coding.origin.value == "model" else list(
        dict.fromkeys((piece.rule, piece.polarity.value, piece.flags) for piece in coding.evidence))


def keys_of(item: "Item") -> dict[str, str]:
    """Return the keys that do something about an item, with a word for each."""
    keys = {"proposal": {"a": _("accept"), "r": _("reject"), "c": _("recode")}, "unit": {},
            "adrift": {"k": _("keep"), "w": _("other words"), "x": _("remove")}}
    keys["dispute"] = keys["proposal"]
    go_on = {"n": _("done, next")} if item.kind.value == "unit" else {"s": _("skip")}
    return {**keys[item.kind.value], "+": _("add a code"), "m": _("memo"), "u": _("undo"), "b": _("back"), **go_on,
            "d": _("definition") if item.code else _("codes"), "?": _("help"), "q": _("quit")}


def help_lines() -> str:
    """Return what every key does, a line each."""
    return "\n".join((
        _("a accept, r reject: a decision of your own; nobody else's changes"),
        _("c recode: the passage belongs to another code"),
        _("+ one more code on the passage, or on some of its words"),
        _("m memo on your coding   d definition of the code"),
        _("u take your last operation back   b or left arrow: one back"),
        _("s, n, space or right arrow: go on without a decision"),
        _("with --adrift: k it stands right, w put it on other words, x remove"),
        _("q quit; everything is stored already, the next call goes on here"),
    ))


def outcome_words() -> dict[str, str]:
    """Return the words for what became of an item."""
    return {"accepted": _("accepted"), "rejected": _("rejected"), "recoded": _("recoded"), "seen": _("gone through"),
            "kept": _("kept"), "moved": _("moved"), "removed": _("removed"), "open": _("left")}


def polarity_words() -> dict[str, str]:
    """Return the words for polarities."""
    return {"affirmed": _("affirmed"), "negated": _("negated"), "weak": _("weakly negated"), "mixed": _("mixed")}


def flag_words() -> dict[str, str]:
    """Return the words for what makes evidence doubtful."""
    return {"reported": _("reported speech"), "echo": _("repeats the question"), "hypothetical": _("hypothetical")}


def reason_words() -> dict[str, str]:
    """Return the words for why a passage comes now."""
    return {"rare": _("likely, with few examples"), "unsure": _("unsure"), "coverage": _("this person is read least")}


def why_words(pick: "Pick", codebook: "Codebook") -> str:
    """Return why a passage comes now, with the code and the chance that it belongs there."""
    if pick.chance is None:
        return reason_words()[pick.reason.value]
    name = codebook.by_id[pick.code].name if pick.code in codebook.by_id else pick.code
    return _("{reason}: {code} {chance}").format(
        reason=reason_words()[pick.reason.value], code=name, chance=f"{pick.chance:.0%}")


def summary(review: "Review") -> str:
    """Return how many items came to each outcome; those of proposals are named even where they are 0."""
    counts, words = review.counts(), outcome_words()
    first = ("accepted", "rejected", "recoded")
    named = [*first, *(name for name in counts if name not in {*first, "open"} and counts[name]), "open"]
    separator = _(", ")
    return separator.join(_("{n} {what}").format(n=counts[name], what=words[name]) for name in named)


def item_json(number: int, item: "Item", around: "Context", codebook: "Codebook") -> dict[str, Any]:
    """Return an item for programs."""
    def words(span: "Span | None") -> str:
        return "" if span is None else span.of(around.text)

    return {
        "number": number, "kind": item.kind.value, "id": item.coding.id if item.coding else "", "code": item.code,
        "code_name": codebook.by_id[item.code].name if item.code in codebook.by_id else item.code,
        "unit_id": item.unit.id, "transcript": item.transcript, "start": None if item.lost else item.span.start,
        "end": None if item.lost else item.span.end, "participant": around.participant, "speaker": around.speaker,
        "town": around.town, "role": around.role, "question": words(around.question), "before": words(around.before),
        "text": "" if item.lost else words(item.span), "after": words(around.after),
        "polarity": item.coding.polarity.value if item.coding else "",
        "rules": [{"rule": rule, "polarity": polarity, "flags": list(flags)}
                  for rule, polarity, flags in (rules_of(item.coding) if item.coding else [])],
        "evidence": [[span.start, span.end] for span in around.marks], "uncertainty": item.uncertainty,
        "chance": item.chance,
        "has": list(item.has), "lacks": list(item.lacks), "was": item.was, "lost": item.lost,
    }


def _cut(span: "Span", size: int, *, from_end: bool) -> "Span":
    """Return at most ``size`` characters of a span: its end, or its beginning."""
    from qualcode.model import Span

    if len(span) <= size:
        return span
    return Span(span.end - size, span.end) if from_end else Span(span.start, span.start + size)
