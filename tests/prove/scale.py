"""How large the proofs are: PROVE_SCALE=1 fits a laptop's lunch break, larger is closer to a year of running.

PROVE_SHORT=1 makes a tenth of the generated inputs, for machines that have to answer within the hour.
"""

from __future__ import annotations

import os

SCALE = max(1, int(os.environ.get("PROVE_SCALE", "1")))
GENERATED = 10_000 * SCALE // (10 if os.environ.get("PROVE_SHORT") == "1" else 1)  # inputs for each reader
