extends SceneTree
## What needs no server: endpoints, pacing, input from actions, messages that are made and refused, warnings.

const Check := preload("check.gd")
const Wish := preload("../addons/nacre/nodes/wish.gd")
const HeightField := preload("../addons/nacre/nodes/height_field.gd")
const LevelBuilder := preload("../addons/nacre/nodes/level_builder.gd")
const Pacer := preload("../addons/nacre/nodes/frame_pacer.gd")
const Navigation := preload("../addons/nacre/geometry/navigation.gd")
const Dialogue := preload("../addons/nacre/wire/dialogue.gd")
const OwnScene := preload("../addons/nacre/nodes/own_scene.gd")
const TcpTransport := preload("../addons/nacre/wire/tcp_transport.gd")
const WebSocketTransport := preload("../addons/nacre/wire/websocket_transport.gd")

var check := Check.new()


func _initialize() -> void:
	_endpoints()
	_websocket_parts()
	_pacing()
	_frames()
	_warnings()
	_lake()
	_busy()
	# The engine's first frames count time in which none was drawn.
	await process_frame
	await process_frame
	await _corners()
	await _edges()
	await _input()
	await _wrong_actions()
	await _slow_motion()
	_left_before_it_answered()
	_own_scenes()
	await _freed_at_any_time()
	await _freed_sun()
	quit(check.verdict())


func _endpoints() -> void:
	var good := {
		"tcp://127.0.0.1:5577": ["127.0.0.1", 5577],
		"tcp://example.org:80/": ["example.org", 80],
		"example.org": ["example.org", 5577],
		"localhost:1": ["localhost", 1],
		"tcp://[::1]:6000": ["::1", 6000],
		"[fe80::1]": ["fe80::1", 5577],
		"::1": ["::1", 5577],
	}
	for endpoint: String in good:
		check.same(TcpTransport.parse(endpoint), good[endpoint], endpoint)
	for endpoint: String in ["", "tcp://", "tcp://a:b", "tcp://a:0", "tcp://a:70000", "http://a/b", "tcp://:5577"]:
		check.that(TcpTransport.parse(endpoint).is_empty(), endpoint + " is no endpoint")


func _websocket_parts() -> void:
	var parts: Array[PackedByteArray] = [PackedByteArray([1, 2]), PackedByteArray(), PackedByteArray([3])]
	var packed := WebSocketTransport.pack(parts)
	check.same(packed.hex_encode(), "0000000201020000000000000001" + "03", "packed")
	check.same(WebSocketTransport.unpack(packed), parts, "unpacked")
	for cut in range(1, packed.size()):
		if cut not in [6, 10]:
			check.that(WebSocketTransport.unpack(packed.slice(0, cut)).is_empty(), "cut at %d" % cut)


func _frame(id: int) -> NacreFrame:
	var frame := NacreFrame.new()
	frame.id = id
	return frame


func _pacing() -> void:
	var pacer := Pacer.new()
	for id in 5:
		pacer.push(_frame(id), id * 0.01)
	check.same(pacer.pop(0.05).id, 4, "the newest is shown")
	check.that(pacer.pop(0.06) == null, "and stays")
	check.same(pacer.skipped, 4, "the others are counted")
	# Four at once, every 0.2 s: one every 0.05 s.
	pacer = Pacer.new()
	pacer.per_step = 4
	var times := {}
	for step in 800:
		var now := step * 0.005
		if step % 40 == 0:
			for index in 4:
				pacer.push(_frame(step / 40 * 4 + index), now)
		var shown := pacer.pop(now)
		if shown != null:
			times[shown.id] = now
	check.that(absf(pacer.interval - 0.05) < 0.002, "interval %.4f" % pacer.interval)
	var worst := 0.0
	for id in range(20, 79):
		check.that(times.has(id), "frame %d is shown" % id)
		if times.has(id) and times.has(id + 1):
			worst = maxf(worst, absf(times[id + 1] - times[id] - 0.05))
	check.that(worst <= 0.011, "even to %.3f s" % worst)


