"""What a reader should hold against a study, from its own facts; each limit says how it can be lessened."""

from dataclasses import dataclass

from qualcode.analysis.account.data import Data
from qualcode.analysis.account.words import listed, whole
from qualcode.analysis.compare.captions import attribute_name
from qualcode.i18n import _


@dataclass(frozen=True)
class Weak:
    """What is weak in a study.

    Attributes:
        data: What was studied.
        counted: Codings that count in the report. open: Those of them that nobody has decided on, disputed ones among
            them.
        ruled: Whether what rules proposed counts.
        uncoded: Interviews without a coding that counts.
        unknown_codes: Codings with codes that the codebook does not have.
        refused: Files that could not be read.
        coders: People who decided anything, of those whose codings count here.
        hidden: Name of the acting coder, who codes blind and from whom others' codings are hidden; "" else.
    """

    data: Data
    counted: int = 0
    open: int = 0
    ruled: bool = False
    uncoded: int = 0
    unknown_codes: int = 0
    refused: int = 0
    coders: int = 0
    hidden: str = ""


def limit_sentences(found: Weak) -> list[str]:
    """Return the limits, one or two sentences each, those that are about everything first."""
    data = found.data
    if not data.interviews:
        return [_("There are no data yet, so there is nothing that could be limited.")]
    chosen = _("Nothing in the files says how people were chosen. Unless they were drawn at random, shares describe "
               "the people who were interviewed (n = {n}) and no population.").format(n=data.people)
    if not data.people:
        chosen = _("Nobody was found to answer in the interviews, so that nothing is counted: look with qualcode "
                   "import how the files were read.")
    said = [chosen, *_coding(found), *_people(data)]
    if found.refused:
        said.append(_("Files that could not be read and are missing from every number: {n}.").format(n=found.refused))
    return said


def _coding(found: Weak) -> list[str]:
    if not found.counted:
        return [_("No coding counts here, so there are no findings; code first, or count other states.")]
    said = []
    if found.hidden:
        said.append(_("This was written as {coder}, who codes blind: what others coded is not in it.").format(
            coder=found.hidden))
    if found.open:
        said.append(_("Codings that count here: {counted}; of these nobody has decided on, or people differ on: "
                      "{open}. Numbers move when people decide (qualcode review); --states accepted counts only what "
                      "people accepted.").format(counted=whole(found.counted), open=whole(found.open)))
    if found.coders < 2:
        said.append(_("People who decided on codings: {n}. Another one would see other things, and how many is not "
                      "known.").format(n=found.coders))
    if found.ruled:
        said.append(_("Rules find words. Irony, hints, gestures and silence they do not see; a passage without their "
                      "words is no proof that nobody meant it."))
    if found.uncoded:
        said.append(_("Interviews in which nothing is coded: {n}; look whether these have been coded at all.").format(
            n=found.uncoded))
    if found.unknown_codes:
        said.append(_("Codings whose code is not in the codebook any more, which have no definition here: {n}.").format(
            n=found.unknown_codes))
    return said


def _people(data: Data) -> list[str]:
    said = []
    if data.guessed:
        said.append(_("Who asks and who answers was little more than guessed for some speakers: {n}, in so many "
                      "interviews: {interviews}; confirm it with [speakers] in qualcode.toml.").format(
                          n=data.guessed, interviews=data.guessed_in))
    if data.no_interviewer:
        said.append(_("Interviews in which nobody was found to ask, so that every word counts as an answer: {n}."
                      ).format(n=data.no_interviewer))
    missing = [_("{attribute}: {n}").format(attribute=attribute_name(key), n=groups[""])
               for key, groups in data.groups.items() if groups.get("")]
    if missing:
        said.append(_("People of whom an attribute is not known, and who are in no group by it: {missing}.").format(
            missing=_("; ").join(missing)))
    if data.lacking and data.people:
        said.append(_("Attributes that are known of nobody, so that nothing could be compared by them: {names}."
                      ).format(names=listed(map(attribute_name, data.lacking))))
    return said
