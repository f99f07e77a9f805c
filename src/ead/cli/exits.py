"""Exit codes, and how failures become one line and one of these codes."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable

from ead.errors import ConfigurationError, EadError, UnsupportedFormat

__all__ = [
    "ACCEPTED",
    "BAD_USAGE",
    "INCOMPLETE",
    "INTERRUPTED",
    "REJECTED",
    "exit_code_of",
    "outcome_of",
    "say",
    "say_failure",
    "usage_error",
    "write_anything",
]

ACCEPTED, REJECTED, BAD_USAGE, INCOMPLETE = 0, 1, 2, 3
INTERRUPTED = 130  # 128 + SIGINT, as shells report it


def exit_code_of(error: Exception) -> int:
    """The exit code of a failure: 2 when the user can set it right on the command line or in a file, else 3."""
    return BAD_USAGE if isinstance(error, ConfigurationError | UnsupportedFormat) else INCOMPLETE


def outcome_of(run: Callable[[], object], *, debugging: Callable[[], bool], passing: tuple[type[BaseException], ...] = ()) -> int:
    """The exit code that some work gives back, or that its failure is worth; no failure gets past here but those that are to pass."""
    try:
        result = run()
        sys.stdout.flush()
    except passing:
        raise
    except BrokenPipeError:
        _silence_output()
        return INCOMPLETE
    except Exception as error:  # noqa: BLE001 - the one place where a crash becomes an exit code
        say_failure(error, debug=debugging())
        return exit_code_of(error)
    return result if isinstance(result, int) else ACCEPTED


def usage_error(text: str) -> Exception:
    """What is raised for arguments that make no sense together."""
    # Whoever can give such arguments has loaded it; a start without options does not need it.
    import click

    return click.UsageError(text)


def say(text: str) -> None:
    """A line on the error stream."""
    if sys.stderr is not None:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def say_failure(error: Exception, *, debug: bool) -> None:
    """One line on the error stream. The text of an unexpected exception may quote the message, so only its type is named."""
    from ead.reports.escape import terminal

    if debug:
        import traceback

        say("".join(traceback.format_exception(error)).rstrip("\n"))
    if isinstance(error, EadError):
        say(f"error: {terminal(str(error))}")
    elif isinstance(error, OSError):
        name = f' "{terminal(os.fsdecode(error.filename))}"' if isinstance(error.filename, str | bytes) else ""
        say(f"error: cannot write or read{name}: {(error.strerror or type(error).__name__).lower()}")
    else:
        say(f"internal error: {type(error).__name__} in {_where(error)}; the check is incomplete; run again with --debug")


def _where(error: Exception) -> str:
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "ead"
    own = [frame for frame in frames if f"{os.sep}ead{os.sep}" in frame.filename]
    frame = (own or frames)[-1]
    return f"{os.path.basename(frame.filename)}, line {frame.lineno}"


def _silence_output() -> None:
    """Send what is still in the buffers nowhere: the reader of a pipe has gone, and Python would complain at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


def write_anything() -> None:
    """Let a stream whose encoding lacks a character write it as an escape instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(io.UnsupportedOperation, ValueError):
                stream.reconfigure(errors="backslashreplace")
