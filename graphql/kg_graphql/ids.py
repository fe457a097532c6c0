"""A type and the store's key enter, an opaque id leaves, and the other way round."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from functools import lru_cache

from strawberry import ID

from kg_graphql.errors import ApiError, Code

NODE_TYPES = ("Actor", "Location", "Statement", "Relationship", "Document", "Event")
ENTITY_TYPES = ("Actor", "Location")
_KNOWN = 4096  # ids that are kept: the same few entities and documents stand in most answers
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


@dataclass(frozen=True, slots=True, kw_only=True)
class GlobalId:
    """What an id stands for: the name of a GraphQL type and the key that the store knows."""

    type: str
    key: str

    def __str__(self) -> str:
        return encode_text(f"{self.type}:{self.key}")

    @classmethod
    def parse(cls, text: str, *types: str) -> GlobalId:
        """Read an id of one of the types (any, if none is named), or raise BAD_ID.

        >>> GlobalId.parse(str(GlobalId(type="Document", key="a:b")))
        GlobalId(type='Document', key='a:b')
        """
        allowed = types or NODE_TYPES
        type_name, colon, key = (decode_text(text) or "").partition(":")
        if type_name not in allowed or not colon or not key:
            raise ApiError(Code.BAD_ID, f"{text[:80]!r} is no id of {' or '.join(allowed)}")
        return cls(type=type_name, key=key)


@lru_cache(maxsize=_KNOWN)
def node_id(type: str, key: str) -> ID:
    """Return the id of what the store holds under a key.

    >>> node_id("Actor", "a1")
    'QWN0b3I6YTE'
    """
    return ID(encode_text(f"{type}:{key}"))


def encode_text(text: str) -> str:
    """Return text in the URL-safe alphabet, without padding.

    >>> encode_text("Actor:a1")
    'QWN0b3I6YTE'
    """
    return binascii.b2a_base64(text.encode(), newline=False).translate(_URL_SAFE).rstrip(b"=").decode()


def decode_text(text: str) -> str | None:
    """Undo `encode_text`; None if the text never came from it.

    >>> decode_text("QWN0b3I6YTE"), decode_text("no id"), decode_text("")
    ('Actor:a1', None, None)
    """
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return plain if plain and encode_text(plain) == text else None
