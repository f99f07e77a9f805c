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
    from ead.codelists.decisions import Decision, Decisions
    from ead.convert import ConversionReport, Loss
    from ead.crossing import cusitm_from_itmatt
    from ead.decisions_file import read_decisions
    from ead.errors import ConfigurationError, EadError, InvalidMessage, LossyConversion, UnreadableSource, UnsupportedFormat
    from ead.events_file import read_events
    from ead.findings import Finding, Fix, Location, Outcome, Severity
    from ead.identifiers import eori, gtin, hs, impc, ioss, mrn, s8, s9, s10
    from ead.limits import Limits
    from ead.models import (
        Addressee,
        ContentPiece,
        Cusitm,
        Cusrsp,
        CustomsResponse,
        DeclaredItem,
        DespatchedItem,
        Document,
        Emsevt,
        ExtraField,
        Header,
        Item,
        ItemEvent,
        Itmatt,
        Itmref,
        Predes,
        Reference,
        Referral,
        ReferralResponse,
        Refrsp,
        Sender,
        Tax,
    )
    from ead.parties import SplitAddress, person_type_of, split_address
    from ead.rates_file import read_rates
    from ead.report import Counts, Report
    from ead.rules.rates import Rate, Rates
    from ead.run import ItemResult
    from ead.sufficiency import Sufficiency
    from ead.validator import Validator

__all__ = [
    "Addressee",
    "ConfigurationError",
    "ContentPiece",
    "ConversionReport",
    "Counts",
    "Cusitm",
    "Cusrsp",
    "CustomsResponse",
    "Decision",
    "Decisions",
    "DeclaredItem",
    "DespatchedItem",
    "Document",
    "EadError",
    "Emsevt",
    "ExtraField",
    "Finding",
    "Fix",
    "Header",
    "InvalidMessage",
    "Item",
    "ItemEvent",
    "ItemResult",
    "Itmatt",
    "Itmref",
    "Limits",
    "Location",
    "Loss",
    "LossyConversion",
    "Outcome",
    "Predes",
    "Rate",
    "Rates",
    "Reference",
    "Referral",
    "ReferralResponse",
    "Refrsp",
    "Report",
    "Sender",
    "Severity",
    "SplitAddress",
    "Sufficiency",
    "Tax",
    "UnreadableSource",
    "UnsupportedFormat",
    "Validator",
    "__version__",
    "convert",
    "cusitm_from_itmatt",
    "eori",
    "fix",
    "gtin",
    "hs",
    "identifiers",
    "impc",
    "ioss",
    "iter_validate",
    "mrn",
    "person_type_of",
    "read",
    "read_decisions",
    "read_events",
    "read_rates",
    "rules",
    "s8",
    "s9",
    "s10",
    "split_address",
    "validate",
    "write",
]

_HOMES = {
    "api": ("convert", "fix", "iter_validate", "read", "rules", "validate", "write"),
    "codelists.decisions": ("Decision", "Decisions"),
    "convert": ("ConversionReport", "Loss"),
    "crossing": ("cusitm_from_itmatt",),
    "decisions_file": ("read_decisions",),
    "errors": ("ConfigurationError", "EadError", "InvalidMessage", "LossyConversion", "UnreadableSource", "UnsupportedFormat"),
    "events_file": ("read_events",),
    "findings": ("Finding", "Fix", "Location", "Outcome", "Severity"),
    "limits": ("Limits",),
    "models": (
        "Addressee",
        "ContentPiece",
        "Cusitm",
        "Cusrsp",
        "CustomsResponse",
        "DeclaredItem",
        "DespatchedItem",
        "Document",
        "Emsevt",
        "ExtraField",
        "Header",
        "Item",
        "ItemEvent",
        "Itmatt",
        "Itmref",
        "Predes",
        "Reference",
        "Referral",
        "ReferralResponse",
        "Refrsp",
        "Sender",
        "Tax",
    ),
    "parties": ("SplitAddress", "person_type_of", "split_address"),
    "rates_file": ("read_rates",),
    "report": ("Counts", "Report"),
    "rules.rates": ("Rate", "Rates"),
    "run": ("ItemResult",),
    "sufficiency": ("Sufficiency",),
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
