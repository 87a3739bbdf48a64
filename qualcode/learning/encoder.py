"""A sentence encoder that the user has on disk: a folder with an ONNX model, or one of sentence-transformers.

Nothing is fetched and nothing is sent: the libraries are told that they are offline, and only files in the folder are
opened. Nothing in the folder is run as a program either: weights are read from ONNX or safetensors, never from pickles.
Some models want a word such as ``query:`` before each text. It is put there where the folder's own
``config_sentence_transformers.json`` names it as the default, and never guessed.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import ReadError, UsageError
from qualcode.i18n import _
from qualcode.learning.features import Encoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Texts that go through the model at once; how many tokens of a text are read where the folder does not say.
BATCH, TOKENS = 64, 256
#: Texts that are tokenised at once and sorted by length; more of them would take much memory and little less time.
_BLOCK = 64 * BATCH
#: Threads of one step of the model: the same number on every machine, for the same figures.
THREADS = 2
#: What a folder may hold beside the model that is used: notes, and the same weights for other programs.
_OTHERS = {".md", ".onnx", ".safetensors", ".h5", ".msgpack", ".ot", ".py", ".png", ".jpg"}
_INPUTS = {"input_ids", "attention_mask", "token_type_ids"}
_MODES = {"pooling_mode_cls_token": "cls", "pooling_mode_mean_tokens": "mean"}
_PLAIN = {"Transformer", "Pooling", "Normalize"}


def open_encoder(folder: Path) -> Encoder:
    """Open the sentence encoder in a folder.

    An ONNX model comes first: ``model.onnx`` in the folder or its subfolder ``onnx``, else the ``*.onnx`` file with the
    shortest name, with ``tokenizer.json`` beside it or in the folder. Otherwise ``modules.json`` makes it a folder of
    sentence-transformers, which that library opens where it is installed.

    Args:
        folder: As saved or exported by the programs that people train encoders with.

    Returns:
        The encoder; its name tells which file was taken.

    Raises:
        UsageError: a library is missing.
        ReadError: the folder is missing or has no model, or a file in it is damaged or of an unknown kind.
    """
    if not folder.is_dir():
        raise ReadError(_("{path}: no such folder; name the folder that holds the encoder").format(path=folder))
    model = _onnx_file(folder)
    if model is not None:
        return _open_onnx(folder, model)
    if (folder / "modules.json").is_file():
        return _open_sentence_transformers(folder)
    raise ReadError(_("{path}: holds no sentence encoder; it needs a .onnx file and tokenizer.json, or modules.json "
                      "and what sentence-transformers saves with it").format(path=folder))


@dataclass(frozen=True, eq=False)
class OnnxEncoder:
    """A model in ONNX's format, run on the processor.

    Attributes:
        name: The folder, and the file in it. sha: Hash of the files that it was made from.
        session: Of onnxruntime. tokenizer: Of tokenizers, cutting at the longest length that the model reads.
        pooling: How the vectors of tokens become one: ``mean`` or ``cls``; None where the folder cannot say how.
        prompt: Put before every text, mostly "". padding: Id of the token that fills up a shorter text.
    """

    name: str
    sha: str
    session: Any
    tokenizer: Any
    pooling: str | None
    prompt: str
    padding: int

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return the vectors of texts.

        Texts of about the same length go through the model together. What stands beside a text does not change its row
        but for the rounding of float32.

        Args:
            texts: Those longer than the model reads are cut at their end.

        Returns:
            (texts, dimensions), rows of length 1; 0 throughout where the tokenizer finds nothing in a text, and
            (0, 0) for no text.

        Raises:
            ReadError: the model cannot be run on it, or gives no vectors of finite numbers.
        """
        import numpy as np

        found: list[tuple[list[int], NDArray[np.float32]]] = []
        for first in range(0, len(texts), _BLOCK):
            encoded = self.tokenizer.encode_batch([self.prompt + text for text in texts[first : first + _BLOCK]])
            filled = [index for index, one in enumerate(encoded) if one.ids]
            filled.sort(key=lambda index: len(encoded[index].ids))
            for start in range(0, len(filled), BATCH):
                batch = filled[start : start + BATCH]
                found.append(([first + index for index in batch], self._pooled([encoded[index] for index in batch])))
        rows = np.zeros((len(texts), found[0][1].shape[1] if found else 0), dtype=np.float32)
        for places, pooled in found:
            rows[places] = pooled
        return _of_length_one(rows, self.name)

    def _pooled(self, encoded: Sequence[Any]) -> "NDArray[np.float32]":
        """Run the model on tokenised texts and return one vector each."""
        import numpy as np

        longest = max(len(one.ids) for one in encoded)
        inputs = {"input_ids": [one.ids for one in encoded], "attention_mask": [one.attention_mask for one in encoded],
                  "token_type_ids": [one.type_ids for one in encoded]}
        fed = {}
        for wanted in self.session.get_inputs():
            kind = np.int32 if wanted.type == "tensor(int32)" else np.int64
            fill = self.padding if wanted.name == "input_ids" else 0
            filled = [[*row, *[fill] * (longest - len(row))] for row in inputs[wanted.name]]
            fed[wanted.name] = np.array(filled, dtype=kind)
        named = [output.name for output in self.session.get_outputs()]
        output = "sentence_embedding" if "sentence_embedding" in named else named[0]
        try:
            (found,) = self.session.run([output], fed)
        except Exception as error:
            raise ReadError(_("{name}: the model cannot be run on a batch of texts; export it with free numbers of "
                              "texts and tokens (dynamic axes)").format(name=self.name)) from error
        return self._pool(np.asarray(found, dtype=np.float32), inputs["attention_mask"])

    def _pool(self, found: "NDArray[np.float32]", masks: Sequence[Sequence[int]]) -> "NDArray[np.float32]":
        import numpy as np

        if found.ndim == 2:
            return found
        if found.ndim != 3:
            raise ReadError(_("{name}: the model's output has {rank} dimensions; export it with the vectors of tokens "
                              "or of sentences as its first output").format(name=self.name, rank=found.ndim))
        if self.pooling is None:
            raise ReadError(_("{name}: the model gives vectors of tokens, and only their mean or the first of them can "
                              "be taken, which is not how it was made; export it with sentence_embedding as an "
                              "output").format(name=self.name))
        if self.pooling == "cls":
            return found[:, 0]
        kept = np.zeros(found.shape[:2], dtype=np.float32)
        for row, mask in enumerate(masks):
            kept[row, : len(mask)] = mask
        summed: NDArray[np.float32] = np.einsum("ntd,nt->nd", found, kept)
        summed /= np.maximum(kept.sum(axis=1, keepdims=True), 1)
        return summed


