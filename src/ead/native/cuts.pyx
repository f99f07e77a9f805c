# cython: language_level=3, boundscheck=False, wraparound=False
"""Twin of the searches in :mod:`ead.intake.xml_stream`, where items end, and of :mod:`ead.intake.lines`, how many lines there are.

Bounds: the places that callers give are compared with the length of the bytes first, and what is left of these before a tag is.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.string cimport memchr, memcmp

from ead.native.words cimport Bytes

__all__ = ["breaks_in", "end_tags", "full_lines_in", "plain_ends"]


def breaks_in(bytes data not None):
    """How many line feeds there are."""
    cdef Bytes at = <Bytes> PyBytes_AS_STRING(data)
    cdef Bytes end = at + PyBytes_GET_SIZE(data)
    cdef Py_ssize_t found = 0
    while True:
        at = <Bytes> memchr(at, c'\n', end - at)
        if at == NULL:
            return found
        found += 1
        at += 1


cdef inline bint is_blank(unsigned char byte) noexcept nogil:
    """Whether ``bytes.strip`` takes it for nothing."""
    return byte == c' ' or c'\t' <= byte <= c'\r'


def full_lines_in(bytes data not None):
    """How many lines there are with something in them."""
    cdef Bytes at = <Bytes> PyBytes_AS_STRING(data)
    cdef Bytes end = at + PyBytes_GET_SIZE(data)
    cdef Py_ssize_t found = 0
    while True:
        # Line feeds are blanks too: what is left begins in a line with something in it.
        while at < end and is_blank(at[0]):
            at += 1
        if at == end:
            return found
        found += 1
        at = <Bytes> memchr(at, c'\n', end - at)
        if at == NULL:
            return found
        at += 1


cdef bint has_markup(Bytes start, Bytes end, int sign) noexcept nogil:
    """Whether there is a "<" with that sign behind it."""
    cdef Bytes at = <Bytes> memchr(start, sign, end - start)
    while at != NULL:
        if at > start and (at - 1)[0] == c'<':
            return True
        at = <Bytes> memchr(at + 1, sign, end - at - 1)
    return False


def plain_ends(bytes buffer not None, Py_ssize_t position, bytes tag not None):
    """The places behind each end tag of that form; ``None`` where there are comments, CDATA or instructions."""
    cdef Bytes begin = <Bytes> PyBytes_AS_STRING(buffer)
    cdef Bytes end = begin + PyBytes_GET_SIZE(buffer)
    cdef Bytes wanted = <Bytes> PyBytes_AS_STRING(tag)
    cdef Py_ssize_t length = PyBytes_GET_SIZE(tag)
    cdef Bytes at
    cdef list ends = []
    if not 0 <= position <= end - begin or length < 3:
        raise IndexError("a place outside the bytes, or no tag")
    if has_markup(begin + position, end, c'!') or has_markup(begin + position, end, c'?'):
        return None
    # The first letter of the name is rarer than what stands around it in every tag.
    at = begin + position + 2
    while at < end:
        at = <Bytes> memchr(at, wanted[2], end - at)
        if at == NULL:
            break
        if end - at >= length - 2 and memcmp(at - 2, wanted, length) == 0:
            at += length - 2
            ends.append(at - begin)
            at += 2
        else:
            at += 1
    return ends


cdef struct Hiding:
    Bytes start  # of the next comment, CDATA or instruction, or the end
    Bytes end  # behind it; nothing where it is not closed
    # Where the next "<!" and "<?" are: looked for again only when they are passed.
    Bytes other
    Bytes instruction


cdef inline bint stands(Bytes at, Bytes end, const char *mark, Py_ssize_t length) noexcept nogil:
    return end - at >= length and memcmp(at, mark, length) == 0


cdef Bytes behind(Bytes at, Bytes end, const char *mark, Py_ssize_t length) noexcept nogil:
    """The place behind the first such mark, whose last character is ">"; nothing when there is none."""
    cdef Bytes found = <Bytes> memchr(at, c'>', end - at)
    while found != NULL:
        found += 1
        if found - at >= length and memcmp(found - length, mark, length) == 0:
            return found
        found = <Bytes> memchr(found, c'>', end - found)
    return NULL


cdef Bytes next_markup(Bytes at, Bytes end, int sign) noexcept nogil:
    """The next "<" that has that sign behind it, or the end."""
    cdef Bytes found = <Bytes> memchr(at, sign, end - at)
    while found != NULL:
        if found > at and (found - 1)[0] == c'<':
            return found - 1
        found = <Bytes> memchr(found + 1, sign, end - found - 1)
    return end


cdef void find_hiding(Hiding *hiding, Bytes at, Bytes end) noexcept nogil:
    """Go on to the first comment, CDATA or instruction from a place on."""
    cdef Bytes other
    if hiding.instruction < at:
        hiding.instruction = next_markup(at, end, c'?')
    if hiding.other < at:
        hiding.other = next_markup(at, end, c'!')
    while hiding.other < hiding.instruction:
        other = hiding.other
        hiding.start = other
        if stands(other, end, "<!--", 4):
            hiding.end = behind(other + 4, end, "-->", 3)
            return
        if stands(other, end, "<![CDATA[", 9):
            hiding.end = behind(other + 9, end, "]]>", 3)
            return
        hiding.other = next_markup(other + 1, end, c'!')
    hiding.start = hiding.instruction
    hiding.end = behind(hiding.start + 2, end, "?>", 2) if hiding.start < end else NULL


cdef inline bint is_of_prefix(unsigned char byte) noexcept nogil:
    return (
        c'a' <= (byte | 0x20) <= c'z' or c'0' <= byte <= c'9' or byte == c'_' or byte == c'.' or byte == c'-'
    )


cdef bint begins_end_tag(Bytes low, Bytes name) noexcept nogil:
    """Whether "</" stands before a name, with a prefix between them or without, and all that not before a place."""
    cdef Bytes at = name
    if at > low and at[-1] == c':':
        at -= 1
        while at > low and is_of_prefix(at[-1]):
            at -= 1
        if at == name - 1:
            return False
    return at - low >= 2 and at[-1] == c'/' and at[-2] == c'<'


cdef inline Bytes behind_tag(Bytes at, Bytes end) noexcept nogil:
    """The place behind a tag of which all but blanks and ">" is read, or nothing."""
    while at < end and (at[0] == 0x20 or at[0] == 0x09 or at[0] == 0x0A or at[0] == 0x0D):
        at += 1
    return at + 1 if at < end and at[0] == c'>' else NULL


cdef Bytes last_markup(Bytes low, Bytes end) noexcept nogil:
    """The last "<", or the end."""
    cdef Bytes at = end
    while at > low:
        at -= 1
        if at[0] == c'<':
            return at
    return end


def end_tags(bytes buffer not None, Py_ssize_t position, bytes name not None):
    """The places behind the end tags of elements of that name, whatever their prefixes, outside comments, CDATA and instructions; and where
    to go on when more bytes have come."""
    cdef Bytes begin = <Bytes> PyBytes_AS_STRING(buffer)
    cdef Bytes end = begin + PyBytes_GET_SIZE(buffer)
    cdef Bytes wanted = <Bytes> PyBytes_AS_STRING(name)
    cdef Py_ssize_t length = PyBytes_GET_SIZE(name)
    cdef Bytes at, low, found
    cdef Hiding hiding
    cdef list ends = []
    if not 0 <= position <= end - begin or not length:
        raise IndexError("a place outside the bytes, or no name")
    at = low = begin + position
    hiding.other, hiding.instruction = next_markup(at, end, c'!'), next_markup(at, end, c'?')
    find_hiding(&hiding, at, end)
    while True:
        # The first letter of the name is rarer than what stands around it in every tag.
        at = <Bytes> memchr(at, wanted[0], hiding.start - at)
        if at == NULL:
            if hiding.end == NULL:
                break
            at = low = hiding.end
            find_hiding(&hiding, at, end)
            continue
        found = NULL
        if stands(at, hiding.start, <const char *> wanted, length) and begins_end_tag(low, at):
            found = behind_tag(at + length, hiding.start)
        if found != NULL:
            ends.append(found - begin)
            low = found
        at = found if found != NULL else at + 1
    # A tag may be cut at the end: the last "<" that could begin one is where to go on.
    return ends, (hiding.start if hiding.start < end else last_markup(low, end)) - begin
