# cython: language_level=3
"""Fields as a table has them, and their values made of bytes: what the readers of XML and of JSON have in common."""

from cpython.bytes cimport PyBytes_AS_STRING
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF, Py_XDECREF
from libc.stdint cimport uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcmp, memcpy

from ead.native.forms cimport digits_until, is_datetime, is_decimal
from ead.native.words cimport Bytes, word_at

cdef extern from "Python.h":
    object PyUnicode_New(Py_ssize_t length, Py_UCS4 highest)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    void PyObject_GC_UnTrack(PyObject *)

cdef enum Kind:
    TEXT
    LISTED  # a text that plain items have in ASCII only: of a code list, or an identifier
    PATTERN
    DECIMAL
    INTEGER
    DATETIME
    BOOLEAN
    SINGLE  # a group that stands once
    REPEATED

cdef enum:
    SLOTS = 128  # texts remembered of one field; seven bits tell which
    LONGEST_REMEMBERED = 64


cdef struct Form:
    Kind kind
    Py_ssize_t most  # characters of a text, digits before the point
    Py_ssize_t fraction
    PyObject *match
    PyObject **remembered


cdef struct Mark:  # bytes that tell what stands behind them
    Bytes text
    Py_ssize_t length
    uint64_t head  # its first bytes, at most eight
    uint64_t mask


# -- values ------------------------------------------------------------------------------------------------------------


cdef inline list out_of_cycles(list record):
    """The list, at which the garbage collector need not look any more.

    A record holds texts and records, so it cannot hold itself. The items at hand are thousands of lists, which the collector would take for
    what a process has come to keep: it would look through all of it, which took an eighth of the time of a check.
    """
    PyObject_GC_UnTrack(<PyObject *> record)
    return record


cdef inline object new_text(Bytes at, Py_ssize_t length):
    """A text of ASCII characters only."""
    cdef object text = PyUnicode_New(length, 0x7F)
    memcpy(PyUnicode_DATA(text), at, length)
    return text


cdef inline PyObject **slot_of(Bytes at, Py_ssize_t length, uint64_t key, Form *form) noexcept nogil:
    """Where a text that begins with the bytes ``key`` is remembered, if it is."""
    if length < 8:
        key &= (<uint64_t> 1 << 8 * length) - 1
    else:
        key ^= word_at(at + length - 8) << 1
    return form.remembered + ((key + length) * <uint64_t> 0x9E3779B97F4A7C15ULL >> 57)


cdef inline bint matches(Form *form, object text) except -1:
    """Whether a text matches the pattern of a field that has one."""
    return form.match == NULL or bool((<object> form.match)(text))


cdef inline object recurring_text(Bytes at, Py_ssize_t length, uint64_t key, Form *form, bint *faulty):
    """The text there, the same object as last time if it stood in this field lately. Only those that match are kept."""
    cdef PyObject **slot = slot_of(at, length, key, form)
    cdef object text
    if slot[0] != NULL:
        text = <object> slot[0]
        if PyUnicode_GET_LENGTH(text) == length and memcmp(PyUnicode_DATA(text), at, length) == 0:
            return text
    text = new_text(at, length)
    if not matches(form, text):
        faulty[0] = True
        return text
    Py_INCREF(text)
    Py_XDECREF(slot[0])
    slot[0] = <PyObject *> text
    return text


cdef inline bint has_form(Bytes at, Bytes end, Form *form) noexcept nogil:
    """Whether a value, which is plain ASCII, is as the field asks; of a pattern it is asked elsewhere."""
    if form.kind <= LISTED:
        return end - at <= form.most
    if form.kind == DECIMAL:
        return is_decimal(at, end, form.most, form.fraction)
    if form.kind == INTEGER:
        return end - at <= form.most and digits_until(at, end) == end
    if form.kind == DATETIME:
        return is_datetime(at, end)
    return True


cdef inline object plain_value(Bytes at, Bytes end, uint64_t key, Form *form, bint *faulty):
    """The value between two places, plain ASCII that begins with the bytes ``key``; ``faulty`` is set if its form is not that of the field."""
    cdef object value
    if not has_form(at, end, form):
        faulty[0] = True
        return new_text(at, end - at)
    if form.remembered != NULL and end - at <= LONGEST_REMEMBERED:
        return recurring_text(at, end - at, key, form, faulty)
    value = new_text(at, end - at)
    if not matches(form, value):
        faulty[0] = True
    return value


# -- the table ---------------------------------------------------------------------------------------------------------


cdef inline int fill_mark(Mark *mark, bytes text, list kept) except -1:
    """Point to a text, which is ``kept`` as long as the mark is."""
    cdef Py_ssize_t place
    kept.append(text)
    mark.text, mark.length = <Bytes> PyBytes_AS_STRING(text), len(text)
    for place in range(min(mark.length, 8)):
        mark.head |= <uint64_t> mark.text[place] << 8 * place
        mark.mask |= <uint64_t> 0xFF << 8 * place
    return 0


cdef inline int fill_form(Form *form, str kind, Py_ssize_t most, Py_ssize_t fraction, object match, bint recurring, list kept) except -1:
    """Copy what is asked of a field; ``match`` is ``kept``, and :func:`clear_form` frees the rest."""
    form.kind = <Kind> ("text", "listed", "pattern", "decimal", "integer", "datetime", "boolean", "single", "repeated").index(kind)
    form.most, form.fraction = most, fraction
    if match is not None:
        kept.append(match)
        form.match = <PyObject *> match
    if recurring:
        form.remembered = <PyObject **> calloc(SLOTS, sizeof(PyObject *))
        if form.remembered == NULL:
            raise MemoryError
    return 0


cdef inline void clear_form(Form *form) noexcept:
    cdef Py_ssize_t place
    if form.remembered != NULL:
        for place in range(SLOTS):
            Py_XDECREF(form.remembered[place])
    free(form.remembered)
