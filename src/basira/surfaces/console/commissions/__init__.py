"""Single visits of an internal programme at the desk."""
