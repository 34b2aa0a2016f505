class_name Hero
extends CharacterBody3D
## The hero: an ordinary character of this engine. It waits until the ground under it has come.

const WALK := 3.2
const RUN := 6.0
const JUMP := 5.0
const MOUSE := 0.0025
## Highest step it takes without jumping (metres).
const STEP := 0.4

## Off until there is something to stand on.
var awake := false

@onready var _boom: SpringArm3D = $Boom


func _ready() -> void:
	_boom.add_excluded_object(get_rid())


func _unhandled_input(event: InputEvent) -> void:
	if event is InputEventMouseButton:
		Input.mouse_mode = Input.MOUSE_MODE_CAPTURED
	elif event.is_action_pressed(&"ui_cancel"):
		Input.mouse_mode = Input.MOUSE_MODE_VISIBLE
	var motion := event as InputEventMouseMotion
	if motion != null and Input.mouse_mode == Input.MOUSE_MODE_CAPTURED:
		rotate_y(-motion.relative.x * MOUSE)
		_boom.rotation.x = clampf(_boom.rotation.x - motion.relative.y * MOUSE, -1.2, 0.9)


func _physics_process(delta: float) -> void:
	if not awake:
		return
	if not is_on_floor():
		velocity += get_gravity() * delta
	elif Input.is_physical_key_pressed(KEY_SPACE):
		velocity.y = JUMP
	var way := global_basis * Vector3(_axis(KEY_A, KEY_D), 0.0, _axis(KEY_W, KEY_S))
	way = way.limit_length(1.0) * (RUN if Input.is_physical_key_pressed(KEY_SHIFT) else WALK)
	velocity.x = way.x
	velocity.z = way.z
	if is_on_floor() and way.length() > 0.1:
		_step_up(way.normalized() * 0.2)
	move_and_slide()


func _axis(less: Key, more: Key) -> float:
	return float(Input.is_physical_key_pressed(more)) - float(Input.is_physical_key_pressed(less))


## Onto a threshold or a stair: what is too high for the floor and low enough for a foot.
func _step_up(ahead: Vector3) -> void:
	if not test_move(global_transform, ahead):
		return
	for rise: float in [STEP * 0.5, STEP]:
		if (
			not test_move(global_transform, Vector3.UP * rise)
			and not test_move(global_transform.translated(Vector3.UP * rise), ahead)
		):
			global_position.y += rise
			return
