"""When everything happened in an exchange: by the log, and by the sound in the tracks."""
