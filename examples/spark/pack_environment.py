"""Pack ead, and what it needs on Spark's workers, from this environment into an archive for ``spark-submit --archives``.

    python pack_environment.py ead-environment.tar

Nothing is downloaded. The workers must have the same Python version, operating system and kind of processor; pyspark itself is not
packed, for Spark brings it along. Where workers have no Python, or another one, pack a whole environment with conda-pack or venv-pack.
"""

from __future__ import annotations

import sys
import tarfile
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

import ead

WANTED = ("spark",)
NOT_PACKED = frozenset({"numpy", "pandas", "py4j", "pyspark"})  # Spark's own, and what only the driver needs
LEFT_OUT = ("*/__pycache__/*", "*.h", "*/tests/*", "*libarrow_flight*")  # what no worker looks at, and is large


def needed(name: str, extras: tuple[str, ...] = ()) -> Iterator[str]:
    """The distributions that this one needs, itself first; some more than once."""
    yield name
    for text in distribution(name).requires or ():
        requirement = Requirement(text)
        if requirement.name.lower() in NOT_PACKED:
            continue
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            try:
                yield from needed(requirement.name, tuple(requirement.extras))
            except PackageNotFoundError:
                print(f"not installed, so not packed: {requirement.name}", file=sys.stderr)


def main() -> None:
    package = Path(ead.__file__).parent
    with tarfile.open(sys.argv[1], "w") as archive:
        archive.add(package, "ead", filter=without_caches)
        for name in sorted({*needed("ead", WANTED), "pyarrow"} - {"ead"}):
            found = distribution(name)
            for file in found.files or ():
                if ".." not in file.parts and not any(fnmatch(str(file), pattern) for pattern in LEFT_OUT):
                    archive.add(Path(str(found.locate_file(file))), str(file), recursive=False)


def without_caches(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if "__pycache__" in member.name else member


if __name__ == "__main__":
    main()
