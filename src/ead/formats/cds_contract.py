"""The declaration part of the UPU Customs Declaration System (CDS) contract as tables, and where each element lives in a record.

The order of the rows is the order on the wire: a base class before its heir (``Entity``, then ``CDSObject``, then ``Data``), each class's
own elements in ordinal alphabetical order, as .NET's data contract serializer writes and expects them. The contract has no lengths;
those of the field table apply.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from ead.fields.itmatt import CONTENT_PIECE, DOCUMENT
from ead.fields.layout import ITEM_LAYOUT, Layout, Leaf, layout_of
from ead.findings import Path

__all__ = [
    "ARRAYS",
    "CORE",
    "DECLARATION",
    "MAIL_OBJECT",
    "OPERATIONAL",
    "SERVICE",
    "VIEW",
    "XSI",
    "Element",
    "Form",
    "Role",
    "Type",
    "leaf_of",
]

SERVICE = "http://tempuri.org/"
OPERATIONAL = "http://schemas.datacontract.org/2004/07/CDS.BusinessLayer.Operational"
CORE = "http://schemas.datacontract.org/2004/07/PTC.BusinessLayer.Core"
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

_LONGEST_EXTRA = 512
_INT32 = 2**31
_INTEGER = re.compile("[+-]?[0-9]{1,10}")
_GUID = re.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


class Role(Enum):
    """What becomes of an element."""

    VALUE = "a field of the record"
    CARRIED = "an extra field of the record, for ITMATT has no such field"
    NESTED = "elements of its own, same record"
    LIST = "records of their own"
    NAMES = "names of extra fields"
    VALUES = "values of extra fields"
    DROPPED = "not carried"


class Form(Enum):
    """The lexical form of an element that only CDS has."""

    TEXT = "text"
    INTEGER = "a whole number of 32 bits"
    GUID = "a GUID such as 01234567-89ab-cdef-0123-456789abcdef"

    def match(self, text: str) -> bool:
        """Whether the text has this form and fits an extra field."""
        if self is Form.INTEGER:
            return _INTEGER.fullmatch(text) is not None and -_INT32 <= int(text) < _INT32
        return _GUID.fullmatch(text) is not None if self is Form.GUID else 0 < len(text) <= _LONGEST_EXTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of a type.

    ``path`` and ``leaf`` say where its value lives (role VALUE), ``extra`` is the name of the extra field (CARRIED), which is left out
    when the value is ``default``; ``type`` is that of the content (NESTED) or of each entry ``entry`` (LIST).
    """

    name: str
    role: Role
    namespace: str = OPERATIONAL
    path: Path = ()
    leaf: Leaf | None = None
    extra: str = ""
    form: Form = Form.TEXT
    default: str = ""
    type: Type | None = None
    entry: str = ""
    nillable: bool = True

    @property
    def tag(self) -> str:
        """The name with its namespace, as lxml writes it."""
        return f"{{{self.namespace}}}{self.name}"


class Type:
    """A complex type: its elements in wire order, and their positions by tag and by local name."""

    __slots__ = ("by_name", "elements", "layout", "name", "positions")

    def __init__(self, name: str, layout: Layout, *elements: Element) -> None:
        self.name = name
        self.layout = layout
        self.elements = elements
        self.positions: dict[object, int] = {element.tag: position for position, element in enumerate(elements)}
        self.by_name = {element.name: element for element in elements}

    def own_elements(self) -> tuple[Element, ...]:
        """The elements that fill the same record, those of nested types included."""
        found: list[Element] = []
        for element in self.elements:
            found += element.type.own_elements() if element.role is Role.NESTED and element.type else (element,)
        return tuple(found)


def leaf_of(layout: Layout, path: Path) -> Leaf:
    """The leaf at a path below a layout; raises :class:`KeyError` when there is none."""
    for step in path[:-1]:
        if isinstance(step, str):
            layout = layout.subgroups[step][1]
    return layout.leaves[str(path[-1])]


def _in(layout: Layout) -> Callable[..., Element]:
    def value(name: str, *path: str | int, nillable: bool = True) -> Element:
        return Element(name=name, role=Role.VALUE, path=path, leaf=leaf_of(layout, path), nillable=nillable)

    return value


def _carried(name: str, extra: str = "", form: Form = Form.TEXT, *, default: str = "", nillable: bool = True) -> Element:
    return Element(name=name, role=Role.CARRIED, extra=f"cds.{extra or name}", form=form, default=default, nillable=nillable)


def _entity_state(extra: str) -> Element:
    return Element(name="entityState", role=Role.CARRIED, namespace=CORE, extra=extra, form=Form.INTEGER, default="1", nillable=False)


