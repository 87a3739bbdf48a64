"""One coder's work as it travels between machines: what a file of codings holds.

The first line of the file is the header, each line after it one coding or memo. ``rev`` tells a version of it from all
others and from what it came (see ``store.merge``); ``was`` are the revisions before it, the oldest first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qualcode.model.coding import Evidence, Origin, Polarity, State

#: What the header of every such file says of itself.
FORMAT, FORMAT_VERSION = "qualcode-codings", 1
#: The kinds of line after the header.
CODING, MEMO = "coding", "memo"


@dataclass(frozen=True, slots=True)
class Header:
    """Whose work a file holds, and with which codebook and texts it was done.

    Attributes:
        coder: Name of the coder. kind: ``person``, ``consensus`` or ``model``.
        codebook: Id of the codebook. version: Its version. sha256: Hash of its file.
        codes: Its codes by id, with their Chinese name, else the English one, else "".
        transcripts: Transcripts by name, with the hash of their text.
        blind: Whether the coder coded blind, at least to begin with.
    """

    coder: str
    kind: str
    codebook: str = ""
    version: str = ""
    sha256: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    transcripts: Mapping[str, str] = field(default_factory=dict)
    blind: bool = False


@dataclass(frozen=True, slots=True)
class CodingLine:
    """One coding, or what is left of one that its coder took away.

    Attributes:
        id: Of the coding. transcript: Name. start, end: The span. code: Id. coder: Name.
        rev: The present revision. was: Those before it, the oldest first.
        removed: Whether it was taken away. Nothing else is said of it then: what it last was, only its own machine may
            know, and two machines are to write the same line.
        text: Hash of the text on which the span stands.
        anchor: ``""``, ``"fuzzy"`` or ``"lost"``, as in the store.
        unit: ``sentence`` or ``turn``: what a proposal covers; units themselves are found anew where they are read.
        line: 1-based line in the file that was read, else 0.
    """

    id: str
    transcript: str
    start: int
    end: int
    code: str
    coder: str
    rev: str
    was: tuple[str, ...] = ()
    removed: bool = False
    text: str = ""
    origin: Origin = Origin.HUMAN
    state: State = State.ACCEPTED
    polarity: Polarity = Polarity.AFFIRMED
    weight: float = 1.0
    memo: str = ""
    quote: str = ""
    before: str = ""
    after: str = ""
    speaker: str = ""
    unit: str = "sentence"
    evidence: tuple[Evidence, ...] = ()
    basis: str = ""
    codebook: str = ""
    anchor: str = ""
    at: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class MemoLine:
    """One memo, or what is left of one that was taken away; the fields are those of ``CodingLine`` and the store."""

    id: str
    about: str
    target: str
    coder: str
    rev: str
    was: tuple[str, ...] = ()
    removed: bool = False
    body: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class CodingsFile:
    """What a file of codings holds.

    Attributes:
        header: Whose it is. codings: In the order of the text. memos: By what they are about.
        name: Of the file that was read, as messages name it, else "".
    """

    header: Header
    codings: tuple[CodingLine, ...] = ()
    memos: tuple[MemoLine, ...] = ()
    name: str = ""
