# cython: language_level=3, boundscheck=False, wraparound=False
"""Twin of what writes JSON in :mod:`ead.json_layout`: a text that grows, instead of one for each value and each list of values.

Bounds: room is made before anything is written.
"""

import json
from collections.abc import Iterator

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.long cimport PyLong_AsLongLongAndOverflow
from cpython.mem cimport PyMem_Free, PyMem_Realloc
from cpython.object cimport PyObject
from libc.string cimport memcpy, memset

from ead.native.words cimport Bytes

__all__ = ["indented"]

cdef enum:
    FIRST_ROOM = 64 * 1024
    MOST_DIGITS = 20  # of 64 bits, and a sign


cdef extern from "Python.h":
    bint PyUnicode_IS_COMPACT_ASCII(object text)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    bytes PyUnicode_AsEncodedString(object text, const char *encoding, const char *errors)
    str PyUnicode_DecodeUTF8(const char *data, Py_ssize_t size, const char *errors)
    bint PyUnicode_CheckExact(object value)
    bint PyLong_CheckExact(object value)
    int Py_EnterRecursiveCall(const char *where) except *  # not -1, but anything that is not 0
    void Py_LeaveRecursiveCall()


cdef unsigned char[256] ESCAPES  # the letter behind the backslash; "u" for those without one of their own, 0 where there is no need
cdef int _byte
for _byte in range(256):
    ESCAPES[_byte] = c'u' if _byte < 0x20 else 0
ESCAPES[c'"'], ESCAPES[c'\\'] = c'"', c'\\'
ESCAPES[c'\n'], ESCAPES[c'\r'], ESCAPES[c'\t'] = c'n', c'r', c't'
ESCAPES[0x08], ESCAPES[0x0C] = c'b', c'f'


