"""The build hook: compile ``src/ead/native/*.pyx`` for wheels and editable installs, and go on without where that fails.

``EAD_BUILD_NATIVE=0`` leaves the compiled part out; ``EAD_BUILD_NATIVE=1`` makes it an error if it cannot be built.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

__all__ = ["NativeBuildHook", "NotCompiledError", "compiled_parts"]

WISH = os.environ.get("EAD_BUILD_NATIVE", "")
NEEDS = ["cython>=3.1", "setuptools>=65"]
SUFFIX = str(sysconfig.get_config_var("EXT_SUFFIX"))
# Newer releases of setuptools forget the interpreter's own flags when there are others, so what matters is said again.
FLAGS = f"-O2 -g0 -fwrapv -DNDEBUG {os.environ.get('CFLAGS', '')}".strip()
SHARED = (".h", ".pxd", ".pxi")


class NotCompiledError(Exception):
    """The compiled part could not be built; the text is what the compiler printed."""


class NativeBuildHook(BuildHookInterface[Any]):
    """Adds the compiled modules to a wheel, or places them beside their sources for an editable install."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What building needs beyond hatchling."""
        return [] if WISH == "0" else NEEDS

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, then hand the modules over; without them the wheel is one for every platform."""
        root = Path(self.root)
        parts = _parts_or_none(root)
        if version == "editable":
            _place(parts, root / "src" / "ead" / "native")
        elif parts:
            build_data["pure_python"] = False
            build_data["infer_tag"] = True
            build_data["force_include"].update({str(part): f"ead/native/{part.name}" for part in parts})


def _parts_or_none(root: Path) -> list[Path]:
    """The compiled modules, or none at all where they are not wanted or cannot be had."""
    if WISH == "0":
        return []
    try:
        return compiled_parts(root)
    except (NotCompiledError, ImportError, OSError) as problem:
        if WISH == "1":
            raise
        reason = (str(problem).strip().splitlines() or [type(problem).__name__])[-1]
        print(f"ead: the compiled part was left out, so the package is slower but complete ({reason})", file=sys.stderr)  # noqa: T201
        return []


def compiled_parts(root: Path) -> list[Path]:
    """Compile what has changed since the last time and return all modules; they are kept under ``build/native``, or ``EAD_NATIVE_STORE``.

    Raises NotCompiledError if a module does not compile, ImportError without Cython, OSError if nothing can be written.
    """
    native = root / "src" / "ead" / "native"
    store = Path(os.environ.get("EAD_NATIVE_STORE") or root / "build" / "native")
    places = {source: store / _digest(source) / f"{source.stem}{SUFFIX}" for source in sorted(native.glob("*.pyx"))}
    if missing := [source for source, place in places.items() if not place.exists()]:
        store.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=store) as folder:
            for source, made in _compile(missing, Path(folder)).items():
                places[source].parent.mkdir(exist_ok=True)
                made.replace(places[source])
    return list(places.values())


def _digest(source: Path) -> str:
    """A name for all that decides what a compiled module looks like."""
    shared = sorted(path for path in source.parent.iterdir() if path.suffix in SHARED)
    facts = [sys.version, SUFFIX, FLAGS, os.environ.get("CC", ""), version_of("cython")]
    facts += [hashlib.sha256(path.read_bytes()).hexdigest() for path in (source, *shared)]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]


def _compile(sources: list[Path], folder: Path) -> dict[Path, Path]:
    """Run Cython and the C compiler on copies in a folder of their own; return each source with its module."""
    work = folder / "ead" / "native"
    work.mkdir(parents=True)
    (work.parent / "__init__.py").touch()
    for path in sources[0].parent.iterdir():
        if path.suffix in {".py", ".pyx", *SHARED}:
            shutil.copy(path, work)
    command = [sys.executable, "-m", "Cython.Build.Cythonize", "--inplace", "-3", "--parallel", str(os.cpu_count() or 1)]
    command += [f"ead/native/{source.name}" for source in sources]
    done = subprocess.run(  # noqa: S603
        command, cwd=folder, env=os.environ | {"CFLAGS": FLAGS}, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    made = {source: work / f"{source.stem}{SUFFIX}" for source in sources}
    if done.returncode or not all(path.exists() for path in made.values()):
        raise NotCompiledError(done.stdout)
    return made


def _place(parts: list[Path], native: Path) -> None:
    """Put modules beside their sources, by renaming, for others may be running them; remove those of earlier builds."""
    for part in parts:
        beside = native / f".{part.name}.new"
        shutil.copy(part, beside)
        beside.replace(native / part.name)
    names = {part.name for part in parts}
    for old in native.glob(f"*{SUFFIX}"):
        if old.name not in names:
            old.unlink()
