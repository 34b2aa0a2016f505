class_name Keepsake
extends RefCounted
## The one save of the game: which world, and where the hero stood in it.

const PATH := "user://village.cfg"
const NAME := "godot-village"


## Whether there is anything to come back to.
static func exists() -> bool:
	return FileAccess.file_exists(PATH)


## Keep a world and a place.
static func keep(world: NacreSavedWorld, hero: Vector3, yaw: float) -> Error:
	var file := ConfigFile.new()
	file.set_value("world", "prompt", world.prompt)
	file.set_value("world", "spec", world.spec)
	file.set_value("world", "seed", world.random_seed)
	file.set_value("world", "model", world.model)
	file.set_value("world", "server_save", world.server_save)
	file.set_value("hero", "position", hero)
	file.set_value("hero", "yaw", yaw)
	return file.save(PATH)


## What was kept: `world`, `position`, `yaw`; empty when there is nothing, or nothing that can be read.
static func recall() -> Dictionary:
	var file := ConfigFile.new()
	if file.load(PATH) != OK:
		return {}
	var world := NacreSavedWorld.new()
	world.prompt = file.get_value("world", "prompt", "")
	world.spec = file.get_value("world", "spec", {})
	world.random_seed = file.get_value("world", "seed", 0)
	world.model = file.get_value("world", "model", "")
	world.server_save = file.get_value("world", "server_save", "")
	var position: Vector3 = file.get_value("hero", "position", Vector3.ZERO)
	return {"world": world, "position": position, "yaw": file.get_value("hero", "yaw", 0.0)}
