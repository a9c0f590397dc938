"""Why the writer of lists refuses: each name says what was not done."""

from __future__ import annotations


class LoadingError(Exception):
    """A list was not changed as asked; what was in force still is."""


class LoadInProgress(LoadingError):
    """Somebody else is loading, deciding or typing into this list right now."""


class NotAnotherFeed(LoadingError):
    """Only a full version of another source, kept for comparison, says what changing the feed would do."""


class NotHeld(LoadingError):
    """Only a held version is released or rejected."""


class NotPermitted(LoadingError):
    """This person has no right to do this, or is switched off."""


class SamePerson(LoadingError):
    """Whoever loaded a version cannot be the second pair of eyes on it."""


class ReasonMissing(LoadingError):
    """A decision about a list is written down with its reason."""


class NotTypedHere(LoadingError):
    """Entries are typed into the house's own list; every other list is what its publisher says."""


class NoSuchEntry(LoadingError):
    """The entry is not on the list, or no longer."""


class NotPlausible(LoadingError):
    """No real entry says this; the same values would be refused in a file."""
