"""Exit codes, and how failures become one line and one of these codes."""

from __future__ import annotations

import os
import sys

import click

from ead.errors import ConfigurationError, EadError, UnsupportedFormat

__all__ = ["ACCEPTED", "BAD_USAGE", "INCOMPLETE", "INTERRUPTED", "REJECTED", "exit_code_of", "say_failure", "silence_output"]

ACCEPTED, REJECTED, BAD_USAGE, INCOMPLETE = 0, 1, 2, 3
INTERRUPTED = 130  # 128 + SIGINT, as shells report it


def exit_code_of(error: Exception) -> int:
    """The exit code of a failure: 2 when the user can set it right on the command line or in a file, else 3."""
    return BAD_USAGE if isinstance(error, ConfigurationError | UnsupportedFormat) else INCOMPLETE


def say_failure(error: Exception, *, debug: bool) -> None:
    """One line on the error stream. The text of an unexpected exception may quote the message, so only its type is named."""
    from ead.reports.escape import terminal

    if debug:
        import traceback

        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    if isinstance(error, EadError):
        click.echo(f"error: {terminal(str(error))}", err=True)
    elif isinstance(error, OSError):
        name = f' "{terminal(os.fsdecode(error.filename))}"' if isinstance(error.filename, str | bytes) else ""
        click.echo(f"error: cannot write or read{name}: {(error.strerror or type(error).__name__).lower()}", err=True)
    else:
        click.echo(f"internal error: {type(error).__name__} in {_where(error)}; the check is incomplete; run again with --debug", err=True)


def _where(error: Exception) -> str:
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "ead"
    own = [frame for frame in frames if f"{os.sep}ead{os.sep}" in frame.filename]
    frame = (own or frames)[-1]
    return f"{os.path.basename(frame.filename)}, line {frame.lineno}"


def silence_output() -> None:
    """Send what is still in the buffers nowhere: the reader of a pipe has gone, and Python would complain at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return
