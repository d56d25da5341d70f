"""Sectors, entities, centres, services and channels."""
