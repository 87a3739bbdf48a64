"""Every word on the page of a figure that is not the project's own, in the language of messages."""

from qualcode.i18n import _


def words() -> dict[str, str]:
    """Return key -> text; placeholders in braces are filled on the page."""
    return {
        "confidential": _("This page holds what people said in the interviews. Keep it as safe as the interviews."),
        "noscript": _("The plot and the quotes need JavaScript, which is switched off in this browser. The tables "
                      "below have all numbers."),
        "to_table": _("Skip to the table"), "filter": _("Find a name"), "found": _("{n} found"),
        "zoom_in": _("Nearer"), "zoom_out": _("Farther"), "whole": _("Whole plot"), "all_links": _("All {n} links"),
        "help": _("Point or Tab to a mark for its numbers; click or Enter opens what people said. Arrow keys go from "
                  "mark to mark. Wheel or + and - zoom, dragging moves; more names appear when you are nearer."),
        "table": _("All numbers as a table"), "links_table": _("All links as a table"), "name": _("Name"),
        "kind": _("Kind"), "sort": _("Sort by {column}"), "missing": _("– = cannot be computed."),
        "close": _("Close"), "back": _("Back"), "here": _("Also at this place"), "and_more": _("{names} and {n} more"),
        "open": _("{name}. {facts}"),
        "shown": _("{n} passages of {people} people"), "of_shown": _("{n} of {all} passages, {people} people in all"),
        "more": _("{n} more are not on this page; the people here are taken in turn, so that nobody fills the list."),
        "find": _("To find them in the project:"), "nothing": _("Nobody here says anything of it."),
        "no_quotes": _("No single sentence or turn holds both; open either of the two for its passages."),
        "codes_here": _("What is said here"), "links_here": _("Stands together with"), "each": _("Each by itself"),
        "unknown": _("This link leads to nothing on this page."), "pair": _("{one} and {two}"),
        "link": _("Link"), "quotes": _("What people said"), "numbers": _("Numbers"), "group": _("Group"),
        "colon": _("{name}: {value}"), "list": _(", "),
    }
