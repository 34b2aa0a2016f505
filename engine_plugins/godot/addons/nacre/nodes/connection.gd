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
const Wish := preload("wish.gd")
const Meter := preload("meter.gd")
const TcpTransport := preload("../wire/tcp_transport.gd")
const KeptSession := preload("kept_session.gd")
const VERSION := "0.1.0"
## Project setting with the address of all connections that have none of their own.
const SETTING := "nacre/endpoint"

## Where the server is: [code]tcp://host:port[/code], or [code]ws://host:port/ws[/code] for the bridge of
## [code]nacre play[/code]. Web exports can only use the latter. Empty: what Project Settings, Nacre, Endpoint says, at
## first [code]tcp://127.0.0.1:5577[/code]. A change takes effect with the next connection or world.
@export_placeholder("as the Project Settings say") var endpoint := ""
## Token the server's owner gave you. A server on this machine needs none.
@export var access_token := ""
## Connect as soon as the node is in the tree.
@export var connect_on_ready := true
@export_group("Behaviour")
## Leaving the tree ends the session for good. Off: the world waits for [member session_token] on the server. On, a
## debug build also ends what the last run of the same project left behind when it was stopped the hard way.
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
var latency_msec: float:
	get:
		return _meter.latency_msec
## Pictures a second, smoothed.
var fps: float:
	get:
		return _meter.fps
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
var _meter := Meter.new()
var _wish := Wish.new(request)
var _kept := KeptSession.new()
var _comes_back := false
## Where the wire goes; [member endpoint] may have been changed since.
var _goes_to := ""


func _ready() -> void:
	if not Engine.is_editor_hint():
		process_priority = -100
		process_mode = Node.PROCESS_MODE_ALWAYS
		if connect_on_ready:
			connect_to_server()


func _enter_tree() -> void:
	if _comes_back and state == State.OFFLINE:
		connect_to_server()
	_comes_back = false


func _exit_tree() -> void:
	# A node that is only moved is back before this is called.
	_leave_unless_back.call_deferred()


func _notification(what: int) -> void:
	if what == NOTIFICATION_PREDELETE and _wire != null:
		_wire.stop(close_on_exit)
		_kept.forget()


func _process(_delta: float) -> void:
	poll()


func _get_configuration_warnings() -> PackedStringArray:
	var warnings := PackedStringArray()
	var target := address()
	var scheme := target.get_slice("://", 0) if target.contains("://") else "tcp"
	if scheme not in ["tcp", "ws", "wss"]:
		warnings.append("The endpoint must begin with tcp://, ws:// or wss://.")
	elif scheme == "tcp" and TcpTransport.parse(target).is_empty():
		warnings.append("The endpoint is no address: write tcp://host:port.")
	return warnings


## Where the server is: [member endpoint], or what the project settings say.
func address() -> String:
	return endpoint if not endpoint.strip_edges().is_empty() else usual_address()


## What the project settings say of where the server is.
static func usual_address() -> String:
	return str(ProjectSettings.get_setting(SETTING, Tables.DEFAULT_ENDPOINT))


## Begin to connect. Does nothing while connected.
func connect_to_server() -> void:
	var elsewhere := state == State.CONNECTING and _goes_to != address()
	if _wire != null and _wire.is_running() and state != State.FAILED and not elsewhere:
		return
	var token := session_token
	var debugged := OS.is_debug_build() and not Engine.is_editor_hint() and not OS.has_feature("web")
	# One that has given up still has its thread.
	if _wire != null:
		_wire.stop(false)
		_take_answers(_wire)
	_wire = Wire.new()
	_goes_to = address()
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
		"left_behind": KeptSession.take_left_behind(_goes_to) if debugged and token.is_empty() else PackedStringArray(),
	}
	_wire.start(_goes_to, settings, _threaded)


