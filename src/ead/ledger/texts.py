"""The texts that an entry is kept as: its facts and its personal data, as JSON.

They are written by one function for each layout, which is made from the field table. To build dictionaries and to hand these to ``json``
takes three times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from json.encoder import encode_basestring_ascii

from ead.fields.layout import Layout, Record

__all__ = ["texts_of"]

Texts = Callable[[Record], tuple[str, str]]


@cache
def texts_of(layout: Layout) -> Texts:
    """What makes two JSON objects of a record, without blanks and all ASCII: its facts, and its personal data.

    Both are by field name and leave out what is not there; groups keep their places in both.
    """
    members = _members(layout)

    def texts(record: Record) -> tuple[str, str]:
        facts, personal = members(record)
        return f"{{{facts[1:]}}}", f"{{{personal[1:]}}}"

    return texts


@cache
def _members(layout: Layout) -> Texts:
    """What makes the members of both objects, each with a comma before it; a group stands behind the fields."""
    space: dict[str, object] = {"quoted": encode_basestring_ascii}
    lines = ["def members(record):", f"    facts = {_fields(layout, personal=False)}", f"    personal = {_fields(layout, personal=True)}"]
    for name, (position, below) in layout.subgroups.items():
        space[f"of_{name}"] = _of_list(_members(below)) if below.group.repeated else _of_group(_members(below))
        lines += [f"    {line}" for line in _group(name, position)]
    lines.append("    return facts, personal")
    exec("\n".join(lines), space)  # noqa: S102 - the text is made above, from the field table only
    members: Texts = space["members"]  # type: ignore[assignment]
    return members


def _fields(layout: Layout, *, personal: bool) -> str:
    """The display of a text that has a member for each field that is there."""
    written = [
        f"{{'' if (value := record[{leaf.position}]) is None else ',\"{name}\":' + quoted(value)}}"
        for name, leaf in layout.leaves.items()
        if leaf.field.personal is personal
    ]
    return f'f"""{"".join(written)}"""'


def _group(name: str, position: int) -> Iterator[str]:
    yield f"if value := record[{position}]:"
    yield f"    found, private = of_{name}(value)"
    yield f"    if found: facts += ',\"{name}\":' + found"
    yield f"    if private: personal += ',\"{name}\":' + private"


def _of_group(members: Texts) -> Texts:
    def of_group(record: Record) -> tuple[str, str]:
        facts, personal = members(record)
        return f"{{{facts[1:]}}}" if facts else "", f"{{{personal[1:]}}}" if personal else ""

    return of_group


def _of_list(members: Texts) -> Texts:
    def of_list(records: list[Record]) -> tuple[str, str]:
        made = [members(record) for record in records]
        return _listed([facts for facts, _ in made]), _listed([personal for _, personal in made])

    return of_list


def _listed(texts: list[str]) -> str:
    """A list of objects; empty when there is nothing in any of them."""
    return f"[{','.join([f'{{{text[1:]}}}' for text in texts])}]" if any(texts) else ""
