extends "run_nodes.gd"
## What somebody new to the addon does to it, against a live server: `-- ENDPOINT SCENARIO [SECONDS] [FILE]`.

var heard: Array[Array] = []


func _make(endpoint: String, prompt := "a meadow") -> void:
	await _build(endpoint, false, prompt)
	world.failed.connect(func(code: StringName, text: String, hint: String) -> void: heard.append([code, text, hint]))


func _frames(count: int) -> void:
	for _round in count:
		await process_frame


func _state() -> String:
	return NacreConnection.State.keys()[world.connection.state]


## The newest wish wins, whatever was wished before and when.
func _wishes(endpoint: String, _seconds: float) -> void:
	await _make(endpoint)
	var opening := func() -> bool:
		return world.connection.state in [NacreConnection.State.READY, NacreConnection.State.OPENING]
	await _until(opening)
	# Another world while the first is being made.
	world.random_seed = 8
	world.open()
	await _frames(2)
	world.random_seed = 9
	world.open()
	var ninth := func() -> bool: return _playing() and world.info.get("seed") == 9
	_say({"while_opening": await _until(ninth, 10.0), "seed": world.info.get("seed"), "state": _state()})
	var rounds := []
	for turn in 6:
		for index in 20:
			world.random_seed = 100 * turn + index
			world.close()
			world.open()
			await process_frame
		var wanted := 100 * turn + 19
		var there := func() -> bool: return _playing() and world.info.get("seed") == wanted
		rounds.append(await _until(there, 10.0))
	_say({"rounds": rounds, "state": _state()})
	world.close()
	var ended := await _until(
		func() -> bool: return world.connection.state == NacreConnection.State.READY and world.info.is_empty()
	)
	await _frames(30)
	_say({"closed": ended and world.connection.state == NacreConnection.State.READY, "failed": heard})
	await _leave()


## A long walk through the states by chance; after it, what was wished last is there.
func _by_chance(endpoint: String, seconds: float) -> void:
	await _make(endpoint)
	var chance := RandomNumberGenerator.new()
	chance.seed = int(seconds)
	var wrong := []
	for walk in 12:
		var wished := -1
		for _step in chance.randi_range(1, 25):
			match chance.randi_range(0, 8):
				0, 1, 2:
					wished = chance.randi_range(0, 1000)
					world.random_seed = wished
					world.open()
				3, 4:
					world.close()
					wished = -1
				5:
					world.pause()
				6:
					world.resume()
				7:
					world.connection.disconnect_from_server(chance.randf() < 0.5)
					world.open()
					wished = world.random_seed
				8:
					world.reparent(root if world.get_parent() != root else current_scene_or_new())
			await _frames(chance.randi_range(0, 4))
		world.resume()
		if wished < 0:
			world.close()
		var there := func() -> bool:
			if wished < 0:
				return (
					world.info.is_empty()
					and world.connection.state in [NacreConnection.State.READY, NacreConnection.State.OFFLINE]
				)
			return world.connection.state == NacreConnection.State.PLAYING and world.info.get("seed") == wished
		if not await _until(there, 10.0):
			wrong.append([walk, wished, world.info.get("seed", -1), _state()])
	# A session that was left to wait may be over when it is asked for.
	var failed := heard.filter(func(one: Array) -> bool: return one[0] != &"session_expired")
	_say({"wrong": wrong, "failed": failed})
	await _leave()


func current_scene_or_new() -> Node:
	if not root.has_node("Other"):
		var other := Node3D.new()
		other.name = "Other"
		root.add_child(other)
	return root.get_node("Other")


## Refused, and told: in the signal, in the overlay, in the log.
func _refused(endpoint: String, seconds: float) -> void:
	await _make(endpoint, OS.get_cmdline_user_args()[3])
	await _until(func() -> bool: return not heard.is_empty(), seconds)
	await _frames(20)
	_say({"failed": heard, "report": overlay.report(), "state": _state()})
	# Whoever asks again is told again.
	heard.clear()
	world.open()
	await _until(func() -> bool: return not heard.is_empty(), seconds)
	await _frames(20)
	_say({"again": heard.size()})
	await _leave()


