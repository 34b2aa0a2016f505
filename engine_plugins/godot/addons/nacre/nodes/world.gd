@tool
@icon("res://addons/nacre/icons/world.svg")
class_name NacreWorld
extends Node3D
## A generated world: write a place, and it is opened on the server this node is connected to.
##
## Its transform places the generated world in your scene: metre for metre, Y up, -Z forward. Give it a
## [NacreConnection], or let it make its own to [member endpoint]. Add [NacreInput], [NacreScreen] and others as
## children and they find it.

## The world can be walked in. [param resumed] when it is the one from before a break.
signal opened(info: Dictionary, resumed: bool)
## The world is over; why, as a word, and for people.
signal closed(reason: StringName, text: String)
## The server is at work: a stage, how much of it is done (0 to 1), and a line for people.
signal progressed(stage: StringName, fraction: float, text: String)
## A newer picture came.
signal frame_received(frame: NacreFrame)
## The state of the world came: player, entities, objects, atmosphere, as plain data.
signal state_received(world_state: Dictionary)
## Geometry of the world came: a message's header and its part, empty where there is none. See [NacreGeometry].
signal geometry_received(header: Dictionary, part: PackedByteArray)
## Something happened in the world: `jumped`, `landed`, …
signal event_received(kind: StringName, data: Dictionary)
## Something was refused or failed.
signal failed(code: StringName, message: String, hint: String)
## Nothing of the prompt was understood: prompts that could be meant, nearest first. Comes before [signal failed].
signal offered(prompts: PackedStringArray)
## A world opened that is not all of the prompt: words nothing was made of, and what does not stand where it was wished.
signal partly_understood(ignored: PackedStringArray, unmet: PackedStringArray)

## A server draws what is nearer to its player than this (metres).
const REACH := 60.0

const Tables := preload("../wire/messages.gd")
## Seconds between two poses of the hero.
const POSE_SECONDS := 0.05
## Metres from the player's feet to its eyes.
const EYE := 1.7

## The place, in plain words: "a snowy village at dusk with a bell tower".
@export_multiline var prompt := "a village by a river in the morning":
	set(value):
		prompt = value
		update_configuration_warnings()
## The same prompt and seed make the same world. -1: the server draws one.
@export_range(-1, 2147483647, 1, "or_greater") var random_seed := -1
## Open the world as soon as the connection stands.
@export var open_on_ready := true
## Make a world even where nothing of the prompt was understood, instead of [signal offered].
@export var open_anyway := false
## A world saved before, taken instead of the prompt.
@export var saved: NacreSavedWorld = null

@export_group("Connection")
## The connection to use. Empty: one above in the tree, or one of this node's own.
@export var connection: NacreConnection = null:
	set(value):
		connection = value
		update_configuration_warnings()
## Where the server is, for a connection of this node's own. Empty: as Project Settings, Nacre, Endpoint says.
@export_placeholder("as the Project Settings say") var endpoint := "":
	set(value):
		endpoint = value
		if is_instance_valid(_own):
			_own.endpoint = value

@export_group("Pictures")
## Width of the pictures; even.
@export_range(64, 1280, 2, "suffix:px") var width := 640
## Height of the pictures; even.
@export_range(36, 720, 2, "suffix:px") var height := 360
## Pictures a second to ask for; the server sends what it can.
@export_range(1.0, 120.0, 1.0, "suffix:1/s") var frame_rate := 30.0
## Send depth with every picture: needed for compositing and for the timewarp.
@export var with_depth := true
## Send which character is seen in every pixel.
@export var with_entity_mask := false
## Send the state of the world as data: needed by [NacreEntities] and [NacreLevel].
@export var with_state := true
## States a second.
@export_range(0.1, 20.0, 0.1, "suffix:1/s") var state_rate := 10.0

@export_group("Geometry")
## Send the world itself, to be drawn by this engine: needs a [NacreGeometry] below this node.
@export var with_geometry := false
## Ask for no pictures at all: the server then draws nothing.
@export var without_pictures := false
## Your own player: it is the body in the world, which follows it. Its place is sent 20 times a second. The world's
## start is laid where it stands, facing where it faces, unless [member keep_place] is set. Empty: the server moves the
## player.
@export var hero: Node3D = null
## Leave this node where it is instead of moving it so that the world begins at the hero.
@export var keep_place := false

@export_group("Server")
## Which of the server's models; empty: its first.
@export var model := ""
## Lockstep: every input advances exactly one tick and gives exactly one frame. For tests and recordings, not for play.
@export var deterministic := false

## Where the player stands, in your scene; zero without a world. Of the newest state, as all that follow.
var player_position: Vector3:
	get:
		return global_transform * _player_vector("position") if is_inside_tree() else _player_vector("position")
