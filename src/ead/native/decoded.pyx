# cython: language_level=3
"""Twins of :class:`ead.formats.base.Decoded`, an item as a codec gives it, of :class:`ead.formats.xml_origin.Fragment` and
:class:`ead.formats.json_origin.OwnLine`, where it stands, and of :func:`ead.named.new_tuple`.

The garbage collector does not look at any of them: there are hundreds of items at any time, and thousands of findings, and none holds
itself; but while it thinks that a process comes to keep them, it looks through all that there is, again and again.
"""

cimport cython
from cpython.object cimport PyObject, PyTypeObject

__all__ = ["Decoded", "Fragment", "OwnLine", "new_tuple"]

cdef extern from "Python.h":
    void PyObject_GC_UnTrack(PyObject *)


@cython.final
@cython.no_gc
cdef class Decoded:
    """One item as a codec gives it: its position, its record (``None`` when unreadable), its structural problems.

    ``plain``: the reader has seen that all texts are printable ASCII without stray blanks.
    """

    def __init__(self, Py_ssize_t index, record, problems, origin):
        self.index, self.record, self.problems, self.origin = index, record, problems, origin

    def __repr__(self):
        return f"Decoded(index={self.index!r}, record={self.record!r}, problems={self.problems!r}, origin={self.origin!r})"


@cython.final
@cython.no_gc
cdef class Fragment:
    """An item's fragment of the source."""

    def __init__(self, stream, batch, Py_ssize_t number, Py_ssize_t within, Py_ssize_t element, finder):
        self.stream, self.batch, self.number, self.within, self.element = stream, batch, number, within, element
        self.finder = finder

    def place(self, path, steps=None):
        """The place of a path, or of the nearest element above it that the source has."""
        return self.finder.place(self, path, steps)


@cython.final
@cython.no_gc
cdef class OwnLine:
    """A value that has a line of its own, between two places of ``lines``."""

    def __init__(self, lines, Py_ssize_t number, Py_ssize_t start, Py_ssize_t end, finder):
        self.lines, self.number, self.start, self.end, self.finder = lines, number, start, end, finder

    def place(self, path, steps=None):
        """The place of a path, or of the nearest value above it that is there."""
        return self.finder.place(self, path, steps)


def new_tuple(kind, tuple values not None):
    """A tuple of a kind that is made of nothing else, which the garbage collector does not look at."""
    if not isinstance(kind, type) or not issubclass(kind, tuple):
        raise TypeError("not a kind of tuple")
    cdef tuple given = (values,)
    cdef object made = (<PyTypeObject *> tuple).tp_new(kind, <PyObject *> given, NULL)
    PyObject_GC_UnTrack(<PyObject *> made)
    return made
