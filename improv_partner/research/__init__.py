"""The research side: what recorded sessions show, and what they would show otherwise."""