cdef class Text:
    """Text in UTF-8 that grows; lone surrogates are kept as if they were characters."""

    cdef char *data
    cdef Py_ssize_t used, room, indent
    cdef bint allow_nan

    def __cinit__(self, Py_ssize_t indent, bint allow_nan):
        self.indent, self.allow_nan = indent, allow_nan

    def __dealloc__(self):
        PyMem_Free(self.data)

    cdef int reserve(self, Py_ssize_t size) except -1:
        """Room for so many bytes more."""
        cdef Py_ssize_t room = self.room
        cdef char *data
        if room - self.used >= size:
            return 0
        # A half more each time: of a long text, no more than that is ever in vain.
        room = max(FIRST_ROOM, self.used + size, room + room // 2)
        data = <char *>PyMem_Realloc(self.data, room)
        if data == NULL:
            raise MemoryError
        self.data, self.room = data, room
        return 0

    cdef int put(self, const char *data, Py_ssize_t size) except -1:
        self.reserve(size)
        memcpy(self.data + self.used, data, size)
        self.used += size
        return 0

    cdef int put_sign(self, char sign) except -1:
        self.reserve(1)
        self.data[self.used] = sign
        self.used += 1
        return 0

    cdef int put_margin(self, Py_ssize_t depth) except -1:
        """A new line at some depth."""
        cdef Py_ssize_t margin = depth * self.indent
        self.reserve(1 + margin)
        self.data[self.used] = c'\n'
        memset(self.data + self.used + 1, c' ', margin)
        self.used += 1 + margin
        return 0

    cdef int put_encoded(self, bytes text) except -1:
        return self.put(PyBytes_AS_STRING(text), PyBytes_GET_SIZE(text))

    cdef int put_number(self, object number) except -1:
        cdef int overflow = 0, at = MOST_DIGITS
        cdef long long value = PyLong_AsLongLongAndOverflow(number, &overflow)
        cdef unsigned long long left = -<unsigned long long>value if value < 0 else <unsigned long long>value
        cdef char[MOST_DIGITS] digits
        if overflow:
            return self.put_encoded(repr(number).encode())
        while True:
            at -= 1
            digits[at] = <char>(c'0' + left % 10)
            left //= 10
            if not left:
                break
        if value < 0:
            at -= 1
            digits[at] = c'-'
        return self.put(&digits[at], MOST_DIGITS - at)

    cdef int put_text(self, object text) except -1:
        """A text in quotation marks."""
        cdef bytes encoded
        if PyUnicode_IS_COMPACT_ASCII(text):
            return self.put_quoted(<Bytes>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text))
        encoded = PyUnicode_AsEncodedString(text, "utf-8", "surrogatepass")
        return self.put_quoted(<Bytes>PyBytes_AS_STRING(encoded), PyBytes_GET_SIZE(encoded))

    cdef int put_quoted(self, Bytes at, Py_ssize_t size) except -1:
        cdef Bytes end = at + size
        cdef Bytes start
        cdef char *into
        cdef unsigned char escape
        self.reserve(6 * size + 2)
        into = self.data + self.used
        into[0] = c'"'
        into += 1
        while True:
            start = at
            while at < end and not ESCAPES[at[0]]:
                at += 1
            memcpy(into, start, at - start)
            into += at - start
            if at == end:
                break
            escape = ESCAPES[at[0]]
            into[0], into[1] = c'\\', escape
            into += 2
            if escape == c'u':
                memcpy(into, b"00", 2)
                into[2], into[3] = c'0' + (at[0] >> 4), b"0123456789abcdef"[at[0] & 15]
                into += 4
            at += 1
        into[0] = c'"'
        self.used = into + 1 - self.data
        return 0

    cdef int put_value(self, object value, Py_ssize_t depth) except -1:
        if PyUnicode_CheckExact(value):
            return self.put_text(value)
        if value is None:
            return self.put("null", 4)
        if value is True:
            return self.put("true", 4)
        if value is False:
            return self.put("false", 5)
        if PyLong_CheckExact(value):
            return self.put_number(value)
        if isinstance(value, dict):
            return self.put_members(value if type(value) is dict else dict(value.items()), depth)
        if isinstance(value, (list, tuple, Iterator)):
            return self.put_list(value, depth)
        if isinstance(value, str):
            return self.put_text(value)
        return self.put_encoded(json.dumps(value, allow_nan=self.allow_nan).encode())

    cdef int put_members(self, dict members, Py_ssize_t depth) except -1:
        cdef char before = c'{'
        Py_EnterRecursiveCall(" while JSON was written")
        try:
            for name, member in members.items():
                if not isinstance(name, str):
                    raise TypeError(f"keys must be texts, not {type(name).__name__}")
                self.put_sign(before)
                self.put_margin(depth + 1)
                self.put_text(name)
                self.put(": ", 2)
                self.put_value(member, depth + 1)
                before = c','
        finally:
            Py_LeaveRecursiveCall()
        return self.put_end(before, b"{}", depth)

    cdef int put_list(self, object values, Py_ssize_t depth) except -1:
        cdef char before = c'['
        Py_EnterRecursiveCall(" while JSON was written")
        try:
            for value in values:
                self.put_sign(before)
                self.put_margin(depth + 1)
                self.put_value(value, depth + 1)
                before = c','
        finally:
            Py_LeaveRecursiveCall()
        return self.put_end(before, b"[]", depth)

    cdef int put_end(self, char before, const char *brackets, Py_ssize_t depth) except -1:
        """The end of a list or a mapping; all of it where there was nothing in it."""
        if before == brackets[0]:
            return self.put(brackets, 2)
        self.put_margin(depth)
        return self.put_sign(brackets[1])


def indented(value, *, Py_ssize_t indent=2, bint allow_nan=True):
    """JSON text, each level indented."""
    cdef Text text = Text(indent, allow_nan)
    if indent < 0:
        raise ValueError("a margin of less than nothing")
    text.put_value(value, 0)
    return PyUnicode_DecodeUTF8(text.data, text.used, "surrogatepass")
