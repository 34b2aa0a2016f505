extends SceneTree
## What the scripts share that play a world drawn by this engine: the world, its geometry, waiting, and leaving.

const PROMPT := "a village by a lake in the afternoon"
const SEED := 7

var _root := Node3D.new()
var _world := NacreWorld.new()
var _geometry := NacreGeometry.new()
var _failure := ""
## Whether the server draws as well.
var _with_pictures := false


func _init() -> void:
	_run.call_deferred()


## What the script does; each has its own.
func _run() -> void:
	pass


## Open the world that `arguments` names, from number `first` on: prompt and seed.
func _open(endpoint: String, arguments: PackedStringArray, first: int) -> void:
	_world.endpoint = endpoint
	_world.prompt = arguments[first] if arguments.size() > first else PROMPT
	_world.random_seed = int(arguments[first + 1]) if arguments.size() > first + 1 else SEED
	_world.with_geometry = true
	_world.without_pictures = not _with_pictures
	_world.failed.connect(
		func(code: StringName, text: String, _hint: String) -> void: _failure = "%s: %s" % [code, text]
	)
	_root.add_child(_world)
	_world.add_child(_geometry)


## Wait until `ready` says so; end the script when it does not within so many seconds, or when the world fails.
func _until(ready: Callable, seconds: float) -> void:
	var end := Time.get_ticks_msec() + seconds * 1000.0
	while not ready.call():
		if Time.get_ticks_msec() > end or not _failure.is_empty():
			printerr("gave up: ", _failure)
			quit(1)
			return
		await process_frame


func _leave() -> void:
	_root.queue_free()
	await process_frame
	await process_frame
	quit()
