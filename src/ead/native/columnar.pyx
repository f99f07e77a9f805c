# cython: language_level=3, boundscheck=False, wraparound=False
"""The code of compiled rules, run over many items column by column.

The code is taken apart by :mod:`ead.rules.columnar` and put together here as nodes. Each node is asked about all items before the next one is:
so what decides and where it stands in memory are still at hand, and a column of which nobody asks is never made. Numbers are integers as long
as nobody wants an object. An item about which a node is in doubt, or over which it raises, is held back: it is looked at by the Python code.

What is looked at stands in lanes: one for each item, two for the parties of each item, and one for each content piece. Objects are passed
as borrowed references; each belongs to the record or to the node that made it, until the lanes are emptied.
"""

from cpython.object cimport PyObject
from libc.stdlib cimport calloc, free
from libc.string cimport memcmp, memcpy


cdef extern from "Python.h":
    int Py_LT, Py_LE, Py_EQ, Py_NE, Py_GT, Py_GE
    void Py_INCREF(PyObject *)
    void Py_DECREF(PyObject *)
    void Py_XDECREF(PyObject *)
    PyObject *PyObject_Vectorcall(PyObject *, PyObject **, size_t, PyObject *) except NULL
    PyObject *PyObject_VectorcallMethod(PyObject *, PyObject **, size_t, PyObject *) except NULL
    PyObject *PyObject_GetAttr(PyObject *, PyObject *) except NULL
    PyObject *PySequence_GetItem(PyObject *, Py_ssize_t) except NULL
    PyObject *PyUnicode_Substring(PyObject *, Py_ssize_t, Py_ssize_t) except NULL
    PyObject *PyTuple_New(Py_ssize_t) except NULL
    void PyTuple_SET_ITEM(PyObject *, Py_ssize_t, PyObject *)
    PyObject *PyTuple_GET_ITEM(PyObject *, Py_ssize_t)
    PyObject *PyList_New(Py_ssize_t) except NULL
    void PyList_SET_ITEM(PyObject *, Py_ssize_t, PyObject *)
    PyObject *PyList_GET_ITEM(PyObject *, Py_ssize_t)
    Py_ssize_t PyTuple_GET_SIZE(PyObject *)
    Py_ssize_t PyList_GET_SIZE(PyObject *)
    bint PyTuple_CheckExact(PyObject *)
    bint PyList_CheckExact(PyObject *)
    bint PyUnicode_CheckExact(PyObject *)
    bint PyUnicode_IS_COMPACT_ASCII(PyObject *)
    Py_ssize_t PyUnicode_GET_LENGTH(PyObject *)
    int PyUnicode_KIND(PyObject *)
    void *PyUnicode_DATA(PyObject *)
    int PyObject_IsTrue(PyObject *) except -1
    PyObject *PyDict_GetItemWithError(PyObject *, PyObject *)
    PyObject *PyErr_Occurred()
    int PyObject_RichCompareBool(PyObject *, PyObject *, int) except -1
    int PySet_Contains(PyObject *, PyObject *) except -1
    int PySequence_Contains(PyObject *, PyObject *) except -1
    Py_ssize_t PyObject_Size(PyObject *) except -1
    ctypedef struct PyListObject:
        PyObject **ob_item

cdef extern from *:
    """
    #define too_large_product(a, b, into) __builtin_mul_overflow((long long)(a), (long long)(b), (long long *)(into))
    #define too_large_sum(a, b, into) __builtin_add_overflow((long long)(a), (long long)(b), (long long *)(into))
    """
    bint too_large_product(long long, long long, long long *) nogil
    bint too_large_sum(long long, long long, long long *) nogil

cdef PyObject *NONE = <PyObject *>None
# Through names of Python: the bare words would be taken for the numbers of C.
cdef object _yes = bool(1)
cdef object _no = bool(0)
cdef PyObject *TRUE = <PyObject *>_yes
cdef PyObject *FALSE = <PyObject *>_no

cdef enum:
    # Numbers of fields are held in thousandths: no field has more places, and fifteen characters of them fit 64 bits.
    PLACES = 3
    MOST_CHARACTERS = 15
    MOST_ARGUMENTS = 48
    # Kinds of lanes. ANY is that of what is the same in all.
    ANY = -1
    ITEM = 0
    PARTY = 1
    PIECE = 2
    MOST_ITEMS = 64
    MOST_LANES = 512
    MOST_DAYS = 1000

FIELD_SCALE = PLACES
ANYWHERE, ITEMS, PARTIES, PIECES = ANY, ITEM, PARTY, PIECE


class Doubt(Exception):
    """Cannot be decided here exactly; the Python code can."""


# ------------------------------------------------------------------------------------------------------------------ lanes

cdef PyObject *records[3][MOST_LANES]
cdef PyObject **rows[3][MOST_LANES]
cdef short owners[3][MOST_LANES]
cdef short first_piece[MOST_ITEMS]
cdef short piece_count[MOST_ITEMS]
cdef PyObject *days[MOST_ITEMS]
cdef int lanes_of[3]
# Items that are left to Python, and those of which something was said; lanes in which either is so.
cdef char held_back[MOST_ITEMS]
cdef char spoken_of[MOST_ITEMS]
cdef char fired[3][MOST_LANES]
cdef list said_in = [[None] * MOST_LANES for _ in range(3)]
cdef PyObject *context[2]
# One group at a time: who comes while another thread is at it is told that nothing is sure.
cdef bint busy = False
# The nodes that hold something of this group.
cdef list touched = []


cdef int room_of(int level) except -1:
    """How many lanes of a kind there can be."""
    if level == ITEM:
        return MOST_ITEMS
    return 2 * MOST_ITEMS if level == PARTY else MOST_LANES


# ------------------------------------------------------------------------------------------------------------------ values

cdef inline bint same_text(PyObject *one, PyObject *other) noexcept:
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(one)
    cdef int kind = PyUnicode_KIND(one)
    return (
        length == PyUnicode_GET_LENGTH(other)
        and kind == PyUnicode_KIND(other)
        and memcmp(PyUnicode_DATA(one), PyUnicode_DATA(other), length * kind) == 0
    )


cdef inline bint is_equal(PyObject *one, PyObject *other) except -1:
    if one == other:
        return True
    if one == NONE or other == NONE:
        return False
    if PyUnicode_CheckExact(one) and PyUnicode_CheckExact(other):
        return same_text(one, other)
    return PyObject_RichCompareBool(one, other, Py_EQ)


cdef inline bint is_true(PyObject *value) except -1:
    if value == NONE or value == FALSE:
        return False
    if value == TRUE:
        return True
    if PyUnicode_CheckExact(value):
        return PyUnicode_GET_LENGTH(value) != 0
    return PyObject_IsTrue(value)


