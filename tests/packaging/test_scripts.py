"""The scripts behind make: they parse, they start, and they tell success from failure."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

SCRIPTS = (
    ".ci/run",
    "tools/can_compile.sh",
    "tools/demo.sh",
    "tools/find_python.sh",
    "tools/lock.sh",
    "tools/make_venv.sh",
    "tools/system_packages.sh",
    "tools/test_pythons.sh",
)
TARGETS = ("demo", "test", "lint", "bench", "coverage", "docs", "clean", "lock", "soundness")


def call(command: list[str | Path], cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, keeping what it prints."""
    return subprocess.run(command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=60)


def executable(path: Path, text: str) -> Path:
    """Write a script that can be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def bench(root: Path, tmp_path: Path) -> Path:
    """A folder with a copy of the demo script, in which it may write."""
    executable(tmp_path / "tools" / "demo.sh", (root / "tools" / "demo.sh").read_text("utf-8"))
    return tmp_path


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_is_executable_and_strict(root: Path, name: str) -> None:
    """Each script parses, may be executed, and stops at the first failure."""
    path = root / name
    assert 0 == call(["bash", "-n", path], root).returncode
    assert os.access(path, os.X_OK)
    assert "\nset -euo pipefail\n" in path.read_text("utf-8")


@pytest.mark.parametrize("target", TARGETS)
def test_make_target_exists(root: Path, target: str) -> None:
    """make knows each documented target."""
    assert 0 == call(["make", "--dry-run", target], root).returncode


def test_make_alone_lists_the_targets(root: Path) -> None:
    """make without a target explains itself."""
    printed = call(["make", "--no-print-directory"], root).stdout
    assert sorted(TARGETS) == sorted(set(re.findall(r"^  make ([a-z]+)", printed, re.MULTILINE)) - {"help"})


def fake(folder: Path, **codes: int) -> Path:
    """A stand-in for ead that ends with the exit code given for its sub-command, and 1 for files with defects."""
    cases = "\n".join(f"    {name}) exit {code} ;;" for name, code in codes.items())
    convert = '[ "$1" = convert ] && echo made >"$3"\n'
    return executable(folder / "ead", f'#!/bin/sh\n{convert}case "$1" in\n{cases}\nesac\ncase "$*" in *defects*) exit 1 ;; esac\n')


def test_demo_passes_when_rejection_is_expected(bench: Path) -> None:
    """Exit code 1 for the message with defects is what the demo wants to show."""
    done = call([bench / "tools/demo.sh"], bench, EAD=str(fake(bench)))
    assert (0, "") == (done.returncode, done.stderr)
    assert "8 commands, all as expected" in done.stdout
    assert "build/demo/cds.xml" in done.stdout


@pytest.mark.parametrize(
    ("command", "code"),
    [("validate", 2), ("validate", 3), ("fix", 2), ("convert", 1), ("convert", 3), ("explain", 1)],
)
def test_demo_fails_on_anything_unexpected(bench: Path, command: str, code: int) -> None:
    """A usage error, an incomplete outcome or a surprising rejection stops the demo and is named."""
    done = call([bench / "tools/demo.sh"], bench, EAD=str(fake(bench, **{command: code})))
    assert 1 == done.returncode
    assert f"exit code {code}, expected one of" in done.stderr


def test_demo_prints_no_colour_into_a_pipe(bench: Path) -> None:
    """Without a terminal the output is plain text."""
    assert "\x1b" not in call([bench / "tools/demo.sh"], bench, EAD=str(fake(bench))).stdout


def test_find_python_passes_over_what_does_not_start(root: Path, tmp_path: Path) -> None:
    """A name on PATH that cannot run is no interpreter; the next candidate is taken."""
    executable(tmp_path / "python3.11", "#!/bin/sh\nexit 127\n")
    works = executable(tmp_path / "python3.12", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    path = f"{tmp_path}:/usr/bin:/bin"
    done = call([root / "tools/find_python.sh", "3.11", "3.12"], root, PATH=path, HOME=str(tmp_path))
    assert done.stdout.strip() in {str(works), "/usr/bin/python3.11", "/bin/python3.11"}
    assert 0 == done.returncode


def test_find_python_fails_when_there_is_none(root: Path, tmp_path: Path) -> None:
    """No interpreter means exit code 1 and no output."""
    done = call([root / "tools/find_python.sh", "3.99"], root, HOME=str(tmp_path))
    assert (1, "") == (done.returncode, done.stdout)


def test_can_compile_asks_for_the_compiler(root: Path, tmp_path: Path) -> None:
    """No compiler by the name that CC gives means that nothing can be compiled."""
    executable(tmp_path / "my-cc", "#!/bin/sh\n")
    codes = [
        call([root / "tools/can_compile.sh", sys.executable], root, CC=name).returncode for name in (f"{tmp_path}/my-cc -m64", "no-such-cc")
    ]
    header = Path(sysconfig.get_path("include")) / "Python.h"
    assert [int(not header.exists()), 1] == codes


@pytest.mark.parametrize(("code", "word"), [(0, "7 passed"), (2, "1 failed, 6 passed")])
def test_ci_ends_with_the_summary_of_the_tests(root: Path, tmp_path: Path, code: int, word: str) -> None:
    """The last line of CI is pytest's closing summary, and its exit code is that of make."""
    summary = f"======= {word} in 1.23s ======="
    executable(tmp_path / ".ci" / "run", (root / ".ci" / "run").read_text("utf-8"))
    recipe = f"test:\n\t@mkdir -p build\n\t@echo '{summary}' | tee build/pytest.log\n\t@echo more\n\t@exit {int(code != 0)}\n"
    (tmp_path / "Makefile").write_text(recipe, "utf-8")
    done = call([tmp_path / ".ci" / "run"], tmp_path)
    assert (code, summary) == (done.returncode, done.stdout.splitlines()[-1])
