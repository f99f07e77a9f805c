# cython: language_level=3
"""What chooses an item's rules, and what a filing asks of its record: the twins of what stands in ``ead.rules.ways``, and of
``unfit_places`` in ``ead.rules.filing_gaps``.

Bounds: a text is read up to the length that Python tells, and slots are counted modulo their number.
"""

from bisect import bisect_right

from cpython.datetime cimport date, date_day, date_month, date_year, import_datetime
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.ref cimport PyObject
from libc.stdint cimport int32_t, uint64_t
from libc.string cimport memset

__all__ = ["Filing", "KeptWays", "Keys", "Way", "programs_of"]

import_datetime()

cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(object text)
    const unsigned char *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)

cdef enum:
    # A message between forty places has three thousand keys.
    SLOTS = 8192
    BESIDE = 4  # slots that a key may be in
    DAYS = 64
    WRITTEN = 10  # characters of a day
    LATEST = 2147483647
    # So many items are put in order without Python; groups have less.
    MOST_IN_ORDER = 256


cdef struct Kept:  # a way, which is borrowed from the list of those that are kept, and the days from and before which it holds
    uint64_t places
    uint64_t others
    PyObject *way
    int32_t since
    int32_t until


cdef struct KeptDay:
    uint64_t begin
    uint64_t end
    PyObject *day


cdef inline int32_t number_of(date day) noexcept:
    """A number that is higher for later days."""
    return date_year(day) * 10000 + date_month(day) * 100 + date_day(day)


cdef inline bint add_letters(uint64_t *word, object text, Py_ssize_t start, Py_ssize_t most) except -1:
    """Put so many characters of a text, or those that there are, behind those in the word; ``False`` where they are not plain."""
    cdef Py_ssize_t end = start + most
    cdef const unsigned char *characters
    if text is None:
        word[0] <<= 8 * most
        return True
    if not PyUnicode_IS_ASCII(<str?>text) or start < 0 or PyUnicode_GET_LENGTH(text) < end:
        return False
    characters = PyUnicode_DATA(text)
    while start < end:
        word[0] = word[0] << 8 | characters[start]
        if not characters[start]:
            return False
        start += 1
    return True


cdef class Way:
    """How items of one key are checked between days on which rules come or go."""

    def __init__(self, plan, unserved, *, filed):
        self.plan, self.unserved, self.filed = plan, unserved, filed
        self.watchers, self.wants_models = plan.watchers, bool(plan.model_rules)
        self.rank = hash(tuple([id(part) for part in plan.others]))


def programs_of(list ways not None):
    """The programs of each way; the places of the ways in the order of their ranks; and whether every one is there, and its plan has a
    program for each part."""
    cdef list programs = []
    cdef Py_hash_t ranks[MOST_IN_ORDER]
    cdef short places[MOST_IN_ORDER]
    cdef Py_ssize_t at, before, count = len(ways)
    cdef Py_hash_t rank
    cdef bint whole = True
    for at in range(count):
        way = ways[at]
        rank = 0
        if way is None:
            whole = False
            programs.append(())
        else:
            rank = (<Way?>way).rank
            plan = (<Way>way).plan
            programs.append(plan.programs)
            whole = whole and not plan.without_program
        if count <= MOST_IN_ORDER:
            before = at
            while before and ranks[before - 1] > rank:
                ranks[before], places[before] = ranks[before - 1], places[before - 1]
                before -= 1
            ranks[before], places[before] = rank, <short>at
    if count <= MOST_IN_ORDER:
        order = [places[at] for at in range(count)]
    else:
        order = sorted(range(count), key=[0 if way is None else way.rank for way in ways].__getitem__)
    return programs, order, whole


