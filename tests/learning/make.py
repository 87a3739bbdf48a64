"""Small invented speech to learn from: two things that people say in several words, among others that say neither."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qualcode.learning.learner import Grams
from qualcode.learning.model import Learned, learn
from qualcode.learning.passages import Examples, Passage, no_examples

TRUST = ("村上的人我信得过。", "干部嘛，我们都信得过。", "我信得过村主任。", "这个平台我信得过。", "医生还是信得过的。")
LITERACY = ("手机我搞不来。", "那个软件我搞不来。", "字太小，我搞不来。", "我不会用那个。", "老人家不会用。",
            "扫码我硬是搞不来。")
PLAIN = ("今天天气好。", "我家里种水稻。", "早上要去赶场。", "娃儿在外头打工。", "去年修了一条路。", "鸡喂了十几只。",
         "今年雨水多。", "坐车方便。", "我们屋头三口人。")
#: Said by those whom nobody has read: words that no read passage has stand beside those that speak for a code.
UNREAD = "水库边上住的李家孃孃，我信得过。"
CODES = ("literacy", "trust")


class OnTrust:
    """An encoder that knows two things of a text: whether it is on trust, and whether it says anything."""

    name, sha = "on-trust", "5ha"

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return (texts, 2)."""
        made = [[float("信得过" in text), float("信得过" not in text)] if text else [0.0, 0.0] for text in texts]
        return np.array(made, dtype=np.float32).reshape(len(texts), 2)


def sentences(person: int) -> list[str]:
    """Return the eight sentences of a person, by number: two or three on either thing, the others on neither."""
    more = LITERACY[(2 * person + 3) % 6] if person % 2 else TRUST[(person + 2) % 5]
    return [TRUST[person % 5], PLAIN[person % 9], LITERACY[person % 6], PLAIN[(person + 3) % 9],
            PLAIN[(2 * person + 5) % 9], more, PLAIN[(person + 7) % 9], PLAIN[(5 * person + 1) % 9]]


def codes_of(sentence: str) -> set[str]:
    """Return the codes that belong to a sentence."""
    return {code for code, said in (("trust", (*TRUST, UNREAD)), ("literacy", LITERACY)) if sentence in said}


def speech(people: int = 9) -> list[Passage]:
    """Return what people say as passages; the sentence before stands around each."""
    made = []
    for person in range(people):
        said = sentences(person)
        made += [Passage(f"P{person:02}#{place}", f"P{person:02}", text, said[place - 1] if place else "",
                         {"literacy": 1} if "不会用" in text else {}, ("人",) if "人" in text else ())
                 for place, text in enumerate(said)]
    return made


def labels_of(passages: Sequence[Passage], codes: Sequence[str] = CODES) -> "NDArray[np.float64]":
    """Return (passages, codes): what belongs to each."""
    return np.array([[float(code in codes_of(one.text)) for code in codes] for one in passages])


def examples(passages: Sequence[Passage], codes: Sequence[str] = CODES) -> Examples:
    """Return passages with all that is known of them."""
    return Examples(tuple(passages), tuple(codes), labels_of(passages, codes), np.ones(len(passages)))


def learned(learner: Grams | None = None, people: int = 9) -> Learned:
    """Learn from all that people say, and have three further sentences in the speech that nobody has read."""
    read = speech(people)
    more = [Passage(f"Q#{place}", "Q", text) for place, text in enumerate((UNREAD, UNREAD, "水库边上住的李家孃孃。"))]
    return learn(learner or Grams(), [*read, *more], examples(read), range(len(read)), no_examples(CODES),
                 made_from="c0de")


def saved(folder: Path, body: bytes) -> Path:
    """Write the bytes of a model's file."""
    path = folder / "model.npz"
    path.write_bytes(body)
    return path
