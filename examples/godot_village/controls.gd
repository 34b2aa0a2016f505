class_name Controls
extends RefCounted
## Keyboard and gamepad, put into the input map so that a player may change them there.

const KEYS := {
	&"move_left": [KEY_A, KEY_LEFT],
	&"move_right": [KEY_D, KEY_RIGHT],
	&"move_forward": [KEY_W, KEY_UP],
	&"move_back": [KEY_S, KEY_DOWN],
	&"look_left": [KEY_Q],
	&"look_right": [KEY_E],
	&"look_up": [KEY_R],
	&"look_down": [KEY_F],
	&"jump": [KEY_SPACE],
	&"sprint": [KEY_SHIFT],
	&"talk": [KEY_T, KEY_ENTER],
	&"save": [KEY_F5],
	&"menu": [KEY_ESCAPE],
}
const BUTTONS := {
	&"jump": JOY_BUTTON_A,
	&"sprint": JOY_BUTTON_LEFT_SHOULDER,
	&"talk": JOY_BUTTON_X,
	&"save": JOY_BUTTON_BACK,
	&"menu": JOY_BUTTON_START,
}
const STICKS := {
	&"move_left": [JOY_AXIS_LEFT_X, -1.0],
	&"move_right": [JOY_AXIS_LEFT_X, 1.0],
	&"move_forward": [JOY_AXIS_LEFT_Y, -1.0],
	&"move_back": [JOY_AXIS_LEFT_Y, 1.0],
	&"look_left": [JOY_AXIS_RIGHT_X, -1.0],
	&"look_right": [JOY_AXIS_RIGHT_X, 1.0],
	&"look_up": [JOY_AXIS_RIGHT_Y, -1.0],
	&"look_down": [JOY_AXIS_RIGHT_Y, 1.0],
}


## Add every action that the project does not have.
static func install() -> void:
	for action: StringName in KEYS:
		if InputMap.has_action(action):
			continue
		InputMap.add_action(action, 0.2)
		for key: Key in KEYS[action]:
			var event := InputEventKey.new()
			event.physical_keycode = key
			InputMap.action_add_event(action, event)
		if BUTTONS.has(action):
			var button := InputEventJoypadButton.new()
			button.button_index = BUTTONS[action]
			InputMap.action_add_event(action, button)
		if STICKS.has(action):
			var stick := InputEventJoypadMotion.new()
			stick.axis = STICKS[action][0]
			stick.axis_value = STICKS[action][1]
			InputMap.action_add_event(action, stick)