## Leave the server; with [param close_world] for good, else the world waits there for [member session_token].
func disconnect_from_server(close_world := true) -> void:
	if _wire == null or not _wire.is_running():
		return
	var token := session_token
	_wire.stop(close_world)
	session_token = "" if close_world else token
	_kept.forget()
	_wish.forget()
	_forget()
	state = State.OFFLINE
	_take_answers(_wire)


## Open a world, as soon as the server can: the fields of an `open` of the protocol. What is open is closed first, what
## is being made is given up; the newest call wins. A server that is full or busy for a moment is asked again, see
## [method retry_seconds].
func open_world(body: Dictionary) -> void:
	if _goes_to != address() and state not in [State.OFFLINE, State.FAILED, State.CONNECTING]:
		disconnect_from_server(close_on_exit)
	_wish.open(body)
	if state in [State.OFFLINE, State.FAILED, State.CONNECTING]:
		connect_to_server()
	_settle()


## Close the world that is open or being made; the newest call of this and [method open_world] wins.
func close_world() -> void:
	_wish.close()
	_settle()


## Whether the world of this `open` is open already, or on its way.
func has_world(body: Dictionary) -> bool:
	return _wish.is_for(body) and (is_opening() or not world_info.is_empty())


## Whether a world is wished that is not open yet.
func is_opening() -> bool:
	return state == State.OPENING or _wish.kind == Wish.Kind.OPEN


## Whether a world is open, and nothing else is wished.
func has_settled_world() -> bool:
	return state in [State.PLAYING, State.PAUSED] and _wish.is_settled()


## Seconds until a server that was full or busy is asked again; -1 when nothing is waited for.
func retry_seconds() -> float:
	return _wish.seconds_left()


## Whether the server is there and has said hello.
func is_connected_to_server() -> bool:
	return state in [State.READY, State.OPENING, State.PLAYING, State.PAUSED]


## Models the server offers, the default first.
func models() -> Array:
	return welcome.get("models", [])


## Send any request of the protocol; the number that [signal answered] will carry.
func request(type: StringName, body: Dictionary = {}) -> int:
	if _wire == null or not _wire.is_running():
		_fail(&"not_connected", "There is no connection to a server.", "Call connect_to_server() first.")
		return 0
	if type in [&"open", &"join"]:
		view = {}
		if state == State.READY:
			state = State.OPENING
	return _wire.ask(type, body)


## Send a request and wait for its answer: [code]var answer = await connection.ask("pause")[/code]. A refusal is a
## Dictionary whose [code]type[/code] is [code]error[/code].
func ask(type: StringName, body: Dictionary = {}) -> Dictionary:
	var number := request(type, body)
	if number == 0:
		return {
			"type": "error",
			"code": "not_connected",
			"message": "There is no connection to a server.",
			"hint": "Call connect_to_server() first.",
		}
	while true:
		var answer: Array = await answered
		if answer[0] == number:
			return answer[1]
	return {}


## Say what is held (see the protocol's Held) and how far the head turned since the last call, in radians: yaw, pitch.
func act(held: Dictionary, look: Vector2) -> void:
	if _wire == null:
		return
	# However far: the protocol takes some turns at once, and a neck bends no further than it does.
	var turned := Vector2(wrapf(look.x, -PI, PI), clampf(look.y, -PI, PI))
	_meter.turn(_wire.act(held, turned), turned)


## How far the head has turned since the input that the newest frame shows, in radians: yaw, pitch. What a screen adds
## to the frame's own direction, so that looking around does not wait for the server.
func turn_ahead() -> Vector2:
	return _meter.turn_ahead()


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
		_settle()
		return
	for item in wire.news:
		_take_news(item[0], item[1])
		# Whoever heard of it may have left the server, or have gone to another.
		if not wire.is_running():
			return
	# Pictures of a world that is over, on the way when it was closed.
	if world_info.is_empty():
		_settle()
		return
	for heard in wire.states:
		last_state = heard
		state_received.emit(heard)
	for item in wire.geometry:
		geometry_received.emit(item[0], item[1])
	for frame in wire.frames:
		_take_frame(frame)
	_settle()


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
	_meter.forget()


