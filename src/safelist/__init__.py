"""Prove that Azure Virtual Desktop can reach what it must."""

__version__ = "0.1.0"
