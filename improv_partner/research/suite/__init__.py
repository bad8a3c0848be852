"""Suites: failures that people confirmed, frozen as cases that any model or prompt can be tried on.

Pure: what a case is, how a new reply to it is judged, what the rates are. suite.py asks models.
"""
