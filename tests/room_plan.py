"""Who may import whom, and how large a file may be: what test_rooms.py holds the code to."""

from __future__ import annotations

# Small crew files without a device or a model of their own, that all of the crew may share.
SHARED = {f"crew.{name}" for name in ("capture", "clauses", "devices", "resample", "sound_file")}
SHARED |= {"crew.hush"}  # the fade of every loudspeaker
SHARED |= {"crew.ears.model"}  # where models come from, and whether the hub answers
SHARED |= {"crew.talker"}
SHARED |= {"crew.server_client"}  # mind and voice may be on the same kind of server
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
    "company": {"events", "phrases", "transcript"},
    "turns": {"company", "events", "phrases", "settings"},
    "overlaps": {"events", "phrases", "settings", "transcript", "turns"},
    "reply": {"events", "transcript"},
    "stage": {"company", "events", "overlaps", "reply", "settings", "transcript", "turns"},
    "transcript": {"events"},
    "directed": {"events", "reply", "stage", "transcript", "turns"},
    "deck": {"events", "recording", "scene"},
    "flac": {"errors", "events"},
    "track": {"errors", "events", "flac"},
    "archive": {"errors", "flac", "track"},
    "recording": {"errors", "event_json", "events", "late", "track"},
    "late": {"consent_record", "errors"},
    "exchange": {"events", "intents"},
    "exchanges": {"events", "exchange", "preparations", "recording", "talking_over"},
    "ledger": {"exchanges", "recording"},
    "minutes": set(),
    "preparations": {"events", "exchange", "recording"},
    "talking_over": {"events", "exchange", "reply", "transcript"},
    "check": {
        *("archive", "consent_record", "errors", "events", "exchanges", "flac", "recording"),
        *("late", "rehead", "tombstone", "track"),
    },
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
        *("check", "company", "consent_record", "crew", "crew.pretend", "directed", "errors"),
        *("event_json", "events", "exchanges", "ledger", "live", "past"),
        *("recorded", "recording", "scene", "settings", "stage", "track", "virtual"),
    },
    "research": {
        *("errors", "events", "exchanges", "recording", "replay", "scene", "settings", "track"),
        *("consent", "transcript"),
        *(
            "company",
            "crew",
            "crew.recorded_mic",
            "desk.plain",
            "flac",
            "intents",
            "jsonl",
            "minutes",
            "notes",
            "past",
            "phrases",
            "recorded",
        ),
        *("mappings", "research.parent", "research.players"),  # for research/export
        *("consent", "consent_record", "research.export.permitted", "tombstone"),
        # for research/index and research/failures/many: sessions by the thousand
        *("survey", "check", "research.cluster", "research.cluster.kept", "research.remote"),
        *("research.failures.failure", "research.failures.find", "research.failures.kinds"),
        "research.failures.session",
        # for research/judge and research/blindness
        *("research.failures.cause", "research.failures.polarity"),
        *("research.failures.took_it_straight", "research.intervals"),
        # for research/suite
        *("exchange", "research.failures.sheet", "research.judge.ask", "research.judge.measured"),
        *("research.judge.questions", "research.judge.votes", "whole_file"),
        # for research/report
        *("research.export.session", "research.export.texts", "research.failures.show"),
        "research.html_head",
    },
    "notebook": {
        *("errors", "events", "exchanges", "notes", "recording", "research", "track"),
        *("research.exchange_html", "research.export.permitted", "research.index"),
        "research.players",
        *("research.index.frame", "research.index.rows", "research.remote"),
    },
    "bench": {
        *("house", "house.door", "house.guard"),  # who may ask: the same checks as the house's
        *("desk.plain", "desk.timeline", "errors", "events", "exchanges", "intents", "jsonl"),
        *("notes", "recording", "track", "research.compare", "research.sides"),
        *("research.export.permitted", "research.export.session", "research.export.spans"),
        *(
            "research.players",
            "research.export.turns",
            "research.failures.failure",
            "research.failures.find",
        ),
        *("research.failures.kinds", "research.failures.session", "research.failures.show"),
        "research.timing.waterfall",
    },
    "virtual": set(),
    "voices": {
        *("casting", "crew", "crew.clicks", "crew.loudness", "crew.talker", "events", "settings"),
    },
    "crew": {
        *("errors", "events", "intents", "mappings", "scene", "settings", "transcript", "crew"),
        *SHARED,
    },
    "desk": {
        *("crew", "crew.devices", "crew.loudness", "crew.stereo", "crew.tempo", "errors", "events"),
        *("exchanges", "intents", "minutes", "notes", "recording", "scene", "settings", "track"),
    },
    "consent": {"settings"},
    "consent_record": {"withdrawal_code"},
    "withdrawal_code": set(),
    "whole_file": {"errors"},
    "rehead": {"late", "recording", "whole_file"},
    "tombstone": {"whole_file"},
    "names": {"errors", "whole_file"},
    "made_of": {"errors", "jsonl"},
    "redaction": {"consent_record", "errors", "recording", "whole_file"},
    "unexport": {"whole_file"},
    "unindex": {"whole_file"},
    "erasing": {
        *("consent_record", "errors", "exchanges", "flac", "jsonl", "notes", "recording"),
        *("redaction", "rehead", "tombstone", "track", "whole_file"),
    },
    "withdraw": {
        *("check", "consent_record", "erasing", "errors", "made_of", "names", "recording"),
        *("redaction", "settings", "survey", "tombstone", "unexport", "unindex", "whole_file"),
    },
    "house": {
        *("casting", "consent", "crew", "crew.capture", "crew.hush", "crew.loudness"),
        *("crew.clicks", "crew.mind.candidates", "crew.resample", "crew.talker", "crew.tone"),
        *("consent_record", "late", "names", "prompter", "rehead", "withdrawal_code"),
        *("desk", "desk.picture", "desk.plain", "desk.strokes", "errors"),
        *("events", "exchanges", "intents", "perform", "recording", "scene", "settings", "voices"),
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
    "cli_judge",
    "cli_query",
    "cli_notes",
    "cli_probe_set",
    "cli_options",
    "cli_failures",
    "cli_report",
    "cli_research",
    "cli_review",
    "cli_scene",
    "cli_suite",
    "cli_timing",
    "cli_withdraw",
    "inspect_task",
    "judge",
    "probe",
    "probe_set",
    "reperform",
    "reruns",
    "sending",
    "suite",
    "suite_cases",
    "suite_reply",
    "suite_run",
}

