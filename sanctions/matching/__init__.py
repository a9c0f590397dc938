"""Are these two names the same party? Pure: names, tables and a policy in, scores with their reasons out."""
