"""What is looked at twice before a visit counts: rules of its site, third persons in its words, its pictures, its place."""
