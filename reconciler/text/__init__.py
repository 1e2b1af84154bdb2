"""Reports as people read them: pure functions from the published report to coloured text."""