## Requests of every kind that are refused, and one that is under way when the server is left.
func _asks_in_vain(endpoint: String, _seconds: float) -> void:
	await _make(endpoint)
	var told := {}
	told["before"] = (await world.snapshot("too_early")).get("code", "")
	await _until(_playing)
	heard.clear()
	told["snapshot"] = (await world.snapshot("../not a name")).get("code", "")
	told["restore"] = (await world.restore("never_saved")).get("code", "")
	told["teleport"] = (await world.teleport(NAN, 0.0)).get("code", "")
	told["direct"] = (await world.direct("it snows")).get("code", "")
	told["say"] = (await world.say(1, "hello")).get("code", "")
	told["unknown"] = (await world.connection.ask(&"dance")).get("code", "")
	told["size"] = (await world.connection.ask(&"resize", {"width": 63, "height": 9999})).get("code", "")
	told["heard"] = heard.map(func(one: Array) -> String: return one[0])
	told["playing"] = _playing()
	# whoever waits for an answer is not left waiting for ever
	var answers: Array[String] = []
	var wait := func() -> void: answers.append((await world.snapshot("under_way")).get("code", "saved"))
	wait.call()
	world.connection.disconnect_from_server()
	await _frames(10)
	told["under_way"] = answers
	_say(told)
	await _leave()


## Addresses that are none.
func _addresses(endpoint: String, _seconds: float) -> void:
	await process_frame
	for address: String in OS.get_cmdline_user_args().slice(3):
		heard.clear()
		# No address of its own: what the project says.
		ProjectSettings.set_setting(NacreConnection.SETTING, "http://127.0.0.1:80" if address == "none" else null)
		await _make(address if address != "none" else "")
		await _until(func() -> bool: return not heard.is_empty(), 5.0)
		await _frames(10)
		_say({"address": address, "failed": heard, "report": overlay.report(), "state": _state()})
		# Mended while it runs.
		world.connection.endpoint = endpoint
		world.open()
		_say({"mended": await _until(_playing, 10.0)})
		await _leave()


## A node without an address goes where the project's setting says.
func _setting(endpoint: String, _seconds: float) -> void:
	ProjectSettings.set_setting(NacreConnection.SETTING, endpoint)
	await _make("")
	_say({"playing": await _until(_playing, 10.0), "address": world.connection.address(), "failed": heard})
	await _leave()


## The camera leaves the player behind: told once, in words and by a property, until the player is taken along.
func _teleports(endpoint: String, _seconds: float) -> void:
	await _make(endpoint)
	var camera: Camera3D = world.get_children().filter(func(node: Node) -> bool: return node is Camera3D)[0]
	await _until(_playing, 60.0)
	await _until(func() -> bool: return not world.connection.last_state.is_empty())
	var told := {"at_first": world.is_view_outside}
	screen.drive_camera = false
	camera.global_position = world.player_position + Vector3(90.0, 2.0, 0.0)
	told["outside"] = await _until(func() -> bool: return world.is_view_outside, 10.0)
	told["report"] = overlay.report()
	var wanted := Vector2(camera.position.x, camera.position.z)
	var answer := await world.teleport(wanted.x, wanted.y)
	told["answer"] = answer["type"]
	var there := func() -> bool:
		return Vector2(world.player_position.x, world.player_position.z).distance_to(wanted) < 1.0
	told["at_once"] = there.call()
	told["arrived"] = await _until(there, 10.0)
	told["inside"] = await _until(func() -> bool: return not world.is_view_outside, 10.0)
	told["failed"] = heard
	_say(told)
	await _leave()


## A game that is stopped the hard way, once it plays or (given a second) while the world is being made.
func _killed(endpoint: String, seconds: float) -> void:
	await _make(endpoint)
	if seconds > 0.0:
		_say({"playing": await _until(_playing, 10.0), "failed": heard})
	else:
		await _until(
			func() -> bool:
				return world.connection.state in [NacreConnection.State.READY, NacreConnection.State.OPENING]
		)
		_say({"opening": true, "failed": heard})
	await _until(func() -> bool: return false, 60.0)


## Left while the world is being made: the server forgets it.
func _left(endpoint: String, _seconds: float) -> void:
	for _round in 12:
		await _make(endpoint)
		await _until(func() -> bool: return world.connection.state == NacreConnection.State.OPENING)
		await _leave()
	await _make(endpoint)
	_say({"playing": await _until(_playing), "failed": heard})
	await _leave()


