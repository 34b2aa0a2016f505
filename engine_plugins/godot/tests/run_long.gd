extends SceneTree
## A long time of play by chance: `-- ENDPOINT SECONDS SEED [native]`. Scenes come and go, worlds are opened, closed,
## paused, moved and left, while the caller stops and starts the server. Says what was done; script errors are what is
## looked for.
##
## With `native` this engine draws the world around a hero of its own, and half of the scenes do. However fast the
## machine, there are some scenes, and worlds that were played in.

const SCENES := 5
const PLAYED := 2
const PROMPTS: Array[String] = ["a meadow", "a village by a lake in the rain", "a snowy village at night", "an orchard"]
## Longest wait for a world before the scene is left all the same (seconds).
const PATIENCE := 40.0
## Seconds from one line about memory to the next, but for the scene between them.
const MEMORY_SECONDS := 60.0
## Bytes of a page of memory as Linux counts them.
const PAGE := 4096

var _chance := RandomNumberGenerator.new()
var _endpoint := ""
var _native := false
var _end := 0
var _scene: Node3D = null
var _world: NacreWorld = null
var _hero: CharacterBody3D = null
var _shared: NacreConnection = null
var _done: Dictionary[String, int] = {}
var _refused: Dictionary[String, int] = {}
var _memory_due := 0


func _initialize() -> void:
	var arguments := OS.get_cmdline_user_args()
	_endpoint = arguments[0]
	_end = Time.get_ticks_msec() + int(arguments[1].to_float() * 1000.0)
	_chance.seed = arguments[2].to_int()
	_native = arguments.size() > 3 and arguments[3] == "native"
	await process_frame
	_shared = NacreConnection.new()
	_shared.endpoint = _endpoint
	root.add_child(_shared)
	while Time.get_ticks_msec() < _end or _done["scenes"] < SCENES or _done.get("played", 0) < PLAYED:
		await _play_a_scene()
		print("SAID ", JSON.stringify({"so_far": _done}))
		if Time.get_ticks_msec() >= _memory_due:
			_memory_due = Time.get_ticks_msec() + int(MEMORY_SECONDS * 1000.0)
			print("SAID ", JSON.stringify(_memory()))
	_shared.queue_free()
	await _frames(3)
	print("SAID ", JSON.stringify(_memory()))
	print("SAID ", JSON.stringify({"done": _done, "refused": _refused}))
	quit()


## What this engine holds between two scenes, where no world is: how many things, and megabytes, by its own count and by
## that of the system (Linux).
func _memory() -> Dictionary:
	var out := {"minutes": snappedf(Time.get_ticks_msec() / 60000.0, 0.1)}
	out["nodes"] = int(Performance.get_monitor(Performance.OBJECT_NODE_COUNT))
	out["orphans"] = int(Performance.get_monitor(Performance.OBJECT_ORPHAN_NODE_COUNT))
	out["objects"] = int(Performance.get_monitor(Performance.OBJECT_COUNT))
	out["resources"] = int(Performance.get_monitor(Performance.OBJECT_RESOURCE_COUNT))
	out["own_mb"] = snappedf(OS.get_static_memory_usage() / 1e6, 0.01)
	var pages := FileAccess.open("/proc/self/statm", FileAccess.READ)
	if pages != null:
		out["resident_mb"] = snappedf(float(pages.get_line().get_slice(" ", 1).to_int() * PAGE) / 1e6, 0.1)
	return out


func _count(what: String) -> void:
	_done[what] = _done.get(what, 0) + 1
	# where the log ends when something never does
	print("%.1f s: %s" % [Time.get_ticks_msec() / 1000.0, what])


func _frames(count: int) -> void:
	for _round in count:
		await process_frame


## Wait until a condition holds, at most so long.
func _until(condition: Callable, seconds: float) -> void:
	var until := Time.get_ticks_msec() + int(seconds * 1000.0)
	while Time.get_ticks_msec() < until and not condition.call():
		await process_frame


func _play_a_scene() -> void:
	_count("scenes")
	_build(_native and _chance.randf() < 0.5, _chance.randf() < 0.3)
	# One in five is left while its world is still being made.
	if _chance.randf() < 0.2:
		await _frames(_chance.randi_range(0, 20))
	else:
		await _until(func() -> bool: return _world.connection.state == NacreConnection.State.PLAYING, PATIENCE)
		_count("played" if not _world.info.is_empty() else "not_opened")
		for _turn in _chance.randi_range(1, 12):
			await _do_something()
	paused = false
	match _chance.randi_range(0, 2):
		0:
			_scene.queue_free()
		1:
			_scene.free()
		_:
			# as games go from one scene to the next
			var empty := Node.new()
			var next := PackedScene.new()
			next.pack(empty)
			empty.free()
			change_scene_to_packed(next)
			_count("changed")
			await scene_changed
			current_scene.queue_free()
	_scene = null
	await _frames(_chance.randi_range(1, 4))