## How fast the player moves, in metres a second, in your scene.
var player_velocity: Vector3:
	get:
		return global_basis * _player_vector("velocity") if is_inside_tree() else _player_vector("velocity")
## Where the player looks in the generated world: 0 along -Z, positive turns left; radians.
var player_yaw: float:
	get:
		return _player().get("yaw", 0.0)
## Whether the player stands on something.
var is_player_grounded: bool:
	get:
		return _player().get("grounded", false)
## Whether the player swims.
var is_player_swimming: bool:
	get:
		return _player().get("swimming", false)
## Time of day in the world, 0 to 24; -1 while unknown.
var hours: float:
	get:
		return _state().get("atmosphere", {}).get("hours", -1.0)
## Whether the camera drawn from is so far from the player that the server has nothing there: it draws what is around
## its player. See [method teleport].
var is_view_outside := false
## What is open, empty without a world: see the protocol's `opened`.
var info: Dictionary:
	get:
		return connection.world_info if is_instance_valid(connection) else {}

## Set while frames are drawn for another purpose than to be seen (see [NacreLevel]): they are kept from the screens.
var surveying := false

## The [NacreEnvironment] that shows this world's light; null where there is none.
var light: NacreEnvironment = null
## Slots of characters that something else stands for (see [NacreEntities]): they are not shown.
var replaced: Dictionary[int, bool] = {}

var _wanted := false
## Whether the world is to stand still by the game's own wish.
var _still := false
var _posed := 0.0
var _was := Vector3.ZERO
var _own: NacreConnection = null


## The world a node belongs to: the first NacreWorld above it.
static func of(node: Node) -> NacreWorld:
	var above := node.get_parent() if node != null else null
	while above != null and above is not NacreWorld:
		above = above.get_parent()
	return above as NacreWorld


## The connection of a world; null when the world or the connection is gone, or there is none.
static func connection_of(some_world: Variant) -> NacreConnection:
	if not is_instance_valid(some_world) or not is_instance_valid(some_world.connection):
		return null
	return some_world.connection


func _ready() -> void:
	if Engine.is_editor_hint():
		return
	_find_connection()
	if not open_on_ready:
		return
	if connection.has_world(_body()):
		# A connection that outlives scenes has this very world: go on in it.
		_wanted = true
		_adopt.call_deferred()
	else:
		open()


func _enter_tree() -> void:
	# Moved to another place of the tree, or back in it.
	if is_node_ready() and not Engine.is_editor_hint():
		_find_connection()


func _exit_tree() -> void:
	_unhook()


func _notification(what: int) -> void:
	if what in [NOTIFICATION_PAUSED, NOTIFICATION_UNPAUSED] and not Engine.is_editor_hint():
		_settle_pause()


func _physics_process(delta: float) -> void:
	if Engine.is_editor_hint() or connection == null or connection.state != NacreConnection.State.PLAYING:
		return
	if not is_instance_valid(hero) or not _moves_hero():
		return
	_posed += delta
	if _posed < POSE_SECONDS:
		return
	_tell_pose(_posed)
	_posed = 0.0


func _get_configuration_warnings() -> PackedStringArray:
	var warnings := PackedStringArray()
	if prompt.strip_edges().is_empty() and saved == null:
		warnings.append("Write a prompt (or give a saved world): the server needs to know what place to make.")
	if prompt.length() > Tables.PROMPT_CHARACTERS:
		warnings.append("The prompt is longer than %d characters." % Tables.PROMPT_CHARACTERS)
	if width % 2 != 0 or height % 2 != 0:
		warnings.append("Width and height must be even.")
	return warnings


## Open the world, now or as soon as the connection stands. An open one is closed first, one that is being made is given
## up: the newest wish wins.
func open() -> void:
	# In the editor nothing has looked for it yet.
	_find_connection()
	_wanted = true
	_still = false
	connection.open_world(_body())


## End the session; the server forgets the world.
func close() -> void:
	_wanted = false
	if _is_connected():
		connection.close_world()


## Let the world stand still; one that is still being made will as soon as it is there. While the scene tree is paused
## it does so by itself, unless this node's [member Node.process_mode] goes on.
func pause() -> void:
	_still = true
	_settle_pause()


## Let it go on.
func resume() -> void:
	_still = false
	_settle_pause()


## Save the world on the server under a name; the answer is `saved` or an error.
func snapshot(save_name: String) -> Dictionary:
	return await _request(&"snapshot", {"name": save_name})


## Put the world back to a save on the server.
func restore(save_name: String) -> Dictionary:
	return await _request(&"restore", {"name": save_name})


