"""How fast it is, each figure against a floor that is measured by turns in the same run."""
