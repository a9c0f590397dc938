"""Makes what the scorer stands on: token weights by counting, variants of names to measure on, the best scorecard."""
