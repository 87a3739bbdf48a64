"""The comparison of coders as a document or a workbook, in the form that theses print."""

from pathlib import Path

from qualcode.analysis.reliability import Agreement, Coefficient
from qualcode.analysis.tables import code_name
from qualcode.errors import UsageError
from qualcode.exporters.document import Document, Heading, Paragraph, Table, text
from qualcode.exporters.docx import write_docx
from qualcode.exporters.headings import heading
from qualcode.exporters.markdown import write_markdown
from qualcode.exporters.tables import WRITERS, write_table
from qualcode.exporters.xlsx import Sheet, write_xlsx
from qualcode.i18n import _, prose
from qualcode.workflow.agree import AgreeResult, named_tables
from qualcode.workflow.study import Study

#: What stands for a number that is not defined; the note says why.
DASH = "–"


def write_agreement(result: AgreeResult, study: Study, path: Path) -> Path:
    """Write a comparison as docx or md (everything), xlsx (a sheet a table), or its coefficients as a table.

    Raises:
        UsageError: the ending is none of these.
        WriteError: the file cannot be written; the last good one stays.
    """
    ending = path.suffix.lower()
    if ending == ".docx":
        return write_docx(agreement_document(result, study), path)
    if ending == ".md":
        return write_markdown(agreement_document(result, study), path)
    if ending not in WRITERS:
        raise UsageError(
            _("{path}: agreement cannot be written to this ending; use one of {endings}").format(
                path=path, endings=", ".join([".docx", ".md", *WRITERS])))
    tables = named_tables(result, study)
    if ending != ".xlsx":
        return write_table(tables["coefficients"], path)
    names = {"coefficients": _("Coefficients"), "pairs": _("Pairs of coders"), "confusion": _("Confusion"),
             "disagreements": _("Disagreements")}
    note = prose([*result.notes, *result.agreement.captions.values()])
    return write_xlsx([Sheet(names[name], table, note=note) for name, table in tables.items()], path)


def agreement_document(result: AgreeResult, study: Study) -> Document:
    """Return the comparison as a document: coefficients, pairs, confusion, and every disagreement with its context."""
    found = result.agreement
    blocks: list[Heading | Paragraph | Table] = [
        text(prose([found.captions["universe"], *result.notes])), _coefficients(found, study, result)]
    if found.pairs:
        blocks.append(_pairs(found))
    if found.confusion:
        blocks.append(_confusion(found, study))
    blocks.append(Heading(_("Disagreements")))
    rows = named_tables(result, study)["disagreements"]
    for row in rows.to_dict("records"):
        blocks.append(text(f"{row['unit_id']} · {row['code_name']} ({row['code']}): " + _(
            "coded by {has}; not coded by {lacks}").format(has=row["has"], lacks=row["lacks"] or DASH)))
        around = "\n".join(part for part in (row["before"], row["text"], row["after"]) if part)
        blocks.append(text(f"{around}\n{row['quotes']}", "quote"))
    return Document(_("Agreement of coders"), tuple(blocks))


def _coefficients(found: Agreement, study: Study, result: AgreeResult) -> Table:
    names = {"pooled": _("all decisions"), "mean": _("mean of codes")}
    rows: list[tuple[str, ...]] = []
    reasons: dict[str, None] = {}
    for row in (*found.codes, found.pooled, found.mean):
        values = (row.percent, row.kappa, row.alpha, row.ac1, row.holsti, row.holsti_r, row.alpha_u)
        reasons.update({one.reason: None for one in values if one.reason and not one.defined})
        rows.append((names.get(row.scope) or code_name(study.codebook, row.code), *(str(n) for n in row.coded),
                     *map(shown, values)))
    header = (_("Code"), *found.coders, _("Agreement"), _("Kappa"), _("Alpha"), "AC1", _("Holsti K"), _("Holsti R"),
              "u-α")
    said = [found.captions[name] for name in ("percent", "kappa", "alpha", "ac1", "holsti", "holsti_r", "alpha_u",
                                              "interval") if found.captions.get(name)]
    if found.alpha_masi.defined:
        said.append(_("Alpha over the sets of codes on a unit (MASI): {value}.").format(value=shown(found.alpha_masi)))
    dashes = [_("{dash}: not defined ({reasons}).").format(dash=DASH, reasons="; ".join(reasons))] if reasons else []
    return Table(_("Agreement by code"), header, tuple(rows), prose([*result.notes, *said, *dashes]))


def _pairs(found: Agreement) -> Table:
    rows = tuple(
        (f"{pair.first} – {pair.second}", str(pair.n), str(pair.first_coded), str(pair.second_coded),
         str(pair.both_coded), *(shown(one) for one in (pair.percent, pair.kappa, pair.alpha, pair.ac1, pair.holsti)))
        for pair in found.pairs)
    header = (_("Pair of coders"), "n", "N1", "N2", "M", _("Agreement"), _("Kappa"), _("Alpha"), "AC1", _("Holsti K"))
    return Table(_("Agreement by pair of coders"), header, rows, found.captions.get("pairs", ""))


def _confusion(found: Agreement, study: Study) -> Table:
    rows = tuple(
        (row.first, code_name(study.codebook, row.first_code), row.second,
         code_name(study.codebook, row.second_code) if row.second_code else DASH, str(row.n))
        for row in found.confusion)
    header = (heading("coder"), _("has the code"), heading("coder"), _("has instead"), "n")
    return Table(_("Confusion between codes"), header, rows, found.captions.get("confusion", ""))


def shown(one: Coefficient, *, interval: bool = True) -> str:
    """Return a coefficient with its interval, a dash where it is not defined."""
    if not one.defined:
        return DASH
    ends = f" [{one.low:.2f}, {one.high:.2f}]" if interval and one.low == one.low else ""
    return f"{one.value:.2f}{ends}"
