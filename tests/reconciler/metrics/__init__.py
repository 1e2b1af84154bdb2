"""Metrics: names, labels and zeros, as Prometheus wants them."""
