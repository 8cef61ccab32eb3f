"""The object store that belongs to the database at work, for code that knows neither settings nor applications."""

from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from formserver.extensions import db
from formserver.files.objects import ObjectStore


class Objects:
    """One object store per database: rows and bytes name each other, so they never mix."""

    def __init__(self) -> None:
        self._stores: WeakKeyDictionary[Engine, ObjectStore] = WeakKeyDictionary()

    def bind(self, store: ObjectStore) -> None:
        """Give the database of the current application its object store. Needs an application context."""
        self._stores[db.engine] = store

    @property
    def store(self) -> ObjectStore:
        """The object store of the current database. Raises KeyError where none was given."""
        return self._stores[db.engine]


objects = Objects()
