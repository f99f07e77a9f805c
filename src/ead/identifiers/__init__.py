"""Identifiers of the postal and customs world, one module each, in the shape of python-stdnum.

Every module has ``compact``, ``validate``, ``is_valid`` and ``format``, and ``calc_check_digit`` where the number has a
check digit. ``validate`` returns the compact number or raises an error of `ead.identifiers.errors`. The principle is
that of python-stdnum: rejecting a valid number is far worse than accepting an invalid one.

Nothing is imported until it is used: ``import ead.identifiers.s10`` loads neither code lists nor python-stdnum.
"""

from __future__ import annotations

__all__ = [
    "arn",
    "co_cedula",
    "eori",
    "errors",
    "gtin",
    "hs",
    "iec",
    "impc",
    "ioss",
    "kz_iin",
    "mrn",
    "my_lvg",
    "passport",
    "pccc",
    "pe_ruc",
    "references",
    "s8",
    "s9",
    "s10",
    "sg_gst",
    "tw_id",
    "uz_pinfl",
    "voec",
]


def __getattr__(name: str) -> object:
    """Import a module of this package on first use."""
    if name in __all__:
        import importlib

        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
