"""Redlines in Word: drawn as tracked changes, resolved both ways, proved and checked."""
