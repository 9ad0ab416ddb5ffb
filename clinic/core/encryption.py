"""Encrypted columns and the rotation of their keys.

AES-256-GCM. A value is `version (1 byte) | key id (4) | nonce (12) | ciphertext and tag`; the
associated data is `table.column:row id`, so a value moved to another row or column does not open.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from typing import Any, Generic, TypeVar, cast, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, current_app
from sqlalchemy import ColumnElement, bindparam, func, select, update

from clinic.core.db import db, transaction

T = TypeVar("T")

PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
VERSION = b"\x01"
BATCH = 500
SAMPLES = 20
FEW = 10
LARGE: set[tuple[type[Any], str]] = set()
"""Columns of which no more than a few values are read at once."""


class CannotDecrypt(Exception):
    """The value's key is not in DATA_KEYS, or the value is not the one stored in this row and column."""


class Keyring:
    """The first key encrypts; all decrypt. Keys are 32 bytes."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        self.ciphers = {hashlib.sha256(key).digest()[:4]: AESGCM(key) for key in keys}
        self.current = next(iter(self.ciphers))

    def encrypt(self, plain: bytes, place: str) -> bytes:
        nonce = os.urandom(12)
        return VERSION + self.current + nonce + self.ciphers[self.current].encrypt(nonce, plain, place.encode())

    def knows(self, value: bytes) -> bool:
        """Tell whether a key of ours encrypted a value, by what it says itself."""
        return value[:1] == VERSION and bytes(value[1:5]) in self.ciphers

    def decrypt(self, value: bytes, place: str) -> bytes:
        """Raises CannotDecrypt."""
        if not self.knows(value):
            raise CannotDecrypt(f"{place} was encrypted with a key that is not in DATA_KEYS")
        cipher = self.ciphers[bytes(value[1:5])]
        try:
            return cipher.decrypt(value[5:17], value[17:], place.encode())
        except InvalidTag:
            raise CannotDecrypt(f"{place} does not hold the value that was stored there") from None


class Encrypted(Generic[T]):
    """A JSON value kept encrypted in the bytes column named; the row needs its `id` before its value."""

    columns: list[tuple[type[Any], str]] = []

    def __init__(self, column: str) -> None:
        self.column = column

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self.table = owner.__tablename__
        self.columns.append((owner, self.column))

    @overload
    def __get__(self, row: None, owner: type[Any]) -> "Encrypted[T]": ...
    @overload
    def __get__(self, row: object, owner: type[Any]) -> T: ...
    def __get__(self, row: Any, owner: type[Any]) -> "Encrypted[T] | T":
        if row is None:
            return self
        return self.opened(getattr(row, self.column), row.id)

    def opened(self, value: bytes, id: object) -> T:
        """Give a value that was read without its row: that of the row with this id. Raises CannotDecrypt."""
        return self._unpacked(keyring().decrypt(value, where(self.table, self.column, id)))

    def sealed(self, value: T, id: object) -> bytes:
        """Give a value as the column of the row with this id keeps it."""
        return keyring().encrypt(self._packed(value), where(self.table, self.column, id))

    def __set__(self, row: Any, value: T) -> None:
        if row.id is None:
            raise ValueError(f"{type(row).__name__}.{self.column} needs the row's id before its value")
        setattr(row, self.column, self.sealed(value, row.id))

    def _packed(self, value: T) -> bytes:
        return PLAIN.encode(value).encode()

    def _unpacked(self, plain: bytes) -> T:
        return cast(T, json.loads(plain))


class EncryptedBytes(Encrypted[bytes]):
    """Bytes kept encrypted in the column named, such as a picture: so large that few are held at once."""

    def __set_name__(self, owner: type[Any], name: str) -> None:
        super().__set_name__(owner, name)
        LARGE.add((owner, self.column))

    def _packed(self, value: bytes) -> bytes:
        return value

    def _unpacked(self, plain: bytes) -> bytes:
        return plain


def where(table: str, column: str, id: object) -> str:
    """Name the place of a value, which it is bound to."""
    return f"{table}.{column}:{id}"


def keyring() -> Keyring:
    return cast(Keyring, current_app.extensions["keyring"])


def init_app(app: Flask, keys: tuple[bytes, ...]) -> None:
    app.extensions["keyring"] = Keyring(keys)


def rotate() -> Iterator[tuple[str, int]]:
    """Re-encrypt with the first key whatever another key encrypted; gives (column, rows) per batch.

    Each batch is its own short transaction and skips rows in use, so the service runs on meanwhile.
    """
    for owner, column in Encrypted.columns:
        while rows := _rotate_batch(owner, column):
            yield f"{owner.__tablename__}.{column}", rows


def left_behind() -> int:
    """Count the values that another key than the first still encrypts."""
    counts = (
        select(func.count()).where(_of_another_key(getattr(owner, column))) for owner, column in Encrypted.columns
    )
    return sum(db.session.scalar(count) or 0 for count in counts)


def _of_another_key(values: Any) -> ColumnElement[bool]:
    return func.substring(values, 2, 4) != keyring().current


def _at_once(owner: type[Any], column: str, most: int) -> int:
    return FEW if (owner, column) in LARGE else most


def _rotate_batch(owner: type[Any], column: str) -> int:
    ring, values = keyring(), getattr(owner, column)
    with transaction() as session:
        old = (
            select(owner.id, values)
            .where(_of_another_key(values))
            .limit(_at_once(owner, column, BATCH))
            .with_for_update(skip_locked=True)
        )
        fresh = []
        for id, value in session.execute(old):
            here = where(owner.__tablename__, column, id)
            fresh.append({"row_id": id, "fresh": ring.encrypt(ring.decrypt(value, here), here)})
        if fresh:
            table = owner.__table__
            write = update(table).where(table.c.id == bindparam("row_id")).values({column: bindparam("fresh")})
            session.connection().execute(write, fresh)
    return len(fresh)


def samples() -> Iterator[tuple[bytes, str]]:
    """Give a few values of each encrypted column and their places. Ids are random, so the first few are a sample."""
    for owner, column in Encrypted.columns:
        values = getattr(owner, column)
        some = (
            select(owner.id, values)
            .where(values.is_not(None))
            .order_by(owner.id)
            .limit(_at_once(owner, column, SAMPLES))
        )
        for id, value in db.session.execute(some):
            yield value, where(owner.__tablename__, column, id)


def opens(value: bytes, place: str) -> bool:
    try:
        keyring().decrypt(value, place)
    except CannotDecrypt:
        return False
    return True
