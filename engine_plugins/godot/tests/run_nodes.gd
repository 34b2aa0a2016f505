extends SceneTree
## The nodes against a live server, told what to do by arguments: `-- ENDPOINT SCENARIO [SECONDS] [FILE]`.
##
## What happens is printed a JSON object a line (`SAID {…}`), for the caller to judge.

var world: NacreWorld = null
var screen: NacreScreen = null
var input: NacreInput = null
var entities: NacreEntities = null
var overlay: NacreOverlay = null
var rate := 30.0
var changes: Array[String] = []
var told: Array[String] = []


func _initialize() -> void:
	var arguments := OS.get_cmdline_user_args()
	await call("_" + arguments[1], arguments[0], arguments[2].to_float() if arguments.size() > 2 else 0.0)
	quit()


func _say(what: Dictionary) -> void:
	print("SAID ", JSON.stringify(what))


func _build(endpoint: String, deterministic := false, prompt := "a meadow") -> void:
	world = NacreWorld.new()
	world.endpoint = endpoint
	world.prompt = prompt
	world.random_seed = 7
	world.width = 128
	world.height = 72
	world.frame_rate = rate
	world.with_entity_mask = true
	world.deterministic = deterministic
	input = NacreInput.new()
	screen = NacreScreen.new()
	screen.drive_camera = true
	entities = NacreEntities.new()
	overlay = NacreOverlay.new()
	var scene := PackedScene.new()
	var stand_in := Node3D.new()
	scene.pack(stand_in)
	stand_in.free()
	entities.fallback = scene
	for node: Node in [input, screen, entities, overlay, Camera3D.new()]:
		world.add_child(node)
	# Before the first frame the tree does not make its nodes ready.
	await process_frame
	root.add_child(world)
	world.connection.state_changed.connect(
		func(state: NacreConnection.State) -> void: changes.append(NacreConnection.State.keys()[state])
	)
	world.failed.connect(func(code: StringName, _text: String, _hint: String) -> void: told.append(code))


## Wait until a condition holds; false when it does not in time.
func _until(condition: Callable, seconds := 15.0) -> bool:
	var until := Time.get_ticks_msec() + 1000.0 * seconds
	while Time.get_ticks_msec() < until:
		if condition.call():
			return true
		await process_frame
	return false


func _playing() -> bool:
	return world.connection.state == NacreConnection.State.PLAYING and screen.frame != null


func _leave() -> void:
	world.queue_free()
	await process_frame
	await process_frame


## Walk for some seconds, turning, and tell what was seen; every state goes to the file, when there is one.
func _walk(endpoint: String, seconds: float) -> void:
	await _build(endpoint)
	_say({"open": await _until(_playing, 120.0), "guest": world.info.get("guest", "")})
	var arguments := OS.get_cmdline_user_args()
	var log: FileAccess = FileAccess.open(arguments[3], FileAccess.WRITE) if arguments.size() > 3 else null
	var before := world.connection.figures()
	var shown := {"frames": 0, "drawn": 0, "oldest": 0.0, "turned": 0.0, "states": 0, "spread": 0.0}
	screen.shown.connect(func(_frame: NacreFrame) -> void: shown["frames"] += 1)
	world.state_received.connect(
		func(heard: Dictionary) -> void:
			shown["states"] += 1
			if log != null:
				log.store_line(JSON.stringify(heard, "", true, true))
	)
	var start := screen.frame.position
	input.hold({"move_z": 1.0})
	var until := Time.get_ticks_msec() + 1000.0 * seconds
	while Time.get_ticks_msec() < until:
		input.turn(0.004, 0.0)
		shown["turned"] += 0.004
		await process_frame
		shown["drawn"] += 1
		shown["oldest"] = maxf(shown["oldest"], world.connection.frame_age())
	var turned: float = world.connection.last_frame.yaw + world.connection.turn_ahead().x
	shown["in_flight"] = (await world.connection.ask("status"))["in_flight"]
	shown["yaw_off"] = absf(angle_difference(turned, world.connection.last_frame.yaw))
	shown["walked"] = screen.frame.position.distance_to(start)
	var player: Array = world.connection.last_state["player"]["position"]
	var feet := Vector3(player[0], player[1], player[2])
	shown["feet_to_eyes"] = feet.distance_to(world.connection.last_frame.position)
	shown["dropped"] = screen.frame.dropped
	shown["latency"] = world.connection.latency_msec
	shown["fps"] = world.connection.fps
	shown["size"] = [screen.texture.get_width(), screen.texture.get_height()]
	shown["entities"] = entities.slots().size()
	shown["slot_listed"] = world.connection.last_state["entities"].size()
	shown["report"] = overlay.report()
	var camera := root.get_camera_3d()
	shown["camera_off"] = camera.global_position.distance_to(screen.frame.position)
	# A world that stands still soon sends nothing more: then every frame that was sent is here, and acknowledged.
	await world.connection.ask("pause")
	var status := {}
	for _try in 50:
		status = await world.connection.ask("status")
		shown["missing"] = _missing(status)
		if status["in_flight"] == 0 and shown["missing"] == 0:
			break
		await create_timer(0.1).timeout
	shown["received"] = world.connection.figures()["received"] - before["received"]
	shown["unacknowledged"] = status["in_flight"]
	_say(shown)
	world.connection.disconnect_from_server(true)
	_say({"state": NacreConnection.State.keys()[world.connection.state]})
	await _leave()


