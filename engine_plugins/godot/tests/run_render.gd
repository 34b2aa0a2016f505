extends SceneTree
## Pictures of a generated world in a real renderer: `-- SOURCE SCENARIO FOLDER`, under a display; the source is a
## server's endpoint or a recording's folder.
##
## The test pattern is known exactly, so the same scene can be built natively and compared.

const WIDTH := 640
const HEIGHT := 360

var world: NacreWorld = null
var screen: NacreScreen = null
var camera: Camera3D = null
var folder := ""


func _initialize() -> void:
	var arguments := OS.get_cmdline_user_args()
	folder = arguments[2]
	await process_frame
	await call("_" + arguments[1], arguments[0])
	quit()


func _say(what: Dictionary) -> void:
	print("SAID ", JSON.stringify(what))


func _until(condition: Callable, seconds := 60.0) -> bool:
	var until := Time.get_ticks_msec() + 1000.0 * seconds
	while Time.get_ticks_msec() < until:
		if condition.call():
			return true
		await process_frame
	return false


func _set_size() -> void:
	root.content_scale_size = Vector2i(WIDTH, HEIGHT)
	root.size = Vector2i(WIDTH, HEIGHT)


func _build(endpoint: String) -> void:
	_set_size()
	world = NacreWorld.new()
	world.endpoint = endpoint
	world.prompt = "a village"
	world.random_seed = 7
	world.width = WIDTH
	world.height = HEIGHT
	world.with_entity_mask = true
	world.deterministic = true
	screen = NacreScreen.new()
	screen.drive_camera = true
	screen.predict_motion = false
	camera = Camera3D.new()
	camera.near = 0.05
	camera.far = 500.0
	world.add_child(screen)
	root.add_child(camera)
	root.add_child(world)
	await _until(func() -> bool: return world.connection.state == NacreConnection.State.PLAYING)


## One tick, and the frame it gives.
func _step(look := Vector2.ZERO) -> void:
	var tick := screen.frame.tick if screen.frame != null else 0
	world.connection.act({}, look)
	await _until(func() -> bool: return screen.frame != null and screen.frame.tick > tick)


## What is on the screen after everything has been drawn.
func _picture(name: String) -> Image:
	for _round in 3:
		await process_frame
	await RenderingServer.frame_post_draw
	var image := root.get_texture().get_image()
	image.convert(Image.FORMAT_RGBA8)
	image.save_png(folder.path_join(name + ".png"))
	return image


func _flat(colour: Color) -> StandardMaterial3D:
	var material := StandardMaterial3D.new()
	material.albedo_color = colour
	material.shading_mode = BaseMaterial3D.SHADING_MODE_UNSHADED
	return material


func _box(size: Vector3, at: Vector3, colour: Color) -> MeshInstance3D:
	var box := MeshInstance3D.new()
	box.mesh = BoxMesh.new()
	(box.mesh as BoxMesh).size = size
	box.material_override = _flat(colour)
	box.position = at
	root.add_child(box)
	return box


## Native boxes half behind the generated cube and half below the generated floor, and the same all native.
func _composite(endpoint: String) -> void:
	await _build(endpoint)
	for _tick in 8:
		await _step(Vector2(-0.05, -0.03))
	await _until(func() -> bool: return not world.connection.last_state.is_empty())
	var at: Array = world.connection.last_state["entities"][0]["position"]
	var cube := Vector3(at[0], at[1] + 0.5, at[2])
	var eye := screen.frame.position
	var away := (cube - eye).normalized()
	var behind := cube + away * 1.2 + Vector3(0.55, 0.2, 0.0)
	var mine: Array[MeshInstance3D] = [
		_box(Vector3.ONE, behind, Color.GREEN),
		_box(Vector3(1.0, 1.0, 1.0), eye + Vector3(-1.0, -eye.y, -4.0), Color.BLUE),
		_box(Vector3(0.3, 2.0, 0.3), eye + Vector3(0.3, -1.0, -2.5), Color.MAGENTA),
	]
	await _picture("generated")
	screen.write_depth = false
	await _picture("without_depth")
	screen.mode = NacreScreen.Mode.RECT
	_box(Vector3.ONE, cube, Color.RED)
	_box(Vector3(400.0, 0.2, 400.0), Vector3(0.0, -0.1, 0.0), Color.GRAY)
	await _picture("native")
	_say({"renderer": RenderingServer.get_current_rendering_method(), "boxes": mine.size(), "depth": screen.frame.far})


