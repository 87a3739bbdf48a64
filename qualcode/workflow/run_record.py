"""``run.json``: what made the files in an output folder, and which of them are ours."""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from qualcode import __version__
from qualcode.exporters.atomic import write_text
from qualcode.model import Codebook, Corpus

NAME = "run.json"
LIBRARIES = ("rjieba", "jieba", "ahocorasick-rs", "gensim", "numpy", "pandas", "opencc", "spacy", "matplotlib")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a run.

    Attributes:
        name: ``import``, ``code``, ``matrices`` ...
        seconds: Wall time.
        skipped: Why it was not done, "" where it was.
    """

    name: str
    seconds: float
    skipped: str = ""


def make_record(
    corpus: Corpus, codebook: Codebook, options: Mapping[str, Any], *, project: str, codings: int,
) -> dict[str, Any]:
    """Return the record of a run: what went in, by hash, and with what it was worked on.

    The date is the only thing in it that differs between two runs on the same input.
    """
    return {
        "project": project,
        "date": datetime.now(UTC).replace(microsecond=0).isoformat(),
        "qualcode": __version__,
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "codebook": {"id": codebook.id, "version": codebook.version, "path": codebook.path, "sha256": codebook.sha256},
        "options": dict(options),
        "transcripts": [
            {"name": one.name, "source": one.source, "sha256": one.sha256,
             "text_sha256": hashlib.sha256(one.text.encode("utf-8", "surrogatepass")).hexdigest()}
            for one in corpus.transcripts
        ],
        "codings": codings,
    }


def write_record(out: Path, record: Mapping[str, Any], steps: Sequence[Step], files: Iterable[Path]) -> Path:
    """Write ``run.json``, and remove files of an earlier run that this one did not make again.

    A file is removed only if the earlier record names it and nobody changed it since; so no table stays in the folder
    that belongs to other codings than its neighbours.

    Raises:
        WriteError: the record cannot be written.
    """
    made = {file.relative_to(out).as_posix(): _hash(file) for file in sorted(files)}
    for name, was in _earlier_files(out).items():
        stale = out / name
        ours = name not in made and stale.resolve().is_relative_to(out.resolve()) and stale.is_file()
        if ours and _hash(stale) == was:
            with suppress(OSError):  # a file that somebody holds open stays; the record no longer names it
                stale.unlink()
    content = {**record, "steps": [asdict(step) for step in steps], "files": made}
    return write_text(out / NAME, json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def _earlier_files(out: Path) -> dict[str, str]:
    try:
        files = json.loads((out / NAME).read_text(encoding="utf-8")).get("files", {})
    except (OSError, ValueError, AttributeError):  # no earlier run, or not a record of ours
        return {}
    return {name: was for name, was in files.items() if isinstance(was, str)} if isinstance(files, dict) else {}


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
