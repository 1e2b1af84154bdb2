"""See `state`: the recorded side."""
