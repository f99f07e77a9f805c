"""Code lists, each with its edition, source and licence.

A list is a frozen `CodeList`; modules add what one asks of their list (`countries.eu_members`, `hs.edition_on` ...). The data are
small text files beside the modules, read on first use; nothing is downloaded. The scripts in ``update/`` build them.

>>> names()
('countries', 'currencies', 'decisions', 'handling-classes', 'hs', 'item-events', 'item-formats', 'mail-categories', \
'mail-classes', 'natures', 'operators', 'person-types', 'reference-kinds', 'referral-responses')
>>> get("mail-classes").label("U")
'letter post'
"""

from __future__ import annotations

# This file imports no module of the package: an identifier that needs one list must not pay for the others.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from ead.codelists.base import CodeList

__all__ = [
    "base",
    "countries",
    "currencies",
    "decisions",
    "get",
    "handling_classes",
    "hs",
    "item_events",
    "item_formats",
    "mail_categories",
    "mail_classes",
    "names",
    "natures",
    "operators",
    "person_types",
    "postcodes",
    "reference_kinds",
    "referral_responses",
]

_NAMES = (
    "countries",
    "currencies",
    "decisions",
    "handling-classes",
    "hs",
    "item-events",
    "item-formats",
    "mail-categories",
    "mail-classes",
    "natures",
    "operators",
    "person-types",
    "reference-kinds",
    "referral-responses",
)


def names() -> tuple[str, ...]:
    """Return the names of all code lists, sorted."""
    return _NAMES


def get(name: str) -> CodeList:
    """Return the code list with the name, loading it on first use.

    Raises `LookupError` for a name that is not in `names`.
    """
    if name not in _NAMES:
        raise LookupError(f'unknown code list "{name}"; the lists are {", ".join(_NAMES)}')
    return _module(name.replace("-", "_")).code_list()  # type: ignore[attr-defined, no-any-return]


def _module(name: str) -> object:
    import importlib

    return importlib.import_module(f"{__name__}.{name}")


def __getattr__(name: str) -> object:
    """Import a module of this package on first use."""
    if name in __all__:
        return _module(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
