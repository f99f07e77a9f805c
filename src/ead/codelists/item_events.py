"""Events of items (EMSEVT), as EMS operators publish them. The list is open.

>>> code_list().label("EMC"), is_of_customs("EME"), is_of_customs("EMC")
('departure from outward office of exchange', True, False)
"""

from __future__ import annotations

from functools import cache

from ead.codelists.base import CodeList, make

__all__ = ["code_list", "is_of_customs"]

_CODES = {
    "EMA": "posting or collection",
    "EXA": "presented to export customs or security",
    "EXB": "held by export customs or security",
    "EXC": "returned from export customs or security",
    "EXD": "held at outward office of exchange",
    "EXX": "export cancelled",
    "EMB": "arrival at outward office of exchange",
    "EMC": "departure from outward office of exchange",
    "EMJ": "arrival at transit office of exchange",
    "EMK": "departure from transit office of exchange",
    "EMD": "arrival at inward office of exchange",
    "EDA": "held at inward office of exchange",
    "EDB": "presented to import customs",
    "EME": "held by import customs",
    "EDC": "returned from import customs",
    "EDX": "import terminated",
    "EMF": "departure from inward office of exchange",
    "EDD": "into sorting centre",
    "EDE": "out of sorting centre",
    "EDF": "held at delivery depot",
    "EMG": "arrival at delivery office",
    "EDG": "out for delivery",
    "EDH": "arrival at collection point",
    "EMH": "attempted delivery without success",
    "EMI": "final delivery",
}
_OF_CUSTOMS = frozenset({"EXA", "EXB", "EXC", "EXX", "EDB", "EME", "EDC", "EDX"})


@cache
def code_list() -> CodeList:
    """Return the events as an open code list."""
    return make(
        "item-events",
        "Events of items",
        _CODES,
        edition="2026-11",
        source="UPU EMSEVT (M40) events as published by EMS operators",
        licence="facts",
        closed=False,
        pattern="[A-Z]{3}",
    )


def is_of_customs(code: str) -> bool:
    """Tell whether an event is one between post and customs."""
    return code in _OF_CUSTOMS
