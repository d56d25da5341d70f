"""What the bodies think of themselves before a cycle: asked on the cycle's own criteria, frozen before the field starts."""
