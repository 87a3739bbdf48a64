"""What every test stands on."""

import pytest
from hypothesis import settings

# The machines that run this are shared and slow at times: a test fails for what it finds, not for how long it takes.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Speak English whatever the machine's locale is; a test of the Chinese sets the language itself."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
