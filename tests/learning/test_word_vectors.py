"""Word vectors: trained, read from files of other programs, added up to sentences."""

import gzip
import logging
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import NotComputableError, ReadError, UsageError
from qualcode.learning.word_vectors import WordVectors, read, sentence_vectors, train

SENTENCES = [
    ["村里", "的", "手机", "信号", "不", "好"], ["老人", "不", "会", "用", "手机"],
    ["𠮷", "先生", "在", "村里", "说", "🌾"], ["ＡＰＰ", "太", "难", "了"], [], ["信号"],
] * 3
#: Words of the tests' files and their vectors, which are halves and quarters so that every format holds them exactly.
HELD = {"手机": [3.0, 4.0], "信号": [-0.5, 0.0], "𠮷": [1.5, -2.0], "🌾": [0.0, 0.25], "ｗｅｂ": [5.0, 12.0]}
DIRECTIONS = {"手机": [0.6, 0.8], "信号": [-1, 0], "𠮷": [0.6, -0.8], "🌾": [0, 1], "ｗｅｂ": [0.3846, 0.9231]}


def saved(path: Path, *, binary: bool = False, header: bool = True) -> Path:
    """Let gensim write the tests' words to a file."""
    vectors = KeyedVectors(2)
    vectors.add_vectors(list(HELD), np.array(list(HELD.values()), dtype=np.float32))
    vectors.save_word2vec_format(str(path), binary=binary, write_header=header)
    return path


def written(path: Path, text: str) -> Path:
    """Write a file as it stands."""
    path.write_bytes(text.encode("utf-8"))
    return path


def held(vectors: WordVectors) -> dict[str, list[float]]:
    """Return word -> numbers with four digits."""
    rows = vectors.matrix.astype(float).round(4).tolist()
    return dict(zip(vectors.words, rows, strict=True))


def test_training_gives_every_word_a_row_of_length_one() -> None:
    """Words are sorted by code point, rare ones too, and each row is a direction."""
    vectors = train(SENTENCES, size=12)
    assert vectors.words == tuple(sorted({word for sentence in SENTENCES for word in sentence}))
    assert (vectors.matrix.shape, vectors.matrix.dtype) == ((len(vectors.words), 12), np.float32)
    assert np.linalg.norm(vectors.matrix, axis=1) == pytest.approx(1)
    assert [vectors.index[word] for word in vectors.words] == list(range(len(vectors.words)))
    assert vectors.name.startswith("FastText, 12 (gensim ")


def test_words_of_the_same_company_are_alike() -> None:
    """What stands in the same places gets nearly the same vector, and what stands elsewhere does not."""
    drawn = np.random.default_rng(5)
    sentences = []
    for _number in range(600):
        here, there = drawn.permutation(list("天地玄黄")).tolist(), drawn.permutation(list("鱼鸟虫兽")).tolist()
        sentences += [[*here[:2], drawn.choice(["甲", "乙"]), *here[2:]], [*there[:2], "丙", *there[2:]]]
    vectors = train(sentences, size=20)
    one, two, other = (vectors.matrix[vectors.index[word]] for word in "甲乙丙")
    assert float(one @ two) > float(one @ other) + 0.3


def test_the_seed_and_the_sentences_decide_the_bytes() -> None:
    """The same call gives the same bytes, another seed others."""
    assert train(SENTENCES, size=8).sha == train(SENTENCES, size=8).sha
    assert train(SENTENCES, size=8).sha != train(SENTENCES, size=8, seed=8).sha


def test_another_process_with_another_hash_seed_gives_the_same_bytes() -> None:
    """Neither the order of sets nor the hash of texts has a part in it."""
    program = (
        "from tests.learning.test_word_vectors import SENTENCES\n"
        "from qualcode.learning.word_vectors import train\n"
        "print(train(SENTENCES, size=8).sha)"
    )
    root = Path(__file__).parents[2]
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    assert found.stdout.strip() == train(SENTENCES, size=8).sha


def test_training_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """The library names words in its log, and words of interviews stay out of logs; afterwards it logs as before."""
    caplog.set_level(logging.DEBUG)
    before = logging.getLogger("gensim").level
    train(SENTENCES, size=4)
    assert caplog.records == []
    assert logging.getLogger("gensim").level == before


@pytest.mark.parametrize("sentences", [[], [[], []]])
def test_without_words_there_is_nothing_to_learn(sentences: list[list[str]]) -> None:
    """An empty study is told so."""
    with pytest.raises(NotComputableError, match="no words to learn vectors from"):
        train(sentences)


@pytest.mark.parametrize("ending", [".vec", ".txt", ".bin", ".TXT"])
def test_files_of_gensim_are_read(tmp_path: Path, ending: str) -> None:
    """Text and binary give the words that are wanted, sorted, at length 1."""
    path = saved(tmp_path / f"a{ending}", binary=ending == ".bin")
    vectors = read(path, ["手机", "𠮷", "🌾", "ｗｅｂ", "没有"])
    assert held(vectors) == {word: DIRECTIONS[word] for word in sorted(["手机", "𠮷", "🌾", "ｗｅｂ"])}
    assert (vectors.name, vectors.matrix.dtype) == (path.name, np.float32)


