"""Codings carried to edited copies of interviews, with the true new place of each known by construction.

Usage: python benchmarks/anchoring.py [--text FOLDER] [--files 0] [--seed 7] [--kind KIND] [--long 60000]

Every sentence is coded, and as many random stretches of one to twelve characters. A character of a copy knows which
character of the old text it was; so the true place of a coding is where its characters went. The columns:

intact  codings whose words are all there, in one piece; script, width, blanks, labels within and stops at the ends
        do not count
same, moved, fuzzy, lost  what ``carry`` said
right   of the fuzzy ones, those whose place shares a character with the true one
missed  lost although half of the characters are there
wrong   same or moved, and the words are others, or the coding's own characters stand elsewhere

Seconds are those of the processor.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import material

from qualcode.language.anchoring import Anchor, Carried, Outcome, carry
from qualcode.language.sentences import sentence_spans
from qualcode.model import Span, Transcript, Turn

COLUMNS = ("codings", "intact", "same", "moved", "fuzzy", "right", "lost", "missed", "wrong")
#: How many places of a transcript one kind of edit touches.
EDITS = 12
STOPS, BLANKS = set("，。！？；：、…,.!?;:"), set(" \n\u3000\u200b")
Letters = list[tuple[str, int]]


@dataclass
class Piece:
    """A turn as it is edited; each character with its old offset, or -1. The header is a piece without a turn."""

    head: Letters
    body: Letters
    tail: Letters
    turn: Turn | None


@dataclass
class Copy:
    """An edited transcript: its pieces, and other people's sentences to put in."""

    pieces: list[Piece]
    others: list[str]
    chance: random.Random

    def spoken(self) -> list[Piece]:
        """Return the pieces that are turns."""
        return [piece for piece in self.pieces if piece.turn is not None]

    def some(self) -> list[Piece]:
        """Return a few turns."""
        turns = [piece for piece in self.spoken() if piece.body]
        return self.chance.sample(turns, min(EDITS, len(turns)))


def fresh(words: str) -> Letters:
    """Return characters that were not there before."""
    return [(letter, -1) for letter in words]


def text_of(letters: Letters) -> str:
    """Return the bare text."""
    return "".join(letter for letter, _place in letters)


def bounds(body: Letters) -> list[Span]:
    """Return the sentences of a body, counted in its own characters."""
    return sentence_spans(text_of(body), Span(0, len(body)))


# -- the kinds of edits ------------------------------------------------------------------------------------------------


def nothing(_copy: Copy) -> None:
    """Leave all as it is."""


def insert_sentences(copy: Copy) -> None:
    """Put another interview's sentences in before a sentence."""
    for piece in copy.some():
        at = copy.chance.choice(bounds(piece.body)).start
        piece.body[at:at] = fresh(copy.chance.choice(copy.others))


def repeat_sentences(copy: Copy) -> None:
    """Put short sentences of the same interview in once more: the worst there is for quotes."""
    short = [text_of(piece.body)[span.start : span.end] for piece in copy.spoken() for span in bounds(piece.body)]
    short = sorted({words for words in short if len(words) <= 8}) or ["嗯。"]
    for piece in copy.some():
        at = copy.chance.choice(bounds(piece.body)).start
        piece.body[at:at] = fresh(copy.chance.choice(short))


def delete_sentences(copy: Copy) -> None:
    """Take sentences out."""
    for piece in copy.some():
        spans = bounds(piece.body)
        if len(spans) > 1:
            span = copy.chance.choice(spans)
            del piece.body[span.start : span.end]


def delete_turns(copy: Copy) -> None:
    """Take whole turns out."""
    gone = {id(piece) for piece in copy.some()}
    copy.pieces = [piece for piece in copy.pieces if id(piece) not in gone]


