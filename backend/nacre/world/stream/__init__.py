"""A world as an engine draws it: shapes, chunks, materials, bodies and air as compact bytes. No sockets here."""