def _dropped(name: str) -> Element:
    return Element(name=name, role=Role.DROPPED)


_NAMES = Element(name="ExtraFieldNames", role=Role.NAMES)
_VALUES = Element(name="ExtraFieldValues", role=Role.VALUES)


def _party(prefix: str, group: str, *, fax: bool) -> tuple[Element, ...]:
    value = _in(ITEM_LAYOUT)
    members = {
        "AddressLine1": "address_line1",
        "AddressLine2": "address_line2",
        "City": "city",
        "CountryCd": "country",
        "Email": "email",
        **({"Fax": "fax"} if fax else {}),
        "FirstName": "first_name",
        "IdRef": "references",
        "LastName": "last_name",
        "Name": "name",
        "State": "state",
        "Telephone": "telephone",
        "ZIP": "postcode",
    }
    return tuple(
        value(prefix + name, group, *((field, 0, "value") if field == "references" else (field,))) for name, field in members.items()
    )


_item, _piece, _document = _in(ITEM_LAYOUT), _in(layout_of(CONTENT_PIECE)), _in(layout_of(DOCUMENT))

_PIECE = Type(
    "ContentPiece",
    layout_of(CONTENT_PIECE),
    _piece("Amount", "amount"),
    _piece("CurrencyCd", "currency"),
    _piece("Description", "description"),
    _NAMES,
    _VALUES,
    _piece("HS", "hs_code"),
    _carried("ImportRestrictions"),
    _carried("ImportRestrictionsNotes"),
    _piece("Index", "index"),
    _piece("NetWeight", "net_weight"),
    _piece("Number", "units"),
    _piece("OrigCountryCd", "origin_country"),
    _piece("RevisedDescription", "revised_description"),
    _piece("RevisedHS", "revised_hs_code"),
)

_DOCUMENT = Type(
    "Document",
    layout_of(DOCUMENT),
    _document("DocumentId", "id"),
    _document("DocumentName", "name"),
    _document("DocumentType", "type"),
)

_DATA = Type(
    "DeclarationData",
    ITEM_LAYOUT,
    Element(name="ContentPieces", role=Role.LIST, path=("contents",), type=_PIECE, entry="Declaration.DeclarationData.ContentPiece"),
    Element(name="Documents", role=Role.LIST, path=("documents",), type=_DOCUMENT, entry="Declaration.DeclarationData.Document"),
    _NAMES,
    _VALUES,
    _item("GrossWeight", "gross_weight"),
    _item("HandlingClassCd", "handling_class"),
    _item("InsuredValue", "insured_value"),
    _item("InsuredValueCurrencyCd", "insured_value_currency"),
    _carried("MaxIndex", form=Form.INTEGER),
    _item("NatureTypeCd", "nature"),
    _carried("PackageImageLocalPath"),
    _carried("PackageImageSourceInfo"),
    _item("Postage", "postage"),
    _item("PostageCurrencyCd", "postage_currency"),
    *_party("Recipient", "addressee", fax=True),
    *_party("Sender", "sender", fax=False),
    _item("TransportDate", "transport_date"),
    _item("TransportMode", "transport_mode"),
)

DECLARATION = Type(
    "Declaration",
    ITEM_LAYOUT,
    _entity_state("cds.Declaration.entityState"),
    _carried("CDSStateCd", form=Form.INTEGER, nillable=False),
    _carried("CustOrganizationCd"),
    _carried("MailObjectPId", form=Form.GUID, nillable=False),
    _carried("PId", form=Form.GUID),
    _carried("PostOrganizationCd"),
    _dropped("XMLData"),
    Element(name="Data", role=Role.NESTED, type=_DATA),
)

MAIL_OBJECT = Type(
    "MailObject",
    ITEM_LAYOUT,
    _entity_state("cds.MailObject.entityState"),
    _item("DestPostOrgCd", "destination_operator"),
    _item("Id", "item_id"),
    _item("LocalId", "local_id"),
    _item("LocalId2", "local_id2"),
    _item("MailCategoryCd", "mail_category"),
    _item("MailClassCd", "mail_class"),
    _carried("MailStateCd", form=Form.INTEGER),
    _carried("MailStateRemarks"),
    _item("OrigPostOrgCd", "origin_operator"),
    _carried("PId", "MailObject.PId", Form.GUID),
    _item("PostingDt", "posted_at", nillable=False),
    _carried("TypeCd", default="MI"),
)

VIEW = Type(
    "CDSView",
    ITEM_LAYOUT,
    _entity_state("cds.entityState"),
    _dropped("DCResponse"),
    Element(name="Declaration", role=Role.NESTED, type=DECLARATION),
    Element(name="MailObject", role=Role.NESTED, type=MAIL_OBJECT),
    _dropped("Response"),
)
