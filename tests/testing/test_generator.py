"""The seeded generator: determinism, and what is true of every clean item."""

from __future__ import annotations

import re
import tracemalloc
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

import pytest

from ead.codelists import countries, currencies, hs
from ead.fields import HEADER
from ead.identifiers import eori, gtin, ioss, references, s10, voec
from ead.testing import data
from ead.testing.generator import REFERENCE_DATE, generate, header, iter_items

Item = dict[str, Any]
Items = tuple[Item, ...]

UNION = countries.eu_members()
THRESHOLDS = {"EUR": (150,), "GBP": (135,), "USD": (100, 800), "SGD": (400,), "AUD": (1000,), "NZD": (1000,), "NOK": (3000,)}
NEED_AN_ID = ("BR", "KR", "TR", "ID", "CL", "AR", "MX", "PE", "CO", "EC", "RU")


def _total(item: Item) -> Decimal:
    return sum((Decimal(piece["amount"]) for piece in item["contents"]), Decimal(0))


def _origin(item: Item) -> str:
    return str(item["sender"]["country"])


def _destination(item: Item) -> str:
    return str(item["addressee"]["country"])


def _kinds(party: Item) -> list[str]:
    return [reference["kind"] for reference in party.get("references", [])]


def _with_nature(items: Items, nature: str) -> list[Item]:
    found = [item for item in items if item["nature"] == nature]
    assert found
    return found


def _consumer_sales(items: Items) -> list[Item]:
    return [item for item in _with_nature(items, "11") if "company" not in item["addressee"]]


def test_same_seed_same_items() -> None:
    """The same arguments give the same message, another seed another one."""
    assert generate(20, seed=7) == generate(20, seed=7)
    assert generate(20, seed=7) != generate(20, seed=8)


def test_longer_run_starts_with_the_shorter_one() -> None:
    """The number of items has no influence on the items."""
    assert generate(5, seed=7)["items"] == generate(50, seed=7)["items"][:5]


def test_defects_leave_the_clean_items_alone() -> None:
    """The items that stay clean are those of a run without defects, when the defect fits any item."""
    clean = generate(200, seed=4)["items"]
    mixed = list(iter_items(200, seed=4, defect="s10-lower-case", defect_rate=0.3))
    changed = [number for number, item in enumerate(mixed) if item != clean[number]]
    assert 30 <= len(changed) <= 90
    assert all(mixed[number]["item_id"].islower() for number in changed)


def test_items_are_made_one_by_one() -> None:
    """A hundred million items cost nothing until they are asked for."""
    tracemalloc.start()
    first = list(islice(iter_items(100_000_000, seed=1), 3))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 3 == len(first)
    assert peak < 20_000_000


def test_header_names_the_operators_or_a_gateway(facet_faults: Callable[..., list[str]]) -> None:
    """Sender and recipient are the operators that all items share, else a gateway whose code is no operator's."""
    assert ("TWA", "BEA") == (header(3, origin="TW", destination="BE")["sender"], header(3, origin="TW", destination="BE")["recipient"])
    assert ("TWA", "QQA") == (header(3, origin="TW")["sender"], header(3, origin="TW")["recipient"])
    assert "QQA" == header(3)["sender"]
    assert not countries.is_country("QQ")
    assert [] == facet_faults(header(-12345678, origin="TW"), HEADER)


def test_origin_and_destination_can_be_fixed() -> None:
    """A fixed origin and destination hold for all items, also between two members of the EU."""
    items = generate(20, origin="DE", destination="FR")["items"]
    assert {("DE", "FR")} == {(_origin(item), _destination(item)) for item in items}
    assert all("IOSS" not in _kinds(item["sender"]) for item in items)


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        (LookupError, {"origin": "ZZ"}),
        (LookupError, {"destination": "ZZ"}),
        (LookupError, {"defect": "no-such-defect"}),
        (ValueError, {"origin": "BE", "destination": "BE"}),
        (ValueError, {"defect_rate": 1.5}),
        (ValueError, {"defect": "br-cpf-dummy", "destination": "BE"}),
    ],
)
def test_impossible_arguments_are_refused_at_once(error: type[Exception], arguments: dict[str, Any]) -> None:
    """Bad arguments raise before the first item is made."""
    with pytest.raises(error, match="expected"):
        iter_items(1, **arguments)