def mistype(copy: Copy, rate: float) -> None:
    """Replace, drop and add single characters, so that what is left is never the same as before."""
    pool = sorted(letter for letter in set("".join(copy.others)) if "\u4e00" <= letter <= "\u9fff")
    for piece in copy.spoken():
        changed: Letters = []
        words = text_of(piece.body)
        for at, (letter, place) in enumerate(piece.body):
            dice = copy.chance.random() / rate
            near, other = words[max(0, at - 2) : at] + words[at + 1 : at + 4], copy.chance.choice(pool)
            while other in near + letter:
                other = copy.chance.choice(pool)
            if dice < 0.6:
                changed.append((other, -1))
            elif dice < 0.8:
                changed += [(letter, place), (other, -1)]
            elif dice >= 1.0 or letter in near:
                changed.append((letter, place))
        piece.body = changed


def few_typos(copy: Copy) -> None:
    """Mistype 1 character of 100."""
    mistype(copy, 0.01)


def many_typos(copy: Copy) -> None:
    """Mistype 1 character of 10, as another recogniser does."""
    mistype(copy, 0.1)


def rename_speakers(copy: Copy) -> None:
    """Give every speaker a label of another length."""
    for piece in copy.spoken():
        if piece.turn is not None and piece.turn.label:
            label = "采访人" if piece.turn.label in ("问", "采访者") else f"{piece.turn.label[-1]}先生（化名）"
            old = text_of(piece.head)
            at = old.find(piece.turn.label)
            if at >= 0:
                piece.head[at : at + len(piece.turn.label)] = fresh(label)


def split_and_join(copy: Copy) -> None:
    """Split turns at a sentence's end, and join others with the next one."""
    for piece in copy.some():
        index = next((k for k, other in enumerate(copy.pieces) if other is piece), -1)
        if index < 0:  # joined with the one before
            continue
        spans = bounds(piece.body)
        if len(spans) > 1:
            at = copy.chance.choice(spans[1:]).start
            rest = Piece(fresh(text_of(piece.head)), piece.body[at:], piece.tail, piece.turn)
            copy.pieces.insert(index + 1, rest)
            piece.body, piece.tail = piece.body[:at], fresh("\n\n")
        elif index + 1 < len(copy.pieces):
            piece.body += copy.pieces.pop(index + 1).body


def change_width(copy: Copy) -> None:
    """Turn full-width punctuation into half-width, letters into full-width, and put blanks in."""
    table = {ord(wide): ord(wide) - 0xFEE0 for wide in "，！？：；（）"}
    table |= {code: code + 0xFEE0 for code in range(ord("0"), ord("z") + 1) if chr(code).isalnum()}
    for piece in copy.pieces:
        changed: Letters = []
        for letter, place in piece.body:
            changed.append((letter.translate(table), place))
            if letter in "，。" and copy.chance.random() < 0.3:
                changed.append(copy.chance.choice([(" ", -1), ("\u3000", -1), ("\u200b", -1)]))
        piece.body = changed
        piece.tail += fresh("\n")


def convert(copy: Copy, configuration: str) -> None:
    """Convert sentence by sentence; one whose length changes keeps only the place of its two ends."""
    from opencc import OpenCC

    converter = OpenCC(configuration)
    for piece in copy.pieces:
        for part in (piece.head, piece.body, piece.tail):
            for span in reversed(bounds(part)):
                letters = part[span.start : span.end]
                words = converter.convert(text_of(letters))
                places = [place for _letter, place in letters]
                if len(words) != len(letters):
                    places = [places[0], *[-1] * (len(words) - 2), places[-1]]
                part[span.start : span.end] = list(zip(words, places, strict=True))


def to_traditional(copy: Copy) -> None:
    """Convert to traditional characters, or back, character by character."""
    convert(copy, "s2tw" if is_simplified(copy) else "t2s")


def to_other_words(copy: Copy) -> None:
    """Convert with the words of the other side of the strait, which have other lengths."""
    convert(copy, "s2twp" if is_simplified(copy) else "tw2sp")


