"""What people touch: addresses, views, forms, templates. Surfaces translate, never decide."""
