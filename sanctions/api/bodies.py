"""What a client may send: one small JSON value, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from sanctions.api.refusals import TooLarge
from sanctions.reading import JsonRejected, json_value

_LARGEST_BODY = 64 * 1024


class StrictJSON(JSONParser):
    """Refuses what JSON libraries wave through: keys named twice, NaN, NUL, half characters, endless nesting."""

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        raw = stream.read(_LARGEST_BODY + 1)
        if len(raw) > _LARGEST_BODY:
            raise TooLarge(f"The request body is larger than {_LARGEST_BODY} bytes.")
        try:
            return json_value(raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise ParseError(f"The body is not UTF-8: byte {error.start} belongs to no character.") from error
        except JsonRejected as error:
            raise ParseError(f"The body is not usable JSON: {error.message}.") from error
