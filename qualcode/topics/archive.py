"""Arrays and a table of figures in one zip: the same bytes for the same content, and nothing pickled.

Members have no date and are not compressed, because two versions of zlib make different bytes of one text.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from math import isnan
from pathlib import Path
from typing import Any

#: Between the words of a list; no word holds it.
_BREAK = "\n"
_ABOUT = "model.json"
#: What reading a damaged or foreign file raises; the first four of the zip, the others of what is in it. A header may
#: claim more numbers than there is memory for.
DAMAGED = (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError, LookupError, ValueError, TypeError,
           AttributeError, MemoryError)


def archive_bytes(about: Mapping[str, Any], arrays: Mapping[str, Any]) -> bytes:
    """Return the bytes of an archive.

    Args:
        about: What JSON can hold; a missing number (NaN) becomes null.
        arrays: Name -> array of numbers.
    """
    import numpy as np

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        _put(archive, _ABOUT, json.dumps(_finite(about), ensure_ascii=False, sort_keys=True).encode())
        for name, array in sorted(arrays.items()):
            body = io.BytesIO()
            np.lib.format.write_array(body, np.ascontiguousarray(array), allow_pickle=False)
            _put(archive, f"{name}.npy", body.getvalue())
    return made.getvalue()


def read_archive(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what ``archive_bytes`` was given; a damaged file raises one of ``DAMAGED``."""
    import numpy as np

    with zipfile.ZipFile(path) as archive:
        about = json.loads(archive.read(_ABOUT))
        bodies = {name.removesuffix(".npy"): io.BytesIO(archive.read(name)) for name in archive.namelist()
                  if name.endswith(".npy")}
    return about, {name: np.lib.format.read_array(body, allow_pickle=False) for name, body in bodies.items()}


def packed(words: Iterable[str]) -> Any:
    """Return words as an array of bytes."""
    import numpy as np

    return np.frombuffer(_BREAK.join(words).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def unpacked(array: Any) -> tuple[str, ...]:
    """Return what ``packed`` was given."""
    text = array.tobytes().decode("utf-8", "surrogatepass")
    return tuple(text.split(_BREAK)) if text else ()


def _put(archive: zipfile.ZipFile, name: str, body: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), body)


def _finite(value: Any) -> Any:
    if isinstance(value, float) and isnan(value):
        return None
    if isinstance(value, Mapping):
        return {key: _finite(one) for key, one in value.items()}
    return [_finite(one) for one in value] if isinstance(value, list | tuple) else value
