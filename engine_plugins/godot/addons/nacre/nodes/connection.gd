@tool
@icon("res://addons/nacre/icons/connection.svg")
class_name NacreConnection
extends Node
## The connection to a Nacre server: it finds the server, keeps the line, and takes it up again when it breaks.
##
## The socket lives on a thread of its own; the main thread only collects what came. When the line breaks the state is
## [constant State.RECONNECTING], the last picture stays on the screens, and the session goes on where it was. Start a
## server with [code]nacre serve[/code].

## The state changed.
signal state_changed(state: State)
## The server has said who it is and which models it offers.
signal welcomed(welcome: Dictionary)
## A newer picture came.
signal frame_received(frame: NacreFrame)
## The state of the world came, as plain data.
signal state_received(world_state: Dictionary)
## Geometry of the world came: a message's header and its part, empty where there is none. See [NacreGeometry].
signal geometry_received(header: Dictionary, part: PackedByteArray)
## Something happened in the world.
signal event_received(kind: StringName, data: Dictionary)
## The server is at work on what was asked: a stage, how much of it is done (0 to 1), and a line for people.
signal progressed(stage: StringName, fraction: float, text: String)
## A world is open; [param resumed] when it is the one from before.
signal opened(info: Dictionary, resumed: bool)
## The world is over: `close`, `failed`, `expired`, `taken_over`, `time_limit`.
signal closed(reason: StringName, text: String)
## Something was refused or failed. [param code] is a word for programs, the rest is for people.
signal failed(code: StringName, message: String, hint: String)
## Nothing of the prompt was understood: prompts that could be meant, nearest first. Comes before [signal failed].
signal offered(prompts: PackedStringArray)
## The answer to [method request].
signal answered(number: int, answer: Dictionary)

## What the connection is doing.
enum State {
	## Not asked to connect.
	OFFLINE,
	## Looking for the server, for the first time.
	CONNECTING,
	## Connected; no world is open.
	READY,
	## A world is being made.
	OPENING,
	## Frames are coming.
	PLAYING,
	## The world stands still.
	PAUSED,
	## The line broke; trying again. The last picture stays.
	RECONNECTING,
	## Given up: trying again would not help. See [signal failed].
	FAILED,
}

const Wire := preload("../wire/wire.gd")
const Tables := preload("../wire/messages.gd")
const VERSION := "0.1.0"
## Weight of the newest of the figures that are averaged.
const SMOOTHING := 0.1
## Inputs remembered until a frame shows them.
const MAX_TURNS := 512

## Where the server is: [code]tcp://host:port[/code], or [code]ws://host:port/ws[/code] for the bridge of
## [code]nacre play[/code]. Web exports can only use the latter.
@export var endpoint := Tables.DEFAULT_ENDPOINT
## Token the server's owner gave you. A server on this machine needs none.
@export var access_token := ""
## Connect as soon as the node is in the tree.
@export var connect_on_ready := true
@export_group("Behaviour")
## Leaving the tree ends the session for good. Off: the world waits for [member session_token] on the server.
@export var close_on_exit := true
## When the server has forgotten the session (it was restarted), make the same world again from description and seed.
@export var reopen_after_restart := true
@export_group("Pictures")
## Take JPEG pictures instead of raw ones: less to carry, a little more work. Right for servers across a network.
@export var prefer_jpeg := false
## Widest picture this game wants to take.
@export_range(64, 1280, 2, "suffix:px") var max_width := 1280
## Highest picture this game wants to take.
@export_range(36, 720, 2, "suffix:px") var max_height := 720

## What the connection is doing.
var state := State.OFFLINE:
	set = _set_state
