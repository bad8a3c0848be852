"""One page on recorded sessions: what was meant and read, where it failed, and how quick it was."""
