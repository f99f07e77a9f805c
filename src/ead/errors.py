"""The exceptions of ead.

::

    EadError
    ├── ConfigurationError      a profile, rule file, option or plug-in is wrong (exit code 2)
    ├── UnreadableSource        the source cannot be opened or read (exit code 3)
    ├── UnsupportedFormat       no codec for that name or extension (exit code 2)
    ├── InvalidMessage          ead.read was given a message that fails its structure; carries the report
    └── LossyConversion         a strict conversion would have lost data; carries the conversion report
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ead.convert import ConversionReport
    from ead.report import Report

__all__ = ["ConfigurationError", "EadError", "InvalidMessage", "LossyConversion", "UnreadableSource", "UnsupportedFormat"]


class EadError(Exception):
    """Base class of everything ead raises on purpose."""


class ConfigurationError(EadError):
    """A profile, rule file, option or plug-in is wrong; the text says where and what was expected."""


class UnreadableSource(EadError):
    """The source cannot be opened or read: it is missing, a directory, or the device failed."""


class UndecodableSource(UnreadableSource, ValueError):
    """Bytes of the source are not of the encoding it declares. ``place`` is the line and column (from 1) of the first such byte."""

    def __init__(self, reason: str, place: tuple[int, int]) -> None:
        super().__init__(reason)
        self.place = place


class UnsupportedFormat(EadError):
    """There is no codec for that format name or file extension."""


class InvalidMessage(EadError):
    """The message fails its structure, so no model of it can be built. ``report`` holds the findings."""

    def __init__(self, report: Report) -> None:
        self.report = report
        first = next((finding for finding in report.findings if finding.severity.value == "error"), None)
        where = f": {first.code} at {first.location.path}: {first.text}" if first else ""
        super().__init__(f"message has {report.counts.error} error(s){where}")


class LossyConversion(EadError):
    """A strict conversion would have lost data. ``report`` lists what could not be carried."""

    def __init__(self, report: ConversionReport) -> None:
        self.report = report
        super().__init__(f"{len(report.losses)} value(s) cannot be carried to {report.to_format}")