func _frames() -> void:
	var header := {
		"id": 3,
		"t_world": 1.5,
		"tick": 30,
		"for_seq": 2,
		"ms": {},
		"dropped": 0,
		"camera": {"position": [1.0, 2.0, 3.0], "yaw": 0.5, "pitch": -0.25, "fov": 1.0},
		"projection": {"fov": 1.0, "aspect": 2.0, "near": 0.1, "far": 64.0},
		"parts":
		[
			{"kind": "rgb", "codec": "rgba8", "width": 4, "height": 2, "bytes": 32},
			{"kind": "depth", "codec": "f16", "width": 2, "height": 1, "bytes": 4},
		],
	}
	var colours := PackedByteArray()
	colours.resize(32)
	# 2.0 and 64.0 as half floats
	var depths := PackedByteArray([0x00, 0x40, 0x00, 0x54])
	var parts: Array[PackedByteArray] = [PackedByteArray(), colours, depths]
	var frame: NacreFrame = NacreFrame.from_message(header, parts)
	check.same(frame.depth_at(Vector2(0.25, 0.5)), 2.0, "depth")
	check.same(frame.depth_at(Vector2(0.75, 0.5)), INF, "sky")
	var ahead := -frame.camera_transform().basis.z
	var wanted := Vector3(-sin(0.5) * cos(-0.25), sin(-0.25), -cos(0.5) * cos(-0.25))
	check.that(ahead.is_equal_approx(wanted), "forward is as the protocol says")
	for broken: Array[PackedByteArray] in [
		[PackedByteArray(), colours] as Array[PackedByteArray],
		[PackedByteArray(), colours.slice(1), depths] as Array[PackedByteArray],
		[PackedByteArray(), depths, colours] as Array[PackedByteArray],
	]:
		check.that(NacreFrame.from_message(header, broken) is String, "a broken frame is refused")
	header["parts"][0]["codec"] = "f16"
	check.that(NacreFrame.from_message(header, parts) is String, "colours in half floats are refused")


func _warnings() -> void:
	for node: Node in [NacreInput.new(), NacreScreen.new(), NacreEntities.new(), NacreOverlay.new()]:
		check.that(not node._get_configuration_warnings().is_empty(), "%s without a world warns" % node.get_class())
		node.free()
	var world := NacreWorld.new()
	check.that(world._get_configuration_warnings().is_empty(), "a new world is fine")
	world.prompt = " "
	world.width = 101
	check.same(world._get_configuration_warnings().size(), 2, "no prompt, odd width")
	world.free()
	var connection := NacreConnection.new()
	connection.endpoint = "http://example.org"
	check.same(connection._get_configuration_warnings().size(), 1, "a wrong scheme")
	connection.free()


