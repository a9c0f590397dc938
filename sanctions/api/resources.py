"""What every resource of the API shares: strict query parameters, pages, and an answer that may be cached."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from sanctions.api.refusals import BadParameter

PAGING = frozenset({"limit", "cursor"})


class Strict(APIView):
    """A view that knows its query parameters, names any other, and tells a client what it has already."""

    required_scope: str | None = None

    def parameters(self) -> frozenset[str]:
        """The query parameters this request may bear."""
        return frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if any("\0" in str(value) for value in kwargs.values()):
            raise Http404  # PostgreSQL would refuse the question itself
        known = self.parameters()
        for name, values in request.query_params.lists():
            if name not in known:
                possible = ", ".join(sorted(known)) or "none"
                raise BadParameter(name, f"there is no such parameter here; possible: {possible}", code="unknown")
            if len(values) > 1:
                raise BadParameter(name, "given more than once", code="repeated")
            if not values[0]:
                raise BadParameter(name, "given without a value", code="blank")

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        finished = super().finalize_response(request, response, *args, **kwargs)
        # Answers hold business secrets: a shared cache must not keep them, the client must ask before reuse.
        patch_cache_control(finished, private=True, no_cache=True)
        if request.method in {"GET", "HEAD"} and finished.status_code == 200:
            finished.add_post_render_callback(lambda rendered: _unless_known(request, rendered))
        return finished


class Resource(Strict, ReadOnlyModelViewSet[Any]):
    """Rows of one kind: a list in pages with filters, and one by its key."""

    filter_backends = (DjangoFilterBackend,)
    filterset_class: type[Any] | None = None
    keyset: tuple[str, ...] = ("id",)

    def parameters(self) -> frozenset[str]:
        if self.detail or self.filterset_class is None:
            return frozenset() if self.detail else PAGING
        return PAGING | set(self.filterset_class.base_filters)

    def filter_queryset(self, queryset: Any) -> Any:
        """Filters choose among many; one row asked for by its key is not filtered."""
        return queryset if self.detail else super().filter_queryset(queryset)


def _unless_known(request: Request, response: HttpResponse) -> HttpResponse | None:
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    answer = get_conditional_response(request._request, etag=etag, response=response)
    return answer if answer is not response else None
