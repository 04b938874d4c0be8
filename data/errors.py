"""What can go wrong with a store, each as one sentence with what to do about it."""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot be used as asked; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        """Keep the sentence that a person reads."""
        super().__init__(sentence)
        self.sentence = sentence


class StoreUnreachable(StoreError):
    """The store does not answer now; the same command, with the same key, may be said again."""


class SchemaOlder(StoreError):
    """The store was written by an older version; `ion-tui upgrade` brings it up after a backup."""


class SchemaNewer(StoreError):
    """The store was written by a newer version than this one."""
