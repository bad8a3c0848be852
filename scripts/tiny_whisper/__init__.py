"""The steps of make_tiny_whisper.py, one file each."""
