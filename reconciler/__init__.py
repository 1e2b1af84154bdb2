"""What to do about it: a pure core decides, the kinds and the apply loop act, the shell around them talks."""