def is_simplified(copy: Copy) -> bool:
    """Tell by the commonest characters."""
    text = "".join(text_of(piece.body) for piece in copy.pieces)
    return sum(map(text.count, "这们个说")) > sum(map(text.count, "這們個說"))


def swap_turns(copy: Copy) -> None:
    """Swap neighbouring turns, and two far stretches of five turns each."""
    first = len(copy.pieces) - len(copy.spoken())
    for _swap in range(5):
        at = copy.chance.randrange(first, len(copy.pieces) - 1)
        copy.pieces[at], copy.pieces[at + 1] = copy.pieces[at + 1], copy.pieces[at]
    middle = (first + len(copy.pieces)) // 2
    if middle - first > 10:
        a, b = copy.chance.randrange(first, middle - 5), copy.chance.randrange(middle, len(copy.pieces) - 5)
        copy.pieces[a : a + 5], copy.pieces[b : b + 5] = copy.pieces[b : b + 5], copy.pieces[a : a + 5]


def everything(copy: Copy) -> None:
    """Do all of it."""
    for edit in (insert_sentences, delete_sentences, few_typos, rename_speakers, split_and_join, swap_turns,
                 change_width, to_traditional):
        edit(copy)


EDITED: dict[str, Callable[[Copy], None]] = {
    "nothing": nothing,
    "sentences put in": insert_sentences,
    "short sentences repeated": repeat_sentences,
    "sentences taken out": delete_sentences,
    "turns taken out": delete_turns,
    "typos, 1 in 100": few_typos,
    "typos, 1 in 10": many_typos,
    "speakers renamed": rename_speakers,
    "turns split and joined": split_and_join,
    "width and blanks": change_width,
    "script, same length": to_traditional,
    "script and words": to_other_words,
    "turns swapped": swap_turns,
    "all of these": everything,
}
#: Kinds that are tried once more without the turns, and without the old text.
WITHOUT_TURNS = ("speakers renamed", "turns swapped", "all of these")
WITHOUT_OLD = ("nothing", "sentences put in", "sentences taken out", "typos, 1 in 100", "speakers renamed",
               "turns swapped", "width and blanks", "script, same length", "all of these")

# -- codings and their true places -------------------------------------------------------------------------------------


def pieces_of(transcript: Transcript) -> list[Piece]:
    """Take a transcript apart."""
    def letters(start: int, end: int) -> Letters:
        return list(zip(transcript.text[start:end], range(start, end), strict=True))

    pieces = [
        Piece(letters(turn.span.start, turn.body.start), letters(turn.body.start, turn.body.end),
              letters(turn.body.end, turn.span.end), turn)
        for turn in transcript.turns
    ]
    header = letters(0, transcript.turns[0].span.start)
    return [Piece([], header, [], None), *pieces]


def assembled(copy: Copy) -> tuple[str, list[Turn], dict[int, int]]:
    """Put a copy together: its text, its turns, and where each old character went."""
    text, turns, went = "", [], {}
    for piece in copy.pieces:
        start = len(text)
        for part in (piece.head, piece.body, piece.tail):
            went |= {place: len(text) + k for k, (_letter, place) in enumerate(part) if place >= 0}
            text += text_of(part)
        if piece.turn is not None:
            body = Span(start + len(piece.head), start + len(piece.head) + len(piece.body))
            label = text_of(piece.head).strip("：: \n#")
            turns.append(replace(piece.turn, index=len(turns), span=Span(start, len(text)), body=body, label=label,
                                 speaker=label))
    return text, turns, went


def codings_of(transcript: Transcript, chance: random.Random) -> list[Anchor]:
    """Code every sentence, and as many short stretches of what was said."""
    spans = [span for turn in transcript.turns for span in sentence_spans(transcript.text, turn.body)]
    for turn in chance.choices(transcript.turns, k=len(spans)):
        start = chance.randrange(turn.body.start, max(turn.body.start + 1, turn.body.end))
        spans.append(Span(start, min(turn.body.end, start + chance.randint(1, 12))))
    text = transcript.text
    return [Anchor(span, span.of(text), text[max(0, span.start - 20) : span.start], text[span.end : span.end + 20])
            for span in spans if span.of(text).strip()]