## Frames that were drawn and neither came nor were dropped: a pause drops what shows the time before it.
func _missing(status: Dictionary) -> int:
	var last := world.connection.last_frame
	return maxi(0, status["frame"] - last.id - (status["dropped"] - last.dropped))


## Lockstep: the same inputs as the Python client gives, and what they led to.
func _lockstep(endpoint: String, _seconds: float) -> void:
	await _build(endpoint, true)
	input.enabled = false
	var frames: Array[NacreFrame] = []
	world.frame_received.connect(frames.append)
	await _until(func() -> bool: return world.connection.state == NacreConnection.State.PLAYING)
	for number in 40:
		var held := {"move_x": 0.25, "move_z": 1.0, "jump": number % 9 == 0, "sprint": number > 20}
		world.connection.act(held, Vector2(0.01 * number, -0.005))
		var wanted: int = number + 1
		await _until(func() -> bool: return frames.size() == wanted)
	var out := []
	for frame in frames:
		var parts := [frame.image.get_data(), frame.depth.get_data(), frame.entity.get_data()]
		var sums := parts.map(func(bytes: PackedByteArray) -> String: return _sum(bytes))
		var at := [frame.position.x, frame.position.y, frame.position.z]
		out.append({"tick": frame.tick, "seq": frame.for_seq, "sums": sums, "at": at, "yaw": frame.yaw})
	_say({"frames": out, "state": world.connection.last_state})
	await _leave()


func _sum(bytes: PackedByteArray) -> String:
	var context := HashingContext.new()
	context.start(HashingContext.HASH_MD5)
	context.update(bytes)
	return context.finish().hex_encode()


## Tell when the line is lost and when the world is back; the caller kills the server meanwhile.
func _loss(endpoint: String, seconds: float) -> void:
	await _build(endpoint)
	await _until(_playing)
	var seed: int = world.info["seed"]
	var name: String = world.info["world"]
	_say({"playing": true})
	var lost := func() -> bool: return world.connection.state == NacreConnection.State.RECONNECTING
	_say({"lost": await _until(lost, seconds)})
	var held := screen.frame
	for _round in 10:
		await process_frame
	_say({"held": screen.frame == held and screen.texture.get_width() == 128, "report": overlay.report()})
	_say({"found": await _until(func() -> bool: return not lost.call(), seconds)})
	var back := await _until(_playing, seconds)
	var newer := await _until(func() -> bool: return screen.frame != held)
	var same: bool = world.info["seed"] == seed and world.info["world"] == name
	_say({"back": back and newer, "same": same, "resumed": world.info["resumed"]})
	_say({"changes": changes, "told": told})
	await _leave()


