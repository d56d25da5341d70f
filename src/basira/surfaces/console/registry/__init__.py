"""The registry at the desk: sectors, entities, centres, and bringing them in from a file."""
