"""What to do about it: the pure core decides, the kinds and the apply loop act, the shell around them talks."""
