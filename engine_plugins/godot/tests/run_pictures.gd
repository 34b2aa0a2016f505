extends "res://tests/native_world.gd"
## The pictures of the documentation in which things of the project's own stand in a generated world: `endpoint folder
## kitbash|environment|screen [prompt] [seed]`, under a display. Pines of its own for the world's, a crate in its light,
## or that crate in a picture that the server draws.

const Own := preload("own_things.gd")
const WAIT := 300.0
const FOV := 55.0
## How far about the start places are tried, and in what steps (metres).
const REACH := 36
const STEP := 4
const PROMPTS := {
	"kitbash": "a village in a pine forest by a lake in the afternoon",
	"environment": "a village by a lake in the afternoon",
	"screen": "a village by a lake in the afternoon",
}
const HOMES: Array[String] = ["house", "cabin", "inn", "shop", "town_house", "church"]

var _camera := Camera3D.new()
var _folder := ""
var _sun := Vector3.UP


func _run() -> void:
	var arguments := OS.get_cmdline_user_args()
	_folder = arguments[1]
	root.add_child(_root)
	# nothing is drawn while the world is built
	root.disable_3d = true
	_world.keep_place = true
	var picture := arguments[2]
	if arguments.size() == 3:
		arguments.append(PROMPTS[picture])
	_with_pictures = picture == "screen"
	if _with_pictures:
		_world.width = 1280
		_world.height = 720
	_open(arguments[0], arguments, 3)
	_geometry.kitbash = {"tree_cone": Own.pine()}
	_geometry.show_characters = false
	_geometry.navigation = false
	_world.add_child(NacreEnvironment.new())
	_root.add_child(_camera)
	_camera.far = 1500.0
	_camera.fov = FOV
	_geometry.centre = _camera
	await _until(func() -> bool: return not _world.info.is_empty(), WAIT)
	var at: Array = _world.info["camera"]["position"]
	var eye := Vector3(at[0], at[1], at[2])
	_camera.position = eye
	await _until(
		func() -> bool: return not _geometry.looks.textures_hash.is_empty() and _geometry.shown().size() >= 169, WAIT
	)
	await _until(func() -> bool: return _geometry.is_settled() and _geometry.is_walkable(eye), WAIT)
	for frame in 4:
		await physics_frame
	var sun: Array = _geometry.air["colours"]["sun"]
	_sun = Vector3(sun[0], sun[1], sun[2]).normalized()
	if picture == "kitbash":
		var view := _best(eye, _worth_of_pines)
		_camera.look_at_from_position(view[0], view[0] + view[1] * 10.0 + Vector3.UP * 1.5)
	else:
		var view := _best(eye, _worth_of_crate)
		var crate := Own.crate()
		_root.add_child(crate)
		var spot := _on_ground(view[0] + view[1] * 5.0, 0.0)
		crate.transform = Transform3D(Basis(Vector3.UP, atan2(_sun.x, _sun.z) + 0.5), spot)
		_camera.look_at_from_position(view[0], spot + Vector3(0.0, 1.3, 0.0))
	if _with_pictures:
		await _look_at_the_server()
	await _keep(picture)
	await _leave()


## Show what the server draws from the camera instead of what this engine does.
func _look_at_the_server() -> void:
	_geometry.visible = false
	var screen := NacreScreen.new()
	screen.camera = _camera
	_world.add_child(screen)
	await _until(
		func() -> bool: return screen.frame != null and screen.frame.position.distance_to(_camera.position) < 0.01, WAIT
	)
	# a picture that was asked for right away shows the characters on their way; the next one, where they are
	for frame in 60:
		await process_frame


## Where to stand about a place and in which direction to look: what `worth` finds best, 0 where nothing is to be seen.
func _best(middle: Vector3, worth: Callable) -> Array[Vector3]:
	var most := 0.0
	var out: Array[Vector3] = [middle, Vector3.FORWARD]
	for x in range(-REACH, REACH + 1, STEP):
		for z in range(-REACH, REACH + 1, STEP):
			var stand := _on_ground(middle + Vector3(x, 0.0, z), 1.9)
			# water lies at height 0
			if is_nan(stand.y) or stand.y < 2.1 or not _is_roomy(stand):
				continue
			for turn in 24:
				var ahead := Basis(Vector3.UP, TAU * turn / 24.0) * Vector3.FORWARD
				var found: float = worth.call(stand, ahead)
				if found > most:
					most = found
					out = [stand, ahead]
	print("SAID ", JSON.stringify({"worth": most}))
	return out


