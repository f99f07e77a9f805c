"""The name of the goods: twin of ``ead.descriptions.goods``."""

cdef enum:
    LONGEST_NAME = 4  # words
    MOST_JOINED = 4096
    CHAPTER = 2  # digits

# What a word is.
cdef enum:
    PASSED_OVER = 1 << 0
    ENDING = 1 << 1  # names end in it
    INNER_BEGINNING = 1 << 2
    STOPS_LAST = 1 << 3
    STOPS_FIRST = 1 << 4
    STOPS_INNER = 1 << 5
    SLAVIC = 1 << 6
    HOLDER = 1 << 7
    BEFORE = 1 << 8
    ACCESSORY = 1 << 9
    EXCEPTION = 1 << 10
    FIRST_STEM = 1 << 11
    INNER_STEM = 1 << 12
    ADJECTIVE = 1 << 13
    NAME = 1 << 14
    CONTINUING = 1 << 15  # stands second in a name
    LONGEST_AT = 16  # how many words the longest name has that begins with it

GOODS_ROLES = {
    "passed_over": PASSED_OVER, "ending": ENDING, "inner_beginning": INNER_BEGINNING, "stops_last": STOPS_LAST, "stops_first": STOPS_FIRST,
    "stops_inner": STOPS_INNER, "slavic": SLAVIC, "holder": HOLDER, "before": BEFORE, "accessory": ACCESSORY, "exception": EXCEPTION,
    "first_stem": FIRST_STEM, "inner_stem": INNER_STEM, "adjective": ADJECTIVE, "name": NAME, "continuing": CONTINUING, "longest": 1 << LONGEST_AT,
}

cdef struct Line:
    # The words of a description without its numbers; those of the first clause come first.
    Word *words[MOST_WORDS]
    int count
    int first  # of them in the first clause
    const uint16_t *units
    const uint16_t *folded
    int folded_length
    bint ascii


