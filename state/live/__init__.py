"""See `state`: the live side."""
