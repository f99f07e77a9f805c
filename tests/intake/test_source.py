"""Sources in memory: few bytes are taken at once, many are read in steps, and both look the same from outside."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from ead.intake.source import open_source


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 300_000])
def test_bytes_are_read_to_their_end_and_hashed(size: int) -> None:
    """Looking ahead moves nothing; length and hash are those of all bytes."""
    data = bytes(number % 251 for number in range(size))
    with open_source(data, hashed=True) as reader:
        assert data[:10] == reader.peek(10)
        assert data.startswith(reader.read(100))
        reader.drain(10**9)
        assert b"" == reader.read(1)
    assert (size, hashlib.sha256(data).hexdigest()) == (reader.length, reader.sha256)


@pytest.mark.parametrize("size", [9, 300_000])
def test_nothing_is_hashed_that_nobody_wants(size: int) -> None:
    """A source that is only read has a length and no hash; one that is to be hashed has none before its end."""
    with open_source(b"-" * size) as plain, open_source(b"-" * size, hashed=True) as hashed:
        plain.drain(10**9)
        assert (size, None) == (plain.length, plain.sha256)
        assert hashed.exhausted == (hashed.sha256 is not None)
        hashed.drain(10**9)
        assert hashlib.sha256(b"-" * size).hexdigest() == hashed.sha256


@pytest.mark.parametrize("kind", [bytearray, memoryview])
def test_other_kinds_of_bytes_are_bytes_too(kind: type) -> None:
    """What can be changed later is copied first."""
    source = bytearray(b"<Itmatt/>")
    reader = open_source(kind(source))
    source[1:] = b"-" * 8
    assert b"<Itmatt/>" == reader.read(100)


def test_what_is_at_hand_is_told_from_what_may_be_waited_for(tmp_path: Path) -> None:
    """Bytes and files on a disk are there; of a file object nobody knows."""
    path = tmp_path / "message.xml"
    path.write_bytes(b"<Itmatt/>")
    with open_source(b"<Itmatt/>") as in_memory, open_source(path) as on_disk, open_source(io.BytesIO(b"<Itmatt/>")) as somewhere:
        assert (True, True, False) == (in_memory.at_hand, on_disk.at_hand, somewhere.at_hand)
