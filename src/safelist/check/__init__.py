"""Try what must be reachable, and say why it is not."""
