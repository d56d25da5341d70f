"""The library of laws, charter promises and service standards, at the desk."""
