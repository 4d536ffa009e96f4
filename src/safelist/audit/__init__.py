"""Audit: would this policy let through what is required?"""
