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
## Radians of a stride for each metre walked, and which way each limb swings.
const STRIDES := 2.4
const LIMBS := {"LeftLeg": 1.0, "RightLeg": -1.0, "LeftArm": -0.8, "RightArm": 0.8}

## Where the hero stands again after falling out of the world.
var home := Vector3.ZERO
## Nobody steers while this is off (title, menus, talk).
var awake := false

var _stride := 0.0
var _ground := 0.0

@onready var _boom: SpringArm3D = $Boom
@onready var _body: Node3D = $Body
@onready var _shade: Node3D = $Shade


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
	move_and_slide()
	_swing(delta)
	if position.y < home.y - 40.0:
		place(home)


## Stand somewhere, at rest.
func place(at: Vector3) -> void:
	home = at
	position = at + Vector3.UP * 0.3
	velocity = Vector3.ZERO
	_ground = at.y


## Look where the hero's own player looked.
func face(yaw: float) -> void:
	_boom.rotation = Vector3(-0.25, yaw, 0.0)
	_body.rotation.y = yaw


func _look(turn: Vector2) -> void:
	_boom.rotation.y += turn.x
	_boom.rotation.x = clampf(_boom.rotation.x + turn.y, -1.1, 0.5)


## Arms and legs as fast as the feet; the shade stays on the ground while the hero is in the air.
func _swing(delta: float) -> void:
	var speed := Vector2(velocity.x, velocity.z).length() if is_on_floor() else 0.0
	_stride += STRIDES * speed * delta
	var reach := minf(speed / WALK, 1.4) * 0.6 * sin(_stride)
	for limb: String in LIMBS:
		var node: Node3D = _body.get_node(limb)
		node.rotation.x = lerpf(node.rotation.x, reach * LIMBS[limb], minf(12.0 * delta, 1.0))
	_body.position.y = 0.04 * absf(cos(_stride)) if speed > 0.1 else 0.0
	if is_on_floor():
		_ground = position.y
	_shade.global_position.y = minf(_ground, position.y) + 0.04


## Steps of stairs and doorsills are walls to a capsule: lift it over what is low enough.
func _climb(way: Vector3) -> void:
	if not is_on_floor() or not is_on_wall():
		return
	var ahead := way * 0.15
	if not test_move(global_transform.translated(Vector3.UP * STEP), ahead):
		position += Vector3.UP * STEP + ahead
		move_and_collide(Vector3.DOWN * STEP)
