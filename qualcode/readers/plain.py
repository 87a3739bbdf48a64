"""Text files: the decoded file is the canonical text, character for character."""

from qualcode.readers.document import Document, document_of
from qualcode.readers.encoding import decode


def read_text(data: bytes, name: str, kind: str, encoding: str = "") -> Document:
    """Return the document of a ``txt`` or ``md`` file.

    Args:
        data: The file's bytes.
        name: The file, for messages.
        kind: ``txt`` or ``md``.
        encoding: Used strictly when given.

    Raises:
        EncodingError: the bytes fit no encoding strictly, or more than one.
        NotATranscriptError: the bytes are no text.
    """
    text, found = decode(data, name, encoding)
    return document_of(text, kind, found)
