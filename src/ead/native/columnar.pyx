# cython: language_level=3, boundscheck=False, wraparound=False
"""The code of compiled rules, run over many items column by column.

The code is taken apart by :mod:`ead.rules.columnar` and put together here as nodes. Each node is asked about all items before the next
one is: so what decides and where it stands in memory are still at hand, and a column of which nobody asks is never made. Numbers are
integers as long as nobody wants an object. An item about which a node is in doubt, or over which it raises, is held back: it is looked
at by the Python code.

What is looked at stands in lanes: one for each item, two for the parties of each item, and one for each content piece. Objects are passed
as borrowed references; each belongs to the record or to the node that made it, until the lanes are emptied.
"""

from cpython.object cimport PyObject
from libc.stdint cimport uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memcmp, memcpy, memset

from ead.native.asked cimport Asked

from decimal import Decimal


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
    bint PyLong_CheckExact(PyObject *)
    bint PyUnicode_IS_COMPACT_ASCII(PyObject *)
    Py_ssize_t PyUnicode_GET_LENGTH(PyObject *)
    int PyUnicode_KIND(PyObject *)
    void *PyUnicode_DATA(PyObject *)
    int PyObject_IsTrue(PyObject *) except -1
    PyObject *PyDict_GetItemWithError(PyObject *, PyObject *)
    PyObject *PyErr_Occurred()
    int PyObject_RichCompareBool(PyObject *, PyObject *, int) except -1
    int PySet_Contains(PyObject *, PyObject *) except -1
    Py_ssize_t PySet_GET_SIZE(PyObject *)
    Py_hash_t PyObject_Hash(PyObject *) except? -1
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
    MOST_PLACES = 6
    FEW = 16
    MOST_CHARACTERS = 15
    MOST_ARGUMENTS = 48
    # Kinds of lanes. ANY is that of what is the same in all.
    ANY = -1
    ITEM = 0
    PARTY = 1
    PIECE = 2
    MOST_ITEMS = 64
    MOST_LANES = 1024
    MOST_DAYS = 1000
    MOST_OF_WORD = 7

FIELD_SCALE, MOST_SCALE = PLACES, MOST_PLACES
ANYWHERE, ITEMS, PARTIES, PIECES = ANY, ITEM, PARTY, PIECE
LONGEST_WORD = MOST_OF_WORD


class Doubt(Exception):
    """Cannot be decided here exactly; the Python code can."""

include "columnar_lanes.pxi"
include "columnar_nodes.pxi"
include "columnar_variables.pxi"
include "columnar_lists.pxi"
include "columnar_numbers.pxi"
include "columnar_questions.pxi"
include "columnar_objects.pxi"
include "columnar_recalled.pxi"
include "columnar_statements.pxi"


cdef class Program:
    """The code of one check: statements about items, about their parties, and about their pieces."""

    cdef tuple bodies
    # The items that it is to be run for next.
    cdef short waiting[MOST_ITEMS]
    cdef int count

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


cdef bint take(int lane, PyObject *record, PyObject *day, Shape shape) noexcept:
    """Puts an item into its lanes; whether it is of the expected shape, and there is room."""
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
        return 0
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
    global any_bad
    cdef Node node
    for node in touched:
        node.forget()
    touched.clear()
    let_go()
    if any_bad:
        memset(bad_in, 0, sizeof(bad_in))
        any_bad = False
    lanes_of[ITEM] = lanes_of[PARTY] = lanes_of[PIECE] = 0
    return 0


def hits_of(
    Shape shape not None, list records not None, list days not None, list programs not None, as_of, aids, list order=None, list bad=None,
):
    """For each item, what the rules say of it, in the order of the Python code; ``None`` where that is left to Python.

    Each has a record, the day it is judged by, and the programs that it is for, in the order in which hits are wanted; an item without
    programs is left to Python. As many as there is room for are looked at together: in that ``order`` of their places, or as they come.
    ``bad`` are the names of bad fields (for the item, its sender, its addressee, and each of its pieces; ``None`` where none is bad).
    """
    global busy
    cdef Py_ssize_t at = 0, count = len(records)
    cdef list found = [None] * count
    if len(days) != count or len(programs) != count or (bad is not None and len(bad) != count):
        raise ValueError("not as much of each item")
    if order is None:
        order = list(range(count))
    if busy:
        return found
    busy = True
    try:
        context[0], context[1] = <PyObject *>as_of, <PyObject *>aids
        while at < len(order):
            at = look_at_some(shape, records, days, programs, order, at, bad, found)
    finally:
        busy = False
    return found


cdef Py_ssize_t look_at_some(
    Shape shape, list records, list days, list programs, list order, Py_ssize_t at, list bad, list found
) except -1:
    """As many items as there is room for, from a place of the order on; where to go on."""
    cdef int lane = 0, number = 0
    cdef Py_ssize_t places[MOST_ITEMS]
    cdef list wanted = [], said = []
    cdef object names
    cdef Py_ssize_t place
    try:
        while at < len(order) and lane < MOST_ITEMS:
            place = order[at]
            if not 0 <= place < len(records):
                raise IndexError("an item that is not there")
            record, day, names = records[place], days[place], bad[place] if bad is not None else None
            if programs[place] and take(lane, <PyObject *>record, <PyObject *>day, shape) and take_bad(lane, names):
                places[lane] = place
                wanted.append(<tuple?>programs[place])
                said.append(None)
                lane += 1
            at += 1
        while run_each(number, wanted, said):
            number += 1
        for lane in range(lane):
            if not held_back[lane]:
                found[places[lane]] = () if said[lane] is None else said[lane]
    finally:
        leave()
    return at


cdef bint run_each(int number, list wanted, list said) except -1:
    """Runs the programs at that place among those of each item; whether there was any. One may be for the destination of this item, and
    for the origin of that."""
    cdef list programs = []
    cdef Program program
    cdef int lane
    for lane in range(len(wanted)):
        if not held_back[lane] and number < len(<tuple>wanted[lane]):
            program = <Program?>(<tuple>wanted[lane])[number]
            if not program.count:
                programs.append(program)
            program.waiting[program.count] = <short>lane
            program.count += 1
    try:
        for program in programs:
            program.run(program.waiting, program.count)
    finally:
        for program in programs:
            program.count = 0
        for lane in range(len(said)):
            if spoken_of[lane]:
                spoken_of[lane] = 0
                if said[lane] is None:
                    said[lane] = []
                collect(lane, said[lane])
    return bool(programs)


cdef bint take_bad(int lane, bad) except -1:
    """Puts the names of an item's bad fields where its rules look for them."""
    global any_bad
    cdef int at
    cdef PyObject *names
    if bad is None:
        return True
    if len(<tuple?>bad) != 3 + piece_count[lane]:
        return False
    any_bad = True
    for at in range(3 + piece_count[lane]):
        names = PyTuple_GET_ITEM(<PyObject *>bad, at)
        if at == 0:
            bad_in[ITEM][lane] = names
        elif at < 3:
            bad_in[PARTY][2 * lane + at - 1] = names
        else:
            bad_in[PIECE][first_piece[lane] + at - 3] = names
    return True


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