## What the server said of itself; empty while there is none.
var welcome: Dictionary = {}
## What is open: seed, spec, what was understood of the prompt and what not. Empty without a world.
var world_info: Dictionary = {}
## The newest picture, kept when the line breaks. Null before the first.
var last_frame: NacreFrame = null
## The newest state of the world, empty before the first.
var last_state: Dictionary = {}
## The camera asked for last, as plain data; empty for the player's eyes.
var view: Dictionary = {}
## Milliseconds from input to the picture that shows it, smoothed; -1 while unknown.
var latency_msec := -1.0
## Pictures a second, smoothed.
var fps := 0.0
## Why the line broke last, as a word and for people.
var trouble := ""
var trouble_text := ""
## Secret that resumes the session; set it before connecting to take up one from before. Never write it to a file that
## others can read.
var session_token := "":
	set(value):
		session_token = value
		if _wire != null and _wire.is_running():
			push_warning("NacreConnection: session_token takes effect with the next connect_to_server().")
	get:
		return _wire.figures()["session_token"] if _wire != null and _wire.is_running() else session_token

var _wire: Wire = null
var _threaded := true
var _last_trouble := ""
var _last_frame_usec := 0
var _paused := false
var _turned := Vector2.ZERO
var _turned_shown := Vector2.ZERO
var _turns: Array[Array] = []


func _ready() -> void:
	process_priority = -100
	process_mode = Node.PROCESS_MODE_ALWAYS
	if connect_on_ready and not Engine.is_editor_hint():
		connect_to_server()


func _exit_tree() -> void:
	disconnect_from_server(close_on_exit)


func _notification(what: int) -> void:
	if what == NOTIFICATION_PREDELETE and _wire != null:
		_wire.stop(close_on_exit)


func _process(_delta: float) -> void:
	poll()


func _get_configuration_warnings() -> PackedStringArray:
	var warnings := PackedStringArray()
	var scheme := endpoint.get_slice("://", 0) if endpoint.contains("://") else "tcp"
	if scheme not in ["tcp", "ws", "wss"]:
		warnings.append("The endpoint must begin with tcp://, ws:// or wss://.")
	return warnings


## Begin to connect. Does nothing while connected.
func connect_to_server() -> void:
	if _wire != null and _wire.is_running() and state != State.FAILED:
		return
	var token := session_token
	# One that has given up still has its thread.
	if _wire != null:
		_wire.stop(false)
	_wire = Wire.new()
	_threaded = OS.has_feature("threads") or not OS.has_feature("web")
	trouble = ""
	_last_trouble = ""
	state = State.CONNECTING
	var settings := {
		"access_token": access_token,
		"session_token": token,
		"client": {"name": _program(), "version": VERSION, "engine": "godot " + _engine_version()},
		"accept":
		{
			"codecs": ["jpeg", "rgba8"] if prefer_jpeg else [],
			"max_width": max_width,
			"max_height": max_height,
			"channels": Tables.CHANNELS,
		},
		"reopen": reopen_after_restart,
	}
	_wire.start(endpoint, settings, _threaded)


## Leave the server; with [param close_world] for good, else the world waits there for [member session_token].
func disconnect_from_server(close_world := true) -> void:
	if _wire == null or not _wire.is_running():
		return
	var token := session_token
	_wire.stop(close_world)
	session_token = "" if close_world else token
	_forget()
	state = State.OFFLINE


## Whether the server is there and has said hello.
func is_connected_to_server() -> bool:
	return state in [State.READY, State.OPENING, State.PLAYING, State.PAUSED]


## Models the server offers, the default first.
func models() -> Array:
	return welcome.get("models", [])


## Send any request of the protocol; the number that [signal answered] will carry.
func request(type: StringName, body: Dictionary = {}) -> int:
	if _wire == null or not _wire.is_running():
		return 0
	if type in [&"open", &"join"]:
		view = {}
	return _wire.ask(type, body)


## Send a request and wait for its answer: [code]var answer = await connection.ask("pause")[/code]. A refusal is a
## Dictionary whose [code]type[/code] is [code]error[/code].
func ask(type: StringName, body: Dictionary = {}) -> Dictionary:
	var number := request(type, body)
	if number == 0:
		return {"type": "error", "code": "not_connected", "message": "There is no connection to a server.", "hint": ""}
	while true:
		var answer: Array = await answered
		if answer[0] == number:
			return answer[1]
	return {}