@dataclass(frozen=True)
class Truth:
    """What is known of a coding in the copy.

    Attributes:
        places: Where its characters went, but for stops at its ends, which a slip of the mouse takes from the next
            sentence; all of them where there are only stops.
        intact: Whether all words are there in one piece.
        share: Of its characters, how many are there.
    """

    places: list[int]
    intact: bool
    share: float


def truth_of(anchor: Anchor, text: str, turns: Sequence[Turn], went: dict[int, int]) -> Truth:
    """Return what became of a coding."""
    letters = [at for at in range(anchor.span.start, anchor.span.end)
               if anchor.quote[at - anchor.span.start] not in BLANKS]
    wanted = [at for at in letters if anchor.quote[at - anchor.span.start] not in STOPS] or letters
    wanted = [at for at in letters if wanted[0] <= at <= wanted[-1]]
    places = [went[at] for at in wanted if at in went]
    share = len(places) / len(wanted)
    intact = share == 1.0 and places[0] <= places[-1] and said(text, Span(places[0], places[-1] + 1), turns) == places
    return Truth(places, intact, share)


def said(text: str, span: Span, turns: Sequence[Turn]) -> list[int]:
    """Return the places in a span but for blanks, labels within it, and stops at its ends, unless it is only these."""
    where = [at for at in range(span.start, span.end) if text[at] not in BLANKS]
    bodies = [turn.body for turn in turns if turn.body.overlaps(span)]
    if len(bodies) > 1:
        where = [at for at in where if any(body.start <= at < body.end for body in bodies)]
    words = [at for at in where if text[at] not in STOPS]
    return [at for at in where if words[0] <= at <= words[-1]] if words else where


def counted(
    anchors: Sequence[Anchor], carried: Sequence[Carried], truths: Sequence[Truth], copy: tuple[str, list[Turn]],
    shown: list[str],
) -> Counter[str]:
    """Compare what was said with the truth."""
    counts: Counter[str] = Counter()
    for anchor, one, truth in zip(anchors, carried, truths, strict=True):
        counts["codings"] += 1
        counts["intact"] += truth.intact
        counts[one.outcome.value] += 1
        if one.span is None:
            counts["missed"] += truth.share >= 0.5
        elif one.outcome is Outcome.FUZZY:
            counts["right"] += any(one.span.start <= place < one.span.end for place in truth.places)
        elif not is_right(one.span, truth, *copy):
            counts["wrong"] += 1
            shown.append(f"{anchor} -> {one} instead of {truth}")
    return counts


def is_right(span: Span, truth: Truth, text: str, turns: Sequence[Turn]) -> bool:
    """Tell whether the span has all of the coding's characters and nothing else."""
    return truth.intact and said(text, span, turns) == truth.places


