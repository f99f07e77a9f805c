# cython: language_level=3
"""The forms that values of numbers and times have, as :func:`ead.fields.layout.lexical_pattern` writes them."""

from ead.native.words cimport Bytes


cdef inline Bytes digits_until(Bytes at, Bytes end) noexcept nogil:
    while at < end and c'0' <= at[0] <= c'9':
        at += 1
    return at


cdef inline bint is_decimal(Bytes at, Bytes end, Py_ssize_t whole, Py_ssize_t fraction) noexcept nogil:
    cdef Bytes point = digits_until(at, end)
    if not 1 <= point - at <= whole:
        return False
    if point == end:
        return True
    return point[0] == c'.' and 1 <= end - point - 1 <= fraction and digits_until(point + 1, end) == end


cdef inline int number_at(Bytes at) noexcept nogil:
    """The number of two digits, or one that is too high for anything."""
    if c'0' <= at[0] <= c'9' and c'0' <= at[1] <= c'9':
        return 10 * (at[0] - c'0') + at[1] - c'0'
    return 1000


cdef inline bint is_day(Bytes at) noexcept nogil:
    """Whether a day of the years 1000 to 2999 is written here, as ``2026-02-28``."""
    cdef int century = number_at(at), year = number_at(at + 2), month = number_at(at + 5), day = number_at(at + 8)
    cdef int days = 31
    if not 10 <= century <= 29 or year > 99 or at[4] != c'-' or not 1 <= month <= 12 or at[7] != c'-':
        return False
    if month == 2:
        days = 29 if year % 4 == 0 and (year or century % 4 == 0) else 28
    elif month == 4 or month == 6 or month == 9 or month == 11:
        days = 30
    return 1 <= day <= days


cdef inline bint is_zone(Bytes at, Bytes end) noexcept nogil:
    """Whether nothing is left, or a time zone of at most fourteen hours."""
    if at == end or (end - at == 1 and at[0] == c'Z'):
        return True
    if end - at != 6 or (at[0] != c'+' and at[0] != c'-') or at[3] != c':':
        return False
    return number_at(at + 4) <= (59 if number_at(at + 1) <= 13 else 0) and number_at(at + 1) <= 14


cdef inline bint is_datetime(Bytes at, Bytes end) noexcept nogil:
    cdef Bytes rest = at + 19
    if end - at < 19 or not is_day(at) or at[10] != c'T' or at[13] != c':' or at[16] != c':':
        return False
    if number_at(at + 11) > 23 or number_at(at + 14) > 59 or number_at(at + 17) > 59:
        return False
    if rest < end and rest[0] == c'.':
        rest = digits_until(at + 20, end)
        if not 1 <= rest - (at + 20) <= 9:
            return False
    return is_zone(rest, end)
