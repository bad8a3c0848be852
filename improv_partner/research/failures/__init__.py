"""The failure finder: where what was meant, audible, read and done do not agree, and whose fault.

One file for each kind, with its definition; find.py takes folders, kinds.py knows all kinds.
"""
