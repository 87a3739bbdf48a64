"""Who asks and who answers: by the words of the label, by the header, else by how they behave."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qualcode.model import Role, Transcript, Turn
from qualcode.readers.labels import key_of, known_role, split_aside

Ruling = tuple[Role, float, str]

_QUESTION = re.compile(
    r"[？?][^？?]{0,12}$|(?:吗|么|呢|没有|不嘛|没得)[。.，,\s]*$|"
    r"(?:请问|请您?|麻烦您?|能不能|可不可以|说说|谈谈|聊聊|讲讲|介绍一下|介绍下|为什么|怎么样|什么|怎么看|哪些|哪个|多少|是不是|有没有|会不会)"
    r"[^。！!]{0,18}[。.]?$"
)
_BACKCHANNEL = re.compile(
    r"(?:[嗯恩唔哦噢喔啊呃额欸诶哎唉对是好行得对呀的了嘛吧哈呵嗨嘿呢吗呀哇]|明白|可以|这样|知道|理解|没错|确实|谢谢|原来如此|继续|ok|yes|mm|hmm|[\s，。、！!,.～~…—])+",
    re.IGNORECASE,
)
#: with more speakers than this it is a meeting, in which nobody interviews by behaviour alone.
_MEETING = 8
#: a voice with less than this share of the turns and of the words is a bystander beside two main voices.
_MINOR = 0.1
_NUMBERED = re.compile(r"(?:说话人|說話人|发言人|發言人|speaker[_ ]?|spk)\d+")
_LETTERS = frozenset("qa")


def asks(text: str) -> bool:
    """Tell whether a turn ends by asking something or by inviting to tell."""
    return bool(_QUESTION.search(text[-60:].rstrip("”’」』）)\"' \n")))


def is_backchannel(text: str) -> bool:
    """Tell whether a turn only says that somebody listens (嗯。 对对。).

    >>> is_backchannel("嗯，好的。"), is_backchannel("那村里呢？")
    (True, False)
    """
    return len(text) <= 12 and (not text or bool(_BACKCHANNEL.fullmatch(text))) and not text.endswith(("？", "?"))


@dataclass(frozen=True, slots=True)
class _Voice:
    name: str
    labels: tuple[str, ...]
    turns: int
    characters: int
    questions: float
    place: int

    @property
    def keys(self) -> set[str]:
        return {key_of(label) for label in self.labels}


def with_roles(
    transcript: Transcript, tied: Mapping[str, Role], said: Mapping[str, Ruling], people: Sequence[str] = ()
) -> Transcript:
    """Return the transcript with a role for every speaker and turn, and with what each turn answers.

    Args:
        transcript: Its speakers and turns may have any role.
        tied: Key of a label -> role that the header gives it.
        said: Name of a speaker -> what a person decided (speaker map, attribute table); it stands.
        people: Names of speakers who are respondents for certain, without a word on the others.
    """
    voices = _voices(transcript)
    rulings = dict(said) | {name: (Role.RESPONDENT, 1.0, "table") for name in people if name not in said}
    rulings |= {v.name: r for v in voices if v.name not in rulings and (r := _by_words(v, voices, tied)) is not None}
    rulings |= _by_behaviour([voice for voice in voices if voice.name not in rulings], voices, rulings)
    speakers = tuple(
        replace(
            speaker, role=rulings[speaker.name][0], confidence=rulings[speaker.name][1], reason=rulings[speaker.name][2]
        )
        for speaker in transcript.speakers
    )
    turns = tuple(replace(turn, role=rulings[turn.speaker][0]) for turn in transcript.turns)
    return replace(transcript, speakers=speakers, turns=_with_answers(transcript.text, turns))


def _voices(transcript: Transcript) -> list[_Voice]:
    bodies: dict[str, list[str]] = {speaker.name: [] for speaker in transcript.speakers}
    for turn in transcript.turns:
        bodies[turn.speaker].append(turn.body.of(transcript.text))
    return [
        _Voice(
            speaker.name,
            speaker.labels,
            len(said),
            sum(map(len, said)),
            sum(map(asks, said)) / max(1, sum(not is_backchannel(words) for words in said)),
            place,
        )
        for place, (speaker, said) in enumerate((speaker, bodies[speaker.name]) for speaker in transcript.speakers)
    ]


def _by_words(voice: _Voice, voices: Sequence[_Voice], tied: Mapping[str, Role]) -> Ruling | None:
    keys = {key for other in voices for key in other.keys}
    spellings = [part for label in voice.labels or (voice.name,) for part in split_aside(label) if part]
    spellings += [part.split("，")[0] for part in spellings if "，" in part]
    for spelling in spellings:
        key = key_of(spelling)
        role = known_role(spelling)[1]
        if key[:1] in _LETTERS and len(key.rstrip("0123456789")) == 1 and not any(k.startswith("q") for k in keys):
            role = None  # A and B are just two letters where there is no Q
        if key == "我" and keys & {"他", "她"}:
            role = Role.INTERVIEWER
        if role is not None:
            return role, 0.95, "label"
        if key in tied:
            return tied[key], 0.9, "header"
    return None


def _by_behaviour(
    unknown: Sequence[_Voice], voices: Sequence[_Voice], fixed: Mapping[str, Ruling]
) -> dict[str, Ruling]:
    roles = {fixed[voice.name][0] for voice in voices if voice.name in fixed} - {Role.OTHER}
    if not roles:
        return _askers(unknown)
    found = {voice.name: (Role.OTHER, 0.5, "few_turns") for voice in unknown if _is_bystander(voice, voices)}
    rest = [voice for voice in unknown if voice.name not in found]
    if Role.INTERVIEWER in roles:
        return found | {voice.name: (Role.RESPONDENT, 0.85, "remaining") for voice in rest}
    found |= {voice.name: (Role.RESPONDENT, 0.6, "remaining") for voice in rest}
    asker = max(rest, key=lambda voice: (voice.questions, -voice.place), default=None)
    if asker and ((asker.questions >= 0.3 and asker.turns >= 2) or (len(rest) == 1 and asker.questions > 0)):
        found[asker.name] = (Role.INTERVIEWER, 0.8, "questions")
    return found


def _is_bystander(voice: _Voice, voices: Sequence[_Voice]) -> bool:
    """Tell whether a voice that only a machine numbered (说话人3) says next to nothing beside two others."""
    if len(voices) < 3 or not all(_NUMBERED.fullmatch(key) for key in voice.keys):
        return False
    return not _is_main(voice, voices) and sum(_is_main(other, voices) for other in voices) == 2


def _is_main(voice: _Voice, voices: Sequence[_Voice]) -> bool:
    turns, characters = sum(other.turns for other in voices), sum(other.characters for other in voices)
    return voice.turns >= _MINOR * turns or voice.characters >= _MINOR * characters


def _askers(voices: Sequence[_Voice]) -> dict[str, Ruling]:
    """Two main voices: the one that asks more, speaks shorter and begins; more: those that mostly ask one who tells."""
    if len(voices) == 1:
        return {voices[0].name: (Role.RESPONDENT, 0.3, "only_voice")}
    main = [voice for voice in voices if _is_main(voice, voices)]
    found: dict[str, Ruling] = {voice.name: (Role.RESPONDENT, 0.5, "no_interviewer") for voice in voices}
    if len(main) == 2 and len(voices) <= _MEETING:
        scores = sorted(((_score(voice, main), voice.name) for voice in main), reverse=True)
        lead = scores[0][0] - scores[1][0]
        if max(voice.questions for voice in main) > 0.1 and lead > 0:
            sure = round(min(0.95, 0.5 + lead / 2), 2)
            found = {voice.name: (Role.OTHER, 0.5, "few_turns") for voice in voices}
            found[scores[0][1]] = (Role.INTERVIEWER, sure, "questions")
            found[scores[1][1]] = (Role.RESPONDENT, sure, "questions")
        return found
    askers = {voice.name for voice in voices if voice.turns >= 2 and voice.questions >= 0.5}
    if len(voices) <= _MEETING and askers and all(v.questions < 0.3 for v in voices if v.name not in askers):
        return (
            {
                voice.name: (Role.INTERVIEWER if voice.name in askers else Role.RESPONDENT, 0.7, "questions")
                for voice in voices
            }
            if len(askers) < len(voices)
            else found
        )
    teller = max(voices, key=lambda voice: voice.characters, default=None)
    if teller is None or len(voices) > _MEETING or teller.characters < 0.5 * sum(voice.characters for voice in voices):
        return found
    for voice in voices:
        if voice is not teller and voice.turns >= 3 and voice.questions >= max(0.3, 2 * teller.questions):
            found[voice.name] = (Role.INTERVIEWER, 0.7, "questions")
            found[teller.name] = (Role.RESPONDENT, 0.7, "questions")
    return found


def _score(voice: _Voice, main: Sequence[_Voice]) -> float:
    other = next(rival for rival in main if rival is not voice)
    mean, their_mean = voice.characters / max(1, voice.turns), other.characters / max(1, other.turns)
    return voice.questions + (0.3 if mean < 0.7 * their_mean else 0.0) + (0.15 if voice.place < other.place else 0.0)


def _with_answers(text: str, turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Tie every turn that is not the interviewer's to the question just before it; listening sounds do not count."""
    answered: list[Turn] = []
    question: int | None = None
    fresh = True
    for turn in turns:
        body = turn.body.of(text)
        if turn.role is not Role.INTERVIEWER:
            answered.append(replace(turn, answers=question if turn.role is Role.RESPONDENT else None))
            fresh = True
            continue
        answered.append(replace(turn, answers=None))
        if is_backchannel(body):
            continue
        if fresh or question is None or asks(body) or not asks(turns[question].body.of(text)):
            question = turn.index
        fresh = False
    return tuple(answered)
