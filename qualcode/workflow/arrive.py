"""Where codings from another machine stand here: its codebook and transcripts may be older, newer or others."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from qualcode.language.anchoring import Anchor, Carried, Outcome, carry
from qualcode.model import Coding, Span, Unit
from qualcode.model.exchange import CodingLine
from qualcode.store import Connection, Held
from qualcode.store.codings import LOST
from qualcode.store.merge import kept_version, renamed_codes
from qualcode.store.texts import clean, text_of, text_sha
from qualcode.workflow.carry import moved_to
from qualcode.workflow.study import Study

#: What a coding stands on whose text was never here.
NO_TEXT = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Arrived:
    """A coding from a file as it would stand here.

    Attributes:
        held: It, with the code as it is called here.
        old: It, as the file has it.
        found: What became of its place.
    """

    held: Held
    old: Coding
    found: Carried


class Arrivals:
    """Places codings from other machines in a study.

    A text that is the same here needs no looking; one that was here once is aligned with the present one; of one that
    was never here only quote and context are known. A coding whose words or transcript are not here is kept, lost:
    it stands on the old text, or on an empty one where there is none.

    Args:
        study: The study.
        connection: Of its store.
    """

    def __init__(self, study: Study, connection: Connection) -> None:
        self.study, self.connection = study, connection
        self.shas = {one.name: text_sha(one.text) for one in study.corpus.transcripts}
        self._renamed = renamed_codes(connection)
        self._texts: dict[str, str | None] = {}
        self._named: dict[str, list[str]] = defaultdict(list)
        for name, sha in self.shas.items():
            self._named[sha].append(name)

    def code(self, code: str) -> str:
        """Return how a code is called here; a code that is not known here keeps its id."""
        known = self.study.codebook.by_id
        new = self._renamed.get(code, code)
        return new if code not in known and new in known else code

    def transcript(self, line: CodingLine) -> str:
        """Return how a coding's transcript is called here, by its name or else its text; "" where it is not here."""
        if line.transcript in self.shas:
            return line.transcript
        same = self._named.get(line.text, [])
        return same[0] if len(same) == 1 else ""

    def place(self, lines: Iterable[CodingLine]) -> dict[str, Arrived]:
        """Return codings as they would stand here, by id."""
        groups: dict[tuple[str, str], list[CodingLine]] = defaultdict(list)
        for line in lines:
            groups[self.transcript(line), line.text].append(line)
        return {
            line.id: self._arrived(line, name, found)
            for (name, text), group in groups.items()
            for line, found in zip(group, self._found(name, text, group), strict=True)
        }

    def _found(self, name: str, text: str, lines: Sequence[CodingLine]) -> list[Carried]:
        if not name:
            return [Carried(Outcome.LOST, None, 0.0, "deleted") for _line in lines]
        target = self.study.corpus.by_name[name]
        anchors = [Anchor(Span(line.start, line.end), line.quote, line.before, line.after, line.speaker)
                   for line in lines]
        if text != self.shas[name]:
            kept = kept_version(self.connection, name, text)
            return carry(self._text(text), target.text, anchors, old_turns=kept.turns if kept else (),
                         new_turns=target.turns)
        return [
            Carried(Outcome.SAME, anchor.span, 1.0, "exact") if clean(anchor.span.of(target.text)) == anchor.quote
            else carry(None, target.text, [anchor], new_turns=target.turns)[0]
            for anchor in anchors
        ]

    def _text(self, sha: str) -> str | None:
        if sha not in self._texts:
            self._texts[sha] = text_of(self.connection, sha)
        return self._texts[sha]

    def _arrived(self, line: CodingLine, name: str, found: Carried) -> Arrived:
        old = _coding(line)
        code = self.code(line.code)
        given = Held(old if code == line.code else replace(old, code=code), line.text, line.anchor)
        if found.span is not None:
            target = self.study.corpus.by_name[name]
            held = moved_to(given, found, target, self.shas[name], self.study.places)
            return Arrived(held, old, found)
        known = self._text(line.text) is not None
        return Arrived(replace(given, text=line.text if known else NO_TEXT, anchor=LOST), old, found)


def _coding(line: CodingLine) -> Coding:
    """Return a coding as its file has it; of its unit only the kind is known."""
    span = Span(line.start, line.end)
    unit = Unit(f"{line.transcript}{'@' if line.unit == 'turn' else '#'}0", line.transcript, 0, span, 0)
    return Coding(
        line.id, line.code, line.transcript, span, unit, line.speaker, "", line.coder, line.origin, line.state,
        line.polarity, line.evidence, line.quote, line.before, line.after, line.codebook, line.memo, line.weight,
        line.at, line.basis)
