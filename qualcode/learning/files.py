"""Models as files: one zip of plain arrays and a table of figures, the same bytes for the same model.

Nothing is pickled, so that opening a colleague's model runs no code. The file holds words and runs of characters from
the interviews and is as confidential as they are.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from math import isnan, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import ReadError
from qualcode.i18n import _
from qualcode.learning.chance import Chance
from qualcode.learning.features import Encoder, Features, Terms
from qualcode.learning.linear import Linear
from qualcode.learning.measure import Bin, Calibration, Limits, Measured, Overall, Verdict
from qualcode.learning.model import TINY, Model
from qualcode.learning.word_encoder import WordEncoder
from qualcode.learning.word_vectors import WordVectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Changes when a file is laid out otherwise.
LAYOUT = 1
_PARTS = ("grams", "around", "classes")
#: Between the terms of a part; no term holds it.
_BREAK = "\n"
#: What reading a damaged or foreign file raises; the first four of the zip, the others of what is in it.
_DAMAGED = (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError, LookupError, ValueError, TypeError,
            AttributeError)


def model_bytes(model: Model) -> bytes:
    """Return a model as the bytes of its file.

    Columns without weight have none in the file either, but their terms are there: how long a row is depends on them.
    Of an encoder that is no word vectors only its name and hash are kept.
    """
    import numpy as np

    features, weights = model.features, model.linear.weights
    columns = np.flatnonzero(np.abs(weights).max(axis=1, initial=0.0) > TINY)
    arrays: dict[str, Any] = {
        "columns": columns, "weights": weights[columns].astype(np.float32), "intercept": model.linear.intercept,
        "chance": model.chance.weights}
    for part in _PARTS:
        terms: Terms = getattr(features, part)
        arrays[f"{part}_idf"] = terms.idf
        arrays[f"{part}_terms"] = _packed(terms.terms)
    about: dict[str, Any] = {
        "layout": LAYOUT, "learner": model.learner, "codes": model.codes, "intercept": model.chance.intercept,
        "limits": asdict(model.limits), "measured": [asdict(one) for one in model.measured],
        "calibration": asdict(model.calibration), "total": asdict(model.total), "passages": model.passages,
        "people": model.people, "assumed": model.assumed, "made_from": model.made_from}
    if features.encoder is not None and features.centre is not None:
        arrays["centre"] = features.centre
        about["encoder"] = {"name": features.encoder.name, "sha": features.encoder.sha}
        if isinstance(features.encoder, WordEncoder):
            arrays |= _word_arrays(features.encoder)
            about["encoder"]["vectors"] = features.encoder.vectors.sha
    return _zipped(about, arrays)


def read_model(path: Path, encoder: Encoder | None = None) -> Model:
    """Read a model.

    Args:
        path: The file.
        encoder: The sentence encoder that the model was made with, where it was.

    Raises:
        ReadError: the file cannot be read, is no model, or was made with an encoder that is not given.
    """
    import numpy as np

    try:
        with zipfile.ZipFile(path) as archive:
            about = json.loads(archive.read("model.json"))
            arrays = {name.removesuffix(".npy"): _array(archive.read(name))
                      for name in archive.namelist() if name.endswith(".npy")}
        if about["layout"] != LAYOUT:
            raise ReadError(_("{path}: a model of another version of qualcode; make it again with `qualcode learn`"
                              ).format(path=path))
        found, around, classes = (Terms(_unpacked(arrays[f"{part}_terms"]), arrays[f"{part}_idf"]) for part in _PARTS)
        features = Features(found, around, classes, *_encoder(path, about, arrays, encoder))
        weights = np.zeros((features.size, len(about["codes"])))
        weights[arrays["columns"]] = arrays["weights"]
        return Model(
            about["learner"], tuple(about["codes"]), features, Linear(weights, arrays["intercept"]),
            Chance(arrays["chance"], about["intercept"]), Limits(**about["limits"]),
            tuple(_measured(one) for one in about["measured"]), _calibration(about["calibration"]),
            Overall(**_numbers(about["total"])), about["passages"], about["people"],
            about["assumed"], about["made_from"])
    except _DAMAGED as error:
        raise ReadError(_("{path}: cannot be read as a model; make it again with `qualcode learn`").format(
            path=path)) from error


def _word_arrays(encoder: WordEncoder) -> dict[str, Any]:
    import numpy as np

    known = sorted(encoder.idf)
    return {"vectors": encoder.vectors.matrix, "vector_words": _packed(encoder.vectors.words),
            "idf_words": _packed(known), "idf": np.array([encoder.idf[word] for word in known])}


def _encoder(
    path: Path, about: Mapping[str, Any], arrays: Mapping[str, Any], given: Encoder | None,
) -> "tuple[Encoder | None, NDArray[np.float32] | None]":
    if "encoder" not in about:
        return None, None
    if "vectors" in arrays:
        idf = dict(zip(_unpacked(arrays["idf_words"]), arrays["idf"].tolist(), strict=True))
        vectors = WordVectors(_unpacked(arrays["vector_words"]), arrays["vectors"], about["encoder"]["name"],
                              about["encoder"]["vectors"])
        return WordEncoder(vectors, idf), arrays["centre"]
    if given is None or given.sha != about["encoder"]["sha"]:
        raise ReadError(_("{path}: was made with the sentence encoder {name}; name its folder under [learning] encoder "
                          "in qualcode.toml").format(path=path, name=about["encoder"]["name"]))
    return given, arrays["centre"]


def _zipped(about: Mapping[str, Any], arrays: Mapping[str, Any]) -> bytes:
    import numpy as np

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        _put(archive, "model.json", json.dumps(_finite(about), ensure_ascii=False, sort_keys=True).encode())
        for name, array in arrays.items():
            body = io.BytesIO()
            np.lib.format.write_array(body, np.ascontiguousarray(array), allow_pickle=False)
            _put(archive, f"{name}.npy", body.getvalue())
    return made.getvalue()


def _put(archive: zipfile.ZipFile, name: str, body: bytes) -> None:
    """Write one member, with no date: the same model is the same file."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, body)


def _array(body: bytes) -> Any:
    import numpy as np

    return np.lib.format.read_array(io.BytesIO(body), allow_pickle=False)


def _packed(terms: Any) -> Any:
    import numpy as np

    return np.frombuffer(_BREAK.join(terms).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def _unpacked(array: Any) -> tuple[str, ...]:
    text = array.tobytes().decode("utf-8", "surrogatepass")
    return tuple(text.split(_BREAK)) if text else ()


def _finite(value: Any) -> Any:
    """Return JSON's own values: a missing number is null."""
    if isinstance(value, float) and isnan(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    return [_finite(one) for one in value] if isinstance(value, list | tuple) else value


def _numbers(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: nan if value is None else value for key, value in said.items()}


def _measured(said: Mapping[str, Any]) -> Measured:
    read = _numbers(said)
    for key in ("precision_interval", "recall_interval"):
        low, high = read[key]
        read[key] = (nan if low is None else low, nan if high is None else high)
    return Measured(**{**read, "verdict": Verdict(read["verdict"])})


def _calibration(said: Mapping[str, Any]) -> Calibration:
    read = _numbers(said)
    return Calibration(**{**read, "bins": tuple(Bin(**_numbers(one)) for one in read["bins"])})