BANNED = {  # modules that must not even be imported
    "events": {"asyncio", "time", "numpy"},
    "stage": {"asyncio", "time", "random", "numpy"},
    "turns": {"asyncio", "time", "random", "numpy"},
}
# One outside library for each file of these rooms, none for the other rooms; numpy is not counted.
WITH_LIBRARY = {"bench", "crew", "desk", "flac", "house", "research", "unindex"}
LIBRARIES = {  # files with more than one, and which
    "research.index.frame": {"pandas", "polars"},  # either, as a notebook likes it
    "house.ice": {"aioice", "aiortc"},  # two names of one thing: aiortc goes by aioice
    "crew.mind.understudy_server": {"httpx2", "openai"},  # httpx2 is what openai sends with
    "crew.voice.speech_server": {"httpx2", "openai"},  # whose errors come out of a streamed body
}
LAZY = {  # only inside functions: a researcher's command runs without PortAudio and models
    "aioice", "aiortc", "av", "ctranslate2", "duckdb", "faster_whisper", "fsspec", "livekit",
    "onnxruntime", "openai", "pandas", "polars", "ray",
    "pocketsphinx", "pyttsx3", "sounddevice", "webrtcvad",
}  # fmt: skip

MOST_LINES = 350
MOST_FUNCTION_LINES = 50
MOST_LIVE_LINES = 830  # events, stage and live together: what a newcomer reads first
MOST_KINDS = 29  # of events and cues; see docs/decisions/0006-a-director-is-one-more-fact.md
EMPTY_NAMES = {"agent", "base", "bot", "handler", "helper", "manager", "service", "util"}