## The server was left: of what came last, only answers are still worth telling.
func _take_answers(left: Wire) -> void:
	if not left.collect():
		return
	for item in left.news:
		if item[0] == "answer":
			answered.emit(int(item[1]["id"]), item[1])


func _settle() -> void:
	if state in [State.READY, State.OPENING, State.PLAYING, State.PAUSED]:
		_wish.settle(state == State.OPENING, not world_info.is_empty())


func _leave_unless_back() -> void:
	if not is_inside_tree() and state != State.OFFLINE:
		_comes_back = true
		disconnect_from_server(close_on_exit)


## Every refusal and failure: in the log and as a signal.
func _fail(code: StringName, message: String, hint: String) -> void:
	push_warning("NacreConnection: %s %s (%s)" % [message.trim_suffix(".") + ".", hint, code])
	failed.emit(code, message, hint)


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
			progressed.emit(StringName(payload["stage"]), payload["fraction"], payload["text"])
		"reopening":
			state = State.OPENING
		"opened":
			_take_opened(payload)
		"status":
			_take_status(payload)
		"event":
			event_received.emit(StringName(payload["kind"]), payload["data"])
		"error":
			_take_error(payload)
		"closed":
			world_info = {}
			_kept.forget()
			if state != State.FAILED:
				state = State.READY
			if payload["reason"] in ["expired", "time_limit"]:
				push_warning("NacreConnection: %s (%s)" % [payload["text"], payload["reason"]])
			if _wish.tells_end():
				closed.emit(StringName(payload["reason"]), payload["text"])
		"answer":
			_wish.take(payload["id"], payload)
			answered.emit(int(payload["id"]), payload)


func _take_opened(opened_info: Dictionary) -> void:
	# A copy: the wire's thread goes on reading its own.
	world_info = opened_info.duplicate()
	_meter.begin()
	if close_on_exit and OS.is_debug_build() and not Engine.is_editor_hint() and not OS.has_feature("web"):
		_kept.keep(_goes_to, world_info["token"])
	state = State.PAUSED if world_info["paused"] else State.PLAYING
	if not _wish.outdated:
		opened.emit(world_info, world_info["resumed"])


func _take_error(error: Dictionary) -> void:
	var code: String = error["code"]
	if _wish.concerns(error):
		_last_trouble = code
		if error.has("offers"):
			offered.emit(PackedStringArray(error["offers"]))
		_fail(code, error["message"], error["hint"])
	if error["asked"] in ["open", "join"] and code != "already_open":
		if not world_info.is_empty():
			# The wire could not make a world again that the server had forgotten.
			world_info = {}
			closed.emit(&"failed", error["message"])
		if state == State.OPENING:
			state = State.READY


func _take_status(status: Dictionary) -> void:
	if state in [State.PLAYING, State.PAUSED] and status["state"] in ["running", "paused"]:
		world_info["paused"] = status["state"] == "paused"
		state = State.PAUSED if world_info["paused"] else State.PLAYING


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
		_fail(trouble, trouble_text, hint)


func _hint(code: String) -> String:
	match code:
		"cannot_connect", "no_answer":
			var web := _goes_to.begins_with("ws")
			return "Start a bridge with: nacre play" if web else "Start a server with: nacre serve"
		"cannot_resolve":
			return "Check the endpoint of the NacreConnection node, or that of the Project Settings."
		"bad_endpoint":
			return "Write tcp://host:port (the port `nacre serve` names), or ws://host:port/ws for a web page's bridge."
		"not_zmtp":
			return "Another program listens on that port. Is it the port that `nacre serve` names?"
		"mechanism":
			return "The server wants encrypted connections; use a tunnel to its plain port."
	return "The connection is taken up again by itself."


func _take_frame(frame: NacreFrame) -> void:
	last_frame = frame
	_meter.take(frame)
	if _wish.outdated:
		return
	frame_received.emit(frame)
