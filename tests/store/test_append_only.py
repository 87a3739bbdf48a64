"""The database itself refuses to lose or to change what was."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, insert, text

from qualcode.errors import StoreError
from qualcode.model import Span
from qualcode.store import Store, schema
from qualcode.store.codings import end_codings, held
from qualcode.store.files import keep_codebook
from qualcode.store.memos import Memo, put_memo
from qualcode.store.proposed import Proposed, put_proposed
from qualcode.store.samples import Place, Plan, put_plan
from tests.store.build import fill

GUARDED = [table.name for table in (schema.operation, schema.content, *schema.VERSIONED)]


@pytest.fixture
def full(store: Store) -> Store:
    """Return a store with a row in every table, and with a version that has ended."""
    fill(store)
    with store.writing("甲", "all") as operation:
        keep_codebook(operation, "codebooks/a.yaml", b"codes: []")
        put_memo(operation, Memo("m", "project", "", "words", "甲"))
        put_proposed(operation, Proposed("rules", "c0de", "sentence", "d1"))
        put_plan(operation, Plan("pilot", {}, (Place("大同访谈1", "a", Span(0, 1)),)))
        end_codings(operation, [held(operation.connection)[0].coding.id])
    return store


def refusal(store: Store, change: Callable[[Connection], object]) -> str:
    """Return what the database says against a change, "" where it takes it."""
    try:
        with store.writing("甲", "harm") as operation:
            change(operation.connection)
    except StoreError as error:
        return str(error.__cause__)
    return ""


def guarded(store: Store, statement: str) -> bool:
    """Return whether a guard, and nothing else, stops a statement."""
    return "qualcode: history is append-only" in refusal(store, lambda connection: connection.execute(text(statement)))


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every guarded table."""
    with store.reading() as connection:
        return {table: sorted((tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))), key=str)
                for table in GUARDED}


def test_no_row_can_be_deleted(full: Store) -> None:
    """DELETE is refused in every table that holds what people made."""
    before = rows(full)
    assert [table for table in GUARDED if not before[table]] == []
    assert [table for table in GUARDED if not guarded(full, f"DELETE FROM {table}")] == []
    assert rows(full) == before


def test_no_column_of_a_row_can_be_changed(full: Store) -> None:
    """UPDATE of any column but the end of a version is refused."""
    before = rows(full)
    blob = "'\\x00'" if full.engine.dialect.name == "postgresql" else "x'00'"
    for table in GUARDED:
        for column in schema.metadata.tables[table].columns:
            value = {str: "'harm'", bytes: blob}.get(column.type.python_type, "7000")
            if column.name != "until":
                assert guarded(full, f'UPDATE {table} SET "{column.name}" = {value}'), (table, column.name)
    assert rows(full) == before


def test_a_version_ends_once(full: Store) -> None:
    """An end can be set, and never moved or taken away."""
    before = rows(full)
    for value in ("NULL", "2", "3"):
        assert guarded(full, f"UPDATE coding SET until = {value} WHERE until IS NOT NULL")
    assert rows(full) == before
    with full.reading() as connection:
        there = {one.coding.id for one in held(connection)}
    key = min(there)
    end = f"UPDATE coding SET until = (SELECT max(id) FROM operation) WHERE key = '{key}'"
    assert refusal(full, lambda connection: connection.execute(text(end))) == ""
    with full.reading() as connection:
        assert {one.coding.id for one in held(connection)} == there - {key}


def test_a_key_has_one_current_version(full: Store) -> None:
    """A second one beside it is refused, and so is an end before the beginning."""
    with full.reading() as connection:
        row = dict(connection.execute(schema.coding.select().where(schema.coding.c.until.is_(None))).first()._mapping)
    del row["row"]
    assert refusal(full, lambda connection: connection.execute(insert(schema.coding).values(row))) != ""
    assert refusal(full, lambda connection: connection.execute(
        insert(schema.coding).values({**row, "key": "new", "until": row["since"]}))) != ""
    assert refusal(full, lambda connection: connection.execute(
        insert(schema.coding).values({**row, "key": "new", "start": 3, "stop": 2}))) != ""
    assert refusal(full, lambda connection: connection.execute(
        insert(schema.coding).values({**row, "key": "new", "text": "no such text"}))) != ""


def test_a_refusal_never_quotes_what_people_said(full: Store) -> None:
    """The message names the store and the kind of error only."""
    with full.reading() as connection:
        quote = held(connection)[0].coding.quote
    with pytest.raises(StoreError) as caught, full.writing("甲", "harm") as operation:
        operation.connection.execute(text("UPDATE coding SET memo = quote"))
    assert str(caught.value).startswith(f"{full.name}: the database refused a change (")
    assert quote not in str(caught.value)
