"""An item of advance data as a house consignment of IE3F43: which value goes where."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from ead.codelists import countries
from ead.findings import Path
from ead.ics2.declarant import Declarant
from ead.ics2.values import Amount, Leaf, clean
from ead.identifiers import eori, hs, ioss, s10
from ead.models import Addressee, ContentPiece, Item, Sender
from ead.parties import person_type_of, split_address
from ead.patterns import lazy
from ead.rules.dq_contact import fault_of_email, international_form
from ead.rules.world.eu_ics2_declaration import ADDITIONAL_INFORMATION

__all__ = ["addressed_state", "house_consignment"]

Note = Callable[[Path, str], None]

_CODE = lazy("[A-Z]{2}")
_CURRENCY = lazy("[A-Z]{3}")
_DOCUMENT_TYPE = lazy("[A-Z][0-9A-Z][0-9]{2}")
_DOCUMENT_TYPES = {"INVOICE": "N380"}
_INTERNATIONAL = lazy(r"\+(?:[0-9] ?){6,14}[0-9]")
_NOT_DIGITS = lazy("[^0-9]")
_TYPES_OF_GOODS = frozenset({"11", "21", "31", "32", "91"})
_CUSTOMS_DATA = "10900"
_SIX = 6
_LEGAL = "2"
_ADMINISTERED = dict.fromkeys(("GP", "MF", "YT", "GF", "MQ", "RE", "MC"), "FR") | {"AX": "FI", "LI": "CH"}


def addressed_state(item: Item) -> str | None:
    """The country whose customs get the filing of an item: that of its destination; ``None`` when the destination is outside ICS2."""
    addressee = item.addressee
    country = addressee.country if addressee is not None and addressee.country else item.destination_operator[:2]
    country = countries.ics2_country(country, (addressee.postcode if addressee is not None else None) or "")
    country = _ADMINISTERED.get(country, country)
    return country if country in countries.ics2_area() else None


def house_consignment(item: Item, declarant: Declarant, note: Note) -> dict[str, Any]:
    """The values of the consignment by element; ``note`` is told what is left out, and why."""
    wanted = declarant.customs_data or _wants_customs_data(item)
    return {
        "totalGrossMass": Leaf(item.gross_weight, ("gross_weight",)),
        "additionalFiscalReferences": _fiscal_reference(item, note),
        "supportingDocuments": _documents(item, note),
        "additionalInformation": {"code": Leaf(_CUSTOMS_DATA)} if wanted else None,
        "consignee": _party("addressee", item.addressee, declarant.assume_addressee, note),
        "goodsItem": [_goods_item(item, position, declarant, note) for position in range(len(item.contents))],
        "consignor": _party("sender", item.sender, declarant.assume_sender, note),
        "postalCharges": _charges(item, note),
        "transportDocumentHouseLevel": _transport_document(item.item_id, declarant),
    }


def _transport_document(item_id: str, declarant: Declarant) -> dict[str, Leaf]:
    return {"documentNumber": Leaf(s10.compact(item_id), ("item_id",)), "type": Leaf(declarant.document_type)}


def _wants_customs_data(item: Item) -> bool:
    codes = [extra.value for extra in item.extra_fields if extra.name.lower().replace(" ", "_") in ADDITIONAL_INFORMATION]
    return any(_CUSTOMS_DATA in code for code in codes)


def _fiscal_reference(item: Item, note: Note) -> dict[str, Leaf] | None:
    """The one fiscal reference there is room for: an IOSS number, else the addressee's VAT number."""
    found: list[tuple[str, str, Path]] = []
    for role, party in (("sender", item.sender), ("addressee", item.addressee)):
        for position, reference in enumerate(party.references if party is not None else ()):
            path: Path = (role, "references", position, "value")
            if reference.kind in ("IOSS", None) and ioss.is_valid(reference.value):
                found.append(("FR5", ioss.compact(reference.value), path))
            elif reference.kind == "VAT" and role == "addressee":
                found.append(("FR1", reference.value, path))
    found.sort(key=lambda one: one[0] != "FR5")
    for _, _, path in found[1:]:
        note(path, "left out, the filing has room for one fiscal reference")
    return {"VATIdentificationNumber": Leaf(found[0][1], found[0][2]), "role": Leaf(found[0][0])} if found else None


def _documents(item: Item, note: Note) -> list[dict[str, Leaf]]:
    kept: list[dict[str, Leaf]] = []
    for position, document in enumerate(item.documents):
        path = ("documents", position)
        kind = _DOCUMENT_TYPES.get((document.type or "").upper(), document.type or "")
        if document.id and clean(document.id) and _DOCUMENT_TYPE.fullmatch(kind):
            kept.append({"referenceNumber": Leaf(document.id, (*path, "id")), "type": Leaf(kind, (*path, "type"))})
        else:
            note(path, "left out, a document needs a number and a type of code list CL013")
    return kept


def _party(role: str, party: Sender | Addressee | None, assume: str | None, note: Note) -> dict[str, Any]:
    if party is None:
        return {}
    kind = person_type_of(party, assume=assume).person_type
    return {
        "name": _name(role, party, kind),
        "identificationNumber": _eori(role, party),
        "typeOfPerson": Leaf(kind, (role, "person_type")) if kind else None,
        "address": _address(role, party),
        "communication": _communication(role, party, note),
    }