## Say what is held (see the protocol's Held) and how far the head turned since the last call, in radians: yaw, pitch.
func act(held: Dictionary, look: Vector2) -> void:
	if _wire == null:
		return
	_turned += look
	_turns.append([_wire.act(held, look), _turned])
	if _turns.size() > MAX_TURNS:
		_turns.pop_front()


## How far the head has turned since the input that the newest frame shows, in radians: yaw, pitch. What a screen adds
## to the frame's own direction, so that looking around does not wait for the server.
func turn_ahead() -> Vector2:
	return _turned - _turned_shown


## Draw from a camera of your own instead of the player's eyes; see [method follow_player]. A number: frames whose
## [member NacreFrame.for_input] has reached it were drawn from there (or, after further calls, from a later camera).
func view_from(position: Vector3, yaw: float, pitch: float, fov: float) -> int:
	var camera := {
		"position": [position.x, position.y, position.z],
		"yaw": yaw,
		"pitch": clampf(pitch, -1.57, 1.57),
		"fov": clampf(fov, 0.1, 2.8),
	}
	return view_as(camera)


## Draw from the player's eyes again. A number as that of [method view_from].
func follow_player() -> int:
	return view_as({})


## Draw as [member view] was before. A number as that of [method view_from].
func view_as(camera: Dictionary) -> int:
	view = camera
	return _wire.view(camera) if _wire != null else 0


## Say where your own body is, in the world's axes: feet, velocity, and where it looks. For worlds opened with `body`
## `client`; see [member NacreWorld.hero].
func pose(position: Vector3, velocity: Vector3, yaw: float, pitch: float, grounded: bool) -> void:
	if _wire == null:
		return
	var values := {
		"position": [position.x, position.y, position.z],
		"velocity": [velocity.x, velocity.y, velocity.z],
		"yaw": yaw,
		"pitch": clampf(pitch, -1.6, 1.6),
		"grounded": grounded,
	}
	_wire.pose(values)


## Hashes of geometry that is still held: after a break the server names it instead of sending it again.
func hold(hashes: Array[String]) -> void:
	if _wire != null:
		_wire.hold(hashes)


## Frames the server may have on the way: 2 is right for smooth play, 0 stops frames.
func grant_credit(frames: int) -> void:
	if _wire != null:
		_wire.grant(clampi(frames, 0, Tables.MAX_CREDIT))


## Keep up to [param count] frames between two calls of [method poll], for models that make several at once.
func keep_frames(count: int) -> void:
	if _wire != null:
		_wire.keep_frames(count)


## Seconds since the newest picture came; INF before the first.
func frame_age() -> float:
	return last_frame.age() if last_frame != null else INF


## Figures of the wire: `seq`, `received`, `replaced`.
func figures() -> Dictionary:
	return _wire.figures() if _wire != null else {"seq": 0, "received": 0, "replaced": 0}


## Collect what came. Called every frame while the node is in the tree; call it yourself for one that is not.
func poll() -> void:
	if _wire == null or not _wire.is_running():
		return
	if not _threaded:
		_wire.pump()
	var wire := _wire
	if not wire.collect():
		return
	for item in wire.news:
		_take_news(item[0], item[1])
		# Whoever heard of it may have left the server, or have gone to another.
		if not wire.is_running():
			return
	for heard in wire.states:
		last_state = heard
		state_received.emit(heard)
	for item in wire.geometry:
		geometry_received.emit(item[0], item[1])
	for frame in wire.frames:
		_take_frame(frame)


func _set_state(to: State) -> void:
	if to == state:
		return
	state = to
	state_changed.emit(to)


func _program() -> String:
	var name := String(ProjectSettings.get_setting("application/config/name", ""))
	return (name if not name.is_empty() else "a Godot project").left(64)


