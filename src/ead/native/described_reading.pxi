"""Reading a description: its folded words, what each of them is, and what else shows in it as it is written."""


cdef struct Folded:
    uint16_t first, second  # what a character becomes; 0 where there is no second
    uint8_t state


cdef struct Word:
    int start, length  # among the units of the singular
    int clause
    uint64_t hash
    uint64_t roles
    uint32_t more, more_end
    bint alphabetic
    bint clear  # stands between blanks or commas, in letters that are no code


cdef struct Reading:
    int count
    int folded_length
    int used
    int digits
    int letters  # of ASCII
    int clauses
    bint ascii
    bint odd  # has signs of damage, of links and addresses, or a letter four times in a row
    bint long_number
    bint dropped  # words may begin and end elsewhere in the text as it is written: apostrophes are dropped, signs become letters
    Word[MOST_WORDS] words
    uint16_t[MOST_UNITS + 8] folded
    uint16_t[MOST_UNITS + 8] units


cdef class Alphabet:
    """How each character is folded, as the function says; it is asked once for each, when a text has it."""

    cdef Folded[CHARACTERS] table
    cdef object fold

    def __init__(self, fold):
        self.fold = fold
        # Becomes a word of its own.
        self.table[c'&'].state = BLANK

    cdef int learn(self, unsigned int character, Folded *found) except -1:
        """Ask for a character below LETTERS_END, or one from SIGNS to SIGNS_END."""
        cdef str around = self.fold(f"a{chr(character)}a")
        cdef str between = around[1:len(around) - 1]
        cdef uint8_t state = ODD
        if not between:
            state = DROPPED
        elif MARKS <= character < MARKS_END:
            state = ODD
        elif between == " ":
            state = BLANK
        elif len(between) <= 2 and all([ord(unit) < LETTERS_END and (unit.isalpha() or "0" <= unit <= "9") for unit in between]):
            found.first, found.second = ord(between[0]), ord(between[1]) if len(between) == 2 else 0
            state = LETTER
        found.state = state
        return 0


cdef struct Kept:
    uint64_t hash
    uint64_t roles
    uint32_t start, more, more_end
    uint16_t length  # 0 where nothing stands


