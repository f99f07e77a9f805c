# cython: language_level=3, boundscheck=False, wraparound=False
"""Twin of :mod:`ead.rules.plain`: whether all texts of an item are printable Latin without stray blanks, and its codes ASCII.

Bounds: the length of every list is compared with its plan before a member is taken, and texts are read up to the length that Python tells.
"""

from cpython.list cimport PyList_CheckExact, PyList_GET_ITEM, PyList_GET_SIZE
from cpython.ref cimport PyObject
from cpython.tuple cimport PyTuple_CheckExact, PyTuple_GET_SIZE
from cpython.unicode cimport PyUnicode_CheckExact
from libc.stdint cimport uint64_t
from libc.stdlib cimport calloc, free

from ead.native.words cimport EACH, HIGH, Bytes, equal_bytes, word_at

__all__ = ["PlainTexts"]

cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(object text)
    int PyUnicode_KIND(object text)
    void *PyUnicode_DATA(object text)
    Py_UCS4 PyUnicode_READ(int kind, void *data, Py_ssize_t position)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)

cdef enum Answer:
    NO
    YES
    UNKNOWN

cdef enum Kind:
    TEXT
    CODE
    SINGLE  # a group that stands once
    REPEATED
    CLOSED  # a group in a repeated one: a record that has it is not plain


cdef struct Plan:
    Py_ssize_t size
    Kind *kinds
    Plan *below


cdef int fill(Plan *plan, tuple members) except -1:
    """Copy what the members of a group are into memory that :func:`clear` frees."""
    plan.kinds = <Kind *> calloc(len(members) + 1, sizeof(Kind))
    plan.below = <Plan *> calloc(len(members) + 1, sizeof(Plan))
    if plan.kinds == NULL or plan.below == NULL:
        raise MemoryError
    plan.size = len(members)
    for place, (kind, below) in enumerate(members):
        plan.kinds[place] = {"text": TEXT, "code": CODE, "single": SINGLE, "repeated": REPEATED, "closed": CLOSED}[kind]
        fill(&plan.below[place], below)
    return 0


cdef void clear(Plan *plan) noexcept:
    if plan.below != NULL:
        for place in range(plan.size):
            clear(&plan.below[place])
    free(plan.below)
    free(plan.kinds)


cdef inline uint64_t faults_in(uint64_t word) noexcept nogil:
    """Bits for what does not print in eight ASCII characters, and for blanks beside each other."""
    # No character is above 0x7f, so neither the sum nor, with the high bits set, the differences reach into the byte beside.
    cdef uint64_t blanks = HIGH & equal_bytes(word, 0x20)
    return HIGH & (~((word | HIGH) - EACH * 0x20) | (word + EACH)) | (blanks & (blanks << 8))


cdef bint is_plain_ascii(Bytes text, Py_ssize_t length) noexcept nogil:
    """Whether a text that is not empty prints and has no blank at an end or beside another."""
    cdef Py_ssize_t place = 0
    if text[0] == 0x20 or text[length - 1] == 0x20:
        return False
    if length < 8:
        for place in range(length):
            if text[place] < 0x20 or text[place] == 0x7F or text[place] == text[place + 1] == 0x20:  # a NUL stands behind the text
                return False
        return True
    while place < length - 8:
        if faults_in(word_at(text + place)):
            return False
        place += 7  # each word begins with the last character of the one before, so blanks beside each other are in one word
    return not faults_in(word_at(text + length - 8))


cdef inline bint is_printed_sign(Py_UCS4 character) noexcept:
    """Whether a character is a dash, quotation mark, currency, arrow or the like: among those that ``ead.rules.plain`` lists."""
    return (
        0x2010 <= character <= 0x2027 or 0x2030 <= character <= 0x205E or 0x2074 <= character <= 0x208E or 0x20A0 <= character <= 0x20C0
        or 0x2100 <= character <= 0x218B or 0x2190 <= character <= 0x2426 or 0x2460 <= character <= 0x2B73
    )


cdef Answer is_plain_latin(object text) noexcept:
    """The same for Latin letters and signs of no script, without the controls, blanks and soft hyphen among them."""
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), place
    cdef Py_UCS4 character, before = 0x20
    for place in range(length):
        character = PyUnicode_READ(kind, data, place)
        if character < 0x20 or 0x7F <= character <= 0xA0 or character == 0xAD or character == before == 0x20:
            return NO
        if character > 0x36F and not is_printed_sign(character):
            return NO
        before = character
    return NO if before == 0x20 else YES


cdef inline Answer judge_text(object text, bint is_code) noexcept:
    if not PyUnicode_CheckExact(text):
        return UNKNOWN
    if not PyUnicode_IS_ASCII(text):
        return NO if is_code else is_plain_latin(text)
    if PyUnicode_GET_LENGTH(text) and not is_plain_ascii(<Bytes> PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text)):
        return NO
    return YES


cdef Answer judge(Plan *plan, object record, bint *found) noexcept:
    """The answer for one record; ``found`` is set when it has a text that is not empty."""
    cdef Py_ssize_t place
    cdef Answer answer
    cdef object value
    if not PyList_CheckExact(record) or PyList_GET_SIZE(record) != plan.size:
        return UNKNOWN
    for place in range(plan.size):
        value = <object> PyList_GET_ITEM(record, place)
        if value is None:
            continue
        if plan.kinds[place] <= CODE:
            answer = judge_text(value, plan.kinds[place] == CODE)
            found[0] = found[0] or (answer == YES and PyUnicode_GET_LENGTH(value) > 0)
        elif plan.kinds[place] == SINGLE:
            answer = judge(&plan.below[place], value, found)
        else:
            answer = judge_repeated(plan.kinds[place], &plan.below[place], value, found)
        if answer != YES:
            return answer
    return YES


cdef Answer judge_repeated(Kind kind, Plan *below, object group, bint *found) noexcept:
    cdef Py_ssize_t number
    cdef Answer answer
    if PyTuple_CheckExact(group) and PyTuple_GET_SIZE(group) == 0:
        return YES
    if not PyList_CheckExact(group) or PyList_GET_SIZE(group) == 0:
        return UNKNOWN
    if kind == CLOSED:
        return NO
    for number in range(PyList_GET_SIZE(group)):
        answer = judge(below, <object> PyList_GET_ITEM(group, number), found)
        if answer != YES:
            return answer
    return YES


cdef class PlainTexts:
    """Answers for records of one group; ``reference`` is asked about those that are not as the plan says."""

    cdef Plan plan
    cdef object reference

    def __cinit__(self, tuple members, object reference):
        self.reference = reference
        fill(&self.plan, members)

    def __dealloc__(self):
        clear(&self.plan)

    def has_plain_texts(self, record):
        """Whether every text of an item is printable Latin, without leading, trailing or doubled blanks, and every code ASCII."""
        cdef bint found = False
        cdef Answer answer = judge(&self.plan, record, &found)
        if answer == UNKNOWN:
            return self.reference(record)
        return answer == YES and found
