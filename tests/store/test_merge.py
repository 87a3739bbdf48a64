"""Chains of revisions, and merging into either database."""

from dataclasses import replace
from pathlib import Path

from qualcode.model import Span
from qualcode.settings import Settings
from qualcode.store import Held, Store, open_store
from qualcode.store.codings import end_codings, held, put_codings
from qualcode.store.history import last_operation, undo
from qualcode.store.merge import GONE, coding_chains, moved_on, owners, renamed_codes, revision, said
from qualcode.workflow import decide
from qualcode.workflow.exchange import export, merge
from tests.store.build import CODER, fill, make_study


def own(store: Store) -> Held:
    """Return the one coding of the coder."""
    with store.reading() as connection:
        return next(one for one in held(connection) if one.coding.coder == CODER)


def revisions(store: Store) -> dict[str, tuple[str, ...]]:
    """Return the revisions of the coder's codings by id."""
    with store.reading() as connection:
        return {key: chain.note.revs for key, chain in coding_chains(connection, CODER).items()}


def test_revisions_follow_from_what_was_said(store: Store) -> None:
    """Each is a digest of what is said and of the one before; what only confirms, carries or renames files is none."""
    fill(store)
    study = make_study(store)
    key = decide.add(study, "cohesion", "大同访谈1", Span(2, 6)).codings[0].id
    first = own(store)
    decide.describe(study, key, memo="备忘")
    second = own(store)
    with store.writing(CODER, "keep") as operation:
        put_codings(operation, [replace(second, anchor="fuzzy")])
    with store.writing(CODER, "carry") as operation:
        put_codings(operation, [replace(second, coding=replace(second.coding, span=Span(1, 5)))])
    with store.writing(CODER, "remove") as operation:
        end_codings(operation, [key])
    one = revision("", said(first))
    two = revision(one, said(second))
    assert revisions(store) == {key: (one, two, revision(two, GONE))}
    assert said(second)[1:] == (2, 6, "cohesion", "accepted", "affirmed", 1.0, "备忘")


def test_names_of_codes_that_changed(store: Store) -> None:
    """Renamings in a row lead to the last name; one that was taken back leads nowhere."""
    for number, names in enumerate(({"a": "b"}, {"b": "c"}, {"x": "y"}, {"c": "a"}, {"p": "q"}), start=1):
        with store.writing(CODER, "codebook-rename", {"codes": names}) as operation:
            assert operation.id == number
    with store.writing(CODER, "undo", {}, 3) as operation:
        undo(operation, 3)
    with store.reading() as connection:
        assert renamed_codes(connection) == {"b": "a", "c": "a", "p": "q"}


def test_whose_ids_are_taken(store: Store) -> None:
    """An id belongs to whoever had it last, removed or not."""
    fill(store)
    study = make_study(store)
    keys = [decide.add(study, "cohesion", "大同访谈1", Span(2, end)).codings[0].id for end in (5, 6)]
    decide.remove(study, keys[:1])
    with store.reading() as connection:
        assert owners(connection, [*keys, "never"]) == dict.fromkeys(keys, CODER)
        last = last_operation(connection)
        assert [moved_on(connection, CODER, since, last + 1) for since in (last, last - 1)] == [False, True]


def test_merging_into_either_database(store: Store, tmp_path: Path) -> None:
    """New, changed and removed codings arrive, an undo takes them back, and the export is the origin's."""
    fill(store)
    here = replace(make_study(store, "小李"), settings=Settings(tmp_path / "here"))
    with open_store(f"sqlite:///{tmp_path / 'origin.db'}") as other:
        fill(other)
        origin = replace(make_study(other), settings=Settings(tmp_path / "origin"))
        keys = [decide.add(origin, "cohesion", "大同访谈1", Span(2, end), memo="𠮷\u200b").codings[0].id
                for end in (5, 6)]
        path = export(origin)[0].path
        assert merge(here, [path])[0].added == 2
        decide.reject(origin, keys[:1])
        decide.remove(origin, keys[1:])
        export(origin)
        found = merge(here, [path])[0]
        assert (found.updated, found.removed, merge(here, [path])[0].operation) == (1, 1, 0)
        assert export(here, [CODER])[0].path.read_bytes() == path.read_bytes()
        with store.writing("小李", "undo", {}, found.operation) as operation:
            assert undo(operation, found.operation) == 2
        assert {key: len(revs) for key, revs in revisions(store).items()} == dict.fromkeys(keys, 1)
        assert merge(here, [path])[0].updated == 1
