"""The queue that belongs to the database at work, for code that knows neither settings nor applications."""

from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from formserver.extensions import db
from formserver.jobs.queue import Queue


class Queues:
    """One queue per database: the ids in it name rows of that database."""

    def __init__(self) -> None:
        self._queues: WeakKeyDictionary[Engine, Queue] = WeakKeyDictionary()

    def bind(self, queue: Queue) -> None:
        """Give the database of the current application its queue. Needs an application context."""
        self._queues[db.engine] = queue

    @property
    def queue(self) -> Queue:
        """The queue of the current database. Raises KeyError where none was given."""
        return self._queues[db.engine]


queues = Queues()
