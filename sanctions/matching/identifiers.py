"""Numbers that name one party: read under one spelling of their scheme, checked, and compared."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sanctions.records import Identifier

_PLAIN = re.compile(r"[^0-9A-Z]")
_SCHEMES = {"uscc": "registration", "company-number": "registration", "vat": "tax", "tin": "tax"}


def identifier_key(identifier: Identifier) -> tuple[str, str] | None:
    """What two identifiers must share to be the same number; None for values too short to tell anybody apart."""
    value = _PLAIN.sub("", identifier.value.upper())
    if len(value) < 5:
        return None
    scheme = identifier.scheme.lower()
    return _SCHEMES.get(scheme, scheme), value


def shared_identifiers(
    ours: Iterable[Identifier], theirs: Iterable[Identifier]
) -> Iterable[tuple[Identifier, Identifier]]:
    """Pairs that state the same number under the same scheme, and not for two countries."""
    known = {identifier_key(theirs_one): theirs_one for theirs_one in theirs}
    for one in ours:
        key = identifier_key(one)
        other = known.get(key) if key else None
        if other and (not one.country or not other.country or one.country == other.country):
            yield one, other