@dataclass(frozen=True, eq=False)
class LibraryEncoder:
    """A model that the library sentence_transformers runs.

    Attributes:
        name: The folder and the library. sha: Hash of the folder's files. model: The library's own object.
    """

    name: str
    sha: str
    model: Any

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return (texts, dimensions), rows of length 1; (0, 0) for no text."""
        import numpy as np

        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        found = self.model.encode(list(texts), batch_size=BATCH, show_progress_bar=False, convert_to_numpy=True)
        return _of_length_one(np.array(found, dtype=np.float32), self.name)


def _of_length_one(rows: "NDArray[np.float32]", name: str) -> "NDArray[np.float32]":
    import numpy as np

    if not np.isfinite(rows).all():
        raise ReadError(_("{name}: the model gives numbers that are none; take its files in float32").format(name=name))
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: NDArray[np.float32] = np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)
    return scaled


def _onnx_file(folder: Path) -> Path | None:
    """Return the plain one of the ONNX files; the others are smaller or faster and less exact."""
    found = [path for place in (folder, folder / "onnx") for path in sorted(place.glob("*.onnx"))]
    return min(found, key=lambda path: (path.name != "model.onnx", len(path.name)), default=None)


def _open_onnx(folder: Path, model: Path) -> OnnxEncoder:
    try:
        import onnxruntime
        import tokenizers  # noqa: F401 - both are missing or neither
    except ImportError as error:
        raise UsageError(_("{path}: to run this encoder, install what it needs: pip install "
                           "\"qualcode[encoder]\"").format(path=folder)) from error
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = THREADS, 1
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ReadError(_("{path}: not an ONNX model that can be opened; copy it again, with its data file if it "
                          "has one").format(path=model)) from error
    unknown = sorted({one.name for one in session.get_inputs()} - _INPUTS)
    if unknown:
        raise ReadError(_("{path}: the model asks for {inputs}, which a text does not give; export a sentence encoder "
                          "with input_ids and attention_mask").format(path=model, inputs=", ".join(unknown)))
    tokenizer, padding = _tokenizer(folder, model)
    name = f"{folder.resolve().name} ({model.relative_to(folder).as_posix()})"
    files = _files(folder, model)
    return OnnxEncoder(name, _sha(folder, files), session, tokenizer, _pooling(folder), _prompt(folder), padding)


def _tokenizer(folder: Path, model: Path) -> tuple[Any, int]:
    """Return the tokenizer, without padding and cutting long texts, and the id of the token for padding."""
    from tokenizers import Tokenizer

    paths = (place / "tokenizer.json" for place in (folder, model.parent))
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        raise ReadError(_("{path}: tokenizer.json is missing; copy it from where the model came from").format(
            path=folder))
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:
        raise ReadError(_("{path}: not a tokenizer that can be opened; copy it again").format(path=path)) from error
    padding = (tokenizer.padding or {}).get("pad_id", 0)
    tokenizer.no_padding()
    tokenizer.enable_truncation(_longest(folder))
    return tokenizer, padding


def _longest(folder: Path) -> int:
    """Return how many tokens the model reads; a tokenizer without a limit is saved with an enormous one."""
    told = (_settings(folder / "sentence_bert_config.json").get("max_seq_length"),
            _settings(folder / "tokenizer_config.json").get("model_max_length"))
    return next((value for value in told if isinstance(value, int) and 0 < value < 100_000), TOKENS)


def _pooling(folder: Path) -> str | None:
    """Return how vectors of tokens become one of the sentence; None where neither mean nor cls is right."""
    modules = _modules(folder)
    if any(kind not in _PLAIN for kind, _place in modules):
        return None
    place = next((place for kind, place in modules if kind == "Pooling"), "1_Pooling")
    told = _settings(folder / place / "config.json")
    named = told.get("pooling_mode") or [
        _MODES.get(key, key) for key, value in sorted(told.items()) if key.startswith("pooling_mode_") and value is True
    ]
    modes = [named] if isinstance(named, str) else list(named) or ["mean"]
    without_prompt = told.get("include_prompt") is False and _prompt(folder)
    return modes[0] if modes in (["mean"], ["cls"]) and not without_prompt else None


def _prompt(folder: Path) -> str:
    told = _settings(folder / "config_sentence_transformers.json")
    prompts, default = told.get("prompts"), told.get("default_prompt_name")
    return str(prompts.get(default) or "") if isinstance(prompts, dict) and default else ""


def _modules(folder: Path) -> list[tuple[str, str]]:
    """Return the class and folder of each part of a model of sentence-transformers; nothing without modules.json."""
    told = _read_json(folder / "modules.json")
    parts = [part for part in told if isinstance(part, dict)] if isinstance(told, list) else []
    return [(str(part.get("type", "")).rpartition(".")[2], str(part.get("path", ""))) for part in parts]


def _settings(path: Path) -> dict[str, Any]:
    told = _read_json(path)
    return told if isinstance(told, dict) else {}


def _read_json(path: Path) -> Any:
    if not path.is_file():
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReadError(_("{path}: not a file of settings in JSON; copy it again").format(path=path)) from error


def _open_sentence_transformers(folder: Path) -> LibraryEncoder:
    # They are read when the libraries are imported, so they stay for the rest of the process.
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1",
                      HF_HUB_DISABLE_PROGRESS_BARS="1")
    try:
        from sentence_transformers import SentenceTransformer, __version__
    except ImportError as error:
        raise UsageError(_("{path}: a folder of sentence-transformers; pip install sentence-transformers, or export "
                           "the model to ONNX and pip install \"qualcode[encoder]\"").format(path=folder)) from error
    told = _read_json(folder / "modules.json")
    kinds = [str(part.get("type", "")) for part in told if isinstance(part, dict)] if isinstance(told, list) else [""]
    foreign = sorted(kind for kind in kinds if not kind.startswith("sentence_transformers."))
    if foreign:
        raise ReadError(_("{path}: the model brings a program of its own ({kinds}), which is not run; export it to "
                          "ONNX").format(path=folder, kinds=", ".join(foreign)))
    try:
        model = SentenceTransformer(
            str(folder), device="cpu", local_files_only=True, trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except Exception as error:
        raise ReadError(_("{path}: sentence-transformers cannot open it; it must be whole, with its weights in "
                          "model.safetensors").format(path=folder)) from error
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return LibraryEncoder(f"{folder.resolve().name} (sentence-transformers {__version__})", _sha(folder, files), model)


def _files(folder: Path, model: Path) -> list[Path]:
    """Return what an ONNX encoder may be made of: all files that are not plainly for something else."""
    places = {folder, model.parent, *(folder / place for _kind, place in _modules(folder)), folder / "1_Pooling"}
    files = {path for place in places if place.is_dir() for path in place.iterdir()
             if path.is_file() and path.suffix not in _OTHERS and not path.name.startswith((".", "pytorch_model"))}
    return sorted({*files, model})


def _sha(folder: Path, files: Sequence[Path]) -> str:
    """Hash names and contents of files."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(folder).as_posix()}\n{path.stat().st_size}\n".encode())
        for piece in _pieces(path):
            digest.update(piece)
    return digest.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 22):
            yield piece