## Frames that `record_village.py` recorded, without a server, each into a folder of its own (0, 1, …): a native cube
## half behind something generated, and the frame turned to each of the recorded poses.
func _recorded(sources: String) -> void:
	_set_size()
	var target := folder
	for source in sources.split(","):
		folder = target.path_join(str(sources.split(",").find(source)))
		DirAccess.make_dir_absolute(folder)
		await _replay(source)
		world.free()
		camera.free()
	_say({"renderer": RenderingServer.get_current_rendering_method()})


## A world that is fed recorded frames, its screen and a camera.
func _stage() -> void:
	world = NacreWorld.new()
	world.open_on_ready = false
	screen = NacreScreen.new()
	screen.drive_camera = true
	screen.predict_motion = false
	camera = Camera3D.new()
	camera.near = 0.05
	camera.far = 500.0
	world.add_child(screen)
	root.add_child(camera)
	root.add_child(world)


func _replay(source: String) -> void:
	_stage()
	var told: Dictionary = JSON.parse_string(FileAccess.get_file_as_string(source.path_join("frame.json")))
	var frame := _read_frame(source, told)
	world.frame_received.emit(frame)
	await process_frame
	var place: Array = told["box"]
	var box := _box(Vector3.ONE * 1.6, Vector3(place[0], place[1], place[2]), Color.RED)
	await _picture("house")
	screen.write_depth = false
	await _picture("house_without_depth")
	screen.write_depth = true
	box.free()
	screen.drive_camera = false
	# What was taken was given back; the poses are of a camera like the frame's.
	camera.fov = rad_to_deg(frame.fov)
	var number := 0
	for pose: Array in told["poses"]:
		number += 1
		var turn := Basis(Vector3.UP, pose[3]) * Basis(Vector3.RIGHT, pose[4])
		camera.global_transform = Transform3D(turn, Vector3(pose[0], pose[1], pose[2]))
		await _picture("warped_%02d" % number)


## A native box in a recorded frame: without the world's light, in its light without the box and with it, and while the
## sun is away.
func _shadow(source: String) -> void:
	_set_size()
	_stage()
	var told: Dictionary = JSON.parse_string(FileAccess.get_file_as_string(source.path_join("frame.json")))
	world.frame_received.emit(_read_frame(source, told))
	await _picture("plain")
	var light := NacreEnvironment.new()
	world.add_child(light)
	light._take(JSON.parse_string(FileAccess.get_file_as_string(source.path_join("air.json"))))
	await _picture("lit")
	var place: Array = told["box"]
	var box := _box(Vector3(2.0, 0.4, 3.0), Vector3(place[0] - 2.0, place[1] - 0.8, place[2] + 4.0), Color.RED)
	await _picture("shadow")
	light.sun.visible = false
	await _picture("sunless")
	light.sun.visible = true
	screen.receive_shadows = false
	await _picture("not_received")
	box.free()
	light.free()
	await _picture("after")
	_say({"renderer": RenderingServer.get_current_rendering_method()})


func _read_frame(source: String, told: Dictionary) -> NacreFrame:
	var frame := NacreFrame.new()
	frame.image = Image.load_from_file(source.path_join("frame.png"))
	frame.image.convert(Image.FORMAT_RGBA8)
	var depth := FileAccess.get_file_as_bytes(source.path_join("depth.f16"))
	var size: Array = told["depth"]
	frame.depth = Image.create_from_data(size[0], size[1], false, Image.FORMAT_RH, depth)
	var seen_by: Dictionary = told["camera"]
	frame.position = Vector3(seen_by["position"][0], seen_by["position"][1], seen_by["position"][2])
	frame.yaw = seen_by["yaw"]
	frame.pitch = seen_by["pitch"]
	frame.fov = told["projection"]["fov"]
	frame.aspect = told["projection"]["aspect"]
	frame.far = told["projection"]["far"]
	return frame


