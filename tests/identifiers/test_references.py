from __future__ import annotations

import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.codelists import reference_kinds
from ead.identifiers import references

VECTORS = [
    ("IOSS", "IM3720000224", "IM1231234567"),
    ("EORI", "PL1234567890ABCDE", "ZZ12"),
    ("VAT", "DE136695976", "DE136695978"),
    ("VAT", "GB980780684", "GB802311781"),
    ("VAT", "980780684", "802311781"),
    ("VOEC", "2012345", "20123"),
    ("CHE_UID", "CHE100155212", "CHE100155213"),
    ("CHE_UID", "CHE-107.787.577 IVA", "CHE-107.787.578 IVA"),
    ("CPF", "39053344705", "39053344706"),
    ("CNPJ", "16727230000197", "16727230000198"),
    ("CNPJ", "12ABC34501DE35", "12ABC34501DE98"),
    ("RUT", "760864285", "125319093"),
    ("RUC", "20512333797", "20512333798"),
    ("RUC", "1792060346001", "1763154690001"),
    ("DNI", "101174102", "101174103"),
    ("NIT", "2131234321", "2131234325"),
    ("CEDULA", "1714307103", "17143"),
    ("CUIT", "20055361682", "20267565392"),
    ("RFC", "GODE561231GR8", "GODE561331GR8"),
    ("CURP", "BOXW310820HNERXN09", "BOXW310820HNERXN08"),
    ("NIK", "3171011708450001", "9971011708450001"),
    ("NPWP", "013121660091000", "123456789091000"),
    ("TCKN", "17291716060", "17291716050"),
    ("VKN", "4540536920", "4540536921"),
    ("PCCC", "P123456789012", "123456789012"),
    ("RIC", "360426199101010071", "360426199101010072"),
    ("USCC", "91110000600037341L", "91110000600037342L"),
    ("TW_ID", "A123456789", "A123456788"),
    ("PAN", "ACUPA7085R", "ACUPA7085"),
    ("AADHAAR", "234123412346", "234123412347"),
    ("GSTIN", "27AAPFU0939F1ZV", "27AAPFU0939F1ZW"),
    ("IEC", "ACUPA7085R", "ACUPA"),
    ("INN", "1234567894", "1234567895"),
    ("INN", "123456789047", "123456789048"),
    ("IIN", "940140000385", "940140000386"),
    ("BIN", "971240001315", "971240001316"),
    ("PINFL", "31501190123459", "31501190123458"),
    ("RNTRC", "1759013776", "1759013770"),
    ("UNP", "200988541", "200988542"),
    ("ABN", "83914571673", "99999999999"),
    ("ARN", "300012345678", "30001234567"),
    ("IRD", "49098576", "49098577"),
    ("IRD", "136410132", "136410133"),
    ("UEN", "197401143C", "197401143B"),
    ("GST_SG", "M90312345A", "12345"),
    ("LVG_MY", "W10180832000001", "W10"),
    ("BN_CA", "123026635", "123026636"),
    ("EIN", "911144442", "071144442"),
    ("ID_ZA", "7503305044089", "7503305044088"),
    ("ID_IL", "039337423", "039337424"),
    ("PIN_TH", "3100600445635", "3100600445634"),
    ("MST_VN", "0100233488", "0100233480"),
    ("PASSPORT", "X1234567", "PASSPORT"),
]


@pytest.mark.parametrize(("kind", "good", "bad"), VECTORS)
def test_good_and_bad_numbers_of_each_kind(kind, good, bad):
    """The good number of a kind is valid, the bad one is not."""
    assert references.is_valid(kind, good)
    assert not references.is_valid(kind, bad)


@pytest.mark.parametrize("row", reference_kinds.rows(), ids=lambda row: f"{row.kind}-{row.country}")
def test_rows_are_usable(row):
    """Every validator of a row can be imported, and the holder is one of four."""
    assert row.holder in {"any", "company", "person", "seller"}
    assert row.label
    assert all(callable(importlib.import_module(path).is_valid) for path in row.validators)


def test_kinds_are_sorted_and_known():
    """The kinds are sorted, unique, and known."""
    kinds = references.kinds()
    assert sorted(set(kinds)) == list(kinds)
    assert all(references.is_known(kind) for kind in kinds)
    assert not references.is_known("NONSENSE")


def test_unknown_kind_is_an_error():
    """Asking for a kind that does not exist raises a lookup error that names it."""
    with pytest.raises(LookupError, match="NONSENSE"):
        references.is_valid("NONSENSE", "1")


def test_country_narrows_a_kind_of_several_countries():
    """The country chooses among the rows of a kind; one without the kind narrows nothing."""
    assert references.is_valid("RUC", "20512333797", country="PE")
    assert not references.is_valid("RUC", "20512333797", country="EC")
    assert references.is_valid("RUC", "20512333797", country="BE")


def test_kinds_without_validator_accept_text():
    """A tax number of unknown kind is accepted unless it is empty or absurdly long."""
    assert references.is_valid("TAX", "whatever 1")
    assert not references.is_valid("TAX", "")
    assert not references.is_valid("TAX", "1" * 65)


