# cython: language_level=3, boundscheck=False, wraparound=False
"""Where elements stand in the source: twins of ``element_in_python`` (:mod:`ead.formats.xml_origin`), for items that the compiled schema
read, and of the count of lines and columns in :mod:`ead.intake.xml_stream`.

Bounds: the places that callers give are compared with the length of the bytes first; from there on every look is between two places that
are, and what is compared with a tag has as many bytes left.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport memchr, memcmp, memset

from ead.native.words cimport Bytes

__all__ = ["element", "position_at"]


cdef struct Span:
    Py_ssize_t begin
    Py_ssize_t inside  # behind the start tag
    Py_ssize_t close  # before the end tag
    Py_ssize_t end


cdef Bytes begin_of(bytes tag, Bytes at, Bytes limit, Py_ssize_t number) noexcept:
    """Where the start tag stands for the so manyeth time, outside of all elements that begin behind ``at``; ``NULL`` if it does not."""
    cdef Bytes wanted = <Bytes> PyBytes_AS_STRING(tag)
    cdef Py_ssize_t length = PyBytes_GET_SIZE(tag), depth = 0
    at = <Bytes> memchr(at, c'<', limit - at)
    while at != NULL:
        if depth == 0 and limit - at >= length and memcmp(at, wanted, length) == 0:
            number -= 1
            if number == 0:
                return at
        depth += -1 if limit - at > 1 and at[1] == c'/' else 1
        at = <Bytes> memchr(at + 1, c'<', limit - at - 1)
    return NULL


cdef Bytes end_of(bytes tag, Bytes at, Bytes limit) noexcept:
    """Where the first such end tag stands, or ``NULL``."""
    cdef Bytes wanted = <Bytes> PyBytes_AS_STRING(tag)
    cdef Py_ssize_t length = PyBytes_GET_SIZE(tag)
    at = <Bytes> memchr(at, c'<', limit - at)
    while at != NULL:
        if limit - at < length:
            return NULL
        if memcmp(at, wanted, length) == 0:
            return at
        at = <Bytes> memchr(at + 1, c'<', limit - at - 1)
    return NULL


cdef bint find(bytes data, Py_ssize_t start, Py_ssize_t end, tuple tags, Span *span) except -1:
    """Find the element at these tags between two places; whether it is there."""
    cdef Bytes whole = <Bytes> PyBytes_AS_STRING(data), at = NULL, inside, limit
    cdef bytes opening, closing = b""
    cdef Py_ssize_t number
    inside, limit = whole + start, whole + end
    for opening, closing, number in tags:
        if not opening.startswith(b"<") or not closing.startswith(b"</") or number < 1:
            raise ValueError("no tags, or no position")
        at = begin_of(opening, inside, limit, number)
        if at == NULL:
            return False
        inside = at + PyBytes_GET_SIZE(opening)
        limit = end_of(closing, inside, limit)
        if limit == NULL:
            return False
    if at == NULL:
        raise ValueError("no tags")
    span.begin, span.inside = at - whole, inside - whole
    span.close, span.end = limit - whole, limit - whole + PyBytes_GET_SIZE(closing)
    return True


cdef int whole_item(bytes data, Py_ssize_t origin, Py_ssize_t end, Span *span) except -1:
    """The item that begins behind ``origin``, and whose end tag ends at ``end``."""
    cdef Bytes whole = <Bytes> PyBytes_AS_STRING(data), at, inside, close
    at = <Bytes> memchr(whole + origin, c'<', end - origin)
    inside = <Bytes> memchr(at, c'>', whole + end - at) if at != NULL else NULL
    if inside == NULL:
        raise ValueError("no item")
    inside += 1
    close = whole + end - 2
    while close >= inside and not (close[0] == c'<' and close[1] == c'/'):
        close -= 1
    span.begin, span.inside, span.end = at - whole, inside - whole, end
    span.close = max(close, inside) - whole
    return 0


def element(
    bytes data not None, Py_ssize_t origin, Py_ssize_t end, tuple tags not None, Py_ssize_t line, Py_ssize_t column, Py_ssize_t most,
):
    """The element at these tags in the item between two places of such bytes, or without tags the item; ``None`` if it is not there.

    Its start, the ends of its start tag, of its content and of its end tag, its line and column when those of ``origin`` are given, and
    what there is to show of it.
    """
    cdef Span span
    cdef Py_ssize_t shown
    if not 0 <= origin <= end <= PyBytes_GET_SIZE(data):
        raise IndexError("places outside the bytes")
    whole_item(data, origin, end, &span)
    if tags and not find(data, span.inside, end, tags, &span):
        return None
    shown = span.inside
    if tags and memchr(PyBytes_AS_STRING(data) + span.inside, c'<', span.close - span.inside) == NULL:
        shown = span.end
    shown = min(shown, span.begin + most)
    text = PyUnicode_DecodeUTF8(PyBytes_AS_STRING(data) + span.begin, max(shown - span.begin, 0), "replace")
    return (span.begin, span.inside, span.close, span.end, *position(data, origin, span.begin, line, column), text)


cdef enum:
    # So many bytes go into one sum each, which a byte can hold: compilers turn the loops into instructions for many bytes at once.
    LANES = 16
    ROUNDS = 255


cdef Py_ssize_t line_feeds_between(Bytes at, Bytes last) noexcept nogil:
    cdef unsigned char sums[LANES]
    cdef Py_ssize_t total = 0, rounds
    cdef int lane
    while last - at >= LANES:
        memset(sums, 0, LANES)
        rounds = min((last - at) // LANES, <Py_ssize_t> ROUNDS)
        for _ in range(rounds):
            for lane in range(LANES):
                sums[lane] += at[lane] == c'\n'
            at += LANES
        for lane in range(LANES):
            total += sums[lane]
    while at < last:
        total += at[0] == c'\n'
        at += 1
    return total


cdef tuple position(bytes data, Py_ssize_t start, Py_ssize_t end, Py_ssize_t line, Py_ssize_t column):
    """Line and column at ``end``, when ``start``, a place before it, is at these."""
    cdef Bytes whole = <Bytes> PyBytes_AS_STRING(data), at, last, odd
    cdef Py_ssize_t breaks
    at, last = whole + start, whole + end
    breaks = line_feeds_between(at, last)
    if breaks:
        line, column, at = line + breaks, 1, last
        while (at - 1)[0] != c'\n':  # there is one
            at -= 1
    odd = at
    while odd < last and odd[0] < 0x80:
        odd += 1
    if odd == last:
        return line, column + (last - at)
    return line, column + len(PyUnicode_DecodeUTF8(<const char *> at, last - at, "replace"))


def position_at(bytes data not None, Py_ssize_t start, Py_ssize_t end, Py_ssize_t line, Py_ssize_t column):
    """Line and column at ``end``, when ``start`` is at these; columns are counted in characters."""
    if not 0 <= start <= end <= PyBytes_GET_SIZE(data):
        raise IndexError("places outside the bytes")
    return position(data, start, end, line, column)
