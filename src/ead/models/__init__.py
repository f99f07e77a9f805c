"""What messages are: pydantic models, frozen and strict; no I/O, no rules. Models of each message are imported when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ead.models.itmatt import Addressee, ContentPiece, Document, ExtraField, Header, Item, Itmatt, Reference, Sender

if TYPE_CHECKING:
    from ead.models.cusitm import Cusitm, DeclaredItem
    from ead.models.cusrsp import Cusrsp, CustomsResponse, Tax
    from ead.models.emsevt import Emsevt, ItemEvent
    from ead.models.itmref import Itmref, Referral, RequestedElement, ScreeningMethod
    from ead.models.predes import DespatchedItem, Predes
    from ead.models.refrsp import ReferralResponse, Refrsp, Screening, SuppliedElement

    Message = Itmatt | Cusitm | Cusrsp | Itmref | Refrsp | Predes | Emsevt

__all__ = [
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
    "RequestedElement",
    "Screening",
    "ScreeningMethod",
    "Sender",
    "SuppliedElement",
    "Tax",
]

_HOMES = {
    "cusitm": ("Cusitm", "DeclaredItem"),
    "cusrsp": ("Cusrsp", "CustomsResponse", "Tax"),
    "emsevt": ("Emsevt", "ItemEvent"),
    "itmref": ("Itmref", "Referral", "RequestedElement", "ScreeningMethod"),
    "predes": ("DespatchedItem", "Predes"),
    "refrsp": ("ReferralResponse", "Refrsp", "Screening", "SuppliedElement"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    import importlib

    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value
