"""Engines that sum ratings for `core/scoring/mixed`: DuckDB in this process, and Spark on this machine or a cluster."""
