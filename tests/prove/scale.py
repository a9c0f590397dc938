"""How large the proofs are: PROVE_SCALE=1 fits a laptop's lunch break, larger is closer to a year of running."""

from __future__ import annotations

import os

SCALE = max(1, int(os.environ.get("PROVE_SCALE", "1")))
