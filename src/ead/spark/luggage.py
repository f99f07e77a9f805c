"""A validator on its way to the Python workers of Spark: packed once, broadcast once, made once in each worker."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ead.engines.luggage import pack, unpack
from ead.errors import ConfigurationError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from ead.validator import Validator

__all__ = ["Luggage", "packed"]

_MADE: dict[str, Validator] = {}
_ONE_AT_A_TIME = threading.Lock()
_MOST = 8


class Luggage:
    """What a task needs to know: the settings of the validator, and the day that counts as today for all of them."""

    def __init__(self, data: Callable[[], bytes], digest: str, today: str, format: str | None) -> None:
        self._data = data
        self.digest = digest
        self.today = today
        self.format = format

    def validator(self) -> Validator:
        """The validator; made when it is first asked for in a process, and kept there for all tasks with the same settings."""
        with _ONE_AT_A_TIME:
            found = _MADE.get(self.digest)
            if found is None:
                if len(_MADE) >= _MOST:
                    _MADE.clear()
                found = _MADE[self.digest] = unpack(self._data())
            return found

    def bytes(self) -> bytes:
        """The packed settings."""
        return self._data()


class _Held:
    """Bytes that travel with the function that needs them."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __call__(self) -> bytes:
        return self._data


class _Broadcast:
    """Bytes that each executor fetches once."""

    def __init__(self, variable: Any) -> None:
        self._variable = variable

    def __call__(self) -> bytes:
        found: bytes = self._variable.value
        return found


def packed(spark: SparkSession, validator: Validator, format: str | None) -> Luggage:
    """The validator as luggage. Raises :class:`~ead.errors.ConfigurationError` when a rule, judge or suppression cannot travel."""
    try:
        data = pack(validator)
    except Exception as error:
        raise ConfigurationError(f"a rule, judge or suppression cannot be sent to Spark's workers: {type(error).__name__}") from error
    today = (validator.as_of or datetime.now().astimezone().date()).isoformat()
    digest = hashlib.sha256(data).hexdigest()
    return Luggage(_carried(spark, data), digest, today, format)


def _carried(spark: SparkSession, data: bytes) -> Callable[[], bytes]:
    try:
        context = spark.sparkContext
    except Exception:  # noqa: BLE001 - a session of Spark Connect has none, and says so with an exception of its own
        return _Held(data)
    return _Broadcast(context.broadcast(data))
