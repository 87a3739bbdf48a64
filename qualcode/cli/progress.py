"""A bar on stderr while a long step runs, where somebody can see it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from qualcode.workflow.progress import Progress, silent


@contextmanager
def bar() -> Iterator[Progress]:
    """Give the function that a workflow function reports its progress to; it shows nothing without a terminal."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as shown:
        tasks: dict[str, TaskID] = {}

        def report(what: str, done: int, total: int) -> None:
            task = tasks.setdefault(what, TaskID(-1))
            if task < 0:
                task = tasks[what] = shown.add_task(what, total=total or None)
            shown.update(task, completed=done, total=total or None)

        yield report
