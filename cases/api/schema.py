"""How the OpenAPI document tells a client to show its key."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from cases.models import DecisionState
from cases.transitions import CaseState
from sanctions.models.choices import choices

CASE_STATES = choices(CaseState)
DECISION_STATES = choices(DecisionState)


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The key in its own header, or as a bearer token."""

    target_class = "cases.api.authentication.ApiKeyAuthentication"
    name = ["apiKey", "bearer"]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        return [{"type": "apiKey", "in": "header", "name": "X-API-Key"}, {"type": "http", "scheme": "bearer"}]

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[Any]]]:
        return [{name: []} for name in self.name]  # either is enough; one mapping would ask for both
