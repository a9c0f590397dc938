"""The door: logging in and out, both recorded in the trail."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from sanctions import audit
from sanctions.audit import Actor, Verb


class LogIn(views.LoginView):
    """Name and password; whoever is inside already goes on to the desk."""

    redirect_authenticated_user = True

    @transaction.atomic
    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The session and its event stand or fall together."""
        answer = super().form_valid(form)
        audit.record(Verb.PERSON_LOGGED_IN, actor=Actor.of(form.get_user()), obj=form.get_user())
        return answer


class LogOut(views.LogoutView):
    """Only by POST, so that no link from elsewhere can do it."""

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Recorded before the session is gone, because afterwards nobody is there to name."""
        if isinstance(request.user, User):
            audit.record(Verb.PERSON_LOGGED_OUT, actor=Actor.of(request.user), obj=request.user)
        return super().post(request, *args, **kwargs)


def admin_door(request: HttpRequest) -> HttpResponse:
    """The admin asks for a login: the one door, or a refusal for somebody who is inside and has no place there."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