## What the screen takes it gives back: the camera, and what the world was shown on.
func _gives_back(endpoint: String, _seconds: float) -> void:
	await _make(endpoint)
	var camera: Camera3D = world.get_children().filter(func(node: Node) -> bool: return node is Camera3D)[0]
	var before := Transform3D(Basis.IDENTITY, Vector3(5.0, 6.0, 7.0))
	camera.transform = before
	camera.fov = 33.0
	camera.keep_aspect = Camera3D.KEEP_WIDTH
	var is_back := func() -> bool:
		return camera.transform == before and camera.fov == 33.0 and camera.keep_aspect == Camera3D.KEEP_WIDTH
	await _until(_playing)
	await _until(func() -> bool: return not entities.slots().is_empty())
	await _frames(3)
	var told := {"taken": not is_back.call()}
	world.close()
	await _until(func() -> bool: return world.info.is_empty())
	await _frames(3)
	told["closed"] = is_back.call() and screen.frame == null
	told["characters"] = entities.slots().is_empty()
	told["quad"] = screen.get_child(0, true).visible
	world.open()
	await _until(_playing)
	await _frames(3)
	told["taken_again"] = not is_back.call()
	screen.drive_camera = false
	told["let_go"] = is_back.call()
	screen.drive_camera = true
	await _frames(3)
	var rect := TextureRect.new()
	var own := PlaceholderTexture2D.new()
	rect.texture = own
	root.add_child(rect)
	var wall := MeshInstance3D.new()
	var paint := StandardMaterial3D.new()
	wall.material_override = paint
	root.add_child(wall)
	var holder := WorldEnvironment.new()
	var sky := Environment.new()
	holder.environment = sky
	root.add_child(holder)
	screen.panorama = false
	for mode: NacreScreen.Mode in [NacreScreen.Mode.RECT, NacreScreen.Mode.PAINTING, NacreScreen.Mode.SKY]:
		screen.mode = mode
		screen.target = {NacreScreen.Mode.RECT: rect, NacreScreen.Mode.PAINTING: wall}.get(mode, holder)
		await _frames(3)
		told["covered_%d" % mode] = rect.texture != own or wall.material_override != paint or holder.environment != sky
		world.close()
		await _until(func() -> bool: return world.info.is_empty())
		await _frames(2)
		told["as_before_%d" % mode] = (
			rect.texture == own and wall.material_override == paint and holder.environment == sky
		)
		world.open()
		await _until(_playing)
	screen.mode = NacreScreen.Mode.BACKGROUND
	await _frames(3)
	screen.free()
	told["freed"] = is_back.call()
	for node: Node in [rect, wall, holder]:
		node.free()
	_say(told)
	await _leave()


## Moved in the tree, taken out and put back, paused with the tree, turned a long way.
func _moves(endpoint: String, _seconds: float) -> void:
	await _make(endpoint)
	var closings: Array[StringName] = []
	world.closed.connect(func(reason: StringName, _text: String) -> void: closings.append(reason))
	await _until(_playing)
	var session: String = world.info["session"]
	world.reparent(current_scene_or_new())
	var before := screen.frame
	var newer := func() -> bool: return screen.frame != before
	var told := {"moved": await _until(newer, 5.0) and world.info["session"] == session and closings.is_empty()}
	var place := world.get_parent()
	place.remove_child(world)
	await _frames(5)
	told["out"] = _state()
	place.add_child(world)
	before = screen.frame
	told["back"] = await _until(_playing, 10.0) and await _until(newer, 5.0)
	paused = true
	told["paused"] = await _until(func() -> bool: return world.info["paused"], 5.0) and _state() == "PAUSED"
	paused = false
	told["goes_on"] = await _until(func() -> bool: return not world.info["paused"], 5.0) and _state() == "PLAYING"
	world.pause()
	told["stands"] = await _until(func() -> bool: return world.info["paused"], 5.0)
	paused = true
	await _frames(3)
	paused = false
	await _frames(20)
	told["still_stands"] = world.info["paused"]
	world.resume()
	await _until(func() -> bool: return not world.info["paused"], 5.0)
	# A half turn and more at once, and far more than the protocol takes in one message.
	var yaw := world.connection.last_frame.yaw
	for angle: float in [4.0, 3.2, -100.0, 1000.0, TAU]:
		yaw += angle
		input.turn(angle, 0.0)
		var there := func() -> bool: return absf(angle_difference(world.connection.last_frame.yaw, yaw)) < 0.01
		told["turned_%d" % roundi(angle)] = await _until(there, 5.0)
	told["shown"] = absf(angle_difference(screen.predicted_transform().basis.get_euler().y, yaw)) < 0.02
	told["failed"] = heard
	_say(told)
	await _leave()