## A shore: land in the west, a lake in the east whose surface was seen at the level of the water.
func _lake() -> void:
	var field := HeightField.new(Vector2.ZERO, 32.0, 0.5)
	for index in field.heights.size():
		field.heights[index] = 0.4 if index % field.count < 32 else 0.03
	var level := LevelBuilder.new(field).build({"atmosphere": {"water": 0.0}}, Vector3.ZERO)
	var wet := func(at: Vector3) -> bool: return at.x > 0.0
	var region := level.get_node("Navigation") as NavigationRegion3D
	check.that(region.navigation_mesh.get_polygon_count() > 100, "the land can be walked on")
	check.that(not Array(region.navigation_mesh.vertices).any(wet), "nobody is sent into the lake")
	var spawns := level.get_node("SpawnPoints").get_children()
	check.that(
		not spawns.is_empty() and spawns.all(func(at: Node3D) -> bool: return at.position.x < 0.0), "or put there"
	)
	var area := level.get_node("Water") as Area3D
	check.same(area.get_child_count(), 1, "one box for one lake")
	var box := area.get_child(0) as CollisionShape3D
	check.same(box.position + (box.shape as BoxShape3D).size / 2.0, Vector3(16.0, 0.0, 16.0), "up to the surface")
	var seen := (level.get_node("Ground") as MeshInstance3D).mesh as ArrayMesh
	check.that(seen.get_aabb().position.y > 0.0, "the surface is seen")
	var bed := (level.get_node("Body/Shape") as CollisionShape3D).shape as ConcavePolygonShape3D
	var lowest := 0.0
	for corner in bed.get_faces():
		lowest = minf(lowest, corner.y)
	check.that(absf(lowest + 2.5) < 1e-4, "and the bed is below it: %.2f" % lowest)
	level.free()
	# Where the world says nothing of water, flat ground at its level is ground.
	field.heights.fill(0.0)
	level = LevelBuilder.new(field).build({}, Vector3.ZERO)
	check.that(not level.has_node("Water") and level.get_node("SpawnPoints").get_child_count() > 10, "dry")
	level.free()


## A world that is not opened; what it says an ear hears instead of a server.
func _heard_by(ear: Ear) -> NacreWorld:
	ear.connect_on_ready = false
	var world := NacreWorld.new()
	world.open_on_ready = false
	world.connection = ear
	return world


## Two triangles with a sliver between them, from far thinner than the map can tell to one it can: the engine warns of
## none, and the way leads from one triangle to the other.
func _corners() -> void:
	for thin: float in [0.00004, 0.0009, 0.004, 0.0099, 0.02]:
		var first := Vector3.ONE * 0.00001
		var second := first + Vector3(thin, 0.0, thin)
		var corners := [first, second, Vector3(5.0, 0.0, 4.0), Vector3(0.0, 0.0, 6.0), Vector3(6.0, 0.0, 0.0)]
		var left := 2 if thin < 0.007 else 3
		await _crossed(corners, [[0, 2, 3], [0, 1, 2], [1, 4, 2]], left, "a sliver of %.5f m" % thin)


## Three triangles on one edge: the smallest goes, and the way over the edge is found.
func _edges() -> void:
	var corners := [
		Vector3(0.0, 0.0, 0.0),
		Vector3(5.0, 0.0, 5.0),
		Vector3(0.0, 0.0, 6.0),
		Vector3(6.0, 0.0, 0.0),
		Vector3(2.0, 0.1, 3.0)
	]
	await _crossed(corners, [[0, 1, 4], [0, 1, 2], [0, 3, 1]], 2, "an edge is of two polygons")


## A mesh whose corners are joined has so many polygons left, and a way across it.
func _crossed(corners: PackedVector3Array, polygons: Array[PackedInt32Array], left: int, what: String) -> void:
	var map := root.world_3d.navigation_map
	Navigation.prepare(map)
	var mesh := NavigationMesh.new()
	mesh.cell_size = Navigation.CELL
	mesh.cell_height = Navigation.CELL
	mesh.vertices = corners
	for polygon in polygons:
		mesh.add_polygon(polygon)
	Navigation.join_corners(mesh)
	check.same(mesh.get_polygon_count(), left, what)
	var region := NavigationRegion3D.new()
	region.navigation_mesh = mesh
	root.add_child(region)
	for frame in 10:
		await physics_frame
	var way := NavigationServer3D.map_get_path(map, Vector3(1.0, 0.0, 4.0), Vector3(4.5, 0.0, 1.0), true)
	check.that(way.size() > 1 and way[-1].distance_to(Vector3(4.5, 0.0, 1.0)) < 0.1, "is crossed: %s" % way)
	region.free()
	await physics_frame


