extends SceneTree
## The example's hero in a generated village, in the example's own project: `endpoint prompt seed`. Sends it along paths
## of its NavigationAgent3D in at a door, up to the top floor, over a bridge and about, 300 m in all; says where it was,
## whether it ever fell, and what building cost the main thread meanwhile.

const Figures := preload("figures.gd")
const WAIT := 120.0
## Faster than life, so that the walk fits into a test.
const HASTE := 3.0
const WAY := 300.0
const START := Vector3(100.0, 5.0, -40.0)
const LODGINGS: Array[String] = ["house", "cabin", "inn", "shop", "town_house"]

var _main: Node3D = null
var _hero: CharacterBody3D = null
var _world: NacreWorld = null
var _geometry: NacreGeometry = null
var _failure := ""
var _walked := 0.0
var _lowest := INF
var _lost := 0
var _was := Vector3.ZERO
## What building cost in each frame of the walk: the node keeps the last ones only.
var _costs := PackedFloat32Array()


func _init() -> void:
	_run.call_deferred()


func _run() -> void:
	var arguments := OS.get_cmdline_user_args()
	_main = (load("res://main.tscn") as PackedScene).instantiate() as Node3D
	_hero = _main.get_node("Hero") as CharacterBody3D
	_world = _main.get_node("World") as NacreWorld
	_geometry = _main.get_node("World/Geometry") as NacreGeometry
	_world.endpoint = arguments[0]
	_world.prompt = arguments[1]
	_world.random_seed = int(arguments[2])
	_world.failed.connect(
		func(code: StringName, text: String, _hint: String) -> void: _failure = "%s: %s" % [code, text]
	)
	_hero.position = START
	_hero.rotation.y = 1.0
	root.add_child(_main)
	# the words on the command line are the script's own
	_world.prompt = arguments[1]
	var told := {}
	if not await _until(func() -> bool: return not _world.info.is_empty()):
		return
	# the world came to the hero, not the hero to the world
	told["moved"] = _hero.global_position.distance_to(START)
	if not await _until(func() -> bool: return _is_ready(_hero.global_position)):
		return
	_was = _hero.global_position
	for frame in 60:
		await _step()
	told["stood"] = _hero.is_on_floor()
	await _until(_is_way_known)
	# the map takes regions up on a thread of its own
	for frame in 60:
		await _step()
	Engine.time_scale = HASTE
	process_frame.connect(_note_cost)
	told["entered"] = await _enter_a_house()
	told["bridge"] = await _cross_a_bridge()
	await _walk_about()
	process_frame.disconnect(_note_cost)
	Engine.time_scale = 1.0
	for frame in 30:
		await _step()
	await _until(func() -> bool: return _off() < 0.5)  # a busy server comes after
	told["off"] = _off()
	told["crowded"] = _crowded_edges()
	told.merge({"walked": _walked, "lowest": _lowest, "lost": _lost, "costs": Figures.of(_costs)})
	print("SAID ", JSON.stringify(told))
	_main.queue_free()
	await process_frame
	await process_frame
	quit()


func _note_cost() -> void:
	_costs.append(_geometry.costs[-1])


## Edges of navigation regions that the map takes for one edge of more than two polygons: it can match no such edge.
func _crowded_edges() -> Dictionary:
	var map := _hero.get_world_3d().navigation_map
	var cell := NavigationServer3D.map_get_cell_size(map) * NavigationServer3D.map_get_merge_rasterizer_cell_scale(map)
	var box := Vector3.ONE * cell
	var crowded := {"edges": 0, "crowded": 0}
	for place: Vector2i in _geometry.shown():
		var region := _geometry.get_node_or_null("Navigation_%d_%d" % [place.x, place.y]) as NavigationRegion3D
		if region == null:
			continue
		var corners := region.navigation_mesh.vertices
		var owners: Dictionary[Array, int] = {}
		for number in region.navigation_mesh.get_polygon_count():
			var polygon := region.navigation_mesh.get_polygon(number)
			for index in polygon.size():
				var one := ((region.global_transform * corners[polygon[index]]) / box).floor()
				var two := ((region.global_transform * corners[polygon[(index + 1) % polygon.size()]]) / box).floor()
				var edge := [one, two] if one < two else [two, one]
				owners[edge] = owners.get(edge, 0) + 1
		crowded["edges"] += owners.size()
		crowded["crowded"] += owners.values().filter(func(count: int) -> bool: return count > 2).size()
	return crowded


## Wait until `ready` says so; end the script when it does not, or when the world fails.
func _until(ready: Callable) -> bool:
	var end := Time.get_ticks_msec() + WAIT * 1000.0
	while not ready.call():
		if Time.get_ticks_msec() > end or not _failure.is_empty():
			printerr("gave up: ", _failure)
			quit(1)
			return false
		await process_frame
	return true


## How far the server's player is from where the hero is, in metres.
func _off() -> float:
	var at: Array = _world.connection.last_state["player"]["position"]
	return Vector3(at[0], at[1], at[2]).distance_to(_world.global_transform.affine_inverse() * _hero.global_position)


func _is_ready(place: Vector3) -> bool:
	return _geometry.is_walkable(place) and _geometry.has_navigation(place)


## Whether there is navigation 32 m in every direction.
func _is_way_known() -> bool:
	for z: float in [-32.0, 0.0, 32.0]:
		for x: float in [-32.0, 0.0, 32.0]:
			if not _geometry.has_navigation(_hero.global_position + Vector3(x, 0.0, z)):
				return false
	return true


