"""Where the command ``ead`` starts."""

from __future__ import annotations

import gc
import os
import sys

from ead._version import __version__

__all__ = ["main"]

_OBJECTS_BETWEEN_COLLECTIONS = 50_000


def main() -> None:
    """Run the program."""
    if sys.argv[1:] == ["--version"] and _could_say_version():
        return
    # A start makes a hundred thousand objects and hardly any garbage: looking for it as often as usual costs a tenth of the start.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    try:
        if _names_messages_only(sys.argv[1:]):
            # To load what reads arguments takes as long as half of the check of a small message.
            from ead.cli.checking import check_plainly

            sys.exit(check_plainly(sys.argv[2:]))
        from ead.cli.program import program

        program(prog_name="ead")
    finally:
        # Nor is what is left at the end worth looking through: the process gives it all back.
        gc.freeze()


def _names_messages_only(arguments: list[str]) -> bool:
    """Whether messages are to be checked without any option, so that there is nothing to read in the arguments."""
    command, *sources = arguments or [""]
    plain = bool(sources) and not any(source.startswith("-") for source in sources)
    # A shell asks for completions by a variable, and Windows leaves patterns of file names to the program.
    return command == "validate" and plain and "_EAD_COMPLETE" not in os.environ and os.name != "nt"


def _could_say_version() -> bool:
    """Say what scripts ask most often, without the parts that read arguments; where it cannot be written, the program tells why."""
    try:
        sys.stdout.write(f"ead {__version__}\n")
        sys.stdout.flush()
    except OSError:
        return False
    return True
