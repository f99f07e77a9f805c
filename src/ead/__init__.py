"""Check, mend and convert postal electronic advance data (EAD).

Everything public is here; parts are imported when they are first used, so that ``import ead`` is cheap.
"""

from __future__ import annotations

from ead._version import __version__

# Not from typing: that import alone is a tenth of a cold start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from ead import identifiers
    from ead.api import convert, fix, iter_validate, read, rules, validate, write
    from ead.convert import ConversionReport, Loss
    from ead.errors import ConfigurationError, EadError, InvalidMessage, LossyConversion, UnreadableSource, UnsupportedFormat
    from ead.findings import Finding, Fix, Location, Outcome, Severity
    from ead.identifiers import eori, gtin, hs, impc, ioss, mrn, s8, s9, s10
    from ead.limits import Limits
    from ead.models import Addressee, ContentPiece, Document, ExtraField, Header, Item, Itmatt, Reference, Sender
    from ead.report import Counts, Report
    from ead.run import ItemResult
    from ead.validator import Validator

__all__ = [
    "Addressee",
    "ConfigurationError",
    "ContentPiece",
    "ConversionReport",
    "Counts",
    "Document",
    "EadError",
    "ExtraField",
    "Finding",
    "Fix",
    "Header",
    "InvalidMessage",
    "Item",
    "ItemResult",
    "Itmatt",
    "Limits",
    "Location",
    "Loss",
    "LossyConversion",
    "Outcome",
    "Reference",
    "Report",
    "Sender",
    "Severity",
    "UnreadableSource",
    "UnsupportedFormat",
    "Validator",
    "__version__",
    "convert",
    "eori",
    "fix",
    "gtin",
    "hs",
    "identifiers",
    "impc",
    "ioss",
    "iter_validate",
    "mrn",
    "read",
    "rules",
    "s8",
    "s9",
    "s10",
    "validate",
    "write",
]

_HOMES = {
    "api": ("convert", "fix", "iter_validate", "read", "rules", "validate", "write"),
    "convert": ("ConversionReport", "Loss"),
    "errors": ("ConfigurationError", "EadError", "InvalidMessage", "LossyConversion", "UnreadableSource", "UnsupportedFormat"),
    "findings": ("Finding", "Fix", "Location", "Outcome", "Severity"),
    "limits": ("Limits",),
    "models": ("Addressee", "ContentPiece", "Document", "ExtraField", "Header", "Item", "Itmatt", "Reference", "Sender"),
    "report": ("Counts", "Report"),
    "run": ("ItemResult",),
    "validator": ("Validator",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
_IDENTIFIERS = frozenset({"eori", "gtin", "hs", "impc", "ioss", "mrn", "s10", "s8", "s9"})


def __getattr__(name: str) -> object:
    import importlib

    value: object
    if name in _IDENTIFIERS:
        value = importlib.import_module(f"ead.identifiers.{name}")
    elif name == "identifiers":
        value = importlib.import_module("ead.identifiers")
    elif name in _HOME_OF:
        value = getattr(importlib.import_module(f"ead.{_HOME_OF[name]}"), name)
    else:
        raise AttributeError(f"module 'ead' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
