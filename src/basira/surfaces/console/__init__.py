"""The programme's desk."""