## A server that is full for a moment is asked again when it said so, and told of once.
func _busy() -> void:
	var asked: Array[StringName] = []
	var ask := func(type: StringName, _body: Dictionary) -> int:
		asked.append(type)
		return asked.size()
	var wish := Wish.new(ask)
	wish.open({"prompt": "a meadow"})
	wish.settle(false, false)
	var refusal := {"type": "error", "id": 1, "code": "too_many_sessions", "retry_after": 0.1}
	check.that(wish.concerns(refusal), "told")
	wish.take(1, refusal)
	wish.settle(false, false)
	check.same(asked.size(), 1, "not asked again at once")
	check.that(wish.seconds_left() > 0.0 and wish.seconds_left() <= 0.1, "waits")
	OS.delay_msec(150)
	wish.settle(false, false)
	check.same(asked, [&"open", &"open"] as Array[StringName], "asked again")
	refusal["id"] = 2
	check.that(not wish.concerns(refusal), "and told once")
	wish.take(2, refusal)
	OS.delay_msec(150)
	wish.settle(false, false)
	wish.take(3, {"type": "opened", "id": 3})
	check.that(wish.is_settled() and wish.seconds_left() < 0.0, "until it opens")
	# A refusal that does not pass by itself is the end of the wish.
	wish.open({"prompt": "?"})
	wish.settle(false, false)
	wish.take(4, {"type": "error", "id": 4, "code": "prompt_refused"})
	wish.settle(false, false)
	check.same(asked.size(), 4, "not asked again")


## A connection that notes what it is told.
class Ear:
	extends NacreConnection
	var acts: Array = []

	func act(held: Dictionary, look: Vector2) -> void:
		acts.append([held, look])


func _input() -> void:
	var ear := Ear.new()
	var world := _heard_by(ear)
	var input := NacreInput.new()
	input.capture_mouse = false
	input.send_rate = 240.0
	world.add_child(input)
	root.add_child(world)
	InputMap.add_action(&"move_forward")
	Input.action_press(&"move_forward", 0.5)
	input.turn(0.25, 0.125)
	await create_timer(0.05).timeout
	check.same(ear.acts[0][0]["move_z"], 0.5, "an action's strength is the stick's")
	check.same(ear.acts[0][1], Vector2(0.25, 0.125), "the look goes along")
	check.that(ear.acts.size() == 1, "what is unchanged is not sent again at once")
	Input.action_release(&"move_forward")
	var motion := InputEventMouseMotion.new()
	motion.relative = Vector2(100, -40)
	root.push_input(motion)
	await create_timer(0.05).timeout
	check.same(ear.acts[1][0]["move_z"], 0.0, "let go")
	var turned := Vector2.ZERO
	for act: Array in ear.acts.slice(1):
		turned += act[1]
	check.that(turned.is_equal_approx(Vector2(-0.25, 0.1)), "the mouse to the right turns right: %s" % turned)
	await create_timer(0.3).timeout
	check.that(ear.acts.size() >= 3, "held input is said again before the server lets it go")
	input.enabled = false
	check.same(ear.acts.back()[0]["sprint"], false, "let go when switched off")
	var count := ear.acts.size()
	await create_timer(0.3).timeout
	check.same(ear.acts.size(), count, "and silent")
	input.enabled = true
	input.hold({"move_x": 1.0})
	await create_timer(0.05).timeout
	check.same(ear.acts.back()[0]["move_x"], 1.0, "held by a script")
	input.release()
	check.same(ear.acts.back()[0]["move_x"], 0.0, "let go")
	await create_timer(0.3).timeout
	check.same(ear.acts.back()[0]["move_x"], 0.0, "and not held again")
	count = ear.acts.size()
	Engine.time_scale = 0.0
	input.hold({"move_x": 1.0})
	await create_timer(0.6, true, false, true).timeout
	Engine.time_scale = 1.0
	check.that(ear.acts.size() >= count + 2, "said, and said again, while the game's time stands still")
	input.release()
	world.free()
	ear.free()


