"""Errors that a person can mend: one clear line each.

    ImprovError
    +-- SceneError       a scene file is missing or wrong
    +-- SettingsError    a setting is missing or wrong
    +-- RecordingError   a session folder cannot be written or read
    +-- CrewError        a part (microphone, ears, mind, voice, speaker) cannot work

The message says what happened, where, and what to do; the command line prints it and exits with 1.
"""


class ImprovError(Exception):
    """Something that a person can mend; its text is one line for them."""


class SceneError(ImprovError):
    """A scene file is missing or wrong."""


class SettingsError(ImprovError):
    """A setting is missing or wrong."""


class RecordingError(ImprovError):
    """A session folder cannot be written or read."""


class CrewError(ImprovError):
    """A part cannot do its work: no device, no model, no server."""