## The last frame turned to later cameras, beside frames drawn from there.
func _timewarp(endpoint: String) -> void:
	await _build(endpoint)
	for _tick in 5:
		await _step()
	screen.drive_camera = false
	world.frame_rate = 0.001
	var start := screen.frame.camera_transform()
	camera.fov = rad_to_deg(screen.frame.fov)
	var pictures := []
	for index in 5:
		# 60 degrees a second over a fifth of a second, walking on at 3 m/s
		var turn := deg_to_rad(3.0 * index)
		var moved := start.origin + Vector3(0.0, 0.0, -0.15 * index)
		camera.global_transform = Transform3D(start.basis.rotated(Vector3.UP, turn), moved)
		await _picture("warped_%d" % index)
		pictures.append(camera.global_transform)
	screen.frame.image.save_png(folder.path_join("unwarped.png"))
	for index in 5:
		camera.global_transform = pictures[index]
		world.view_from(camera)
		await _step()
		screen.frame.image.save_png(folder.path_join("direct_%d.png" % index))
	_say({"renderer": RenderingServer.get_current_rendering_method()})


## The sky in all directions, with the frame's edges carried on and with a panorama, beside frames drawn that way.
func _sky(endpoint: String) -> void:
	await _build(endpoint)
	for _tick in 3:
		await _step()
	var holder := WorldEnvironment.new()
	root.add_child(holder)
	screen.drive_camera = false
	screen.panorama = false
	screen.target = holder
	screen.mode = NacreScreen.Mode.SKY
	world.frame_rate = 0.001
	var start := screen.frame.camera_transform()
	var fov := screen.frame.fov
	camera.fov = rad_to_deg(fov)
	var directions: Array[Vector2] = []
	for index in 8:
		directions.append(Vector2(screen.frame.yaw + TAU * index / 8.0, [0.0, 0.6, -0.6][index % 3]))
	for stage: String in ["mirrored", "stitched"]:
		if stage == "stitched":
			_say({"stitched": await screen.look_around()})
		for index in directions.size():
			var turn := Basis(Vector3.UP, directions[index].x) * Basis(Vector3.RIGHT, directions[index].y)
			camera.global_transform = Transform3D(turn, start.origin)
			await _picture("%s_%d" % [stage, index])
	for index in directions.size():
		world.connection.view_from(start.origin, directions[index].x, directions[index].y, fov)
		await _step()
		screen.frame.image.save_png(folder.path_join("direct_%d.png" % index))
	_say({"renderer": RenderingServer.get_current_rendering_method()})


## Every way to show a world, one picture each, with the line lost at the end.
func _modes(endpoint: String) -> void:
	await _build(endpoint)
	for _tick in 5:
		await _step()
	# Somebody a scene of the game's own stands for is not seen.
	await _until(func() -> bool: return not world.connection.last_state.is_empty())
	world.replaced[int(world.connection.last_state["entities"][0]["slot"])] = true
	await _step()
	screen.frame.image.save_png(folder.path_join("as_it_came.png"))
	screen.frame.entity.save_png(folder.path_join("entity.png"))
	await _picture("taken_out")
	world.replaced.clear()
	await _step()
	await _picture("background")
	var rect := TextureRect.new()
	rect.set_anchors_preset(Control.PRESET_FULL_RECT)
	rect.expand_mode = TextureRect.EXPAND_IGNORE_SIZE
	root.add_child(rect)
	screen.mode = NacreScreen.Mode.RECT
	screen.target = rect
	await _step()
	await _picture("rect")
	rect.queue_free()
	screen.drive_camera = false
	camera.fov = rad_to_deg(screen.frame.fov)
	camera.global_transform = Transform3D(Basis.IDENTITY, Vector3(0.0, 1.6, 3.0))
	var wall := MeshInstance3D.new()
	wall.mesh = QuadMesh.new()
	(wall.mesh as QuadMesh).size = Vector2(3.2, 1.8)
	wall.transform = Transform3D(Basis(Vector3.UP, 0.5), Vector3(0.0, 1.6, 0.0))
	root.add_child(wall)
	screen.target = wall
	screen.mode = NacreScreen.Mode.PAINTING
	await _step()
	await _picture("painting")
	screen.mode = NacreScreen.Mode.WINDOW
	await _step()
	await _picture("window")
	var sky := WorldEnvironment.new()
	root.add_child(sky)
	screen.target = sky
	screen.mode = NacreScreen.Mode.SKY
	await _step()
	await _picture("sky")
	_say({"renderer": RenderingServer.get_current_rendering_method()})
