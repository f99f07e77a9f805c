"""Defects of items to destinations that assess before loading: what filing F43 to the European Union lacks or cannot carry."""

from __future__ import annotations

from ead.testing.defects.base import EU, SALE, UNINSURED, removed, spoilt

__all__ = ["DEFECTS"]

_DESCRIPTION = "contents.1.description"
_LINE = "addressee.address_line1"
_IN_ONE_FORM = ("BE", "CZ", "DE", "NL", "PL", "SE")
_NO_FILING = ("CA",)


DEFECTS = (
    removed("placi-city-missing", "PLACI-001", "addressee.city", "the addressee in Canada has no town", destinations=_NO_FILING),
    removed(
        "ics2-hs-missing",
        "ICS2-HS-001",
        "contents.1.hs_code",
        "a piece sold to the EU has no HS code",
        nature=SALE,
        destinations=_IN_ONE_FORM,
    ),
    spoilt(
        "ics2-hs-short",
        "ICS2-HS-001",
        "contents.1.hs_code",
        "the HS code of a piece sold to the EU has four digits",
        lambda old, rng: old[:4],
        nature=SALE,
        destinations=_IN_ONE_FORM,
    ),
    spoilt(
        "ics2-hs-short-for-ireland",
        "ICS2-HS-003",
        "contents.1.hs_code",
        "the HS code of a piece sold to Ireland has six digits",
        lambda old, rng: old[:6],
        nature=SALE,
        destinations=("IE",),
    ),
    removed(
        "ics2-no-street", "ICS2-ADR-001", _LINE, "the addressee in the EU has no street", also=("addressee.address_line2",), destinations=EU
    ),
    removed("ics2-no-postcode", "ICS2-ADR-002", "addressee.postcode", "the addressee has no postcode", destinations=_IN_ONE_FORM),
    removed("ics2-no-city", "ICS2-MIN-001", "addressee.city", "the addressee in the EU has no town", destinations=EU),
    spoilt(
        "ics2-telephone-with-hyphens",
        "ICS2-COM-001",
        "addressee.telephone",
        "the addressee's telephone number has hyphens",
        lambda old, rng: old.replace(" ", "-"),
        destinations=EU,
    ),
    spoilt(
        "ics2-party-stop-word",
        "ICS2-PTY-003",
        "addressee.name",
        "the addressee's name is a stop word",
        ("Unknown", "Private"),
        destinations=EU,
    ),
    spoilt(
        "ics2-stop-word",
        "ICS2-DSC-001",
        _DESCRIPTION,
        "a description to the EU is a stop word",
        ("Garments", "Machinery", "Household goods", "Clothes, shoes"),
        nature=SALE,
        handling=UNINSURED,
        destinations=EU,
    ),
    spoilt(
        "ics2-description-of-digits",
        "ICS2-DSC-002",
        _DESCRIPTION,
        "a description to the EU has digits only",
        lambda old, rng: str(rng.randrange(10_000, 99_999)),
        nature=SALE,
        destinations=EU,
    ),
    removed("ics2-no-description", "ICS2-DSC-003", _DESCRIPTION, "a piece sold to the EU has no description", nature=SALE, destinations=EU),
    spoilt("ics2-numbering", "ICS2-NUM-001", "contents.1.index", "the content pieces are numbered from nowhere", 100, destinations=EU),
)
