extends "res://tests/native_world.gd"
## The world drawn by this engine: `endpoint folder [prompt] [seed]`. Writes `native_N.png`, and `sky_N.png` in which
## the sky is of one colour; says the cameras they were taken from and what building cost.

const WAIT := 150.0

var _camera := Camera3D.new()
var _light := NacreEnvironment.new()


func _run() -> void:
	var arguments := OS.get_cmdline_user_args()
	var folder := arguments[1]
	root.add_child(_root)
	_world.keep_place = true
	_open(arguments[0], arguments, 2)
	_geometry.show_characters = false
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
	print("SAID ", JSON.stringify({"seconds": (Time.get_ticks_usec() - began) / 1e6, "costs": _figures()}))
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
	await _leave()


func _draws() -> int:
	return int(RenderingServer.get_rendering_info(RenderingServer.RENDERING_INFO_TOTAL_DRAW_CALLS_IN_FRAME))


func _figures() -> Dictionary:
	var sorted := _geometry.costs.duplicate()
	sorted.sort()
	return {
		"frames": sorted.size(),
		"p50": sorted[sorted.size() / 2],
		"p99": sorted[int(sorted.size() * 0.99)],
		"max": sorted[-1]
	}
