# cython: language_level=3, boundscheck=False, wraparound=False
"""Twin of ``fill_in_python`` in :mod:`ead.wording`: values put into a template, where they are short, plain and may be shown.

Bounds: characters are read up to the length that Python tells.
"""

from cpython.dict cimport PyDict_CheckExact
from cpython.ref cimport PyObject
from cpython.unicode cimport PyUnicode_CheckExact

from ead.native.text cimport ascii_text

__all__ = ["Filler"]


cdef extern from "Python.h":
    PyObject *get_item "PyDict_GetItemWithError"(object mapping, object key) except? NULL


cdef class Filler:
    """Fills templates. ``longest`` is the length up to which values are shown whole, ``said`` says the values that need more thought."""

    cdef Py_ssize_t _longest
    cdef object _said

    def __init__(self, Py_ssize_t longest, said not None):
        self._longest, self._said = longest, said

    cdef bint is_plain(self, object value) noexcept:
        """Whether a value is a text that is shown as it is: short, and of printable ASCII."""
        cdef Py_ssize_t length = 0, place
        cdef const unsigned char *characters
        if not PyUnicode_CheckExact(value):
            return False
        characters = ascii_text(value, &length)
        if characters == NULL or length > self._longest:
            return False
        for place in range(length):
            if not 0x20 <= characters[place] <= 0x7E:
                return False
        return True

    def fill(self, str pattern not None, tuple names not None, values, public):
        """The pattern with these values; ``public`` are the names of those that may be shown, ``None``: all."""
        cdef list shown = []
        cdef PyObject *value
        cdef object name
        for name in names:
            value = get_item(values, name) if PyDict_CheckExact(values) else NULL
            if value != NULL and (public is None or name in public) and self.is_plain(<object>value):
                shown.append(<object>value)
            else:
                shown.append(self._said(name, values, public))
        return pattern % tuple(shown)
