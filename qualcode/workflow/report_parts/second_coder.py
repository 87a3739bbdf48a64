"""How far the coders of a study agree, without ending anybody's blindness."""

from dataclasses import dataclass

from qualcode.analysis.account.words import listed, sentence
from qualcode.analysis.selection import Selection
from qualcode.errors import NotComputableError, UsageError
from qualcode.i18n import _
from qualcode.workflow.agree import UNITS, AgreeResult, agree, who_coded
from qualcode.workflow.study import Study


@dataclass(frozen=True)
class Compared:
    """The comparison of coders, or why there is none.

    Attributes:
        result: Of ``agree``, None where coders are not compared.
        reason: Why not, in sentences; "" where they are.
    """

    result: AgreeResult | None = None
    reason: str = ""


def compare_coders(study: Study | None, selection: Selection, *, replicates: int, seed: int) -> Compared:
    """Compare the people who coded; nothing is written, and people who still code blind are not compared.

    Args:
        study: The project, None where there is no interview yet.
        selection: Its coders and codes, where it names some.
        replicates: Of the bootstrap.
        seed: Of the bootstrap.
    """
    if study is None:
        return Compared(reason=_("There is no interview yet, so nobody has coded and nothing is known of agreement."))
    coded = who_coded(study, selection.coders)
    people, blind = [one.name for one in coded], [one.name for one in coded if one.blind]
    if not people:
        return Compared(reason=_("Nobody has coded yet, so nothing is known of agreement."))
    if len(people) < 2:
        return Compared(reason=_("{name} coded alone; nobody coded a second time, so nothing is known of how far "
                                 "others would agree. Let a second person code a sample of it (qualcode sample)."
                                 ).format(name=people[0]))
    if blind:
        return Compared(reason=_("Several people coded, and some still code blind ({names}): agreement is computed "
                                 "when qualcode agree is asked for, which ends that.").format(names=listed(blind)))
    unit = study.settings.unit
    try:
        return Compared(agree(study, names=people, by=unit if unit in UNITS else "sentence",
                              codes=sorted(selection.codes), replicates=replicates, seed=seed))
    except (NotComputableError, UsageError) as error:
        return Compared(reason=sentence(str(error)))