@pytest.mark.parametrize("ending", [".vec", ".bin"])
def test_packed_files_are_read(tmp_path: Path, ending: str) -> None:
    """What gzip packed gives the same words and numbers, so the same hash."""
    path = saved(tmp_path / f"a{ending}", binary=ending == ".bin")
    packed = tmp_path / f"a{ending}.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read(packed, HELD).sha == read(path, HELD).sha


def test_a_file_without_a_first_line_of_sizes_is_read(tmp_path: Path) -> None:
    """GloVe's files begin with the first word."""
    path = saved(tmp_path / "glove.txt", header=False)
    assert held(read(path, HELD)) == {word: DIRECTIONS[word] for word in sorted(DIRECTIONS)}


def test_byte_order_mark_line_ends_tabs_blank_lines_and_phrases_are_no_hindrance(tmp_path: Path) -> None:
    """Files that editors have touched, and dictionaries with phrases, whose first word is not taken for the phrase."""
    path = written(tmp_path / "a.vec", "\ufeff4 2\r\n手机 维修 9 9\r\n手机\t3\t4 \r\n\r\n信号 -1 0\r\n网 0 1\r\n")
    assert held(read(path, ["手机", "信号"])) == {"信号": [-1, 0], "手机": [0.6, 0.8]}


def test_the_first_of_two_counts_and_a_vector_of_zeros_is_left_out(tmp_path: Path) -> None:
    """A repeated word is a slip of the file; a word without direction is as one that is not there."""
    path = written(tmp_path / "a.vec", "手机 0 1\n手机 1 0\n信号 0 0\n网 1e200 1e200\n")
    assert held(read(path, ["手机", "信号", "网"])) == {"手机": [0, 1], "网": [0.7071, 0.7071]}


def test_what_is_not_wanted_has_no_part_in_the_hash(tmp_path: Path) -> None:
    """The hash is of what is used: the order and the rest of the file do not matter, a number does."""
    one = read(written(tmp_path / "a.vec", "手机 3 4\n网 1 0\n信号 1 0\n"), ["手机", "信号"])
    other = read(written(tmp_path / "b.vec", "信号 1 0\n手机 3 4\n"), ["手机", "信号"])
    changed = read(written(tmp_path / "c.vec", "信号 1 0\n手机 3 5\n"), ["手机", "信号"])
    assert one.sha == other.sha != changed.sha


def test_binary_files_are_read_across_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a piece of the file ends does not matter, nor a line end before each word as the first word2vec wrote."""
    monkeypatch.setattr("qualcode.learning.word_vectors._CHUNK", 3)
    path = tmp_path / "a.bin"
    rows = b"".join(b"\n" + word.encode() + b" " + np.array(row, dtype="<f4").tobytes() for word, row in HELD.items())
    path.write_bytes(b"5 2" + rows)
    assert held(read(path, HELD)) == {word: DIRECTIONS[word] for word in sorted(DIRECTIONS)}


def test_no_wanted_word_gives_no_vectors(tmp_path: Path) -> None:
    """An empty corpus is no error of the file."""
    vectors = read(saved(tmp_path / "a.vec"), [])
    assert (vectors.words, vectors.matrix.shape) == ((), (0, 0))


@pytest.mark.parametrize(("text", "message"), [
    ("", "a.vec:1: neither the number of words"),
    ("手机\n", "a.vec:1: neither the number of words"),
    ("手机 1 2\n信号 1\n", "a.vec:2: not a word and 2 numbers"),
    ("手机 1 2\n信号 1 二\n", "a.vec:2: not a word and 2 numbers"),
    ("3 2\n网 1 x\n", "a.vec:2: not a word and 2 numbers"),
    ("9 2\n手机 1 2\n", "a.vec: ends after 1 of 9 words"),
    ("手机 1 2\n信号 nan 1\n", "line 2 has a number that is none"),
    ("网 1 2\n", "has none of the corpus's words"),
])
def test_damaged_text_files_are_refused(tmp_path: Path, text: str, message: str) -> None:
    """What is wrong is told with its line."""
    with pytest.raises(ReadError, match=message):
        read(written(tmp_path / "a.vec", text), ["手机", "信号"])


@pytest.mark.parametrize(("content", "message"), [
    (b"", "not word2vec's binary format"),
    (b"\xba\x16\x4f\x2f\x0c\x00\x00\x00", "not word2vec's binary format"),
    (b"2 1\na \x00\x00\x80?\nb \x00\x00", "damaged after 1 of 2 words"),
    (b"2 1\na \x00\x00\x80?\nbbbb", "damaged after 1 of 2 words"),
    (b"1 1\na \x00\x00\xc0\x7f", "word or line 1 has a number that is none"),
])
def test_damaged_binary_files_are_refused(tmp_path: Path, content: bytes, message: str) -> None:
    """The other .bin, of fastText, is told apart; a file that ends early tells how far it goes."""
    (tmp_path / "a.bin").write_bytes(content)
    with pytest.raises(ReadError, match=message):
        read(tmp_path / "a.bin", ["a", "b"])


def test_a_file_that_goes_on_without_a_blank_is_not_held_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word that has no end is damage, however long the file."""
    monkeypatch.setattr("qualcode.learning.word_vectors._CHUNK", 8)
    monkeypatch.setattr("qualcode.learning.word_vectors._LONGEST", 16)
    (tmp_path / "a.bin").write_bytes(b"2 1\n" + b"a" * 100 + b" \x00\x00\x80?")
    with pytest.raises(ReadError, match="damaged after 0 of 2 words"):
        read(tmp_path / "a.bin", ["a"])


