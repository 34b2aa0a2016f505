"""Conformance: checks of a server, and a scripted server that checks a client; every failure says what to fix."""
