# cython: language_level=3, boundscheck=False, wraparound=False
"""Twin of :class:`ead.formats.json_decode.JsonGroup`: the field table compiled to a reader of the bytes of one JSON object.

What it reads is what the reference path reads without any problem; what it refuses (``None``) that path decides. It refuses keys that are
unknown, repeated or written with escapes, values of the wrong type or form, characters that XML has no place for, and missing fields.

Bounds: :data:`Cursor.end` is the end of the bytes, and no byte is read before its place was compared with it; words are filled with zeros
behind it, which are neither part of a key nor of a text. Recursion follows the field table only.
"""

cimport cython
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.list cimport PyList_GetSlice
from cpython.object cimport PyObject
from libc.stdint cimport uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memchr, memcmp

from ead.native.escapes cimport decoded, unescaped
from ead.native.fields cimport (
    BOOLEAN, DECIMAL, INTEGER, LISTED, REPEATED, SINGLE, TEXT, Form, Mark, PyUnicode_GET_LENGTH, clear_form, fill_form, fill_mark, new_text,
    out_of_cycles, plain_value,
)
from ead.native.forms cimport digits_until
from ead.native.decoded cimport Decoded, OwnLine
from ead.native.words cimport BLANK, EACH, HIGH, Bytes, bits_before, equal_bytes, first_of, has_stray_latin, stray_in, word_before

cdef extern from "Python.h":
    const Py_ssize_t PY_SSIZE_T_MAX

__all__ = ["JsonItemReader"]

cdef enum:
    MOST_MEMBERS = 64  # bits of a word


cdef struct Member:
    Form form
    Mark key  # with the quote behind it
    uint64_t required  # members, as bits
    PyObject *empty  # the record with nothing in it
    Py_ssize_t size
    Member *members


cdef struct Cursor:
    Bytes at
    Bytes end
    Py_ssize_t number_length
    bint refused
    uint64_t stray  # bits of what no plain text has
    bint found  # whether there was a text


cdef inline object refuse(Cursor *cursor):
    cursor.refused = True
    return None


# -- bytes -------------------------------------------------------------------------------------------------------------


cdef inline uint64_t odd_bytes(uint64_t word) noexcept nogil:
    """The high bits of the bytes that end a text or need a look: quotes, backslashes, control characters, whatever is not ASCII."""
    cdef uint64_t low = word & ~HIGH
    return HIGH & (word | ~((low | HIGH) - EACH * 0x20) | equal_bytes(low, c'"') | equal_bytes(low, c'\\'))


cdef inline Bytes plain_until(Bytes at, Bytes end, uint64_t *stray) noexcept nogil:
    """Where the first byte stands that ends a text or needs a look, or the end.

    ``stray`` gets bits where something before it is not as in plain texts; a blank at the end is none of that.
    """
    cdef uint64_t word, odd, bits, before = BLANK
    while at < end:
        word = word_before(at, end)
        odd, bits = odd_bytes(word), stray_in(word, &before)
        if odd:
            stray[0] |= bits & bits_before(odd)
            return at + first_of(odd)
        stray[0] |= bits
        at += 8
    return end


cdef inline void skip_blanks(Cursor *cursor) noexcept nogil:
    while cursor.at < cursor.end and cursor.at[0] <= 0x20 and (
        cursor.at[0] == 0x20 or cursor.at[0] == 0x0A or cursor.at[0] == 0x0D or cursor.at[0] == 0x09
    ):
        cursor.at += 1


cdef inline bint take(Cursor *cursor, int sign) noexcept nogil:
    """Go behind a sign and the blanks before it, if it stands here."""
    skip_blanks(cursor)
    if cursor.at == cursor.end or cursor.at[0] != sign:
        return False
    cursor.at += 1
    return True