## A connection that outlives the scenes: the next scene's node goes on in the same world.
func _scenes(endpoint: String, _seconds: float) -> void:
	await process_frame
	var shared := NacreConnection.new()
	shared.endpoint = endpoint
	root.add_child(shared)
	var sessions: Array[String] = []
	var resumed: Array[bool] = []
	for seed: int in [7, 7, 8]:
		var scene := Node3D.new()
		world = NacreWorld.new()
		world.connection = shared
		world.random_seed = seed
		world.width = 128
		world.height = 72
		screen = NacreScreen.new()
		world.add_child(screen)
		scene.add_child(world)
		root.add_child(scene)
		world.opened.connect(func(_info: Dictionary, again: bool) -> void: resumed.append(again))
		await _until(func() -> bool: return _playing() and world.info.get("seed") == seed)
		sessions.append(world.info["session"])
		scene.queue_free()
		await _frames(3)
	_say({"same": sessions[0] == sessions[1], "other": sessions[1] != sessions[2], "resumed": resumed})
	shared.queue_free()
	await _frames(2)


## Everything that is the game's own is freed under the addon's feet.
func _freed(endpoint: String, _seconds: float) -> void:
	await _make(endpoint)
	var camera := Camera3D.new()
	root.add_child(camera)
	screen.camera = camera
	await _until(_playing)
	await _until(func() -> bool: return not entities.slots().is_empty())
	var slot: int = entities.slots()[0]
	entities.node_of(slot).queue_free()
	await _frames(5)
	_say({"gone": entities.node_of(slot) == null, "slots": entities.slots().size()})
	camera.queue_free()
	await _frames(5)
	var level := NacreLevel.new()
	level.size = 8.0
	world.add_child(level)
	(await level.bake()).queue_free()
	await _frames(3)
	_say({"scene": level.to_scene() != null, "again": await level.bake() != null})
	var baking := NacreLevel.new()
	world.add_child(baking)
	baking.bake()
	await _frames(2)
	baking.free()
	await _frames(5)
	for mode: NacreScreen.Mode in [
		NacreScreen.Mode.PAINTING, NacreScreen.Mode.WINDOW, NacreScreen.Mode.RECT, NacreScreen.Mode.SKY
	]:
		var target: Node = null
		match mode:
			NacreScreen.Mode.RECT:
				target = TextureRect.new()
			NacreScreen.Mode.SKY:
				target = WorldEnvironment.new()
			_:
				target = MeshInstance3D.new()
		root.add_child(target)
		screen.mode = mode
		screen.target = target
		await _frames(3)
		target.free()
		await _frames(3)
	screen.mode = NacreScreen.Mode.BACKGROUND
	# Nodes that are not below the world outlive it, and its connection.
	var recorder := NacreRecorder.new()
	var own := Camera3D.new()
	recorder.camera = own
	recorder.folder = "user://freed"
	root.add_child(own)
	root.add_child(recorder)
	recorder.start({})
	await _frames(3)
	own.free()
	await _frames(30)
	recorder.stop()
	recorder.free()
	var apart: Array[Node] = [
		NacreInput.new(), NacreScreen.new(), NacreEntities.new(), NacreOverlay.new(), NacreLevel.new()
	]
	for node in apart:
		node.set(&"world", world)
		root.add_child(node)
	await _frames(5)
	world.connection.free()
	await _frames(5)
	_say({"info": world.info, "report": overlay.report()})
	world.pause()
	world.resume()
	world.close()
	world.free()
	await _frames(5)
	(apart[0] as NacreInput).release()
	(apart[4] as NacreLevel).bake()
	await (apart[1] as NacreScreen).look_around()
	(apart[3] as NacreOverlay).report()
	await _frames(2)
	for node in apart:
		node.free()
	_say({"alive": true})