cdef int thousandths(PyObject *text, long long *into) except -1:
    """The number a field's text stands for; 0 for ``None``. Raises Doubt for all but plain digits with at most three places."""
    cdef Py_ssize_t length, at = 0
    cdef const unsigned char *characters
    cdef unsigned char character
    cdef long long value = 0
    cdef int places = -1
    cdef bint negative
    if text == NONE:
        return 0
    if not PyUnicode_CheckExact(text) or not PyUnicode_IS_COMPACT_ASCII(text):
        raise Doubt
    length = PyUnicode_GET_LENGTH(text)
    if length > MOST_CHARACTERS:
        raise Doubt
    characters = <const unsigned char *>PyUnicode_DATA(text)
    negative = length > 0 and characters[0] == c'-'
    if negative:
        at = 1
    if at == length or characters[at] == c'.':
        raise Doubt
    while at < length:
        character = characters[at]
        at += 1
        if c'0' <= character <= c'9':
            value = value * 10 + (character - c'0')
            if places >= 0:
                places += 1
        elif character == c'.' and places < 0:
            places = 0
        else:
            raise Doubt
    if places == 0 or places > PLACES:
        raise Doubt
    places = max(places, 0)
    while places < PLACES:
        value *= 10
        places += 1
    into[0] = -value if negative else value
    return 1


# ------------------------------------------------------------------------------------------------------------------ nodes

cdef class Node:
    """A value of the code, for each lane. ``scale`` is the number of decimal places of ``number``, -1 for what is no number here.

    ``level`` is the kind of lanes it is to be asked about.
    """

    cdef readonly int scale
    cdef readonly int level
    cdef PyObject *held

    def __cinit__(self, *args, **more):
        self.scale = -1
        self.level = ANY

    def __dealloc__(self):
        Py_XDECREF(self.held)

    cdef PyObject *get(self, int lane) except NULL:
        """The value, borrowed: until the node is asked again."""
        raise Doubt

    cdef int truth(self, int lane) except -1:
        return is_true(self.get(lane))

    cdef int absent(self, int lane) except -1:
        """Whether the value is ``None``."""
        return self.get(lane) == NONE

    cdef Py_ssize_t length(self, int lane) except -1:
        return PyObject_Size(self.get(lane))

    cdef int number(self, int lane, long long *into) except -1:
        """The value as an integer of ``scale`` places; 0 where it is ``None``."""
        raise Doubt

    cdef int filter(self, short *lanes, int count) except -1:
        """Keeps the lanes in which the value is true; how many those are."""
        cdef int at, kept = 0
        for at in range(count):
            if self.truth(lanes[at]):
                lanes[kept] = lanes[at]
                kept += 1
        return kept

    cdef void forget(self) noexcept:
        """Lets go of what it holds of this group."""
        cdef PyObject *held = self.held
        self.held = NULL
        Py_XDECREF(held)

    cdef inline PyObject *hold(self, PyObject *made) except NULL:
        """A new reference, held until the next one comes."""
        cdef PyObject *before = self.held
        self.held = made
        if before == NULL:
            touched.append(self)
        else:
            Py_DECREF(before)
        return made


cdef tuple nodes(items):
    """The nodes as a tuple of which every member is known to be one: it is read without asking again."""
    cdef Node node
    cdef list made = []
    for node in items:
        if node is None:
            raise TypeError("no node")
        made.append(node)
    return tuple(made)


cdef class Question(Node):
    """What is either true or false."""

    cdef PyObject *get(self, int lane) except NULL:
        return TRUE if self.truth(lane) else FALSE

    cdef int absent(self, int lane) except -1:
        return 0


cdef class Constant(Node):
    cdef readonly object value

    def __init__(self, value):
        self.value = value

    cdef PyObject *get(self, int lane) except NULL:
        return <PyObject *>self.value


cdef class Given(Node):
    """What is given for the whole group: the day that a check is made as of (0), and the caller's aids (1)."""

    cdef int place

    def __init__(self, int place):
        self.place = place

    cdef PyObject *get(self, int lane) except NULL:
        return context[self.place]


cdef class Day(Node):
    """The day that an item is judged by."""

    def __init__(self):
        self.level = ITEM

    cdef PyObject *get(self, int lane) except NULL:
        return days[lane]


cdef class Once(Node):
    """What hangs on nothing but what is given for the whole group."""

    cdef Node value

    def __init__(self, Node value not None):
        self.value = value

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *value
        if self.held == NULL:
            value = self.value.get(lane)
            Py_INCREF(value)
            self.hold(value)
        return self.held


cdef class ByDay(Node):
    """What hangs on the day an item is judged by. If it hangs on nothing else (``lasting``), it is remembered from group to group."""

    cdef Node value
    cdef dict known
    cdef bint lasting

    def __init__(self, Node value not None, bint lasting):
        self.level = ITEM
        self.value, self.known, self.lasting = value, {}, lasting

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *value = PyDict_GetItemWithError(<PyObject *>self.known, days[lane])
        if value == NULL:
            if PyErr_Occurred() != NULL:
                raise Doubt
            if len(self.known) >= MOST_DAYS:
                raise Doubt
            value = self.value.get(lane)
            self.known[<object>days[lane]] = <object>value
            if not self.lasting:
                touched.append(self)
        return value

    cdef void forget(self) noexcept:
        if self.lasting and len(self.known) < MOST_DAYS // 2:
            return
        self.known.clear()


cdef class Record(Node):
    """The record of a lane itself."""

    def __init__(self, int level):
        self.level = level

    cdef PyObject *get(self, int lane) except NULL:
        return records[self.level][lane]


cdef class Role(Node):
    """Which party is in a lane."""

    cdef str one, other

    def __init__(self, str one not None, str other not None):
        self.level = PARTY
        self.one, self.other = one, other

    cdef PyObject *get(self, int lane) except NULL:
        return <PyObject *>(self.other if lane & 1 else self.one)


cdef class Field(Node):
    """A field of a lane's record."""

    cdef Py_ssize_t place

    def __init__(self, int level, Py_ssize_t place):
        self.level, self.place = level, place

    cdef PyObject *get(self, int lane) except NULL:
        return rows[self.level][lane][self.place]

    cdef int truth(self, int lane) except -1:
        return is_true(rows[self.level][lane][self.place])

    cdef int absent(self, int lane) except -1:
        return rows[self.level][lane][self.place] == NONE


