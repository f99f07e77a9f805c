"""Descriptions: good ones pass, vague ones do not."""

from __future__ import annotations

import sys

import pytest
import rapidfuzz.fuzz
from hypothesis import given
from hypothesis import strategies as st

from ead.descriptions import vagueness
from ead.descriptions.faults import examine
from ead.descriptions.protocol import KINDS
from ead.descriptions.vagueness import misspelt_term
from ead.testing import data

# What customs and brokers give as unacceptable, and what they would rather read.
PAIRS = [
    ("shirts", ["men's cotton dress shirts"]),
    ("toy", ["children's toy doll"]),
    ("gift", ["children's toy doll"]),
    ("clothes", ["men's shirts", "girls' vests", "boys' jackets"]),
    ("appliances", ["refrigerator", "microwave oven"]),
    ("artwork", ["oil painting", "bronze statue"]),
    ("battery", ["lithium batteries"]),
    ("gifts", ["scented candle", "cashmere scarf"]),
    ("medicine", ["painkillers"]),
    ("health & beauty", ["toothbrush", "towels"]),
    ("vegetables", ["onions", "broccoli"]),
    ("blanket", ["100 % polyester blanket"]),
    ("electronic goods", ["computers", "monitors", "game consoles"]),
    ("food", ["pasta", "canned tuna"]),
    ("electrical components", ["capacitors", "resistors", "diodes"]),
    ("household goods", ["kitchen utensils", "bedding sets"]),
    ("industrial machinery", ["hydraulic presses"]),
    ("automotive parts", ["spark plugs", "brake pads"]),
    ("plastic products", ["PVC pipes"]),
    ("construction materials", ["ceramic tiles"]),
    ("chemical products", ["solvents"]),
    ("cars", ["Toyota Corolla 1.8 hybrid estate"]),
    ("sanitary goods", ["towels", "detergents"]),
]
ACCEPTABLE = sorted({good for _, goods in PAIRS for good in goods})


def kind_of(text: str) -> str:
    """The class of a description, "" for a good one."""
    found = examine(text)
    return found.kind if found else ""


@pytest.mark.parametrize("text", [vague for vague, _ in PAIRS])
def test_unacceptable_descriptions_are_found(text: str) -> None:
    """Descriptions that customs name as unacceptable are vague, or name the nature of the transaction."""
    assert kind_of(text) in ("vague", "nature")


@pytest.mark.parametrize("text", [vague for vague, _ in PAIRS])
def test_case_plural_and_punctuation_do_not_hide_a_vague_term(text: str) -> None:
    """A vague term stays one in capitals, in quotes, with a count in front."""
    assert {kind_of(text)} == {kind_of(text.upper()), kind_of(f'"{text}".'), kind_of(f"2 x {text}")}


@pytest.mark.parametrize("text", ACCEPTABLE)
def test_acceptable_descriptions_pass(text: str) -> None:
    """Descriptions that customs give as good examples have no finding."""
    assert None is examine(text)


@pytest.mark.parametrize(
    "text",
    [
        "paper bags", "tool box", "wood toys", "leather shoes", "battery charger", "car seat covers",
        "plastic bags", "toy cars", "cable ties", "XXXL cotton shirt", "AAA batteries", "LED 10W bulb",
        "TV 55 inch", "Schifffahrtsbuch", "green tea", "茶", "茶叶", "棉T恤", "cartoon", "Screw M6x20 DIN 912",
        "iPhone 14 case 128 GB", "Phone holder 2 pieces", "3 in 1 cable", "cotton & wool socks",
        "Bougie parfumée", "SÃO PAULO poster", "Füllfederhalter", "Cable USB 3.0", "Scarf 70 x 180 cm",
        "Bauklötze aus Holz", "Чехол для телефона", "スマホケース", "Ölbild auf Leinwand", "Crème brûlée dish",
        "Âme soeur print", "batter mix", "free-standing mirror",
    ],
)  # fmt: skip
def test_ordinary_descriptions_pass(text: str) -> None:
    """Texts that look like a defect and are none have no finding."""
    assert None is examine(text)


@pytest.mark.parametrize("good", data.goods(), ids=lambda good: good.description)
def test_sample_goods_pass(good: data.Good) -> None:
    """No description of the sample goods, in any language, has a finding."""
    assert [] == [text for text in (good.description, *good.variants.values()) if examine(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("礼物", "nature"),
        ("礼品", "nature"),
        ("贈り物", "nature"),
        ("プレゼント", "nature"),
        ("선물", "nature"),
        ("هدية", "nature"),
        ("מתנה", "nature"),
        ("ของขวัญ", "nature"),
        ("подарок", "nature"),
        ("quà tặng", "nature"),
        ("个人物品", "vague"),
        ("日用品", "vague"),
        ("その他", "vague"),
        ("разное", "vague"),
        ("同上", "placeholder"),
    ],
)
def test_lists_work_in_other_scripts(text: str, kind: str) -> None:
    """Terms are found in scripts with and without blanks between words."""
    assert kind == kind_of(text)
    assert kind == kind_of(f" {text}。")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("n/a", "placeholder"),
        ("mixed", "padded"),
        ("box", "vague"),
        ("parcel", "padded"),
        ("box of shoes", "vague"),
        ("package of various toys", "vague"),
        ("parcel with toys", "padded"),
        ("items, no commercial value", "padded"),
        ("plastic items", "padded"),
        ("items for personal use", "padded"),
        ("0815 88 blue", "model"),
        ("aaaa", "run"),
        ("&amp;&amp; gift", "damaged"),
        ("cafÃ©", "damaged"),
        ("itâ€™s", "damaged"),
        ("acessories", "vague"),
        ("electornics", "vague"),
    ],
)
def test_a_description_has_one_class(text: str, kind: str) -> None:
    """Of several defects the first in order counts."""
    assert kind == kind_of(text)


