# cython: language_level=3, boundscheck=False, wraparound=False
"""Twin of :mod:`ead.models.building`: models of records that are plainly valid.

A value is held against its field as the Python does it. Where that is not sure, :class:`ValueError` is raised and pydantic decides. What a
field looks like comes from Python, and so do the types of decimals and times.

Bounds: the length of every record is compared with its table before a member is taken, nobody changes records meanwhile, and texts are
read up to the length that Python tells. Recursion follows the table only.
"""

cimport cython
from cpython.dict cimport PyDict_Copy, PyDict_SetItem
from cpython.list cimport PyList_CheckExact, PyList_GET_ITEM, PyList_GET_SIZE
from cpython.object cimport PyObject, PyObject_GenericSetAttr, PyTypeObject
from cpython.ref cimport Py_INCREF
from cpython.set cimport PySet_Add, PySet_Contains, PySet_GET_SIZE
from cpython.tuple cimport PyTuple_New, PyTuple_SET_ITEM
from cpython.unicode cimport PyUnicode_CheckExact
from libc.stdlib cimport calloc, free

from ead.native.forms cimport digits_until, is_datetime, is_decimal
from ead.native.words cimport EACH, HIGH, Bytes, word_at

__all__ = ["ModelBuilder"]

cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(object text)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)

cdef enum Kind:
    TEXT
    CODE
    DECIMAL
    INTEGER
    DATETIME
    BOOLEAN
    SINGLE  # a group that stands once
    REPEATED

cdef dict KINDS = {
    "text": TEXT, "code": CODE, "decimal": DECIMAL, "integer": INTEGER, "datetime": DATETIME, "boolean": BOOLEAN,
    "single": SINGLE, "repeated": REPEATED,
}
cdef tuple NOTHING = ()
cdef enum:
    MOST_DIGITS = 18  # what a number of 64 bits holds for sure
    MOST_REMEMBERED = 256


cdef struct Member:
    Kind kind
    bint required
    Py_ssize_t most  # characters of a text, digits of an integer, digits before the point
    Py_ssize_t fraction
    PyObject *name
    PyObject *aid  # what matches codes, what makes values of texts, or the builder of a group
    PyObject *matched  # codes that matched, where they may be remembered


cdef inline bint prints(Bytes text, Py_ssize_t length) noexcept nogil:
    """Whether ASCII characters are all printable ones."""
    cdef Py_ssize_t place = 0
    while length - place >= 8:
        # No character is above 0x7f, so neither the sum nor, with the high bits set, the difference reaches into the byte beside.
        if HIGH & (~((word_at(text + place) | HIGH) - EACH * 0x20) | (word_at(text + place) + EACH)):
            return False
        place += 8
    while place < length:
        if text[place] < 0x20 or text[place] == 0x7F:
            return False
        place += 1
    return True


cdef inline bint is_sound_text(object text, Py_ssize_t most) except -1:
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    if not 0 < length <= most:
        return False
    # What is printable has no character that XML has no place for.
    return prints(<Bytes> PyUnicode_DATA(text), length) if PyUnicode_IS_ASCII(text) else (<str> text).isprintable()


cdef bint is_sound_code(Member *field, object text) except -1:
    if field.matched != NULL and PySet_Contains(<object> field.matched, text):
        return True
    if not (<object> field.aid)(text):
        return False
    if field.matched != NULL and PySet_GET_SIZE(<object> field.matched) < MOST_REMEMBERED:
        PySet_Add(<object> field.matched, text)
    return True


cdef object integer_of(Bytes at, Bytes end):
    """The number that so many digits write."""
    cdef long long number = 0
    while at < end:
        number = 10 * number + at[0] - c'0'
        at += 1
    return number


cdef object number_of(Member *field, object text):
    """The value of a text that is neither text nor code; raises ValueError where it is not written plainly."""
    cdef Bytes at = <Bytes> PyUnicode_DATA(text)
    cdef Bytes end = at + PyUnicode_GET_LENGTH(text)
    if PyUnicode_IS_ASCII(text):
        if field.kind == DECIMAL and is_decimal(at, end, field.most, field.fraction):
            return (<object> field.aid)(text)
        if field.kind == INTEGER and 1 <= end - at <= field.most and digits_until(at, end) == end:
            return integer_of(at, end)
        if field.kind == DATETIME and is_datetime(at, end):
            return (<object> field.aid)(text)
        if field.kind == BOOLEAN and (text == "true" or text == "false"):
            return text == "true"
    raise ValueError


