"""From a ``CDSView`` element to an item record, by the contract's tables, with one problem for each defect."""

from __future__ import annotations

from lxml import etree

from ead.fields.itmatt import EXTRA_FIELD
from ead.fields.layout import Leaf, Record, layout_of
from ead.fields.table import Kind
from ead.findings import Path, Problem
from ead.formats.cds_extra import fill, unescaped
from ead.formats.cds_lexical import plain_number
from ead.formats.cds_plain import plain_fields
from ead.formats.cds_records import put
from ead.formats.cds_schema import ARRAYS, XSI, Element, Form, Role, Type
from ead.formats.cds_scope import NO_PLACE, Dropped, Scope, Steps, Strings
from ead.formats.cds_stored import fill_from_stored
from ead.formats.diagnosis import diagnose, safe_correction
from ead.formats.xml_decode import is_blank

__all__ = ["ViewDecoder"]

_NIL, _TYPE = f"{{{XSI}}}nil", f"{{{XSI}}}type"
_STRING = f"{{{ARRAYS}}}string"
_EXTRA = layout_of(EXTRA_FIELD)
_EXTRA_NAME, _EXTRA_VALUE = _EXTRA.leaves["name"], _EXTRA.leaves["value"]
_EMPTY_IS_ABSENT = frozenset({Kind.TEXT, Kind.CODE})
_NUMBERS = frozenset({Kind.DECIMAL, Kind.INTEGER})
_BLANKS = " \t\r\n"
_FLAGS = {"1": "true", "0": "false"}
_VIEW_ITSELF = Element(name="CDSView", role=Role.NESTED)

_STORED = Dropped(("XMLData",), NO_PLACE, lost=False)


