extends "res://tests/native_world.gd"
## The world drawn by this engine: `endpoint folder [prompt] [seed]`. Writes `native_N.png`, and `sky_N.png` in which
## the sky is of one colour; says the cameras they were taken from and what building cost.

const Figures := preload("figures.gd")
const WAIT := 150.0

var _camera := Camera3D.new()
var _light := NacreEnvironment.new()
var _shares: Array[float] = []


func _run() -> void:
	var arguments := OS.get_cmdline_user_args()
	var folder := arguments[1]
	root.add_child(_root)
	_world.keep_place = true
	_open(arguments[0], arguments, 2)
	_geometry.show_characters = false
	_world.progressed.connect(func(_stage: StringName, share: float, _text: String) -> void: _shares.append(share))
	_world.add_child(_light)
	_root.add_child(_camera)
	_camera.far = 1500.0
	_camera.fov = rad_to_deg(1.13)
	_geometry.centre = _camera
	await _until(func() -> bool: return not _world.info.is_empty(), WAIT)
	var at: Array = _world.info["camera"]["position"]
	var yaw: float = _world.info["camera"]["yaw"]
	var eye := Vector3(at[0], at[1], at[2])
	_camera.transform = Transform3D(Basis(Vector3.UP, yaw), eye)
	var began := Time.get_ticks_usec()
	await _until(
		func() -> bool: return not _geometry.looks.textures_hash.is_empty() and _geometry.shown().size() >= 169, WAIT
	)
	await _until(_geometry.is_settled, WAIT)
	print("SAID ", JSON.stringify({"progress": _shares}))
	print(
		"SAID ",
		JSON.stringify({"seconds": (Time.get_ticks_usec() - began) / 1e6, "costs": Figures.of(_geometry.costs)})
	)
	var views := [
		[eye, yaw, 0.0], [eye + Vector3(0, 1, 0), yaw + 2.1, 0.0], [eye + Vector3(0, 14, 0), yaw + 4.2, -0.35]
	]
	for number in views.size():
		var view: Array = views[number]
		_camera.transform = Transform3D(Basis(Vector3.UP, view[1]) * Basis(Vector3.RIGHT, view[2]), view[0])
		for frame in 12:
			await process_frame
		await RenderingServer.frame_post_draw
		root.get_texture().get_image().save_png("%s/native_%d.png" % [folder, number])
		_light.environment.background_mode = Environment.BG_COLOR
		_light.environment.background_color = Color(1.0, 0.0, 1.0)
		_light.environment.fog_enabled = false
		await process_frame
		await process_frame
		await RenderingServer.frame_post_draw
		root.get_texture().get_image().save_png("%s/sky_%d.png" % [folder, number])
		_light.environment.background_mode = Environment.BG_SKY
		_light.environment.fog_enabled = true
		var place: Vector3 = view[0]
		var told := {"camera": [place.x, place.y, place.z], "yaw": view[1], "pitch": view[2], "draws": _draws()}
		print("SAID ", JSON.stringify(told))
	_hiding()
	await _rain(folder)
	await _swim()
	await _leave()


## Boxes of houses hide what is behind them: each lies within walls that are solid. Culling itself is the engine's own.
func _hiding() -> void:
	var told := {"shapes": 0, "corners": 0, "outside": 0}
	for house in _geometry.things_near(_camera.global_position, 90.0):
		var shape: RefCounted = _geometry._shapes[house["shape"]]
		var occluder: ArrayOccluder3D = shape.call(&"occluder")
		if occluder == null:
			continue
		told["shapes"] += 1
		for corner in occluder.vertices:
			told["corners"] += 1
			told["outside"] += 0 if _is_within(corner, shape.get(&"data").colliders) else 1
	print("SAID ", JSON.stringify({"hiding": told}))


func _is_within(corner: Vector3, colliders: Array) -> bool:
	for collider: RefCounted in colliders:
		var at: Transform3D = collider.get(&"at")
		var half: Vector3 = collider.get(&"size") * 0.5
		var inside := at.affine_inverse() * corner
		if collider.get(&"group") == 0 and inside.abs().clamp(Vector3.ZERO, half).is_equal_approx(inside.abs()):
			return true
	return false


## Rain falls in the street and not under a roof, and not at all when it is switched off. The air of a rainy day is this
## day's, told to rain.
func _rain(folder: String) -> void:
	var told := {"dry": _light.falls()}
	_world.geometry_received.disconnect(_light._on_geometry)  # the world's own air comes again and again
	var air := _geometry.air.duplicate(true)
	air["numbers"]["wet"] = 1.0
	_light._take(air)
	told["rain"] = _light.falls()
	var roof := StaticBody3D.new()
	var shape := CollisionShape3D.new()
	shape.shape = BoxShape3D.new()
	(shape.shape as BoxShape3D).size = Vector3(30.0, 0.2, 30.0)
	roof.add_child(shape)
	_camera.position += Vector3(0.0, 60.0, 0.0)
	_camera.look_at(_camera.global_position + Vector3(0.0, 0.5, -1.0))
	for name: String in ["off", "open", "roofed"]:
		_light.weather = name != "off"
		if name == "roofed":
			roof.position = _camera.global_position + Vector3(0.0, 12.0, 0.0)
			_root.add_child(roof)
		for frame in 40:
			await physics_frame
		await RenderingServer.frame_post_draw
		root.get_texture().get_image().save_png("%s/rain_%s.png" % [folder, name])
		told["falls_" + name] = _light.falls()
	roof.free()
	air["numbers"]["wet"] = 0.0
	air["numbers"]["white"] = 1.0
	_light._take(air)
	told["snow"] = _light.falls()
	print("SAID ", JSON.stringify(told))


## The deepest water near: an area says so, and the world's player swims there.
func _swim() -> void:
	var best := Vector3.ZERO
	for z in range(-40, 41, 2):
		for x in range(-40, 41, 2):
			var place := Vector3(_camera.position.x + x, 0.0, _camera.position.z + z)
			place.y = _geometry.ground_height(place)
			if not is_nan(place.y) and place.y < best.y:
				best = place
	_camera.position = best + Vector3(0.0, 3.0, 0.0)
	await _until(func() -> bool: return _geometry.is_walkable(best), WAIT)
	await physics_frame
	await physics_frame
	var asked := PhysicsPointQueryParameters3D.new()
	asked.collide_with_areas = true
	asked.collision_mask = _geometry.water_layer
	asked.position = Vector3(best.x, -0.3, best.z)
	var found := root.world_3d.direct_space_state.intersect_point(asked)
	var answer := await _world.teleport(best.x, best.z)
	await _until(func() -> bool: return _world.is_player_swimming, WAIT)
	var told := {"depth": -best.y, "areas": found.size(), "answer": answer["type"]}
	told["swims"] = _world.is_player_swimming
	print("SAID ", JSON.stringify(told))


func _draws() -> int:
	return int(RenderingServer.get_rendering_info(RenderingServer.RENDERING_INFO_TOTAL_DRAW_CALLS_IN_FRAME))
