# cython: language_level=3, binding=False, boundscheck=False, wraparound=False
"""Numbers and texts of an item looked through in one call: twin of conditions in ``ead.rules.upu_money``, ``dq_values`` and ``eu_import``.

Amounts and weights are decimals, compared by their own operators; only the loops are compiled. Lists are walked as
Python walks them.
"""

from cpython.object cimport Py_EQ, Py_GE, Py_GT, Py_LT, PyObject_RichCompareBool

from ead.native.text cimport (
    PyUnicode_Check,
    PyUnicode_DATA,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
    is_ascii_letter,
    is_digit,
    latin_text,
)

__all__ = ["Dummies", "Ranges", "may_write_out"]


cdef bint has_gap(object values) except -1:
    """Whether ``None`` is among the values; no value is asked whether it is equal to it."""
    for value in values:
        if value is None:
            return True
    return False


cdef bint is_gap(object values) except -1:
    """Whether there is nothing but ``None`` among the values."""
    for value in values:
        if value is not None:
            return False
    return True


cdef class Ranges:
    """The bounds of quantities, amounts and weights; ``gram`` is what weights are multiples of."""

    cdef readonly long most_units
    cdef readonly object least_amount, most_amount, gram
    cdef object zero

    def __init__(self, most_units, least_amount, most_amount, gram):
        self.most_units, self.least_amount, self.most_amount, self.gram = most_units, least_amount, most_amount, gram
        self.zero = gram - gram

    def hold(self, gross, units, amounts, weights):
        """Whether nothing is missing and every number lies within the bounds; it may be that no piece has an amount."""
        if gross is None or not PyObject_RichCompareBool(gross, self.zero, Py_GT) or gross % self.gram:
            return False
        if not units or has_gap(units) or has_gap(weights) or (has_gap(amounts) and not is_gap(amounts)):
            return False
        for count in units:
            if not 1 <= count <= self.most_units:
                return False
        for amount in amounts:
            if amount is None:
                break
            if PyObject_RichCompareBool(amount, self.least_amount, Py_LT) or PyObject_RichCompareBool(amount, self.most_amount, Py_GT):
                return False
        for weight in weights:
            if weight % self.gram:
                return False
        return True


cdef class Dummies:
    """Amounts that are typed when the true one is not at hand."""

    cdef readonly list ascending

    def __init__(self, dummies):
        self.ascending = sorted(dummies)

    cpdef bint any_among(self, object amounts) except -1:
        """Whether one of the amounts is equal to a dummy."""
        for amount in amounts:
            for dummy in self.ascending:
                if PyObject_RichCompareBool(dummy, amount, Py_GE):
                    if PyObject_RichCompareBool(dummy, amount, Py_EQ):
                        return True
                    break
        return False


def may_write_out(descriptions, *texts):
    """Whether one of the texts can hold IM in letters of any case, at the beginning of a word and with a digit behind it."""
    for text in texts:
        if text is not None and may_hold_number(text):
            return True
    for text in descriptions:
        if text is not None and may_hold_number(text):
            return True
    return False


cdef bint may_hold_number(object text) noexcept:
    cdef Py_ssize_t length, place
    cdef unsigned char behind
    cdef const unsigned char *characters = latin_text(text, &length)
    if characters is NULL:
        return not PyUnicode_Check(text) or PyUnicode_KIND(text) == 0 or may_wide_hold_number(text)
    # The two characters behind a letter m are those up to the zero at the end.
    for place in range(1, length):
        if (characters[place] | 0x20) != c'm' or (characters[place - 1] | 0x20) != c'i':
            continue
        if place > 1 and is_ascii_letter(characters[place - 2]):
            continue
        behind = characters[place + 1]
        if is_digit(behind) or ((behind == c' ' or behind == c'-') and is_digit(characters[place + 2])):
            return True
    return False


cdef bint may_wide_hold_number(object text) noexcept:
    """The same for a text with characters that need more than one byte."""
    cdef int kind = PyUnicode_KIND(text)
    cdef const void *characters = PyUnicode_DATA(text)
    cdef unsigned int behind
    cdef Py_ssize_t place
    for place in range(1, PyUnicode_GET_LENGTH(text)):
        if (PyUnicode_READ(kind, characters, place) | 0x20) != c'm' or (PyUnicode_READ(kind, characters, place - 1) | 0x20) != c'i':
            continue
        if place > 1 and is_ascii_letter(PyUnicode_READ(kind, characters, place - 2)):
            continue
        behind = PyUnicode_READ(kind, characters, place + 1)
        if behind == c' ' or behind == c'-':
            behind = PyUnicode_READ(kind, characters, place + 2)
        if is_digit(behind):
            return True
    return False
