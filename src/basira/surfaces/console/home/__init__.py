"""The first page of the desk: what needs me now."""