cdef class Keys:
    """Makes keys of records: items with the same key are checked by the same rules.

    ``places`` are those of destination operator, item id, mail class, sender, addressee and posting date, and of the country in sender and
    addressee, and of the postcode in the latter. ``territory_of`` tells of an addressee in the United Kingdom whether it is in a territory
    of its own.
    """

    cdef object _territory_of
    cdef Py_ssize_t _operator, _item_id, _mail_class, _sender, _addressee, _posted, _origin, _destination, _postcode

    def __init__(self, places, territory_of):
        self._operator, self._item_id, self._mail_class, self._sender, self._addressee, self._posted, *countries = places
        self._origin, self._destination, self._postcode = countries
        self._territory_of = territory_of

    cdef bint _may_be_elsewhere(self, object postcode) except -1:
        """Whether a postcode may be one of Northern Ireland, which begin with "BT" but for blanks; whatever is unusual may be."""
        cdef Py_UCS4 first
        if not postcode:
            return False
        first = (<str?>postcode)[0]
        return first <= 0x20 or first > 0x7F or first == c"B" or first == c"b"

    def of(self, list record not None):
        """The key of a record."""
        cdef object sender = record[self._sender], addressee = record[self._addressee]
        cdef object item_id = record[self._item_id], served = record[self._operator], country = None
        if addressee is not None:
            country = (<list?>addressee)[self._destination]
            if country == "GB" and self._may_be_elsewhere((<list>addressee)[self._postcode]):
                country = self._territory_of(addressee) or country
        return (
            country,
            (<str?>served)[:2] if served is not None else None,
            None if sender is None else (<list?>sender)[self._origin],
            (<str?>item_id)[-2:] if item_id is not None else "",
            record[self._mail_class],
        )


