"""Benchmarks: each measures the house and the limit that it is held against, in the same run."""
