"""Kinds of tax and customs references: one row for each kind and country.

A row names the modules that validate the number, as import paths; they are imported when first needed. Numbers that
python-stdnum knows are left to it. ``country`` is an alpha-2 code, "EU" for the member states, or empty for a
number of no single country.

>>> [row.country for row in by_code()["RUC"]]
['EC', 'PE']
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from ead.codelists.base import CodeList, make
from ead.named import NamedTuple

__all__ = ["ReferenceKind", "by_code", "by_country", "code_list", "rows"]


class ReferenceKind(NamedTuple):
    """One kind of reference in one country.

    ``holder`` is "person", "company", "any", or "seller" (a foreign seller registered at the destination). A number is
    valid if any of the ``validators`` accepts it; with none, any text is.
    """

    kind: str
    country: str
    holder: str
    validators: tuple[str, ...]
    label: str


_ROWS = (
    ("IOSS", "EU", "seller", "ead.identifiers.ioss", "EU import one stop shop number"),
    ("EORI", "EU", "any", "ead.identifiers.eori", "EU economic operator number"),
    ("EORI", "GB", "any", "ead.identifiers.eori", "British economic operator number"),
    ("VAT", "EU", "company", "stdnum.eu.vat", "VAT number of an EU member state, with its prefix"),
    ("VAT", "GB", "company", "stdnum.gb.vat", "British VAT number"),
    ("VOEC", "NO", "seller", "ead.identifiers.voec", "Norwegian VAT on e-commerce number"),
    ("CHE_UID", "CH", "company", "stdnum.ch.uid stdnum.ch.vat", "Swiss enterprise or VAT number"),
    ("CPF", "BR", "person", "stdnum.br.cpf", "Brazilian taxpayer number of a person"),
    ("CNPJ", "BR", "company", "stdnum.br.cnpj", "Brazilian company number"),
    ("PCCC", "KR", "person", "ead.identifiers.pccc", "Korean personal customs clearance code"),
    ("BRN", "KR", "company", "stdnum.kr.brn", "Korean business registration number"),
    ("PASSPORT", "KR", "person", "ead.identifiers.passport", "passport number, for foreigners in Korea"),
    ("TCKN", "TR", "person", "stdnum.tr.tckimlik", "Turkish identity number"),
    ("VKN", "TR", "company", "stdnum.tr.vkn", "Turkish tax number"),
    ("NIK", "ID", "person", "stdnum.id.nik", "Indonesian identity number"),
    ("NPWP", "ID", "any", "stdnum.id.npwp", "Indonesian tax number"),
    ("RFC", "MX", "any", "stdnum.mx.rfc", "Mexican taxpayer number"),
    ("CURP", "MX", "person", "stdnum.mx.curp", "Mexican population register code"),
    ("RUT", "CL", "any", "stdnum.cl.rut", "Chilean tax number"),
    ("RUC", "EC", "any", "stdnum.ec.ruc", "Ecuadorian taxpayer number"),
    ("CEDULA", "EC", "person", "stdnum.ec.ci", "Ecuadorian identity card number"),
    ("RUC", "PE", "any", "ead.identifiers.pe_ruc", "Peruvian taxpayer number"),
    ("DNI", "PE", "person", "stdnum.pe.cui", "Peruvian identity card number"),
    ("NIT", "CO", "company", "stdnum.co.nit", "Colombian tax number"),
    ("CEDULA", "CO", "person", "ead.identifiers.co_cedula", "Colombian identity card number"),
    ("CUIT", "AR", "any", "stdnum.ar.cuit", "Argentine tax or labour number (CUIT, CUIL, CDI)"),
    ("DNI", "AR", "person", "stdnum.ar.dni", "Argentine identity card number"),
    ("INN", "RU", "any", "stdnum.ru.inn", "Russian taxpayer number"),
    ("IIN", "KZ", "person", "ead.identifiers.kz_iin", "Kazakh identification number of a person"),
    ("BIN", "KZ", "company", "ead.identifiers.kz_iin", "Kazakh identification number of an organisation"),
    ("PINFL", "UZ", "person", "ead.identifiers.uz_pinfl", "Uzbek personal identification number"),
    ("RNTRC", "UA", "person", "stdnum.ua.rntrc", "Ukrainian taxpayer number"),
    ("EDRPOU", "UA", "company", "stdnum.ua.edrpou", "Ukrainian company number"),
    ("UNP", "BY", "any", "stdnum.by.unp", "Belarusian payer number"),
    ("RIC", "CN", "person", "stdnum.cn.ric", "Chinese resident identity number"),
    ("USCC", "CN", "company", "stdnum.cn.uscc", "Chinese unified social credit code"),
    ("TW_ID", "TW", "person", "ead.identifiers.tw_id", "Taiwan identity number"),
    ("UBN", "TW", "company", "stdnum.tw.ubn", "Taiwan unified business number"),
    ("GSTIN", "IN", "company", "stdnum.in_.gstin", "Indian GST number"),
    ("PAN", "IN", "any", "stdnum.in_.pan", "Indian permanent account number"),
    ("AADHAAR", "IN", "person", "stdnum.in_.aadhaar", "Indian identity number"),
    ("IEC", "IN", "any", "ead.identifiers.iec", "Indian importer-exporter code"),
    ("ARN", "AU", "seller", "ead.identifiers.arn", "Australian reference number of an overseas seller"),
    ("ABN", "AU", "company", "stdnum.au.abn", "Australian business number"),
    ("IRD", "NZ", "any", "stdnum.nz.ird", "New Zealand tax and GST number"),
    ("GST_SG", "SG", "seller", "ead.identifiers.sg_gst", "Singapore GST registration number"),
    ("UEN", "SG", "company", "stdnum.sg.uen", "Singapore entity number"),
    ("LVG_MY", "MY", "seller", "ead.identifiers.my_lvg", "Malaysian low value goods seller number"),
    ("BN_CA", "CA", "company", "stdnum.ca.bn", "Canadian business number"),
    ("EIN", "US", "company", "stdnum.us.ein", "United States employer number"),
    ("ID_ZA", "ZA", "person", "stdnum.za.idnr", "South African identity number"),
    ("ID_IL", "IL", "person", "stdnum.il.idnr", "Israeli identity number"),
    ("HP_IL", "IL", "company", "stdnum.il.hp", "Israeli company number"),
    ("PIN_TH", "TH", "person", "stdnum.th.pin", "Thai identity number"),
    ("TIN_TH", "TH", "company", "stdnum.th.moa", "Thai taxpayer number"),
    ("MST_VN", "VN", "any", "stdnum.vn.mst", "Vietnamese tax number"),
    ("PASSPORT", "", "person", "ead.identifiers.passport", "passport number"),
    ("TAX", "", "any", "", "tax number of a kind not stated"),
    ("IMPORTER", "", "any", "", "importer's reference of a kind not stated"),
)


@cache
def rows() -> tuple[ReferenceKind, ...]:
    """Return all rows, in the order in which they are tried."""
    return tuple(ReferenceKind(kind, country, holder, tuple(paths.split()), label) for kind, country, holder, paths, label in _ROWS)


@cache
def by_code() -> Mapping[str, tuple[ReferenceKind, ...]]:
    """Return the rows of each kind."""
    return _grouped("kind")


@cache
def by_country() -> Mapping[str, tuple[ReferenceKind, ...]]:
    """Return the rows of each country."""
    return _grouped("country")


def _grouped(attribute: str) -> Mapping[str, tuple[ReferenceKind, ...]]:
    groups: dict[str, tuple[ReferenceKind, ...]] = {}
    for row in rows():
        key = getattr(row, attribute)
        groups[key] = (*groups.get(key, ()), row)
    return MappingProxyType(groups)


@cache
def code_list() -> CodeList:
    """Return the kinds as an open code list: code to the labels of its rows."""
    return make(
        "reference-kinds",
        "Kinds of tax and customs references",
        {kind: "; ".join(row.label for row in group) for kind, group in by_code().items()},
        edition="2026-11",
        source="this project; validators of python-stdnum where it has them",
        licence="Apache-2.0",
        closed=False,
        pattern="[A-Z][A-Z0-9_]{0,15}",
    )
