"""Results and their publication, at the desk."""