cdef class Vocabulary(Asked):
    """The words that were met, and what they are: roles as bits, and further numbers where the function that is asked has some.

    ``told`` are the last texts that were asked about, with what came of them: an item's goods have several codes, origins and destinations
    in one message, but one description.
    """

    cdef Alphabet alphabet
    cdef object describe
    cdef dict told
    cdef Kept *kept
    cdef uint16_t *units
    cdef uint64_t *more
    cdef Py_ssize_t size, count, units_used, units_size, more_used, more_size
    cdef uint64_t seed, emptied

    def __cinit__(self, Alphabet alphabet not None, describe, *_, **__):
        self.alphabet, self.describe, self.told = alphabet, describe, {}
        # Which words share a place is not for the sender to know.
        self.seed = <uint64_t><Py_hash_t>hash("words") ^ NO_CHARACTERS
        self.size, self.units_size, self.more_size = KEPT_AT_FIRST, UNITS_AT_FIRST, KEPT_AT_FIRST
        self.kept = <Kept *>calloc(self.size, sizeof(Kept))
        self.units = <uint16_t *>malloc(self.units_size * sizeof(uint16_t))
        self.more = <uint64_t *>malloc(self.more_size * sizeof(uint64_t))
        if self.kept is NULL or self.units is NULL or self.more is NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.kept)
        free(self.units)
        free(self.more)

    def __len__(self):
        return self.count

    questions = {"may_be": 1}

    cdef int ask(self, int question, PyObject **arguments, Py_ssize_t count) except -1:
        return self.found(<object>arguments[0]) is True

    cdef object found(self, object text):
        """What :meth:`look` finds, or found when it was asked before."""
        if type(text) is not str:
            return self.look(text)
        known = self.told.get(text, self)
        if known is self:
            known = self.look(text)
            if len(self.told) >= MOST_TOLD:
                self.told.clear()
            self.told[text] = known
        return known

    cdef object look(self, object text):
        """What there is to be found about a text."""
        return self.may_be(text)

    cpdef bint may_be(self, object text) except -1:
        """What a class of its own asks of a text; nothing is known here."""
        return True

    cdef inline uint64_t hash_of(self, const uint16_t *units, int length) noexcept:
        cdef uint64_t hash = self.seed
        cdef int place
        for place in range(length):
            hash = (hash ^ units[place]) * <uint64_t>1099511628211ULL
            hash ^= hash >> 29
        return hash

    cdef Kept *find(self, uint64_t hash, const uint16_t *units, int length) noexcept:
        """The entry of a word, or the empty one where it would stand."""
        cdef uint64_t place = hash & (self.size - 1)
        cdef Kept *found
        while True:
            found = &self.kept[place]
            if found.length == 0:
                return found
            if found.hash == hash and found.length == length and memcmp(self.units + found.start, units, 2 * length) == 0:
                return found
            place = (place + 1) & (self.size - 1)

    cdef int look_up(self, Word *word, const uint16_t *units) except -1:
        cdef Kept *found = self.find(word.hash, units, word.length)
        if found.length == 0:
            found = self.learn(word.hash, units, word.length)
        word.roles, word.more, word.more_end = found.roles, found.more, found.more_end
        return 0

    cdef Kept *learn(self, uint64_t hash, const uint16_t *units, int length) except NULL:
        cdef Kept *found
        cdef uint64_t roles
        described = self.describe(PyUnicode_FromKindAndData(2, units, length))
        roles, further = described if type(described) is tuple else (described, ())
        # Another thread may have been here meanwhile.
        if 2 * (self.count + 1) > self.size:
            self.grow()
        found = self.find(hash, units, length)
        if found.length:
            return found
        while self.units_used + length > self.units_size:
            self.units = <uint16_t *>_larger(self.units, &self.units_size, sizeof(uint16_t))
        while self.more_used + <Py_ssize_t>len(further) > self.more_size:
            self.more = <uint64_t *>_larger(self.more, &self.more_size, sizeof(uint64_t))
        found.hash, found.roles, found.start, found.length = hash, roles, <uint32_t>self.units_used, <uint16_t>length
        memcpy(self.units + self.units_used, units, 2 * length)
        self.units_used += length
        found.more = <uint32_t>self.more_used
        for number in further:
            self.more[self.more_used] = number
            self.more_used += 1
        found.more_end = <uint32_t>self.more_used
        self.count += 1
        return found

    cdef int grow(self) except -1:
        cdef Kept *old = self.kept
        cdef Py_ssize_t place, size = self.size
        cdef Kept *larger = <Kept *>calloc(2 * size, sizeof(Kept))
        if larger is NULL:
            raise MemoryError
        self.kept, self.size = larger, 2 * size
        for place in range(size):
            if old[place].length:
                self.find(old[place].hash, self.units + old[place].start, old[place].length)[0] = old[place]
        free(old)
        return 0

    cdef void forget(self) noexcept:
        memset(self.kept, 0, self.size * sizeof(Kept))
        self.count = self.units_used = self.more_used = 0
        self.emptied += 1

    cdef bint read(self, object text, Reading *reading) except -1:
        """Whether a text could be read; the others are too long, in another script, or have no word."""
        cdef uint64_t emptied
        if self.count >= MOST_KEPT:
            self.forget()
        emptied = self.emptied
        return self.read_words(text, reading) and emptied == self.emptied

    cdef bint read_words(self, object text, Reading *reading) except -1:
        cdef int kind, word_start = 0, filled = 0, digit_run = 0, same = 0
        cdef const void *data
        cdef Py_ssize_t length, place
        cdef unsigned int character, before = c' ', behind
        cdef bint clear = False, small = False
        cdef Folded *found
        cdef Folded *alphabet = self.alphabet.table
        if not PyUnicode_Check(text):
            return False
        kind, data, length = PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text)
        if length > MOST_UNITS:
            return False
        reading.count = reading.used = reading.digits = reading.letters = reading.clauses = 0
        reading.ascii, reading.odd, reading.long_number, reading.dropped = True, False, False, False
        for place in range(length + 1):
            if place == length:
                character = behind = c' '
            else:
                character = PyUnicode_READ(kind, data, place)
                behind = PyUnicode_READ(kind, data, place + 1) if place + 1 < length else <unsigned int>c' '
            if character >= LETTERS_END and not SIGNS <= character < SIGNS_END:
                return False
            if character >= 0x80:
                reading.ascii = False
                if not reading.odd and _is_misread(before, character):
                    reading.odd = True
            elif not is_ascii_letter(character) and not reading.odd and _is_sign(before, character, behind):
                reading.odd = True
            if is_digit(character):
                reading.digits += 1
                digit_run += 1
                if digit_run == DIGIT_RUN:
                    reading.long_number = True
            else:
                digit_run = 0
                reading.letters += is_ascii_letter(character)
            found = &alphabet[character if character < LETTERS_END else character - SIGNS + LETTERS_END]
            if found.state == UNASKED:
                self.alphabet.learn(character, found)
            if found.state == LETTER:
                if filled == word_start:
                    # A word that stands for itself is no part of a number.
                    clear, small = before in (c' ', c','), True
                if filled + 2 > MOST_UNITS:
                    return False
                same = same + 1 if filled > word_start and reading.folded[filled - 1] == found.first else 1
                reading.folded[filled] = found.first
                filled += 1
                if found.second:
                    same = same + 1 if found.second == found.first else 1
                    reading.folded[filled] = found.second
                    filled += 1
                if same >= SAME_RUN and not is_digit(found.first):
                    reading.odd = True
                # Signs like that of a trade mark become letters, but begin and end words.
                reading.dropped = reading.dropped or character >= SIGNS
                clear = clear and is_ascii_letter(character)
                small = small and is_small(character)
            elif found.state == DROPPED:
                reading.dropped = True
                clear = False
            elif found.state == ODD:
                return False
            else:
                if filled > word_start:
                    clear = clear and character in (c' ', c',') and (small or filled - word_start > LONGEST_CODE)
                    if not self.add(reading, word_start, filled, clear):
                        return False
                    reading.folded[filled] = c' '
                    filled += 1
                    word_start = filled
                if character == c'&':
                    if filled + 4 > MOST_UNITS:
                        return False
                    reading.folded[filled], reading.folded[filled + 1], reading.folded[filled + 2] = c'a', c'n', c'd'
                    if not self.add(reading, filled, filled + 3, False):
                        return False
                    reading.folded[filled + 3] = c' '
                    filled += 4
                    word_start = filled
                elif _ends_clause(before, character, behind):
                    reading.clauses += 1
            before = character
        reading.folded_length = filled - 1
        return reading.count > 0

    cdef bint add(self, Reading *reading, int start, int end, bint clear) except -1:
        """Add a word in the singular; whether there is room."""
        cdef Word *word = &reading.words[reading.count]
        cdef uint16_t *units = reading.units + reading.used
        cdef int place
        if reading.count == MOST_WORDS:
            return False
        memcpy(units, reading.folded + start, 2 * (end - start))
        word.start, word.length, word.clause, word.clear = reading.used, _singular(units, end - start), reading.clauses, clear
        word.alphabetic = True
        for place in range(word.length):
            if is_digit(units[place]):
                word.alphabetic = False
        word.hash = self.hash_of(units, word.length)
        reading.used += word.length
        reading.count += 1
        self.look_up(word, units)
        return True