cdef class KeptWays:
    """The ways of one engine, found without its tables: by two words for the places and the class, and a number for the day.

    What is not here is asked of ``keys``, and kept.
    """

    cdef Keys _keys
    cdef Kept *_slots
    cdef KeptDay _days[DAYS]
    cdef list _ways, _written

    def __cinit__(self, Keys keys not None):
        self._keys, self._ways, self._written = keys, [], []
        self._slots = <Kept *>PyMem_Calloc(SLOTS, sizeof(Kept))
        if self._slots == NULL:
            raise MemoryError

    def __dealloc__(self):
        PyMem_Free(self._slots)

    cdef bint _pack(self, list record, uint64_t *places, uint64_t *others) except -1:
        """The key of a record in two words; ``False`` where it has something out of the ordinary."""
        cdef object sender = record[self._keys._sender], addressee = record[self._keys._addressee], item_id = record[self._keys._item_id]
        cdef object country = None if addressee is None else (<list?>addressee)[self._keys._destination]
        places[0] = others[0] = 0
        if country is not None and PyUnicode_GET_LENGTH(<str?>country) != 2:
            return False
        if country == "GB" and self._keys._may_be_elsewhere((<list>addressee)[self._keys._postcode]):
            return False
        origin = None if sender is None else (<list?>sender)[self._keys._origin]
        mail_class = record[self._keys._mail_class]
        if (origin is not None and PyUnicode_GET_LENGTH(<str?>origin) != 2) or item_id is None or mail_class is None:
            return False
        return (
            PyUnicode_GET_LENGTH(<str?>mail_class) == 1
            and add_letters(places, country, 0, 2)
            and add_letters(places, origin, 0, 2)
            and add_letters(places, record[self._keys._operator], 0, 2)
            and add_letters(places, item_id, PyUnicode_GET_LENGTH(<str?>item_id) - 2, 2)
            and add_letters(others, mail_class, 0, 1)
        )

    cdef Kept *_slot_of(self, uint64_t places, uint64_t others) noexcept:
        """The slot of a key, or the one to put it in."""
        cdef uint64_t begin = (places * <uint64_t>0x9E3779B97F4A7C15ULL ^ others * <uint64_t>0xC2B2AE3D27D4EB4FULL) >> 40
        cdef Kept *slot
        cdef int step
        for step in range(BESIDE):
            slot = &self._slots[(begin + step) % SLOTS]
            if slot.way == NULL or (slot.places == places and slot.others == others):
                return slot
        return &self._slots[begin % SLOTS]

    cdef object _day_of(self, dict days, object written):
        """The day that a posting date begins with, or ``None`` where it is not kept."""
        cdef uint64_t begin = 0, end = 0
        cdef KeptDay *slot
        cdef object day
        if PyUnicode_GET_LENGTH(<str?>written) < WRITTEN or not add_letters(&begin, written, 0, 8) or not add_letters(&end, written, 8, 2):
            return days.get(written[:WRITTEN])
        slot = &self._days[((begin * 31 ^ end) * <uint64_t>0x9E3779B97F4A7C15ULL >> 40) % DAYS]
        if slot.day != NULL and slot.begin == begin and slot.end == end:
            return <object>slot.day
        day = days.get(written[:WRITTEN])
        if day is not None:
            if len(self._written) >= SLOTS:
                memset(self._days, 0, sizeof(self._days))
                self._written.clear()
            self._written.append(day)
            slot.begin, slot.end, slot.day = begin, end, <PyObject *>day
        return day

    cdef int _keep(self, uint64_t places, uint64_t others, object lane, date day, object way) except -1:
        """Keep a way for as long as it holds in its lane."""
        cdef list dates = lane.dates
        cdef Py_ssize_t place = bisect_right(dates, day)
        cdef Kept *slot
        if len(self._ways) >= SLOTS:
            memset(self._slots, 0, SLOTS * sizeof(Kept))
            self._ways.clear()
        self._ways.append(way)
        slot = self._slot_of(places, others)
        slot.places, slot.others, slot.way = places, others, <PyObject *>way
        slot.since = number_of(dates[place - 1]) if place else 0
        slot.until = number_of(dates[place]) if place < len(dates) else LATEST

    def known(self, dict lanes not None, dict days not None, list records not None, default, as_of):
        """The way that each record is checked, and the day it is judged by, as far as they are kept: in ``lanes`` by key, and in each by the
        span of days; in ``days`` by what is written. A way is ``None`` where either is not."""
        cdef list found = [], judged_by = []
        cdef object record, lane, posted, way, day
        cdef uint64_t places = 0, others = 0
        cdef int32_t number
        cdef bint packed
        cdef Kept *slot
        for record in records:
            way, day = None, as_of
            if record is not None:
                if day is None:
                    posted = (<list>record)[self._keys._posted]
                    day = self._day_of(days, posted) if posted else default
                if day is not None:
                    number, packed = number_of(<date?>day), self._pack(<list>record, &places, &others)
                    slot = self._slot_of(places, others)
                    if packed and slot.way != NULL and slot.places == places and slot.others == others and slot.since <= number < slot.until:
                        way = <object>slot.way
                    else:
                        lane = lanes.get(self._keys.of(record))
                        way = None if lane is None else (<list?>lane.spans)[<Py_ssize_t>bisect_right(lane.dates, day)]
                        if packed and way is not None:
                            self._keep(places, others, lane, day, way)
            found.append(way)
            judged_by.append(day)
        return found, judged_by


cdef class Filing:
    """Knows records that surely hold what a filing must have.

    ``is_valid`` tells of an item id whether it is an S10 identifier; ``places`` are those of item id, contents, sender and addressee, and
    of the country in these two.
    """

    cdef object _is_valid
    cdef frozenset _codes
    cdef Py_ssize_t _item_id, _contents, _sender, _addressee, _origin, _destination

    def __init__(self, is_valid, frozenset codes not None, places):
        self._is_valid, self._codes = is_valid, codes
        self._item_id, self._contents, self._sender, self._addressee, self._origin, self._destination = places

    def takes(self, list record not None):
        """Whether there is nothing in the record that it could not take; ``False`` also where that is not plain to see."""
        cdef object item_id = record[self._item_id]
        return bool(
            record[self._contents]
            and self._has_code(record[self._sender], self._origin)
            and self._has_code(record[self._addressee], self._destination)
            and item_id is not None
            and self._is_valid(item_id)
        )

    cdef bint _has_code(self, object party, Py_ssize_t place) except -1:
        cdef object written = None if party is None else (<list?>party)[place]
        return written is None or written in self._codes
