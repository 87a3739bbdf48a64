"""Office files are zip packages: opened with a limit on what they may unpack to, their XML without entities."""

import io
import zipfile
import zlib
from typing import Any

from qualcode.errors import ReadError
from qualcode.i18n import _

#: bytes that the parts of one file may unpack to; a 400-page interview takes 10 MB.
LIMIT = 200_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_package(data: bytes, name: str) -> zipfile.ZipFile:
    """Return the package in ``data``.

    Raises:
        ReadError: it is damaged, or unpacks to more than the limit.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        size = sum(part.file_size for part in package.infolist())
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        ValueError,
        OSError,
        EOFError,
        LookupError,
        OverflowError,
    ) as error:
        raise _damaged(name) from error
    if size > LIMIT:
        raise ReadError(
            _("{name}: unpacks to {size} MB, more than an interview can be; it was not opened").format(
                name=name, size=size // 1_000_000
            )
        )
    return package


def read_part(package: zipfile.ZipFile, part: str, name: str) -> bytes | None:
    """Return one part of the package, None where it is absent.

    Raises:
        ReadError: it is damaged, encrypted, or longer than it says.
    """
    try:
        with package.open(part) as stream:
            data = stream.read(LIMIT + 1)
    except KeyError:
        return None
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise _damaged(name) from error
    if len(data) > LIMIT:
        raise _damaged(name)
    return data


def parse_xml(data: bytes, name: str) -> Any:
    """Return the root element; entities are not resolved and nothing is fetched.

    Raises:
        ReadError: it is not well-formed.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _damaged(name) from error


def _damaged(name: str) -> ReadError:
    return ReadError(_("{name}: damaged or incomplete; open it in Word or WPS and save it again").format(name=name))
