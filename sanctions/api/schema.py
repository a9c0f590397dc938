"""What the OpenAPI document says beyond the views: the shape of every refusal."""

from __future__ import annotations

from typing import Any

from sanctions.api.problems import MEDIA_TYPE, TITLES
from sanctions.models import VersionState
from sanctions.models.choices import choices
from sanctions.records import Kind

VERSION_STATES = choices(VersionState)  # settings name these, so that fields of one name stay apart
KINDS = choices(Kind)

TEXT = {"type": "string"}
FAULT = {
    "type": "object",
    "required": ["in", "pointer", "code", "detail"],
    "properties": {"in": {"type": "string", "enum": ["query", "body"]}, "pointer": TEXT, "code": TEXT, "detail": TEXT},
}
PROBLEM = {
    "type": "object",
    "description": "A refusal, as RFC 9457 has it.",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "instance": {"type": "string", "format": "uri-reference"},
        "code": TEXT,
        "errors": {"type": "array", "items": FAULT},
    },
}
ALWAYS = (400, 401, 403, 404, 503)


def with_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Adds the refusals every operation may answer with."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            for status in ALWAYS:
                answer = {"description": TITLES[status][1], "content": content}
                operation["responses"].setdefault(str(status), answer)
    return result