cdef inline bint take_word(Cursor *cursor, const char *word, Py_ssize_t length) noexcept nogil:
    """Go behind a word, if it stands here; it may be the beginning of a longer one, behind which nothing that is JSON can stand."""
    if cursor.end - cursor.at < length or memcmp(cursor.at, word, length):
        return False
    cursor.at += length
    return True


# -- values ------------------------------------------------------------------------------------------------------------


cdef object odd_text(Cursor *cursor, Bytes odd, Form *form):
    """The text at the cursor, with more in it than plain ASCII; ``odd`` is its first byte that needs a look."""
    cdef Bytes close = odd
    cdef bint escaped = False
    cdef object text
    while close < cursor.end and close[0] != c'"' and close[0] >= 0x20:
        if close[0] == c'\\':
            escaped = True
            close += 1
        close += 1
    if form.kind > LISTED or close >= cursor.end or close[0] != c'"':
        return refuse(cursor)
    if form.kind != TEXT or escaped or has_stray_latin(cursor.at, odd, close):
        cursor.stray = HIGH
    text = unescaped(cursor.at, close) if escaped else decoded(cursor.at, close)
    if text is None or PyUnicode_GET_LENGTH(text) > form.most:
        return refuse(cursor)
    cursor.at = close + 1
    return text


cdef object read_string(Cursor *cursor, Form *form):
    """The value of a field whose first quote is passed."""
    cdef Bytes close = plain_until(cursor.at, cursor.end, &cursor.stray)
    cdef object value
    cdef bint faulty = False
    if close == cursor.end or form.kind == INTEGER or form.kind == BOOLEAN or form.kind >= SINGLE:
        return refuse(cursor)
    cursor.found = True
    if close[0] != c'"':
        return odd_text(cursor, close, form)
    if close == cursor.at:
        return refuse(cursor)
    if (close - 1)[0] == 0x20:
        cursor.stray = HIGH
    value = plain_value(cursor.at, close, word_before(cursor.at, cursor.end), form, &faulty)
    if faulty:
        return refuse(cursor)
    cursor.at = close + 1
    return value


cdef object read_number(Cursor *cursor, Form *form):
    """The value of a field of which a digit stands at the cursor: what is no number with a fraction at most has a sign too many behind it."""
    cdef Bytes close = digits_until(cursor.at, cursor.end)
    cdef object value
    cdef bint faulty = False
    if cursor.at[0] == c'0' and close - cursor.at > 1:
        return refuse(cursor)
    if close < cursor.end and close[0] == c'.':
        close = digits_until(close + 1, cursor.end)
    if form.kind != INTEGER and (form.kind != DECIMAL or close - cursor.at > cursor.number_length):
        return refuse(cursor)
    value = plain_value(cursor.at, close, word_before(cursor.at, cursor.end), form, &faulty)
    if faulty:
        return refuse(cursor)
    cursor.at = close
    return value


cdef object read_word(Cursor *cursor, Form *form):
    """A truth value as text, or ``None`` for null."""
    if take_word(cursor, b"null", 4):
        return None
    if form.kind == BOOLEAN and take_word(cursor, b"true", 4):
        return new_text(<Bytes> b"true", 4)
    if form.kind == BOOLEAN and take_word(cursor, b"false", 5):
        return new_text(<Bytes> b"false", 5)
    return refuse(cursor)


cdef object read_value(Cursor *cursor, Member *member):
    """The value of a member, ``None`` where there is nothing in it."""
    cdef unsigned char sign
    cdef object record
    cdef bint found = False
    skip_blanks(cursor)
    if cursor.at == cursor.end:
        return refuse(cursor)
    sign = cursor.at[0]
    if c'0' <= sign <= c'9':
        return read_number(cursor, &member.form)
    if sign != c'"' and sign != c'{' and sign != c'[':
        return read_word(cursor, &member.form)
    cursor.at += 1
    if sign == c'"':
        return read_string(cursor, &member.form)
    if sign == c'{' and member.form.kind == SINGLE:
        record = read_object(cursor, member, &found)
        return record if found else None
    return read_array(cursor, member) if sign == c'[' and member.form.kind == REPEATED else refuse(cursor)


