"""The only rooms that reach the network: publishers' files, from vetted addresses, within limits."""
