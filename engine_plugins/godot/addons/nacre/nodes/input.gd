@tool
@icon("res://addons/nacre/icons/input.svg")
class_name NacreInput
extends Node
## Keyboard, mouse and gamepad as what the player of a [NacreWorld] does.
##
## Actions are taken from the project's input map. What the project has no action for is read from the keys most people
## try (W A S D and arrows, space, shift), so that a new project can be walked in at once. An action whose name was
## changed here and that the project does not have is a mistake: the node warns, in the editor and when it runs.

const Tables := preload("../wire/messages.gd")
const RealTime := preload("real_time.gd")
## Properties that name actions, with the keys for those that the input map does not have. Their names are also
## the names of the actions to begin with.
const KEYS := {
	&"move_left": [KEY_A, KEY_LEFT],
	&"move_right": [KEY_D, KEY_RIGHT],
	&"move_forward": [KEY_W, KEY_UP],
	&"move_back": [KEY_S, KEY_DOWN],
	&"jump": [KEY_SPACE],
	&"sprint": [KEY_SHIFT],
}
const STICK_DEAD_ZONE := 0.2

## The world to steer; empty: the one above in the tree.
@export var world: NacreWorld = null
## Whether input is read. What is held is let go when it is switched off.
@export var enabled := true:
	set(value):
		enabled = value
		if not value:
			release()
@export_group("Actions")
## Walk left.
@export var move_left := &"move_left":
	set(value):
		move_left = value
		update_configuration_warnings()
## Walk right.
@export var move_right := &"move_right":
	set(value):
		move_right = value
		update_configuration_warnings()
## Walk ahead.
@export var move_forward := &"move_forward":
	set(value):
		move_forward = value
		update_configuration_warnings()
## Walk back.
@export var move_back := &"move_back":
	set(value):
		move_back = value
		update_configuration_warnings()
## Jump.
@export var jump := &"jump":
	set(value):
		jump = value
		update_configuration_warnings()
## Run, while it is held.
@export var sprint := &"sprint":
	set(value):
		sprint = value
		update_configuration_warnings()
@export_group("Looking")
## Capture the mouse with a click; [code]ui_cancel[/code] (Escape) lets it go.
@export var capture_mouse := true
## Radians for every pixel the mouse moves.
@export_range(0.0005, 0.02, 0.0005) var mouse_sensitivity := 0.0025
## Radians a second at full tilt of the right stick.
@export_range(0.5, 8.0, 0.1) var stick_speed := 3.0
## Moving the mouse (or the stick) up looks down.
@export var invert_y := false
## Which gamepad; -1: any.
@export_range(-1, 7) var device := -1
@export_group("Sending")
## Inputs a second while something changes.
@export_range(10.0, 240.0, 1.0, "suffix:1/s") var send_rate := 60.0

## What is held, as it was sent last.
var held: Dictionary = {"move_x": 0.0, "move_z": 0.0, "jump": false, "sprint": false}

var _look := Vector2.ZERO
var _jumped := false
var _sprinted := false
var _since := 0.0
var _time := RealTime.new()
var _forced: Dictionary = {}


func _ready() -> void:
	if Engine.is_editor_hint():
		set_process(false)
		set_process_unhandled_input(false)
		return
	for warning in _wrong_actions():
		push_warning("NacreInput: " + warning)
	if world == null:
		world = NacreWorld.of(self)


func _exit_tree() -> void:
	if not Engine.is_editor_hint() and capture_mouse and Input.mouse_mode == Input.MOUSE_MODE_CAPTURED:
		Input.mouse_mode = Input.MOUSE_MODE_VISIBLE


func _get_configuration_warnings() -> PackedStringArray:
	var warnings := _wrong_actions()
	if world == null and NacreWorld.of(self) == null:
		warnings.append("Put this node below a NacreWorld, or choose one.")
	return warnings


func _unhandled_input(event: InputEvent) -> void:
	if not enabled:
		return
	var motion := event as InputEventMouseMotion
	var button := event as InputEventMouseButton
	if motion != null and (not capture_mouse or Input.mouse_mode == Input.MOUSE_MODE_CAPTURED):
		turn(
			-motion.relative.x * mouse_sensitivity, -motion.relative.y * mouse_sensitivity * (-1.0 if invert_y else 1.0)
		)
	elif button != null and button.pressed and button.button_index == MOUSE_BUTTON_LEFT and capture_mouse:
		Input.mouse_mode = Input.MOUSE_MODE_CAPTURED
	elif event.is_action_pressed(&"ui_cancel") and Input.mouse_mode == Input.MOUSE_MODE_CAPTURED:
		Input.mouse_mode = Input.MOUSE_MODE_VISIBLE


