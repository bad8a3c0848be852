"""The stage driven by speech and pauses of people: see docs/floor.md."""