func _engine_version() -> String:
	var version := Engine.get_version_info()
	return "%d.%d.%d" % [version["major"], version["minor"], version["patch"]]


func _forget() -> void:
	welcome = {}
	world_info = {}
	last_state = {}
	fps = 0.0
	latency_msec = -1.0


func _take_news(kind: String, payload: Dictionary) -> void:
	match kind:
		"link":
			_take_link(payload)
		"welcome":
			welcome = payload
			_last_trouble = ""
			state = State.OPENING if payload.has("session") else State.READY
			welcomed.emit(payload)
		"progress":
			if state == State.READY:
				state = State.OPENING
			progressed.emit(StringName(payload["stage"]), payload["fraction"], payload["text"])
		"opened":
			world_info = payload
			_paused = payload["paused"]
			_turned = Vector2.ZERO
			_turned_shown = Vector2.ZERO
			_turns.clear()
			state = State.PAUSED if _paused else State.PLAYING
			opened.emit(payload, payload["resumed"])
		"status":
			_take_status(payload)
		"event":
			event_received.emit(StringName(payload["kind"]), payload["data"])
		"error":
			if payload.has("offers"):
				offered.emit(PackedStringArray(payload["offers"]))
			failed.emit(StringName(payload["code"]), payload["message"], payload["hint"])
			if state == State.OPENING and world_info.is_empty():
				state = State.READY
		"closed":
			world_info = {}
			if state != State.FAILED and payload["reason"] != "shutdown":
				state = State.READY
			closed.emit(StringName(payload["reason"]), payload["text"])
		"answer":
			answered.emit(int(payload["id"]), payload)


func _take_status(status: Dictionary) -> void:
	if state in [State.PLAYING, State.PAUSED] and status["state"] in ["running", "paused"]:
		state = State.PAUSED if status["state"] == "paused" else State.PLAYING


func _take_link(change: Dictionary) -> void:
	if change["link"] == Wire.Link.CONNECTED:
		return
	trouble = change["code"]
	trouble_text = change["text"]
	var given_up: bool = change["link"] == Wire.Link.FAILED
	if given_up:
		state = State.FAILED
	elif state != State.CONNECTING:
		state = State.RECONNECTING
	# The same trouble again and again is told once.
	if trouble != _last_trouble:
		_last_trouble = trouble
		var hint: String = Tables.ERRORS[trouble]["hint"] if Tables.ERRORS.has(trouble) else _hint(trouble)
		failed.emit(StringName(trouble), trouble_text, hint)


func _hint(code: String) -> String:
	match code:
		"cannot_connect", "no_answer":
			return "Start a server with: nacre serve"
		"cannot_resolve", "bad_endpoint":
			return "Check the endpoint of the NacreConnection node."
		"not_zmtp":
			return "Another program listens on that port. Is it the port `nacre serve` names?"
		"mechanism":
			return "The server wants encrypted connections; use a tunnel to its plain port."
	return "The connection is taken up again by itself."


func _take_frame(frame: NacreFrame) -> void:
	last_frame = frame
	while not _turns.is_empty() and _turns[0][0] <= frame.for_input:
		_turned_shown = _turns.pop_front()[1]
	if frame.latency_msec >= 0.0:
		latency_msec = frame.latency_msec if latency_msec < 0.0 else lerpf(latency_msec, frame.latency_msec, SMOOTHING)
	var gap := (frame.received_usec - _last_frame_usec) / 1e6
	_last_frame_usec = frame.received_usec
	if gap > 0.0 and gap < 5.0:
		# The mean of intervals, not of rates: a burst would make the mean of rates far too large.
		fps = 1.0 / gap if fps <= 0.0 else 1.0 / lerpf(1.0 / fps, gap, SMOOTHING)
	if state == State.OPENING:
		state = State.PLAYING
	frame_received.emit(frame)
