# cython: language_level=3, boundscheck=False, wraparound=False
"""Twin of :mod:`ead.formats.scanner` and :mod:`ead.formats.shape`: the field table compiled to a reader of the bytes of one item.

What it reads is what the reference path reads, but for the values that it tells as faulty; what it refuses (``None``) another path decides.
It refuses whatever is not plain elements and texts in the order of the table: attributes, prefixes, comments in values, CDATA, references but
the five predefined ones.

Bounds: :data:`Cursor.end` lies within the bytes. A word is read only where eight bytes are left, and a text without them at its beginning is
refused, since a start tag behind which an item could still end has more than eight bytes behind it. Recursion follows the field table only.
"""

cimport cython
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.list cimport PyList_New, PyList_SET_ITEM
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdint cimport uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memchr, memcmp

from ead.native.fields cimport (
    LISTED, REPEATED, SINGLE, TEXT, Form, Mark, PyObject_GC_UnTrack, PyUnicode_GET_LENGTH, clear_form, fill_form, fill_mark, out_of_cycles,
    plain_value,
)
from ead.native.decoded cimport Decoded, Fragment
from ead.native.words cimport BLANK, EACH, HIGH, Bytes, bits_before, equal_bytes, first_of, has_stray_latin, stray_in, word_at

cdef extern from "Python.h":
    const Py_ssize_t PY_SSIZE_T_MAX

__all__ = ["ItemReader"]

cdef enum:
    DEEPEST = 4  # groups in groups


cdef struct Member:
    Form form
    bint required
    Mark opening
    Mark closing
    Py_ssize_t size
    Member *members


cdef struct Cursor:
    Bytes at
    Bytes end
    bint comments
    bint commented  # whether any was passed over
    uint64_t stray  # bits of what no plain text has
    bint found  # whether there was a text
    # Where the cursor is in the record: positions of members, and numbers in repeated groups.
    Py_ssize_t path[2 * DEEPEST]
    Py_ssize_t depth


# -- bytes -------------------------------------------------------------------------------------------------------------


cdef inline uint64_t odd_bytes(uint64_t word) noexcept nogil:
    """The high bits of the bytes that end a text or need a look: markup, "]", control characters, whatever is not ASCII."""
    cdef uint64_t low = word & ~HIGH
    return HIGH & (word | ~((low | HIGH) - EACH * 0x20) | equal_bytes(low, c'<') | equal_bytes(low, c'&') | equal_bytes(low, c']'))


cdef inline Bytes plain_until(Bytes at, Bytes end, uint64_t *stray) noexcept nogil:
    """Where the first byte stands that ends a text or needs a look, or a place less than eight bytes before the end.

    ``stray`` gets bits where something before it is not as in plain texts; a blank at the end is none of that.
    """
    cdef uint64_t word, odd, bits, before = BLANK
    while end - at >= 8:
        word = word_at(at)
        odd, bits = odd_bytes(word), stray_in(word, &before)
        if odd:
            stray[0] |= bits & bits_before(odd)
            return at + first_of(odd)
        stray[0] |= bits
        at += 8
    return at


cdef inline bint take(Cursor *cursor, Mark *tag) noexcept nogil:
    """Go behind a tag, if it stands here."""
    if cursor.end - cursor.at < 8 or word_at(cursor.at) & tag.mask != tag.head:
        return False
    if tag.length > 8 and (cursor.end - cursor.at < tag.length or memcmp(cursor.at + 8, tag.text + 8, tag.length - 8)):
        return False
    cursor.at += tag.length
    return True


cdef inline bint is_blank(unsigned char byte) noexcept nogil:
    """Whether a byte is a blank. Line ends of any kind are among them."""
    return byte == 0x20 or 0x09 <= byte <= 0x0A or byte == 0x0D


cdef Bytes behind_comment(Bytes at, Bytes end) noexcept nogil:
    """The place behind a comment of ASCII that begins here, or nothing."""
    if end - at < 7 or memcmp(at, "<!--", 4):
        return NULL
    at += 4
    while end - at >= 3:
        if at[0] == c'-' and at[1] == c'-':
            return at + 3 if at[2] == c'>' else NULL
        if at[0] >= 0x7F or (at[0] < 0x20 and not is_blank(at[0])):
            return NULL
        at += 1
    return NULL


cdef inline void skip_blanks(Cursor *cursor) noexcept nogil:
    """Go behind blanks, and comments where these are taken. Asked between elements only: in a value, a comment can change what blanks mean."""
    cdef Bytes behind
    while True:
        while cursor.at < cursor.end and is_blank(cursor.at[0]):
            cursor.at += 1
        if not cursor.comments or cursor.end - cursor.at < 2 or cursor.at[1] != c'!':
            return
        behind = behind_comment(cursor.at, cursor.end)
        if behind == NULL:
            return
        cursor.at, cursor.commented = behind, True


# -- values ------------------------------------------------------------------------------------------------------------


