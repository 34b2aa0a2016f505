"""The teacher's worlds as the renderer and the path tracer see them: its land, its layouts, its grammars' shapes."""