## Names of actions that the project does not have: warned of, and the keys work all the same.
func _wrong_actions() -> void:
	var ear := Ear.new()
	var world := _heard_by(ear)
	var input := NacreInput.new()
	input.move_back = &"walk_bakc"
	check.same(input._get_configuration_warnings().size(), 2, "a wrong action, and no world")
	check.that("walk_bakc" in input._get_configuration_warnings()[0], "named")
	world.add_child(input)
	root.add_child(world)
	for action: StringName in [&"move_left", &"walk_bakc"]:
		check.that(not InputMap.has_action(action), "no such action")
	for code: Key in [KEY_A, KEY_S]:
		var press := InputEventKey.new()
		press.physical_keycode = code
		press.keycode = code
		press.pressed = true
		Input.parse_input_event(press)
	Input.flush_buffered_events()
	await create_timer(0.1).timeout
	check.same(ear.acts.back()[0]["move_x"], -1.0, "an action that is not there is read from its keys")
	check.same(ear.acts.back()[0]["move_z"], -1.0, "one with a wrong name as well")
	world.free()
	ear.free()


## What shows the world goes on while the game's time stands still, for the world does.
func _slow_motion() -> void:
	var overlay := NacreOverlay.new()
	root.add_child(overlay)
	await create_timer(0.1).timeout
	var label := overlay.get_child(0, true) as Label
	label.text = "of before"
	Engine.time_scale = 0.0
	await create_timer(0.6, true, false, true).timeout
	Engine.time_scale = 1.0
	check.same(label.text, "", "the figures are read anew while the game's time stands still")
	overlay.free()


func _scene(of: Node) -> PackedScene:
	var scene := PackedScene.new()
	scene.pack(of)
	of.free()
	return scene


## Whoever asked and was left without an answer has one all the same.
func _left_before_it_answered() -> void:
	var talk := Dialogue.new()
	talk.connected(0.0)
	talk.phase = Dialogue.Phase.OPEN
	talk.ask("snapshot", {"name": "a"}, 0.0, 2)
	talk.ask("pause", {}, 0.0, 4)
	check.that(talk.is_waiting(), "asked")
	talk.disconnected("not_connected", "left")
	var codes := {}
	for item in talk.news:
		if item[0] == "answer":
			codes[item[1]["id"]] = item[1]["code"]
	check.same([codes.get(2), codes.get(4)], ["not_connected", "not_connected"], "answered")
	check.that(not talk.is_waiting(), "once")


## Scenes of the project's own: what is none is told once, and what the world has is shown in its place.
func _own_scenes() -> void:
	check.that(OwnScene.make(null, "NacreTest", "nothing") == null, "no scene")
	check.that(OwnScene.make(PackedScene.new(), "NacreTest", "empty") == null, "an empty scene")
	check.that(OwnScene.make(_scene(Node.new()), "NacreTest", "plain") == null, "a scene that is no Node3D")
	var made := OwnScene.make(_scene(Node3D.new()), "NacreTest", "good")
	check.that(made != null, "a scene")
	made.free()
	var entities := NacreEntities.new()
	root.add_child(entities)
	entities.fallback = _scene(Node3D.new())
	entities.scenes = {"sheep": _scene(Node.new()), "dog": PackedScene.new(), "cat": null}
	entities.object_scenes = {"house": _scene(Node.new()), "tree": _scene(Node3D.new()), "well": null}
	for time in 3:
		entities._on_state(
			_state(time, {0: "sheep", 1: "dog", 2: "cow", 3: "cat"}, {"a": "house", "b": "tree", "c": "well"})
		)
	check.same(entities.slots().size(), 3, "what is no scene has the fallback, an empty entry nothing")
	check.same(entities._objects.size(), 1, "a tree, and no house")
	entities.fallback = _scene(Node.new())
	entities._on_state(_state(3, {4: "cow"}, {}))
	entities._on_state(_state(4, {4: "cow"}, {}))
	check.same(entities.slots().size(), 0, "a fallback that is none shows nothing")
	entities.free()


