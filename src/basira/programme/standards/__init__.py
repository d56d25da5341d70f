"""The library of what services are held against: laws, promises of charters, service standards, with their articles."""
