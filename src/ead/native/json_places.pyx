# cython: language_level=3, boundscheck=False, wraparound=False
"""Twin of :class:`ead.intake.json_walk.Walker` for objects that the compiled reader took: valid JSON, in whose keys there are no escapes,
and none of them twice. Mostly they have a line of their own; those that were cut out of a list may have several.

Bounds: no byte is read before its place was compared with the end of the line. Nothing here recurses.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.string cimport memcmp

from ead.native.words cimport Bytes

__all__ = ["spot"]


cdef struct Child:
    Bytes begin  # of the element, or of the key
    Bytes value
    Bytes end


cdef inline Bytes behind_blanks(Bytes at, Bytes end) noexcept nogil:
    while at < end and (at[0] == 0x20 or at[0] == 0x09 or at[0] == 0x0A or at[0] == 0x0D):
        at += 1
    return at


cdef Bytes behind_string(Bytes at, Bytes end) noexcept nogil:
    """The place behind the string whose first quote stands here."""
    at += 1
    while at < end and at[0] != c'"':
        at += 2 if at[0] == c'\\' else 1
    return at + 1 if at < end else end


cdef Bytes behind_value(Bytes at, Bytes end) noexcept nogil:
    """The place behind the value that begins here."""
    cdef Py_ssize_t depth = 0
    while at < end:
        if at[0] == c'"':
            at = behind_string(at, end)
        elif at[0] == c'{' or at[0] == c'[':
            depth += 1
            at += 1
        elif at[0] == c'}' or at[0] == c']':
            depth -= 1
            at += 1
        elif depth:
            at += 1
            continue
        else:
            while at < end and at[0] != c',' and at[0] != c'}' and at[0] != c']' and at[0] > 0x20:
                at += 1
        if depth == 0:
            return at
    return end


cdef bint find_child(Bytes at, Bytes end, object step, Child *child, Bytes *before, Bytes *behind) except -1:
    """The child of the value that begins here: of that key or number. Where the one before it ends, and where that behind it begins; NULL
    where there is none."""
    cdef bint keyed = at < end and at[0] == c'{'
    cdef bytes key = b""
    cdef Py_ssize_t number = -1, count = 0, length
    before[0] = behind[0] = NULL
    if at == end or (not keyed and at[0] != c'[') or keyed != isinstance(step, str):
        return False
    if keyed:
        key = (<str> step).encode("utf-8", "surrogatepass") + b'"'
    else:
        number = step
    length = PyBytes_GET_SIZE(key)
    at = behind_blanks(at + 1, end)
    while at < end and at[0] != c'}' and at[0] != c']':
        child.begin = child.value = at
        if keyed:
            child.value = behind_blanks(behind_blanks(behind_string(at, end), end) + 1, end)
        child.end = behind_value(child.value, end) if child.value < end else end
        at = behind_blanks(child.end, end)
        at = behind_blanks(at + 1, end) if at < end and at[0] == c',' else NULL
        if (
            child.end - child.begin > length and memcmp(child.begin + 1, PyBytes_AS_STRING(key), length) == 0
            if keyed else count == number
        ):
            behind[0] = at
            return True
        if at == NULL:
            return False
        before[0] = child.end
        count += 1
    return False


def spot(bytes data not None, Py_ssize_t start, Py_ssize_t end, tuple path not None):
    """The value at a path below the one that is all there is between two places, but for blanks; or the nearest above it that is there.

    Where it begins and ends, where the member or element that it is does, with one adjoining comma, how many steps of the path it is
    down, behind how many line feeds it begins, and in which column.
    """
    cdef Bytes whole = <Bytes> PyBytes_AS_STRING(data)
    cdef Bytes line = whole + start, last = whole + end, at, value, value_end, begin, behind
    cdef Child child
    cdef Bytes before, after
    cdef Py_ssize_t steps = 0, breaks = 0, column = 1
    cdef object step
    if not 0 <= start <= end <= PyBytes_GET_SIZE(data):
        raise IndexError("places outside the bytes")
    begin = value = behind_blanks(line, last)
    value_end = behind = NULL
    for step in path:
        if not find_child(value, last, step, &child, &before, &after):
            break
        value, value_end = child.value, child.end
        # With the comma behind it, or as the last of several with that before it.
        begin = before if after == NULL and before != NULL else child.begin
        behind = child.end if after == NULL else after
        steps += 1
    if not steps:
        value_end = behind = behind_value(value, last)
    at = line
    while at < value:
        if at[0] == c'\n':
            breaks, column = breaks + 1, 0
        column += at[0] & 0xC0 != 0x80  # bytes that continue a character are not counted
        at += 1
    return value - whole, value_end - whole, begin - whole, behind - whole, steps, breaks, column
