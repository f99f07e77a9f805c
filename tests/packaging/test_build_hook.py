"""The build hook: wheels and editable installs, with and without a compiler."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

SUFFIX = str(sysconfig.get_config_var("EXT_SUFFIX"))
MODULE = f"ead/native/twice{SUFFIX}"
SOURCE = "def twice(int number): return 2 * number\n"
LEFT_OUT = "ead: the compiled part was left out, so the package is slower but complete ("
# `hatchling build` has no word for an editable build; this is what installers call.
EDITABLE = "import hatchling.build, sys; hatchling.build.build_editable(sys.argv[1])"


@pytest.fixture
def tree(root: Path, tmp_path: Path) -> Path:
    """A small package with the metadata and the hook of the real one, and one module to compile."""
    tree = tmp_path / "tree"
    native = tree / "src" / "ead" / "native"
    native.mkdir(parents=True)
    (tree / "schemas").mkdir()
    for name in ("pyproject.toml", "hatch_build.py", ".gitignore", "README.md", "LICENSE"):
        shutil.copy(root / name, tree)
    for name in ("_version.py", "native/__init__.py"):
        shutil.copy(root / "src" / "ead" / name, tree / "src" / "ead" / name)
    (native.parent / "__init__.py").touch()
    (native / "twice.pyx").write_text(SOURCE, "utf-8")
    return tree


def build(tree: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a build in the tree, whatever the wishes of the environment."""
    settings = {key: value for key, value in os.environ.items() if key not in {"CC", "CFLAGS", "EAD_BUILD_NATIVE"}} | environment
    return subprocess.run([sys.executable, *command], cwd=tree, env=settings, capture_output=True, text=True, check=False, timeout=120)


def wheel(tree: Path, **environment: str) -> tuple[Path, set[str], str]:
    """Build a wheel; return it, its members, and what was printed to standard error."""
    done = build(tree, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist", **environment)
    assert 0 == done.returncode, done.stderr
    (made,) = (tree / "dist").glob("*.whl")
    with zipfile.ZipFile(made) as archive:
        return made, set(archive.namelist()), done.stderr


def beside(tree: Path) -> set[str]:
    """The compiled modules beside their sources."""
    return {path.name for path in (tree / "src" / "ead" / "native").glob(f"*{SUFFIX}")}


def works(folder: Path) -> bool:
    """Whether the package in a folder imports, and the module gives the right answer where it is there."""
    code = "from ead.native import part; module = part('twice'); print(module.twice(21) if module else 'pure')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=os.environ | {"EAD_NATIVE": "1", "EAD_FAST_PATH": "1"}, capture_output=True, text=True
    )
    return done.stdout.strip() == ("42" if (folder / MODULE).exists() else "pure")


def unpacked(made: Path) -> Path:
    """The wheel as a folder."""
    folder = made.parent / "installed"
    with zipfile.ZipFile(made) as archive:
        archive.extractall(folder)
    return folder


def test_wheel_holds_the_compiled_module_and_names_its_platform(tree: Path) -> None:
    """With a compiler, the wheel has the module and is for this interpreter; nothing is left beside the sources, which do not travel."""
    made, members, _ = wheel(tree)
    assert MODULE in members
    assert not made.name.endswith("-none-any.whl")
    assert [] == [name for name in members if name.endswith((".pyx", ".c"))]
    assert works(unpacked(made))
    assert ["__init__.py", "twice.pyx"] == sorted(path.name for path in (tree / "src" / "ead" / "native").iterdir())


@pytest.mark.parametrize(
    ("environment", "source", "words"),
    [({"CC": "false"}, SOURCE, LEFT_OUT), ({}, "def twice(:\n", LEFT_OUT), ({"EAD_BUILD_NATIVE": "0"}, SOURCE, "")],
    ids=["no compiler", "no code", "not wanted"],
)
def test_wheel_without_compiled_module_fits_every_platform(tree: Path, environment: dict[str, str], source: str, words: str) -> None:
    """Where nothing can be compiled, or nothing shall be, the wheel is pure and works; one line says so, unless it was wished."""
    (tree / "src" / "ead" / "native" / "twice.pyx").write_text(source, "utf-8")
    made, members, said = wheel(tree, **environment)
    assert made.name.endswith("-py3-none-any.whl")
    assert {"ead/__init__.py", "ead/native/__init__.py"} <= members
    assert [] == [name for name in members if name.endswith(SUFFIX)]
    assert bool(words) == (len([line for line in said.splitlines() if line.startswith(LEFT_OUT)]) == 1)
    assert works(unpacked(made))


def test_failure_is_fatal_where_the_compiled_part_is_insisted_on(tree: Path) -> None:
    """With EAD_BUILD_NATIVE=1 a compiler that fails ends the build, and what it printed is shown."""
    done = build(tree, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist", CC="false", EAD_BUILD_NATIVE="1")
    assert 0 != done.returncode
    assert "false" in done.stderr
    assert [] == list((tree / "dist").glob("*.whl"))


def test_editable_install_has_the_module_beside_its_source(tree: Path) -> None:
    """An editable install compiles in place, anew when the source has changed, and removes what it may no longer use."""
    assert 0 == build(tree, "-c", EDITABLE, "dist").returncode
    assert {Path(MODULE).name} == beside(tree)
    assert works(tree / "src")
    (tree / "src" / "ead" / "native" / "twice.pyx").write_text("def twice(int number): return 42\n", "utf-8")
    assert 0 == build(tree, "-c", EDITABLE, "dist").returncode
    assert 2 == len(list((tree / "build" / "native").iterdir()))
    assert 0 == build(tree, "-c", EDITABLE, "dist", CC="false", CFLAGS="-DANOTHER").returncode
    assert set() == beside(tree)


def test_failed_build_that_was_insisted_on_changes_nothing(tree: Path) -> None:
    """Modules in place outlive a build that ends in an error."""
    assert 0 == build(tree, "-c", EDITABLE, "dist").returncode
    assert 0 != build(tree, "-c", EDITABLE, "dist", CC="false", EAD_BUILD_NATIVE="1").returncode
    assert {Path(MODULE).name} == beside(tree)


def test_unchanged_module_is_not_compiled_again(tree: Path) -> None:
    """What was compiled once with these tools is taken from the store: no compiler is asked."""
    first, _, _ = wheel(tree, CC="cc")
    kept = {path: path.stat().st_mtime_ns for path in (tree / "build" / "native").rglob(f"*{SUFFIX}")}
    shutil.move(first, tree / "first.whl")
    second, members, _ = wheel(tree, CC="cc", PATH="/nowhere")
    assert MODULE in members
    assert kept == {path: path.stat().st_mtime_ns for path in (tree / "build" / "native").rglob(f"*{SUFFIX}")}
    assert (tree / "first.whl").read_bytes() == second.read_bytes()


def test_sdist_carries_sources_and_hook(tree: Path) -> None:
    """The source distribution has the hook and the Cython sources, and nothing that was made of them."""
    native = tree / "src" / "ead" / "native"
    (native / "twice.c").touch()
    (native / f"twice{SUFFIX}").touch()
    assert 0 == build(tree, "-m", "hatchling", "build", "-t", "sdist", "-d", "dist").returncode
    (made,) = (tree / "dist").glob("*.tar.gz")
    with tarfile.open(made) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"hatch_build.py", "src/ead/native/twice.pyx"} <= names
    assert [] == [name for name in names if name.endswith((".c", SUFFIX))]