def test_negative_number_of_items_is_refused() -> None:
    """Fewer than no items cannot be made."""
    with pytest.raises(ValueError, match='"-1" is negative'):
        iter_items(-1)


def test_items_honour_the_field_table(clean_items: Items, facet_faults: Callable[..., list[str]]) -> None:
    """Every field is known and honours its facets."""
    assert [] == [fault for item in clean_items for fault in facet_faults(item)]


def test_identifiers_are_unique_and_fit(clean_items: Items) -> None:
    """S10 identifiers are valid, unique, of the right service, and end in the country of origin."""
    assert len({item["item_id"] for item in clean_items}) == len(clean_items)
    for item in clean_items:
        assert s10.is_valid(item["item_id"])
        assert item["mail_class"] == s10.mail_class(item["item_id"])
        assert _origin(item) == s10.country(item["item_id"])
        assert (f"{_origin(item)}A", f"{_destination(item)}A") == (item["origin_operator"], item["destination_operator"])


def test_handling_matches_the_service(clean_items: Items) -> None:
    """Registered and insured items have the handling class and, if insured, a value that is not above the declared one."""
    for item in clean_items:
        assert {"R": "R", "V": "V"}.get(item["item_id"][0], "N") == item["handling_class"]
        if item["handling_class"] == "V":
            assert 0 < Decimal(item["insured_value"]) <= _total(item)


def test_no_item_goes_where_nothing_is_declared(clean_items: Items) -> None:
    """Origin and destination differ, and are not both in the EU."""
    assert all(_origin(item) != _destination(item) for item in clean_items)
    assert not any(_origin(item) in UNION and _destination(item) in UNION for item in clean_items)


def test_weights_add_up(clean_items: Items) -> None:
    """Weights have three decimals, the packing weighs something, and the item is within the limits of its class."""
    for item in clean_items:
        gross = Decimal(item["gross_weight"])
        nets = [Decimal(piece["net_weight"]) for piece in item["contents"]]
        assert all(-3 == weight.as_tuple().exponent for weight in (gross, *nets))
        assert sum(nets) + Decimal("0.012") <= gross <= sum(nets) * 10
        assert not set(nets) & {Decimal(1), Decimal("0.1"), Decimal("0.01"), Decimal(0)}
        assert gross <= (2 if item["mail_class"] == "U" else 20)


def test_forms_and_formats_fit_the_class(clean_items: Items) -> None:
    """CN 22 goes only with letters of small value, parcels and EMS have CN 23, documents no form."""
    for item in clean_items:
        assert ("item_format" in item) == (item["mail_class"] == "U")
        if item["nature"] == "91":
            assert "form" not in item
        elif item["mail_class"] != "U":
            assert "CN23" == item["form"]


def test_there_is_one_currency(clean_items: Items) -> None:
    """Goods, postage and insurance are in one active currency, that of a side or a common one."""
    for item in clean_items:
        found = {piece.get("currency", item["postage_currency"]) for piece in item["contents"]} | {item["postage_currency"]}
        assert 1 == len(found)
        assert currencies.is_active(currency := found.pop())
        sides = {data.country(_origin(item)).currency, data.country(_destination(item)).currency}
        assert currency in sides | {"EUR", "USD"}
        assert Decimal(item["postage"]) > 0


def test_values_do_not_look_made_up(clean_items: Items) -> None:
    """No value is round, a known dummy, repeated within the item, or just below a threshold."""
    for item in clean_items:
        if item["nature"] == "91":
            continue
        currency = item["contents"][0]["currency"]
        amounts = [Decimal(piece["amount"]) for piece in item["contents"]]
        assert len(set(amounts)) == len(amounts)
        for amount in (*amounts, sum(amounts)):
            assert Decimal("0.01") < amount < Decimal(999_999)
            assert amount not in (Decimal(1), Decimal("9.99"), Decimal("99.99"))
            assert not any(limit * Decimal("0.98") <= amount < limit for limit in THRESHOLDS.get(currency, ()))


