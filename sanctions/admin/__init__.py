"""The admin of the lists' side: typing entries of the house, a second person's word on held versions, and reading."""

from __future__ import annotations

from django.contrib import admin

from sanctions.admin import designations, entities, lists, people, reading, rules, trail

__all__ = ["designations", "entities", "lists", "people", "reading", "rules", "trail"]

admin.site.site_header = "Cordon"
admin.site.site_title = "Cordon"
admin.site.index_title = "Data entry and second seat"
admin.site.enable_nav_sidebar = False  # the tables need the width
admin.site.disable_action("delete_selected")  # history is kept, here too
