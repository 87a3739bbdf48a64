"""How much somebody said."""

from collections.abc import Iterable

from qualcode.model import Note, Role, Span, Transcript


def count_characters(text: str, span: Span, notes: Iterable[Note] = ()) -> int:
    """Return the number of spoken characters in ``span``: letters, digits and Han characters outside notes."""
    spoken = sum(character.isalnum() for character in span.of(text))
    for note in notes:
        if note.span.overlaps(span):
            start, end = max(note.span.start, span.start), min(note.span.end, span.end)
            spoken -= sum(character.isalnum() for character in text[start:end])
    return spoken


def respondent_characters(transcript: Transcript, speaker: str | None = None) -> int:
    """Return the spoken characters of the respondents (or of one speaker) of a transcript."""
    return sum(
        count_characters(transcript.text, turn.body, transcript.notes)
        for turn in transcript.turns
        if turn.role is Role.RESPONDENT and speaker in (None, turn.speaker)
    )
