"""What respondents said, cut into words: the input of frequency lists, new words and topics.

Tokens are cut on the script layer (simplified, half width, lower case), which has the text's own offsets, because the
tokenizer's dictionary is simplified: on a traditional text three spans in four would differ and most would be single
characters. What nobody said (notes) is masked and is no word.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qualcode.language.layers import mask_notes, script_layer
from qualcode.language.tokens import is_word, tokenize
from qualcode.model import Corpus, Role, Transcript, Turn


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """One turn of a respondent, cut into tokens.

    Attributes:
        transcript: Name of the transcript.
        turn: Index of the turn.
        speaker: Name of the speaker.
        participant: Id of the participant; ``transcript/speaker`` where the corpus does not know the person.
        forms: The tokens that are counted, on the script layer, punctuation included.
        starts: Offset of each token in the transcript's text; a form is as long as its surface.
    """

    transcript: str
    turn: int
    speaker: str
    participant: str
    forms: tuple[str, ...]
    starts: tuple[int, ...]

    def words(self) -> Iterator[str]:
        """Yield the forms that are words or numbers."""
        return (form for form in self.forms if is_word(form))


def iter_speech(corpus: Corpus) -> Iterator[SpokenTurn]:
    """Yield the respondents' turns of a corpus in order, cut into tokens; interviewers and bystanders are left out."""
    for transcript in corpus.transcripts:
        layer = mask_notes(script_layer(transcript.text), transcript.notes)
        for turn in transcript.turns:
            if turn.role is Role.RESPONDENT:
                yield _spoken(corpus, transcript, turn, layer)


def _spoken(corpus: Corpus, transcript: Transcript, turn: Turn, layer: str) -> SpokenTurn:
    person = corpus.participant_of(transcript.name, turn.speaker)
    owner = person.id if person else f"{transcript.name}/{turn.speaker}"
    forms = tuple(tokenize(turn.body.of(layer)))
    starts, position = [], turn.body.start
    for form in forms:
        starts.append(position)
        position += len(form)
    return SpokenTurn(transcript.name, turn.index, turn.speaker, owner, forms, tuple(starts))


def surfaces(corpus: Corpus, speech: Iterable[SpokenTurn], forms: Iterable[str]) -> dict[str, str]:
    """Return, for each counted form, the spelling in which the texts have it most often (the first one on a tie)."""
    wanted = dict.fromkeys(forms)
    seen: dict[str, Counter[str]] = {form: Counter() for form in wanted}
    texts = {transcript.name: transcript.text for transcript in corpus.transcripts}
    for turn in speech:
        text = texts[turn.transcript]
        for form, start in zip(turn.forms, turn.starts, strict=True):
            if form in seen:
                seen[form][text[start : start + len(form)]] += 1
    return {form: counter.most_common(1)[0][0] if counter else form for form, counter in seen.items()}
