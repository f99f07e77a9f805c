"""Where the rows of a message wait until all of them are made: in memory while they are few, else in a file without a name.

So a ledger is locked only while rows are written to it, not while the message is read and taken apart, and memory does not grow with it.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from types import TracebackType

from ead.ledger.entries import Batch
from ead.ledger.errors import LedgerUnavailable

__all__ = ["Spool"]

_IN_MEMORY = 4 * 1024 * 1024
_LENGTH = 8


class Spool:
    """Batches in the order in which they were put in; they can be read more than once. Raises :class:`LedgerUnavailable` when the
    folder for temporary files is full."""

    def __init__(self, in_memory: int = _IN_MEMORY) -> None:
        self._file = SpooledTemporaryFile(max_size=in_memory)  # noqa: SIM115 - closed by __exit__

    def add(self, batch: Batch) -> None:
        """Put in a batch."""
        data = marshal.dumps(tuple(batch))
        try:
            self._file.write(len(data).to_bytes(_LENGTH, "big"))
            self._file.write(data)
        except OSError as error:
            raise LedgerUnavailable(f"no temporary file can be written: {(error.strerror or str(error)).lower()}") from error

    def __iter__(self) -> Iterator[Batch]:
        self._file.seek(0)
        while length := self._file.read(_LENGTH):
            # The file is this process's own and has no name that another could open.
            yield Batch(*marshal.loads(self._file.read(int.from_bytes(length, "big"))))  # noqa: S302

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()
