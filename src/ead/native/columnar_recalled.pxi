# A part of columnar.pyx. What recurs: whether a combination of values is among those of which there was nothing to say.

cdef enum:
    FIRST_ROOM = 64  # a power of two


cdef struct Remembered:
    uint64_t hash
    PyObject *values  # a tuple; NULL for an empty slot


cdef inline uint64_t hash_of(PyObject *value) except? 0:
    """The hash of a text. Of other objects it is enough to know the same one again: the hash of a named tuple takes longer than a look into
    the set."""
    return <uint64_t>PyObject_Hash(value) if PyUnicode_CheckExact(value) else <uint64_t>value >> 4


cdef class Recalled(Question):
    """``(value, ...) in quiet``, where most combinations have been met before: what was found in the set once is found again without a
    tuple to ask it with. A set from which something was taken away is asked for all of it again."""

    cdef Display values
    cdef object quiet
    cdef bint negated
    cdef Remembered *slots
    cdef Py_ssize_t room, used, size

    def __init__(self, Display values not None, quiet, bint negated):
        if not isinstance(quiet, set) or len(values.items) > FEW:
            raise Doubt
        self.values, self.quiet, self.negated = values, quiet, negated

    def __dealloc__(self):
        self.empty()

    cdef void empty(self) noexcept:
        cdef Py_ssize_t place
        cdef Remembered *slots = self.slots
        cdef Py_ssize_t room = self.room
        self.slots, self.room, self.used, self.size = NULL, 0, 0, 0
        for place in range(room):
            Py_XDECREF(slots[place].values)
        free(slots)

    cdef int truth(self, int lane) except -1:
        cdef PyObject *items = <PyObject *>self.values.items
        cdef Py_ssize_t place, count = PyTuple_GET_SIZE(items)
        cdef PyObject *found[FEW]
        cdef PyObject *made
        cdef uint64_t key = 0
        cdef int known
        for place in range(count):
            found[place] = (<Node>PyTuple_GET_ITEM(items, place)).get(lane)
            key = (key ^ hash_of(found[place])) * <uint64_t>0x9E3779B97F4A7C15ULL
            key ^= key >> 29
        if PySet_GET_SIZE(<PyObject *>self.quiet) < self.size:
            self.empty()
        if self.room and self.slot_of(key, found, count).values != NULL:
            return not self.negated
        made = self.values.get(lane)
        known = PySet_Contains(<PyObject *>self.quiet, made)
        # Equal objects that are made anew each time would fill it.
        if known and self.used <= PySet_GET_SIZE(<PyObject *>self.quiet):
            self.remember(key, made)
        return known != self.negated

    cdef Remembered *slot_of(self, uint64_t key, PyObject **found, Py_ssize_t count) except NULL:
        """The slot of a combination, or the empty one for it; some are always empty."""
        cdef Py_ssize_t mask = self.room - 1
        cdef Py_ssize_t place = key & mask
        cdef Remembered *slot = &self.slots[place]
        while slot.values != NULL and not (slot.hash == key and self.are_equal(slot.values, found, count)):
            place = (place + 1) & mask
            slot = &self.slots[place]
        return slot

    cdef bint are_equal(self, PyObject *values, PyObject **found, Py_ssize_t count) except -1:
        cdef Py_ssize_t place
        for place in range(count):
            if not is_equal(PyTuple_GET_ITEM(values, place), found[place]):
                return False
        return True

    cdef int remember(self, uint64_t key, PyObject *values) except -1:
        """Put a combination that is not there into its slot."""
        cdef Remembered *slots = self.slots
        cdef Py_ssize_t place, room = self.room
        if 2 * self.used >= room:
            self.slots = <Remembered *>calloc(max(FIRST_ROOM, 2 * room), sizeof(Remembered))
            if self.slots == NULL:
                self.slots = slots
                raise MemoryError
            self.room = max(FIRST_ROOM, 2 * room)
            for place in range(room):
                if slots[place].values != NULL:
                    self.put(slots[place])
            free(slots)
        Py_INCREF(values)
        self.put(Remembered(key, values))
        self.used += 1
        self.size = PySet_GET_SIZE(<PyObject *>self.quiet)
        return 0

    cdef void put(self, Remembered one) noexcept:
        cdef Py_ssize_t mask = self.room - 1
        cdef Py_ssize_t place = one.hash & mask
        while self.slots[place].values != NULL:
            place = (place + 1) & mask
        self.slots[place] = one
