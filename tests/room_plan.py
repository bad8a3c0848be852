"""Who may import whom, and how large a file may be: what test_rooms.py holds the code to."""

from __future__ import annotations

# Small crew files without a device or a model of their own, that all of the crew may share.
SHARED = {f"crew.{name}" for name in ("capture", "clauses", "devices", "resample", "sound_file")}
SHARED |= {"crew.hush"}  # the fade of every loudspeaker
SHARED |= {"crew.ears.model"}  # where models come from, and whether the hub answers
SHARED |= {"crew.talker"}
SHARED |= {"crew.clip_mic"}  # plays clips: a rehearsal's, or those of a recorded actor
SHARED |= {"crew.acoustics", "crew.pitch", "crew.tone", "crew.tone_words"}  # one measurement
SHARED |= {"crew.streams"}  # the sound streams: microphone and loudspeaker are two ends of one card
SHARED |= {"crew.voice_end"}  # Silero: where speech ends, and what the ears are given

# What each file may import of ours. "crew" alone is the contracts in crew/__init__.py.
ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "events": set(),
    "mappings": set(),
    "intents": {"errors", "mappings", "settings"},
    "spoken": {"events", "intents"},
    "settings": {"errors"},
    "scene_file": {"errors", "intents", "settings"},
    "scene": {"errors", "events", "intents", "scene_file", "settings"},
    "event_json": {"events"},
    "phrases": set(),
    "company": {"events", "phrases"},
    "turns": {"company", "events", "phrases", "settings"},
    "overlaps": {"events", "phrases", "settings", "turns"},
    "reply": {"events"},
    "stage": {"company", "events", "overlaps", "reply", "settings", "transcript", "turns"},
    "transcript": {"events"},
    "flac": {"errors", "events"},
    "track": {"errors", "events", "flac"},
    "archive": {"errors", "flac", "track"},
    "recording": {"errors", "event_json", "events", "track"},
    "exchange": {"events", "intents"},
    "exchanges": {"events", "exchange", "preparations", "recording", "talking_over"},
    "preparations": {"events", "exchange", "recording"},
    "talking_over": {"events", "exchange", "reply"},
    "check": {"archive", "errors", "events", "exchanges", "flac", "recording", "track"},
    "survey": {"check"},
    "schema": {"event_json", "events", "recording", "scene", "settings"},
    "heard": set(),
    "playback": {"events", "heard"},
    "speaking": {"crew", "errors", "events", "playback", "recording"},
    "jobs": {"errors", "events"},
    "live": {"crew", "errors", "events", "jobs", "recording", "speaking", "spoken", "stage"},
    "jsonl": {"errors"},
    "notes": {"errors", "events", "exchanges", "intents", "jsonl", "recording"},
    "prompter": {"events", "intents", "recording", "scene"},
    "past": {"crew", "errors", "events", "recording"},
    "recorded": {"crew", "errors", "events", "past"},
    "replay": {
        *("check", "company", "crew", "crew.pretend", "errors", "event_json", "events", "exchanges", "live", "past"),
        *("recorded", "recording", "scene", "settings", "stage", "track", "virtual"),
    },
    "research": {
        *("errors", "events", "exchanges", "recording", "replay", "scene", "settings", "track"),
        *(
            "crew",
            "crew.recorded_mic",
            "desk.plain",
            "flac",
            "intents",
            "jsonl",
            "notes",
            "past",
            "phrases",
            "recorded",
        ),
        *("mappings", "research.parent"),  # for research/export
    },
    "virtual": set(),
    "crew": {"errors", "events", "intents", "mappings", "scene", "settings", "crew", *SHARED},
    "desk": {
        *("crew", "crew.devices", "crew.stereo", "crew.tempo", "errors", "events", "exchanges"),
        *("intents", "notes", "recording", "scene", "settings", "track"),
    },
    "consent": {"settings"},
    "house": {
        *("casting", "consent", "crew", "crew.capture", "crew.hush", "crew.loudness"),
        *("crew.resample", "crew.tone"),
        *("desk", "desk.picture", "desk.plain", "desk.strokes", "errors"),
        *("events", "exchanges", "intents", "perform", "recording", "scene", "settings"),
    },
}
# These put the others together and may import everything (but nothing heavy at once, see LAZY).
WIRING = {"__init__", "__main__", "casting", "cli", "curtain_up", "doctor", "perform", "proof"}
WIRING |= {"echo_choice", "sound_check"}
WIRING |= {
    "audition",
    "asked",
    "cli_export",
    "cli_house",
    "cli_notes",
    "cli_options",
    "cli_failures",
    "cli_research",
    "cli_scene",
    "cli_timing",
    "probe",
    "reperform",
}

BANNED = {  # modules that must not even be imported
    "events": {"asyncio", "time", "numpy"},
    "stage": {"asyncio", "time", "random", "numpy"},
    "turns": {"asyncio", "time", "random", "numpy"},
}
# One outside library for each file of these rooms, none for the other rooms; numpy is not counted.
WITH_LIBRARY = {"crew", "desk", "flac", "house", "research"}
LIBRARIES = {  # files with more than one, and which
    "house.speaker": {"aiortc", "av"},  # aiortc sends PyAV's frames
    "crew.mind.understudy_server": {"httpx2", "openai"},  # httpx2 is what openai sends with
    "crew.voice.speech_server": {"httpx2", "openai"},  # whose errors come out of a streamed body
}
LAZY = {  # only inside functions: a researcher's command runs without PortAudio and models
    "aiortc", "av", "ctranslate2", "faster_whisper", "livekit", "onnxruntime", "openai",
    "pocketsphinx", "pyttsx3", "sounddevice", "webrtcvad",
}  # fmt: skip

MOST_LINES = 350
MOST_FUNCTION_LINES = 50
MOST_LIVE_LINES = 850  # events, stage and live together: what a newcomer reads first
MOST_KINDS = 29  # of events and cues; see docs/decisions/0005-an-overlap-is-not-yet-a-barge-in.md
EMPTY_NAMES = {"agent", "base", "bot", "handler", "helper", "manager", "service", "util"}
