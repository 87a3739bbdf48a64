"""``qualcode suggest``."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.learn import Learner
from qualcode.cli.loading import load_study
from qualcode.cli.options import Acting, AsJson, CodebookFile, Codes, Project
from qualcode.cli.output import note, put_json, say, show
from qualcode.cli.progress import bar
from qualcode.cli.review_screen import safe
from qualcode.i18n import _

if TYPE_CHECKING:
    from qualcode.model import Coding
    from qualcode.workflow.study import Study
    from qualcode.workflow.suggest import Suggestions

HELP = _("Propose codings by what was learnt from people's, with a probability; `review` shows them.")


def suggest(
    code: Codes = None,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help=_("Show at most so many; 0 for all."))] = 20,
    learner: Learner = "",
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help=_("Take all suggestions back; decisions on them stay."))] = False,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Propose codings."""
    from qualcode.analysis.selection import Selection
    from qualcode.workflow.suggest import suggest as propose
    from qualcode.workflow.suggest import withdraw as take_back

    study = load_study(project, codebook, acting=acting)
    Selection.parse(study.codebook, codes=code or ())
    if withdraw:
        say(_("suggestions taken back: {n}").format(n=take_back(study)))
        return
    with bar() as progress:
        found = propose(study, learner=learner, progress=progress)
    shown = [one for one in found.codings if not code or one.code in code]
    if as_json:
        put_json([_plain(study, one) for one in shown])
    else:
        _show(study, found, shown, limit)
    note(_("suggestions: {n}, {added} of them new; {gone} withdrawn; {again} on passages read without it").format(
        n=len(found.codings), added=found.added.total(), gone=found.gone.total(), again=found.again))
    note(_("model: {path}").format(path=found.learning.path))


def _show(study: "Study", found: "Suggestions", shown: "list[Coding]", limit: int) -> None:
    from qualcode.learning.tables import caption, verdict_words

    limits = found.learning.model.limits
    names = {one.id: one.name for one in study.codebook.codes}
    counts: dict[str, int] = {}
    for one in found.codings:
        counts[one.code] = counts.get(one.code, 0) + 1
    show([_("Code"), _("Examples"), _("Precision"), _("Recall"), _("Suggestions"), _("Note")],
         [(names[one.code], one.examples, one.precision, one.recall, counts.get(one.code, 0),
           verdict_words(one, limits)) for one in found.learning.measured if one.examples])
    say(caption(found.learning.model))
    if shown:
        say("")
        show([_("chance"), _("Code"), _("unit"), _("words")],
             [(f"{one.weight:.2f}", names[one.code], one.unit.id, _marked(one)) for one in shown[: limit or None]])


def _marked(coding: "Coding") -> str:
    """Return the words of a suggestion, those that speak for it in brackets."""
    words, at = "", coding.span.start
    for span in (span for piece in coding.evidence for span in piece.spans):
        start, end = span.start - coding.span.start, span.end - coding.span.start
        words += f"{coding.quote[at - coding.span.start : start]}[{coding.quote[start:end]}]"
        at = span.end
    return safe(words + coding.quote[at - coding.span.start :])


def _plain(study: "Study", coding: "Coding") -> dict[str, Any]:
    return {
        "id": coding.id, "code": coding.code, "code_name": study.codebook.by_id[coding.code].name,
        "chance": coding.weight, "unit_id": coding.unit.id, "transcript": coding.transcript, "start": coding.span.start,
        "end": coding.span.end, "participant": coding.participant, "text": coding.quote,
        "evidence": [[span.start, span.end] for piece in coding.evidence for span in piece.spans]}
