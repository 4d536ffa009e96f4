"""Products: the syntax of each, to and from a Policy; none knows another."""
