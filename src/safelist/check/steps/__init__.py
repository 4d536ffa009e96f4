"""Probe steps: each sees one thing, and never explains it."""
