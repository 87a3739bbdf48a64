"""``qualcode next``."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.loading import load_study
from qualcode.cli.options import Acting, AsJson, CodebookFile, Project, condition
from qualcode.cli.output import put_json, say, show
from qualcode.cli.review import go_through
from qualcode.cli.review_screen import reason_words, safe
from qualcode.i18n import _

if TYPE_CHECKING:
    from qualcode.workflow.items import Item
    from qualcode.workflow.reading import Order, ReadShare
    from qualcode.workflow.reviewing import Review
    from qualcode.workflow.study import Study

HELP = _("Read what teaches most next: likely places of codes with few examples, unsure ones, people read least.")


def next_(
    code: Annotated[
        list[str] | None,
        typer.Option("--code", metavar="ID", help=_("Only what is likely or unsure for this code, and people read "
                                                    "least; may be given several times.")),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help=_("Only people with this attribute, such as town=大同镇; may be given "
                                                 "several times.")),
    ] = None,
    limit: Annotated[
        int, typer.Option(min=0, metavar="N", help=_("So many passages before the order is made anew from what you "
                                                     "coded meanwhile, or in a list; 0 for all.")),
    ] = 20,
    as_list: Annotated[bool, typer.Option("--list", help=_("Print the order, and mark nothing as read."))] = False,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Go through unread passages."""
    conditions = dict(condition(text, "--where") for text in where or [])
    course = _Course(load_study(project, codebook, acting=acting), code or (), conditions, limit)
    items = course.more()
    if as_json:
        put_json(_plain(course.study, course.found))
    elif as_list:
        show([_("unit"), _("why"), _("code"), _("chance"), _("words")], _rows(course.study, course.found))
        say(share_words(course.found.share()))
    elif items:
        course.go(items)
    else:
        say(_("nothing of these people is left to read") if conditions else _("everything is read"))


class _Course:
    """A coder's way through what is unread.

    Args:
        study: The study. codes, where, limit: See ``workflow.reading.order``.

    Attributes:
        found: The order, as ``more`` made it last.
    """

    found: "Order"

    def __init__(self, study: "Study", codes: Sequence[str], where: Mapping[str, str], limit: int) -> None:
        self.study, self._codes, self._where, self._limit = study, codes, where, limit

    def more(self) -> "list[Item]":
        """Make the order anew, and return what is to be read next."""
        from qualcode.workflow.reading import items, order

        self.found = order(self.study, limit=self._limit, codes=self._codes, where=self._where)
        return items(self.study, self.found, self._codes)

    def go(self, items: "list[Item]") -> None:
        """Show one item after the other, and in the end how much is read of each town."""
        from qualcode.workflow.reading import so_far, unread
        from qualcode.workflow.reviewing import Review

        way = Review(self.study, items, lambda: unread(self.study, self._codes), self.more)
        go_through(way, lambda: self._status(way))
        now = so_far(self.study)
        say(share_words(now.share()))
        show([_("town"), _("units read"), _("units"), _("of the units"), _("of the words")],
             [(one.town or _("not stated"), one.units_read, one.units, one.share_of_units, one.share_of_characters)
              for one in now.by_town()])

    def _status(self, way: "Review") -> str:
        done = {seat.item.unit.id for seat in way.seats if seat.record or seat.outcome.value != "open"}
        return share_words(self.found.share(done))


def share_words(share: "ReadShare") -> str:
    """Return how much is read, in one line."""
    if share.reason:
        return share.reason
    return _("read by you: {n} of {units} units, {share} of what respondents say").format(
        n=share.units_read, units=share.units, share=f"{share.share_of_characters:.1%}")


def _rows(study: "Study", found: "Order") -> list[tuple[Any, ...]]:
    words = reason_words()
    return [(pick.unit, words[pick.reason.value], pick.code, pick.chance, safe(_words(study, found, pick.unit)))
            for pick in found.picks]


def _plain(study: "Study", found: "Order") -> dict[str, Any]:
    """Return the order and how much is read, for programs."""
    passages = [
        {"number": number, "unit_id": pick.unit, "transcript": spoken.unit.transcript, "start": spoken.unit.span.start,
         "end": spoken.unit.span.end, "participant": spoken.participant, "town": found.town_of[spoken.participant],
         "reason": pick.reason.value, "code": pick.code, "code_name": _name(study, pick.code),
         "chance": pick.chance, "text": _words(study, found, pick.unit)}
        for number, pick in enumerate(found.picks, start=1) for spoken in (found.spoken[pick.unit],)]
    return {"read": _share(found.share()), "towns": [{"town": one.town, **_share(one)} for one in found.by_town()],
            "passages": passages}


def _share(share: "ReadShare") -> dict[str, Any]:
    return {"units": share.units, "units_read": share.units_read, "share_of_units": share.share_of_units,
            "characters": share.characters, "characters_read": share.characters_read,
            "share_of_characters": share.share_of_characters, "reason": share.reason}


def _words(study: "Study", found: "Order", unit: str) -> str:
    where = found.spoken[unit].unit
    return where.span.of(study.corpus.by_name[where.transcript].text)


def _name(study: "Study", code: str) -> str:
    found = study.codebook.by_id.get(code)
    return found.name if found else code
