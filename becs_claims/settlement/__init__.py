"""From approved claim lines to the values of credit notes.

``plan`` and ``values`` are plain Python; ``store`` holds the statements that read
what is due and write which credit note line carries which claim lines.
"""