def test_missing_and_broken_files_say_so(tmp_path: Path) -> None:
    """A file that is not there, and packed ones that are cut or not packed."""
    with pytest.raises(ReadError, match=r"none\.vec: cannot be read: No such file"):
        read(tmp_path / "none.vec", ["手机"])
    packed = gzip.compress(b"1 1\na 1\n" * 100)
    for content in (packed[:-9], b"1 1\na 1\n", packed[:12] + b"\xff\xff\xff" + packed[15:]):
        (tmp_path / "a.vec.gz").write_bytes(content)
        with pytest.raises(ReadError, match=r"a\.vec\.gz: cannot be read: .*; is it whole"):
            read(tmp_path / "a.vec.gz", ["a"])


@pytest.mark.parametrize("ending", [".kv", ".model", ".pkl", ".npy"])
def test_files_that_could_run_a_program_are_refused(tmp_path: Path, ending: str) -> None:
    """Pickles are not opened, not even to look; the message says how to save them as text."""
    with pytest.raises(UsageError, match=r"could run a program.*save_word2vec_format"):
        read(tmp_path / f"a{ending}", ["手机"])


def test_unknown_endings_are_refused(tmp_path: Path) -> None:
    """The endings that can be read are listed."""
    with pytest.raises(UsageError, match=r"read from \.txt and \.vec"):
        read(tmp_path / "a.docx", ["手机"])


def test_sentences_are_weighted_sums_of_their_words(tmp_path: Path) -> None:
    """Each occurrence counts; words without a vector or a weight add nothing, and what is unknown is 0 throughout."""
    vectors = read(saved(tmp_path / "a.vec"), HELD)
    sentences = [["手机", "的", "手机", "信号"], [], ["的"], ["𠮷"], ["手机"]]
    actual = sentence_vectors(vectors, sentences, {"手机": 2.0, "信号": 0.5, "的": 1.0})
    assert actual.dtype == np.float32
    assert actual == pytest.approx(np.array([[1.9, 3.2], [0, 0], [0, 0], [0, 0], [1.2, 1.6]]))


def test_no_sentences_and_no_words_give_empty_tables(tmp_path: Path) -> None:
    """Shapes hold where there is nothing."""
    vectors = read(saved(tmp_path / "a.vec"), HELD)
    assert sentence_vectors(vectors, [], {}).shape == (0, 2)
    assert sentence_vectors(read(saved(tmp_path / "b.vec"), []), [["手机"]], {"手机": 1.0}).shape == (1, 0)


WORD = st.text(st.sampled_from("手机信号𠮷🌾ＡａＺz\u200b，\u3000\r"), min_size=1, max_size=4)


@given(st.lists(st.lists(st.tuples(WORD, st.booleans()), max_size=6), max_size=6))
def test_sums_agree_with_a_loop(drawn: list[list[tuple[str, bool]]]) -> None:
    """Whatever characters words have, the table is what adding up word by word gives."""
    words = sorted({word for sentence in drawn for word, known in sentence if known})
    matrix = np.arange(2 * len(words), dtype=np.float32).reshape(len(words), 2)
    vectors = WordVectors(tuple(words), matrix, "made", "")
    idf = {word: 1 + len(word) / 2 for sentence in drawn for word, _known in sentence}
    expected = np.zeros((len(drawn), 2))
    for row, sentence in enumerate(drawn):
        for word, _known in sentence:
            if word in words:
                expected[row] += idf[word] * matrix[words.index(word)]
    actual = sentence_vectors(vectors, [[word for word, _known in sentence] for sentence in drawn], idf)
    assert actual == pytest.approx(expected, rel=1e-5)


@given(st.dictionaries(WORD.filter(lambda word: "\r" not in word), st.tuples(
    st.integers(-99, 99), st.integers(1, 99)), min_size=1))
def test_what_is_written_as_text_or_binary_is_read_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: dict[str, tuple[int, int]]
) -> None:
    """Wide characters, emoji, zero-width and rare ideographs come back as they were, from both formats."""
    folder = tmp_path_factory.mktemp("vectors")
    lines = "".join(f"{word} {one} {two}\n" for word, (one, two) in rows.items())
    text = read(written(folder / "a.txt", f"{len(rows)} 2\n{lines}"), rows)
    (folder / "a.bin").write_bytes(f"{len(rows)} 2\n".encode() + b"".join(
        word.encode() + b" " + np.array(row, dtype="<f4").tobytes() for word, row in rows.items()
    ))
    assert text.words == tuple(sorted(rows))
    assert read(folder / "a.bin", rows).sha == text.sha