cdef object odd_text(Cursor *cursor, Bytes odd):
    """A text with more than plain ASCII in it, or ``None``; ``odd`` is its first byte that needs a look."""
    cdef Bytes close = <Bytes> memchr(odd, c'<', cursor.end - odd)
    cdef bint referring = False
    cdef object text
    if close == NULL or close == cursor.at:
        return None
    if has_stray_latin(cursor.at, odd, close):
        cursor.stray = HIGH
    while odd < close:  # what stands behind a byte and is compared with it is at most the "<"
        if odd[0] < 0x20 and odd[0] != 0x09 and odd[0] != 0x0A:
            return None
        if odd[0] == c']' and odd[1] == c']' and odd[2] == c'>':
            return None
        if odd[0] == 0xEF and odd[1] == 0xBF and odd[2] >= 0xBE:  # U+FFFE and U+FFFF
            return None
        referring = referring or odd[0] == c'&'
        odd += 1
    try:
        text = PyUnicode_DecodeUTF8(<const char *> cursor.at, close - cursor.at, NULL)
    except UnicodeDecodeError:
        return None
    cursor.at = close
    return dereferenced(text) if referring else text


cdef object dereferenced(str text):
    """The text with characters for the predefined references, or ``None`` when there are others."""
    for part in text.split("&")[1:]:
        if not part.startswith(("amp;", "lt;", "gt;", "quot;", "apos;")):
            return None
    # What they stand for makes no new one of them, if "&" comes last.
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'").replace("&amp;", "&")


cdef object read_value(Cursor *cursor, Form *form, bint *faulty):
    """The value at the cursor, up to the end tag, ``None`` when it is not for this path; ``faulty``: its form is not that of the field."""
    cdef Bytes close
    cdef object value
    if cursor.end - cursor.at < 8:
        return None
    close = plain_until(cursor.at, cursor.end, &cursor.stray)
    cursor.found = True
    if close == cursor.end or close[0] != c'<':
        value = odd_text(cursor, close)
        if form.kind != TEXT:
            cursor.stray = HIGH
        faulty[0] = form.kind > LISTED or value is None or PyUnicode_GET_LENGTH(value) > form.most
        return value
    if close == cursor.at:
        return None
    if (close - 1)[0] == 0x20:
        cursor.stray = HIGH
    value = plain_value(cursor.at, close, word_at(cursor.at), form, faulty)
    cursor.at = close
    return value


# -- groups ------------------------------------------------------------------------------------------------------------


cdef int note_fault(Cursor *cursor, list faults) except -1:
    """Add where the cursor is in the record to what is faulty."""
    cdef Py_ssize_t step
    faults.append(tuple([cursor.path[step] for step in range(cursor.depth + 1)]))
    return 0


cdef object read_leaf(Cursor *cursor, Member *field, list faults, bint *refused):
    """The value of a field, or ``None`` when it is not there; ``faults`` gets its place when it is faulty or missing."""
    cdef object value = None
    cdef bint faulty = False
    if take(cursor, &field.opening):
        value = read_value(cursor, &field.form, &faulty)
        refused[0] = value is None or not take(cursor, &field.closing)
        skip_blanks(cursor)
    else:
        faulty = field.required
    if faulty:
        note_fault(cursor, faults)
    return value


cdef object read_repeated(Cursor *cursor, Member *group, list faults, bint *refused):
    """The records of a repeated group, ``()`` when there are none."""
    cdef list records
    cdef object record
    cdef bint found = True
    if not take(cursor, &group.opening):
        return ()
    records = []
    cursor.depth += 1
    while found and not refused[0]:
        cursor.path[cursor.depth] = len(records)
        found = False
        record = read_group(cursor, group, faults, &found, refused)
        records.append(record)
        # One without any field is valid for the XSD, and an empty field for the reference path.
        refused[0] = refused[0] or not found
        found = take(cursor, &group.opening)
    cursor.depth -= 1
    return out_of_cycles(records)


cdef object read_group(Cursor *cursor, Member *group, list faults, bint *found, bint *refused):
    """The record of a group whose start tag is read; ``found`` is set when anything is in it."""
    cdef list record
    cursor.depth += 1
    record = read_members(cursor, group, faults, found, refused)
    cursor.depth -= 1
    refused[0] = refused[0] or not take(cursor, &group.closing)
    skip_blanks(cursor)
    return record


cdef list read_members(Cursor *cursor, Member *group, list faults, bint *found, bint *refused):
    cdef list record = PyList_New(group.size)
    cdef Member *member
    cdef Py_ssize_t place, before
    cdef object value
    cdef bint inside
    skip_blanks(cursor)
    for place in range(group.size):
        value = None
        if not refused[0]:
            member = &group.members[place]
            cursor.path[cursor.depth] = place
            if member.form.kind < SINGLE:
                value = read_leaf(cursor, member, faults, refused)
            elif member.form.kind == REPEATED:
                value = read_repeated(cursor, member, faults, refused)
            elif take(cursor, &member.opening):
                inside, before = False, len(faults)
                value = read_group(cursor, member, faults, &inside, refused)
                if not inside:
                    # An empty group is as good as none, unless something had to be in it.
                    value, refused[0] = None, refused[0] or len(faults) > before
        found[0] = found[0] or bool(value)
        Py_INCREF(value)
        PyList_SET_ITEM(record, place, value)
    return out_of_cycles(record)


