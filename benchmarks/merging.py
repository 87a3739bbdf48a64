"""How long it takes to merge 50,000 codings into a store of 300,000: new ones, changed ones, and the same again."""

import argparse
import tempfile
from pathlib import Path

from measure import seconds
from store_material import (
    CODERS,
    changed,
    fill_store,
    study_on,
    synthetic_codebook,
    synthetic_codings,
    synthetic_corpus,
)

from qualcode.store import Held, open_store
from qualcode.store.codings import put_codings
from qualcode.store.texts import text_sha
from qualcode.workflow.exchange import export, merge

NEW, SENDER = 50_000, "G"


def main() -> None:
    """Build two stores, send work from one to the other, and print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="", help="URL of an empty database instead of a SQLite file")
    url = parser.parse_args().store
    corpus, book = synthetic_corpus(), synthetic_codebook()
    theirs = list(synthetic_codings(corpus, book, coders=[SENDER], codings=NEW, seed=11))
    texts = {one.name: text_sha(one.text) for one in corpus.transcripts}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with open_store(url or f"sqlite:///{root / 'here.db'}") as store, \
                open_store(f"sqlite:///{root / 'there.db'}") as other:
            codings = list(synthetic_codings(corpus, book))
            print(f"fill 300,000: {seconds(lambda: fill_store(store, corpus, CODERS, codings)):.1f} s")
            fill_store(other, corpus, [SENDER], theirs)
            here = study_on(store, corpus, book, CODERS[0], root)
            there = study_on(other, corpus, book, SENDER, root)
            path = root / "codings" / f"{SENDER}.jsonl"
            print(f"export 50,000: {seconds(lambda: export(there)):.1f} s, {path.stat().st_size / 1e6:.0f} MB")
            print(f"merge 50,000 new: {seconds(lambda: merge(here, [path])):.1f} s")
            print(f"merge the same again: {seconds(lambda: merge(here, [path])):.1f} s")
            with other.writing(SENDER, "reject") as operation:
                put_codings(operation, [Held(one, texts[one.transcript]) for one in changed(theirs)])
            export(there)
            print(f"merge 50,000 changed: {seconds(lambda: merge(here, [path])):.1f} s")
            print(f"export one of 7 coders: {seconds(lambda: export(here, [CODERS[0]])):.1f} s")


if __name__ == "__main__":
    main()
