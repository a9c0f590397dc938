"""The admin of the company's side: suppliers, our companies and keys, and a second seat for reviewers."""

from __future__ import annotations

from cases.admin import decisions, keys, policies, reviewing, screening, suppliers

__all__ = ["decisions", "keys", "policies", "reviewing", "screening", "suppliers"]
