"""The running program: command line, settings, assembly, inbox, outbox, channels."""
