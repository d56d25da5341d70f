"""Score runs and their inputs, frozen."""