## Put the world back by some seconds.
func rewind(seconds: float) -> Dictionary:
	return await _request(&"rewind", {"seconds": seconds})


## Fork the world: the answer `branched` holds the token of a second session that begins here.
func branch() -> Dictionary:
	return await _request(&"branch")


## Tell the world what should happen ("it starts to snow"). Servers that do not offer it answer `unsupported`.
func direct(text: String) -> Dictionary:
	return await _request(&"direct", {"text": text})


## Say something to a character. Servers that do not offer it answer `unsupported`.
func say(to_slot: int, text: String) -> Dictionary:
	return await _request(&"say", {"to": to_slot, "text": text})


## Put the player elsewhere in the world (world axes, metres); y is found where it is not given. With a [member hero] it
## is moved, too. The answer is `teleported` or an error.
func teleport(x: float, z: float, y := NAN, yaw := NAN) -> Dictionary:
	var body := {"x": x, "z": z}
	if not is_nan(y):
		body["y"] = y
	if not is_nan(yaw):
		body["yaw"] = yaw
	var answer := await _request(&"teleport", body)
	if answer.get("type") != "teleported":
		return answer
	var at: Array = answer["position"]
	# the next state says so, too
	_player().merge({"position": at, "yaw": answer["yaw"]}, true)
	if is_instance_valid(hero):
		var there := Transform3D(Basis(Vector3.UP, answer["yaw"]), Vector3(at[0], at[1], at[2]))
		hero.global_transform = (global_transform * there).orthonormalized()
		_was = there.origin
	return answer


## Draw from a camera of your own scene instead of the player's eyes. A number as that of
## [method NacreConnection.view_from]; 0 when nothing was asked.
func view_from(camera: Camera3D) -> int:
	if surveying or not is_instance_valid(connection):
		return 0
	var local := global_transform.affine_inverse() * camera.global_transform
	_check_reach(local.origin)
	var forward := -local.basis.z
	var yaw := atan2(-forward.x, -forward.z)
	var pitch := asin(clampf(forward.y, -1.0, 1.0))
	return connection.view_from(local.origin, yaw, pitch, deg_to_rad(camera.fov))


## Draw from the player's eyes again. A number as that of [method NacreConnection.view_from].
func follow_player() -> int:
	return connection.follow_player() if is_instance_valid(connection) else 0


## The world as a resource of the project: what it was made of, so that it can be opened again.
func to_saved() -> NacreSavedWorld:
	var out := NacreSavedWorld.new()
	out.prompt = prompt
	out.spec = info.get("spec", {})
	out.random_seed = info.get("seed", random_seed)
	out.model = info.get("model", model)
	out.world = info.get("world", "")
	return out


func _find_connection() -> void:
	if not is_instance_valid(connection):
		connection = null
		var above := get_parent()
		while above != null and above is not NacreConnection:
			above = above.get_parent()
		connection = above as NacreConnection
	for child in get_children():
		if connection == null and child is NacreConnection:
			connection = child
	if connection == null:
		_own = NacreConnection.new()
		_own.name = "Connection"
		_own.endpoint = endpoint
		_own.connect_on_ready = false
		connection = _own
		add_child(_own, false, Node.INTERNAL_MODE_FRONT)
	if connection.welcomed.is_connected(_on_welcomed):
		return
	connection.welcomed.connect(_on_welcomed)
	connection.opened.connect(_on_opened)
	connection.closed.connect(closed.emit)
	connection.progressed.connect(progressed.emit)
	connection.frame_received.connect(_on_frame)
	connection.state_received.connect(state_received.emit)
	connection.event_received.connect(event_received.emit)
	connection.geometry_received.connect(geometry_received.emit)
	connection.failed.connect(failed.emit)
	connection.offered.connect(offered.emit)


func _unhook() -> void:
	if not is_instance_valid(connection) or not connection.welcomed.is_connected(_on_welcomed):
		return
	connection.welcomed.disconnect(_on_welcomed)
	connection.opened.disconnect(_on_opened)
	connection.closed.disconnect(closed.emit)
	connection.progressed.disconnect(progressed.emit)
	connection.frame_received.disconnect(_on_frame)
	connection.state_received.disconnect(state_received.emit)
	connection.event_received.disconnect(event_received.emit)
	connection.geometry_received.disconnect(geometry_received.emit)
	connection.failed.disconnect(failed.emit)
	connection.offered.disconnect(offered.emit)


func _request(type: StringName, body: Dictionary = {}) -> Dictionary:
	if is_instance_valid(connection):
		return await connection.ask(type, body)
	return {"type": "error", "code": "not_connected", "message": "This world has no connection.", "hint": ""}


func _state() -> Dictionary:
	return connection.last_state if is_instance_valid(connection) else {}