## Pines near by, houses between them, and the sun behind who looks.
func _worth_of_pines(stand: Vector3, ahead: Vector3) -> float:
	if not _seen(stand, ahead, 8.0, []).is_empty():
		return 0.0
	var trees := _seen(stand, ahead, 30.0, ["tree_cone"]).size()
	var homes := 0.0
	for home in _seen(stand, ahead, 45.0, HOMES):
		homes += 1.0 if stand.distance_to(home["transform"].origin) > 16.0 else 0.3
	return minf(trees, 6.0) * minf(homes, 3.0) * _lit(ahead)


## A place in the sun with houses behind it.
func _worth_of_crate(stand: Vector3, ahead: Vector3) -> float:
	var spot := _on_ground(stand + ahead * 5.0, 0.0)
	if not _geometry.things_near(spot, 4.0).is_empty() or _is_crowded(stand, ahead):
		return 0.0
	if is_nan(spot.y) or absf(spot.y - stand.y + 1.9) > 0.5 or not _is_roomy(spot + Vector3.UP * 1.3):
		return 0.0
	for side: Vector3 in [Vector3.ZERO, Vector3.LEFT, Vector3.RIGHT, Vector3.FORWARD, Vector3.BACK]:
		var from := spot + side * 1.5 + Vector3.UP * 0.4
		if not _hit(from, from + _sun * 90.0).is_empty():
			return 0.0
	var homes := 0.0
	for home in _seen(stand, ahead, 40.0, HOMES):
		homes += 1.0 if stand.distance_to(home["transform"].origin) > 14.0 else 0.3
	# from the side its shadow is longest to the eye
	var across := absf(ahead.cross(Vector3(_sun.x, 0.0, _sun.z).normalized()).y)
	return minf(homes, 3.0) * _lit(ahead) * (0.3 + across)


## Whether something stands so near that it would fill the picture.
func _is_crowded(stand: Vector3, ahead: Vector3) -> bool:
	return _geometry.things_near(stand, 9.0).any(
		func(thing: Dictionary) -> bool:
			return (thing["transform"].origin - stand).normalized().dot(ahead) > cos(deg_to_rad(FOV * 0.95))
	)


func _lit(ahead: Vector3) -> float:
	return 1.0 - 0.6 * ahead.dot(Vector3(_sun.x, 0.0, _sun.z).normalized())


## What of some classes, or of all, nothing stands before, within a distance and half the view.
func _seen(stand: Vector3, ahead: Vector3, distance: float, kinds: Array) -> Array[Dictionary]:
	return _geometry.things_near(stand, distance).filter(
		func(thing: Dictionary) -> bool:
			var to: Vector3 = thing["transform"].origin + Vector3.UP * 1.5
			var wanted: bool = kinds.is_empty() or thing["class"] in kinds
			if not wanted or (to - stand).normalized().dot(ahead) < cos(deg_to_rad(FOV * 0.65)):
				return false
			var hit := _hit(stand, to)
			return hit.is_empty() or _geometry.thing_hit(hit["collider"], hit["shape"]) == thing["id"]
	)


func _hit(from: Vector3, to: Vector3) -> Dictionary:
	return root.world_3d.direct_space_state.intersect_ray(PhysicsRayQueryParameters3D.create(from, to))


## Whether nothing stands within a metre of a place above the ground, and it is not in the water.
func _is_roomy(place: Vector3) -> bool:
	var asked := PhysicsShapeQueryParameters3D.new()
	var ball := SphereShape3D.new()
	ball.radius = 1.1
	asked.shape = ball
	asked.transform.origin = place
	asked.collision_mask = 3
	asked.collide_with_areas = true
	var near := _geometry.things_near(place, 3.5, "tree_cone").size() + _geometry.things_near(place, 2.0).size()
	return near == 0 and root.world_3d.direct_space_state.intersect_shape(asked, 1).is_empty()


func _on_ground(place: Vector3, above: float) -> Vector3:
	return Vector3(place.x, _geometry.ground_height(place) + above, place.z)


func _keep(name: String) -> void:
	await _until(_geometry.is_settled, WAIT)
	root.disable_3d = false
	# the sky's colours come in over some frames
	for frame in 10:
		await process_frame
	await RenderingServer.frame_post_draw
	root.get_texture().get_image().save_png("%s/%s.png" % [_folder, name])
	root.disable_3d = true
	print("SAID ", JSON.stringify({"picture": name, "things": _geometry.things_near(_camera.position, 40.0).size()}))
