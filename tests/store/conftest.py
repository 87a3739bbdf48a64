"""The same tests on SQLite and on PostgreSQL."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from qualcode.store import Store, open_store

#: Names a PostgreSQL server in which schemas may be made, as a URL; ``.ci/run`` starts one and sets it.
SERVER_VARIABLE = "QUALCODE_TEST_POSTGRES"


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of an empty database: a file, or a schema of its own that goes after the test."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'qualcode.db'}"
        return
    server = os.environ.get(SERVER_VARIABLE)
    if not server:
        pytest.skip(f"no PostgreSQL: {SERVER_VARIABLE} is not set")
    schema = f"q_{uuid.uuid4().hex[:12]}"
    url = make_url(server)
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(f'CREATE SCHEMA "{schema}"'))
    # The options are written with an escape, as in a URL that somebody types: a blank would end it.
    yield url.update_query_dict({"options": f"-csearch_path={schema}"}).render_as_string(hide_password=False)
    with engine.begin() as connection:
        made = connection.execute(
            text("SELECT nspname FROM pg_namespace WHERE nspname LIKE :name"), {"name": f"{schema}%"}).scalars().all()
        for name in made:
            connection.execute(text(f'DROP SCHEMA "{name}" CASCADE'))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """Give an empty store."""
    with open_store(store_url) as opened:
        yield opened
