"""What goods are told to be, and where they can be classified."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.codelists import hs
from ead.descriptions.goods import goods_of
from ead.descriptions.goods_table import names
from ead.testing import data


def name_of(text: str) -> str | None:
    """The name of the goods, ``None`` when it is not told."""
    goods = goods_of(text)
    return goods.name if goods else None


def chapters_of(text: str) -> frozenset[str]:
    """The chapters that the goods can stand in."""
    goods = goods_of(text)
    return goods.chapters if goods else frozenset()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Men's cotton shirts", "shirt"),
        ("Shirt for men with buttons", "shirt"),
        ("Buttons for shirts", "button"),
        ("mens ctn tshirt blk L x2", "tshirt"),
        ("iphone 13 case silicone", "iphone case"),
        ("ladies wrist watch w/ leather strap", "wrist watch"),
        ("car brake pads set frt", "brake pad"),
        ("silver earings 925", "earring"),
        ("Damen Winterjacke schwarz Gr. M", "jacke"),
        ("Weingläser", "weingla"),
        ("lederen damestas", "damesta"),
        ("5 Paar Socken", "socken"),
        ("Chaussures de course en textile", "chaussure"),
        ("lot de 3 chemises", "chemise"),
        ("zapatos de cuero para mujer", "zapato"),
        ("scarpe da ginnastica", "scarpe"),
        ("brincos de prata", "brinco"),
        ("buty męskie skórzane", "buty"),
        ("женская хлопковая футболка", "футболка"),
        ("5 футболок", "футболка"),
        ("Erkek deri ayakkabı", "ayakkabı"),
        ("çocuk ayakkabıları", "ayakkabı"),
        ("男士纯棉T恤", "t恤"),
        ("手机壳2个", "手机壳"),
        ("綿のTシャツ メンズ", "tシャツ"),
        ("남성용 면 티셔츠", "티셔츠"),
        ("휴대폰 케이스", "휴대폰 케이스"),
    ],
)
def test_goods_are_told_by_the_word_that_names_them(text: str, name: str) -> None:
    """The name is found where its language puts it, in the plural, in compounds, with a slip in it."""
    assert name == name_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "Toy guitar", "Case", "", "???", "Case for shirts", "dress for dolls", "cover mobile phone", "strap watch", "spare parts for bicycles",
        "hanger shirt", "xbox controler holder", "玩具吉他", "手机配件", "犬用セーター", "Sundial gnomon", "Miesten puuvillapaita",
        "robe pattern", "the collar", "controlled", "media player stand",
    ],
)  # fmt: skip
def test_a_doubt_is_silence(text: str) -> None:
    """Where another word may be what the goods are, nothing is told."""
    assert name_of(text) is None


def test_other_names_widen_the_chapters() -> None:
    """What is said besides the goods is never held against them."""
    assert chapters_of("Wrist watch") | chapters_of("Headphones") <= chapters_of("Wrist watch with headphones")


def test_a_word_of_two_languages_has_the_chapters_of_both() -> None:
    """A hose is a pipe in English and trousers in German."""
    assert {"40", "62"} <= chapters_of("Hose")


@pytest.mark.parametrize("good", data.goods(), ids=lambda good: good.description)
def test_sample_goods_suit_their_chapter(good: data.Good) -> None:
    """What is told of the sample goods, in any language, agrees with their true codes."""
    texts = (good.description, *good.variants.values())
    assert [] == [text for text in texts if (goods := goods_of(text)) and good.hs[:2] not in goods.chapters]


def test_the_table_speaks_of_chapters_that_exist() -> None:
    """Every chapter in the table of names is one of the Harmonized System."""
    chapters = {chapter for name in names().values() for chapter in name.chapters}
    assert set() == {chapter for chapter in chapters if hs.chapter_status(chapter + "0000") != "assigned"}


def test_names_are_short_enough_to_be_found() -> None:
    """No name has more words than are tried."""
    assert [] == [name for name in names() if name.count(" ") > 3]


@given(st.text(max_size=80))
def test_any_text_is_looked_at(text: str) -> None:
    """No text makes the look-up fail, and a name comes with chapters."""
    goods = goods_of(text)
    assert goods is None or (goods.name and goods.chapters)
