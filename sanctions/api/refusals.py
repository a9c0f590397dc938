"""What the API itself refuses, beside what Django and DRF refuse."""

from __future__ import annotations

from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError


class BadParameter(ValidationError):
    """One query parameter that cannot be used."""

    def __init__(self, name: str, message: str, *, code: str = "invalid") -> None:
        super().__init__({name: [message]}, code=code)


class Unavailable(APIException):
    """The database does not answer; the same request may succeed in a moment."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "The database cannot be reached just now; try again in a few seconds."
    default_code = "unavailable"
    wait = 5


class TooLarge(APIException):
    """The body is larger than anything this API takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The request body is too large."
    default_code = "too_large"
