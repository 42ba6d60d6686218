"""Posters: the sheet that a chat administrator prints and hangs in entrances and lifts."""
