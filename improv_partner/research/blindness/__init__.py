"""Blindness tests: the same words with another tone of voice; does what a model reads follow it?

Pure: items are made of recorded sessions, answers are scored. probe_set.py asks the model.
"""
