"""Make the files of rows: ``python prepare.py ROW:SIZE,SIZE ...`` prints the rows that cannot be measured here and why, as JSON."""

from __future__ import annotations

import json
import sys

from peers import NotHere
from rows import ROWS


def note(key: str, sizes: list[int]) -> str:
    """Why a row cannot be measured, or nothing."""
    try:
        for size in sizes:
            ROWS[key].build(size)
    except NotHere as error:
        return str(error)
    return ""


def main() -> None:
    wanted = (argument.split(":") for argument in sys.argv[1:])
    notes = {key: note(key, [int(size) for size in sizes.split(",")]) for key, sizes in wanted}
    print(json.dumps({key: text for key, text in notes.items() if text}))


if __name__ == "__main__":
    main()
