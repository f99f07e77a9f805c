# Twin of ``ead.identifiers._arithmetic``, for the data of ``ead.identifiers._shapes``. Whatever does not fit into the arrays below is
# refused when a shape is made, so a test reads nowhere else.

cdef enum:
    LONGEST_SHAPE = 32
    LONGEST_CODE = 4
    LARGEST_MODULUS = 100


cdef class Sum:
    """A sum over the first signs, whose remainder says which characters may stand at one place."""

    cdef unsigned int[LONGEST_SHAPE][10] values
    cdef uint64_t[LARGEST_MODULUS] allowed
    cdef unsigned int modulus
    cdef Py_ssize_t count, place

    def __init__(self, values, unsigned int modulus, Py_ssize_t place, allowed, Py_ssize_t signs):
        if not (len(values) <= signs and 0 <= place < signs and 0 < len(allowed) == modulus <= LARGEST_MODULUS):
            raise ValueError("a sum has more than a shape has room for")
        self.count, self.modulus, self.place = len(values), modulus, place
        for position, counts in enumerate(values):
            for digit in range(10):
                self.values[position][digit] = counts[digit]
        for rest, characters in enumerate(allowed):
            self.allowed[rest] = 0
            for character in characters:
                self.allowed[rest] |= bit_of(ord(character))

    cdef bint fits(self, const unsigned char *signs) noexcept:
        cdef Py_ssize_t place
        cdef unsigned int total = 0
        for place in range(self.count):
            if not is_digit(signs[place]):
                return False
            total += self.values[place][signs[place] - c'0']
        return self.allowed[total % self.modulus] & bit_of(signs[self.place]) != 0


cdef class Codes:
    """Codes of as many digits each, one of which stands at one place."""

    cdef unsigned char[10000] allowed
    cdef Py_ssize_t place, length

    def __init__(self, Py_ssize_t place, allowed, Py_ssize_t signs):
        self.place, self.length = place, len(next(iter(allowed)))
        if not (0 < self.length <= LONGEST_CODE and 0 <= place <= signs - self.length and {self.length} == set(map(len, allowed))):
            raise ValueError("codes have the same length, and lie within the shape")
        for code in allowed:
            if not (code.isascii() and code.isdigit()):
                raise ValueError("a code has digits only")
            self.allowed[int(code)] = True

    cdef bint fits(self, const unsigned char *signs) noexcept:
        cdef Py_ssize_t place
        cdef unsigned int code = 0
        for place in range(self.place, self.place + self.length):
            if not is_digit(signs[place]):
                return False
            code = code * 10 + signs[place] - c'0'
        return self.allowed[code]


cdef class Shape:
    """One way to write a number: its characters one by one, then its codes and sums."""

    cdef unsigned char[LONGEST_SHAPE] pattern
    cdef Py_ssize_t length
    cdef tuple codes, sums, unwanted

    def __init__(self, pattern, sums, codes, unwanted):
        cdef bytes characters = pattern.encode("ascii")
        cdef Py_ssize_t place, signs = sum(map(characters.count, (b"#", b"@", b"*")))
        if len(characters) > LONGEST_SHAPE:
            raise ValueError("a pattern is longer than there is room for")
        self.length = len(characters)
        for place in range(self.length):
            self.pattern[place] = characters[place]
        self.sums = tuple([Sum(*check, signs) for check in sums])
        self.codes = tuple([Codes(*code, signs) for code in codes])
        self.unwanted = unwanted

    cdef bint fits(self, str value, const unsigned char *text):
        """Whether a text that is as long as the pattern has this shape."""
        cdef unsigned char[LONGEST_SHAPE] signs
        cdef Py_ssize_t place, count = 0
        for place in range(self.length):
            if not stands_for(self.pattern[place], text[place]):
                return False
            signs[count] = text[place]
            count += is_open(self.pattern[place])
        for code in self.codes:
            if not (<Codes>code).fits(signs):
                return False
        for check in self.sums:
            if not (<Sum>check).fits(signs):
                return False
        return not self.unwanted or not value.startswith(self.unwanted)


cdef class Shapes:
    """The shapes of a kind of number, of which one must fit."""

    cdef tuple shapes

    def __init__(self, shapes):
        self.shapes = tuple([Shape(*shape) for shape in shapes])

    cpdef bint fit(self, object value):
        """Whether the number is valid for sure."""
        cdef Py_ssize_t length
        cdef const unsigned char *text = ascii_text(value, &length)
        if text is NULL:
            return False
        for shape in self.shapes:
            if (<Shape>shape).length == length and (<Shape>shape).fits(value, text):
                return True
        return False


cdef inline bint is_open(unsigned char sign) noexcept:
    return sign == c'#' or sign == c'@' or sign == c'*'


cdef inline bint stands_for(unsigned char sign, unsigned char character) noexcept:
    if sign == c'#':
        return is_digit(character)
    if sign == c'@':
        return is_capital(character)
    if sign == c'*':
        return is_digit(character) or is_capital(character)
    return sign == character


cdef inline uint64_t bit_of(unsigned char character) noexcept:
    """A bit of its own for each digit and capital letter, none for anything else."""
    if is_digit(character):
        return <uint64_t>1 << (character - c'0')
    return <uint64_t>1 << (10 + character - c'A') if is_capital(character) else 0
