# cython: language_level=3
"""Twins of :class:`ead.formats.base.Decoded` and :class:`ead.formats.xml_origin.Fragment`: an item as a codec gives it, and where it stands.

The garbage collector does not look at them: there are hundreds at any time, none holds itself, and while it thinks that a process comes
to keep them, it looks through all that there is, again and again.
"""

cimport cython

__all__ = ["Decoded", "Fragment"]


@cython.final
@cython.no_gc
cdef class Decoded:
    """One item as a codec gives it: its position, its record (``None`` when unreadable), its structural problems."""

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
