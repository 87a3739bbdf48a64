"""T6: what each further interview brought that is new, and what those coded last still added."""

from collections.abc import Mapping
from typing import Any

from qualcode.analysis.saturation import Saturation
from qualcode.analysis.thesis.anonymous import Anonymous
from qualcode.analysis.thesis.table import Column, ThesisTable, numbers
from qualcode.i18n import _, prose

#: base of the threshold that the note tells, and its share of new codes (Guest, Namey & Chen 2020)
BASE, THRESHOLD = 4, 0.05


def saturation_table(
    found: Saturation, upper: Saturation | None, labels: Anonymous, names: Mapping[str, str], *, caption_note: str,
) -> ThesisTable:
    """Return T6: a row an interview in the order of coding, those held out marked.

    Args:
        found: Of codes.
        upper: The same of categories, None where nothing stands above the codes.
        labels: What interviews are called.
        names: Id of a code or category -> its name.
        caption_note: What was counted, in which order, and that no curve proves saturation.
    """
    more = [] if upper is None else upper.curve["n_new"].tolist()
    columns = (
        numbers("interview_order", width=0.7), Column("interview", width=1.3), numbers("n_codes"), numbers("n_new"),
        *([numbers("n_new_categories")] if more else []), numbers("cumulative"),
        numbers("mean_of_orders", width=1.8), numbers("held_out"),
    )
    rows = []
    for number, row in enumerate(found.curve.to_dict("records")):
        rows.append((
            str(number + 1), labels.transcripts[str(row["transcript"])], str(row["n_codes"]), str(row["n_new"]),
            *([str(more[number])] if more else []), str(row["cumulative"]), _mean(row),
            _("yes") if row["held_out"] else ""))
    note = prose([caption_note, _held_out(found, upper, names), _thresholds(found)])
    return ThesisTable("T6", saturation_caption(), columns, tuple(rows), note)


def saturation_caption() -> str:
    """Return what the table is called."""
    return _("Test of theoretical saturation")


def _mean(row: Mapping[Any, Any]) -> str:
    return f"{row['mean_curve']:.1f} [{row['low']:.1f}, {row['high']:.1f}]"


def _held_out(found: Saturation, upper: Saturation | None, names: Mapping[str, str]) -> str:
    """Name what is found in the interviews held out only."""
    parts = []
    for what, one in ((_("codes"), found), (_("categories"), upper)):
        if one is not None:
            new = _(", ").join(names.get(key, key) for key in one.hold_out.new) or _("none")
            parts.append(_("New {what} in the interviews held out: {new}.").format(what=what, new=new))
    return prose(parts)


def _thresholds(found: Saturation) -> str:
    rows = [row for row in found.thresholds.to_dict("records")
            if row["base_size"] == BASE and row["threshold"] == THRESHOLD]
    said = _("; ").join(_("in a run of {run}: {at}").format(run=row["run_length"], at=_reached(row)) for row in rows)
    return _("New codes at most {share} of those of the first {base} interviews: {said}.").format(
        share=f"{THRESHOLD:.0%}", base=BASE, said=said)


def _reached(row: Mapping[Any, Any]) -> str:
    at = row["saturated_at"]
    return at if isinstance(at, str) else str(row["note"])
