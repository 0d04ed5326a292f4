"""Rows into the database in bulk, and out of it a part at a time.

What is stored is decided elsewhere.
"""
