"""``qualcode topics list``, ``show`` and ``apply``: saved topics."""

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.loading import load_corpus
from qualcode.cli.options import AsJson, Output, Project, open_project
from qualcode.cli.output import note, put, put_json, say, show
from qualcode.i18n import _, prose

LIST_HELP = _("List the saved topic models.")
SHOW_HELP = _("Show a saved topic model.")
APPLY_HELP = _("Find the topics of a saved model in the interviews of the project.")

Name = Annotated[str, typer.Argument(metavar="NAME", help=_("Name of a saved model, or a file of one (.npz)."))]


def list_(as_json: AsJson = False, project: Project = None) -> None:
    """List the saved topic models."""
    from qualcode.workflow.topics_saved import saved_models

    rows = [{"name": one.name, "title": one.saved.title if one.saved else "",
             "topics": len(one.saved.fit.topic_word) if one.saved else None,
             "stable": sum(one.saved.stable) if one.saved and one.saved.stable else None,
             "words": len(one.saved.vocabulary) if one.saved else None, "file": str(one.path), "problem": one.problem}
            for one in saved_models(open_project(project))]
    if as_json:
        put_json(rows)
        return
    show([_("Name"), _("Model"), _("Topics"), _("Stable"), _("Different words"), _("File")],
         [(row["name"], row["title"], row["topics"], row["stable"], row["words"], row["file"]) for row in rows])
    for row in rows:
        if row["problem"]:
            note(_("warning: {message}").format(message=row["problem"]))


def show_(
    name: Name, terms: Annotated[int, typer.Option(min=1, max=20, help=_("Words to show for each topic."))] = 10,
    output: Output = None, as_json: AsJson = False, project: Project = None,
) -> None:
    """Show a saved topic model."""
    from qualcode.topics.method import documents_text, state_word
    from qualcode.workflow.topics_saved import open_saved, saved_table

    saved = open_saved(open_project(project), name)
    table = saved_table(saved, terms)
    if as_json:
        put_json({"title": saved.title, "topics": table})
        return
    if output is not None:
        put(table, output)
        return
    show([_("Topic"), _("Keywords of"), _("Words"), _("Words by FREX"), _("Share"), _("Stability")],
         [(row.topic, row.label, row.terms, row.frex_terms, f"{row.share:.1%}", state_word(str(row.state)))
          for row in table.itertuples(index=False)],
         dim=[place for place, state in enumerate(table["state"]) if state != "stable"])
    say(_("{title}, seed {seed}; fitted to {documents} documents with {words} different words").format(
        title=saved.title, seed=saved.fit.seed, documents=len(saved.fit.document_topic), words=len(saved.vocabulary)))
    say(documents_text(saved.documents))


def apply_(
    name: Name,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE",
                     help=_("Write to FILE instead of the screen: .xlsx (participants and documents), .csv, .json, "
                            ".parquet (documents).")),
    ] = None,
    as_json: AsJson = False, project: Project = None,
) -> None:
    """Find the topics of a saved model in interviews."""
    from qualcode.exporters.tables import write_table
    from qualcode.exporters.xlsx import Sheet, write_xlsx
    from qualcode.workflow.topics_saved import apply_saved, documents_table, open_saved, people_table, topic_headings

    settings = open_project(project)
    saved = open_saved(settings, name)
    found = apply_saved(saved, load_corpus(settings))
    people, documents, heads = people_table(found), documents_table(found), topic_headings(saved)
    if as_json:
        put_json({"participants": people, "documents": documents, "captions": found.caption,
                  "unknown_words": dict(found.applied.unknown_words)})
        return
    if output is not None and output.suffix.lower() == ".xlsx":
        said = prose(found.caption)
        note(_("written: {path}").format(path=write_xlsx(
            [Sheet(_("Participants"), people, heads, said), Sheet(_("Documents"), documents, heads, said)], output)))
    elif output is not None:
        note(_("written: {path}").format(path=write_table(documents, output)))
    else:
        show([_("Participant"), _("Documents"), *(heads[column] for column in people.columns[2:])],
             [(name, count, *(f"{share:.1%}" for share in shares))
              for name, count, *shares in people.itertuples(index=False, name=None)])
    for line in found.caption:
        say(line)
