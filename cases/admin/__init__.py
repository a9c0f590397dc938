"""The admin of the company's side: suppliers, our companies and keys, and a second seat for reviewers."""

from __future__ import annotations

from cases.admin import decisions, keys, reviewing, screening, suppliers

__all__ = ["decisions", "keys", "reviewing", "screening", "suppliers"]