cdef class GoodsNames(Vocabulary):
    """What goods are, for ``describe`` gives the roles of a word; ``made`` is called with their name and chapters.

    ``names`` are the names with their chapters and positions (``last``, ``first`` and ``inner`` are bits), ``english`` those that are
    English words, ``devices`` those of things that others are made for. ``unusual(word)``, ``first_form(word)`` and ``inner_form(word)``
    find the name and the chapters that another form of a word has.
    """

    cdef dict names, joined
    cdef object made, english, devices, unusual, first_form, inner_form
    cdef int last, first, inner

    def __init__(self, alphabet, describe, names, positions, *, made, english, devices, unusual, first_form, inner_form):
        self.names, self.made, self.english, self.devices, self.joined = names, made, english, devices, {}
        self.unusual, self.first_form, self.inner_form = unusual, first_form, inner_form
        self.last, self.first, self.inner = positions

    questions = {"may_differ": 2}

    cdef int ask(self, int question, PyObject **arguments, Py_ssize_t count) except -1:
        return self.may_differ(<object>arguments[0], <object>arguments[1])

    cpdef bint may_differ(self, object text, object hs_code) except -1:
        """Whether the goods cannot be in the chapter of the HS code, perhaps."""
        found = self.found(text)
        if found is None:
            return False
        return found is NotImplemented or hs_code[:CHAPTER] not in (<tuple>found)[1]

    def goods(self, text):
        """The goods, ``None`` when the description does not tell; ``NotImplemented`` of a text that cannot be read here."""
        found = self.found(text)
        return found if found is None or found is NotImplemented else self.made(*found)

    cdef object look(self, object text):
        """Name and chapters."""
        cdef Reading reading
        cdef Line line
        cdef tuple found
        cdef int start, end, place
        if not self.read(text, &reading):
            return NotImplemented
        _without_numbers(&reading, &line)
        if line.count == 0:
            return None
        found = self.named(&line)
        if found is None:
            return None
        start, end = _where(<str>found[0], &line)
        for place in range(line.count):
            if line.words[place].roles & EXCEPTION and not start <= place < end:
                return None
        return found[0], self.all_chapters(&line, start, end, found[1])

    cdef tuple named(self, Line *line):
        """The name that stands where the language has it, with its chapters; both, if languages read it differently."""
        cdef tuple found = self.read_first(line), reading
        reading = self.read_inner(line)
        if reading is not None:
            found = reading if found is None else (found[0], self.both(found[1], reading[1]))
        reading = self.read_last(line)
        if reading is not None:
            found = reading if found is None else (found[0], self.both(found[1], reading[1]))
        return found

    cdef tuple read_last(self, Line *line):
        cdef int end = line.first, place, start
        cdef Word *word
        cdef tuple found
        for place in range(1, line.first):
            if line.words[place].roles & STOPS_LAST:
                end = place
                break
        while end:
            word = line.words[end - 1]
            if word.roles & ENDING:
                for start in range(max(0, end - LONGEST_NAME), end):
                    found = self.name_at(line, start, end, self.last)
                    if found is not None:
                        return None if self.is_made_for(line, <str>found[0], start) else found
            if not word.roles & PASSED_OVER and not (word.roles & HOLDER and end > 1 and _is_plural(line.words[end - 2], line)):
                return self.unusual(_text_of(line, end - 1, end))
            end -= 1
        return None

    cdef bint is_made_for(self, Line *line, str name, int start) except -1:
        cdef int place
        cdef bint passed_over = True
        for place in range(start):
            if line.words[place].roles & ACCESSORY:
                return True
            if not line.words[place].roles & PASSED_OVER:
                passed_over = False
        return not passed_over and name in self.devices

    cdef tuple read_first(self, Line *line):
        cdef int start = 0, place, end
        cdef tuple found = None
        cdef Word *word
        if line.words[0].roles & BEFORE:
            for place in range(line.first):
                if not line.words[place].roles & BEFORE:
                    start = place
                    break
        word = line.words[start]
        if not word.roles & FIRST_STEM:
            return None
        end = start + 1
        for place in range(min(start + _longest(word), line.first), start, -1):
            found = self.name_at(line, start, place, self.first)
            if found is not None:
                if self.names[found[0]][1] == self.first and found[0] not in self.english:
                    return found
                end = place
                break
        if found is None:
            found = self.first_form(_text_of(line, start, start + 1))
            if found is None:
                return None
        for place in range(line.first):
            if line.words[place].roles & STOPS_FIRST:
                return found
        for place in range(end, line.first):
            if not line.words[place].roles & PASSED_OVER:
                return None
        return found

    cdef tuple read_inner(self, Line *line):
        cdef int start, place
        cdef bint begins = False, slavic = line.first == 1 or not line.ascii
        cdef tuple found
        cdef Word *word
        for place in range(line.first):
            if line.words[place].roles & INNER_BEGINNING:
                begins = True
            if line.words[place].roles & SLAVIC:
                slavic = True
        if not begins and not slavic:
            return None
        for start in range(line.first):
            word = line.words[start]
            for place in range(min(start + _longest(word), line.first), start, -1):
                found = self.name_at(line, start, place, self.inner)
                if found is not None:
                    return found
            if slavic and word.roles & INNER_STEM:
                found = self.inner_form(_text_of(line, start, start + 1))
                if found is not None:
                    return found
            if word.roles & STOPS_INNER or not word.roles & (PASSED_OVER | BEFORE | ADJECTIVE):
                return None
        return None

    cdef tuple name_at(self, Line *line, int start, int end, int position):
        """The name that the words are, with its chapters, where it can stand in that position."""
        if not _may_be_name(line, start, end):
            return None
        cdef str text = _text_of(line, start, end)
        found = self.names.get(text)
        if found is None or not found[1] & position:
            return None
        return text, found[0]

    cdef object both(self, object some, object others):
        """Chapters of both sets; few sets are ever joined, so each is made once."""
        cdef tuple pair
        if some is others:
            return some
        pair = (some, others)
        found = self.joined.get(pair)
        if found is None:
            if len(self.joined) >= MOST_JOINED:
                self.joined.clear()
            found = self.joined[pair] = some | others
        return found

    cdef object all_chapters(self, Line *line, int name_start, int name_end, chapters):
        """The chapters, and those of every name that stands beside that of the goods."""
        cdef int start, end, most
        cdef Word *word
        for start in range(line.count):
            word = line.words[start]
            if _longest(word) == 0 or name_start <= start < name_end:
                continue
            if word.roles & NAME:
                chapters = self.both(chapters, self.names[_text_of(line, start, start + 1)][0])
            most = name_start if start < name_start else line.count
            for end in range(start + 2, min(start + _longest(word), most) + 1):
                if line.words[end - 1].clause != word.clause:
                    break
                if not _may_be_name(line, start, end):
                    break
                found = self.names.get(_text_of(line, start, end))
                if found is not None:
                    chapters = self.both(chapters, found[0])
        return chapters


