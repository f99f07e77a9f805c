# cython: language_level=3
"""The watchers of a message, asked of records without Python in between: the twins of the classes that rules on messages are made of.

A watcher of the rules (``ead.rules.core_text``, ``dq_message``, ``world.eu_import_split``, ``world.eu_ics2_filing``) may give a *glance*:
an object that takes a few numbers out of the record of an item, and answers by them ``None`` (seen, nothing to say), what the watcher
says, or :data:`ASK`: then the watcher itself is asked, which has not been told of the item. What a watcher remembers it shares with its
glance, so it does not matter which of them was shown an item.

The numbers are mostly hashes, so they are the same in all processes that were forked from one: a process may take them down
(:class:`Notes`), and another may tell its watchers.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.unicode cimport PyUnicode_1BYTE_DATA, PyUnicode_GET_LENGTH
from libc.stdint cimport int64_t
from libc.string cimport memcpy, memset

from ead.native.decoded cimport Decoded
from ead.native.tables cimport FirstSeen, Kinds, contents_hash, two_hash

cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(object text)

__all__ = [
    "ASK", "Dummies", "EqualContents", "Glance", "HouseDocuments", "Notes", "SplitConsignments", "UniqueIds", "Watches", "look_in_turn",
    "note_in_turn",
]

ASK = object()
"""The answer of a glance that leaves an item to its watcher."""

# Of E.164, fifteen digits; six at least, for what is shorter is called that before it is called a dummy.
cdef enum:
    FEWEST_DIGITS = 6
    MOST_DIGITS = 15
    # Digits of an amount and of its fraction that a sum of pieces has room for.
    MOST_OF_AMOUNT = 12
    PLACES = 6
    MILLION = 1000000
    # How many numbers a glance takes out of a record, and how many glances are taken together.
    MOST_NUMBERS = 2
    MOST_TAKEN = 512

cdef enum:
    # What is known of an item: there is nothing to watch, all that there is to know stands in the numbers, or the watcher has to look.
    NOTHING
    TAKEN
    LEFT


cdef class Glance:
    """What looks at items in place of a watcher, as long as there is nothing out of the ordinary; by itself, it leaves all to the watcher.

    It takes ``width`` numbers.
    """

    cdef readonly Py_ssize_t width

    cdef int take(self, list record, int64_t *numbers) except -1:
        """Take the numbers out of a record; whether there is something to watch, and whether they say enough."""
        return LEFT

    cdef object say(self, int64_t index, const int64_t *numbers):
        """What the watcher says about an item with these numbers."""
        return ASK

    cdef void expect(self, const int64_t *numbers) noexcept:
        """Be told that these numbers, which were taken, are about to be said something of."""

    cdef object look(self, int64_t index, list record):
        """Both at once."""
        cdef int64_t numbers[MOST_NUMBERS]
        cdef int state = self.take(record, numbers)
        if state == TAKEN:
            return self.say(index, numbers)
        return None if state == NOTHING else ASK


cdef class UniqueIds(Glance):
    """``item_ids_are_unique``: asks at the second item of an id."""

    cdef FirstSeen _first
    cdef Py_ssize_t _item_id

    def __init__(self, FirstSeen first not None, Py_ssize_t item_id):
        self._first = first
        self._item_id = item_id
        self.width = 1

    cdef int take(self, list record, int64_t *numbers) except -1:
        cdef object item_id = record[self._item_id]
        if item_id is None:
            return NOTHING
        numbers[0] = hash(item_id)
        return TAKEN

    cdef void expect(self, const int64_t *numbers) noexcept:
        self._first.expect(numbers[0])

    cdef object say(self, int64_t index, const int64_t *numbers):
        return None if self._first.note(numbers[0], index) == index else ASK


cdef class HouseDocuments(Glance):
    """``house_documents_are_unique``: asks at the second item of an id, and at items to the United Kingdom, whose postcode decides.

    ``area`` are the countries of ICS2; ``places`` those of item id, operator of destination, addressee, and the country in it.
    """

    cdef FirstSeen _first
    cdef frozenset _area
    cdef Py_ssize_t _item_id, _operator, _addressee, _country

    def __init__(self, FirstSeen first not None, frozenset area not None, places):
        self._first, self._area = first, area
        self._item_id, self._operator, self._addressee, self._country = places
        self.width = 1

    cdef int take(self, list record, int64_t *numbers) except -1:
        cdef object item_id = record[self._item_id], operator, country = _of_group(record[self._addressee], self._country)
        if item_id is None:
            return NOTHING
        if not country:
            operator = record[self._operator]
            country = operator[:2] if operator is not None else ""
        if country in self._area:
            numbers[0] = hash(item_id)
            return TAKEN
        return LEFT if country == "GB" else NOTHING

    cdef void expect(self, const int64_t *numbers) noexcept:
        self._first.expect(numbers[0])

    cdef object say(self, int64_t index, const int64_t *numbers):
        return None if self._first.note(numbers[0], index) == index else ASK


cdef class EqualContents(Glance):
    """``contents_differ_from_item_to_item``: counts, and says that there are enough of a kind.

    ``places`` are those of gross weight, contents and addressee, of name and line in it; ``told_apart`` those of what tells pieces apart.
    """

    cdef Kinds _kinds
    cdef Py_ssize_t _fewest, _gross, _contents, _addressee, _name, _line
    cdef tuple _told_apart

    def __init__(self, Kinds kinds not None, Py_ssize_t fewest, places, tuple told_apart not None):
        self._kinds, self._fewest, self._told_apart = kinds, fewest, told_apart
        self._gross, self._contents, self._addressee, self._name, self._line = places
        self.width = 2

    cdef int take(self, list record, int64_t *numbers) except -1:
        cdef object gross = record[self._gross], contents = record[self._contents], addressee = record[self._addressee]
        if gross is None or contents is None:
            return NOTHING
        numbers[0] = contents_hash(gross, contents, self._told_apart)
        numbers[1] = two_hash(_of_group(addressee, self._name), _of_group(addressee, self._line))
        return TAKEN

    cdef void expect(self, const int64_t *numbers) noexcept:
        self._kinds.expect(numbers[0])

    cdef object say(self, int64_t index, const int64_t *numbers):
        cdef int64_t count = self._kinds.count(numbers[0], numbers[1])
        return {"count": self._fewest} if count and count == self._fewest else None


cdef class Dummies(Glance):
    """``dummies_are_rare``: counts items without any dummy, and asks at the others.

    ``places`` are those of gross weight, contents, sender and addressee, of the telephone in these two, and of amount, net weight and HS
    code in a piece. ``weights``, ``amounts``, ``telephones`` and ``codes`` are dummies, the last two as digits, the codes of six.
    """

    cdef readonly Py_ssize_t items
    cdef frozenset _weights, _amounts, _telephones, _codes
    # Whether any of them begins with these two digits: most that is asked about does not, and needs no text of its own to ask with.
    cdef char _begin_telephones[100]
    cdef char _begin_codes[100]
    cdef Py_ssize_t _gross, _contents, _sender, _addressee, _telephone, _other_telephone, _amount, _net, _code

    def __init__(
        self,
        frozenset weights not None,
        frozenset amounts not None,
        frozenset telephones not None,
        frozenset codes not None,
        places,
    ):
        self._weights, self._amounts, self._telephones, self._codes = weights, amounts, telephones, codes
        _note_begins(self._begin_telephones, telephones)
        _note_begins(self._begin_codes, codes)
        self._gross, self._contents, self._sender, self._addressee, *of_groups = places
        self._telephone, self._other_telephone, self._amount, self._net, self._code = of_groups

    cdef int take(self, list record, int64_t *numbers) except -1:
        cdef object gross = record[self._gross], contents = record[self._contents], code
        cdef list piece
        if gross is None or contents is None:
            return NOTHING
        if (
            gross in self._weights
            or self._may_be_dummy(_of_group(record[self._sender], self._telephone))
            or self._may_be_dummy(_of_group(record[self._addressee], self._other_telephone))
        ):
            return LEFT
        if contents:
            piece = contents[0]
            code = piece[self._code]
            if piece[self._amount] in self._amounts or piece[self._net] in self._weights:
                return LEFT
            if code is not None and _may_begin(self._begin_codes, <str?>code) and code[:6] in self._codes:
                return LEFT
        return TAKEN

    cdef object say(self, int64_t index, const int64_t *numbers):
        self.items += 1
        return None

    cdef bint _may_be_dummy(self, object telephone) except -1:
        """``False`` for a number that is surely none: with six to fifteen digits in it, not all the same, that are in no list."""
        if telephone is None:
            return False
        if not PyUnicode_IS_ASCII(<str?>telephone):
            return True
        cdef const unsigned char *text = <const unsigned char *>PyUnicode_1BYTE_DATA(telephone)
        cdef char digits[MOST_DIGITS]
        cdef int count = 0
        cdef bint differ = False
        cdef Py_ssize_t place
        # Within the length that the text has.
        for place in range(PyUnicode_GET_LENGTH(telephone)):
            if 0x30 <= text[place] <= 0x39:
                if count == MOST_DIGITS:
                    return True
                digits[count] = text[place]
                differ = differ or digits[count] != digits[0]
                count += 1
        if count < FEWEST_DIGITS or not differ:
            return True
        if not self._begin_telephones[10 * (digits[0] - 0x30) + digits[1] - 0x30]:
            return False
        return digits[:count].decode("ascii") in self._telephones


cdef int _note_begins(char *begins, frozenset texts) except -1:
    """Takes note of the two digits that each of some texts begins with."""
    cdef str text
    memset(begins, 0, 100)
    for text in texts:
        if len(text) < 2 or not (text[:2].isascii() and text[:2].isdigit()):
            raise ValueError("expected digits")
        begins[int(text[:2])] = 1
    return 0


cdef inline bint _may_begin(const char *begins, str text):
    """Whether a text begins like one of which that was noted; of any but ASCII that is not told."""
    cdef const unsigned char *characters
    if not PyUnicode_IS_ASCII(text) or PyUnicode_GET_LENGTH(text) < 2:
        return True
    characters = <const unsigned char *>PyUnicode_1BYTE_DATA(text)
    if not (0x30 <= characters[0] <= 0x39 and 0x30 <= characters[1] <= 0x39):
        return True
    return begins[10 * (characters[0] - 0x30) + characters[1] - 0x30]


cdef class SplitConsignments(Glance):
    """``consignments_are_not_split``: keeps in mind the first part of each consignment that might be one; the watcher counts the others.

    ``places`` are those of nature, posting date, contents, sender and addressee; of the country, name and firm of the sender, of the
    country, name and line of the addressee, and of amount and currency in a piece. ``worth`` makes an amount of millionths, with which
    ``count`` counts a part, known by a :data:`hash`.
    """

    cdef int64_t _limit
    cdef frozenset _union
    cdef str _sale, _since
    cdef dict _seen
    cdef Py_ssize_t _remembered
    cdef object _worth, _count
    cdef Py_ssize_t _nature, _posted, _contents, _sender, _addressee
    cdef Py_ssize_t _origin, _from, _firm, _destination, _to, _line, _amount, _currency

    def __init__(
        self, int64_t limit, frozenset union not None, str sale not None, str since not None, dict seen not None, Py_ssize_t remembered,
        worth, count, places,
    ):
        self._limit = limit * MILLION
        self._union, self._sale, self._since = union, sale, since
        self._seen, self._remembered, self._worth, self._count = seen, remembered, worth, count
        self.width = 2
        self._nature, self._posted, self._contents, self._sender, self._addressee, *of_groups = places
        self._origin, self._from, self._firm, self._destination, self._to, self._line, self._amount, self._currency = of_groups

    cdef int take(self, list record, int64_t *numbers) except -1:
        cdef object posted = record[self._posted], sender = record[self._sender], addressee = record[self._addressee]
        if sender is None or addressee is None or posted is None or record[self._nature] != self._sale or posted < self._since:
            return NOTHING
        cdef object destination = (<list?>addressee)[self._destination], origin = (<list?>sender)[self._origin]
        if origin is None or destination not in self._union or origin in self._union:
            return NOTHING
        cdef int64_t total = 0, amount
        for piece in record[self._contents]:
            if (<list?>piece)[self._currency] != "EUR":
                return NOTHING
            amount = _in_millionths(piece[self._amount])
            if amount < 0 or total > self._limit:
                return LEFT
            total += amount
        if not self._limit <= 2 * total <= 2 * self._limit:
            return NOTHING
        cdef object name = (<list>addressee)[self._to], line = (<list>addressee)[self._line]
        if name is None or line is None:
            return NOTHING
        numbers[0] = hash((posted[:10], name, line, (<list>sender)[self._firm] or (<list>sender)[self._from]))
        numbers[1] = total
        return TAKEN

    cdef object say(self, int64_t index, const int64_t *numbers):
        cdef object key = numbers[0]
        if key in self._seen or len(self._seen) >= self._remembered:
            return self._count(key, self._worth(numbers[1]))
        self._seen[key] = (1, self._worth(numbers[1]))
        return None


cdef int64_t _in_millionths(object written):
    """A plain amount times a million; -1 for one that is left to others."""
    if written is None or not PyUnicode_IS_ASCII(<str?>written):
        return -1
    cdef const unsigned char *text = <const unsigned char *>PyUnicode_1BYTE_DATA(written)
    cdef Py_ssize_t place, length = PyUnicode_GET_LENGTH(written)
    if not 0 < length <= MOST_OF_AMOUNT:
        return -1
    cdef int64_t value = 0
    cdef int left = -1
    # Within the length that the text has.
    for place in range(length):
        if 0x30 <= text[place] <= 0x39:
            if left == 0:
                return -1
            value = 10 * value + text[place] - 0x30
            left -= left > 0
        elif text[place] == c"." and left < 0 and place:
            left = PLACES
        else:
            return -1
    left = PLACES if left < 0 else left
    while left:
        value *= 10
        left -= 1
    return value


cdef inline object _of_group(object group, Py_ssize_t place):
    """A field of a group that may be missing."""
    return None if group is None else (<list?>group)[place]


cdef class Notes:
    """What the watchers of a message have to know of items that follow each other, of which the first is item ``first``.

    For each item and each of ``watchers`` watchers there is a state; then the numbers of all that are taken, and of what is left to a
    watcher what it has to be shown.
    """

    cdef Py_ssize_t _watchers, _first
    cdef bytearray _states, _numbers
    cdef list _shown

    def __init__(self, Py_ssize_t watchers):
        self._watchers = watchers
        self.begin(0)

    def begin(self, Py_ssize_t first):
        """Forget all, and go on with item ``first``."""
        self._first = first
        self._states, self._numbers, self._shown = bytearray(), bytearray(), []

    def told(self):
        """All of it in plain types."""
        return bytes(self._states), bytes(self._numbers), self._shown

    cdef Py_ssize_t _room_for(self, Py_ssize_t index) except -1:
        """Where the states of an item begin; items come in order, and for those between there is nothing to watch."""
        cdef Py_ssize_t start = (index - self._first) * self._watchers
        if start < len(self._states):
            raise ValueError("items come in order")
        self._states.extend(bytes(start + self._watchers - len(self._states)))
        return start


cdef struct Took:
    int state
    int64_t numbers[MOST_NUMBERS]


cdef class Watches:
    """Watchers that look at items: of each its place among all watchers of the message, its rule, its glance or ``None``, and the watch
    (``ead.rules.message``) to ask where that does not say enough."""

    cdef list _places, _rules, _glances, _watches

    def __init__(self, watches):
        self._places, self._rules, self._glances, self._watches = [], [], [], []
        for place, rule, glance, watch in watches:
            self._places.append(place)
            self._rules.append(rule)
            self._glances.append(<Glance?>glance if glance is not None else Glance())
            self._watches.append(watch)

    def look(self, int64_t index, list record not None):
        """Show an item to all of them: what they say, as hits."""
        return self._look(index, record)

    cdef object _look(self, int64_t index, list record):
        cdef list hits = None
        cdef Py_ssize_t number
        for number in range(len(self._glances)):
            hits = self._with(hits, number, (<Glance>self._glances[number]).look(index, record), index, record)
        return () if hits is None else hits

    cdef object _said_of(self, int64_t index, list record, const Took *taken):
        """The same of an item of which all has been taken."""
        cdef list hits = None
        cdef Py_ssize_t number
        cdef object said
        for number in range(len(self._glances)):
            if taken[number].state != NOTHING:
                said = (<Glance>self._glances[number]).say(index, taken[number].numbers) if taken[number].state == TAKEN else ASK
                hits = self._with(hits, number, said, index, record)
        return () if hits is None else hits

    cdef inline list _with(self, list hits, Py_ssize_t number, object said, int64_t index, list record):
        """Hits, and what a glance has said, or the watcher behind it."""
        if said is ASK:
            said = self._watches[number].ask(index, record)
        if said is not None:
            hits = [] if hits is None else hits
            hits.append((self._rules[number], said, ()))
        return hits

    def note(self, Py_ssize_t index, list record not None, Notes notes not None):
        """Take down what watchers of another process, which are as many, have to know of an item."""
        self._note(index, record, notes)

    cdef int _note(self, Py_ssize_t index, list record, Notes notes) except -1:
        cdef int64_t numbers[MOST_NUMBERS]
        cdef Py_ssize_t number, start = notes._room_for(index)
        cdef Glance glance
        cdef object shown
        cdef int state
        for number in range(len(self._glances)):
            glance = <Glance>self._glances[number]
            state = glance.take(record, numbers)
            if state == LEFT:
                shown = self._watches[number].shown(record)
                if shown is None:
                    continue
                notes._shown.append(shown)
            elif state == TAKEN and glance.width:
                notes._numbers += (<char *>numbers)[:glance.width * sizeof(int64_t)]
            notes._states[start + <Py_ssize_t>self._places[number]] = state
        return 0

    def tell(self, int64_t index, bytes states not None, bytes numbers not None, list shown not None, record_of):
        """Tell the watchers, which have to be all of the message, what was taken down of the items from ``index`` on.

        What they say, as pairs of an item's number among these and of hits. ``record_of`` gives the record of an item by that number.
        """
        cdef list found = [], hits
        cdef Py_ssize_t item, number, used = 0, count = len(self._glances)
        cdef Py_ssize_t size = PyBytes_GET_SIZE(numbers)
        cdef const unsigned char *state = <const unsigned char *>PyBytes_AS_STRING(states)
        cdef const char *data = PyBytes_AS_STRING(numbers)
        cdef int64_t taken[MOST_NUMBERS]
        cdef Py_ssize_t length
        cdef object said, more = iter(shown)
        for item in range(PyBytes_GET_SIZE(states) // count if count else 0):
            hits = None
            for number in range(count):
                said = None
                # Within the states: there are ``count`` of them for each item.
                if state[item * count + number] == TAKEN:
                    length = (<Glance>self._glances[number]).width * sizeof(int64_t)
                    if length > size - used:
                        raise ValueError("more is taken than there are numbers")
                    memcpy(taken, data + used, length)
                    used += length
                    said = (<Glance>self._glances[number]).say(index + item, taken)
                    if said is ASK:
                        said = self._watches[number].ask(index + item, record_of(item))
                elif state[item * count + number] == LEFT:
                    said = self._watches[number].told(index + item, next(more))
                if said is not None:
                    hits = [] if hits is None else hits
                    hits.append((self._rules[number], said, ()))
            if hits is not None:
                found.append((item, hits))
        return found


def look_in_turn(list watches not None, list items not None):
    """What is said of decoded items, of which each is shown to the watches beside it."""
    cdef list said = []
    cdef Py_ssize_t at = 0
    if len(watches) != len(items):
        raise ValueError("not as many items as watches")
    while at < len(items):
        at = _look_at_some(watches, items, at, said)
    return said


cdef Py_ssize_t _look_at_some(list watches, list items, Py_ssize_t first, list said) except -1:
    """As many items as there is room for, from a place on; where to go on.

    All numbers are taken before anything is said of the first: tables of what was seen outgrow the caches, and so their places are on their
    way when they are looked at.
    """
    cdef Took taken[MOST_TAKEN]
    cdef Py_ssize_t at, number, behind = first, used = 0
    cdef Watches looking
    cdef Decoded item
    cdef Glance glance
    while behind < len(items):
        looking, item = <Watches?>watches[behind], <Decoded?>items[behind]
        if used + len(looking._glances) > MOST_TAKEN:
            break
        for number in range(len(looking._glances)):
            glance = <Glance>looking._glances[number]
            taken[used].state = glance.take(<list?>item.record, taken[used].numbers)
            if taken[used].state == TAKEN:
                glance.expect(taken[used].numbers)
            used += 1
        behind += 1
    used = 0
    for at in range(first, behind):
        looking, item = <Watches>watches[at], <Decoded>items[at]
        said.append(looking._said_of(item.index, item.record, &taken[used]))
        used += len(looking._glances)
    if behind == first:
        # More watchers than there is room for.
        said.append((<Watches>watches[first])._look((<Decoded>items[first]).index, (<Decoded>items[first]).record))
        behind += 1
    return behind


def note_in_turn(list watches not None, list items not None, Notes notes not None):
    """Take down what watchers of another process have to know of decoded items, of which each is shown to the watches beside it."""
    cdef Py_ssize_t at
    cdef Decoded item
    if len(watches) != len(items):
        raise ValueError("not as many items as watches")
    for at in range(len(items)):
        item = <Decoded?>items[at]
        (<Watches?>watches[at])._note(item.index, <list?>item.record, notes)