def tried(transcripts: Sequence[Transcript], kind: str, seed: int, *, turns: bool = True, old: bool = True,
          shown: list[str]) -> tuple[Counter[str], float]:
    """Edit every transcript, carry its codings and count."""
    counts: Counter[str] = Counter()
    spent = 0.0
    for number, transcript in enumerate(transcripts):
        chance = random.Random(f"{seed} {kind} {number}")
        other = transcripts[number - 1]
        others = [span.of(other.text) for turn in other.turns for span in sentence_spans(other.text, turn.body)]
        copy = Copy(pieces_of(transcript), others, chance)
        EDITED[kind](copy)
        text, new_turns, went = assembled(copy)
        anchors = codings_of(transcript, chance)
        started = time.process_time()
        carried = carry(transcript.text if old else None, text, anchors,
                        old_turns=transcript.turns if turns else (), new_turns=new_turns if turns else ())
        spent += time.process_time() - started
        truths = [truth_of(anchor, text, new_turns, went) for anchor in anchors]
        if kind == "script and words":  # where a conversion changes the length, only whole sentences have a true place
            known = [k for k, (anchor, truth) in enumerate(zip(anchors, truths, strict=True))
                     if truth.share == 1.0 or k < len(anchors) // 2]
            anchors, carried, truths = ([row[k] for k in known] for row in (anchors, carried, truths))
        counts += counted(anchors, carried, truths, (text, new_turns), shown)
    return counts, spent


def foreign(
    transcripts: Sequence[Transcript], seed: int, *, old: bool, shown: list[str]
) -> tuple[Counter[str], float]:
    """Carry to another interview altogether: every confident place is wrong."""
    counts: Counter[str] = Counter()
    spent = 0.0
    for number, transcript in enumerate(transcripts):
        anchors = codings_of(transcript, random.Random(f"{seed} {number}"))
        other = transcripts[number - 1]
        started = time.process_time()
        carried = carry(transcript.text if old else None, other.text, anchors, old_turns=transcript.turns,
                        new_turns=other.turns)
        spent += time.process_time() - started
        truths = [Truth([], intact=False, share=0.0)] * len(anchors)
        counts += counted(anchors, carried, truths, (other.text, list(other.turns)), shown)
    return counts, spent


def long_one(transcripts: Sequence[Transcript], size: int) -> Transcript:
    """Return one long interview made of exchanges, shuffled."""
    pairs = material.exchanges(material.Corpus(tuple(transcripts)))
    return material.make_corpus(pairs, size * 3 / 1e6, size=size * 3).transcripts[0]


def main() -> None:
    """Print one row for each kind of edit."""
    options = _options()
    corpus = material.sample_corpus(options.text) if options.text else material.sample_corpus()
    transcripts = [one for one in corpus.transcripts if one.turns][: options.files or None]
    shown: list[str] = []
    print(f"{len(transcripts)} interviews, {sum(len(one.text) for one in transcripts)} characters")
    print(f"{'':44}" + "".join(f"{column:>9}" for column in COLUMNS) + f"{'seconds':>9}")

    def row(name: str, result: tuple[Counter[str], float]) -> None:
        counts, spent = result
        print(f"{name:44}" + "".join(f"{counts[column]:9}" for column in COLUMNS) + f"{spent:9.2f}", flush=True)

    for kind in [options.kind] if options.kind else EDITED:
        row(kind, tried(transcripts, kind, options.seed, shown=shown))
        if kind in WITHOUT_TURNS:
            row(f"{kind}; turns not known", tried(transcripts, kind, options.seed, turns=False, shown=shown))
        if kind in WITHOUT_OLD:
            row(f"{kind}; old text not known", tried(transcripts, kind, options.seed, old=False, shown=shown))
    row("another interview", foreign(transcripts, options.seed, old=True, shown=shown))
    row("another interview; old text not known", foreign(transcripts, options.seed, old=False, shown=shown))
    whole = [long_one(transcripts, options.long)]
    for kind in ("typos, 1 in 100", "typos, 1 in 10", "all of these"):
        row(f"{len(whole[0].text)} characters: {kind}", tried(whole, kind, options.seed, shown=shown))
    for line in shown if options.show else ():
        print(line)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--text", type=Path, help="a folder of your own interviews instead of the samples")
    parser.add_argument("--files", type=int, default=0, help="only so many interviews; 0 for all")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--kind", choices=sorted(EDITED), default="", help="only this kind of edit")
    parser.add_argument("--long", type=int, default=60_000, help="characters of the long interview that is timed")
    parser.add_argument("--show", action="store_true", help="print every wrong one; interview text is shown")
    return parser.parse_args()


if __name__ == "__main__":
    main()
