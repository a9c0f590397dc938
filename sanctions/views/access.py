"""Who may open a page: everybody logs in first, then the permission decides; without it the answer is 403."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def permitted(permission: str) -> Callable[[View], View]:
    """Guards a view by login and one permission."""

    def guard(view: View) -> View:
        return login_required(permission_required(permission, raise_exception=True)(view))

    return guard


def person_of(request: HttpRequest) -> User:
    """The person behind a request that `permitted` let through."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