def test_value_density_is_plausible(clean_items: Items) -> None:
    """A kilogram costs between 0.05 and 20 000 US dollars."""
    rates = {found.currency: found.rate for found in data.countries().values()}
    for item in clean_items:
        for piece in item["contents"]:
            if "amount" in piece:
                dollars = Decimal(piece["amount"]) * rates["USD"] / rates[piece["currency"]]
                assert Decimal("0.05") < dollars / Decimal(piece["net_weight"]) < 20_000


def test_codes_exist_and_lines_differ(clean_items: Items) -> None:
    """HS codes are of the edition in force, no two lines of an item share a sub-heading or a description."""
    for item in clean_items:
        codes = [piece["hs_code"][:6] for piece in item["contents"]]
        texts = [piece["description"] for piece in item["contents"]]
        assert all(hs.is_valid(code, "2022") for code in codes)
        assert len(set(codes)) == len(codes) == len(set(texts))
        assert all(1 <= piece["units"] <= 12 for piece in item["contents"])
        digits = {"US": 10, "IE": 10, "DE": 8}.get(_destination(item), 6)
        assert {digits} == {len(piece["hs_code"]) for piece in item["contents"]}


def test_descriptions_fit_the_systems_of_the_origin() -> None:
    """Descriptions from the United States have at most 30 characters."""
    items = generate(300, origin="US")["items"]
    assert max(len(piece["description"]) for item in items for piece in item["contents"]) <= 30


def test_some_descriptions_are_in_the_language_of_the_destination() -> None:
    """A few descriptions to Germany are German, and most are English."""
    english = {good.description for good in data.goods()}
    texts = [piece["description"] for item in generate(300, destination="DE")["items"] for piece in item["contents"]]
    assert 0 < sum(text not in english for text in texts) < len(texts) / 4


def test_goods_do_not_come_from_the_destination(clean_items: Items) -> None:
    """The country of origin of the goods is a country, and not the destination."""
    for item in clean_items:
        for piece in item["contents"]:
            assert countries.is_country(piece["origin_country"])
            assert _destination(item) != piece["origin_country"]


def test_parties_are_complete_and_different(clean_items: Items) -> None:
    """Both parties have name, address, telephone and e-mail of their own."""
    for item in clean_items:
        sender, addressee = item["sender"], item["addressee"]
        for party in (sender, addressee):
            assert {"name", "person_type", "address_line1", "city", "country", "telephone", "email"} <= party.keys()
            assert ("2" if "company" in party else "1") == party["person_type"]
            assert party["name"] != party.get("company")
        assert sender["telephone"] != addressee["telephone"]
        assert sender["email"] != addressee["email"]


def test_posting_dates_are_recent(clean_items: Items) -> None:
    """Items were posted in the four weeks before the reference date."""
    assert date(2026, 11, 21) == REFERENCE_DATE
    for item in clean_items:
        assert 1 <= (REFERENCE_DATE - datetime.fromisoformat(item["posted_at"]).date()).days <= 28


def test_natures_have_realistic_shares(clean_items: Items) -> None:
    """Sales lead by far, then gifts; returns, samples and documents occur, mixed and other contents are rare."""
    shares = Counter(item["nature"] for item in clean_items)
    assert {"11", "21", "31", "32", "91", "991", "999"} == set(shares)
    assert shares["991"] + shares["999"] < len(clean_items) / 25
    assert 0.5 < shares["11"] / len(clean_items) < 0.75
    assert shares["31"] > max(shares["21"], shares["32"], shares["91"])


def test_gifts_are_small_and_between_persons(clean_items: Items) -> None:
    """Gifts are worth less than 45 EUR, name no firm, no seller's reference and few units."""
    rates = {found.currency: found.rate for found in data.countries().values()}
    for item in _with_nature(clean_items, "31"):
        assert "company" not in item["sender"]
        assert "company" not in item["addressee"]
        assert "references" not in item["sender"]
        assert _total(item) * 1000 / rates[item["postage_currency"]] < 45
        assert all(piece["units"] <= 10 for piece in item["contents"])


def test_other_natures_are_explained_and_private(clean_items: Items) -> None:
    """Only items of nature 'other' have remarks, which explain them; these and mixed ones go between persons."""
    for item in clean_items:
        assert ("remarks" in item) == (item["nature"] == "999")
    for item in (*_with_nature(clean_items, "991"), *_with_nature(clean_items, "999")):
        assert "company" not in item["sender"]
        assert "company" not in item["addressee"]
        assert all(Decimal(piece["amount"]) > 0 for piece in item["contents"])


