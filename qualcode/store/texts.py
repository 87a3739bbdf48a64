"""Transcripts as they were when somebody coded them: every version of every text stays."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection, func, select

from qualcode.model import Corpus, Role, Span, Transcript, Turn
from qualcode.store import schema
from qualcode.store.store import Operation


@dataclass(frozen=True)
class Kept:
    """A version of a transcript in the store.

    Attributes:
        name: Of the transcript.
        sha: Hash of its canonical text.
        structure: Its turns, who speaks in them and how its units are called, as JSON.
        source: Path of the file that it was read from.
    """

    name: str
    sha: str
    structure: str
    source: str = ""

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The turns, without their times and answers."""
        return tuple(
            Turn(index, Span(start, end), Span(first, last), speaker, speaker, Role(role))
            for index, (start, end, first, last, speaker, role) in enumerate(json.loads(self.structure)["turns"])
        )


def text_sha(text: str) -> str:
    """Return the hash of a canonical text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def kept_form(corpus: Corpus, transcript: Transcript) -> Kept:
    """Return what the store keeps of a transcript besides its text."""
    turns = [
        [turn.span.start, turn.span.end, turn.body.start, turn.body.end, turn.speaker, turn.role.value]
        for turn in transcript.turns
    ]
    people = {one.name: corpus.links.get((transcript.name, one.name), "") for one in transcript.speakers}
    structure = {"prefix": corpus.id_prefix(transcript.name), "people": people, "turns": turns}
    written = json.dumps(structure, ensure_ascii=False, separators=(",", ":"))
    return Kept(transcript.name, text_sha(transcript.text), clean(written), transcript.source)


def kept_transcripts(connection: Connection) -> dict[str, Kept]:
    """Return the current version of every transcript by name."""
    table = schema.transcript
    rows = connection.execute(
        select(table.c.key, table.c.text, table.c.turns, table.c.source)
        .where(table.c.until.is_(None)).order_by(table.c.key))
    return {row[0]: Kept(*row) for row in rows}


def put_transcripts(operation: Operation, transcripts: list[tuple[Kept, Transcript]]) -> None:
    """Keep new versions of transcripts with their texts."""
    for kept, transcript in transcripts:
        operation.keep(kept.sha, transcript.text.encode("utf-8", "surrogatepass"))
    operation.put(schema.transcript, [
        {"key": kept.name, "text": kept.sha, "turns": kept.structure, "source": kept.source,
         "source_sha": transcript.sha256} for kept, transcript in transcripts])


def end_transcripts(operation: Operation, names: list[str]) -> None:
    """Note that there are no transcripts of these names any more; their texts stay."""
    operation.end(schema.transcript, names)


def superseded(connection: Connection, name: str, sha: str) -> int:
    """Return the operation that replaced a text of a transcript by another one, 0 where nothing did."""
    table = schema.transcript
    return connection.scalar(
        select(func.max(table.c.until)).where(table.c.key == name, table.c.text == sha, table.c.until.is_not(None))
    ) or 0


def stray_transcripts(connection: Connection) -> list[str]:
    """Return the transcripts of which some codings stand on another text than the current one and are not lost."""
    coding, table = schema.coding, schema.transcript
    return list(connection.scalars(
        select(coding.c.transcript).distinct().join(table, table.c.key == coding.c.transcript)
        .where(table.c.until.is_(None), coding.c.until.is_(None), coding.c.text != table.c.text,
               coding.c.anchor != "lost").order_by(coding.c.transcript)))


def text_of(connection: Connection, sha: str) -> str | None:
    """Return a text by its hash, None where the store never had it."""
    body = connection.scalar(select(schema.content.c.body).where(schema.content.c.sha == sha))
    return None if body is None else bytes(body).decode("utf-8", "surrogatepass")


def clean(words: str) -> str:
    """Return words as any database can keep them: NUL and half surrogate pairs become U+FFFD."""
    if "\0" not in words and words.isascii():
        return words
    return words.replace("\0", "\ufffd").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