cdef class SubField(Node):
    """A field of the sender (``role`` 0) or addressee (1) of an item; ``None`` where there is no such party."""

    cdef int role
    cdef Py_ssize_t place

    def __init__(self, int role, Py_ssize_t place):
        self.level, self.role, self.place = ITEM, role, place

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject **row = rows[PARTY][2 * lane + self.role]
        return row[self.place] if row != NULL else NONE

    cdef int truth(self, int lane) except -1:
        cdef PyObject **row = rows[PARTY][2 * lane + self.role]
        return row != NULL and is_true(row[self.place])


cdef class Outer(Node):
    """A value of the item that a party or piece belongs to."""

    cdef Node item

    def __init__(self, int level, Node item not None):
        self.level, self.item, self.scale = level, item, item.scale

    cdef PyObject *get(self, int lane) except NULL:
        return self.item.get(owners[self.level][lane])

    cdef int truth(self, int lane) except -1:
        return self.item.truth(owners[self.level][lane])

    cdef int absent(self, int lane) except -1:
        return self.item.absent(owners[self.level][lane])

    cdef Py_ssize_t length(self, int lane) except -1:
        return self.item.length(owners[self.level][lane])

    cdef int number(self, int lane, long long *into) except -1:
        return self.item.number(owners[self.level][lane], into)


cdef class Keeping(Node):
    """What keeps a value for each lane."""

    cdef PyObject **values
    cdef bint in_use

    def __dealloc__(self):
        if self.values != NULL:
            self.let_go()
        free(self.values)

    cdef int make_room(self, int level) except -1:
        """For as many values as there are lanes of a kind."""
        self.level = level
        self.values = <PyObject **>calloc(room_of(level), sizeof(PyObject *))
        if self.values == NULL:
            raise MemoryError
        return 0

    cdef inline PyObject *keep(self, int lane, PyObject *made) except NULL:
        """A new reference, kept for the lane."""
        cdef PyObject *before = self.values[lane]
        self.values[lane] = made
        Py_XDECREF(before)
        self.touch()
        return made

    cdef inline int touch(self) except -1:
        if not self.in_use:
            touched.append(self)
            self.in_use = True
        return 0

    cdef inline void let_go(self) noexcept:
        cdef int lane
        cdef PyObject *value
        for lane in range(lanes_of[self.level]):
            value = self.values[lane]
            if value != NULL:
                self.values[lane] = NULL
                Py_DECREF(value)

    cdef void forget(self) noexcept:
        self.let_go()
        self.in_use = False


cdef class Variable(Keeping):
    """A variable: worked out when it is first asked for."""

    cdef Node value

    def __init__(self, int level, Node value not None):
        self.make_room(level)
        self.value = value

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *value = self.values[lane]
        if value == NULL:
            value = self.value.get(lane)
            Py_INCREF(value)
            self.keep(lane, value)
        return value


cdef class Compound(Variable):
    """A variable that is an object made of other values, where a condition holds; the object is made when a call wants it."""

    cdef Node condition
    cdef char known[MOST_ITEMS]

    def __init__(self, Node condition not None, Node value not None):
        self.make_room(ITEM)
        self.condition, self.value = condition, value

    cdef PyObject *get(self, int lane) except NULL:
        return NONE if self.absent(lane) else Variable.get(self, lane)

    cdef int truth(self, int lane) except -1:
        return not self.absent(lane)

    cdef int absent(self, int lane) except -1:
        if not self.known[lane]:
            self.touch()
            self.known[lane] = 1 if self.condition.truth(lane) else 2
        return self.known[lane] == 2

    cdef void forget(self) noexcept:
        cdef int lane
        Variable.forget(self)
        for lane in range(lanes_of[ITEM]):
            self.known[lane] = 0


cdef class PartOf(Node):
    """One of the values that an object is made of."""

    cdef Node whole, value

    def __init__(self, Node whole not None, Node value not None):
        self.level, self.whole, self.value, self.scale = ITEM, whole, value, value.scale

    cdef inline int sure(self, int lane) except -1:
        if self.whole.absent(lane):
            raise Doubt
        return 0

    cdef PyObject *get(self, int lane) except NULL:
        self.sure(lane)
        return self.value.get(lane)

    cdef int number(self, int lane, long long *into) except -1:
        self.sure(lane)
        return self.value.number(lane, into)


cdef class Number(Keeping):
    """A variable that is a number: from a text that ``maker`` makes an object of, or from a node that is one."""

    cdef Node source
    cdef object maker
    cdef char *known
    cdef long long *amounts

    def __init__(self, int level, Node source not None, maker, int scale):
        self.make_room(level)
        self.source, self.maker, self.scale = source, maker, scale
        self.known = <char *>calloc(room_of(level), 1)
        self.amounts = <long long *>calloc(room_of(level), sizeof(long long))
        if self.known == NULL or self.amounts == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.known)
        free(self.amounts)

    cdef inline int find(self, int lane) except -1:
        """1 for a number, 2 for ``None``."""
        cdef int there
        if not self.known[lane]:
            if self.maker is None:
                there = self.source.number(lane, &self.amounts[lane])
            else:
                there = thousandths(self.source.get(lane), &self.amounts[lane])
            self.touch()
            self.known[lane] = 1 if there else 2
        return self.known[lane]

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *value
        if self.find(lane) == 2:
            return NONE
        if self.values[lane] == NULL:
            value = self.source.get(lane)
            if self.maker is None:
                Py_INCREF(value)
            else:
                value = PyObject_Vectorcall(<PyObject *>self.maker, &value, 1, NULL)
            self.keep(lane, value)
        return self.values[lane]

    cdef int truth(self, int lane) except -1:
        return self.find(lane) == 1 and self.amounts[lane] != 0

    cdef int absent(self, int lane) except -1:
        return self.find(lane) == 2

    cdef int number(self, int lane, long long *into) except -1:
        if self.find(lane) == 2:
            return 0
        into[0] = self.amounts[lane]
        return 1

    cdef void forget(self) noexcept:
        cdef int lane
        self.let_go()
        self.in_use = False
        for lane in range(lanes_of[self.level]):
            self.known[lane] = 0


# -------------------------------------------------------------------------------------------------------- lists of an item

cdef class Column(Keeping):
    """One field of all content pieces of an item, as a tuple."""

    cdef readonly Py_ssize_t place

    def __init__(self, Py_ssize_t place):
        self.make_room(ITEM)
        self.place = place

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *value
        cdef PyObject *made = self.values[lane]
        cdef Py_ssize_t at
        if made == NULL:
            made = PyTuple_New(piece_count[lane])
            for at in range(piece_count[lane]):
                value = rows[PIECE][first_piece[lane] + at][self.place]
                Py_INCREF(value)
                PyTuple_SET_ITEM(made, at, value)
            self.keep(lane, made)
        return made

    cdef int truth(self, int lane) except -1:
        return piece_count[lane] > 0

    cdef int absent(self, int lane) except -1:
        return 0

    cdef Py_ssize_t length(self, int lane) except -1:
        return piece_count[lane]

    cdef int complete(self, int lane) except -1:
        """Whether each piece has a value."""
        cdef Py_ssize_t at
        for at in range(first_piece[lane], first_piece[lane] + piece_count[lane]):
            if rows[PIECE][at][self.place] == NONE:
                return 0
        return 1


