class_name Hero
extends CharacterBody3D
## The hero: an ordinary character of this engine, on the ground that was baked from the generated world.

const WALK := 3.2
const RUN := 5.8
const JUMP := 5.2
const TURN := 9.0
const STEP := 0.5
const MOUSE := 0.0025
const STICK := 2.6

## Where the hero stands again after falling out of the world.
var home := Vector3.ZERO
## Nobody steers while this is off (title, menus, talk).
var awake := false

@onready var _boom: SpringArm3D = $Boom
@onready var _body: Node3D = $Body


func _unhandled_input(event: InputEvent) -> void:
	var motion := event as InputEventMouseMotion
	if awake and motion != null and Input.mouse_mode == Input.MOUSE_MODE_CAPTURED:
		_look(-motion.relative * MOUSE)


func _physics_process(delta: float) -> void:
	if not is_on_floor():
		velocity += get_gravity() * delta
	var stick := Vector2.ZERO
	if awake:
		stick = Input.get_vector(&"move_left", &"move_right", &"move_forward", &"move_back")
		_look(-Input.get_vector(&"look_left", &"look_right", &"look_up", &"look_down") * STICK * delta)
		if is_on_floor() and Input.is_action_just_pressed(&"jump"):
			velocity.y = JUMP
	var way := Basis(Vector3.UP, _boom.rotation.y) * Vector3(stick.x, 0.0, stick.y)
	var speed := RUN if awake and Input.is_action_pressed(&"sprint") else WALK
	velocity.x = move_toward(velocity.x, way.x * speed, 30.0 * delta)
	velocity.z = move_toward(velocity.z, way.z * speed, 30.0 * delta)
	if way.length_squared() > 0.01:
		_body.rotation.y = lerp_angle(_body.rotation.y, atan2(-way.x, -way.z), TURN * delta)
		_climb(way.normalized())
	# A body that bobs is a body that walks.
	_body.position.y = (
		0.05 * absf(sin(Time.get_ticks_msec() * 0.012)) if is_on_floor() and stick != Vector2.ZERO else 0.0
	)
	move_and_slide()
	if position.y < home.y - 40.0:
		place(home)


## Stand somewhere, at rest.
func place(at: Vector3) -> void:
	home = at
	position = at + Vector3.UP * 0.3
	velocity = Vector3.ZERO


## Look where the hero's own player looked.
func face(yaw: float) -> void:
	_boom.rotation = Vector3(-0.25, yaw, 0.0)
	_body.rotation.y = yaw


func _look(turn: Vector2) -> void:
	_boom.rotation.y += turn.x
	_boom.rotation.x = clampf(_boom.rotation.x + turn.y, -1.1, 0.5)


## Steps of stairs and doorsills are walls to a capsule: lift it over what is low enough.
func _climb(way: Vector3) -> void:
	if not is_on_floor() or not is_on_wall():
		return
	var ahead := way * 0.15
	if not test_move(global_transform.translated(Vector3.UP * STEP), ahead):
		position += Vector3.UP * STEP + ahead
		move_and_collide(Vector3.DOWN * STEP)
