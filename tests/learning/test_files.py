"""Models as files: the same bytes for the same model, the same words from the same bytes."""

import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qualcode.errors import ReadError
from qualcode.learning import files
from qualcode.learning.features import Encoder
from qualcode.learning.files import model_bytes, read_model
from qualcode.learning.learner import Grams, Vectors
from qualcode.learning.model import Model
from qualcode.learning.passages import Passage
from tests.learning.make import UNREAD, OnTrust, learned, saved, speech

ROOT = Path(__file__).parents[2]
#: Read passages, others with the same words, and some with words and signs that no read passage has.
ASKED = [*speech(), *(Passage(f"Q#{n}", "Q", text, UNREAD, {"trust": n}, ("人",)) for n, text in enumerate(
    (UNREAD, "水库边上住的李家孃孃。", "我信得过水库。", "", "😀！", "𠮷野家信得过\u200b", "\ufeff今天\r\n天气")))]
HASHES = """
import hashlib
from qualcode.learning.files import model_bytes
from qualcode.learning.learner import Vectors
from tests.learning.make import learned
print(hashlib.sha256(model_bytes(learned(Vectors()).model)).hexdigest())
"""


@pytest.fixture(scope="module", params=["ngrams", "vectors", "encoder"])
def pair(request: pytest.FixtureRequest) -> tuple[Model, Encoder | None]:
    """Return a model, and the encoder that is needed to read it."""
    encoder = OnTrust() if request.param == "encoder" else None
    return learned(Grams() if request.param == "ngrams" else Vectors(given=encoder)).model, encoder


@pytest.fixture(scope="module")
def model() -> Model:
    """Return the smallest kind of model."""
    return learned().model


def test_a_model_that_was_read_says_exactly_the_same(pair: tuple[Model, Encoder | None], tmp_path: Path) -> None:
    """Probabilities to the last bit, the words that speak, every figure; written again it is the same file."""
    made, encoder = pair
    read = read_model(saved(tmp_path, model_bytes(made)), encoder)
    assert (read.chances(ASKED) == made.chances(ASKED)).all()
    assert [read.speaking(one, code) for one in ASKED for code in made.codes] == [
        made.speaking(one, code) for one in ASKED for code in made.codes]
    for name in ("learner", "codes", "limits", "measured", "calibration", "total", "passages", "people", "assumed",
                 "made_from"):
        assert repr(getattr(read, name)) == repr(getattr(made, name))
    assert model_bytes(read) == model_bytes(made)


def test_two_processes_write_the_same_bytes() -> None:
    """Whatever the order of their sets and dictionaries."""
    running = [subprocess.Popen([sys.executable, "-c", HASHES], cwd=ROOT, stdout=subprocess.PIPE, env={
        **os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}) for seed in ("1", "2")]
    said = [one.communicate()[0] for one in running]
    assert [one.returncode for one in running] == [0, 0]
    assert said[0] == said[1] != b""


def test_nothing_is_pickled_and_nothing_is_dated(model: Model) -> None:
    """Plain arrays, a table of figures, and no time."""
    with zipfile.ZipFile(io.BytesIO(model_bytes(model))) as archive:
        names = archive.namelist()
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in names[1:]:
            np.load(io.BytesIO(archive.read(name)), allow_pickle=False)
    assert names == ["model.json", *(f"{name}.npy" for name in (
        "columns", "weights", "intercept", "chance", "grams_idf", "grams_terms", "around_idf", "around_terms",
        "classes_idf", "classes_terms"))]


def test_what_was_made_with_an_encoder_needs_it(tmp_path: Path) -> None:
    """The file has its name and hash only; without it, or with another, the message says what to do."""
    path = saved(tmp_path, model_bytes(learned(Vectors(given=OnTrust())).model))
    other = OnTrust()
    other.sha = "0ther"
    for encoder in (None, other):
        with pytest.raises(ReadError, match=r"was made with the sentence encoder on-trust; name its folder under"):
            read_model(path, encoder)


def with_member(body: bytes, name: str, content: bytes) -> bytes:
    """Return a zip file with one member's content changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            new.writestr(one, content if one == name else old.read(one))
    return made.getvalue()


def foreign() -> bytes:
    """Return somebody else's npz file."""
    made = io.BytesIO()
    np.savez(made, weights=np.zeros(3))
    return made.getvalue()


def flipped(body: bytes) -> bytes:
    """Return the bytes with damage in the middle of a packed member."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        start = archive.getinfo("weights.npy").header_offset + 60
    return body[:start] + bytes(255 - byte for byte in body[start : start + 20]) + body[start + 20 :]


@pytest.mark.parametrize("damage", [
    lambda body: b"",
    lambda body: body[: len(body) // 2],
    lambda body: body[:-1],
    lambda body: "没有模型".encode(),
    lambda body: foreign(),
    flipped,
    lambda body: with_member(body, "model.json", b"[]"),
    lambda body: with_member(body, "model.json", b'{"layout": 1}'),
    lambda body: with_member(body, "model.json", b"\xff"),
    lambda body: with_member(body, "weights.npy", b""),
    lambda body: with_member(body, "columns.npy", b"\x93NUMPY\x01\x00\x04\x00{}{}"),
], ids=["empty", "half", "one byte short", "no zip", "foreign", "flipped", "list", "short", "not UTF-8", "no array",
        "bad array"])
def test_a_damaged_file_is_told(model: Model, damage: object, tmp_path: Path) -> None:
    """With its name and what to do; nothing else comes through."""
    path = saved(tmp_path, damage(model_bytes(model)))  # type: ignore[operator]
    with pytest.raises(ReadError) as caught:
        read_model(path)
    assert str(caught.value) == f"{path}: cannot be read as a model; make it again with `qualcode learn`"


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    """A folder, or nothing."""
    for path in (tmp_path, tmp_path / "none.npz"):
        with pytest.raises(ReadError, match="cannot be read as a model"):
            read_model(path)


def test_a_file_of_another_layout_is_told(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is of another version of the program."""
    path = saved(tmp_path, model_bytes(model))
    monkeypatch.setattr(files, "LAYOUT", files.LAYOUT + 1)
    with pytest.raises(ReadError, match="a model of another version of qualcode; make it again with `qualcode learn`"):
        read_model(path)


def test_a_model_without_weights_is_a_model(model: Model, tmp_path: Path) -> None:
    """Where nothing speaks for anything, every passage has the same chance but for the rules."""
    empty = replace(model, linear=replace(model.linear, weights=np.zeros_like(model.linear.weights)))
    read = read_model(saved(tmp_path, model_bytes(empty)))
    assert (read.chances(ASKED) == empty.chances(ASKED)).all()
    assert read.speaking(ASKED[0], "trust") == ()
