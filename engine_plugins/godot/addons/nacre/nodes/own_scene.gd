extends RefCounted
## Scenes of the project's own that stand for something of the world.


## An instance of a scene; null, which is said, where its root is no Node3D or the scene is missing.
static func make(scene: PackedScene, whose: String, kind: String) -> Node3D:
	var made: Node = scene.instantiate() if scene != null and scene.can_instantiate() else null
	if made is Node3D:
		return made
	if made != null:
		made.free()
	push_warning("%s: the scene for %s is no Node3D: the world's own is shown." % [whose, kind])
	return null
