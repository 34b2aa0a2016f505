class_name Hero
extends CharacterBody3D
## The hero: an ordinary character of this engine. It waits until the ground under it has come. A right click sends it
## along the world's navigation meshes: through doors, up stairs, over bridges.

const WALK := 3.2
const RUN := 6.0
const JUMP := 5.0
const MOUSE := 0.0025
## Highest step it takes without jumping (metres).
const STEP := 0.4

## Seconds without coming nearer to the next corner after which a way is given up.
const PATIENCE := 4.0

## Off until there is something to stand on.
var awake := false
## Whether it is on a way that it was sent.
var is_guided := false

var _corner := 0
var _nearest := INF
var _waited := 0.0

@onready var guide: NavigationAgent3D = $Guide
@onready var _boom: SpringArm3D = $Boom


func _ready() -> void:
	_boom.add_excluded_object(get_rid())
	guide.path_changed.connect(func() -> void: _corner = 0)


func _unhandled_input(event: InputEvent) -> void:
	if event is InputEventMouseButton:
		Input.mouse_mode = Input.MOUSE_MODE_CAPTURED
		if (event as InputEventMouseButton).button_index == MOUSE_BUTTON_RIGHT and event.is_pressed():
			_walk_to_what_is_seen()
	elif event.is_action_pressed(&"ui_cancel"):
		Input.mouse_mode = Input.MOUSE_MODE_VISIBLE
	var motion := event as InputEventMouseMotion
	if motion != null and Input.mouse_mode == Input.MOUSE_MODE_CAPTURED:
		rotate_y(-motion.relative.x * MOUSE)
		_boom.rotation.x = clampf(_boom.rotation.x - motion.relative.y * MOUSE, -1.2, 0.9)


## Walk to a place of the scene by itself, as far as there is a way.
func walk_to(place: Vector3) -> void:
	guide.target_position = place
	is_guided = true
	_corner = 0
	_nearest = INF
	_waited = 0.0


func _physics_process(delta: float) -> void:
	if not awake:
		return
	if not is_on_floor():
		velocity += get_gravity() * delta
	elif Input.is_physical_key_pressed(KEY_SPACE):
		velocity.y = JUMP
	var way := global_basis * Vector3(_axis(KEY_A, KEY_D), 0.0, _axis(KEY_W, KEY_S))
	way = way.limit_length(1.0) * (RUN if Input.is_physical_key_pressed(KEY_SHIFT) else WALK)
	if way != Vector3.ZERO:
		is_guided = false
	elif is_guided:
		way = _guided(delta)
	velocity.x = way.x
	velocity.z = way.z
	if is_on_floor() and way.length() > 0.1:
		_step_up(way.normalized() * 0.2)
	move_and_slide()


## The way to the next corner of the guide's path, at a walk. Corners are met closely: stairs have no room beside.
func _guided(delta: float) -> Vector3:
	guide.get_next_path_position()  # keeps the path up to date
	var path := guide.get_current_navigation_path()
	while _corner < path.size() and _is_at(path[_corner]):
		_corner += 1
		_nearest = INF
	if _corner >= path.size():
		is_guided = not guide.is_navigation_finished() and path.is_empty()
		return Vector3.ZERO
	var way := path[_corner] - global_position
	_waited = 0.0 if way.length() < _nearest - 0.05 else _waited + delta
	_nearest = minf(_nearest, way.length())
	is_guided = _waited < PATIENCE
	way.y = 0.0
	if way.length() < 0.01:
		return Vector3.ZERO
	rotation.y = rotate_toward(rotation.y, atan2(-way.x, -way.z), 6.0 * delta)
	return way.normalized() * minf(WALK, way.length() / delta)


func _is_at(corner: Vector3) -> bool:
	var away := corner - global_position
	return Vector2(away.x, away.z).length() < 0.1 and absf(away.y) < 0.7


func _walk_to_what_is_seen() -> void:
	var camera := get_viewport().get_camera_3d()
	var ray := PhysicsRayQueryParameters3D.create(
		camera.global_position, camera.global_position - camera.global_basis.z * 60.0
	)
	ray.exclude = [get_rid()]
	var hit := get_world_3d().direct_space_state.intersect_ray(ray)
	if not hit.is_empty():
		walk_to(hit["position"])


func _axis(less: Key, more: Key) -> float:
	return float(Input.is_physical_key_pressed(more)) - float(Input.is_physical_key_pressed(less))


## Onto a threshold or a stair: what is too high for the floor and low enough for a foot. Lifted no more than needed:
## over stairs ceilings are low.
func _step_up(ahead: Vector3) -> void:
	if not _is_barred(global_transform, ahead):
		return
	for quarter in range(1, 5):
		var rise := Vector3.UP * STEP * quarter / 4.0
		if test_move(global_transform, rise):
			return
		if not _is_barred(global_transform.translated(rise), ahead):
			global_position += rise
			return


## Whether something stops it that is no slope.
func _is_barred(from: Transform3D, motion: Vector3) -> bool:
	var hit := KinematicCollision3D.new()
	return test_move(from, motion, hit) and hit.get_angle() > floor_max_angle