cdef void _without_numbers(Reading *reading, Line *line) noexcept:
    cdef int place
    cdef Word *word
    line.count = line.first = 0
    line.units, line.folded, line.folded_length, line.ascii = reading.units, reading.folded, reading.folded_length, reading.ascii
    for place in range(reading.count):
        word = &reading.words[place]
        if word.alphabetic or not _is_number(reading.units + word.start, word.length):
            line.words[line.count] = word
            if word.clause == line.words[0].clause:
                line.first += 1
            line.count += 1


cdef bint _is_number(const uint16_t *units, int length) noexcept:
    cdef int place
    for place in range(length):
        if not is_digit(units[place]):
            return False
    return True


cdef inline int _longest(Word *word) noexcept:
    """How many words the longest name has that begins with a word."""
    return <int>(word.roles >> LONGEST_AT)


cdef inline bint _may_be_name(Line *line, int start, int end) noexcept:
    """Whether words may be a name, by the first two of them."""
    if end - start == 1:
        return line.words[start].roles & NAME
    return end - start <= _longest(line.words[start]) and line.words[start + 1].roles & CONTINUING


cdef inline str _text_of(Line *line, int start, int end):
    return _joined(line.units, line.words + start, end - start)


cdef (int, int) _where(str name, Line *line):
    """The words of the line that are the name, where they stand first; none where it is another form of a word."""
    cdef int start, end, place, kind = PyUnicode_KIND(name)
    cdef Py_ssize_t at, length = PyUnicode_GET_LENGTH(name)
    cdef const void *data = PyUnicode_DATA(name)
    cdef Word *word
    cdef bint same
    for start in range(line.count):
        at, end, same = 0, start, True
        while same and at < length and end < line.count and line.words[end].clause == line.words[start].clause:
            word = line.words[end]
            same = at + word.length <= length and (at + word.length == length or PyUnicode_READ(kind, data, at + word.length) == c' ')
            place = 0
            while same and place < word.length:
                same = PyUnicode_READ(kind, data, at + place) == line.units[word.start + place]
                place += 1
            at += word.length + 1
            end += 1
        if same and at == length + 1:
            return start, end
    return -1, -1


cdef bint _is_plural(Word *word, Line *line) noexcept:
    """Whether the folded text has the word with an ending of the plural somewhere before a blank."""
    cdef int start, behind
    cdef const uint16_t *units = line.units + word.start
    cdef int length = word.length
    for start in range(line.folded_length - length + 1):
        if memcmp(line.folded + start, units, 2 * (length - 1)) != 0:
            continue
        behind = start + length
        if line.folded[behind - 1] == units[length - 1]:
            # The text ends without a blank, but what is left of it is longer than these endings.
            if _has(line, behind, b"s ") or _has(line, behind, b"es "):
                return True
        if _has(line, behind - 1, b"ies "):
            return True
    return False


cdef bint _has(Line *line, int start, const char *ending) noexcept:
    while ending[0] != 0:
        if start >= line.folded_length or line.folded[start] != <unsigned char>ending[0]:
            return False
        start += 1
        ending += 1
    return True
