"""Redlines: what is to be changed in the work, on one run first and then wherever the same step stands."""
