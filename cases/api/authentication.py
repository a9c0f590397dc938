"""Who is asking: a key in `X-API-Key` or as a bearer token, and what it may be used for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from cases import keys
from cases.models import ApiKey

if TYPE_CHECKING:  # DRF loads this module while it is still loading its views
    from rest_framework.views import APIView


@dataclass(frozen=True, slots=True)
class Client:
    """The machine behind a key, in the place where DRF looks for a user."""

    name: str
    is_authenticated: bool = True


class ApiKeyAuthentication(BaseAuthentication):
    """One key, in one of two headers."""

    def authenticate(self, request: Request) -> tuple[Client, ApiKey] | None:
        plain = _sent(request)
        if plain is None:
            return None
        try:
            key = keys.recognise(plain)
        except keys.KeyRefused as error:
            raise AuthenticationFailed(str(error)) from error
        return Client(key.name), key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Cordon"'


class HasScope(BasePermission):
    """The key was made for what the view gives; a view that asks for no scope is open to every key."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.auth, ApiKey):
            return False
        scope = getattr(view, "required_scope", None)
        if scope is not None and scope not in request.auth.scopes:
            raise PermissionDenied(f"This key lacks the scope {scope}.")
        return True


def _sent(request: Request) -> str | None:
    if "X-API-Key" in request.headers:
        return request.headers["X-API-Key"].strip()
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else None
