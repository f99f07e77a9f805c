# cython: language_level=3
"""What chooses an item's rules, and what a filing asks of its record: the twins of ``keyed`` in ``ead.rules.ways`` and of
``unfit_places`` in ``ead.rules.filing_gaps``."""

from bisect import bisect_right

__all__ = ["Filing", "Keys"]


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

    def known(self, dict lanes not None, dict days not None, list records not None, default, as_of):
        """The way that each record is checked, and the day it is judged by, as far as they are kept: in ``lanes`` by key, and in each by the
        span of days; in ``days`` by what is written. A way is ``None`` where either is not."""
        cdef list found = [], judged_by = []
        cdef object record, lane, posted, way, day
        for record in records:
            way, day = None, as_of
            if record is not None:
                if day is None:
                    posted = (<list>record)[self._posted]
                    day = days.get(posted[:10]) if posted else default
                lane = lanes.get(self.of(record))
                if lane is not None and day is not None:
                    way = (<list?>lane.spans)[<Py_ssize_t>bisect_right(lane.dates, day)]
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
