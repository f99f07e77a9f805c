"""Operators: the form of UPU operator codes and of IMPC codes.

The list of designated operators is the UPU's and is not shipped: it is open, and only forms are checked. An operator code is
three letters, such as BEA. As an EDI address it follows ``J1C``.

>>> is_operator("BEA"), is_operator("BE"), is_impc("BEBRUA")
(True, False, True)
>>> compact("J1CBEA"), country_hint("BEA")
('BEA', 'BE')
"""

from __future__ import annotations

from functools import cache

from ead.codelists.base import CodeList, make
from ead.patterns import lazy

__all__ = ["code_list", "compact", "country_hint", "is_impc", "is_operator"]

_OPERATOR = lazy("[A-Z]{3}")
_IMPC = lazy("[A-Z]{6}")
_EDI_PREFIX = "J1C"


def compact(code: str) -> str:
    """Return the operator code in upper case, without spaces and without the EDI prefix."""
    code = code.strip().upper() if code.isascii() else code
    return code[3:] if code.startswith(_EDI_PREFIX) and is_operator(code[3:]) else code


def is_operator(code: str) -> bool:
    """Tell whether the text has the form of an operator code."""
    return _OPERATOR.fullmatch(code) is not None


def is_impc(code: str) -> bool:
    """Tell whether the text has the form of an IMPC code."""
    return _IMPC.fullmatch(code) is not None


def country_hint(code: str) -> str:
    """Return the first two letters of an operator code: usually, not always, the operator's country."""
    code = compact(code)
    return code[:2] if is_operator(code) else ""


@cache
def code_list() -> CodeList:
    """Return the (empty, open) code list of operators."""
    return make(
        "operators",
        "Operators",
        {},
        edition="form only",
        source="form of the codes in the UPU CDS contract",
        licence="facts",
        closed=False,
        pattern=_OPERATOR.pattern,
    )
