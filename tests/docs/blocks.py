"""The fenced blocks of a page, and how each kind is run.

Blocks of a page run in order in one folder that holds a copy of ``examples/``, so a later block finds what an earlier one wrote. Two
comments steer this: ``<!-- not run: why -->`` before a block, and ``<!-- file: name -->``, which writes the block to that file first.
"""

from __future__ import annotations

import doctest
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from ead.cli.program import program
from ead.config import load_configuration
from ead.rules.toml_rules import load_rule_file

_BLOCK = re.compile(
    r"^(?:[ ]*<!-- (?P<word>not run|file): (?P<about>[^\n]+?) -->\n\n?)?(?P<indent>[ ]*)```(?P<kind>[a-z]*)\n(?P<text>.*?)^[ ]*```$",
    re.MULTILINE | re.DOTALL,
)
_CODE = re.compile(r"\s+# exit code ([0-9])$")
_USUAL = (0, 1)
_CASE_KEYS = {"name", "expect", "at", "set", "remove", "elsewhere", "as_of", "parameters", "severity", "fix", "others"}


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, where it stands, and what a comment before it says."""

    page: str
    line: int
    kind: str
    text: str
    file: str = ""
    not_run: str = ""

    @property
    def place(self) -> str:
        """Page and line, for messages."""
        return f"{self.page}:{self.line}"


def blocks_of(path: Path, page: str) -> Iterator[Block]:
    """The fenced blocks of a Markdown file."""
    source = path.read_text("utf-8")
    for found in _BLOCK.finditer(source):
        line = source.count("\n", 0, found.start("text"))
        text = "".join(part.removeprefix(found["indent"]) for part in found["text"].splitlines(keepends=True))
        word, about = found["word"] or "", found["about"] or ""
        yield Block(page, line, found["kind"], text, about if word == "file" else "", about if word == "not run" else "")


class Page:
    """A page being run: its Python names are shared by its blocks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, object] = {"__name__": "docs"}
        self._runners: dict[str, Callable[[Block], object]] = {
            "python": self._python,
            "console": self._console,
            "toml": self._toml,
            "bash": self._bash,
            "json": lambda block: json.loads(block.text),
        }

    def run(self, block: Block) -> None:
        """Run a block, as far as its kind can be run; raises what it raises."""
        if block.not_run:
            return
        if block.file:
            path = self.folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
        runner = self._runners.get(block.kind)
        if runner is not None:
            runner(block)

    def _python(self, block: Block) -> None:
        if block.text.startswith(">>>"):
            self._doctest(block)
        elif re.search(r"^def test_", block.text, re.MULTILINE):
            self._pytest(block)
        else:
            exec(compile(block.text, block.place, "exec", dont_inherit=True), self.names)

    def _doctest(self, block: Block) -> None:
        test = doctest.DocTestParser().get_doctest(block.text, self.names, block.place, block.page, block.line)
        said: list[str] = []
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(test, out=said.append, clear_globs=False)
        self.names.update(test.globs)
        assert not said, f"{block.place}\n{''.join(said)}"

    def _pytest(self, block: Block) -> None:
        name = f"test_block_{block.line}.py"
        (self.folder / name).write_text(block.text, "utf-8")
        self._call([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", name], block)

    def _bash(self, block: Block) -> None:
        self._call(["bash", "-euo", "pipefail", "-c", block.text], block)

    def _call(self, command: list[str], block: Block) -> None:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False, timeout=120)
        assert 0 == done.returncode, f"{block.place}\n{done.stdout}{done.stderr}"

    def _console(self, block: Block) -> None:
        command, shown = "", []
        for line in [*block.text.splitlines(), "$ "]:
            if not line.startswith("$ "):
                shown.append(line)
                continue
            if command:
                _compare(_run(command, block), shown, f"{block.place}: {command}")
            command, shown = line.removeprefix("$ "), []

    def _toml(self, block: Block) -> None:
        tables = tomllib.loads(block.text)
        if "case" in tables:
            assert set() == {key for case in tables["case"] for key in case} - _CASE_KEYS, block.place
        elif "project" not in tables:
            name = block.file or f"block-{block.line}/{'pyproject.toml' if 'tool' in tables else 'ead.toml'}"
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
            (load_rule_file if {"rule", "override"} & set(tables) else load_configuration)(path)


def _run(command: str, block: Block) -> str:
    """Run ``ead``, or several in a pipe, and return what the last one printed."""
    expected = _CODE.search(command)
    codes = (int(expected[1]),) if expected else _USUAL
    output, data = "", None
    for part in _CODE.sub("", command).split(" | "):
        name, *arguments = part.split()
        assert name == "ead", f"{block.place}: only ead is run, not {name}"
        result = CliRunner().invoke(program, arguments, input=data)
        assert result.exception is None or isinstance(result.exception, SystemExit), f"{block.place}: {part}: {result.exception!r}"
        output, data = result.output, result.stdout_bytes
    assert result.exit_code in codes, f"{block.place}: {part} ended with {result.exit_code}, expected {codes}\n{output}"
    return output


def _compare(output: str, shown: list[str], place: str) -> None:
    """Every line that the page shows was printed, in that order; ``...`` stands for those that are left out."""
    printed = iter(line.rstrip() for line in output.splitlines())
    for line in shown:
        if line.strip() not in ("", "..."):
            assert line.rstrip() in printed, f"{place}\nnot printed, or not in this order: {line}\n{output}"