# -- groups ------------------------------------------------------------------------------------------------------------


cdef object read_array(Cursor *cursor, Member *group):
    """The records of a repeated group whose bracket is passed, ``None`` when there are none."""
    cdef list records
    cdef bint found = False
    if take(cursor, c']'):
        return None
    records = []
    while take(cursor, c'{'):
        records.append(read_object(cursor, group, &found))
        if cursor.refused:
            return None
        if take(cursor, c']'):
            return out_of_cycles(records)
        if not take(cursor, c','):
            break
    return refuse(cursor)


cdef inline Py_ssize_t member_at(Cursor *cursor, Member *group, Py_ssize_t place) noexcept nogil:
    """Which member's key stands at the cursor, which is moved behind it, or -1; those at and behind that place are tried first."""
    cdef uint64_t word = word_before(cursor.at, cursor.end)
    cdef Py_ssize_t left = cursor.end - cursor.at
    cdef Py_ssize_t tried
    cdef Mark *key
    for tried in range(group.size):
        place = place if place < group.size else 0
        key = &group.members[place].key
        if word & key.mask == key.head and (
            key.length <= 8 or (key.length <= left and memcmp(cursor.at + 8, key.text + 8, key.length - 8) == 0)
        ):
            cursor.at += key.length
            return place
        place += 1
    return -1


cdef object read_object(Cursor *cursor, Member *group, bint *found):
    """The record of an object whose brace is passed; ``found`` is set to whether anything is in it."""
    cdef list record = PyList_GetSlice(<object> group.empty, 0, group.size)
    cdef uint64_t seen = 0, given = 0
    cdef Py_ssize_t place = -1
    cdef object value
    cdef bint open_ = not take(cursor, c'}')
    while open_:
        place = member_at(cursor, group, place + 1) if take(cursor, c'"') else -1
        if place < 0 or seen >> place & 1 or not take(cursor, c':'):
            return refuse(cursor)
        seen |= <uint64_t> 1 << place
        value = read_value(cursor, &group.members[place])
        if cursor.refused:
            return None
        if value is not None:
            given |= <uint64_t> 1 << place
            record[place] = value
        open_ = take(cursor, c',')
        if not open_ and not take(cursor, c'}'):
            return refuse(cursor)
    found[0] = given != 0
    return out_of_cycles(record) if given & group.required == group.required else refuse(cursor)


# -- the table ---------------------------------------------------------------------------------------------------------


