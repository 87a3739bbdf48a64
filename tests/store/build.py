"""A small study in a store, made without files, so that a process is ready for it at once."""

from collections import Counter
from pathlib import Path

from sqlalchemy import func, select

from qualcode.model import Coding
from qualcode.settings import Settings
from qualcode.store import Coder, Connection, Held, Store
from qualcode.store import schema as tables
from qualcode.store.codings import put_codings
from qualcode.store.people import RULES, put_coder
from qualcode.store.texts import kept_form, put_transcripts, text_sha
from qualcode.workflow.carry import CarryResult
from qualcode.workflow.renew import Renewal
from qualcode.workflow.study import Study
from tests.factories import make_codebook, make_codings, make_corpus

CODER = "小王"


def make_study(store: Store, coder: str = CODER) -> Study:
    """Open the study of ``tests.factories`` on a store that may hold it already."""
    nothing: Counter[str] = Counter()
    renewal = Renewal(0, "rules", nothing, nothing, nothing, nothing)
    return Study(Settings(Path()), make_codebook(), make_corpus(), store, Coder(coder), "rules", CarryResult(), renewal)


def fill(store: Store) -> int:
    """Keep the transcripts and the proposals of ``tests.factories``, and return the operation."""
    corpus = make_corpus()
    texts = {one.name: text_sha(one.text) for one in corpus.transcripts}
    with store.writing("rules", "code") as operation:
        put_transcripts(operation, [(kept_form(corpus, one), one) for one in corpus.transcripts])
        put_coder(operation, Coder("rules", RULES))
        put_codings(operation, [
            Held(one, texts[one.transcript]) for one in make_codings(corpus) if one.coder == "rules"])
        return operation.id


def brief(coding: Coding) -> list[object]:
    """Return what a person sees of a coding, as JSON gives it back."""
    return [coding.code, coding.transcript, coding.span.start, coding.span.end, coding.coder, coding.state.value,
            coding.memo, coding.weight, coding.quote]


def doubles(connection: Connection) -> list[tuple[str, str]]:
    """Return the table and key of everything with more than one current version: always none."""
    found = []
    for table in tables.VERSIONED:
        keys = connection.scalars(
            select(table.c.key).where(table.c.until.is_(None)).group_by(table.c.key).having(func.count() > 1))
        found += [(table.name, key) for key in keys]
    return found
