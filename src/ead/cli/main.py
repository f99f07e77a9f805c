"""Where the command ``ead`` starts."""

from __future__ import annotations

import gc
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
    from ead.cli.program import program

    try:
        program(prog_name="ead")
    finally:
        # Nor is what is left at the end worth looking through: the process gives it all back.
        gc.freeze()


def _could_say_version() -> bool:
    """Say what scripts ask most often, without the parts that read arguments; where it cannot be written, the program tells why."""
    try:
        sys.stdout.write(f"ead {__version__}\n")
        sys.stdout.flush()
    except OSError:
        return False
    return True
