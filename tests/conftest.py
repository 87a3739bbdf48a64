"""What every test stands on."""

import pytest


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Speak English whatever the machine's locale is; a test of the Chinese sets the language itself."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