cdef void *_larger(void *old, Py_ssize_t *size, size_t each) except NULL:
    cdef void *larger = realloc(old, 2 * size[0] * each)
    if larger is NULL:
        raise MemoryError
    size[0] *= 2
    return larger


cdef int _singular(uint16_t *units, int length) noexcept:
    """Take away the endings of the English plural, as ``ead.descriptions.words.singular`` does, and give the length of what is left."""
    cdef int place
    cdef unsigned int before, second, third
    if length < SHORTEST_PLURAL or units[length - 1] != c's':
        return length
    for place in range(length):
        if units[place] >= 0x80:
            return length
    before, second, third = units[length - 2], units[length - 3], units[length - 4]
    if before == c'e' and second == c'i' and length > SHORTEST_PLURAL:
        units[length - 3] = c'y'
        return length - 2
    if before == c'e' and (second == c'x' or (second == c'h' and third in (c's', c'c')) or (second == third and second in (c's', c'z'))):
        return length - 2
    return length if before in (c's', c'u', c'i') else length - 1


cdef bint _ends_clause(unsigned int before, unsigned int character, unsigned int behind) noexcept:
    if character in (c',', c';', c':', c'(', c')', c'[', c']', c'/', c'|', c'+', c'\n'):
        return True
    return before == behind == c' ' and character in (c'-', 0x2013, 0x2014)


cdef bint _is_sign(unsigned int before, unsigned int character, unsigned int behind) noexcept:
    """Whether a character of ASCII may be part of an address, a link, a telephone number, or of damage.

    No pattern of ``ead.descriptions.disclosures`` and ``ead.descriptions.damage`` matches where this is false of all characters, and where
    there are fewer digits than in a telephone number and no order's number.
    """
    if character in (c'@', c'?', c'<', c'\\'):
        return True
    if character == c'.':
        return before in (c'w', c'W') or behind >= 0x80 or (behind | 0x20) in (c'c', c'n', c'o', c's', c'd', c'f', c'r')
    if character == c'/':
        return before == c'/'
    if character == c'+':
        return is_digit(behind)
    if character == c'&':
        return behind == c'#' or is_ascii_letter(behind)
    if character == c'%':
        return behind in (c'2', c'C', c'D', c'E')
    return character == c'=' and behind == c'C'


cdef bint _is_misread(unsigned int before, unsigned int character) noexcept:
    """Whether two characters may be UTF-8 read as Windows-1252 or Windows-1251."""
    cdef bint sign = character < 0xC0 or character >= SIGNS
    if 0xC0 <= before <= 0xFF:
        return sign or character in (0x152, 0x153, 0x160, 0x161, 0x178, 0x17D, 0x17E, 0x192, 0x2C6, 0x2DC)
    return before in (0x420, 0x421) and (sign or 0x400 <= character <= 0x40F or 0x450 <= character <= 0x45F)


cdef str _joined(const uint16_t *units, Word **words, int count):
    """Words in the singular, one blank apart."""
    cdef uint16_t[MOST_UNITS + 8] text
    cdef int place, filled = 0
    for place in range(count):
        if filled:
            text[filled] = c' '
            filled += 1
        memcpy(text + filled, units + words[place].start, 2 * words[place].length)
        filled += words[place].length
    return PyUnicode_FromKindAndData(2, text, filled)
