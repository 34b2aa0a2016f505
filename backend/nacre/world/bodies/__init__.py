"""How bodies move: skeletons of programs, body plans, and the pose network that turns their joints."""
