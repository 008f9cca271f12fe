"""Plan documents to answers. Pure: no database, no network, no clock of its own."""