cdef class NumberList(Keeping):
    """A column of numbers, with gaps. The list of objects is made when a call wants it."""

    cdef readonly Number cell

    def __init__(self, Number cell not None):
        self.make_room(ITEM)
        self.cell = cell

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *value
        cdef PyObject *made = self.values[lane]
        cdef Py_ssize_t at
        if made == NULL:
            # Each number first, for one that raises must not leave half a list.
            for at in range(piece_count[lane]):
                self.cell.get(first_piece[lane] + at)
            made = PyList_New(piece_count[lane])
            for at in range(piece_count[lane]):
                value = self.cell.get(first_piece[lane] + at)
                Py_INCREF(value)
                PyList_SET_ITEM(made, at, value)
            self.keep(lane, made)
        return made

    cdef int truth(self, int lane) except -1:
        return piece_count[lane] > 0

    cdef int absent(self, int lane) except -1:
        return 0

    cdef Py_ssize_t length(self, int lane) except -1:
        return piece_count[lane]


cdef class WholeList(Node):
    """A list that is there where no value of it is missing, and there is one."""

    cdef readonly Node inner
    cdef Column column

    def __init__(self, Column column not None, Node inner not None):
        self.level, self.column, self.inner = ITEM, column, inner

    cdef PyObject *get(self, int lane) except NULL:
        return self.inner.get(lane) if self.truth(lane) else NONE

    cdef int truth(self, int lane) except -1:
        return piece_count[lane] > 0 and self.column.complete(lane)

    cdef int absent(self, int lane) except -1:
        return not self.truth(lane)

    cdef Py_ssize_t length(self, int lane) except -1:
        if not self.truth(lane):
            raise Doubt
        return piece_count[lane]


cdef class Cell(Node):
    """The value of one piece of an item: of the first, the second, ..."""

    cdef Node cell
    cdef Py_ssize_t place

    def __init__(self, Node cell not None, Py_ssize_t place):
        self.level, self.cell, self.place, self.scale = ITEM, cell, place, cell.scale

    cdef inline int lane_of(self, int lane) except -1:
        if self.place >= piece_count[lane]:
            raise Doubt
        return first_piece[lane] + self.place

    cdef PyObject *get(self, int lane) except NULL:
        return self.cell.get(self.lane_of(lane))

    cdef int truth(self, int lane) except -1:
        return self.cell.truth(self.lane_of(lane))

    cdef int absent(self, int lane) except -1:
        return self.cell.absent(self.lane_of(lane))

    cdef int number(self, int lane, long long *into) except -1:
        return self.cell.number(self.lane_of(lane), into)


cdef class Total(Node):
    """The sum of a list of numbers without gaps. ``whole`` makes the object."""

    cdef Number cell
    cdef Node whole

    def __init__(self, Number cell not None, Node whole not None):
        self.level, self.cell, self.whole, self.scale = ITEM, cell, whole, cell.scale

    cdef PyObject *get(self, int lane) except NULL:
        return self.whole.get(lane)

    cdef int truth(self, int lane) except -1:
        cdef long long total = 0
        return self.number(lane, &total) and total != 0

    cdef int absent(self, int lane) except -1:
        return 0

    cdef int number(self, int lane, long long *into) except -1:
        cdef int at
        cdef long long value = 0, total = 0
        for at in range(first_piece[lane], first_piece[lane] + piece_count[lane]):
            if not self.cell.number(at, &value) or too_large_sum(total, value, &total):
                raise Doubt
        into[0] = total
        return 1


cdef class Every(Question):
    """Whether the answer is yes for each piece of an item."""

    cdef Node question

    def __init__(self, Node question not None):
        self.level, self.question = ITEM, question

    cdef int truth(self, int lane) except -1:
        cdef int at
        for at in range(first_piece[lane], first_piece[lane] + piece_count[lane]):
            if not self.question.truth(at):
                return 0
        return 1


# ----------------------------------------------------------------------------------------------------------------- numbers

cdef class Fixed(Node):
    """A number of the code itself."""

    cdef object value
    cdef long long amount

    def __init__(self, value, long long amount, int scale):
        self.value, self.amount, self.scale = value, amount, scale

    cdef PyObject *get(self, int lane) except NULL:
        return <PyObject *>self.value

    cdef int number(self, int lane, long long *into) except -1:
        into[0] = self.amount
        return 1


cdef class Arithmetic(Node):
    """``+``, ``-``, ``*`` and ``%`` of two numbers. ``whole`` makes the object."""

    cdef Node left, right, whole
    cdef int sign
    cdef long long raise_left, raise_right

    def __init__(self, str sign, Node left not None, Node right not None, Node whole not None):
        self.sign = ord(sign)
        self.left, self.right, self.whole = left, right, whole
        scale = left.scale + right.scale if sign == "*" else max(left.scale, right.scale)
        self.raise_left = 1 if sign == "*" else 10 ** (scale - left.scale)
        self.raise_right = 1 if sign == "*" else 10 ** (scale - right.scale)
        self.scale = scale

    cdef PyObject *get(self, int lane) except NULL:
        return self.whole.get(lane)

    cdef int truth(self, int lane) except -1:
        cdef long long value
        return self.number(lane, &value) and value != 0

    cdef int number(self, int lane, long long *into) except -1:
        cdef long long left = 0, right = 0
        if not self.left.number(lane, &left) or not self.right.number(lane, &right):
            raise Doubt
        if too_large_product(left, self.raise_left, &left) or too_large_product(right, self.raise_right, &right):
            raise Doubt
        if self.sign == c'*':
            if too_large_product(left, right, into):
                raise Doubt
        elif self.sign == c'%':
            # The remainder of a Decimal has the sign of the dividend, as in C; that of an integer has not.
            if right <= 0 or left < 0:
                raise Doubt
            into[0] = left % right
        elif too_large_sum(left, right if self.sign == c'+' else -right, into):
            raise Doubt
        return 1


