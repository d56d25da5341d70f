"""Published results, for everybody."""
