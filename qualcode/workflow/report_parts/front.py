"""What a report begins with: what it is, the data, and how they were coded."""

from dataclasses import replace

from qualcode.analysis.account.data import careful_sentences, data_sentences
from qualcode.analysis.account.evidence import agreement_sentences
from qualcode.analysis.account.method import (
    codebook_sentences,
    decision_sentences,
    reading_sentences,
    unit_sentence,
)
from qualcode.analysis.thesis.participants import participants_table
from qualcode.analysis.thesis.table import ThesisTable
from qualcode.exporters.document import Heading, text
from qualcode.i18n import _, pick, prose
from qualcode.store.trail import text_versions
from qualcode.workflow.report_parts.build import Builder, paragraphs
from qualcode.workflow.report_parts.gathered import Gathered


def add_about(build: Builder, given: Gathered) -> None:
    """Add what the report is, and the place for an abstract."""
    name = given.settings.name
    build.add("about", *paragraphs(
        _("Study: {name}").format(name=name) if name else _("This study has no name in qualcode.toml yet."),
        _("Written by qualcode {version} from the interviews, the codebook and the codings of this project. Numbers, "
          "tables and quotes are computed; what they mean is for you to write, in the places in grey or anywhere "
          "between. When the report is written again, what you wrote stays, and what is computed is renewed where "
          "nobody has changed it.").format(version=given.record["qualcode"])))
    build.own("abstract.own", _("Write the abstract here: the question, the people, the method, what was found."))


def add_data(build: Builder, given: Gathered) -> None:
    """Add who was studied, with T1."""
    heading = Heading(_("1 Data"))
    build.add("data.text", heading, *paragraphs(prose(data_sentences(given.data))))
    if given.data.interviews:
        build.add("data.careful", *(text(one, "note") for one in careful_sentences(given.data)))
        build.add("data.participants", build.table(_narrow(participants_table(given.participants, given.labels))))
    build.own("data.own", _("Write here how the people were found, where and when the interviews were held, by whom, "
                            "and how they were written down."))


def add_method(build: Builder, given: Gathered) -> None:
    """Add how the interviews were coded, from the record of the study."""
    record, data, book = given.record, given.data, given.codebook
    build.add("method.text", Heading(_("2 Method")), *paragraphs(
        prose(reading_sentences(record["qualcode"], record["python"], data.interviews, refused_files(given))),
        prose(codebook_sentences(book, pick(book.name_zh, book.name_en) or book.id, _versions(given))),
        prose([unit_sentence(given.settings.unit), *decision_sentences(given.decisions)]) if data.interviews else "",
        prose(_agreement(given))))
    if data.interviews:
        build.add("method.counted", text(prose([given.counted]), "note"))
    build.own("method.own", _("Write here why the interviews were coded in this way, how the codebook came about, and "
                              "how coders were trained."))


def refused_files(given: Gathered) -> int | None:
    """Return how many files could not be read, None where none was looked at."""
    return None if given.reading is None else sum(bool(one.refused) for one in given.reading.reports)


def _narrow(table: ThesisTable) -> ThesisTable:
    """Return the table of participants with a shorter first heading where many columns stand on an upright page."""
    if not table.wide:
        return table
    return replace(table, columns=(replace(table.columns[0], label=_("ID")), *table.columns[1:]))


def _agreement(given: Gathered) -> list[str]:
    result = given.compared.result
    if result is None:
        return [given.compared.reason]
    return agreement_sentences(result.agreement, result.notes)


def _versions(given: Gathered) -> int:
    """Return how many versions of the codebook the store knows."""
    if given.study is None:
        return 0
    with given.study.store.reading() as connection:
        return sum(one.name == given.codebook.path for one in text_versions(connection, "codebook"))
