"""A store and a time limit enter; a store for one request leaves, which answers no more once the request is over."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import cast

from kg.errors import QueryTimeoutError
from kg.store.protocol import GraphStore


class Patience:
    """How long one request waits for its store. A thread cannot be stopped from outside: it ends at the next call."""

    def __init__(self, timeout_s: float) -> None:
        """Begin to wait."""
        self.timeout_s = timeout_s
        self._until = monotonic() + timeout_s

    def end(self) -> None:
        """Let every further call fail: nobody waits for its answer."""
        self._until = 0.0

    def limit(self, store: GraphStore) -> GraphStore:
        """Return the store as this request may use it."""
        return cast("GraphStore", _Limited(store, self))

    def check(self) -> None:
        """Raise if time is up."""
        if monotonic() > self._until:
            raise QueryTimeoutError(f"no answer within {self.timeout_s:g} s")


class _Limited:
    """Looks at the clock before each call."""

    def __init__(self, store: GraphStore, patience: Patience) -> None:
        self._store, self._patience = store, patience

    def __getattr__(self, name: str) -> Callable[..., object]:
        method = getattr(self._store, name)

        def ask(*args: object, **options: object) -> object:
            self._patience.check()
            return method(*args, **options)

        return ask