@cython.no_gc_clear  # keys, patterns and empty records are reached by pointers into what is kept
cdef class JsonItemReader:
    """Reads objects of one layout. ``item`` is the table as nested tuples, as :func:`ead.formats.item_reader.table_of` makes them; numbers
    for decimals have at most so many characters."""

    cdef Member item
    cdef Py_ssize_t number_length
    cdef list kept

    def __cinit__(self, tuple item, Py_ssize_t number_length):
        self.kept = []
        self.number_length = number_length
        self.fill(&self.item, item)

    def __dealloc__(self):
        clear(&self.item)

    cdef int fill(self, Member *member, tuple row) except -1:
        """Copy a row of the table, and those below it, into memory that :func:`clear` frees."""
        name, kind, _, most, fraction, match, recurring, below = row
        if len(below) > MOST_MEMBERS:
            raise ValueError("members of a group that are too many")
        fill_mark(&member.key, b'%b"' % name, self.kept)
        fill_form(&member.form, kind, most, fraction, match, recurring, self.kept)
        self.kept.append([() if inner[1] == "repeated" else None for inner in below])
        member.empty = <PyObject *> self.kept[len(self.kept) - 1]
        member.members = <Member *> calloc(len(below) + 1, sizeof(Member))
        if member.members == NULL:
            raise MemoryError
        member.size = len(below)
        for place, inner in enumerate(below):
            self.fill(&member.members[place], inner)
            member.required |= <uint64_t> bool(inner[2]) << place
        return 0

    cdef object record_at(self, Bytes at, Bytes end, Cursor *cursor):
        """The record of the object at a place, which the cursor is moved behind, or ``None``."""
        cdef bint found = False
        cursor.at, cursor.end = at, end
        cursor.number_length, cursor.refused, cursor.stray, cursor.found = self.number_length, False, 0, False
        return read_object(cursor, &self.item, &found) if take(cursor, c'{') else None

    def read(self, bytes data not None, Py_ssize_t start):
        """The record of the object that begins at a place, behind blanks, and where it ends; ``None`` when another path must decide."""
        cdef Bytes begin = <Bytes> PyBytes_AS_STRING(data)
        cdef Cursor cursor
        if not 0 <= start <= PyBytes_GET_SIZE(data):
            raise IndexError("a place outside the bytes")
        record = self.record_at(begin + start, begin + PyBytes_GET_SIZE(data), &cursor)
        return None if record is None else (record, cursor.at - begin)

    def read_line(self, bytes data not None, Py_ssize_t start):
        """The record of the object that is all of the line that begins at a place, but for blanks, or ``None``; and where the line ends."""
        cdef Bytes begin = <Bytes> PyBytes_AS_STRING(data)
        cdef Bytes end
        cdef bint plain
        if not 0 <= start <= PyBytes_GET_SIZE(data):
            raise IndexError("a place outside the bytes")
        record = self.record_of_line(begin + start, begin + PyBytes_GET_SIZE(data), &end, &plain)
        return (record, end - begin)

    cdef object record_of_line(self, Bytes at, Bytes behind, Bytes *end, bint *plain):
        """The record of the line at a place, or ``None``; ``end`` is set to where the line ends, ``plain`` where all texts surely are."""
        cdef Cursor cursor
        cdef object record
        end[0] = <Bytes> memchr(at, c'\n', behind - at)
        if end[0] == NULL:
            end[0] = behind
        record = self.record_at(at, end[0], &cursor)
        skip_blanks(&cursor)
        plain[0] = cursor.found and not cursor.stray
        return record if cursor.at == end[0] else None

    def decode(self, lines, Py_ssize_t start, Py_ssize_t number, Py_ssize_t index, finder, Py_ssize_t most=PY_SSIZE_T_MAX):
        """The items of lines from a place in their bytes on, as :class:`Decoded`, and the place of the first line that another path must
        decide, or of that behind so many items; behind the bytes, if there is none.

        The first is item ``index`` of the message, and its line that of that ``number``; ``finder`` finds places in them.
        """
        cdef bytes data = lines.data
        cdef Bytes begin = <Bytes> PyBytes_AS_STRING(data)
        cdef Bytes at = begin + start
        cdef Bytes behind = begin + PyBytes_GET_SIZE(data)
        cdef Bytes end
        cdef list found = []
        cdef object record
        cdef Decoded decoded
        cdef OwnLine line
        cdef bint plain
        if not 0 <= start <= PyBytes_GET_SIZE(data):
            raise IndexError("a place outside the bytes")
        while at <= behind and len(found) < most:
            record = self.record_of_line(at, behind, &end, &plain)
            if record is None:
                break
            decoded, line = Decoded.__new__(Decoded), OwnLine.__new__(OwnLine)
            line.lines, line.number, line.start, line.end, line.finder = lines, number, at - begin, end - begin, finder
            decoded.index, decoded.record, decoded.origin, decoded.plain = index, record, line, plain
            found.append(decoded)
            number, index, at = number + 1, index + 1, end + 1
        return found, at - begin


cdef void clear(Member *member) noexcept:
    cdef Py_ssize_t place
    if member.members != NULL:
        for place in range(member.size):
            clear(&member.members[place])
    free(member.members)
    clear_form(&member.form)
