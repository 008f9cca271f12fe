"""Models, sessions, migrations, and one file an aggregate with its queries and the rules that chat and pages share."""