def _name(role: str, party: Sender | Addressee, kind: str | None) -> Leaf | None:
    """The company of a legal person, else the name; a text of nothing but blanks is none."""
    whole = " ".join(filter(None, (party.first_name, party.last_name)))
    field = "last_name" if party.last_name else "first_name"
    found = [("name", party.name), (field, whole), ("company", party.company)]
    if kind == _LEGAL:
        found.insert(0, ("company", party.company))
    return next((Leaf(text, (role, field)) for field, text in found if text and clean(text)), None)


def _eori(role: str, party: Sender | Addressee) -> Leaf | None:
    for position, reference in enumerate(party.references):
        if reference.kind == "EORI" and eori.is_valid(reference.value):
            return Leaf(eori.compact(reference.value), (role, "references", position, "value"))
    return None


def _address(role: str, party: Sender | Addressee) -> dict[str, Leaf | None]:
    country = (party.country or "").strip().upper()
    parts = split_address((party.address_line1, party.address_line2), country or None)
    line = (role, "address_line1" if party.address_line1 else "address_line2")
    return {
        "city": _leaf(party.city, (role, "city")),
        "country": Leaf(countries.ics2_country(country, party.postcode or ""), (role, "country")) if _CODE.fullmatch(country) else None,
        "subDivision": _leaf(party.state, (role, "state")),
        "street": _leaf(parts.street, line),
        "postCode": _leaf(party.postcode, (role, "postcode")),
        "streetAdditionalLine": _leaf(parts.additional, line),
        "number": _leaf(parts.number, line),
        "poBox": _leaf(parts.po_box, line),
    }


def _leaf(text: str | None, path: Path) -> Leaf | None:
    return Leaf(text, path) if text else None


def _communication(role: str, party: Sender | Addressee, note: Note) -> list[dict[str, Leaf]]:
    found: list[dict[str, Leaf]] = []
    if party.email:
        email = clean(party.email)
        if fault_of_email(email) == "not an e-mail address":
            note((role, "email"), "left out, it is no e-mail address")
        else:
            found.append({"identifier": Leaf(email, (role, "email")), "type": Leaf("EM")})
    if party.telephone:
        number = _telephone(party.telephone, party.country or "")
        if number is None:
            note((role, "telephone"), "left out, it has no international form")
        else:
            found.append({"identifier": Leaf(number, (role, "telephone")), "type": Leaf("TE")})
    return found


def _telephone(written: str, country: str) -> str | None:
    """The number in international form (rule R3006); ``None`` when it has none."""
    text = clean(written)
    if _INTERNATIONAL.fullmatch(text):
        return text
    if not text.startswith("+"):
        return international_form(text, country) if country else None
    form = "+" + _NOT_DIGITS.sub("", text.replace("(0)", ""))
    return form if _INTERNATIONAL.fullmatch(form) else None


def _goods_item(item: Item, position: int, declarant: Declarant, note: Note) -> dict[str, Any]:
    piece, path = item.contents[position], ("contents", position)
    if piece.index is not None and piece.index != position + 1:
        note((*path, "index"), f"numbered anew as {position + 1}")
    packages = 1 if position == 0 or declarant.packages == "each" else 0
    origin = (piece.origin_country or "").strip().upper()
    return {
        "goodsItemNumber": Leaf(position + 1, (*path, "index")),
        "postalValue": _amount(piece.amount, piece.currency, (*path, "amount"), note),
        "typeOfGoods": Leaf(item.nature, ("nature",)) if item.nature in _TYPES_OF_GOODS else None,
        "commodity": {
            "descriptionOfGoods": _leaf(piece.description, (*path, "description")),
            "commodityCode": _commodity_code(piece, path, note),
        },
        "weight": {"netMass": Leaf(piece.net_weight, (*path, "net_weight"))} if piece.net_weight is not None else None,
        "countryOfOrigin": {"country": Leaf(origin, (*path, "origin_country"))} if _CODE.fullmatch(origin) else None,
        "packaging": {"numberOfPackages": Leaf(packages)},
    }


def _commodity_code(piece: ContentPiece, path: Sequence[str | int], note: Note) -> dict[str, Leaf] | None:
    """The sub-heading. Further digits belong to a national tariff, not known to be that of the Union, and stay out."""
    if piece.hs_code is None:
        return None
    digits = hs.compact(piece.hs_code)[:_SIX]
    if not re.fullmatch("[0-9]{6}", digits):
        note((*path, "hs_code"), "left out, it has no six digits")
        return None
    return {"harmonizedSystemSubHeadingCode": Leaf(digits, (*path, "hs_code"))}


def _amount(value: Decimal | None, currency: str | None, path: Path, note: Note) -> Amount | None:
    if value is None:
        return None
    if currency is None or not _CURRENCY.fullmatch(currency):
        note(path, "left out, an amount needs a currency of three capital letters")
        return None
    return Amount(value, currency, path)


def _charges(item: Item, note: Note) -> dict[str, Amount] | None:
    amount = _amount(item.postage, item.postage_currency, ("postage",), note)
    return {"postalCharges": amount} if amount is not None else None
