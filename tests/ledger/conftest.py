"""Ledgers to test with: SQLite files, and databases of one PostgreSQL server that runs as an unprivileged user while the tests run."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ead.ledger import Ledger

# Tests are no package: the module that they share is put where they find it.
_SPEC = importlib.util.spec_from_file_location("ledger_dialogue", Path(__file__).with_name("dialogue.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
sys.modules["ledger_dialogue"] = _DIALOGUE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_DIALOGUE)


def _as_server_user() -> tuple[list[str], str]:
    """What stands before a command so that it runs without privileges, and that user's name."""
    if os.geteuid():
        return [], pwd.getpwuid(os.geteuid()).pw_name
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    entry = pwd.getpwnam(user)
    return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"], user


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Server:
    """A PostgreSQL server of our own in a folder of its own, on a free port of the loopback interface."""

    def __init__(self, *, fsync: bool = False) -> None:
        self.fsync = "on" if fsync else "off"
        self.bin = Path(subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip())
        self.folder = Path(tempfile.mkdtemp(prefix="ead-pg-"))
        self.become, user = _as_server_user()
        shutil.chown(self.folder, user)
        self.port = _free_port()
        self.run("initdb", "-D", f"{self.folder}/data", "-U", "ead", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        self.start()

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs as its user."""
        command = [*self.become, str(self.bin / program), *arguments]
        with (self.folder / "log").open("ab") as log:
            subprocess.run(command, cwd=self.folder, check=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=60)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync={self.fsync}"
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stop the server at once, as in a power cut that is announced."""
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-m", "immediate", "stop")

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"t{uuid.uuid4().hex}"
        with psycopg.connect(host="127.0.0.1", port=self.port, user="ead", dbname="postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"postgresql+psycopg://ead@127.0.0.1:{self.port}/{name}"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The PostgreSQL server of this test run."""
    made = Server()
    yield made
    made.stop()
    shutil.rmtree(made.folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger can be made: once a SQLite file, once a PostgreSQL database."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.sqlite")
    return str(request.getfixturevalue("server").new_database())


@pytest.fixture
def ledger(place: str) -> Iterator[Ledger]:
    """A new ledger."""
    made = Ledger(place)
    made.init()
    yield made
    made.close()