def test_contact_details_are_a_defect_of_their_own() -> None:
    """A gift with an e-mail address has two defects, and the address is not shown."""
    found = examine("gift ann@mail.example.com")
    assert found is not None
    assert ("nature", "gift", "e-mail address") == (found.kind, found.text, found.disclosed)


def test_a_mere_link_is_one_defect() -> None:
    """Where nothing is left beside the link, that is all that is said."""
    found = examine("https://shop.example.com/p/1")
    assert found is not None
    assert ("", "link") == (found.kind, found.disclosed)


@pytest.mark.parametrize(
    "text", ["cartoon", "batter", "pants", "shorts", "tablecloth", "painter", "chemist set", "material sciences books"]
)
def test_near_words_are_no_misspellings(text: str) -> None:
    """Words that resemble a stop word are words of their own."""
    assert "" == misspelt_term(text)


@given(st.sampled_from([term for groups in vagueness._fuzzy_terms().values() for terms in groups.values() for term in terms]), st.data())
def test_what_is_alike_may_be_meant(term: str, draws: st.DataObject) -> None:
    """The quick look passes whatever the slow one takes for a misspelling."""
    letters = list(term)
    for _ in range(draws.draw(st.integers(0, 3))):
        place = draws.draw(st.integers(0, len(letters)))
        letters[place : place + draws.draw(st.integers(0, 1))] = draws.draw(st.sampled_from(["", "a", "e", "s", " ", "\xe9"]))
    normal = "".join(letters)
    if rapidfuzz.fuzz.ratio(term, normal) >= vagueness._FUZZY_RATIO:
        assert vagueness._may_be_meant(term, normal)


def test_good_texts_need_no_heavy_library() -> None:
    """Ordinary descriptions are judged without importing the repair library."""
    sys.modules.pop("ftfy", None)
    examine.cache_clear()
    assert None is examine("Bougie parfumée à la lavande, fabriquée à la main")
    assert "ftfy" not in sys.modules


@given(st.text(max_size=80))
def test_any_text_is_examined(text: str) -> None:
    """No text makes the examination fail, and what is found is of a known class."""
    assert kind_of(text) in ("", *KINDS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        # German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Turkish
        ("Kleidung und Schuhe", "padded"),
        ("diverse Artikel", "padded"),
        ("siehe Rechnung", "placeholder"),
        ("vêtements usagés", "padded"),
        ("pièces détachées", "vague"),
        ("échantillons sans valeur", "nature"),
        ("ropa para niños", "padded"),
        ("según factura", "placeholder"),
        ("effetti personali", "vague"),
        ("roupas e sapatos", "padded"),
        ("tweedehands kleding", "vague"),
        ("rzeczy osobiste", "vague"),
        ("одежда и обувь", "vague"),
        ("см. инвойс", "placeholder"),
        ("çeşitli ürünler", "padded"),
        # no blanks between words
        ("家居饰品", "padded"),
        ("各种配件", "padded"),
        ("生活雑貨", "vague"),
        ("자동차 부품", "vague"),
        # lists of vague things
        ("toys, clothes", "padded"),
        ("mixed parts and accessories", "padded"),
        ("phone accessories", "padded"),
        ("Shein clothes", "padded"),
        # slips of the keyboard
        ("electroncs", "vague"),
        ("mixd parts and acessories", ""),
        ("office suplies", "vague"),
        ("see invocie", "placeholder"),
        ("smaple", "nature"),
        # keys pressed at random
        ("asdfgh", "placeholder"),
        ("йцукен", "placeholder"),
        ("hjkhjk", "placeholder"),
        ("bcdfgh", "placeholder"),
        # brands and numbers
        ("Nike", "model"),
        ("new balance 574 grey", "model"),
        ("SKU 12345 ABX", "model"),
        ("Art. 4711", "model"),
        # damage
        ("РљРЅРёРіР°", "damaged"),
        ("t?l?phone mobile", "damaged"),
        ("<b>cotton shirt</b>", "damaged"),
        ("cotton%20shirt", "damaged"),
    ],
)
def test_traders_say_nothing_in_many_ways(text: str, kind: str) -> None:
    """Vague words, stand-ins and noise are found in many languages, in lists, misspelt."""
    assert kind == kind_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "gloves", "parka", "boots", "cloths", "console", "watch parts", "leather shoes", "gift card", "gift wrap", "sample bottles",
        "used laptop", "new bike", "sports shoes", "kids shoes", "运动鞋", "玩具车", "革靴", "ropa de cama", "Samsung TV", "Nike shoes", "salad bowl",
        "Guess who? game", "100% Baumwolle", "flash drive", "hdpe pipe", "Damenschuhe", "document holder", "test tubes",
    ],
)  # fmt: skip
def test_goods_beside_vague_words_pass(text: str) -> None:
    """Goods whose names resemble vague words, or contain one, have no finding."""
    assert "" == kind_of(text)
