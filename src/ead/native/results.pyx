# cython: language_level=3
"""What comes of items that are looked at together: the twins of what stands in ``ead.conclusions``, and the values of ``ItemResult``."""

cimport cython
from cpython.object cimport PyTypeObject
from cpython.ref cimport PyObject

from ead.native.decoded cimport Decoded
from ead.native.ways cimport Way

__all__ = ["Conclusions", "Values", "are_known", "taken"]


@cython.no_gc
cdef class Values:
    """What an ``ItemResult`` holds. Its list of findings comes into being when it is asked for."""

    cdef public object index, kind, record, outcome, sufficiency, _model
    cdef object _findings

    @property
    def findings(self):
        if self._findings is None:
            self._findings = []
        return self._findings

    @findings.setter
    def findings(self, findings):
        self._findings = findings


def taken(list group not None, Py_ssize_t contents, Py_ssize_t most):
    """The records of decoded items; those that rules are chosen for, which have no more than so many content pieces, with ``None`` for the
    others; whether any has problems; and of each whether its texts were seen to be plain."""
    cdef list records = [], chosen = [], plain = []
    cdef bint troubled = False
    cdef Decoded decoded
    cdef object record
    for one in group:
        decoded = <Decoded?>one
        record = decoded.record
        records.append(record)
        chosen.append(record if record is not None and len((<list?>record)[contents]) <= most else None)
        plain.append(decoded.plain)
        troubled = troubled or bool(decoded.problems)
    return records, chosen, troubled, plain


def are_known(list ways not None, hits not None):
    """Whether it is known of every item how it is checked, without its model, and what its rules say of it."""
    for way in ways:
        if way is None or (<Way?>way).wants_models:
            return False
    for one in hits:
        if one is None:
            return False
    return True


cdef class Conclusions:
    """Makes the results of items: of that class, for items of that message, with the outcome and the level of those of which nothing is
    said. ``item_id`` is the place of that field in records."""

    cdef object _result, _kind, _accepted, _ready
    cdef Py_ssize_t _item_id

    def __init__(self, result, kind, accepted, ready, Py_ssize_t item_id):
        if not isinstance(result, type) or not issubclass(result, Values):
            raise TypeError("not a kind of result")
        self._result, self._kind, self._accepted, self._ready, self._item_id = result, kind, accepted, ready, item_id

    def of(
        self, list group not None, list ways not None, list hits not None, list said not None, judge, level_of, fits, note,
        set unserved not None, bint sparse,
    ):
        """The results of all items, or of those only of which something is said; the latter; and the level of each item.

        ``hits`` is what its rules say of each item, ``said`` what the watchers do; if there is either, ``judge`` makes the result.
        ``level_of`` tells the level of a record of which nothing is said, unless it surely ``fits``; levels are told to ``note`` if there
        is one, and destinations without a set of their own go to ``unserved``.
        """
        cdef list results = [], told = [], levels = []
        cdef Py_ssize_t at, count = len(group)
        cdef Decoded decoded
        cdef Way way
        cdef Values result
        cdef object level, own, more
        if len(ways) != count or len(hits) != count or len(said) != count:
            raise ValueError("not as much of each item")
        for at in range(count):
            decoded, way, own, more = <Decoded?>group[at], <Way?>ways[at], hits[at], said[at]
            if way.unserved is not None:
                unserved.add(way.unserved)
            if own or more or decoded.problems:
                made = judge(decoded, own, more, way.filed)
                level = made.sufficiency
                told.append(made)
                results.append(made)
            else:
                level = None
                if way.filed:
                    level = self._ready if fits(decoded.record) else level_of(decoded.record)
                if not sparse:
                    result = <Values>(<PyTypeObject *>self._result).tp_new(self._result, <PyObject *>(), NULL)
                    result.index, result.kind, result.record = decoded.index, self._kind, decoded.record
                    result.outcome, result.sufficiency = self._accepted, level
                    results.append(result)
            levels.append(level)
            if note is not None and level is not None:
                note(decoded.index, (<list>decoded.record)[self._item_id], level)
        return results, told, levels