cdef class Order(Question):
    """A comparison of two numbers."""

    cdef Node left, right
    cdef int operator
    cdef long long raise_left, raise_right

    def __init__(self, str operator, Node left not None, Node right not None):
        scale = max(left.scale, right.scale)
        self.operator = {"<": Py_LT, "<=": Py_LE, "==": Py_EQ, "!=": Py_NE, ">": Py_GT, ">=": Py_GE}[operator]
        self.left, self.right = left, right
        self.raise_left, self.raise_right = 10 ** (scale - left.scale), 10 ** (scale - right.scale)

    cdef int filter(self, short *lanes, int count) except -1:
        cdef int at, kept = 0
        for at in range(count):
            if Order.truth(self, lanes[at]):
                lanes[kept] = lanes[at]
                kept += 1
        return kept

    cdef int truth(self, int lane) except -1:
        cdef long long left = 0, right = 0
        cdef int is_left = self.left.number(lane, &left), is_right = self.right.number(lane, &right)
        if not is_left or not is_right:
            if self.operator == Py_EQ:
                return is_left == is_right
            if self.operator == Py_NE:
                return is_left != is_right
            raise Doubt
        if too_large_product(left, self.raise_left, &left) or too_large_product(right, self.raise_right, &right):
            raise Doubt
        if self.operator == Py_LT:
            return left < right
        if self.operator == Py_LE:
            return left <= right
        if self.operator == Py_EQ:
            return left == right
        if self.operator == Py_NE:
            return left != right
        if self.operator == Py_GT:
            return left > right
        return left >= right


cdef class Absolute(Node):
    """``abs`` of a number. ``whole`` makes the object."""

    cdef Node item, whole

    def __init__(self, Node item not None, Node whole not None):
        self.item, self.whole, self.scale = item, whole, item.scale

    cdef PyObject *get(self, int lane) except NULL:
        return self.whole.get(lane)

    cdef int number(self, int lane, long long *into) except -1:
        cdef int there = self.item.number(lane, into)
        into[0] = abs(into[0])
        return there


cdef class Among(Question):
    """Whether a number is one of a few."""

    cdef Node item
    cdef long long few[MOST_ARGUMENTS]
    cdef int count

    def __init__(self, Node item not None, amounts):
        self.item = item
        for amount in amounts:
            if self.count == MOST_ARGUMENTS:
                raise Doubt
            self.few[self.count] = amount
            self.count += 1

    cdef int truth(self, int lane) except -1:
        cdef long long amount
        cdef int place
        if self.item.number(lane, &amount):
            for place in range(self.count):
                if self.few[place] == amount:
                    return 1
        return 0


cdef class Length(Node):
    cdef Node item

    def __init__(self, Node item not None):
        self.item = item
        self.scale = 0

    cdef PyObject *get(self, int lane) except NULL:
        cdef object length = self.item.length(lane)
        Py_INCREF(<PyObject *>length)
        return self.hold(<PyObject *>length)

    cdef int truth(self, int lane) except -1:
        return self.item.length(lane) != 0

    cdef int absent(self, int lane) except -1:
        return 0

    cdef int number(self, int lane, long long *into) except -1:
        into[0] = self.item.length(lane)
        return 1


# --------------------------------------------------------------------------------------------------------------- questions

cdef class Longer(Question):
    """``text is not None and len(text) > most``."""

    cdef Node item
    cdef Py_ssize_t most

    def __init__(self, Node item not None, Py_ssize_t most):
        self.item, self.most = item, most

    cdef int truth(self, int lane) except -1:
        cdef PyObject *text = self.item.get(lane)
        if text == NONE:
            return 0
        return (PyUnicode_GET_LENGTH(text) if PyUnicode_CheckExact(text) else PyObject_Size(text)) > self.most


cdef class IsNone(Question):
    cdef Node item
    cdef Field field
    cdef bint negated

    def __init__(self, Node item not None, bint negated):
        self.item, self.negated = item, negated
        self.field = item if isinstance(item, Field) else None

    cdef int truth(self, int lane) except -1:
        return self.item.absent(lane) != self.negated

    cdef int filter(self, short *lanes, int count) except -1:
        cdef int at, kept = 0
        cdef PyObject ***all_rows
        cdef Py_ssize_t place
        cdef Node item = self.item
        cdef bint negated = self.negated
        if self.field is not None:
            all_rows, place = rows[self.field.level], self.field.place
            for at in range(count):
                if (all_rows[lanes[at]][place] == NONE) != negated:
                    lanes[kept] = lanes[at]
                    kept += 1
            return kept
        for at in range(count):
            if item.absent(lanes[at]) != negated:
                lanes[kept] = lanes[at]
                kept += 1
        return kept


cdef class Same(Question):
    """``is``."""

    cdef Node left, right
    cdef bint negated

    def __init__(self, Node left not None, Node right not None, bint negated):
        self.left, self.right, self.negated = left, right, negated

    cdef int truth(self, int lane) except -1:
        return (self.left.get(lane) == self.right.get(lane)) != self.negated


cdef class Equal(Question):
    cdef Node left, right
    cdef PyObject *constant
    cdef bint negated

    def __init__(self, Node left not None, Node right not None, bint negated):
        self.left, self.right, self.negated = left, right, negated
        self.constant = <PyObject *>(<Constant>right).value if isinstance(right, Constant) else NULL

    cdef int truth(self, int lane) except -1:
        cdef PyObject *left = self.left.get(lane)
        return is_equal(left, self.constant if self.constant != NULL else self.right.get(lane)) != self.negated


cdef class Compared(Question):
    """A comparison that the objects decide."""

    cdef Node left, right
    cdef int operator

    def __init__(self, str operator, Node left not None, Node right not None):
        self.operator = {"<": Py_LT, "<=": Py_LE, ">": Py_GT, ">=": Py_GE}[operator]
        self.left, self.right = left, right

    cdef int truth(self, int lane) except -1:
        return PyObject_RichCompareBool(self.left.get(lane), self.right.get(lane), self.operator)


cdef class Within(Question):
    """``in``."""

    cdef Node left, right
    cdef bint negated, of_set

    def __init__(self, Node left not None, Node right not None, bint negated):
        self.left, self.right, self.negated = left, right, negated
        self.of_set = isinstance(right, Constant) and isinstance((<Constant>right).value, (set, frozenset))

    cdef int truth(self, int lane) except -1:
        cdef PyObject *item = self.left.get(lane)
        cdef PyObject *items = self.right.get(lane)
        return (PySet_Contains(items, item) if self.of_set else PySequence_Contains(items, item)) != self.negated


cdef class WithinValues(Question):
    """``in`` a display of expressions: the value is compared with one after the other."""

    cdef Node left
    cdef tuple values
    cdef bint negated

    def __init__(self, Node left not None, tuple values, bint negated):
        self.left, self.values, self.negated = left, nodes(values), negated

    cdef int truth(self, int lane) except -1:
        cdef PyObject *item = self.left.get(lane)
        cdef PyObject *values = <PyObject *>self.values
        cdef Py_ssize_t place
        for place in range(PyTuple_GET_SIZE(values)):
            if is_equal(item, (<Node>PyTuple_GET_ITEM(values, place)).get(lane)):
                return not self.negated
        return self.negated


