"""The partner's voice: the built-in engine, and how it is delivered."""
