"""One plan, and a library of many, made searchable."""