cdef int without(short *lanes, int count, const short *others, int other_count) noexcept:
    """Takes lanes out of others; how many are left."""
    cdef char marked[MOST_LANES]
    cdef int at, kept = 0
    if other_count == 0:
        return count
    for at in range(count):
        marked[lanes[at]] = 0
    for at in range(other_count):
        marked[others[at]] = 1
    for at in range(count):
        if not marked[lanes[at]]:
            lanes[kept] = lanes[at]
            kept += 1
    return kept


cdef class Not(Question):
    cdef Node item

    def __init__(self, Node item not None):
        self.item = item

    cdef int truth(self, int lane) except -1:
        return not self.item.truth(lane)

    cdef int filter(self, short *lanes, int count) except -1:
        cdef short own[MOST_LANES]
        memcpy(own, lanes, count * sizeof(short))
        return without(lanes, count, own, self.item.filter(own, count))


cdef class And(Node):
    cdef tuple items

    def __init__(self, tuple items):
        self.items = nodes(items)

    cdef PyObject *get(self, int lane) except NULL:
        cdef Node item
        cdef PyObject *value = NONE
        for item in self.items:
            value = item.get(lane)
            if not is_true(value):
                break
        return value

    cdef int truth(self, int lane) except -1:
        cdef PyObject *items = <PyObject *>self.items
        cdef Py_ssize_t place
        for place in range(PyTuple_GET_SIZE(items)):
            if not (<Node>PyTuple_GET_ITEM(items, place)).truth(lane):
                return 0
        return 1

    cdef int filter(self, short *lanes, int count) except -1:
        cdef PyObject *items = <PyObject *>self.items
        cdef Py_ssize_t place
        for place in range(PyTuple_GET_SIZE(items)):
            if count == 0:
                break
            count = (<Node>PyTuple_GET_ITEM(items, place)).filter(lanes, count)
        return count


cdef class Or(Node):
    cdef tuple items

    def __init__(self, tuple items):
        self.items = nodes(items)

    cdef PyObject *get(self, int lane) except NULL:
        cdef Node item
        cdef PyObject *value = NONE
        for item in self.items:
            value = item.get(lane)
            if is_true(value):
                break
        return value

    cdef int truth(self, int lane) except -1:
        cdef PyObject *items = <PyObject *>self.items
        cdef Py_ssize_t place
        for place in range(PyTuple_GET_SIZE(items)):
            if (<Node>PyTuple_GET_ITEM(items, place)).truth(lane):
                return 1
        return 0

    cdef int filter(self, short *lanes, int count) except -1:
        cdef PyObject *items = <PyObject *>self.items
        cdef short open[MOST_LANES]
        cdef short own[MOST_LANES]
        cdef int kept = 0, found, left = count
        cdef Py_ssize_t place
        memcpy(open, lanes, count * sizeof(short))
        for place in range(PyTuple_GET_SIZE(items)):
            if left == 0:
                break
            memcpy(own, open, left * sizeof(short))
            found = (<Node>PyTuple_GET_ITEM(items, place)).filter(own, left)
            memcpy(lanes + kept, own, found * sizeof(short))
            kept += found
            left = without(open, left, own, found)
        return kept


cdef class Choice(Node):
    """``then if condition else otherwise``."""

    cdef Node condition, then, otherwise

    def __init__(self, Node condition not None, Node then not None, Node otherwise not None):
        self.condition, self.then, self.otherwise = condition, then, otherwise
        if isinstance(otherwise, Constant) and (<Constant>otherwise).value is None:
            self.scale = then.scale

    cdef PyObject *get(self, int lane) except NULL:
        return self.then.get(lane) if self.condition.truth(lane) else self.otherwise.get(lane)

    cdef int truth(self, int lane) except -1:
        return self.then.truth(lane) if self.condition.truth(lane) else self.otherwise.truth(lane)

    cdef int absent(self, int lane) except -1:
        return self.then.absent(lane) if self.condition.truth(lane) else self.otherwise.absent(lane)

    cdef int number(self, int lane, long long *into) except -1:
        if self.scale < 0:
            raise Doubt
        return self.then.number(lane, into) if self.condition.truth(lane) else 0


# ----------------------------------------------------------------------------------------------------------------- objects

cdef class Call(Node):
    """A call of a function with positional arguments."""

    cdef object function
    cdef tuple arguments

    def __init__(self, function, tuple arguments):
        if len(arguments) > MOST_ARGUMENTS:
            raise Doubt
        self.function, self.arguments = function, nodes(arguments)

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *arguments[MOST_ARGUMENTS]
        cdef PyObject *given = <PyObject *>self.arguments
        cdef Py_ssize_t place, count = PyTuple_GET_SIZE(given)
        for place in range(count):
            arguments[place] = (<Node>PyTuple_GET_ITEM(given, place)).get(lane)
        return self.hold(PyObject_Vectorcall(<PyObject *>self.function, arguments, count, NULL))


cdef class Method(Node):
    """A call of a method; the first argument is what it is a method of."""

    cdef str name
    cdef tuple arguments

    def __init__(self, str name not None, tuple arguments):
        if len(arguments) > MOST_ARGUMENTS:
            raise Doubt
        self.name, self.arguments = name, nodes(arguments)

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *arguments[MOST_ARGUMENTS]
        cdef PyObject *given = <PyObject *>self.arguments
        cdef Py_ssize_t place, count = PyTuple_GET_SIZE(given)
        for place in range(count):
            arguments[place] = (<Node>PyTuple_GET_ITEM(given, place)).get(lane)
        return self.hold(PyObject_VectorcallMethod(<PyObject *>self.name, arguments, count, NULL))


cdef class IsAscii(Question):
    """``text.isascii()``."""

    cdef Node item

    def __init__(self, Node item not None):
        self.item = item

    cdef int truth(self, int lane) except -1:
        cdef PyObject *text = self.item.get(lane)
        if not PyUnicode_CheckExact(text):
            raise Doubt
        return PyUnicode_IS_COMPACT_ASCII(text)


cdef class IsDigits(Question):
    """``text.isdigit()``; of what is not ASCII the text itself is asked."""

    cdef Node item, whole

    def __init__(self, Node item not None, Node whole not None):
        self.item, self.whole = item, whole

    cdef int truth(self, int lane) except -1:
        cdef PyObject *text = self.item.get(lane)
        cdef const unsigned char *characters
        cdef Py_ssize_t at
        if not PyUnicode_CheckExact(text) or not PyUnicode_IS_COMPACT_ASCII(text):
            return is_true(self.whole.get(lane))
        characters = <const unsigned char *>PyUnicode_DATA(text)
        for at in range(PyUnicode_GET_LENGTH(text)):
            if not c'0' <= characters[at] <= c'9':
                return 0
        return PyUnicode_GET_LENGTH(text) > 0