func _build(native: bool, shared: bool) -> void:
	_scene = Node3D.new()
	_world = NacreWorld.new()
	_world.endpoint = _endpoint
	_world.prompt = PROMPTS[_chance.randi_range(0, PROMPTS.size() - 1)]
	_world.random_seed = _chance.randi_range(0, 3)
	_world.width = 128
	_world.height = 72
	_world.with_entity_mask = true
	_world.failed.connect(
		func(code: StringName, _text: String, _hint: String) -> void: _refused[code] = _refused.get(code, 0) + 1
	)
	if shared and not native:
		_world.connection = _shared
	var packed := PackedScene.new()
	var figure := MeshInstance3D.new()
	figure.mesh = BoxMesh.new()
	packed.pack(figure)
	figure.free()
	var nodes: Array[Node] = [NacreOverlay.new(), Camera3D.new()]
	if native:
		_world.with_geometry = true
		_world.without_pictures = true
		_hero = CharacterBody3D.new()
		var figure_shape := CollisionShape3D.new()
		figure_shape.shape = CapsuleShape3D.new()
		figure_shape.position.y = 1.0
		_hero.add_child(figure_shape)
		_scene.add_child(_hero)
		_world.hero = _hero
		var geometry := NacreGeometry.new()
		geometry.kitbash = {"tree_cone": packed, "lamp": packed}
		nodes.append_array([geometry, NacreEnvironment.new()])
	else:
		_hero = null
		var screen := NacreScreen.new()
		screen.drive_camera = _chance.randf() < 0.5
		nodes.append_array([screen, NacreInput.new()])
	var entities := NacreEntities.new()
	entities.fallback = packed
	nodes.append(entities)
	for node in nodes:
		_world.add_child(node)
	_scene.add_child(_world)
	root.add_child(_scene)
	current_scene = _scene


func _one(kind: Variant) -> Node:
	var found := _world.get_children().filter(func(node: Node) -> bool: return is_instance_of(node, kind))
	return found[0] if not found.is_empty() else null


## One of the things that games do.
func _do_something() -> void:
	var deeds: Array[Callable] = [
		_walk,
		_walk,
		_pause_the_tree,
		_pause_the_world,
		_open_another,
		_move_in_the_tree,
		_take_out,
		_teleport,
		_hide,
		_free_what_is_mine,
		_ask_the_server,
		_bake,
		_leave_the_server
	]
	var deed := deeds[_chance.randi_range(0, deeds.size() - 1)]
	_count(deed.get_method().trim_prefix("_"))
	await deed.call()
	await _frames(_chance.randi_range(0, 10))


func _walk() -> void:
	var input := _one(NacreInput) as NacreInput
	if input != null:
		input.hold({"move_z": 1.0, "jump": _chance.randf() < 0.3})
	for _step in _chance.randi_range(10, 120):
		if input != null:
			input.turn(0.02, 0.0)
		elif _hero != null:
			_hero.velocity = (
				Vector3(2.5, _hero.velocity.y - 0.1, 1.5) if not _hero.is_on_floor() else Vector3(2.5, 0.0, 1.5)
			)
			_hero.move_and_slide()
			await physics_frame
			continue
		await process_frame
	if input != null:
		input.release()


func _pause_the_tree() -> void:
	paused = true
	await _frames(_chance.randi_range(1, 40))
	paused = false


func _pause_the_world() -> void:
	_world.pause()
	await _frames(_chance.randi_range(0, 30))
	_world.resume()


func _open_another() -> void:
	if _chance.randf() < 0.5:
		_world.close()
		await _frames(_chance.randi_range(0, 5))
	_world.prompt = PROMPTS[_chance.randi_range(0, PROMPTS.size() - 1)]
	_world.open()
	if _chance.randf() < 0.7:
		await _until(func() -> bool: return _world.connection.state == NacreConnection.State.PLAYING, PATIENCE)


func _move_in_the_tree() -> void:
	var other := Node3D.new()
	_scene.add_child(other)
	_world.reparent(other)
	await _frames(_chance.randi_range(1, 5))
	_world.reparent(_scene)
	other.queue_free()


func _take_out() -> void:
	_scene.remove_child(_world)
	await _frames(_chance.randi_range(0, 5))
	_scene.add_child(_world)


func _teleport() -> void:
	await _world.teleport(_chance.randf_range(-80.0, 80.0), _chance.randf_range(-80.0, 80.0))


func _hide() -> void:
	_world.visible = false
	await _frames(3)
	_world.visible = true


func _free_what_is_mine() -> void:
	var entities := _one(NacreEntities) as NacreEntities
	for slot in entities.slots():
		entities.node_of(slot).free()
	var screen := _one(NacreScreen) as NacreScreen
	if screen != null:
		var wall := MeshInstance3D.new()
		wall.mesh = QuadMesh.new()
		_scene.add_child(wall)
		screen.target = wall
		screen.mode = NacreScreen.Mode.WINDOW
		await _frames(3)
		wall.free()
		await _frames(2)
		screen.mode = NacreScreen.Mode.BACKGROUND
	var geometry := _one(NacreGeometry) as NacreGeometry
	if geometry != null:
		for id: Node in geometry.get_children():
			if id.has_meta(&"nacre_id"):
				id.free()


func _ask_the_server() -> void:
	await _world.snapshot("by_chance")
	await _world.rewind(1.0)


func _bake() -> void:
	if _one(NacreScreen) == null:
		return
	var level := NacreLevel.new()
	level.size = 8.0
	_world.add_child(level)
	if _chance.randf() < 0.5:
		await level.bake()
	else:
		level.bake()
		await _frames(_chance.randi_range(0, 4))
	level.free()


func _leave_the_server() -> void:
	_world.connection.disconnect_from_server(_chance.randf() < 0.5)
	await _frames(_chance.randi_range(0, 20))
	_world.open()
	await _until(func() -> bool: return _world.connection.state == NacreConnection.State.PLAYING, PATIENCE)
