class_name Game
extends Node3D
## A village that a server makes, with a hero of our own in it.
##
## The world is seen through a NacreScreen from our own camera, with depth, so the hero goes behind its houses. The
## ground the hero walks on is baked from the same world once it is open.

## The hero stands in the world.
signal ready_to_play

const TALK_DISTANCE := 3.0
## How long a line at the bottom of the screen can be read.
const READING_MSEC := 4000

var _recalled: Dictionary = {}
var _near := -1
var _said_until := 0

@onready var world: NacreWorld = $World
@onready var level: NacreLevel = $World/Level
@onready var people: NacreEntities = $World/People
@onready var hero: Hero = $Hero
@onready var title: Title = $Menu/Title
@onready var _overlay: NacreOverlay = $World/Overlay
@onready var _camera: Camera3D = $Hero/Boom/Camera
@onready var _sun: DirectionalLight3D = $Sun
@onready var _waiting: Label = $Menu/Waiting
@onready var _hint: Label = $Menu/Hint
@onready var _pause: Control = $Menu/Pause


func _ready() -> void:
	Controls.install()
	for argument in OS.get_cmdline_user_args():
		if argument.contains("://"):
			world.connection.endpoint = argument
		elif argument == "--demo":
			add_child(Demo.new())
	title.begun.connect(_begin)
	title.resumed.connect(_resume)
	%Continue.pressed.connect(_toggle_pause)
	%Save.pressed.connect(save)
	%Leave.pressed.connect(_to_title)
	%Quit.pressed.connect(get_tree().quit)
	world.connection.state_changed.connect(_on_state_changed)
	world.connection.welcomed.connect(func(_welcome: Dictionary) -> void: _on_state_changed(0))
	world.opened.connect(_on_opened)
	world.progressed.connect(_on_progressed)
	world.failed.connect(_on_failed)
	world.state_received.connect(_on_state)
	world.closed.connect(func(_reason: StringName, _text: String) -> void: _to_title())
	level.progressed.connect(func(share: float) -> void: _on_progressed(&"ground", share, "finding the ground"))
	world.connection.connect_to_server()
	_show_title()


func _unhandled_input(event: InputEvent) -> void:
	if not hero.visible:
		return
	if event.is_action_pressed(&"menu"):
		_toggle_pause()
	elif event.is_action_pressed(&"save"):
		save()
	elif event.is_action_pressed(&"talk") and _near >= 0:
		_talk(_near)
	elif event is InputEventMouseButton and hero.awake:
		Input.mouse_mode = Input.MOUSE_MODE_CAPTURED


func _process(_delta: float) -> void:
	if hero.awake:
		_look_for_company()


## Keep the world and the place; on the server too, when it keeps worlds.
func save() -> void:
	var kept := world.to_saved()
	var answer := await world.snapshot(Keepsake.NAME)
	if answer["type"] == "saved":
		kept.server_save = Keepsake.NAME
	var error := Keepsake.keep(kept, hero.position, hero.get_node("Boom").rotation.y)
	_say("Saved." if error == OK else "Not saved: %s" % error_string(error))


func _begin(prompt: String, random_seed: int) -> void:
	world.saved = null
	world.prompt = prompt
	world.random_seed = random_seed
	_recalled = {}
	_open()


func _resume() -> void:
	_recalled = Keepsake.recall()
	if _recalled.is_empty():
		_say("The save cannot be read.")
		return
	world.saved = _recalled["world"]
	_open()


func _open() -> void:
	title.hide()
	_overlay.show()
	_waiting.text = "asking for the place …"
	_waiting.show()
	world.open()


func _on_opened(_info: Dictionary, resumed: bool) -> void:
	if hero.visible and resumed:
		return
	if not await _first_state():
		return
	var made := await level.bake()
	if made == null:
		_say("The ground could not be seen.")
		_show_title()
		return
	var player: Dictionary = world.connection.last_state["player"]
	var spawns := made.get_node("SpawnPoints").get_children()
	var at: Vector3 = (spawns[0] as Node3D).position if not spawns.is_empty() else _vector(player["position"])
	hero.place(_recalled.get("position", at))
	hero.face(_recalled.get("yaw", player.get("yaw", 0.0)))
	hero.show()
	hero.process_mode = Node.PROCESS_MODE_INHERIT
	_camera.make_current()
	_waiting.hide()
	hero.awake = true
	_say("W A S D to walk, Shift to run, Space to jump, Esc for the menu")
	ready_to_play.emit()


