"""Transcripts as they were when somebody coded them: every version of every text stays."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection, select

from qualcode.model import Role, Span, Transcript, Turn
from qualcode.store import schema
from qualcode.store.store import Operation


@dataclass(frozen=True)
class Kept:
    """A version of a transcript in the store.

    Attributes:
        name: Of the transcript.
        sha: Hash of its canonical text.
        structure: Its turns with their speakers, as JSON.
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
            for index, (start, end, first, last, speaker, role) in enumerate(json.loads(self.structure))
        )


def text_sha(text: str) -> str:
    """Return the hash of a canonical text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def kept_form(transcript: Transcript) -> Kept:
    """Return what the store keeps of a transcript besides its text."""
    turns = [
        [turn.span.start, turn.span.end, turn.body.start, turn.body.end, turn.speaker, turn.role.value]
        for turn in transcript.turns
    ]
    structure = json.dumps(turns, ensure_ascii=False, separators=(",", ":"))
    return Kept(transcript.name, text_sha(transcript.text), clean(structure), transcript.source)


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


def text_of(connection: Connection, sha: str) -> str | None:
    """Return a text by its hash, None where the store never had it."""
    body = connection.scalar(select(schema.content.c.body).where(schema.content.c.sha == sha))
    return None if body is None else bytes(body).decode("utf-8", "surrogatepass")


def clean(words: str) -> str:
    """Return words as any database can keep them: NUL and half surrogate pairs become U+FFFD."""
    if "\0" not in words and words.isascii():
        return words
    return words.replace("\0", "\ufffd").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
