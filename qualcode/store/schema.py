"""The tables, and the one idea behind them: nothing is ever overwritten.

Whatever people make is kept as *versions*: a row says what a thing was from operation ``since`` until operation
``until``, and the current version is the one without an end. A change ends one version and begins another; a removal
only ends one. So the state after any operation is a plain query, every operation can be reversed, and the history is
the data itself. The database refuses every other change of a version (see ``guards``).
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TextClause,
    text,
)
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.schema import SchemaItem

metadata = MetaData()
#: Sorted and compared by code points in either database, whatever the server's language is.
_TEXT = Text().with_variant(TEXT(collation="C"), "postgresql")

#: Which changes of the schema this store has seen.
migration = Table(
    "migration", metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", _TEXT, nullable=False),
    Column("at", _TEXT, nullable=False),
    Column("qualcode", _TEXT, nullable=False),
)

#: Who did what and when: one row for each call that changed something. ``detail`` is JSON.
operation = Table(
    "operation", metadata,
    Column("id", Integer, primary_key=True),
    Column("at", _TEXT, nullable=False),
    Column("coder", _TEXT, nullable=False),
    Column("verb", _TEXT, nullable=False),
    Column("detail", _TEXT, nullable=False, server_default="{}"),
    Column("reverses", Integer, ForeignKey("operation.id")),
    sqlite_autoincrement=True,
)

#: Whole texts by their hash: transcripts and codebooks as they were when somebody worked with them. As bytes, since a
#: text may hold what a database's own texts may not: NUL, half a surrogate pair from a broken export.
content = Table(
    "content", metadata,
    Column("sha", _TEXT, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

#: A file that an operation wants written; the row goes when the file is there (see ``store.files``).
pending_file = Table(
    "pending_file", metadata,
    Column("path", _TEXT, primary_key=True),
    Column("sha", _TEXT, ForeignKey("content.sha"), nullable=False),
    Column("was", _TEXT, nullable=False),
)


_NOW, _ENDED = text("until IS NULL"), text("until IS NOT NULL")


def _index_current(name: str, *columns: Column[Any], unique: bool = False) -> None:
    """Make an index over the versions that hold now, which nearly every query asks for."""
    Index(name, *columns, unique=unique, sqlite_where=_NOW, postgresql_where=_NOW)


def _versioned(name: str, *columns: SchemaItem) -> Table:
    """Return a table of versions: one current row a key."""
    table = Table(
        name, metadata,
        Column("row", Integer, primary_key=True),
        Column("key", _TEXT, nullable=False),
        Column("since", Integer, ForeignKey("operation.id"), nullable=False),
        Column("until", Integer, ForeignKey("operation.id")),
        *columns,
        CheckConstraint("until IS NULL OR until > since", name=f"{name}_in_order"),
    )
    _index_current(f"{name}_current", table.c.key, unique=True)
    Index(f"{name}_since", table.c.since)
    # Without those that hold now: SQLite takes "until IS NULL" for rare and would go through all of them.
    Index(f"{name}_until", table.c.until, sqlite_where=_ENDED, postgresql_where=_ENDED)
    return table


def _words(name: str, default: str | None = "") -> Column[str]:
    return Column(name, _TEXT, nullable=False, server_default=default)


#: key: name of the coder.
coder = _versioned("coder", _words("kind", None), Column("blind", Integer, nullable=False, server_default="0"))

#: key: name of the transcript. ``text`` is the hash of its canonical text, ``turns`` JSON (see ``store.texts``).
transcript = _versioned(
    "transcript", Column("text", _TEXT, ForeignKey("content.sha"), nullable=False), _words("turns", None),
    _words("source"), _words("source_sha"))

#: key: path of the codebook as messages name it.
codebook = _versioned("codebook", Column("text", _TEXT, ForeignKey("content.sha"), nullable=False))

#: key: name of the coder that is a rule set. ``digest`` covers all that its proposals depend on.
proposed = _versioned("proposed", _words("codebook"), _words("unit"), _words("digest"))

#: key: id of the coding, which stays whatever happens to it. ``text`` is the text on which the span stands.
coding = _versioned(
    "coding",
    _words("transcript", None), Column("text", _TEXT, ForeignKey("content.sha"), nullable=False),
    Column("start", Integer, nullable=False), Column("stop", Integer, nullable=False),
    _words("code", None), _words("coder", None), _words("origin", None), _words("state", None),
    _words("polarity", None), Column("weight", Float, nullable=False, server_default="1"), _words("memo"),
    _words("quote"), _words("before"), _words("after"), _words("evidence", "[]"), _words("basis"),
    _words("codebook"), _words("anchor"), _words("unit"), Column("unit_start", Integer, nullable=False),
    Column("unit_stop", Integer, nullable=False), Column("turn", Integer, nullable=False), _words("speaker"),
    _words("participant"), _words("at"),
    CheckConstraint("start >= 0 AND stop >= start", name="coding_span"),
)
_index_current("coding_code", coding.c.code, coding.c.transcript)
_index_current("coding_transcript", coding.c.transcript, coding.c.start)
_index_current("coding_coder", coding.c.coder)
Index("coding_key", coding.c.key)

#: key: id of the memo. ``about`` is project, transcript, code, participant or coder, ``target`` the thing's name.
memo = _versioned("memo", _words("about", None), _words("target"), _words("body", None), _words("coder", None))

#: key: name of the plan. ``plan`` is JSON: what was asked for; ``units`` JSON: [transcript, text, start, stop] each.
sample = _versioned("sample", _words("plan", None), _words("units", None))

#: Every table of versions, in an order in which rows may be written.
VERSIONED = (coder, transcript, codebook, proposed, coding, memo, sample)
#: What a person's call changes and may take back; transcripts are what their files are, proposals what rules make.
RESTORABLE = (coder, codebook, coding, memo, sample)


def guards(connection: Connection) -> Iterator[TextClause]:
    """Yield the triggers that keep the log append-only: no row goes, and a version may only be ended, once."""
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        yield text("CREATE FUNCTION qualcode_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                  "$$ BEGIN RAISE EXCEPTION 'qualcode: history is append-only'; END $$")
    for table in (operation, content, *VERSIONED):
        yield _guard(table.name, "DELETE", "", sqlite)
        kept = [column.name for column in table.c if column.name != "until"]
        if "until" not in table.c:
            yield _guard(table.name, "UPDATE", "", sqlite)
            continue
        unlike = "IS NOT" if sqlite else "IS DISTINCT FROM"
        changed = " OR ".join(f'OLD."{name}" {unlike} NEW."{name}"' for name in kept)
        yield _guard(table.name, "UPDATE", f"OLD.until IS NOT NULL OR {changed}", sqlite)


def _guard(table: str, event: str, condition: str, sqlite: bool) -> TextClause:
    when = f"WHEN ({condition}) " if condition else ""
    head = f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} FOR EACH ROW {when}"
    if sqlite:
        return text(f"{head} BEGIN SELECT RAISE(ABORT, 'qualcode: history is append-only'); END")
    return text(f"{head} EXECUTE FUNCTION qualcode_refuse()")
