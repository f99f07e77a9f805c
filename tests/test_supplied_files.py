"""What a caller supplies beside a message: exchange rates and times of events, from CSV and TOML files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import ead
from ead.errors import ConfigurationError
from ead.events_file import read_events
from ead.rates_file import read_rates

EXAMPLES = Path(__file__).parents[1] / "examples"
HEAD = "currency,date,rate,base\n"
EVENTS_HEAD = "item_id,event,time\n"


def written(folder: Path, name: str, text: str) -> Path:
    """A file with that text."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def converted(rates: ead.Rates, currency: str, target: str, on: date) -> Decimal | None:
    """A hundred units of a currency in another."""
    return rates.convert(Decimal(100), currency, target, on)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "USD,2026-11-02,0.8642,EUR\n",
        "currency;date;rate\r\nUSD;2026-11-02;0.8642\r\n",
        '\ufeff# a comment\n\n"Currency","Date","Rate"\n\nUSD, 2026-11-02 ,0.8642\n',
    ],
)
def test_rates_from_csv(tmp_path: Path, text: str) -> None:
    """Commas or semicolons, comments, empty lines and a byte order mark; the base is the euro unless it is named."""
    rates = read_rates(written(tmp_path, "rates.csv", text))
    assert Decimal("86.42") == converted(rates, "USD", "EUR", date(2026, 11, 21))
    assert converted(rates, "USD", "EUR", date(2026, 11, 1)) is None


def test_rates_from_toml(tmp_path: Path) -> None:
    """Numbers may be texts, and SDR is another name of XDR."""
    text = '[[rate]]\ncurrency = "USD"\ndate = 2026-11-02\nrate = "0.7361"\nbase = "SDR"\n'
    assert Decimal("73.61") == converted(read_rates(written(tmp_path, "r.toml", text)), "USD", "XDR", date(2026, 11, 2))


def test_the_samples_can_be_read() -> None:
    """The sample files have rates to the euro and to the special drawing right, and times for items of the sample message."""
    rates = ead.read_rates(EXAMPLES / "rates.toml")
    assert converted(rates, "USD", "EUR", date(2026, 10, 15)) == Decimal("85.8")
    assert converted(rates, "USD", "XDR", date(2026, 11, 21)) is not None
    assert {"LG444351032JP", "HQ843519041JP"} == set(ead.read_events(EXAMPLES / "events.toml"))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("r.csv", "", "line 1: is empty, expected a line with the columns currency, date, rate"),
        ("r.csv", HEAD, "line 1: rate: has no rates"),
        ("r.csv", "curency,date,rate\n", 'line 1: curency: is not known here, .*did you mean "currency"'),
        ("r.csv", "currency,date\n", "line 1: rate: is no column, expected currency, date, rate"),
        ("r.csv", "currency,date,rate,rate\n", "line 1: rate: stands twice"),
        ("r.csv", HEAD + "USD,2026-11-02\n", "line 2: has 2 cells, expected 4"),
        ("r.csv", HEAD + "USD,,0.9,EUR\n", "line 2: date: is missing"),
        ("r.csv", HEAD + "\n# note\nUSD,02.11.2026,0.9,EUR\n", 'line 4: date: "02.11.2026" is no date, expected one such as 2026-11-21'),
        ("r.csv", HEAD + "USD,2026-02-30,0.9,EUR\n", 'date: "2026-02-30" is no date'),
        ("r.csv", HEAD + "USX,2026-11-02,0.9,EUR\n", 'line 2: currency: "USX" is no currency, expected a code of ISO 4217'),
        ("r.csv", HEAD + "XTS,2026-11-02,0.9,EUR\n", 'currency: "XTS" is no currency'),
        ("r.csv", HEAD + "EUR,2026-11-02,1,EUR\n", 'currency: "EUR" is the base itself'),
        ("r.csv", HEAD + "USD,2026-11-02,0.9,GBP\n", 'line 2: base: "GBP" is no base, expected EUR, or XDR'),
        ("r.csv", HEAD + 'USD,2026-11-02,"0,9",EUR\n', 'line 2: rate: "0,9" is no rate, expected a number above zero'),
        ("r.csv", HEAD + "USD,2026-11-02,0.000,EUR\n", 'rate: "0.000" is no rate'),
        ("r.csv", HEAD + "USD,2026-11-02,-1,EUR\n", 'rate: "-1" is no rate'),
        ("r.csv", HEAD + "USD,2026-11-02,1e3,EUR\n", 'rate: "1e3" is no rate'),
        ("r.csv", HEAD + "USD,2026-11-02,NaN,EUR\n", 'rate: "NaN" is no rate'),
        ("r.csv", HEAD + "USD,2026-11-02,1,EUR\nUSD,2026-11-02,2,EUR\n", 'line 3: currency: there is a rate of "USD" .* on line 2'),
        ("r.csv", HEAD + 'USD,"2026-11-02\n', "is not valid CSV"),
        ("r.toml", "[[rate]\n", "is not valid TOML"),
        ("r.toml", "[[rates]]\na = 1\n", r"line 1: rates: is not known here, expected \[\[rate\]\] tables"),
        ("r.toml", "rate = 1\n", r"line 1: rate: expected tables that each begin with \[\[rate\]\]"),
        ("r.toml", "", "line 1: rate: has no rates"),
        ("r.toml", '\n[[rate]]\ncurrency = "USD"\ndate = 2026-11-02\nvalue = 1\n', "line 5: value: is not known here"),
        ("r.toml", '[[rate]]\ncurrency = "USD"\ndate = 2026-11-02T10:00:00\nrate = 1\n', "line 3: date: "),
        ("r.toml", '[[rate]]\ncurrency = 7\ndate = 2026-11-02\nrate = 1\n', 'line 2: currency: "7" is no text'),
        ("r.toml", '[[rate]]\ncurrency = "USD"\ndate = 2026-11-02\nrate = true\n', 'line 4: rate: "True" is no rate'),
        ("r.toml", '[[rate]]\ncurrency = "USD"\ndate = 2026-11-02\nrate = nan\n', 'line 4: rate: "NaN" is no rate'),
        ("r.toml", "a = " + "[" * 100_000, "nested too deeply"),
        ("r.json", "{}", "r.json: is neither .csv nor .toml"),
    ],
)  # fmt: skip
def test_a_wrong_rate_is_told_with_file_line_and_key(tmp_path: Path, name: str, text: str, said: str) -> None:
    """Nobody has to look for the cell that is wrong, and it says what was expected."""
    with pytest.raises(ConfigurationError, match=said) as caught:
        read_rates(written(tmp_path, name, text))
    assert str(caught.value).startswith(str(tmp_path / name))


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", None])
def test_a_file_that_cannot_be_read(tmp_path: Path, data: bytes | None) -> None:
    """A missing file, and one that is no text, are mistakes of the configuration too."""
    path = tmp_path / "rates.csv"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ConfigurationError, match="not UTF-8" if data else "cannot be read"):
        read_rates(path)