cdef object value_of(Member *field, object text):
    """The value of a field; raises ValueError where pydantic must decide."""
    if not PyUnicode_CheckExact(text):
        raise ValueError
    if field.kind > CODE:
        return number_of(field, text)
    if not (is_sound_text(text, field.most) if field.kind == TEXT else is_sound_code(field, text)):
        raise ValueError
    return text


cdef tuple models_of(ModelBuilder below, list records):
    cdef Py_ssize_t number, size = PyList_GET_SIZE(records)
    cdef tuple models = PyTuple_New(size)
    cdef object made
    for number in range(size):
        made = below.made(<object> PyList_GET_ITEM(records, number))
        Py_INCREF(made)
        PyTuple_SET_ITEM(models, number, made)
    return models


cdef inline object put_together(object model, dict values, set given):
    """A model as :meth:`pydantic.BaseModel.model_construct` leaves it."""
    cdef object made = (<PyTypeObject *> model).tp_new(model, <PyObject *> NOTHING, NULL)
    PyObject_GenericSetAttr(made, "__dict__", values)
    PyObject_GenericSetAttr(made, "__pydantic_fields_set__", given)
    PyObject_GenericSetAttr(made, "__pydantic_extra__", None)
    PyObject_GenericSetAttr(made, "__pydantic_private__", None)
    return made


@cython.final
@cython.no_gc_clear  # names and aids are reached by pointers into what is kept
cdef class ModelBuilder:
    """Makes models of one class. ``members`` are rows of the table, as :mod:`ead.models.building` writes them."""

    cdef object model
    cdef dict absent
    cdef Member *members
    cdef Py_ssize_t size
    cdef list kept

    def __cinit__(self, model, tuple members not None):
        if not isinstance(model, type):
            raise TypeError("a model is a class")
        self.model, self.absent, self.kept = model, {}, []
        self.members = <Member *> calloc(len(members) + 1, sizeof(Member))
        if self.members == NULL:
            raise MemoryError
        for row in members:
            self.fill(&self.members[self.size], row)
            self.size += 1

    def __dealloc__(self):
        free(self.members)

    cdef int fill(self, Member *member, tuple row) except -1:
        name, kind, required, most, fraction, aid, remembered = row
        member.kind = KINDS[kind]
        member.required, member.most, member.fraction = required, most, fraction
        if member.kind == INTEGER and most > MOST_DIGITS:
            raise ValueError("integers of too many digits")
        if member.kind >= SINGLE and not isinstance(aid, ModelBuilder):
            raise TypeError("a group needs the builder of its models")
        matched = set() if remembered else None
        self.kept += (name, aid, matched)
        self.absent[name] = () if member.kind == REPEATED else None
        member.name, member.aid = <PyObject *> name, <PyObject *> aid
        member.matched = <PyObject *> matched if remembered else NULL
        return 0

    def build(self, record):
        """The model of a record; raises ValueError when pydantic must decide."""
        return self.made(record)

    cdef object made(self, object record):
        cdef Py_ssize_t place
        cdef Member *member
        cdef object value
        cdef dict values
        cdef set given = set()
        if not PyList_CheckExact(record) or PyList_GET_SIZE(record) != self.size:
            raise ValueError
        values = PyDict_Copy(self.absent)
        for place in range(self.size):
            member = &self.members[place]
            value = <object> PyList_GET_ITEM(record, place)
            if value is None or (member.kind == REPEATED and not value):
                if member.required:
                    raise ValueError
                continue
            PyDict_SetItem(values, <object> member.name, self.member_of(member, value))
            PySet_Add(given, <object> member.name)
        if not PySet_GET_SIZE(given):
            raise ValueError
        return put_together(self.model, values, given)

    cdef inline object member_of(self, Member *member, object value):
        if member.kind < SINGLE:
            return value_of(member, value)
        if not PyList_CheckExact(value):
            raise ValueError
        return models_of(<ModelBuilder> member.aid, value) if member.kind == REPEATED else (<ModelBuilder> member.aid).made(value)
