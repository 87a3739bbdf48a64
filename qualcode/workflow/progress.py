"""How a long step tells how far it is, without knowing who shows it."""

from collections.abc import Callable

#: called with (what is being done, steps done, steps in all); the command line draws a bar, tests pass nothing.
Progress = Callable[[str, int, int], None]


def silent(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""
