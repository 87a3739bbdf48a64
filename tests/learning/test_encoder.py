"""A sentence encoder in a folder: a tiny ONNX model that is made here, and a stand-in for sentence-transformers."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors

from qualcode.errors import ReadError, UsageError
from qualcode.learning import encoder as module
from qualcode.learning.encoder import LibraryEncoder, OnnxEncoder, open_encoder

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
CHARACTERS = "村里手机信号不好老人会用𠮷🌾Ａａ，"
VOCABULARY = {token: number for number, token in enumerate([*SPECIAL, *CHARACTERS])}
#: Vectors of the tokens, that of padding too, so that padding that is not left out shows; and of the token types.
TABLE = np.random.default_rng(11).normal(size=(len(VOCABULARY), 5)).astype(np.float32)
TYPES = np.array([[0.25, 0, 0, 0, 0], [9, 9, 9, 9, 9]], dtype=np.float32)
TEXTS = ["手机信号不好", "老人不会用手机", "", "𠮷🌾", "Ａａ，手机", "囧", "村里" * 40]


def graph(
    output: str = "last_hidden_state", *, inputs: Sequence[str] = ("input_ids", "attention_mask"),
    kind: int = TensorProto.INT64, shape: Sequence[str | int] = ("texts", "tokens"),
) -> onnx.ModelProto:
    """Make a model: token vectors, each plus the mean of the text's; that mean alone; or how many tokens, or none."""
    make = helper.make_node
    nodes = [
        make("Gather", ["table", "input_ids"], ["looked_up"]),
        *([make("Gather", ["types", "token_type_ids"], ["typed"]), make("Add", ["looked_up", "typed"], ["vectors"])]
          if "token_type_ids" in inputs else [make("Identity", ["looked_up"], ["vectors"])]),
        make("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        make("Unsqueeze", ["mask", "last"], ["column"]),
        make("Mul", ["vectors", "column"], ["kept"]),
        make("ReduceSum", ["kept", "middle"], ["sum"]),
        make("ReduceSum", ["column", "middle"], ["count"]),
        make("Div", ["sum", "count"], ["mean"]),
        make("Add", ["vectors", "mean"], ["last_hidden_state"]),
        make("Squeeze", ["mean", "middle"], ["sentence_embedding"]),
        make("Squeeze", ["count", "both"], ["length"]),
        make("Log", ["negative"], ["broken"]),
    ]
    constants = {"table": TABLE, "types": TYPES, "last": np.array([2]), "middle": np.array([1]),
                 "both": np.array([1, 2]), "negative": np.full((1, 5), -1, dtype=np.float32)}
    made = helper.make_graph(
        nodes, "tiny", [helper.make_tensor_value_info(name, kind, shape) for name in inputs],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in output.split()],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def tokenizer(*, special: bool = True) -> Tokenizer:
    """Make a tokenizer of single characters that puts [CLS] and [SEP] around a text."""
    made = Tokenizer(models.WordLevel(VOCABULARY, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    if special:
        made.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", special_tokens=[("[CLS]", VOCABULARY["[CLS]"]), ("[SEP]", VOCABULARY["[SEP]"])]
        )
    return made


def folder(
    path: Path, model: onnx.ModelProto | None = None, *, at: str = "model.onnx", special: bool = True,
    settings: Mapping[str, Any] | None = None,
) -> Path:
    """Write an encoder: the model, its tokenizer and files of settings."""
    (path / at).parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model or graph(), path / at)
    tokenizer(special=special).save(str(path / "tokenizer.json"))
    for name, value in (settings or {}).items():
        (path / name).parent.mkdir(exist_ok=True)
        (path / name).write_text(json.dumps(value), encoding="utf-8")
    return path


def by_hand(text: str, *, pooling: str = "mean", longest: int = 256, typed: bool = False) -> NDArray[np.float32]:
    """Compute the row of a text with numpy: the mean of ``vectors + mean`` is twice the mean, of length 1 the mean."""
    ids = [VOCABULARY.get(character, 1) for character in text][: longest - 2]
    vectors = TABLE[[VOCABULARY["[CLS]"], *ids, VOCABULARY["[SEP]"]]] + (TYPES[0] if typed else 0)
    row = vectors.mean(axis=0) if pooling == "mean" else vectors[0] + vectors.mean(axis=0)
    return row / np.linalg.norm(row)


def pooling_of(**told: bool | str) -> dict[str, Any]:
    """Return the settings that say how vectors of tokens become one."""
    return {"1_Pooling/config.json": {"word_embedding_dimension": 5, **told}}


@pytest.mark.parametrize("typed", [False, True])
@pytest.mark.parametrize("kind", [TensorProto.INT64, TensorProto.INT32])
@pytest.mark.parametrize("output", ["last_hidden_state", "sentence_embedding", "last_hidden_state sentence_embedding"])
def test_rows_are_those_of_the_calculation_by_hand(tmp_path: Path, output: str, kind: int, typed: bool) -> None:
    """Vectors of tokens or of sentences, wide or narrow integers, with token types and without, give the same."""
    inputs = ["input_ids", "attention_mask", *(["token_type_ids"] if typed else [])]
    opened = open_encoder(folder(tmp_path / "tiny", graph(output, inputs=inputs, kind=kind)))
    actual = opened.encode(TEXTS)
    assert actual.dtype == np.float32
    assert actual == pytest.approx(np.array([by_hand(text, typed=typed) for text in TEXTS]), abs=1e-6)
    assert opened.name == "tiny (model.onnx)"


@pytest.mark.parametrize(("told", "pooling"), [
    ({}, "mean"), ({"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False}, "mean"),
    ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}, "cls"), ({"pooling_mode": "cls"}, "cls"),
    ({"pooling_mode": ["mean"]}, "mean"), ({"pooling_mode_mean_tokens": True, "include_prompt": True}, "mean"),
])
def test_pooling_is_as_the_folder_says(tmp_path: Path, told: dict[str, Any], pooling: str) -> None:
    """The mean or the first token, in the words of older and newer files; the mean where nothing is said."""
    opened = open_encoder(folder(tmp_path, settings=pooling_of(**told)))
    assert opened.encode(TEXTS) == pytest.approx(np.array([by_hand(text, pooling=pooling) for text in TEXTS]), abs=1e-6)


def test_the_folder_of_the_pooling_is_that_of_the_modules(tmp_path: Path) -> None:
    """Where modules.json names another folder, that one counts."""
    parts = [{"type": "sentence_transformers.models.Transformer", "path": ""},
             {"type": "sentence_transformers.models.Pooling", "path": "2_P"}]
    settings = {"modules.json": parts, "2_P/config.json": {"pooling_mode": "cls"}, **pooling_of(pooling_mode="mean")}
    opened = open_encoder(folder(tmp_path, settings=settings))
    assert opened.encode(["手机"]) == pytest.approx(np.array([by_hand("手机", pooling="cls")]), abs=1e-6)


@pytest.mark.parametrize("settings", [
    pooling_of(pooling_mode_max_tokens=True), pooling_of(pooling_mode="lasttoken"),
    pooling_of(pooling_mode_cls_token=True, pooling_mode_mean_tokens=True),
    {"modules.json": [{"type": "sentence_transformers.models.Dense", "path": "2_Dense"}]},
    {**pooling_of(pooling_mode="mean", include_prompt=False),
     "config_sentence_transformers.json": {"prompts": {"query": "手"}, "default_prompt_name": "query"}},
])
def test_what_cannot_be_pooled_as_it_was_made_is_refused(tmp_path: Path, settings: dict[str, Any]) -> None:
    """A wrong vector would look as good as a right one; one that the model itself pools is taken."""
    opened = open_encoder(folder(tmp_path / "a", settings=settings))
    with pytest.raises(ReadError, match="only their mean or the first of them"):
        opened.encode(TEXTS)
    pooled = open_encoder(folder(tmp_path / "b", graph("sentence_embedding"), settings=settings))
    assert pooled.encode(TEXTS).shape == (len(TEXTS), 5)


def test_a_prompt_that_the_folder_names_as_the_default_stands_before_every_text(tmp_path: Path) -> None:
    """It is never guessed: prompts without a default do nothing."""
    prompts = {"query": "村里", "passage": "老"}
    named = {"config_sentence_transformers.json": {"prompts": prompts, "default_prompt_name": "query"}}
    unnamed = {"config_sentence_transformers.json": {"prompts": prompts, "default_prompt_name": None}}
    assert open_encoder(folder(tmp_path / "a", settings=named)).encode(["手机"]) == pytest.approx(
        np.array([by_hand("村里手机")]), abs=1e-6)
    assert open_encoder(folder(tmp_path / "b", settings=unnamed)).encode(["手机"]) == pytest.approx(
        np.array([by_hand("手机")]), abs=1e-6)


@pytest.mark.parametrize(("settings", "longest"), [
    ({"sentence_bert_config.json": {"max_seq_length": 6}, "tokenizer_config.json": {"model_max_length": 9}}, 6),
    ({"sentence_bert_config.json": {"max_seq_length": None}, "tokenizer_config.json": {"model_max_length": 9}}, 9),
    ({"tokenizer_config.json": {"model_max_length": int(1e30)}}, 256),
])
def test_long_texts_are_cut_where_the_folder_says(tmp_path: Path, settings: dict[str, Any], longest: int) -> None:
    """The special tokens are within the length; an enormous length is none."""
    text = CHARACTERS * 30
    assert open_encoder(folder(tmp_path, settings=settings)).encode([text]) == pytest.approx(
        np.array([by_hand(text, longest=longest)]), abs=1e-6)


def test_padding_that_the_tokenizer_was_saved_with_is_not_used(tmp_path: Path) -> None:
    """Neither its length nor its cut; the token that it fills with is kept."""
    saved = folder(tmp_path)
    made = tokenizer()
    made.enable_padding(pad_id=7, length=50)
    made.enable_truncation(4)
    made.save(str(saved / "tokenizer.json"))
    opened = open_encoder(saved)
    assert isinstance(opened, OnnxEncoder)
    assert opened.padding == 7
    assert opened.encode(TEXTS) == pytest.approx(np.array([by_hand(text) for text in TEXTS]), abs=1e-6)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> OnnxEncoder:
    """Return an encoder that many examples share."""
    opened = open_encoder(folder(tmp_path_factory.mktemp("encoder")))
    assert isinstance(opened, OnnxEncoder)
    return opened


@given(st.lists(st.text(st.sampled_from(CHARACTERS + "\u200b\ufeff\r\n 囧"), max_size=12), max_size=12))
def test_a_row_depends_on_its_text_alone(tiny: OnnxEncoder, texts: list[str]) -> None:
    """Whatever stands beside a text and however long it is, its row is that of the text alone, in the texts' order."""
    together = tiny.encode(texts)
    assert len(together) == len(texts)
    for text, row in zip(texts, together, strict=True):
        assert row == pytest.approx(by_hand(text), abs=1e-6)


def test_many_texts_go_through_in_batches(tiny: OnnxEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches and blocks end where they may: the rows and their order are the same."""
    monkeypatch.setattr(module, "BATCH", 3)
    monkeypatch.setattr(module, "_BLOCK", 10)
    texts = [CHARACTERS[start : start + length] for start in range(9) for length in (5, 0, 2, 9)]
    assert tiny.encode(texts) == pytest.approx(np.array([by_hand(text) for text in texts]), abs=1e-6)


def test_the_same_texts_give_the_same_bytes(tiny: OnnxEncoder) -> None:
    """Opened again or asked again, nothing is drawn at random."""
    assert tiny.encode(TEXTS).tobytes() == tiny.encode(TEXTS).tobytes()


def test_no_text_and_nothing_in_a_text(tmp_path: Path, tiny: OnnxEncoder) -> None:
    """No text has no rows; a text without a token has a row of zeros, beside others and alone."""
    assert tiny.encode([]).shape == (0, 0)
    bare = open_encoder(folder(tmp_path, special=False))
    found = bare.encode(["", "手"])
    expected = TABLE[VOCABULARY["手"]]
    assert found == pytest.approx(np.array([np.zeros(5), expected / np.linalg.norm(expected)]), abs=1e-6)
    assert bare.encode([""]).shape == (1, 0)


@pytest.mark.parametrize(("files", "chosen"), [
    (["model.onnx", "model_O4.onnx"], "model.onnx"),
    (["onnx/model_quantized.onnx", "onnx/model.onnx"], "onnx/model.onnx"),
    (["onnx/model.onnx", "a.onnx"], "onnx/model.onnx"), (["encoder.onnx", "encoder_int8.onnx"], "encoder.onnx"),
])
def test_of_several_models_the_plain_one_is_taken(tmp_path: Path, files: list[str], chosen: str) -> None:
    """It is ``model.onnx``, else the one with the shortest name; the name of the encoder says which."""
    for file in files:
        folder(tmp_path / "bge", at=file)
    assert open_encoder(tmp_path / "bge").name == f"bge ({chosen})"


def test_a_tokenizer_beside_the_model_is_found(tmp_path: Path) -> None:
    """Some exports put everything into the subfolder."""
    saved = folder(tmp_path, at="onnx/model.onnx")
    (saved / "tokenizer.json").rename(saved / "onnx" / "tokenizer.json")
    assert open_encoder(saved).encode(["手机"]) == pytest.approx(np.array([by_hand("手机")]), abs=1e-6)


def test_the_hash_is_of_what_the_vectors_depend_on(tmp_path: Path) -> None:
    """A copy has the same hash; a note beside it changes nothing, the settings, tokenizer, model and its data do."""
    one, other = folder(tmp_path / "one"), folder(tmp_path / "other")
    hashes = [open_encoder(one).sha, open_encoder(other).sha]
    (other / "README.md").write_text("read me", encoding="utf-8")
    (other / "model_int8.onnx").write_bytes(b"1")
    hashes.append(open_encoder(other).sha)
    assert len(set(hashes)) == 1
    for name in ("model.onnx_data", "sentence_bert_config.json", "1_Pooling/config.json"):
        (other / name).parent.mkdir(exist_ok=True)
        (other / name).write_text("{}", encoding="utf-8")
        hashes.append(open_encoder(other).sha)
    onnx.save(graph("sentence_embedding"), other / "model.onnx")
    hashes.append(open_encoder(other).sha)
    assert len(set(hashes)) == 5


@pytest.mark.parametrize(("name", "message"), [
    ("model.onnx", "model.onnx: not an ONNX model"), ("tokenizer.json", "tokenizer.json: not a tokenizer"),
    ("tokenizer_config.json", "tokenizer_config.json: not a file of settings"),
    ("modules.json", "modules.json: not a file of settings"),
    ("1_Pooling/config.json", "config.json: not a file of settings"),
])
def test_broken_files_are_named(tmp_path: Path, name: str, message: str) -> None:
    """Whatever library stumbles, the message says which file to copy again."""
    saved = folder(tmp_path, settings=pooling_of())
    (saved / name).write_bytes(b"\xff{not this")
    with pytest.raises(ReadError, match=message):
        open_encoder(saved)


def test_folders_without_a_model_say_what_is_missing(tmp_path: Path) -> None:
    """No folder, a file, an empty folder, a model without its tokenizer."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    for path in (tmp_path / "none", tmp_path / "file"):
        with pytest.raises(ReadError, match="no such folder"):
            open_encoder(path)
    with pytest.raises(ReadError, match="holds no sentence encoder"):
        open_encoder(tmp_path)
    (folder(tmp_path / "a") / "tokenizer.json").unlink()
    with pytest.raises(ReadError, match=r"tokenizer\.json is missing"):
        open_encoder(tmp_path / "a")


def test_models_for_something_else_are_refused(tmp_path: Path) -> None:
    """Inputs that a text does not give, one number for a text, figures that are none, a fixed number of texts."""
    asking = graph()
    asking.graph.input.append(helper.make_tensor_value_info("pixels", TensorProto.FLOAT, None))
    with pytest.raises(ReadError, match="asks for pixels"):
        open_encoder(folder(tmp_path / "a", asking))
    with pytest.raises(ReadError, match="output has 1 dimensions"):
        open_encoder(folder(tmp_path / "b", graph("length"))).encode(["手机"])
    with pytest.raises(ReadError, match="gives numbers that are none"):
        open_encoder(folder(tmp_path / "c", graph("broken"))).encode(["手机"])
    with pytest.raises(ReadError, match="cannot be run on a batch") as caught:
        open_encoder(folder(tmp_path / "d", graph(shape=(1, 4)))).encode(["手机", "信号"])
    assert "手机" not in str(caught.value)


@pytest.mark.parametrize("library", ["onnxruntime", "tokenizers"])
def test_a_missing_library_is_told_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    """The extra of this package brings both."""
    saved = folder(tmp_path)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UsageError, match=r'pip install "qualcode\[encoder\]"'):
        open_encoder(saved)


class FakeTransformer:
    """Stands in for SentenceTransformer, and remembers how it was called."""

    calls: Sequence[Any] = ()

    def __init__(self, path: str, **options: Any) -> None:
        offline = os.environ.get("HF_HUB_OFFLINE"), os.environ.get("TRANSFORMERS_OFFLINE")
        FakeTransformer.calls = [(path, options, *offline)]
        if (Path(path) / "broken").exists():
            raise OSError("no file named model.safetensors")

    def encode(self, texts: list[str], **options: Any) -> NDArray[np.float32]:
        """Return the length of each text, and 4."""
        FakeTransformer.calls = [*FakeTransformer.calls, options]
        return np.array([[len(text), 4] for text in texts], dtype=np.float32)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put the stand-in where the library would be; the environment is as before afterwards."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "HF_HUB_DISABLE_PROGRESS_BARS"):
        monkeypatch.setenv(name, "0")
    fake: Any = ModuleType("sentence_transformers")
    fake.SentenceTransformer, fake.__version__ = FakeTransformer, "9.9"
    monkeypatch.setitem(sys.modules, "sentence_transformers", fake)
    yield
    FakeTransformer.calls = ()


def transformer_folder(path: Path, kind: str = "sentence_transformers.models.Transformer") -> Path:
    """Write what tells a folder of sentence-transformers."""
    path.mkdir(exist_ok=True)
    (path / "modules.json").write_text(json.dumps([{"idx": 0, "path": "", "type": kind}]), encoding="utf-8")
    (path / "model.safetensors").write_bytes(b"1")
    return path


@pytest.mark.usefixtures("library")
def test_a_folder_of_sentence_transformers_is_opened_offline(tmp_path: Path) -> None:
    """The library is told to fetch nothing, to run no program of the folder and to read no pickles."""
    saved = transformer_folder(tmp_path / "text2vec")
    opened = open_encoder(saved)
    assert isinstance(opened, LibraryEncoder)
    assert opened.encode(["手机信", ""]) == pytest.approx(np.array([[0.6, 0.8], [0, 1]]))
    assert opened.encode([]).shape == (0, 0)
    assert opened.name == "text2vec (sentence-transformers 9.9)"
    assert FakeTransformer.calls == [
        (str(saved), {"device": "cpu", "local_files_only": True, "trust_remote_code": False,
                      "model_kwargs": {"use_safetensors": True}}, "1", "1"),
        {"batch_size": 64, "show_progress_bar": False, "convert_to_numpy": True},
    ]


@pytest.mark.usefixtures("library")
def test_the_hash_of_such_a_folder_is_of_all_its_files(tmp_path: Path) -> None:
    """A copy has the same hash, other weights have another."""
    one = transformer_folder(tmp_path / "one")
    other = Path(shutil.copytree(one, tmp_path / "other"))
    assert open_encoder(one).sha == open_encoder(other).sha
    (other / "model.safetensors").write_bytes(b"2")
    assert open_encoder(one).sha != open_encoder(other).sha


@pytest.mark.usefixtures("library")
def test_programs_in_a_folder_are_not_run(tmp_path: Path) -> None:
    """A part that is not of the library itself would be code of the folder's; the library is not even asked."""
    with pytest.raises(ReadError, match=r"a program of its own \(custom\.Thief\)"):
        open_encoder(transformer_folder(tmp_path, "custom.Thief"))
    assert FakeTransformer.calls == ()


@pytest.mark.usefixtures("library")
def test_a_folder_that_the_library_cannot_open_says_so(tmp_path: Path) -> None:
    """Without safetensors, or with something missing."""
    (transformer_folder(tmp_path) / "broken").write_text("", encoding="utf-8")
    with pytest.raises(ReadError, match=r"cannot open it.*model\.safetensors"):
        open_encoder(tmp_path)


@pytest.mark.usefixtures("library")
def test_onnx_comes_first(tmp_path: Path) -> None:
    """A folder that has both kinds needs no torch."""
    assert isinstance(open_encoder(folder(transformer_folder(tmp_path))), OnnxEncoder)


@pytest.mark.usefixtures("library")
def test_the_missing_library_is_told_with_both_remedies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install it, or export the model."""
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(UsageError, match=r'pip install sentence-transformers, or export .*ONNX.*qualcode\[encoder\]'):
        open_encoder(transformer_folder(tmp_path))
