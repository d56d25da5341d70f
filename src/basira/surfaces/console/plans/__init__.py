"""Corrective plans at the desk: what bodies owe, what they propose, the covert repeat, and contacts from bodies."""
