"""Variants of names and the fitting of the scorecard."""