## The game stands still for some seconds: how long ago what is shown then was drawn. Few frames a second, so that what
## is measured is the wire and not how busy the machine is.
func _stall(endpoint: String, seconds: float) -> void:
	rate = 4.0
	await _build(endpoint)
	var least := [INF]
	world.frame_received.connect(
		func(frame: NacreFrame) -> void: least[0] = minf(least[0], frame.received_usec / 1e6 - frame.world_time)
	)
	await _until(_playing)
	var settled := Time.get_ticks_msec() + 2000
	await _until(func() -> bool: return Time.get_ticks_msec() > settled)
	OS.delay_msec(int(seconds * 1000.0))
	var woke := Time.get_ticks_usec() / 1e6
	var before := screen.frame
	await _until(func() -> bool: return screen.frame != before)
	_say(
		{
			"age": woke - (screen.frame.world_time + least[0]),
			"waited": Time.get_ticks_usec() / 1e6 - woke,
			"interval": 1.0 / rate,
			"state": NacreConnection.State.keys()[world.connection.state],
		}
	)
	await _leave()


## Frames, and how much later than any after it each came; the caller stops this process for a while (SIGSTOP). The
## server lets a world stand still whose player takes nothing, so only later frames tell how late one is.
func _frozen(endpoint: String, seconds: float) -> void:
	rate = 4.0
	await _build(endpoint)
	await _until(_playing)
	var lags: Array[float] = []
	world.frame_received.connect(
		func(frame: NacreFrame) -> void: lags.append(frame.received_usec / 1e6 - frame.world_time)
	)
	_say({"playing": true})
	var until := Time.get_ticks_msec() + 1000.0 * seconds
	while Time.get_ticks_msec() < until:
		await process_frame
	var worst := 0.0
	for index in lags.size():
		worst = maxf(worst, lags[index] - lags.slice(index).min())
	_say({"worst": worst, "frames": lags.size(), "interval": 1.0 / rate, "changes": changes})
	await _leave()


## Open and leave worlds, in every way a game does it; nothing may stay.
func _cycles(endpoint: String, _seconds: float) -> void:
	var figures := []
	for cycle in 40:
		await _build(endpoint)
		if cycle % 3 != 0:
			await _until(_playing)
		if cycle % 4 == 0:
			world.connection.disconnect_from_server(false)
		await _leave()
		if cycle in [10, 39]:
			figures.append([Performance.get_monitor(Performance.OBJECT_NODE_COUNT), _threads()])
			figures.back().append(Performance.get_monitor(Performance.OBJECT_COUNT))
	_say({"early": figures[0], "late": figures[1]})


## Bake the ground around the player and stand on it.
func _bake(endpoint: String, _seconds: float) -> void:
	await _build(endpoint)
	await _until(_playing, 120.0)
	await _until(func() -> bool: return not world.connection.last_state.is_empty())
	var baker := NacreLevel.new()
	baker.size = 32.0
	world.add_child(baker)
	var seen := {"frames": 0, "screen": 0}
	var count := func(frame: NacreFrame) -> void: seen["screen"] += 1 if frame.pitch < -1.5 else 0
	screen.shown.connect(count)
	var began := Time.get_ticks_msec()
	var level := await baker.bake()
	var took := Time.get_ticks_msec() - began
	if level == null:
		_say({"level": false})
		return
	await physics_frame
	await physics_frame
	var at: Array = world.connection.last_state["player"]["position"]
	var above := Vector3(at[0] + 2.0, at[1] + 20.0, at[2] + 2.0)
	var ray := PhysicsRayQueryParameters3D.create(above, above + Vector3.DOWN * 60.0)
	var hit := root.world_3d.direct_space_state.intersect_ray(ray)
	var navigation: NavigationMesh = (level.get_node("Navigation") as NavigationRegion3D).navigation_mesh
	var from_above: int = seen["screen"]
	var cut_short := NacreLevel.new()
	world.add_child(cut_short)
	cut_short.bake()
	await process_frame
	var surveyed := world.surveying
	world.remove_child(cut_short)
	var given_back := not world.surveying and world.connection.view.is_empty()
	await _until(func() -> bool: return not cut_short._busy)
	cut_short.free()
	var scene := baker.to_scene()
	var again := scene.instantiate()
	# the last frame is still known, but the world is over
	world.close()
	await _until(func() -> bool: return world.connection.world_info.is_empty())
	var over := await baker.bake() == null
	_say(
		{
			"level": true,
			"msec": took,
			"lowest": _least(baker.field.heights),
			"highest": _most(baker.field.heights),
			"hit": hit.get("position", Vector3.INF).y,
			"ground": baker.field.height_at(Vector2(above.x, above.z)),
			"polygons": navigation.get_polygon_count(),
			"cells": baker.field.count,
			"spawns": level.get_node("SpawnPoints").get_child_count(),
			"characters": level.get_node("Characters").get_child_count(),
			"nodes_again": again.get_child_count(),
			"seen_from_above": from_above,
			"given_back": surveyed and given_back,
			"over": over,
			"pitch": world.connection.last_frame.pitch,
		}
	)
	again.free()
	await _leave()


