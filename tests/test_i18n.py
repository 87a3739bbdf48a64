"""The Chinese catalogue: every message, nothing stale, nothing that breaks a placeholder."""

import re
from collections.abc import Iterator

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from qualcode.i18n import LOCALE_DIR, _, language, pick

PACKAGE = LOCALE_DIR.parent
PO = LOCALE_DIR / "zh" / "LC_MESSAGES" / "qualcode.po"
_PLACEHOLDER = re.compile(r"(?<!\{)\{\w+[^{}]*\}(?!\})")


def messages_in_source() -> Iterator[tuple[str, str]]:
    """Yield every string inside ``_()`` with its place."""
    for file, line, message, _comments, _context in extract_from_dir(PACKAGE, [("**.py", "python")]):
        assert isinstance(message, str)
        yield message, f"{file}:{line}"


def catalogue() -> Catalog:
    """Return the committed Chinese catalogue."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh")


def placeholders(text: str) -> list[str]:
    """Return the placeholders in a message, sorted; ``{{`` is a brace that is meant."""
    return sorted(_PLACEHOLDER.findall(text))


def test_every_message_of_the_source_has_its_chinese() -> None:
    """A message without a translation is named with its place; CONTRIBUTING says how to add it."""
    translated = {message.id: message.string for message in catalogue()}
    missing = sorted({f"{place}: {message}" for message, place in messages_in_source() if not translated.get(message)})
    assert missing == []


def test_no_translation_is_fuzzy_or_stale() -> None:
    """A guess of the tool is not a translation, and what the source no longer says goes."""
    wanted = {message for message, _place in messages_in_source()}
    entries = [message for message in catalogue() if message.id]
    assert [message.id for message in entries if message.fuzzy] == []
    assert [message.id for message in entries if message.id not in wanted] == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    """``{path}`` must be ``{path}`` in Chinese too."""
    wrong = [message.id for message in catalogue() if message.id and message.string
             and placeholders(str(message.id)) != placeholders(str(message.string))]
    assert wrong == []


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    """The .mo file says what the committed .po file says; their headers may be of different Babel versions."""
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = {message.id: message.string for message in read_mo(file) if message.id}
    assert compiled == {message.id: message.string for message in catalogue() if message.id and message.string}


@pytest.mark.parametrize(("environment", "expected"), [
    ({"QUALCODE_LANG": "zh"}, "zh"), ({"QUALCODE_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
    ({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"), ({"LANG": "de_DE.UTF-8"}, "en"),
    ({"LC_MESSAGES": "zh_TW"}, "zh"), ({"QUALCODE_LANG": "Chinese (Simplified)_China"}, "zh"),
])
def test_the_language_is_that_of_the_environment(
    environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """QUALCODE_LANG goes before the locale; anything but Chinese is English."""
    for key in ("QUALCODE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(key, raising=False)
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    assert language() == expected


def test_messages_change_with_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same call speaks Chinese or English."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    english = _("a list of texts")
    monkeypatch.setenv("QUALCODE_LANG", "zh")
    assert (english, _("a list of texts")) == ("a list of texts", "由文字组成的列表")


@pytest.mark.parametrize(("lang", "names", "expected"), [
    ("zh", ("问题", "Findings"), "问题"), ("en", ("问题", "Findings"), "Findings"),
    ("zh", ("", "Findings"), "Findings"), ("en", ("问题", ""), "问题"),
])
def test_the_other_name_is_better_than_none(
    lang: str, names: tuple[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A code with one name only is called by it in both languages."""
    monkeypatch.setenv("QUALCODE_LANG", lang)
    assert pick(*names) == expected