def test_names_and_addresses_fit_one_component(clean_items: Items) -> None:
    """No name, firm, address line or town is longer than the 35 characters of an EDIFACT component."""
    places = ("name", "company", "address_line1", "address_line2", "city")
    assert 35 >= max(len(item[role].get(place, "")) for item in clean_items for role in ("sender", "addressee") for place in places)


def test_sales_name_the_firm_and_the_papers(clean_items: Items) -> None:
    """A sale has a firm as sender and an invoice."""
    for item in _with_nature(clean_items, "11"):
        assert item["sender"]["company"]
        assert "INVOICE" == item["documents"][0]["type"]


def test_sales_to_consumers_in_the_union_have_ioss_and_product_ids(clean_items: Items) -> None:
    """Such a sale stays below 150 EUR, has one IOSS number, and each piece has the identifiers that are due since November 2026."""
    found = [item for item in _consumer_sales(clean_items) if _destination(item) in UNION]
    assert found
    for item in found:
        assert ["IOSS"] == [kind for kind in _kinds(item["sender"]) if kind == "IOSS"]
        assert ioss.is_valid(item["sender"]["references"][0]["value"])
        assert "EUR" == item["postage_currency"]
        assert _total(item) < 147
        for piece in item["contents"]:
            assert piece["seller_product_id"]
            assert piece["maker_product_id"]
            assert gtin.is_valid(piece["gtin"])


def test_sales_to_norway_have_voec() -> None:
    """Such a sale is in NOK, below 3 000 for each piece, and has a VOEC number."""
    for item in _consumer_sales(tuple(iter_items(150, seed=2, destination="NO"))):
        assert "VOEC" in _kinds(item["sender"])
        assert voec.is_valid(item["sender"]["references"][0]["value"])
        assert "NOK" == item["postage_currency"]
        assert all(Decimal(piece["amount"]) < 2_900 for piece in item["contents"])


@pytest.mark.parametrize("code", NEED_AN_ID)
def test_consignees_are_identified_where_customs_ask_for_it(code: str) -> None:
    """Every addressee in such a country has a valid reference."""
    for item in iter_items(80, seed=3, destination=code):
        found = item["addressee"]["references"][0]
        assert references.is_valid(found["kind"], found["value"], country=code)


def test_firms_in_the_union_have_eori() -> None:
    """An addressee in the EU that is a firm has an EORI number."""
    firms = [item for item in iter_items(200, seed=3, destination="BE") if "company" in item["addressee"]]
    assert firms
    assert all(eori.is_valid(item["addressee"]["references"][0]["value"]) for item in firms)


def test_indian_exporters_have_iec() -> None:
    """A sale from India names the exporter's code."""
    assert all("IEC" in _kinds(item["sender"]) for item in _with_nature(tuple(iter_items(80, origin="IN")), "11"))


def test_goods_for_private_persons_do_not_go_to_turkey() -> None:
    """To Türkiye only firms get goods, private persons documents."""
    for item in iter_items(80, destination="TR"):
        assert ("company" in item["addressee"]) == (item["nature"] != "91")


def test_returns_have_papers_and_go_to_a_firm(clean_items: Items) -> None:
    """A return goes from a person to a firm, with invoice and return form."""
    for item in _with_nature(clean_items, "21"):
        assert "company" not in item["sender"]
        assert item["addressee"]["company"]
        assert 2 == len(item["documents"])


def test_documents_are_printed_and_worthless(clean_items: Items) -> None:
    """A document is one piece of chapter 49 without value or currency, below 2 kg."""
    for item in _with_nature(clean_items, "91"):
        (piece,) = item["contents"]
        assert piece["description"].startswith("Printed ")
        assert "49" == piece["hs_code"][:2]
        assert not {"amount", "currency"} & piece.keys()
        assert "documents" not in item


def test_serials_do_not_repeat() -> None:
    """Tens of thousands of items have as many identifiers."""
    ids = {item["item_id"] for item in iter_items(20_000, seed=9, origin="CN", destination="US")}
    assert 20_000 == len(ids)
    assert all(re.fullmatch(r"[A-Z]{2}[0-9]{9}CN", item_id) for item_id in islice(ids, 500))
