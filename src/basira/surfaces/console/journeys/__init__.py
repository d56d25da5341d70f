"""Life events at the desk: written, planned as cases, and their maps."""