func _player() -> Dictionary:
	return _state().get("player", {})


func _player_vector(part: String) -> Vector3:
	var numbers: Array = _player().get(part, [])
	return Vector3(numbers[0], numbers[1], numbers[2]) if numbers.size() == 3 else Vector3.ZERO


func _check_reach(eye: Vector3) -> void:
	if not _player().has("position"):
		return
	var away := eye.distance_to(_player_vector("position"))
	if away > REACH and not is_view_outside:
		var text := "NacreWorld: the camera is %.0f m from the player of the generated world, and the server draws %.0f m "
		push_warning((text + "around that: take the player along with teleport().") % [away, REACH])
	is_view_outside = away > REACH


func _adopt() -> void:
	if not info.is_empty():
		_on_opened(info, true)


func _settle_pause() -> void:
	if not _is_connected() or not connection.has_settled_world():
		return
	var still := _still or (is_inside_tree() and not can_process())
	if still != info["paused"]:
		connection.request(&"pause" if still else &"resume")


func _is_connected() -> bool:
	return is_instance_valid(connection) and connection.state not in [NacreConnection.State.OFFLINE]


func _on_frame(frame: NacreFrame) -> void:
	if not surveying:
		frame_received.emit(frame)


func _on_welcomed(welcome: Dictionary) -> void:
	# A resumed session, or one the wire opens again by itself, needs no new world.
	if _wanted and not welcome.has("session") and connection.world_info.is_empty() and not connection.is_opening():
		connection.open_world(_body())


func _on_opened(opened_info: Dictionary, resumed: bool) -> void:
	var models := connection.models()
	var per_step: int = models[0]["frames_per_step"] if not models.is_empty() else 1
	# Twice what the model makes at once: the screens show them one by one.
	connection.keep_frames(1 if per_step == 1 else 2 * per_step)
	_settle_pause()
	if not resumed and is_instance_valid(hero) and _moves_hero():
		_begin_at_hero(opened_info["camera"])
	opened.emit(opened_info, resumed)
	var ignored := PackedStringArray(opened_info["ignored"])
	var unmet := PackedStringArray(opened_info.get("unmet", []))
	if not resumed and not (ignored.is_empty() and unmet.is_empty()):
		partly_understood.emit(ignored, unmet)


func _moves_hero() -> bool:
	return connection.world_info.get("body", "server") == "client"


## Lay the world so that its start is where the hero stands; or, with `keep_place`, put the hero at the start.
func _begin_at_hero(camera: Dictionary) -> void:
	var at: Array = camera["position"]
	var start := Transform3D(Basis(Vector3.UP, camera["yaw"]), Vector3(at[0], at[1] - EYE, at[2]))
	if keep_place:
		hero.global_transform = (global_transform * start).orthonormalized()
	else:
		var facing := -hero.global_basis.z
		var here := Transform3D(Basis(Vector3.UP, atan2(-facing.x, -facing.z)), hero.global_position)
		global_transform = here * start.affine_inverse()
	_was = start.origin


func _tell_pose(seconds: float) -> void:
	var local := global_transform.affine_inverse() * hero.global_transform
	var forward := -local.basis.z
	var velocity := (local.origin - _was) / seconds
	_was = local.origin
	var grounded := (hero as CharacterBody3D).is_on_floor() if hero is CharacterBody3D else true
	connection.pose(
		local.origin,
		velocity.limit_length(100.0),
		atan2(-forward.x, -forward.z),
		asin(clampf(forward.y, -1, 1)),
		grounded
	)


func _body() -> Dictionary:
	var channels := [] if without_pictures and with_geometry else ["rgb"]
	if with_depth and not channels.is_empty():
		channels.append("depth")
	if with_entity_mask and not channels.is_empty():
		channels.append("entity")
	if with_state:
		channels.append("state")
	if with_geometry:
		channels.append("geometry")
	var body := {
		"width": width,
		"height": height,
		"fps": frame_rate,
		"channels": channels,
		"state_hz": state_rate,
		"deterministic": deterministic,
	}
	if random_seed >= 0:
		body["seed"] = random_seed
	if not model.is_empty():
		body["model"] = model
	if saved != null and not saved.server_save.is_empty():
		body["snapshot"] = saved.server_save
		body.erase("seed")
	elif saved != null and not saved.spec.is_empty():
		body["spec"] = saved.spec
		body["seed"] = saved.random_seed
	elif saved != null:
		body["prompt"] = saved.prompt
		body["seed"] = saved.random_seed
	else:
		body["prompt"] = prompt
	if open_anyway:
		body["anyway"] = true
	if with_geometry and hero != null:
		body["body"] = "client"
	return body
