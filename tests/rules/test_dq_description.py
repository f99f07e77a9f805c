"""Descriptions: good ones pass, vague ones do not."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.rules.description_class import examine, misspelt_term
from ead.rules.goods_chapters import chapters_of, named_goods
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


@pytest.mark.parametrize("good", data.goods(), ids=lambda good: good.description)
def test_sample_goods_suit_their_chapter(good: data.Good) -> None:
    """What is known of goods by their names agrees with the true codes of the sample goods."""
    chapters = chapters_of(good.description)
    assert chapters is None or good.hs[:2] in chapters


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


def test_good_texts_need_no_heavy_library() -> None:
    """Ordinary descriptions are judged without importing the repair library."""
    sys.modules.pop("ftfy", None)
    examine.cache_clear()
    assert None is examine("Bougie parfumée à la lavande, fabriquée à la main")
    assert "ftfy" not in sys.modules


@given(st.text(max_size=80))
def test_any_text_is_examined(text: str) -> None:
    """No text makes the examination fail, and what is found is of a known class."""
    kinds = ("", "empty", "damaged", "placeholder", "nature", "vague", "padded", "model", "run")
    assert kind_of(text) in kinds


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Men's cotton shirts", "shirt"),
        ("Shirt for men with buttons", "shirt"),
        ("Buttons for shirts", None),
        ("Toy guitar", None),
        ("Case", None),
        ("", None),
        ("Böse Hemden", None),
    ],
)
def test_goods_are_told_by_the_head_of_the_description(text: str, name: str | None) -> None:
    """The last word before a preposition names the goods, unless another word makes something else of them."""
    assert name == named_goods(text)
