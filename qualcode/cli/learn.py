"""``qualcode learn``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.loading import load_study
from qualcode.cli.options import Acting, AsJson, CodebookFile, Project
from qualcode.cli.output import note, put, put_json, say
from qualcode.cli.progress import bar
from qualcode.errors import UsageError
from qualcode.i18n import _

if TYPE_CHECKING:
    from qualcode.workflow.learn import Learning
    from qualcode.workflow.study import Study

HELP = _("Learn from what people coded, and measure code by code how good suggestions would be; nothing is proposed.")
#: Columns that the screen has room for; files have all of them.
SHOWN = ("code_name", "examples", "suggested", "precision", "recall", "f1", "gain", "note")
_CURVE = ("passages", "micro_f1", "micro_low", "micro_high", "macro_f1", "macro_low", "macro_high")

Learner = Annotated[
    str,
    typer.Option("--learner", metavar="NAME",
                 help=_("vectors (what a passage is about counts too) or ngrams (faster).")),
]


def learn(
    report: Annotated[
        bool, typer.Option("--report", help=_("The learning curve too, and what ten more examples would bring; takes "
                                              "longer.")),
    ] = False,
    learner: Learner = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE",
                     help=_("Write all tables to FILE (.xlsx), or the codes (.csv, .json, .parquet).")),
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option("--figure", metavar="FILE",
                     help=_("With --report: draw curve and calibration (.png, .svg, .pdf).")),
    ] = None,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Learn, and say how good it is."""
    from qualcode.learning.tables import calibration_table, caption, curve_table, measured_table
    from qualcode.workflow.learn import learn as make

    if figure is not None and not report:
        raise UsageError(_("--figure draws the learning curve: say --report too"))
    study = load_study(project, codebook, acting=acting)
    with bar() as progress:
        made = make(study, learner=learner, report=report, progress=progress)
    codes = measured_table(made.measured, study.codebook, made.model.limits)
    bins = calibration_table(made.model.calibration)
    curve = curve_table(made.curve) if made.curve else None
    if figure is not None:
        _draw(made, figure)
    if as_json:
        put_json({"codes": codes, "calibration": bins, "curve": [] if curve is None else curve, "model": str(made.path),
                  "caption": caption(made.model)})
    elif output is not None:
        _write(made, study, output)
    else:
        coded = codes[codes["examples"] > 0]
        put(coded[[name for name in SHOWN if report or name != "gain"]])
        if len(coded) < len(codes):
            say(_("codes that were given to nothing yet: {n}").format(n=len(codes) - len(coded)))
        if curve is not None:
            put(curve[list(_CURVE)], title=_("Learning curve"))
        put(bins[bins["cells"] > 0], title=_("Calibration"))
        say(caption(made.model))
    note(_("model: {path}").format(path=made.path))


def _draw(made: "Learning", path: Path) -> None:
    from qualcode.exporters.figure import write_figure
    from qualcode.figures.learning import plot_learning
    from qualcode.learning.tables import caption
    from qualcode.workflow.figures import drawn_with

    points = made.curve.points if made.curve else ()
    drawn = plot_learning(
        [(one.passages, one.micro_f1, one.micro_low, one.micro_high) for one in points],
        [(one.passages, one.macro_f1, one.macro_low, one.macro_high) for one in points],
        [(one.said, one.true, one.cells) for one in made.model.calibration.bins if one.cells],
        note=caption(made.model))
    note(_("written: {path}").format(path=write_figure(drawn, path)))
    note(drawn_with(drawn))


def _write(made: "Learning", study: "Study", path: Path) -> None:
    from qualcode.exporters.tables import write_table
    from qualcode.exporters.xlsx import Sheet, write_xlsx
    from qualcode.learning.tables import calibration_table, caption, curve_table, measured_table

    codes, said = measured_table(made.measured, study.codebook, made.model.limits), caption(made.model)
    if path.suffix.lower() == ".xlsx":
        sheets = [Sheet(_("Codes"), codes, note=said),
                  Sheet(_("Calibration"), calibration_table(made.model.calibration), note=said)]
        if made.curve:
            sheets.append(Sheet(_("Learning curve"), curve_table(made.curve), note=said))
        write_xlsx(sheets, path)
    else:
        write_table(codes, path)
    note(_("written: {path}").format(path=path))
