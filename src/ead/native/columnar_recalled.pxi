# A part of columnar.pyx. What recurs: whether a combination of values is among those of which there was nothing to say.

cdef enum:
    FIRST_ROOM = 64  # a power of two


cdef struct Remembered:  # what a combination is known by; both are 0 in an empty slot
    uint64_t hash
    uint64_t check


cdef class Recalled(Question):
    """``(value, ...) in quiet``, where most combinations have been met before: what was found in the set once is found again without a
    tuple to ask it with, and without a look at the texts, which lie all over the memory. A set from which something was taken away is
    asked for all of it again.

    Texts are known by Python's hash of 64 bits, whose key is drawn anew for each process, and by their length; other values by where they
    are, so they are held.
    """

    cdef Display values
    cdef object quiet
    cdef bint negated
    cdef Remembered *slots
    cdef Py_ssize_t room, used, size
    cdef list held

    def __init__(self, Display values not None, quiet, bint negated):
        if not isinstance(quiet, set) or len(values.items) > FEW:
            raise Doubt
        self.values, self.quiet, self.negated, self.held = values, quiet, negated, []

    def __dealloc__(self):
        free(self.slots)

    cdef int empty(self) except -1:
        free(self.slots)
        self.slots, self.room, self.used, self.size = NULL, 0, 0, 0
        self.held.clear()
        return 0

    cdef int truth(self, int lane) except -1:
        cdef PyObject *items = <PyObject *>self.values.items
        cdef Py_ssize_t place, count = PyTuple_GET_SIZE(items)
        cdef PyObject *found
        cdef PyObject *others[FEW]
        cdef Remembered one = Remembered(0, 1)
        cdef int known, held = 0
        for place in range(count):
            found = (<Node>PyTuple_GET_ITEM(items, place)).get(lane)
            if PyUnicode_CheckExact(found):
                one.hash = mixed(one.hash, <uint64_t>PyObject_Hash(found))
                one.check = mixed(one.check, one.hash ^ <uint64_t>PyUnicode_GET_LENGTH(found))
            else:
                one.hash = mixed(one.hash, <uint64_t>found >> 4)
                one.check = mixed(one.check, one.hash)
                others[held] = found
                held += 1
        one.check |= 1
        if PySet_GET_SIZE(<PyObject *>self.quiet) < self.size:
            self.empty()
        if self.room and self.slot_of(one).check:
            return not self.negated
        # Asked once more, a call may make another object.
        kept = [<object>others[place] for place in range(held)]
        known = PySet_Contains(<PyObject *>self.quiet, self.values.get(lane))
        # Equal objects that are made anew each time would fill it.
        if known and self.used <= PySet_GET_SIZE(<PyObject *>self.quiet):
            self.remember(one)
            self.held += kept
        return known != self.negated

    cdef Remembered *slot_of(self, Remembered one) noexcept:
        """The slot of a combination, or the empty one for it; some are always empty."""
        cdef Py_ssize_t mask = self.room - 1
        cdef Py_ssize_t place = one.hash & mask
        while self.slots[place].check and (self.slots[place].hash != one.hash or self.slots[place].check != one.check):
            place = (place + 1) & mask
        return &self.slots[place]

    cdef int remember(self, Remembered one) except -1:
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
                if slots[place].check:
                    self.slot_of(slots[place])[0] = slots[place]
            free(slots)
        self.slot_of(one)[0] = one
        self.used += 1
        self.size = PySet_GET_SIZE(<PyObject *>self.quiet)
        return 0


cdef inline uint64_t mixed(uint64_t before, uint64_t more) noexcept:
    before = (before ^ more) * <uint64_t>0x9E3779B97F4A7C15ULL
    return before ^ (before >> 29)
