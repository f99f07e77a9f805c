"""The payload that the UPU Customs Declaration System stores of a declaration or a response: ``DecData`` and ``ResData``.

All values stand in attributes with short names, as read off the databases of systems that keep them. Those of ``DecData`` are known; of
``ResData`` only ``Decis`` and ``DecisReasNm`` have been seen, so what else a response says travels under the names of the contract or
of this project. Attributes are matched by local name without regard to case, for spellings vary (``Gwgt``, ``TotalCPValCur``); one that
is not known becomes an extra field of the same name, and is written back as it was.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from lxml import etree

from ead.fields.cusrsp import TAX
from ead.fields.itmatt import CONTENT_PIECE, DOCUMENT, EXTRA_FIELD
from ead.fields.layout import ITEM_LAYOUT, Record, layout_of
from ead.fields.table import Kind
from ead.findings import Path, Problem
from ead.formats.cds_extra import fill
from ead.formats.cds_lexical import plain_number
from ead.formats.cds_records import put
from ead.formats.cds_response import RESPONSE_LAYOUT
from ead.formats.cds_schema import XSI, Element, Role, Type, values_in
from ead.formats.diagnosis import diagnose
from ead.formats.xml_frame import Step
from ead.intake.xml_prolog import inspect_prolog
from ead.intake.xml_tree import new_parser, parse
from ead.named import NamedTuple

__all__ = ["DEC_DATA", "EXTRA_ATTRIBUTE", "RES_DATA", "TOTALS", "StoredDecoder", "fill_from_stored", "stored_totals"]

_LONGEST = 4 * 1024 * 1024
_BLANKS = " \t\r\n"
_DECLARED = re.compile(r"\A\s*<\?xml[^>]*\?>")  # a stored text has lost the encoding that its declaration names
_FLAGS = {"1": "true", "0": "false"}
_EXTRA = layout_of(EXTRA_FIELD)
_DUTIABLE = RESPONSE_LAYOUT.position("dutiable")

EXTRA_ATTRIBUTE = re.compile(r"ead\.extra_fields\.([1-9][0-9]{0,3})\.(name|value)")
"""The attributes of an extra field whose own name is no name of an attribute."""

TOTALS = ("TotNWgt", "TotCPNo", "TotCPVal", "TotCPValCur")
"""What follows from the content pieces: net weight, number of lines, value and its currency."""

_VARIANTS = {"totalcpvalcur": "TotCPValCur", "totalcpval": "TotCPVal", "totalnwgt": "TotNWgt", "totalcpno": "TotCPNo"}


def _party(prefix: str, group: str) -> tuple[Element, ...]:
    value = values_in(ITEM_LAYOUT)
    names = {
        "Nm": "name",
        "AdL1": "address_line1",
        "AdL2": "address_line2",
        "Cty": "city",
        "Sta": "state",
        "Zip": "postcode",
        "Ctr": "country",
        "Tel": "telephone",
        "Eml": "email",
    }
    known = tuple(value(prefix + name, group, field) for name, field in names.items())
    return (*known, value(f"{prefix}IdR", group, "references", 0, "value"))


_item, _piece, _document = values_in(ITEM_LAYOUT), values_in(layout_of(CONTENT_PIECE)), values_in(layout_of(DOCUMENT))
_answer, _tax = values_in(RESPONSE_LAYOUT), values_in(layout_of(TAX))

_PIECE = Type(
    "ContPc",
    layout_of(CONTENT_PIECE),
    _piece("No", "units"),
    _piece("Desc", "description"),
    _piece("RDesc", "revised_description"),
    _piece("Amt", "amount"),
    _piece("Cur", "currency"),
    _piece("NWgt", "net_weight"),
    _piece("HS", "hs_code"),
    _piece("RHS", "revised_hs_code"),
    _piece("OCtr", "origin_country"),
)
_DOCUMENT = Type(
    "Document",
    layout_of(DOCUMENT),
    _document("DocumentId", "id"),
    _document("DocumentName", "name"),
    _document("DocumentType", "type"),
)
_TAX = Type(
    "Tax",
    layout_of(TAX),
    *(_tax(member.xml, member.name) for member in TAX.members if member.name != "extra_fields"),
)

DEC_DATA = Type(
    "DecData",
    ITEM_LAYOUT,
    _item("MailNo", "item_id"),
    *_party("S", "sender"),
    *_party("R", "addressee"),
    _item("GWgt", "gross_weight"),
    _item("Ptg", "postage"),
    _item("PtgCur", "postage_currency"),
    _item("IV", "insured_value"),
    _item("IvC", "insured_value_currency"),
    _item("NTyp", "nature"),
    _item("HC", "handling_class"),
    _item("TrMod", "transport_mode"),
    _item("TrDat", "transport_date"),
    _item("Obs", "remarks"),
    Element(name="ContentPieces", role=Role.LIST, path=("contents",), type=_PIECE, entry="ContPc"),
    Element(name="Documents", role=Role.LIST, path=("documents",), type=_DOCUMENT, entry="Document"),
)

RES_DATA = Type(
    "ResData",
    RESPONSE_LAYOUT,
    _answer("MailNo", "item_id"),
    _answer("Decis", "decision"),
    _answer("DecisReasCd", "decision_reason"),
    _answer("DecisReasNm", "decision_reason_text"),
    _answer("ClearanceDt", "cleared_at"),
    _answer("Dutiable", "dutiable"),
    _answer("TotalFee", "total_fee"),
    _answer("TotalFeeCurrencyCd", "total_fee_currency"),
    Element(name="Taxes", role=Role.LIST, path=("taxes",), type=_TAX, entry="Tax"),
)


@cache
def _attributes(kind: Type) -> dict[str, Element]:
    """The attributes of a type by their names in small letters."""
    return {element.name.lower(): element for element in kind.elements if element.role is Role.VALUE}


@cache
def _lists(kind: Type) -> dict[str, Element]:
    return {element.name.lower(): element for element in kind.elements if element.role is Role.LIST}


class _Extras(NamedTuple):
    """What the attributes of an element say beyond its fields: in their order, by number, and totals that are to be compared."""

    plain: list[list[str]]
    numbered: dict[int, dict[str, str]]
    totals: dict[str, list[str]]


class StoredDecoder:
    """Decodes payloads; ``problems`` tells what is wrong, ``header`` is filled from what travelled with a payload."""

    def __init__(self, problems: list[Problem], header: Record, steps: tuple[Step, ...] | None = None) -> None:
        self.problems = problems
        self.header = header
        self._steps = steps

    def decode(self, kind: Type, element: etree._Element, record: Record, path: Path = ()) -> Record:
        """Fill a record from an element; fields that have a value already keep it."""
        extras = _Extras([], {}, {})
        for name, value in element.attrib.items():
            self._attribute(kind, record, str(name), str(value), extras, path)
        self._children(kind, element, record, path)
        if kind is RES_DATA and record[_DUTIABLE] is None:
            record[_DUTIABLE] = "false"  # as a boolean of the contract is when it is left out
        if "extra_fields" in kind.layout.by_name:
            self._extras(kind, record, extras, path)
        return record

    def _attribute(self, kind: Type, record: Record, name: str, value: str, extras: _Extras, path: Path) -> None:
        namespace, _, local = name.rpartition("}")
        known = _attributes(kind).get(local.lower())
        if namespace == f"{{{XSI}" or not value:
            return
        numbered = EXTRA_ATTRIBUTE.fullmatch(local)
        total = _VARIANTS.get(local.lower(), next((total for total in TOTALS if total.lower() == local.lower()), ""))
        if known is not None and self._field(kind, record, known, value, path):
            return
        if numbered:
            extras.numbered.setdefault(int(numbered[1]), {})[numbered[2]] = value
        elif kind is DEC_DATA and total and total not in extras.totals:
            extras.totals[total] = pair = [total, value]
            extras.plain.append(pair)
        elif not fill(kind, record, self.header, local, value):
            extras.plain.append([local, value])

    def _field(self, kind: Type, record: Record, element: Element, value: str, path: Path) -> bool:
        """Put an attribute into its field; false when the field has another value already."""
        assert element.leaf is not None
        leaf = element.leaf
        if leaf.field.kind not in (Kind.TEXT, Kind.CODE):
            value = value.strip(_BLANKS)
            value = value if leaf.match(value) else _FLAGS.get(value, value) if leaf.field.kind is Kind.BOOLEAN else value
            if leaf.field.kind in (Kind.DECIMAL, Kind.INTEGER) and not leaf.match(value):
                value = plain_number(value, leaf.field)
        if not leaf.match(value):
            code, params = diagnose(leaf.field, value)
            self.problems.append(Problem(code, (*path, *element.path), params, self._steps))
            return True
        return put(kind.layout, record, element.path, value)

    def _children(self, kind: Type, element: etree._Element, record: Record, path: Path) -> None:
        for child in element:
            if not isinstance(child.tag, str):
                continue
            local = etree.QName(child).localname
            below = _lists(kind).get(local.lower())
            if below is None or below.type is None:
                self.problems.append(Problem("CORE-STR-002", path, {"name": local[:60], "group": kind.name}, self._steps))
                continue
            name = str(below.path[0])
            position = kind.layout.position(name)
            entries = [entry for entry in child if isinstance(entry.tag, str)]
            found = [
                self.decode(below.type, entry, below.type.layout.empty(), (*path, name, number)) for number, entry in enumerate(entries)
            ]
            if found and not record[position]:
                record[position] = found

    def _extras(self, kind: Type, record: Record, extras: _Extras, path: Path) -> None:
        own = stored_totals(record) if extras.totals else {}
        implied = [pair for name, pair in extras.totals.items() if _same(own.get(name, ""), pair[1])]
        pairs = [pair for pair in extras.plain if not any(pair is one for one in implied)]
        for number, said in sorted(extras.numbered.items()):
            pairs.insert(number - 1, [said.get("name", ""), said.get("value", "")])
        for number, pair in enumerate(pairs):
            for leaf, text in zip(_EXTRA.leaves.values(), pair, strict=True):
                if not leaf.match(text):
                    code, params = diagnose(leaf.field, text)
                    self.problems.append(Problem(code, (*path, "extra_fields", number, leaf.field.name), params, self._steps))
        if pairs:
            position = kind.layout.position("extra_fields")
            record[position] = [*(record[position] or ()), *pairs]


def stored_totals(record: Record) -> dict[str, str]:
    """The totals that follow from the content pieces of a record; a total is missing where a piece does not have its part."""
    pieces = record[ITEM_LAYOUT.position("contents")]
    layout = _PIECE.layout
    amounts, currencies, weights = ([piece[layout.position(name)] for piece in pieces] for name in ("amount", "currency", "net_weight"))
    if not pieces:
        return {}
    found = {"TotCPNo": str(len(pieces))}
    if None not in weights:
        found["TotNWgt"] = f"{sum(map(Decimal, weights)):f}"
    if None not in amounts and len(set(currencies)) == 1 and currencies[0] is not None:
        found |= {"TotCPVal": f"{sum(map(Decimal, amounts)):f}", "TotCPValCur": currencies[0]}
    return found


def _same(own: str, given: str) -> bool:
    """Whether two totals say the same; numbers are compared as such."""
    number = re.compile(r"[0-9]{1,24}(\.[0-9]{1,12})?")
    if number.fullmatch(own) and number.fullmatch(given):
        return Decimal(own) == Decimal(given)
    return own == given


def fill_from_stored(text: str, kind: Type, record: Record, header: Record, problems: list[Problem], steps: tuple[Step, ...]) -> bool:
    """Fill the record of a view from the payload beside it, as far as the view itself says nothing; false when it cannot be read."""
    stored = DEC_DATA if kind.layout is ITEM_LAYOUT else RES_DATA
    data = _DECLARED.sub("", text).encode("utf-8", "replace")
    root = inspect_prolog(data, complete=True) if len(data) <= _LONGEST else Problem("CORE-INT-008", params={"limit": _LONGEST})
    if isinstance(root, Problem):
        problems.append(Problem(root.code, (), root.params, steps))
        return False
    if root.name.lower() != stored.name.lower():
        problems.append(Problem("CORE-STR-002", (), {"name": root.name[:60], "group": "XMLData"}, steps))
        return False
    try:
        element = parse(data, new_parser())
    except etree.XMLSyntaxError:
        problems.append(Problem("CORE-INT-006", (), {"reason": "the stored payload is not well-formed"}, steps))
        return False
    StoredDecoder(problems, header, steps).decode(stored, element, record)
    return True