## One physics frame, and what came of it.
func _step() -> void:
	await physics_frame
	var here := _hero.global_position
	_walked += Vector2(here.x - _was.x, here.z - _was.z).length()
	_was = here
	var ground := _geometry.ground_height(here)
	if not is_nan(ground):
		_lowest = minf(_lowest, here.y - ground)


## Let the hero walk to a place by its own guide; whether it came there.
func _walk_to(place: Vector3, near: float, seconds: float) -> bool:
	# where it is going may still be on its way
	await _until(func() -> bool: return _is_ready(_hero.global_position))
	_hero.call(&"walk_to", place)
	for frame in int(seconds * Engine.physics_ticks_per_second):
		await _step()
		if not _hero.get(&"is_guided"):
			break
	if not _is_ready(_hero.global_position):
		_lost += 1
	return _hero.global_position.distance_to(place) < near


func _way_to(place: Vector3) -> PackedVector3Array:
	var map := _hero.get_world_3d().navigation_map
	return NavigationServer3D.map_get_path(map, _hero.global_position, place, true)


func _leads_to(place: Vector3, near: float) -> bool:
	var way := _way_to(place)
	return not way.is_empty() and way[-1].distance_to(place) < near


func _by_distance(things: Array[Dictionary]) -> void:
	var here := _hero.global_position
	things.sort_custom(
		func(a: Dictionary, b: Dictionary) -> bool:
			return a["transform"].origin.distance_to(here) < b["transform"].origin.distance_to(here)
	)


## Houses whose top floor a way leads to; the nearest of them is entered, and climbed.
func _enter_a_house() -> Dictionary:
	var houses := _geometry.things_near(_hero.global_position, 40.0)
	houses = houses.filter(func(t: Dictionary) -> bool: return t["class"] in LODGINGS)
	_by_distance(houses)
	var tried := 0
	for house in houses:
		var doors := _geometry.sockets(house, "door")
		var top := _top_floor(house)
		if doors.is_empty() or top.is_empty():
			continue
		tried += 1
		var door := doors[0]
		var through := false
		for point in _way_to(top["place"]):
			through = through or Vector2(point.x - door.origin.x, point.z - door.origin.z).length() < 1.0
		var inside := await _walk_to(door.origin + door.basis.z * 1.2, 0.9, 90.0)
		var up := await _walk_to(top["place"], 0.9, 60.0)
		var risen: float = _hero.global_position.y - house["transform"].origin.y
		var done := {"tried": tried, "through": through, "inside": inside, "up": up, "risen": risen}
		done["class"] = house["class"]
		done["at"] = _hero.global_position
		if inside and up:
			return done
		print("not entered: ", done, " wanted ", top, " house ", house["transform"].origin)
	return {"tried": tried, "inside": false, "up": false}


## The highest place in a house that a way from here leads to; empty where that is not above the ground floor.
func _top_floor(house: Dictionary) -> Dictionary:
	var map := _hero.get_world_3d().navigation_map
	var at: Transform3D = house["transform"]
	var best := {}
	for row in 9:
		for column in 9:
			for level in 12:
				var inside := at * Vector3((row - 4) * 0.7, 2.0 + level * 0.5, (column - 4) * 0.7)
				var there := NavigationServer3D.map_get_closest_point(map, inside)
				if there.distance_to(inside) > 0.4 or (not best.is_empty() and there.y < best["place"].y + 0.3):
					continue
				if _leads_to(there, 0.3):
					best = {"place": there}
	return best


## Over the nearest bridge that ways lead to, from bank to bank.
func _cross_a_bridge() -> Dictionary:
	var bridges := _geometry.things_near(_hero.global_position, 150.0, "bridge")
	_by_distance(bridges)
	for bridge in bridges:
		var at: Transform3D = bridge["transform"]
		var ends: Array[Vector3] = []
		for sign_z: float in [-1.0, 1.0]:
			var end := at * Vector3(0.0, 0.0, 8.0 * sign_z)
			ends.append(Vector3(end.x, _geometry.ground_height(end) + 0.2, end.z))
		if ends[1].distance_to(_hero.global_position) < ends[0].distance_to(_hero.global_position):
			ends.reverse()
		if not await _walk_to(ends[0], 2.0, 120.0):
			print("not at the bridge: ", _hero.global_position, " wanted ", ends[0], " way ", _way_to(ends[0]))
			continue
		var highest := -INF
		_hero.call(&"walk_to", ends[1])
		for frame in 60 * Engine.physics_ticks_per_second:
			await _step()
			var middle := at.affine_inverse() * _hero.global_position
			if absf(middle.x) < 1.5 and absf(middle.z) < 1.5:
				highest = maxf(highest, _hero.global_position.y - _geometry.ground_height(_hero.global_position))
			if not _hero.get(&"is_guided"):
				break
		var across := _hero.global_position.distance_to(ends[1]) < 2.0
		return {"across": across, "above": highest, "at": _hero.global_position, "end": ends[1]}
	return {"across": false, "bridges": bridges.size()}


## From thing to thing, until it has walked far enough.
func _walk_about() -> void:
	for turn in 200:
		if _walked >= WAY:
			return
		var aside := Vector3(cos(turn * 2.4), 0.0, sin(turn * 2.4)) * 25.0
		var place := _hero.global_position + aside
		place.y = _geometry.ground_height(place)
		if not is_nan(place.y):
			await _walk_to(place, 2.0, 20.0)
