"""Cycles, their missions, and the scenarios that shoppers play."""
