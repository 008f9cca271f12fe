"""The command line, a file a group. Heavy imports stand inside the commands, so that --help and the start are fast."""
