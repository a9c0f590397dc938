"""The one router: every address under /api/."""

from __future__ import annotations

from django.http import Http404
from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

import cases.api.schema  # noqa: F401  (tells the OpenAPI document of the key)
from cases.api.viewsets import Cases, Decisions, Hits, Me, Statuses, Suppliers
from sanctions.api.screening import Screen
from sanctions.api.viewsets import Designations, Entities, Lists, Versions

router = SimpleRouter(trailing_slash=False)
router.register("suppliers", Suppliers, basename="supplier")
router.register("cases", Cases, basename="case")
router.register("hits", Hits, basename="hit")
router.register("decisions", Decisions, basename="decision")
router.register("lists", Lists, basename="list")
router.register("lists/(?P<code>[a-z0-9-]+)/versions", Versions, basename="version")
router.register("entities", Entities, basename="entity")
router.register("designations", Designations, basename="designation")


class Nothing(APIView):
    """An address that does not exist, answered in the API's own words."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        raise Http404

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        raise Http404


v1: list[URLPattern | URLResolver] = [
    path("openapi.json", SpectacularJSONAPIView.as_view(authentication_classes=(), permission_classes=(AllowAny,))),
    path("me", Me.as_view()),
    path("screen", Screen.as_view()),
    path(
        "suppliers/by-external/<str:system>/<str:company_code>/<path:external_id>",
        Suppliers.as_view({"get": "by_external"}, detail=True),
    ),
    path("statuses", Statuses.as_view({"get": "list"}, detail=False)),
    *router.urls,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(v1)),
    re_path("", Nothing.as_view()),
]
