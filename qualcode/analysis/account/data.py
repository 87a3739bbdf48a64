"""What the data of a study are: interviews, people, towns, and what may point to single people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qualcode.analysis.account.words import listed, whole
from qualcode.analysis.compare.captions import attribute_name
from qualcode.analysis.compare.compare import MOST_GROUPS
from qualcode.analysis.counts import Speech
from qualcode.analysis.matrices import SMALL_GROUP
from qualcode.analysis.meetings import transcripts_of
from qualcode.analysis.participants import stated
from qualcode.i18n import _

#: a role that was found with less confidence than this is little more than a guess, as the reading report says
UNSURE = 0.6


@dataclass(frozen=True)
class Data:
    """What was studied.

    Attributes:
        interviews: Transcripts.
        people: Participants who speak in them as respondents.
        characters: What these say, without punctuation and notes.
        unlisted: Those of them without a row in the attribute table.
        groups: Attribute -> value -> people who speak; "" is not stated, and stands last.
        lacking: Attributes of those asked for that nobody has.
        recognisable: People who can be recognised by what tells people apart (``participants.recognisable``).
        guessed: Speakers whose role in the interview was guessed.
        guessed_in: Interviews with such speakers.
        no_interviewer: Interviews in which nobody was found to ask.
        silent: Interviews in which no respondent speaks.
    """

    interviews: int = 0
    people: int = 0
    characters: int = 0
    unlisted: int = 0
    groups: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()
    recognisable: int = 0
    guessed: int = 0
    guessed_in: int = 0
    no_interviewer: int = 0
    silent: int = 0


def measure_data(speech: Speech, keys: Sequence[str], recognisable: Sequence[str] = ()) -> Data:
    """Count what was studied.

    Args:
        speech: Of the corpus.
        keys: Attributes by which people are counted.
        recognisable: Ids, of ``participants.recognisable``.
    """
    corpus = speech.corpus
    said = Counter[str]()
    for voice in speech.voices.values():
        said[voice.participant] += voice.characters
    people = sorted(+said)
    places = transcripts_of(corpus)
    values = {key: {one: stated(corpus, one, key, places.get(one, ())) for one in people} for key in keys}
    unsure = [(transcript.name, speaker.name) for transcript in corpus.transcripts for speaker in transcript.speakers
              if speaker.confidence < UNSURE]
    heard = {voice.transcript for voice in speech.voices.values() if voice.characters}
    return Data(
        interviews=len(corpus.transcripts), people=len(people), characters=said.total(),
        unlisted=sum(one not in corpus.by_id or not corpus.by_id[one].listed for one in people),
        groups={key: _counted([str(value or "") for value in found.values()]) for key, found in values.items()
                if any(found.values())},
        lacking=tuple(key for key, found in values.items() if not any(found.values())),
        recognisable=len(recognisable), guessed=len(unsure), guessed_in=len({name for name, _speaker in unsure}),
        no_interviewer=sum(all(one.role != "interviewer" for one in transcript.speakers)
                           for transcript in corpus.transcripts),
        silent=len(set(corpus.by_name) - heard))


def data_sentences(found: Data) -> list[str]:
    """Return what was studied, as sentences."""
    if not found.interviews:
        return [_("No interview has been read yet: put transcripts into the project's folder of transcripts, and write "
                  "this report again.")]
    said = [_("Interviews: {interviews}; people who answer in them: {people}; characters that these people speak, "
              "without punctuation and notes: {characters}.").format(
                  interviews=whole(found.interviews), people=whole(found.people),
                  characters=whole(found.characters))]
    if found.silent:
        said.append(_("Interviews in which no respondent was found to speak: {n}.").format(n=found.silent))
    said += [_by(key, groups) for key, groups in found.groups.items()]
    said += [_("Nobody's {attribute} is known; add a column for it to the attribute table.").format(
        attribute=attribute_name(key)) for key in found.lacking] if found.people else []
    if found.unlisted:
        said.append(_("People without a row in the attribute table, of whom only their words are known: {n}.").format(
            n=found.unlisted))
    return said


def careful_sentences(found: Data) -> list[str]:
    """Return what to be careful about before numbers and people are printed."""
    if not found.people:
        return []
    said = [_("Counts are given as so many of so many people; a group of fewer than {n} people has no percentage. "
              "Differences between two groups are in percentage points, with an interval where there is one."
              ).format(n=SMALL_GROUP)]
    if found.recognisable:
        said.append(_("Careful: by what the table of participants says of them some people can be recognised; its note "
                      "says by what, and how many they are."))
    said.append(_("Quotes are people's own words: look for names and places in them before this is printed."))
    return said


def _counted(values: Sequence[str]) -> Mapping[str, int]:
    counts = Counter(values)
    return {value: counts[value] for value in sorted(counts, key=lambda one: (one == "", one))}


def _by(key: str, groups: Mapping[str, int]) -> str:
    name = attribute_name(key)
    if len(groups) > MOST_GROUPS:
        return _("Different values of {attribute}: {n}, too many for groups.").format(attribute=name, n=len(groups))
    return _("People by {attribute}: {groups}.").format(attribute=name, groups=_groups(groups))


def _groups(groups: Mapping[str, int]) -> str:
    return listed(_("{name} (n = {n})").format(name=name or _("not stated"), n=n) for name, n in groups.items())
