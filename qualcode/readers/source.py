"""A source file with its bytes, and where its transcripts get their names from."""

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.errors import ReadError
from qualcode.i18n import _
from qualcode.settings import SpeakerSetting

SpeakerMap = Mapping[str, Mapping[str, SpeakerSetting]]
#: bytes; a spoken day in plain text takes less than 1 MB, in Word with pictures some 100.
_LARGEST = 300_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read.

    Attributes:
        name: Name of its transcript.
        shown: Path for messages and reports.
        ending: Lower-case ending with its dot.
        data: The file's bytes.
        encoding: Encoding to use strictly, "" to find out.
        speakers: The project's speaker map.
    """

    name: str
    shown: str
    ending: str
    data: bytes
    encoding: str = ""
    speakers: SpeakerMap = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Hash of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


def settings_for(name: str, speakers: SpeakerMap) -> dict[str, SpeakerSetting]:
    """Return what the speaker map says of one transcript's labels; its own entries win over those for all."""
    return {**speakers.get("*", {}), **speakers.get(name.split("#", maxsplit=1)[0], {}), **speakers.get(name, {})}


def transcript_name(path: Path) -> str:
    """Return the name of the transcript in a file: the file's name without its ending, in Unicode form NFC."""
    return unicodedata.normalize("NFC", path.stem)


def shown_path(path: Path, root: Path | None) -> str:
    """Return the path as shown: relative to the project where it lies inside, with forward slashes."""
    if root is not None and path.resolve().is_relative_to(root.resolve()):
        return path.resolve().relative_to(root.resolve()).as_posix()
    return path.as_posix()


def load(path: Path, shown: str) -> bytes:
    """Return the file's bytes.

    Raises:
        ReadError: it is missing, may not be opened, or is far too large.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise ReadError(
                _("{name}: larger than {size} MB; take out the pictures and recordings").format(
                    name=shown, size=_LARGEST // 1_000_000
                )
            )
        return path.read_bytes()
    except OSError as error:
        raise ReadError(_("{name}: cannot be opened: {why}").format(name=shown, why=error.strerror or error)) from error