func _state(time: float, characters: Dictionary, things: Dictionary) -> Dictionary:
	var entries := characters.keys().map(
		func(slot: int) -> Dictionary:
			return {"slot": slot, "class": characters[slot], "position": [time, 0.0, float(slot)], "yaw": 0.1}
	)
	var objects := things.keys().map(
		func(id: String) -> Dictionary: return {"id": id, "class": things[id], "position": [0.0, 0.0, 0.0], "size": 2.0}
	)
	return {"t_world": time, "entities": entries, "objects": objects}


## Nodes that stand for characters and things belong to the game as well: it frees them when it likes.
func _freed_at_any_time() -> void:
	var chance := RandomNumberGenerator.new()
	chance.seed = 3
	var entities := NacreEntities.new()
	root.add_child(entities)
	entities.fallback = _scene(Node3D.new())
	entities.object_scenes = {"tree": _scene(Node3D.new())}
	# whoever hears of a node may free it at once
	entities.spawned.connect(
		func(_slot: int, node: Node3D, _info: Dictionary) -> void:
			if chance.randf() < 0.2:
				node.free()
	)
	entities.despawned.connect(func(_slot: int, node: Node3D) -> void: node.free())
	entities.object_spawned.connect(
		func(_id: String, node: Node3D, _info: Dictionary) -> void:
			if chance.randf() < 0.2:
				node.free()
	)
	for step in 300:
		var characters := {}
		var things := {}
		for slot in 6:
			if chance.randf() < 0.7:
				characters[slot] = ["sheep", "cow"][chance.randi_range(0, 1)]
			if chance.randf() < 0.7:
				things[str(slot)] = "tree"
		match chance.randi_range(0, 4):
			0, 1:
				entities._on_state(_state(step * 0.1, characters, things))
			2:
				for slot in entities.slots():
					if chance.randf() < 0.5:
						entities.node_of(slot).queue_free()
			3:
				for node in entities.get_children():
					if chance.randf() < 0.3 and not node.is_queued_for_deletion():
						node.free()
			4:
				if chance.randf() < 0.2:
					entities._on_opened({}, false)
		for slot in entities.slots():
			check.that(is_instance_valid(entities.node_of(slot)), "what is named is there")
		if step % 3 == 0:
			await process_frame
	entities._on_opened({}, false)
	await process_frame
	check.same(entities.get_child_count(), 0, "nothing is left of a world that is over")
	entities.free()


## The sun that the environment made belongs to the scene: freed, the rest goes on.
func _freed_sun() -> void:
	var ear := Ear.new()
	var world := _heard_by(ear)
	var lit := NacreEnvironment.new()
	world.add_child(lit)
	root.add_child(world)
	var colours := {}
	for name: String in [
		"sun", "sun_colour", "sky_light", "bounce", "haze", "horizon", "zenith", "glow", "cloud_lit", "cloud_dark"
	]:
		colours[name] = [0.4, 0.5, 0.6]
	var numbers := {"exposure": 1.0, "wet": 1.0}
	for name: String in ["fog", "fog_low", "cover", "stars", "white"]:
		numbers[name] = 0.2
	var air := {"type": "air", "colours": colours, "numbers": numbers}
	lit._take(air)
	check.that(lit.sun.light_energy > 0.0, "lit")
	lit.sun.queue_free()
	lit._take(air)
	await process_frame
	lit.environment.fog_density = 0.0
	lit._take(air)
	check.that(is_equal_approx(lit.environment.fog_density, 0.2 + 0.8 * 0.2), "the rest goes on without a sun")
	check.same(lit.falls(), "rain", "and it rains")
	await process_frame
	lit._on_closed(&"close", "")
	check.same(lit.falls(), "", "until the world is closed")
	world.free()
	ear.free()
