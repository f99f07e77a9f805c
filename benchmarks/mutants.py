"""Texts of valid items and messages, changed a little: what the compiled schema must not be misled by."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from ead.fields import ITMATT_NAMESPACE

Mutation = Callable[[str, random.Random], str]

ODD_TEXT = [
    "<!-- x --->", "<!--->-->", "<!-- é -->", "<!---->",
    "]]>", "&amp;", "&#65;", "&lt;", "a&quot;&apos;&gt;b", "&amp;lt;", "&copy;", "&#x0;", "<!-- x -->", "<![CDATA[x]]>",
    "<Document></Document>", "<ContentPiece></ContentPiece>", "<Sender></Sender>", "<?pi?>", "\ufffe", "\uffff", "\u2028", "\x85",
    "\xa0", "\t", "\n", "\r", "\x0b", "\x00", "\x1f", ">", "<", '"', "'", "\U0001f600", "é", "\u202e", "\u0661", "１", " ", "", "+", "-",
    ".", "..", "0", "00", "1e5", "Z", "T", "+14:00", "-00:01", "24:00:00", "2026-02-30T10:00:00", "2026-02-29T10:00:00",
    "1999-12-31T23:59:60", "x" * 36, "x" * 71, "9" * 19, "0." + "1" * 7, "true", "INF", "NaN", " 0.5", "0.5 ", "٠.٥", "a@b", "a@b.c",
    "a.@b.example", "@", "-0", "+1", "1.", ".5", "0x1", "1_0",
]  # fmt: skip


def _swap_texts(item: str, rng: random.Random) -> str:
    leaf = rng.choice(list(re.finditer(r">([^<]+)</", item)))
    return item[: leaf.start(1)] + rng.choice(ODD_TEXT) + item[leaf.end(1) :]


def _insert(item: str, rng: random.Random) -> str:
    at = rng.randrange(len(item) + 1)
    return item[:at] + rng.choice(ODD_TEXT) + item[at:]


def _delete(item: str, rng: random.Random) -> str:
    at = rng.randrange(len(item))
    return item[:at] + item[at + rng.choice((1, 1, 2, 5, 20)) :]


def _elements(item: str) -> list[re.Match[str]]:
    return list(re.finditer(r"\s*<(\w+)>[^<]*</\1>", item))


def _move_element(item: str, rng: random.Random) -> str:
    elements = _elements(item)
    one, two = rng.choice(elements), rng.choice(elements)
    without = item[: one.start()] + item[one.end() :]
    at = min(two.start(), len(without))
    return without[:at] + one.group() + without[at:]


def _repeat_element(item: str, rng: random.Random) -> str:
    element = rng.choice(_elements(item))
    return item[: element.end()] + element.group() + item[element.end() :]


def _drop_element(item: str, rng: random.Random) -> str:
    element = rng.choice(_elements(item))
    return item[: element.start()] + item[element.end() :]


def _rename(item: str, rng: random.Random) -> str:
    tag = rng.choice(list(re.finditer(r"</?(\w+)>", item)))
    name = rng.choice(("Name", "x:Name", "Item", "HS", "name", f"{tag[1]} ", f"{tag[1]} a='1'", "ContentPiece"))
    return item[: tag.start(1)] + name + item[tag.end(1) :]


def _respace(item: str, rng: random.Random) -> str:
    blank = rng.choice(list(re.finditer(r"\s+", item)))
    return item[: blank.start()] + rng.choice(("", " ", "\n", "\t", "\r\n", "\xa0", "\u3000", "\x0c")) + item[blank.end() :]


def _change_character(item: str, rng: random.Random) -> str:
    at = rng.randrange(len(item))
    odd = rng.choice(("<", ">", "&", "/", "]", "é", "0", "A", "a", "\ufffe", "\r", "\x08", "\ud7ff", chr(rng.randrange(1, 0xD800))))
    return item[:at] + odd + item[at + 1 :]


OF_ITEMS: list[Mutation] = [
    _swap_texts, _insert, _delete, _move_element, _repeat_element, _drop_element, _rename, _respace, _change_character,
]  # fmt: skip


def _wrap(text: str, rng: random.Random) -> str:
    """A comment, CDATA or instruction, whole or open, somewhere: between elements as well as inside tags and texts."""
    at = rng.choice([found.start() for found in re.finditer(r"<", text)] or [0]) if rng.random() < 0.8 else rng.randrange(len(text) + 1)
    odd = ("<!-- </Item> -->", "<!-- <Item> -->", "<![CDATA[</Item>]]>", "<?x </Item>?>", "<!--", "<![CDATA[", "-->", "]]>", "<?", "&x;")
    return text[:at] + rng.choice(odd) + text[at:]


def _comment_out(text: str, rng: random.Random) -> str:
    """What lies between two tags becomes a comment or CDATA."""
    places = [found.start() for found in re.finditer(r"<(?![!?])", text)]
    first, last = sorted((rng.choice(places), rng.choice(places)))
    opening, closing = rng.choice((("<!-- ", " -->"), ("<![CDATA[", "]]>"), ("<?x ", "?>")))
    return text[:first] + opening + text[first:last] + closing + text[last:]


def _rebind(text: str, rng: random.Random) -> str:
    """Namespaces declared elsewhere, otherwise, or not at all."""
    how = rng.randrange(5)
    if how == 0:
        return re.sub(r"<(/?)(\w)", r"<\1e:\2", text).replace(" xmlns=", " xmlns:e=", 1)
    if how == 1:
        return text.replace(" xmlns=", " xmlns:e=", 1)
    if how == 2:
        return text.replace(ITMATT_NAMESPACE, rng.choice(("", "urn:ead:itmatt:2", f"{ITMATT_NAMESPACE} ")), 1)
    tag = rng.choice(list(re.finditer(r"<(Item|Sender|Name|ContentPiece)(?=>)", text)))
    uri = rng.choice((ITMATT_NAMESPACE, "", "urn:other"))
    return f'{text[: tag.end()]} {rng.choice(("xmlns", "xmlns:x"))}="{uri}"{text[tag.end() :]}'


def _respell_ends(text: str, rng: random.Random) -> str:
    return re.sub("</Item>", lambda found: rng.choice((found[0], found[0], "</Item >", "</Item\n>", "</Item>x", "</item>")), text)


def _break_lines(text: str, rng: random.Random) -> str:
    return text.replace("\n", rng.choice(("\r\n", "\r", "", "\n\n", "\r\r\n")))


def _cut(text: str, rng: random.Random) -> str:
    return text[: rng.randrange(len(text))]


def _declare(text: str, rng: random.Random) -> str:
    doctype = rng.choice(("<!DOCTYPE Itmatt>", '<!DOCTYPE Itmatt [<!ENTITY x "y">]>', ""))
    return (
        doctype + re.sub(r"<\?xml.*?\?>", "", text)
        if rng.random() < 0.5
        else text.replace("UTF-8", rng.choice(("UTF-16", "latin1", "ascii")), 1)
    )


OF_MESSAGES: list[Mutation] = [_wrap, _wrap, _comment_out, _rebind, _respell_ends, _break_lines, _cut, _declare, *OF_ITEMS]


def _respell_root(text: str, rng: random.Random) -> str:
    """The root, its declaration or the XML declaration in another form."""
    old, new = rng.choice((
        ("<Itmatt ", "<Itmatt  "), (' xmlns="', ' xmlns = "'), ('"', "'"), ("Itmatt", "Cusitm"), ("Itmatt", "itmatt"), (":1", ":1:"),
        ('">', '" >'), ('">', '" a="b">'), ('">', '"/>'), ("1.0", "1.1"), ("UTF-8", "utf8"), ("?>", ' standalone="yes"?>'),
        ("<?xml", " <?xml"), ("?>", "?><!-- x -->"), ("\n", "\n" * 5000), ("</Itmatt>", "</Itmatt >"), ("</Itmatt>", "</Itmatt><!-- x -->"),
        ("Header>", "Header >"), ("<Header>", "<Header/><Header>"), ("</Header>", "</Header><Header/>"), ("</Header>", "</Header>x"),
        ("</Header>", ""), ("Header", "Kopf"), ("</Itmatt>", ""), ("</Itmatt>", "</Itmatt></Itmatt>"), ("</Itmatt>", "<x/></Itmatt>"),
        ("</Itmatt>", "x</Itmatt>"), ("\n", "\x0b"),
    ))  # fmt: skip
    return text.replace(old, new, 1)


OF_FRAMES: list[Mutation] = [_respell_root, _respell_root, _wrap, _comment_out, _rebind, _break_lines, _cut, _declare, *OF_ITEMS]


def mutated(text: str, mutations: list[Mutation], rng: random.Random) -> str:
    """The text after one to three of the changes."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        try:
            text = rng.choice(mutations)(text, rng) or text
        except IndexError:  # nothing is left that this one could change
            continue
    return text