def test_events_from_csv_and_toml(tmp_path: Path) -> None:
    """Times with an offset keep it, local times have none."""
    text = EVENTS_HEAD + "LX806576725TW,itmatt,2026-11-02T10:00:00Z\nLX806576725TW,Arrival,2026-11-05 08:30\n"
    times = read_events(written(tmp_path, "e.csv", text))
    assert {
        "LX806576725TW": {"itmatt": datetime(2026, 11, 2, 10, tzinfo=UTC), "arrival": datetime.fromisoformat("2026-11-05T08:30")}
    } == times
    toml = '[[event]]\nitem_id = "LX806576725TW"\nevent = "loading"\ntime = 2026-11-02T10:00:00\n'
    assert {"LX806576725TW": {"loading": datetime.fromisoformat("2026-11-02T10:00")}} == read_events(written(tmp_path, "e.toml", toml))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("item,event,time\n", "line 1: item: is not known here"),
        (
            EVENTS_HEAD + "A,landed,2026-11-02T10:00\n",
            'line 2: event: "landed" is no event, expected one of itmatt, predes, loading, arrival',
        ),
        (EVENTS_HEAD + "A,itmatt,2026-11-02\n", 'line 2: time: "2026-11-02" is no time, expected one such as 2026-11-21T10:00:00Z'),
        (EVENTS_HEAD + "A,itmatt,2026-11-02T25:00\n", "time: .* is no time"),
        (EVENTS_HEAD + ",itmatt,2026-11-02T10:00\n", "line 2: item_id: is missing"),
        (EVENTS_HEAD + "A" * 36 + ",itmatt,2026-11-02T10:00\n", "line 2: item_id: .* is no identifier"),
        (
            EVENTS_HEAD + "A,itmatt,2026-11-02T10:00\nA,itmatt,2026-11-02T11:00\n",
            'line 3: event: there is a time of "itmatt" for this item',
        ),
    ],
)
def test_a_wrong_event_is_told_with_file_line_and_key(tmp_path: Path, text: str, said: str) -> None:
    """The same for times of events."""
    with pytest.raises(ConfigurationError, match=said):
        read_events(written(tmp_path, "e.csv", text))
