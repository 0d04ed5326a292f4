"""The same sale elsewhere: in other claims, by serial number, in reports of sales,
sent again.
"""
