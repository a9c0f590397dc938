"""Every refusal of the API as one shape: `application/problem+json` of RFC 9457."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.exceptions import APIException, ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import set_rollback

from sanctions.api.refusals import TooLarge, Unavailable

MEDIA_TYPE = "application/problem+json"

TITLES: Mapping[int, tuple[str, str]] = {
    400: ("invalid-request", "The request cannot be understood"),
    401: ("not-authenticated", "A valid API key is needed"),
    403: ("not-allowed", "This key may not do that"),
    404: ("not-found", "There is nothing here"),
    405: ("method-not-allowed", "This resource does not take that method"),
    406: ("not-acceptable", "Only JSON is spoken here"),
    409: ("conflict", "The state has changed meanwhile"),
    413: ("too-large", "The request is too large"),
    415: ("unsupported-media-type", "Only JSON is read here"),
    503: ("unavailable", "The database cannot be reached"),
}


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: the response for what was raised, or None for what nobody foresaw."""
    known = _known(error)
    if known is None:
        return None
    set_rollback()
    request = context["request"]
    response = Response(body(known, request), status=known.status_code, headers=_headers(known))
    response.content_type = MEDIA_TYPE
    return response


def body(error: APIException, request: Request) -> dict[str, Any]:
    """The members of RFC 9457, and `errors` where single values are at fault."""
    slug, title = TITLES.get(error.status_code, ("refused", "The request was refused"))
    problem: dict[str, Any] = {
        "type": f"urn:cordon:problem:{slug}",
        "title": title,
        "status": error.status_code,
        "detail": "See errors." if isinstance(error.detail, dict | list) else str(error.detail),
        "instance": request.path,
        "code": slug,
    }
    if isinstance(error.detail, dict | list):
        place = "body" if request.method in {"POST", "PUT", "PATCH"} else "query"
        problem["errors"] = list(_errors(error.detail, "", place))
        problem["detail"] = "; ".join(f"{fault['pointer'] or '/'}: {fault['detail']}" for fault in problem["errors"])
    return problem


def _known(error: Exception) -> APIException | None:
    match error:
        case APIException():
            return error
        case Http404():
            return exceptions.NotFound()
        case PermissionDenied():
            return exceptions.PermissionDenied()
        case RequestDataTooBig():
            return TooLarge()
        case SuspiciousOperation():
            return exceptions.ParseError("The request was refused.")
        case OperationalError() | InterfaceError():
            return Unavailable()
        case _:
            return None


def _headers(error: APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", ""):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers


def _errors(detail: Any, pointer: str, place: str) -> Iterator[dict[str, str]]:
    """One entry per fault, with a JSON pointer to the value (RFC 6901)."""
    if isinstance(detail, Mapping):
        for name, part in detail.items():
            step = "" if name == "non_field_errors" else "/" + str(name).replace("~", "~0").replace("/", "~1")
            yield from _errors(part, pointer + step, place)
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        nested = any(isinstance(part, Mapping) for part in detail)
        for index, part in enumerate(detail):
            yield from _errors(part, f"{pointer}/{index}" if nested else pointer, place)
    else:
        code = detail.code if isinstance(detail, ErrorDetail) else "invalid"
        yield {"in": place, "pointer": pointer, "code": str(code), "detail": str(detail)}