class ViewDecoder:
    """Decodes one ``CDSView`` by the tables of ``view``.

    ``problems`` and ``dropped`` tell what was found, ``header`` is filled from what travelled with the item.
    """

    __slots__ = ("dropped", "header", "problems", "view")

    def __init__(self, view: Type, problems: list[Problem], header: Record) -> None:
        self.view = view
        self.problems = problems
        self.header = header
        self.dropped: list[Dropped] = []

    def decode(self, element: etree._Element) -> Record | None:
        """The record; ``None`` when the view lacks what the record is about, for then nothing can be said about its fields."""
        kind = self.view
        scope = Scope(kind, ())
        if not self._is_nil(element, _VIEW_ITSELF, (), ()):
            self._members(element, kind, scope, ())
        self._fill_from_stored(scope)
        subject = kind.needed[0]
        for name in kind.needed:
            if name not in scope.read | scope.told and (name != "Data" or subject in scope.read):
                steps: Steps = ((subject, 1), (name, 1)) if name == "Data" else ((name, 1),)
                self.problems.append(Problem("CORE-STR-001", (), {"field": name}, steps))
        self._finish(scope)
        if "Data" not in scope.read:
            return None
        for name, value in kind.fixed.items():
            scope.record[kind.layout.position(name)] = value
        self._require(scope, () if "MailObject" in scope.read else kind.excused)
        return scope.record

    def _fill_from_stored(self, scope: Scope) -> None:
        """Read the stored payload where there is no data beside it; else it only says the same again."""
        if scope.stored is None or "Data" in scope.read | scope.told:
            return
        text, at = scope.stored
        self.dropped = [one for one in self.dropped if one != _STORED]
        read = fill_from_stored(text, self.view, scope.record, self.header, self.problems, at)
        (scope.read if read else scope.told).add("Data")

    def _require(self, scope: Scope, excused: tuple[str, ...]) -> None:
        """The fields that every item must have; those of a missing part are not named one by one."""
        told = {problem.path for problem in self.problems}
        for leaf in scope.kind.layout.required:
            name = leaf.field.name
            if scope.record[leaf.position] is None and name not in excused and (name,) not in told:
                self.problems.append(Problem("CORE-STR-001", (name,), {"field": name}))

    def _members(self, parent: etree._Element, kind: Type, scope: Scope, here: Steps) -> None:
        if not is_blank(parent.text):
            self.problems.append(Problem("CORE-STR-011", scope.path, {"place": "before the first element"}, here))
        seen: set[int] = set()
        strays: dict[str, int] = {}
        last = -1
        plain = plain_fields(kind)
        for child in parent:
            field = plain.get(child.tag)
            if field is not None and field.position > last and field.take(child, scope.record):
                last = field.position
                seen.add(last)
                continue
            position = kind.positions.get(child.tag)
            if position is None or position in seen:
                self._stray(child, kind, scope, here, strays, already=seen)
                continue
            element = kind.elements[position]
            at = (*here, (element.name, 1 + strays.get(element.name, 0)))
            if position < last:
                self.problems.append(Problem("CORE-STR-009", scope.path, {"name": element.name, "after": kind.elements[last].name}, at))
            seen.add(position)
            last = max(last, position)
            self._member(child, element, scope, at)
            if child.tail is not None and not is_blank(child.tail):
                self.problems.append(Problem("CORE-STR-011", scope.path, {"place": f"after {element.name}"}, at))
        if kind.elements[0].name == "entityState" and 0 not in seen:
            self.problems.append(Problem("CORE-STR-001", scope.path, {"field": "entityState"}, (*here, ("entityState", 1))))

    def _stray(self, child: etree._Element, kind: Type, scope: Scope, here: Steps, strays: dict[str, int], *, already: set[int]) -> None:
        """An element that is repeated, in a wrong namespace, or unknown; its number is counted here, so that many of them stay cheap."""
        local, namespace = _names(child)
        known = kind.by_name.get(local)
        strays[local] = strays.get(local, 0) + 1
        at = (*here, (local, strays[local] + (known is not None and kind.positions[known.tag] in already)))
        if known is not None and namespace == known.namespace:
            self.problems.append(Problem("CORE-STR-008", (*scope.path, *known.path), {"field": _label(known)}, at))
        elif known is not None:
            params = {"name": local, "namespace": namespace[:100] or "none", "expected": known.namespace}
            self.problems.append(Problem("CORE-STR-014", scope.path, params, at))
            scope.told.add(local)
        else:
            self.problems.append(Problem("CORE-STR-002", scope.path, {"name": local[:60], "group": kind.name}, at))

    def _member(self, child: etree._Element, element: Element, scope: Scope, at: Steps) -> None:
        role = element.role
        leaf, kind = element.leaf, element.type
        if leaf is not None:
            text = child.text
            if text is None or not leaf.match(text) or child.attrib or len(child) or element.form is not Form.TEXT:
                text = self._value(child, element, leaf, scope.path, at)
            if text is not None:
                put(scope.kind.layout, scope.record, element.path, text)
        elif self._is_nil(child, element, scope.path, at):
            return
        elif kind is not None and role is Role.NESTED:
            scope.read.add(element.name)
            self._members(child, kind, scope, at)
        elif kind is not None:
            self._list(child, element, kind, scope, at)
        elif role is Role.CARRIED:
            self._carried(child, element, scope, at)
        elif role in (Role.DROPPED, Role.STORED):
            self._left(child, element, scope, at)
        elif role is not Role.PASSED_OVER:
            setattr(scope, "names" if role is Role.NAMES else "values", self._strings(child, element, scope.path, at))

    def _left(self, child: etree._Element, element: Element, scope: Scope, at: Steps) -> None:
        """What is left behind as a rule: a note; the stored payload is kept at hand, for there may be nothing else."""
        if element.role is Role.STORED and (child.text or "").strip(_BLANKS):
            scope.stored = (child.text or "", at)
        if len(child) or child.text:
            self.dropped.append(Dropped((element.name,), NO_PLACE, lost=False))

    def _is_nil(self, child: etree._Element, element: Element, path: Path, at: Steps) -> bool:
        """Whether an element says that it has no value; attributes that mean something else are told."""
        if not child.keys():
            return False
        nil = False
        for attribute, value in child.attrib.items():
            if attribute == _NIL and value.strip() in ("true", "1", "false", "0"):
                nil = value.strip() in ("true", "1")
            elif attribute != _TYPE:
                name = str(attribute).rpartition("}")[2][:60]
                self.problems.append(Problem("CORE-STR-010", path, {"attribute": name, "count": len(child.attrib)}, at))
        if nil and (len(child) or child.text):
            self.problems.append(Problem("CORE-STR-007", path, {"field": _label(element), "found": "a value besides xsi:nil"}, at))
        elif nil and not element.nillable:
            fix = None if element.name == "entityState" else ""
            self.problems.append(Problem("CORE-STR-003", path, {"field": _label(element)}, at, fix=fix))
        return nil

    def _value(self, child: etree._Element, element: Element, leaf: Leaf, above: Path, at: Steps) -> str | None:
        """The value of a field that did not match at first sight."""
        path = (*above, *element.path)
        if self._is_nil(child, element, path, at):
            return None
        if len(child):
            self.problems.append(Problem("CORE-STR-007", path, {"field": leaf.field.name, "found": "elements"}, at))
            return None
        text = child.text or ""
        if leaf.field.kind in _EMPTY_IS_ABSENT:
            if not text:
                return None
        else:
            text = text.strip(_BLANKS)
            if leaf.field.kind in _NUMBERS and not leaf.match(text):
                text = plain_number(text, leaf.field)
            if leaf.field.kind is Kind.BOOLEAN:
                text = _FLAGS.get(text, text)
        if text and leaf.match(text):
            if element.form is Form.TEXT or element.form.match(text):
                return text
            params = {"field": leaf.field.name, "value": text, "kind": "identifier", "expected": element.form.value}
            self.problems.append(Problem("CORE-STR-004", path, params, at))
            return None
        code, params = diagnose(leaf.field, text)
        self.problems.append(Problem(code, path, params, at, fix=safe_correction(leaf, text)))
        return None

    def _carried(self, child: etree._Element, element: Element, scope: Scope, at: Steps) -> None:
        if len(child):
            self.problems.append(Problem("CORE-STR-007", scope.path, {"field": element.name, "found": "elements"}, at))
            return
        text = child.text or ""
        if element.form is Form.TEXT:
            limit = _EXTRA_VALUE.field.max_length
            if len(text) > limit:
                reason = f"it has {len(text)} characters, an extra field takes {limit}"
                self.dropped.append(Dropped((*scope.path, element.name), reason, lost=True))
            elif text and text != element.default:
                scope.carried.append((element.extra, text))
            return
        text = text.strip(_BLANKS)
        if element.form.match(text):
            if text != element.default:
                scope.carried.append((element.extra, text))
        elif text:
            params = {"field": element.name, "value": text, "kind": "number", "expected": element.form.value}
            self.problems.append(Problem("CORE-STR-004", scope.path, params, at))
        else:
            fix = None if element.name == "entityState" else ""
            self.problems.append(Problem("CORE-STR-003", scope.path, {"field": element.name}, at, fix=fix))

    def _entries(self, child: etree._Element, tag: str, element: Element, path: Path, at: Steps) -> list[tuple[etree._Element, Steps]]:
        """The entries of a list or array, and their steps; whatever else stands there is told."""
        if not is_blank(child.text):
            self.problems.append(Problem("CORE-STR-011", path, {"place": "before the first element"}, at))
        expected, _, wanted = tag[1:].rpartition("}")
        entries = []
        counts: dict[str, int] = {}
        for entry in child:
            local, namespace = (wanted, expected) if entry.tag == tag else _names(entry)
            counts[local] = counts.get(local, 0) + 1
            place = (*at, (local, counts[local]))
            if entry.tag == tag:
                entries.append((entry, place))
            elif local == wanted:
                params = {"name": local, "namespace": namespace[:100] or "none", "expected": expected}
                self.problems.append(Problem("CORE-STR-014", path, params, place))
            else:
                self.problems.append(Problem("CORE-STR-002", path, {"name": local[:60], "group": element.name}, place))
            if not is_blank(entry.tail):
                self.problems.append(Problem("CORE-STR-011", path, {"place": f"after {local[:60]}"}, place))
        return entries

    def _list(self, child: etree._Element, element: Element, kind: Type, scope: Scope, at: Steps) -> None:
        name = str(element.path[0])
        records: list[Record] = []
        for entry, place in self._entries(child, f"{{{element.namespace}}}{element.entry}", element, scope.path, at):
            inner = Scope(kind, (name, len(records)))
            before = len(self.problems)
            self._is_nil(entry, element, inner.path, place)
            self._members(entry, kind, inner, place)
            self._finish(inner)
            if not any(inner.record) and len(self.problems) == before:
                self.problems.append(Problem("CORE-STR-003", inner.path, {"field": kind.layout.group.label}, place, fix=""))
            records.append(inner.record)
        if records:
            scope.record[scope.kind.layout.position(name)] = records

    def _strings(self, child: etree._Element, element: Element, path: Path, at: Steps) -> Strings:
        found: Strings = []
        for entry, place in self._entries(child, _STRING, element, path, at):
            nil = self._is_nil(entry, element, (*path, "extra_fields"), place)
            if len(entry):
                self.problems.append(Problem("CORE-STR-007", (*path, "extra_fields"), {"field": element.name, "found": "elements"}, place))
            found.append((None if nil else entry.text or None, place))
        return found

    def _finish(self, scope: Scope) -> None:
        """Pair the parallel arrays, put what has a field into its field, and keep the rest as extra fields."""
        if len(scope.names) != len(scope.values):
            self._unequal(scope)
        pairs: list[Record] = []
        for (name, name_at), (value, value_at) in zip(scope.names, scope.values, strict=False):
            if value is None:
                continue
            if name is None:
                which = f"the name of extra field {len(pairs) + 1}"
                self.problems.append(Problem("CORE-STR-001", (*scope.path, "extra_fields"), {"field": which}, name_at))
            elif not fill(scope.kind, scope.record, self.header, name, value):
                path = (*scope.path, "extra_fields", len(pairs))
                pairs.append([self._short(unescaped(name), _EXTRA_NAME, path, name_at), self._short(value, _EXTRA_VALUE, path, value_at)])
        pairs += [list(pair) for pair in scope.carried]
        if pairs:
            position = scope.kind.layout.position("extra_fields")
            scope.record[position] = [*(scope.record[position] or ()), *pairs]

    def _short(self, text: str, leaf: Leaf, above: Path, at: Steps) -> str | None:
        if leaf.match(text):
            return text
        code, params = diagnose(leaf.field, text)
        self.problems.append(Problem(code, (*above, leaf.field.name), params, at))
        return None

    def _unequal(self, scope: Scope) -> None:
        shorter, longer = sorted((scope.names, scope.values), key=len)
        lacking = "name" if shorter is scope.names else "value"
        params = {"field": f"the {lacking} of extra field {len(shorter) + 1}"}
        self.problems.append(Problem("CORE-STR-001", (*scope.path, "extra_fields"), params, longer[len(shorter)][1]))


def _label(element: Element) -> str:
    return element.leaf.field.name if element.leaf is not None else element.name


def _names(element: etree._Element) -> tuple[str, str]:
    """Local name and namespace."""
    namespace, _, local = str(element.tag).rpartition("}")
    return local, namespace[1:]