func _process(_delta: float) -> void:
	var seconds := _time.passed()
	if not enabled or NacreWorld.connection_of(world) == null:
		return
	var pads := Input.get_connected_joypads()
	if not pads.is_empty():
		var stick := _stick(pads, JOY_AXIS_RIGHT_X, JOY_AXIS_RIGHT_Y)
		_look -= Vector2(stick.x, -stick.y if invert_y else stick.y) * stick_speed * seconds
	# A press shorter than the pause between two inputs still counts.
	_jumped = _jumped or _strength(&"jump") > 0.5
	_sprinted = _sprinted or _strength(&"sprint") > 0.5
	_since += seconds
	if _since >= 1.0 / send_rate:
		_send(pads)


## Turn the head by some radians (left and up positive), as a mouse would.
func turn(yaw: float, pitch: float) -> void:
	_look += Vector2(yaw, pitch)


## Hold something down from a script (a touch stick, a cut scene): keys of the protocol's Held. Empty: nothing.
func hold(what: Dictionary) -> void:
	_forced = what


## Let everything go, also what [method hold] holds.
func release() -> void:
	_forced = {}
	held = {"move_x": 0.0, "move_z": 0.0, "jump": false, "sprint": false}
	_jumped = false
	_sprinted = false
	_look = Vector2.ZERO
	if NacreWorld.connection_of(world) != null:
		world.connection.act(held, Vector2.ZERO)


func _send(pads: Array[int]) -> void:
	var move := Vector2(
		_strength(&"move_right") - _strength(&"move_left"), _strength(&"move_forward") - _strength(&"move_back")
	)
	if not pads.is_empty():
		var stick := _stick(pads, JOY_AXIS_LEFT_X, JOY_AXIS_LEFT_Y)
		move += Vector2(stick.x, -stick.y)
	var now := {
		"move_x": clampf(move.x, -1.0, 1.0),
		"move_z": clampf(move.y, -1.0, 1.0),
		"jump": _jumped,
		"sprint": _sprinted,
	}
	now.merge(_forced, true)
	_jumped = false
	_sprinted = false
	# Held input is let go by the server after a second without any: repeat it well before.
	if now == held and _look == Vector2.ZERO and _since < Tables.HELD_TTL_SECONDS / 4.0:
		return
	held = now
	world.connection.act(now, _look)
	_look = Vector2.ZERO
	_since = 0.0


## What is wrong with the names of actions.
func _wrong_actions() -> PackedStringArray:
	var wrong := PackedStringArray()
	for property: StringName in KEYS:
		var action: StringName = get(property)
		if action == property or _has_action(action):
			continue
		var keys: Array = KEYS[property]
		var named := ", ".join(keys.map(func(key: Key) -> String: return OS.get_keycode_string(key)))
		wrong.append("The project has no action `%s` (%s): %s is read instead." % [action, property, named])
	return wrong


func _has_action(action: StringName) -> bool:
	# The editor's own input map is not that of the project.
	return (
		ProjectSettings.has_setting("input/" + action) or (not Engine.is_editor_hint() and InputMap.has_action(action))
	)


## How far a property's action is pressed.
func _strength(property: StringName) -> float:
	var action: StringName = get(property)
	if InputMap.has_action(action):
		return Input.get_action_strength(action)
	for key: Key in KEYS[property]:
		if Input.is_physical_key_pressed(key):
			return 1.0
	if property == &"jump" and Input.is_joy_button_pressed(maxi(device, 0), JOY_BUTTON_A):
		return 1.0
	return 0.0


func _stick(pads: Array[int], across: JoyAxis, down: JoyAxis) -> Vector2:
	return Vector2(_axis(pads, across), _axis(pads, down))


func _axis(pads: Array[int], axis: JoyAxis) -> float:
	for pad in pads:
		if device >= 0 and pad != device:
			continue
		var value := Input.get_joy_axis(pad, axis)
		if absf(value) > STICK_DEAD_ZONE:
			return value
	return 0.0
