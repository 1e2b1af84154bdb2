"""The rules that are never broken, as properties over generated worlds, for every kind at once."""