cdef class Attribute(Node):
    cdef Node item
    cdef str name

    def __init__(self, Node item not None, str name not None):
        self.item, self.name = item, name

    cdef PyObject *get(self, int lane) except NULL:
        return self.hold(PyObject_GetAttr(self.item.get(lane), <PyObject *>self.name))


cdef class Item(Node):
    """``item[place]``, of a record, a tuple or a text."""

    cdef Node item
    cdef Py_ssize_t place

    def __init__(self, Node item not None, Py_ssize_t place):
        self.item, self.place = item, place

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *items = self.item.get(lane)
        cdef Py_ssize_t place = self.place
        if PyList_CheckExact(items):
            if place < 0:
                place += PyList_GET_SIZE(items)
            if 0 <= place < PyList_GET_SIZE(items):
                return PyList_GET_ITEM(items, place)
        elif not PyUnicode_CheckExact(items) and not PyTuple_CheckExact(items):
            raise Doubt
        if place < 0:
            place += PyObject_Size(items)
        return self.hold(PySequence_GetItem(items, place))


cdef class Slice(Node):
    """``text[start:stop]`` with fixed ends; a negative start counts from the end, ``stop`` -1 is the end."""

    cdef Node item
    cdef Py_ssize_t start, stop

    def __init__(self, Node item not None, Py_ssize_t start, Py_ssize_t stop):
        self.item, self.start, self.stop = item, start, stop

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *items = self.item.get(lane)
        cdef Py_ssize_t length, start = self.start, stop = self.stop
        if not PyUnicode_CheckExact(items):
            raise Doubt
        length = PyUnicode_GET_LENGTH(items)
        if start < 0:
            start = max(start + length, 0)
        start = min(start, length)
        stop = length if stop < 0 else max(min(stop, length), start)
        return self.hold(PyUnicode_Substring(items, start, stop))


cdef class Display(Node):
    """A tuple of values."""

    cdef tuple items

    def __init__(self, tuple items):
        self.items = nodes(items)

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *items = <PyObject *>self.items
        cdef Py_ssize_t place, count = PyTuple_GET_SIZE(items)
        cdef PyObject *made = PyTuple_New(count)
        cdef PyObject *value
        for place in range(count):
            try:
                value = (<Node>PyTuple_GET_ITEM(items, place)).get(lane)
            except BaseException:
                Py_DECREF(made)
                raise
            Py_INCREF(value)
            PyTuple_SET_ITEM(made, place, value)
        return self.hold(made)


# -------------------------------------------------------------------------------------------------------------- statements

cdef class Statement:
    """What is done in lanes of one kind; ``lanes`` may be changed."""

    cdef int level

    cdef int run(self, short *lanes, int count) except -1:
        raise Doubt


cdef tuple statements(items):
    """The same for statements."""
    cdef Statement node
    cdef list made = []
    for node in items:
        if node is None:
            raise TypeError("no statement")
        made.append(node)
    return tuple(made)


cdef int run_all(tuple body, const short *lanes, int count) except -1:
    cdef PyObject *items = <PyObject *>body
    cdef short own[MOST_LANES]
    cdef Py_ssize_t place
    for place in range(PyTuple_GET_SIZE(items)):
        memcpy(own, lanes, count * sizeof(short))
        (<Statement>PyTuple_GET_ITEM(items, place)).run(own, count)
    return 0


cdef int hold_back(int level, int lane) except -1:
    fired[level][lane] = 1
    held_back[owners[level][lane]] = 1
    return 0


cdef int say(int level, int lane, rule, PyObject *hit) except -1:
    """Takes note of a hit, with the path of what was looked at."""
    cdef list lanes = <list>said_in[level], said
    cdef tuple path = ()
    if level == PARTY:
        path = ("addressee" if lane & 1 else "sender",)
    elif level == PIECE:
        path = ("contents", lane - first_piece[owners[PIECE][lane]])
    said = lanes[lane]
    if said is None:
        said = lanes[lane] = []
    said.append((rule, <object>hit, path))
    fired[level][lane] = 1
    spoken_of[owners[level][lane]] = 1
    return 0


cdef int kept_by(Node condition, int level, short *lanes, int count) except -1:
    """The lanes in which the condition holds. Where it cannot be told, the item is held back."""
    cdef short own[MOST_LANES]
    cdef int at, kept = 0
    memcpy(own, lanes, count * sizeof(short))
    try:
        return condition.filter(lanes, count)
    except Exception:
        pass
    for at in range(count):
        try:
            if condition.truth(own[at]):
                lanes[kept] = own[at]
                kept += 1
        except Exception:
            hold_back(level, own[at])
    return kept


cdef class Ask(Statement):
    """A rule: where its condition holds, it is called."""

    cdef Node condition, call
    cdef object rule

    def __init__(self, int level, Node condition not None, Node call not None, rule):
        self.level, self.condition, self.call, self.rule = level, condition, call, rule

    cdef int run(self, short *lanes, int count) except -1:
        cdef PyObject *hit
        cdef int at
        for at in range(kept_by(self.condition, self.level, lanes, count)):
            try:
                hit = self.call.get(lanes[at])
                if hit != NONE:
                    say(self.level, lanes[at], self.rule, hit)
            except Exception:
                hold_back(self.level, lanes[at])
        return 0


cdef class If(Statement):
    cdef Node condition
    cdef tuple body

    def __init__(self, int level, Node condition not None, body):
        self.level, self.condition, self.body = level, condition, statements(body)

    cdef int run(self, short *lanes, int count) except -1:
        count = kept_by(self.condition, self.level, lanes, count)
        if count:
            run_all(self.body, lanes, count)
        return 0


cdef class Recalling(Statement):
    """Rules that need not be asked of what is known; of values for which they had nothing to say, that is ``settle`` d.

    ``unsure`` are nodes that have to be ``None`` for that.
    """

    cdef Node condition, values
    cdef tuple body, unsure
    cdef object settle

    def __init__(self, int level, Node condition not None, body, unsure, settle, Node values not None):
        self.level, self.condition, self.body = level, condition, statements(body)
        self.unsure, self.settle, self.values = nodes(unsure), settle, values

    cdef int run(self, short *lanes, int count) except -1:
        cdef int at
        count = kept_by(self.condition, self.level, lanes, count)
        if not count:
            return 0
        for at in range(count):
            fired[self.level][lanes[at]] = 0
        run_all(self.body, lanes, count)
        for at in range(count):
            try:
                if not fired[self.level][lanes[at]] and self.is_sure(lanes[at]):
                    self.settle(<object>self.values.get(lanes[at]))
            except Exception:
                hold_back(self.level, lanes[at])
        return 0

    cdef bint is_sure(self, int lane) except -1:
        cdef Node node
        for node in self.unsure:
            if not node.absent(lane):
                return False
        return True


