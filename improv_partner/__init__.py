"""improv-partner: a real-time scene partner for improvised theatre, in audio."""

__version__ = "0.1.0"
