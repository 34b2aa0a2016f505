extends SceneTree
## Main-thread milliseconds, latency and rate: `-- ENDPOINT JSON_PORT SECONDS`; 640x360 raw, `bench.py` runs it.

const WIDTH := 640
const HEIGHT := 360

var seconds := 10.0


func _initialize() -> void:
	var arguments := OS.get_cmdline_user_args()
	seconds = arguments[2].to_float()
	await process_frame
	await _nacre(arguments[0])
	await _json(arguments[1].to_int())
	quit()


func _say(name: String, work: PackedFloat64Array, latency: PackedFloat64Array, took: float, more := {}) -> void:
	var out := {
		"way": name,
		"frames": work.size(),
		"fps": work.size() / took,
		"main_thread_ms": {"p50": _share(work, 0.5), "p99": _share(work, 0.99), "max": _share(work, 1.0)},
		"latency_ms": {"p50": _share(latency, 0.5), "p99": _share(latency, 0.99)},
	}
	out.merge(more)
	print("SAID ", JSON.stringify(out))


## Milliseconds in which the main thread could have run and something else had the processor; 0 where that is not told.
func _waited() -> float:
	var file := FileAccess.open("/proc/self/schedstat", FileAccess.READ)
	return file.get_line().get_slice(" ", 1).to_float() / 1e6 if file != null else 0.0


func _share(numbers: PackedFloat64Array, share: float) -> float:
	if numbers.is_empty():
		return -1.0
	var sorted := numbers.duplicate()
	sorted.sort()
	return snappedf(sorted[mini(int(share * sorted.size()), sorted.size() - 1)], 0.001)


## The addon: what its nodes cost in the frames in which a picture came.
func _nacre(endpoint: String) -> void:
	var world := NacreWorld.new()
	world.endpoint = endpoint
	world.random_seed = 7
	world.with_state = true
	# As a flat picture: a software renderer would need the whole machine for the timewarp.
	var screen := NacreScreen.new()
	screen.drive_camera = true
	screen.mode = NacreScreen.Mode.RECT
	screen.target = TextureRect.new()
	var input := NacreInput.new()
	var parts: Array[Node] = [screen, input, Camera3D.new()]
	parts.append(screen.target)
	for part in parts:
		world.add_child(part)
	root.add_child(world)
	while world.connection.last_frame == null:
		await process_frame
	for node: Node in [world.connection, screen, input]:
		node.set_process(false)
	input.hold({"move_z": 1.0})
	var work := PackedFloat64Array()
	var own := PackedFloat64Array()
	var latency := PackedFloat64Array()
	var began := Time.get_ticks_usec()
	var before := began
	while Time.get_ticks_usec() - began < seconds * 1e6:
		var waited := _waited()
		var start := Time.get_ticks_usec()
		var newest := world.connection.last_frame
		input.turn(0.002, 0.0)
		input._process((start - before) / 1e6)
		world.connection.poll()
		screen._process((start - before) / 1e6)
		var spent := (Time.get_ticks_usec() - start) / 1e3
		before = start
		if world.connection.last_frame != newest:
			work.append(spent)
			own.append(spent - (_waited() - waited))
			if world.connection.last_frame.latency_msec >= 0.0:
				latency.append(world.connection.last_frame.latency_msec)
		await process_frame
	var undisturbed := {"p50": _share(own, 0.5), "p99": _share(own, 0.99), "max": _share(own, 1.0)}
	var took := (Time.get_ticks_usec() - began) / 1e6
	_say("nacre addon", work, latency, took, {"main_thread_ms_without_waiting_for_a_processor": undisturbed})
	world.queue_free()
	await process_frame


## The way Godot RL Agents talks: JSON with the picture as hex, over TCP, on the main thread, one answer for a question.
func _json(port: int) -> void:
	var peer := StreamPeerTCP.new()
	peer.connect_to_host("127.0.0.1", port)
	while peer.get_status() == StreamPeerTCP.STATUS_CONNECTING:
		peer.poll()
		OS.delay_usec(10)
	peer.set_no_delay(true)
	var texture := ImageTexture.new()
	var work := PackedFloat64Array()
	var latency := PackedFloat64Array()
	var began := Time.get_ticks_usec()
	while Time.get_ticks_usec() - began < seconds * 1e6:
		var start := Time.get_ticks_usec()
		peer.put_string(JSON.stringify({"type": "action", "action": {"move": [0.0, 1.0]}, "t": start}))
		while peer.get_available_bytes() == 0:
			peer.poll()
			OS.delay_usec(10)
		var answer: Dictionary = JSON.parse_string(peer.get_string())
		var bytes := String(answer["camera"]).hex_decode()
		var image := Image.create_from_data(WIDTH, HEIGHT, false, Image.FORMAT_RGBA8, bytes)
		if texture.get_width() == 0:
			texture.set_image(image)
		else:
			texture.update(image)
		work.append((Time.get_ticks_usec() - start) / 1e3)
		latency.append((Time.get_ticks_usec() - float(answer["t"])) / 1e3)
		await process_frame
	_say("JSON + hex on the main thread", work, latency, (Time.get_ticks_usec() - began) / 1e6)