func _first_state() -> bool:
	var until := Time.get_ticks_msec() + 10000
	while world.connection.last_state.is_empty() or world.connection.last_frame == null:
		if Time.get_ticks_msec() > until:
			return false
		await get_tree().process_frame
	return true


func _on_state(state: Dictionary) -> void:
	# The sun of our own light goes with the world's hour, so that the hero is lit as the place is.
	var hours := float((state["atmosphere"] as Dictionary).get("hours", 12.0))
	var height := sin((hours - 6.0) / 12.0 * PI)
	_sun.rotation = Vector3(-maxf(0.25, absf(height)) * PI / 2.0, (hours - 12.0) / 24.0 * TAU, 0.0)
	_sun.light_energy = clampf(0.35 + height, 0.15, 1.2)
	_sun.light_color = Color(1.0, 0.8, 0.65).lerp(Color.WHITE, clampf(height, 0.0, 1.0))


func _look_for_company() -> void:
	_near = -1
	var nearest := TALK_DISTANCE
	for slot in people.slots():
		var apart := people.node_of(slot).global_position.distance_to(hero.global_position)
		if apart < nearest:
			nearest = apart
			_near = slot
	if Time.get_ticks_msec() >= _said_until:
		_hint.text = "T: talk" if _near >= 0 and _offers_talk() else ""


func _offers_talk() -> bool:
	var models := world.connection.models()
	return not models.is_empty() and (models[0]["actions"] as Dictionary).has("say")


func _talk(slot: int) -> void:
	if not _offers_talk():
		return
	var answer := await world.say(slot, "Hello! What is this place?")
	_say(str(answer.get("text", answer.get("message", ""))))


func _toggle_pause() -> void:
	_pause.visible = not _pause.visible
	hero.awake = not _pause.visible
	if _pause.visible:
		Input.mouse_mode = Input.MOUSE_MODE_VISIBLE
		world.pause()
		%Continue.grab_focus()
	else:
		world.resume()


func _to_title() -> void:
	if title.visible:
		return
	_pause.hide()
	if world.connection.state in [NacreConnection.State.PLAYING, NacreConnection.State.PAUSED]:
		world.close()
	_show_title()


func _show_title() -> void:
	Input.mouse_mode = Input.MOUSE_MODE_VISIBLE
	hero.awake = false
	hero.hide()
	hero.process_mode = Node.PROCESS_MODE_DISABLED
	_waiting.hide()
	_hint.text = ""
	title.show()
	# The title says itself how the connection is.
	_overlay.hide()
	_on_state_changed(0)


func _on_state_changed(_state: int) -> void:
	var line := "connected to %s" % world.connection.address()
	match world.connection.state:
		NacreConnection.State.CONNECTING, NacreConnection.State.OFFLINE:
			line = "looking for a server at %s … start one with: nacre serve" % world.connection.address()
		NacreConnection.State.RECONNECTING, NacreConnection.State.FAILED:
			line = "no connection: %s" % world.connection.trouble_text
	title.tell(line, world.connection.welcome)


func _on_progressed(_stage: StringName, share: float, text: String) -> void:
	_waiting.text = "%s  %.0f %%" % [text, 100.0 * share]


func _on_failed(code: StringName, message: String, hint: String) -> void:
	if code == &"no_such_save" and not _recalled.is_empty():
		# Another server, or one whose saves are gone: the same place can still be made again.
		(_recalled["world"] as NacreSavedWorld).server_save = ""
		world.open()
		return
	_say("%s %s" % [message, hint])
	if not hero.visible and not title.visible and world.connection.state == NacreConnection.State.READY:
		_show_title()


func _say(text: String) -> void:
	_hint.text = text
	_said_until = Time.get_ticks_msec() + READING_MSEC
	print(text)


func _vector(numbers: Array) -> Vector3:
	return Vector3(numbers[0], numbers[1], numbers[2])