func _least(numbers: PackedFloat32Array) -> float:
	var sorted := numbers.duplicate()
	sorted.sort()
	return sorted[0]


func _most(numbers: PackedFloat32Array) -> float:
	var sorted := numbers.duplicate()
	sorted.sort()
	return sorted[sorted.size() - 1]


## Record a little game of our own.
func _record(folder: String, seconds: float) -> void:
	await process_frame
	var camera := Camera3D.new()
	root.add_child(camera)
	var sheep := Node3D.new()
	sheep.add_to_group("sheep")
	sheep.add_to_group("nacre_tracked")
	root.add_child(sheep)
	var recorder := NacreRecorder.new()
	recorder.folder = folder
	recorder.width = 128
	root.add_child(recorder)
	var started := recorder.start({"caption": "a sheep walks"})
	var until := Time.get_ticks_msec() + 1000.0 * seconds
	while Time.get_ticks_msec() < until:
		camera.rotate_y(0.01)
		sheep.position.x += 0.01
		await process_frame
	var kept := recorder.stop()
	_say({"started": started, "folder": kept, "steps": recorder.steps, "skipped": recorder.skipped})
	recorder.queue_free()
	camera.queue_free()
	sheep.queue_free()
	await process_frame


## A prompt of which nothing is understood, then one of which a part is: what the signals and the overlay tell.
func _asks(endpoint: String, _seconds: float) -> void:
	await _build(endpoint, false, "xqzv wrpl")
	var heard := {"offers": [], "ignored": [], "unmet": []}
	world.offered.connect(func(prompts: PackedStringArray) -> void: heard["offers"] = Array(prompts))
	world.partly_understood.connect(
		func(ignored: PackedStringArray, unmet: PackedStringArray) -> void:
			heard["ignored"] = Array(ignored)
			heard["unmet"] = Array(unmet)
	)
	await _until(func() -> bool: return not heard["offers"].is_empty())
	heard["asked"] = overlay.report()
	world.prompt = "a dog beside a campfire, xqzv"
	world.open()
	await _until(_playing)
	heard["told"] = overlay.report()
	_say(heard)
	await _leave()


## The editor's dock, pressed as a person would.
func _dock(endpoint: String, _seconds: float) -> void:
	await process_frame
	var dock: Control = load("res://addons/nacre/editor/dock.gd").new()
	root.add_child(dock)
	dock._endpoint.text = endpoint
	dock._prompt.text = "a quiet meadow"
	dock._seed.value = 11
	dock.toggle_pattern()
	await process_frame
	await process_frame
	var pattern: Vector2 = dock._texture.get_size()
	dock.preview()
	var shown := func() -> bool: return dock._texture.get_size() == Vector2(480, 270)
	var seen: bool = await _until(shown, 120.0)
	var rows: int = dock._handshake.get_root().get_child_count()
	var status: String = dock._status.text
	var saved: int = dock.save_world("user://kept.tres")
	var kept: NacreSavedWorld = load("user://kept.tres")
	var scene := Node3D.new()
	root.add_child(scene)
	dock.scene_root = scene
	dock._size.value = 16
	var level: Node3D = await dock.bake()
	_say(
		{
			"pattern": [pattern.x, pattern.y],
			"seen": seen,
			"handshake": rows,
			"status": status,
			"saved": saved,
			"kept": [kept.random_seed, kept.prompt, kept.spec.size()],
			"baked": level != null and level.get_parent() == scene and level.get_node("Ground").owner == scene,
		}
	)
	dock.toggle_connection()
	dock.free()
	scene.free()
	await process_frame


func _threads() -> int:
	return DirAccess.get_directories_at("/proc/self/task").size()
