extends "res://tests/native_world.gd"
## A hero of this engine's own physics in a generated village: `endpoint [prompt] [seed]`. Walks to a house, in at its
## door, and about; says where it was, and whether it ever fell.

const WAIT := 240.0
const SPEED := 3.0
const GRAVITY := 12.0

var _hero := CharacterBody3D.new()
var _walked := 0.0
var _lowest := INF


func _run() -> void:
	var arguments := OS.get_cmdline_user_args()
	root.add_child(_root)
	_make_hero()
	_world.hero = _hero
	_open(arguments[0], arguments, 1)
	_hero.global_position = Vector3(100.0, 5.0, -40.0)
	_hero.rotation.y = 1.0
	await _until(func() -> bool: return not _world.info.is_empty(), WAIT)
	var start := _hero.global_position
	# the world came to the hero, not the hero to the world
	var moved := start.distance_to(Vector3(100.0, 5.0, -40.0))
	await _until(
		func() -> bool: return _geometry.is_walkable(_hero.global_position) and _geometry.shown().size() >= 49, WAIT
	)
	for frame in 60:
		await _step(Vector3.ZERO)
	var stood := _hero.is_on_floor()
	var entered := await _enter_a_house()
	var here := _hero.global_position
	for turn in 4:
		var aside := Vector3(cos(turn * 1.6), 0.0, sin(turn * 1.6))
		for frame in 240:
			await _step(aside * SPEED)
	var state: Dictionary = _world.connection.last_state
	var told: Array = state["player"]["position"]
	var local := _world.global_transform.affine_inverse() * _hero.global_position
	var off := Vector3(told[0], told[1], told[2]).distance_to(local)
	var facts := {
		"moved": moved, "stood": stood, "entered": entered, "walked": _walked, "lowest": _lowest, "off": off, "at": here
	}
	print("SAID ", JSON.stringify(facts))
	await _leave()


func _make_hero() -> void:
	var holder := CollisionShape3D.new()
	var capsule := CapsuleShape3D.new()
	capsule.radius = 0.3
	capsule.height = 1.75
	holder.shape = capsule
	holder.position.y = 0.875
	_hero.add_child(holder)
	_hero.floor_snap_length = 0.5
	_hero.floor_max_angle = deg_to_rad(50.0)
	_root.add_child(_hero)


## One physics frame: walk with gravity, and up steps that a foot can take.
func _step(velocity: Vector3) -> void:
	await physics_frame
	var before := _hero.global_position
	_hero.velocity.x = velocity.x
	_hero.velocity.z = velocity.z
	_hero.velocity.y -= GRAVITY / Engine.physics_ticks_per_second
	if velocity.length() > 0.1:
		_hero.rotation.y = atan2(-velocity.x, -velocity.z)
		_step_up(velocity / Engine.physics_ticks_per_second)
	_hero.move_and_slide()
	if _hero.is_on_floor():
		_hero.velocity.y = 0.0
	_walked += Vector2(_hero.global_position.x - before.x, _hero.global_position.z - before.z).length()
	var ground := _geometry.ground_height(_hero.global_position)
	if not is_nan(ground):
		_lowest = minf(_lowest, _hero.global_position.y - ground)


func _step_up(motion: Vector3) -> void:
	if not _hero.is_on_floor() or not _hero.test_move(_hero.global_transform, motion * 4.0):
		return
	var lifted := _hero.global_transform
	for rise: float in [0.2, 0.4]:
		lifted.origin.y = _hero.global_position.y + rise
		if not _hero.test_move(_hero.global_transform, Vector3.UP * rise) and not _hero.test_move(lifted, motion * 4.0):
			_hero.global_position.y += rise
			return


func _walk_to(place: Vector3, near: float, seconds: float) -> bool:
	for frame in int(seconds * Engine.physics_ticks_per_second):
		var way := place - _hero.global_position
		way.y = 0.0
		if way.length() < near:
			return true
		await _step(way.normalized() * SPEED)
	return false


## Walk to the nearest houses until one is entered; how many were tried, and whether the last one was.
func _enter_a_house() -> Dictionary:
	var houses := _geometry.things_near(_hero.global_position, 60.0)
	houses = houses.filter(
		func(t: Dictionary) -> bool: return t["class"] in ["house", "cabin", "inn", "shop", "church"]
	)
	var here := _hero.global_position
	houses.sort_custom(
		func(a: Dictionary, b: Dictionary) -> bool:
			return a["transform"].origin.distance_to(here) < b["transform"].origin.distance_to(here)
	)
	var tried := 0
	var by_itself := 0
	for house in houses.slice(0, 5):
		var doors := _geometry.sockets(house, "door")
		if doors.is_empty():
			continue
		tried += 1
		var door := doors[0]
		var out := -door.basis.z
		# to the street before the door: on foot where one can, else set down there
		if await _walk_to(door.origin + out * 2.5, 0.6, 25.0):
			by_itself += 1
		else:
			var ground := _geometry.ground_height(door.origin + out * 2.5)
			_hero.global_position = Vector3(door.origin.x + out.x * 2.5, ground + 0.6, door.origin.z + out.z * 2.5)
			await _until(func() -> bool: return _geometry.is_walkable(_hero.global_position), WAIT)
			for frame in 30:
				await _step(Vector3.ZERO)
		await _walk_to(door.origin + out * 0.9, 0.3, 4.0)
		# the world opens a door for whoever stands before it
		for frame in 90:
			await _step(Vector3.ZERO)
		if await _walk_to(door.origin - out * 1.2, 0.5, 6.0):
			return {"tried": tried, "by_itself": by_itself, "inside": true, "class": house["class"]}
	return {"tried": tried, "by_itself": by_itself, "inside": false, "class": ""}