# ----------------------------------------------------------------------------------------------------------------- program

cdef class Program:
    """The code of one check: statements about items, about their parties, and about their pieces."""

    cdef tuple bodies

    def __init__(self, items, parties, pieces):
        self.bodies = (statements(items), statements(parties), statements(pieces))

    cdef int run(self, const short *items, int count) except -1:
        cdef short lanes[MOST_LANES]
        cdef int at, piece, role, found = 0
        run_all(<tuple>self.bodies[0], items, count)
        for at in range(count):
            for role in range(2):
                if rows[PARTY][2 * items[at] + role] != NULL:
                    lanes[found] = 2 * items[at] + role
                    found += 1
        run_all(<tuple>self.bodies[1], lanes, found)
        found = 0
        for at in range(count):
            for piece in range(piece_count[items[at]]):
                lanes[found] = first_piece[items[at]] + piece
                found += 1
        run_all(<tuple>self.bodies[2], lanes, found)
        return 0


cdef class Shape:
    """Where sender, addressee and content pieces stand in a record, and how long each kind of record is."""

    cdef readonly Py_ssize_t sender, addressee, contents, item_size, sender_size, addressee_size, piece_size

    def __init__(self, places, sizes):
        self.sender, self.addressee, self.contents = places
        self.item_size, self.sender_size, self.addressee_size, self.piece_size = sizes


cdef inline PyObject **row_of(PyObject *record, Py_ssize_t size) noexcept:
    """The fields of a record; NULL where it is none of that size."""
    return (<PyListObject *>record).ob_item if PyList_CheckExact(record) and PyList_GET_SIZE(record) == size else NULL


cdef bint take_party(int lane, PyObject *party, Py_ssize_t size) noexcept:
    records[PARTY][lane] = party
    owners[PARTY][lane] = lane >> 1
    rows[PARTY][lane] = NULL if party == NONE else row_of(party, size)
    return party == NONE or rows[PARTY][lane] != NULL


cdef int take(int lane, PyObject *record, PyObject *day, Shape shape) noexcept:
    """Puts an item into its lanes. 0 where it is in none of the expected shape, -1 where it finds no room."""
    cdef PyObject **row = row_of(record, shape.item_size)
    cdef PyObject *pieces
    cdef int at, piece = lanes_of[PIECE]
    if row == NULL or not take_party(2 * lane, row[shape.sender], shape.sender_size):
        return 0
    if not take_party(2 * lane + 1, row[shape.addressee], shape.addressee_size):
        return 0
    pieces = row[shape.contents]
    if PyTuple_CheckExact(pieces) and PyTuple_GET_SIZE(pieces) == 0:
        piece_count[lane] = 0
    elif not PyList_CheckExact(pieces):
        return 0
    elif PyList_GET_SIZE(pieces) > MOST_LANES - piece:
        return -1 if PyList_GET_SIZE(pieces) <= MOST_LANES else 0
    else:
        piece_count[lane] = <short>PyList_GET_SIZE(pieces)
    for at in range(piece_count[lane]):
        records[PIECE][piece + at] = PyList_GET_ITEM(pieces, at)
        owners[PIECE][piece + at] = lane
        rows[PIECE][piece + at] = row_of(records[PIECE][piece + at], shape.piece_size)
        if rows[PIECE][piece + at] == NULL:
            return 0
    first_piece[lane] = piece
    lanes_of[PIECE] = piece + piece_count[lane]
    records[ITEM][lane], rows[ITEM][lane], owners[ITEM][lane] = record, row, lane
    days[lane] = day
    held_back[lane] = spoken_of[lane] = 0
    lanes_of[ITEM] = lane + 1
    lanes_of[PARTY] = 2 * lane + 2
    return 1


cdef int leave() except -1:
    """Empties the lanes."""
    global busy
    cdef Node node
    for node in touched:
        node.forget()
    touched.clear()
    lanes_of[ITEM] = lanes_of[PARTY] = lanes_of[PIECE] = 0
    busy = False
    return 0


def hits_of(Shape shape not None, list items not None, list programs not None, as_of, aids):
    """For each item, what the rules say of it, in the order of the Python code; ``None`` where that is left to Python.

    ``items`` are pairs of a record and the day it is judged by, ``programs`` pairs of a program and the places of the items it is for, in the
    order in which hits are wanted. What does not fit into the lanes any more is left to Python.
    """
    global busy
    cdef Py_ssize_t place, lane = 0
    cdef list found = [None] * len(items)
    cdef list lane_for = [-1] * len(items)
    if busy:
        return found
    busy = True
    try:
        context[0], context[1] = <PyObject *>as_of, <PyObject *>aids
        for place in range(len(items)):
            if lane == MOST_ITEMS:
                break
            record, day = <tuple>items[place]
            if take(lane, <PyObject *>record, <PyObject *>day, shape) == 1:
                lane_for[place] = lane
                found[place] = []
                lane += 1
        for program, places in programs:
            run_for(program, places, lane_for, found)
        for place in range(len(items)):
            if found[place] is not None and held_back[<int>lane_for[place]]:
                found[place] = None
    finally:
        leave()
    return found


cdef int run_for(Program program, list places, list lane_for, list found) except -1:
    cdef short lanes[MOST_ITEMS]
    cdef int count = 0, lane
    for place in places:
        lane = lane_for[place]
        if lane >= 0 and not held_back[lane]:
            lanes[count] = lane
            count += 1
    if not count:
        return 0
    try:
        program.run(lanes, count)
    finally:
        for place in places:
            lane = lane_for[place]
            if lane >= 0 and spoken_of[lane]:
                spoken_of[lane] = 0
                collect(lane, found[place])
    return 0


cdef int collect(int lane, list into) except -1:
    """What was said of an item, then of its parties, then of its pieces."""
    cdef int at
    collect_one(ITEM, lane, into)
    collect_one(PARTY, 2 * lane, into)
    collect_one(PARTY, 2 * lane + 1, into)
    for at in range(first_piece[lane], first_piece[lane] + piece_count[lane]):
        collect_one(PIECE, at, into)
    return 0


cdef int collect_one(int level, int lane, list into) except -1:
    cdef list lanes = <list>said_in[level]
    if lanes[lane] is not None:
        into += <list>lanes[lane]
        lanes[lane] = None
    return 0
