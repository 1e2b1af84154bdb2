"""See `state`: the desired side."""
