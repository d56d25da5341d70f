"""Shoppers by panel ref, and their number of each cycle."""
