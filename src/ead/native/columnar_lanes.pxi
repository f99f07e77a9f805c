# A part of columnar.pyx. The lanes that items, their parties and their pieces are looked at in; and how values are compared.

cdef PyObject *records[3][MOST_LANES]
cdef PyObject **rows[3][MOST_LANES]
cdef short owners[3][MOST_LANES]
cdef short first_piece[MOST_ITEMS]
cdef short piece_count[MOST_ITEMS]
cdef PyObject *days[MOST_ITEMS]
cdef int lanes_of[3]
# Items that are left to Python, and those of which something was said; lanes in which either is so.
cdef char held_back[MOST_ITEMS]
cdef char spoken_of[MOST_ITEMS]
cdef char fired[3][MOST_LANES]
cdef list said_in = [[None] * MOST_LANES for _ in range(3)]
# The names of bad fields, as rules of the lane look for them; NULL where none is bad.
cdef PyObject *bad_in[3][MOST_LANES]
cdef bint any_bad = False
cdef PyObject *context[2]
# One group at a time: who comes while another thread is at it is told that nothing is sure.
cdef bint busy = False
# The nodes that hold something of this group.
cdef list touched = []


cdef int room_of(int level) except -1:
    """How many lanes of a kind there can be."""
    if level == ITEM:
        return MOST_ITEMS
    return 2 * MOST_ITEMS if level == PARTY else MOST_LANES


cdef inline bint same_text(PyObject *one, PyObject *other) noexcept:
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(one)
    cdef int kind = PyUnicode_KIND(one)
    cdef const char *data = <const char *>PyUnicode_DATA(one)
    cdef const char *others = <const char *>PyUnicode_DATA(other)
    # Behind the last character there is always a zero. Most texts that differ do so in their first byte.
    return (
        length == PyUnicode_GET_LENGTH(other)
        and data[0] == others[0]
        and kind == PyUnicode_KIND(other)
        and memcmp(data, others, length * kind) == 0
    )


cdef inline uint64_t packed(PyObject *text) noexcept:
    """A text of a few ASCII characters as one number, which is that of no other; 0 for other texts."""
    cdef Py_ssize_t at, length = PyUnicode_GET_LENGTH(text)
    cdef const unsigned char *data
    cdef uint64_t found = <uint64_t>(length + 1) << 56
    if length > MOST_OF_WORD or not PyUnicode_IS_COMPACT_ASCII(text):
        return 0
    data = <const unsigned char *>PyUnicode_DATA(text)
    for at in range(length):
        found |= <uint64_t>data[at] << (8 * at)
    return found


cdef inline bint is_equal(PyObject *one, PyObject *other) except -1:
    if one == other:
        return True
    if one == NONE or other == NONE:
        return False
    if PyUnicode_CheckExact(one) and PyUnicode_CheckExact(other):
        return same_text(one, other)
    return PyObject_RichCompareBool(one, other, Py_EQ)


cdef inline bint is_true(PyObject *value) except -1:
    if value == NONE or value == FALSE:
        return False
    if value == TRUE:
        return True
    if PyUnicode_CheckExact(value):
        return PyUnicode_GET_LENGTH(value) != 0
    return PyObject_IsTrue(value)


cdef int thousandths(PyObject *text, long long *into, bint whole) except -1:
    """The number a field's text stands for; 0 for ``None``. Raises Doubt for all but plain digits with at most three places.

    A ``whole`` number has no point.
    """
    cdef Py_ssize_t length, at = 0
    cdef const unsigned char *characters
    cdef unsigned char character
    cdef long long value = 0
    cdef int places = -1
    cdef bint negative
    if text == NONE:
        return 0
    if not PyUnicode_CheckExact(text) or not PyUnicode_IS_COMPACT_ASCII(text):
        raise Doubt
    length = PyUnicode_GET_LENGTH(text)
    if length > MOST_CHARACTERS:
        raise Doubt
    characters = <const unsigned char *>PyUnicode_DATA(text)
    negative = length > 0 and characters[0] == c'-'
    if negative:
        at = 1
    if at == length or characters[at] == c'.':
        raise Doubt
    while at < length:
        character = characters[at]
        at += 1
        if c'0' <= character <= c'9':
            value = value * 10 + (character - c'0')
            if places >= 0:
                places += 1
        elif character == c'.' and places < 0 and not whole:
            places = 0
        else:
            raise Doubt
    if places == 0 or places > PLACES:
        raise Doubt
    places = max(places, 0)
    while places < PLACES:
        value *= 10
        places += 1
    into[0] = -value if negative else value
    return 1