cdef object told(list problems):
    """Problems, which are tuples of texts and places, as an item has them, out of the reach of the garbage collector; ``None`` for none."""
    cdef object problem
    if not problems:
        return None
    for problem in problems:
        if isinstance(problem, tuple):
            PyObject_GC_UnTrack(<PyObject *> problem)
    return out_of_cycles(problems)


# -- the table ---------------------------------------------------------------------------------------------------------


@cython.no_gc_clear  # tags and patterns are reached by pointers into what is kept
cdef class ItemReader:
    """Reads items of one layout. ``item`` is the table as nested tuples, as :func:`ead.formats.item_reader.table_of` makes them.

    With ``comments``, those of ASCII between elements are passed over; else they are refused.
    """

    cdef Member item
    cdef bint comments
    cdef list kept

    def __cinit__(self, tuple item, bint comments=False):
        self.kept, self.comments = [], comments
        self.fill(&self.item, item, 0)

    def __dealloc__(self):
        clear(&self.item)

    cdef int fill(self, Member *member, tuple row, int depth) except -1:
        """Copy a row of the table, and those below it, into memory that :func:`clear` frees."""
        if depth > DEEPEST:
            raise ValueError("groups in groups that are too many")
        xml, kind, required, most, fraction, match, recurring, below = row
        member.required = required
        fill_form(&member.form, kind, most, fraction, match, recurring, self.kept)
        fill_mark(&member.opening, b"<%b>" % xml, self.kept)
        fill_mark(&member.closing, b"</%b>" % xml, self.kept)
        member.members = <Member *> calloc(len(below) + 1, sizeof(Member))
        if member.members == NULL:
            raise MemoryError
        member.size = len(below)
        for place, inner in enumerate(below):
            self.fill(&member.members[place], inner, depth + 1)
        return 0

    def read(self, bytes data not None, Py_ssize_t start, Py_ssize_t end, list faults not None):
        """The record of the item that is all between two places but for blanks before it, or ``None`` when another path must decide.

        ``faults`` gets the place in the record of each value that is faulty, and of each that is missing; the record is good only
        where none is added.
        """
        cdef Cursor cursor
        return self.record_between(data, start, end, faults, &cursor)

    cdef list record_between(self, bytes data, Py_ssize_t start, Py_ssize_t end, list faults, Cursor *cursor):
        cdef bint found = False, refused = False
        cdef list record
        if not 0 <= start <= end <= PyBytes_GET_SIZE(data):
            raise IndexError("places outside the bytes")
        cursor.comments, cursor.commented, cursor.stray, cursor.found = self.comments, False, 0, False
        cursor.at, cursor.end, cursor.depth = <Bytes> PyBytes_AS_STRING(data) + start, <Bytes> PyBytes_AS_STRING(data) + end, 0
        skip_blanks(cursor)
        if not take(cursor, &self.item.opening):
            return None
        record = read_members(cursor, &self.item, faults, &found, &refused)
        if refused or cursor.end - cursor.at != self.item.closing.length:
            return None
        return None if memcmp(cursor.at, self.item.closing.text, self.item.closing.length) else record

    def decode(self, stream, batch, Py_ssize_t number, Py_ssize_t index, mend, plain, commented, Py_ssize_t most=PY_SSIZE_T_MAX):
        """The items of a batch from that number on, as far as another path need not decide, and at most so many, as :class:`Decoded`.

        The first is item ``index`` of the message. ``mend`` tells what is wrong with a record that has faulty places. What
        finds places in it is ``plain`` or ``commented``, by whether there are comments in it.
        """
        cdef Cursor cursor
        cdef bytes data = batch.data
        cdef list ends = batch.ends, faults = [], found = [], record
        cdef Py_ssize_t start, end
        cdef Decoded decoded
        cdef Fragment origin
        if not 0 <= number <= len(ends):
            raise IndexError("no such item in the batch")
        start = ends[number - 1] if number else 0
        while number < len(ends) and len(found) < most:
            end = ends[number]
            record = self.record_between(data, start, end, faults, &cursor)
            if record is None:
                break
            decoded = Decoded.__new__(Decoded)
            origin = Fragment.__new__(Fragment)
            origin.stream, origin.batch, origin.number, origin.within, origin.element = stream, batch, number, 1, index + 1
            origin.finder = commented if cursor.commented else plain
            decoded.index, decoded.record, decoded.origin = index, record, origin
            decoded.plain = cursor.found and not cursor.stray and not faults
            if faults:
                decoded.problems = told(mend(record, faults))
                faults.clear()
            found.append(decoded)
            number, index, start = number + 1, index + 1, end
        return found


cdef void clear(Member *member) noexcept:
    cdef Py_ssize_t place
    if member.members != NULL:
        for place in range(member.size):
            clear(&member.members[place])
    free(member.members)
    clear_form(&member.form)
