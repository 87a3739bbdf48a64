"""The one place that turns exceptions into a line on stderr and an exit code."""

import errno
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from qualcode.errors import CodebookError, QualcodeError
from qualcode.i18n import _

INTERRUPTED = 130
#: Typer shows its own errors itself; newer versions carry their own copy of click, so the class is found by name.
_TYPERS_OWN: tuple[type[BaseException], ...] = (
    typer.Exit, typer.Abort, *(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException"))


class Group(TyperGroup):
    """The root command: nothing that goes wrong below it reaches the user as a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; raise ``typer.Exit`` with the exit code that belongs to what went wrong."""
        try:
            return super().invoke(ctx)
        except _TYPERS_OWN:
            raise
        except KeyboardInterrupt as error:
            _say(_("interrupted; nothing half-written is left"))
            raise typer.Exit(INTERRUPTED) from error
        except QualcodeError as error:
            _say(told(error))
            raise typer.Exit(error.exit_code) from error
        except Exception as error:
            if _is_closed_pipe(error) or os.environ.get("QUALCODE_DEBUG") == "1":
                raise
            _say(unexpected(error))
            raise typer.Exit(1) from error


def told(error: QualcodeError) -> str:
    """Return what the user reads of one of our own errors: one line, or one for each problem of a codebook."""
    lines = str(error).splitlines() or [type(error).__name__]
    if isinstance(error, CodebookError):
        return "\n".join(_("error: {message}").format(message=line) for line in lines)
    return _("error: {message}").format(message=" ".join(line.strip() for line in lines))


def unexpected(error: BaseException) -> str:
    """Return one line on an error that nobody foresaw: its type and place, never its message.

    The message of a foreign exception may quote the text that was being worked on, and that is confidential.
    """
    frames = []
    trace = error.__traceback__
    while trace is not None:
        frames.append((str(trace.tb_frame.f_globals.get("__name__", "?")), trace.tb_lineno))
        trace = trace.tb_next
    ours = [frame for frame in frames if frame[0].startswith("qualcode.") and frame[0] != __name__]
    module, line = (ours or frames or [("?", 0)])[-1]
    message = _("unexpected {type} at {place}; nothing half-written is left. QUALCODE_DEBUG=1 shows the whole "
                "traceback, which may quote interviews: do not send it on unread")
    return _("error: {message}").format(message=message.format(type=type(error).__name__, place=f"{module}:{line}"))


def _is_closed_pipe(error: Exception) -> bool:
    """Return whether the reader of our output has gone, as in ``qualcode kwic … | head``; Typer ends quietly then."""
    return isinstance(error, OSError) and error.errno == errno.EPIPE


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - stderr is where a command reports