@pytest.mark.parametrize(
    "value", ["11111111111", "111.111.111-11", "11111111-1", "P000000000000", "IM0000000000", "00000", "CHE-999.999.999"]
)
def test_repeated_digits_are_dummies(value):
    """One digit repeated is a dummy, whatever the letters before it and the separators."""
    assert references.is_repdigit(value)


@pytest.mark.parametrize("value", ["39053344705", "1111", "", "ACUPA1111R", "11111112", "ABCDE11111", "\N{ARABIC-INDIC DIGIT ONE}" * 6])
def test_other_numbers_are_no_dummies(value):
    """Short repetitions and repetitions inside a number are not dummies."""
    assert not references.is_repdigit(value)


def test_dummies_pass_the_check_digit():
    """The check digit does not refuse repeated digits, so the two tests are separate."""
    assert references.is_valid("CPF", "11111111111")
    assert references.is_valid("RUT", "11111111-1")


@pytest.mark.parametrize(
    ("value", "country", "role", "expected"),
    [
        ("IM3720000224", "FR", "sender", ("IOSS",)),
        ("IM3720000224", "FR", "addressee", ("IOSS",)),
        ("IM3720000224", "US", "sender", ("IOSS",)),
        ("VOEC 2012345", "NO", "sender", ("VOEC",)),
        ("2012345", "NO", "addressee", ("VOEC",)),
        ("2012345", "SE", "sender", ()),
        ("CHE-100.155.212", "CH", "sender", ("CHE_UID",)),
        ("CHE100155212", "DE", "sender", ("CHE_UID",)),
        ("PL1234567890ABCDE", "DE", "addressee", ("EORI",)),
        ("GB123456789000", "GB", "addressee", ("EORI",)),
        ("DE136695976", "DE", "addressee", ("EORI", "VAT")),
        ("PL1234567890ABCDE", "US", "addressee", ()),
        ("39053344705", "BR", "addressee", ("CPF",)),
        ("39053344705", "BR", "sender", ()),
        ("16727230000197", "BR", "addressee", ("CNPJ",)),
        ("P123456789012", "KR", "addressee", ("PCCC",)),
        ("17291716060", "TR", "addressee", ("TCKN",)),
        ("300012345678", "AU", "sender", ("ARN",)),
        ("300012345678", "AU", "addressee", ()),
        ("83914571673", "AU", "sender", ("ABN",)),
        ("1234567894", "RU", "addressee", ("INN",)),
        ("940140000385", "KZ", "addressee", ("IIN", "BIN")),
        ("ACUPA7085R", "IN", "addressee", ("PAN", "IEC")),
        ("no number at all", "BR", "addressee", ()),
        ("", "BR", "addressee", ()),
        ("39053344705", "", "sender", ()),
    ],
)
def test_kinds_are_detected_in_order(value, country, role, expected):
    """IOSS, VOEC, CHE_UID and EORI come first, then the kinds of the destination that fit the role."""
    assert expected == references.detect(value, country=country, role=role)


def test_sellers_kinds_of_the_origin_are_detected():
    """A sender's number may be one of the country of origin."""
    assert ("EIN",) == references.detect("911144442", country="BR", role="sender", origin="US")
    assert ("USCC",) == references.detect("91110000600037341L", country="BR", role="sender", origin="CN")
    assert () == references.detect("300012345678", country="BR", role="sender", origin="AU")


@given(st.sampled_from(references.kinds()), st.text(max_size=24) | st.from_regex("[A-Z]{0,3}[0-9./-]{0,20}[A-Z]?", fullmatch=True))
def test_any_text_is_answered_without_an_exception(kind, text):
    """No text makes a validator crash."""
    assert references.is_valid(kind, text) in {True, False}


@pytest.mark.parametrize(
    ("country", "kind", "value", "valid"),
    [
        ("EC", "CEDULA", "1714307103", True),
        ("EC", "CEDULA", "1714307104", False),
        ("EC", "RUC", "1763154690001", False),
        ("PE", "RUC", "20512333798", False),
        ("PE", "DNI", "10117410", True),
        ("CO", "CEDULA", "1714307104", True),
        ("AR", "DNI", "20123456", True),
        ("ID", "NPWP", "0013121660091000", True),
        ("ID", "NPWP", "3171011708450001", True),
        ("MX", "RFC", "XEXX010101000", True),
        ("GB", "VAT", "GBHA500", True),
        ("GB", "VAT", "GD123", True),
        ("KR", "PASSPORT", "M12345678", True),
        ("BR", "CNPJ", "12.ABC.345/01DE-35", True),
        ("BR", "CNPJ", "12.ABC.345/01DE-98", False),
        ("RU", "INN", "12345678904", False),
    ],
)
def test_numbers_of_a_country(country, kind, value, valid):
    """The kind is judged as the country issues it: with its separators, its short and long forms, its special numbers."""
    assert valid == references.is_valid(kind, value, country=country)
