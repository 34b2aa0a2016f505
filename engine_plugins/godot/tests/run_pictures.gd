extends "res://tests/native_world.gd"
## The pictures of the documentation in which things of the project's own stand in a generated world: `endpoint folder
## [prompt] [seed]`, under a display. Pines of this script's own in place of the world's, and a crate in its light.

const WAIT := 300.0
const BARK := Color(0.33, 0.22, 0.15)
const NEEDLES: Array[Color] = [Color(0.04, 0.22, 0.2), Color(0.05, 0.29, 0.24), Color(0.09, 0.38, 0.3)]
const PLANK := Color(0.72, 0.45, 0.2)

var _camera := Camera3D.new()
var _folder := ""


func _run() -> void:
	var arguments := OS.get_cmdline_user_args()
	_folder = arguments[1]
	root.add_child(_root)
	_world.keep_place = true
	_open(arguments[0], arguments, 2)
	_geometry.kitbash = {"tree_cone": _pine()}
	_geometry.show_characters = false
	_world.add_child(NacreEnvironment.new())
	_root.add_child(_camera)
	_camera.far = 1500.0
	_camera.fov = 60.0
	_geometry.centre = _camera
	await _until(func() -> bool: return not _world.info.is_empty(), WAIT)
	var at: Array = _world.info["camera"]["position"]
	var eye := Vector3(at[0], at[1], at[2])
	_camera.transform = Transform3D(Basis(Vector3.UP, _world.info["camera"]["yaw"]), eye)
	await _until(
		func() -> bool: return not _geometry.looks.textures_hash.is_empty() and _geometry.shown().size() >= 169, WAIT
	)
	await _until(_geometry.is_settled, WAIT)
	var crate := _crate()
	_root.add_child(crate)
	var spot := eye - _camera.basis.z * 4.2 + _camera.basis.x * 1.0
	spot.y = _geometry.ground_height(spot)
	crate.transform = Transform3D(Basis(Vector3.UP, _camera.rotation.y + 0.6), spot)
	await _keep("crate")
	# From among the pines: the nearest of them that has others and a house near.
	var best := eye
	var most := -1
	for tree in _geometry.things_near(eye, 60.0, "tree_cone"):
		var place: Vector3 = tree["transform"].origin
		var trees := _geometry.things_near(place, 25.0, "tree_cone").size()
		var worth := mini(trees, 12) + 4 * mini(_houses(place).size(), 2)
		if worth > most:
			most = worth
			best = place
	var houses := _houses(best)
	var to: Vector3 = houses[0]["transform"].origin if not houses.is_empty() else eye
	var back := (best - to).normalized()
	var stand := best + back * 9.0 + Vector3(back.z, 0.0, -back.x) * 4.0
	stand.y = _geometry.ground_height(stand) + 2.2
	_camera.look_at_from_position(stand, to + Vector3(0.0, 3.0, 0.0))
	await _keep("pines")
	await _leave()


func _houses(place: Vector3) -> Array[Dictionary]:
	return _geometry.things_near(place, 30.0).filter(
		func(thing: Dictionary) -> bool:
			return thing["class"] in ["house", "cabin", "inn", "shop", "town_house", "church"]
	)


func _keep(name: String) -> void:
	for frame in 20:
		await process_frame
	await _until(_geometry.is_settled, WAIT)
	await RenderingServer.frame_post_draw
	root.get_texture().get_image().save_png("%s/%s.png" % [_folder, name])
	print("SAID ", JSON.stringify({"picture": name, "things": _geometry.things_near(_camera.position, 40.0).size()}))


func _part(mesh: PrimitiveMesh, at: Vector3, colour: Color, below: Node3D) -> void:
	var part := MeshInstance3D.new()
	var material := StandardMaterial3D.new()
	material.albedo_color = colour
	material.roughness = 0.9
	mesh.material = material
	part.mesh = mesh
	part.position = at
	below.add_child(part)
	part.owner = below


func _cylinder(top: float, bottom: float, height: float) -> CylinderMesh:
	var out := CylinderMesh.new()
	out.top_radius = top
	out.bottom_radius = bottom
	out.height = height
	out.radial_segments = 9
	out.rings = 0
	return out


func _pine() -> PackedScene:
	var pine := Node3D.new()
	_part(_cylinder(0.1, 0.18, 1.4), Vector3(0.0, 0.7, 0.0), BARK, pine)
	for tier in 3:
		var cone := _cylinder(0.0, 1.5 - 0.35 * tier, 2.0 - 0.2 * tier)
		_part(cone, Vector3(0.0, 1.9 + 1.1 * tier, 0.0), NEEDLES[tier], pine)
	var out := PackedScene.new()
	out.pack(pine)
	pine.free()
	return out


func _box(size: Vector3) -> BoxMesh:
	var out := BoxMesh.new()
	out.size = size
	return out


## A metre of planks and edges.
func _crate() -> Node3D:
	var crate := Node3D.new()
	_part(_box(Vector3.ONE * 0.94), Vector3(0.0, 0.5, 0.0), PLANK.darkened(0.25), crate)
	for side: float in [-0.45, 0.45]:
		for other: float in [-0.45, 0.45]:
			_part(_box(Vector3(1.0, 0.1, 0.1)), Vector3(0.0, 0.5 + side, other), PLANK, crate)
			_part(_box(Vector3(0.1, 1.0, 0.1)), Vector3(side, 0.5, other), PLANK, crate)
			_part(_box(Vector3(0.1, 0.1, 1.0)), Vector3(side, 0.5 + other, 0.0), PLANK, crate)
	return crate
