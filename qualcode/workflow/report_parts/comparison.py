"""The comparison of groups of people, an attribute a section: what stands, the table, a figure of everybody."""

from typing import TYPE_CHECKING

from qualcode.analysis.account.groups import comparison_paragraphs, effects_table
from qualcode.analysis.matrices import Matrix
from qualcode.analysis.thesis.groups import groups_table
from qualcode.exporters.document import Heading
from qualcode.exporters.headings import heading
from qualcode.i18n import _
from qualcode.workflow.figure import Look, Material, dots
from qualcode.workflow.figures import heat_map
from qualcode.workflow.report_parts.build import Block, Builder, key_of, paragraphs
from qualcode.workflow.report_parts.gathered import Gathered, Grouped

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: up to so many groups a plot shows everybody; of more, the share of each group
_DOTS = 4


def add_comparison(build: Builder, given: Gathered) -> None:
    """Add a section an attribute."""
    build.add("comparison.text", Heading(_("4 Comparison")), *paragraphs("" if given.groups else _(
        "No attribute to compare by was named.")))
    taken: list[str] = []
    for number, (key, found) in enumerate(given.groups.items(), start=1):
        taken.append(key_of(key, taken))
        title = _("By {attribute}").format(attribute=heading(key))
        _add_attribute(build, given, f"comparison.{taken[-1]}", Heading(f"4.{number} {title}", 2), key, found)
    build.own("comparison.own", _("Write here how the groups differ in what people say, and what else differs between "
                                  "them that could be the reason."))


def _add_attribute(build: Builder, given: Gathered, part: str, head: Heading, key: str, found: Grouped) -> None:
    said = [found.reason] if found.comparison is None else comparison_paragraphs(found.comparison, given.name)
    build.add(f"{part}.text", head, *paragraphs(*said))
    if found.matrix is None:
        return
    untested = _("Not tested: {why}.").format(why=found.reason.rstrip(".。")) if found.reason else ""
    table = groups_table("", _("Codes by {attribute}").format(attribute=heading(key)), found.matrix, found.comparison,
                         given.name, untested=untested)
    build.add(f"{part}.table", build.table(table))
    effects = effects_table(found.comparison, given.name) if found.comparison is not None else None
    if effects is not None:
        build.add(f"{part}.effects", build.table(effects))
    if found.comparison is not None and found.comparison.family:  # else groups are so small that dots name people
        many = len(found.comparison.groups) > _DOTS
        build.add(f"{part}.figure", *_figure(build, given, key, found.matrix, many=many))


def _figure(build: Builder, given: Gathered, key: str, matrix: Matrix, *, many: bool) -> tuple[Block, ...]:
    look = Look("", given.choice.font, given.choice.seed)

    def everybody() -> "Figure":
        choice = given.choice
        material = Material(given.corpus, given.codebook, given.chosen, choice.states, (), choice.coders)
        return dots(material, by=key, draws=choice.draws, look=look)

    def shares() -> "Figure":
        return heat_map(matrix, title="", font=look.font)

    if many:
        return build.picture(shares, _("Codes by {attribute}: share of participants").format(attribute=heading(key)))
    return build.picture(everybody, _("Codes by {attribute}, person by person: share of a person's sentences").format(
        attribute=heading(key)))
