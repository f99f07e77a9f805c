"""Descriptions with nothing wrong: twin of ``ead.descriptions.faults``."""

cdef enum:
    SHORTEST_WORD = 3
    SUSPICIOUS_DIGITS = 7  # in a telephone number
    MOST_MASHED = 4  # words that are looked at
    ENOUGH_WORDS = 3  # slips in whole terms are looked for in shorter texts

# What a word is.
cdef enum:
    LISTED = 1 << 0  # stands in a list, so that a description of such words may say nothing
    OWN = 1 << 1  # a word of its own, no slip in a term
    UNKNOWN = 1 << 2  # may be a slip in a word of the lists
    EMPTY = 1 << 3  # one of these stands in every description of listed words that is no term and says nothing
    SKIPPED = 1 << 4  # may be left out where a description begins with it
    NUMBERED = 1 << 5  # a colour, or a word like "model": says no more than a number
    BRANDED = 1 << 6  # may stand beside brands
    MASHED = 1 << 7
    ORDERS = 1 << 8  # announces the number of an order

FAULT_ROLES = {
    "listed": LISTED, "own": OWN, "unknown": UNKNOWN, "empty": EMPTY, "skipped": SKIPPED, "numbered": NUMBERED, "branded": BRANDED,
    "mashed": MASHED, "orders": ORDERS,
}


cdef class Faults(Vocabulary):
    """Descriptions that have no fault for sure, for ``describe`` gives the roles of a word.

    ``stand_ins`` are folded texts, ``terms`` such in normal form, that are faults as they are. ``is_slip`` says whether an unknown word
    may be a slip in one of the lists.
    """

    cdef object stand_ins, terms, is_slip

    def __init__(self, alphabet, describe, stand_ins, terms, is_slip):
        self.stand_ins, self.terms, self.is_slip = stand_ins, terms, is_slip

    cpdef bint may_be(self, object text) except -1:
        """Whether something may be wrong with a description."""
        cdef Reading reading
        cdef int place, first = 0, listed = 0, strange = 0, clear = 0
        cdef bint own = False, mashed, branded = True
        cdef Word *unknown = NULL
        cdef Word *word
        if not self.read(text, &reading) or reading.odd or reading.digits >= SUSPICIOUS_DIGITS:
            return True
        mashed = reading.count <= MOST_MASHED
        while first < reading.count - 1 and _may_be_skipped(&reading.words[first], reading.units):
            first += 1
        for place in range(reading.count):
            word = &reading.words[place]
            if word.roles & ORDERS and reading.long_number:
                return True
            if place and word.hash == reading.words[place - 1].hash:
                return True
            if not word.roles & MASHED or not word.alphabetic:
                mashed = False
            if not word.alphabetic or word.length < SHORTEST_WORD:
                continue
            if not word.roles & BRANDED:
                branded = False
            if not word.roles & LISTED:
                strange += 1
            if word.roles & UNKNOWN:
                unknown = word
            if place >= first and word.roles & OWN:
                own = True
            if word.clear and not word.roles & NUMBERED and _has_vowel(reading.units + word.start, word.length):
                clear += 1
        if mashed or branded or (reading.dropped and reading.long_number):
            return True
        # Beside one word there may be as many digits as letters.
        if reading.digits and clear < 2 and (clear == 0 or (reading.ascii and reading.digits > reading.letters)):
            return True
        if not own and reading.count - first < ENOUGH_WORDS:
            return True
        # A slip is looked for where one word alone stands in no list; where two do, either will do here.
        if strange < 2 and unknown is not NULL:
            if self.is_slip(PyUnicode_FromKindAndData(2, reading.units + unknown.start, unknown.length)):
                return True
        return strange == 0 and not self.is_no_term(&reading, first)

    cdef bint is_no_term(self, Reading *reading, int first) except -1:
        """Whether listed words say something, and are no term."""
        cdef int place
        cdef Word *words[MOST_WORDS]
        if first > 0 or reading.clauses > 0:
            return False
        for place in range(reading.count):
            words[place] = &reading.words[place]
            if words[place].roles & EMPTY:
                return False
        if PyUnicode_FromKindAndData(2, reading.folded, reading.folded_length) in self.stand_ins:
            return False
        return _joined(reading.units, words, reading.count) not in self.terms


cdef bint _may_be_skipped(Word *word, const uint16_t *units) noexcept:
    return word.roles & SKIPPED or is_digit(units[word.start])


cdef bint _has_vowel(const uint16_t *units, int length) noexcept:
    cdef int place
    for place in range(length):
        if units[place] in (c'a', c'e', c'i', c'o', c'u', c'y'):
            return True
    return False
