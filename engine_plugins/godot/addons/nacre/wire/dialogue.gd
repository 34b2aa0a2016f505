extends RefCounted
## The client's side of the protocol: what to say and what is meant, without socket, thread or clock of its own.
##
## Times are seconds on one steady clock. [member outbox] holds what is to be sent, [member news] what the game
## should hear of, as [code][kind, payload][/code].

enum Phase { OFFLINE, GREETING, READY, OPENING, OPEN }

const Tables := preload("messages.gd")
const Message := preload("message.gd")
const Pack := preload("msgpack.gd")
const Frame := preload("frame.gd")

## Answers and news kept while the game does not listen; beyond, the oldest give way.
const MAX_NEWS := 512
const MAX_STATES := 16
const MAX_FRAMES := 64
## Inputs remembered until a frame shows them.
const MAX_INPUTS := 1024
## How long after waking frames from before may still come in (seconds).
const STALE_SECONDS := 0.25

var phase := Phase.OFFLINE
## Access token of the server's owner.
var access_token := ""
## Token that resumes the session; empty without one.
var session_token := ""
## What the program says of itself: name, version, engine.
var client_info: Dictionary = {}
## Codecs and largest picture that can be taken.
var accept: Dictionary = {}
var welcome: Dictionary = {}
var opened: Dictionary = {}
## Open the same world again when the server has forgotten the session.
var reopen := true
## How many frames to keep for the game: 1 keeps the newest only.
var frame_queue := 1
## Encoded headers to send, oldest first.
var outbox: Array[PackedByteArray] = []
var news: Array[Array] = []
var states: Array[Dictionary] = []
var frames: Array[NacreFrame] = []
## Messages of the geometry channel, as [code][header, part][/code]; the part is empty where there is none.
var geometry: Array[Array] = []
## Hashes of geometry that is still held, for the next hello; the game's own list.
var have: Array[String] = []
## Number of the last input sent.
var seq := 0
## Frames that were replaced by newer ones before the game took them.
var replaced := 0
## Frames received since the start.
var received := 0
## Set when the server cannot be talked to any more: a code, and whether trying again makes sense.
var broken := ""
var broken_text := ""
var may_retry := true

var _codec := Pack.new()
var _own_request := -1
var _stale_frames := 0
var _stale_until := 0.0
var _waiting: Dictionary[int, String] = {}
var _heard := 0.0
var _told := 0.0
var _heartbeat := 2.0
var _hello_token := ""
var _open_body: Dictionary = {}
var _inputs: Dictionary[int, int] = {}
## The camera asked for last, empty for the player's eyes, and the game's number of that wish.
var _camera: Dictionary = {}
var _camera_number := 0


## A connection stands: say hello.
func connected(now: float) -> void:
	phase = Phase.GREETING
	broken = ""
	broken_text = ""
	may_retry = true
	seq = 0
	_inputs.clear()
	outbox.clear()
	frames.clear()
	_heard = now
	_heartbeat = Tables.HEARTBEAT_SECONDS
	_say_hello(now)


## The connection is gone; what was asked and not answered is answered with an error.
func disconnected(code: String, text: String) -> void:
	phase = Phase.OFFLINE
	welcome = {}
	outbox.clear()
	for request: int in _waiting.keys():
		_answer(request, _local_error(request, code, text))
	_waiting.clear()


## Whether anything that was asked is not answered yet.
func is_waiting() -> bool:
	return not _waiting.is_empty()


## Send a request; its answer comes as news. [param number] is chosen by the caller, even and above 0.
func ask(type: String, body: Dictionary, now: float, number: int) -> void:
	if phase == Phase.OFFLINE or (phase == Phase.GREETING and type != "hello"):
		_refuse(number, type, "not_connected", "there is no connection to a server")
		return
	if not Tables.CLIENT.has(type):
		_refuse(number, type, "unsupported", "this version has no message `%s`" % type)
		return
	var values := body.duplicate()
	values["id"] = number
	_waiting[number] = type
	if type in ["open", "join"] and phase == Phase.READY:
		_open_body = body.duplicate(true)
		_camera = {}
		phase = Phase.OPENING
	_say(Message.make(type, values), now)


## This side was asleep until now: what is in flight was drawn long ago and must not be shown.
func woke(now: float) -> void:
	_stale_frames = opened.get("credit", 0)
	_stale_until = now + STALE_SECONDS


## Say what is held and how far the head turned; [param moment] is the game's clock when it was read, [param number]
## the game's own count of its inputs.
func act(held: Dictionary, look: Vector2, moment: float, now: float, number: int) -> void:
	if phase != Phase.OPEN:
		return
	seq += 1
	_inputs[seq] = number
	_inputs.erase(seq - MAX_INPUTS)
	var turn := {"yaw": look.x, "pitch": look.y}
	_say(Message.make("act", {"seq": seq, "t": moment, "held": held, "look": turn}), now)


## Draw from a camera of one's own; an empty one goes back to the player's eyes. [param number] as in [method act].
func view(camera: Dictionary, moment: float, now: float, number: int) -> void:
	_camera = camera
	_camera_number = number
	if phase != Phase.OPEN:
		return
	seq += 1
	_inputs[seq] = number
	_inputs.erase(seq - MAX_INPUTS)
	var values := {"seq": seq, "t": moment}
	if not camera.is_empty():
		values["camera"] = camera
	_say(Message.make("view", values), now)


## Say where the game's own body is: [param pose] has `position`, `velocity`, `yaw`, `pitch`, `grounded`.
func pose(pose_values: Dictionary, moment: float, now: float, number: int) -> void:
	if phase != Phase.OPEN:
		return
	seq += 1
	_inputs[seq] = number
	_inputs.erase(seq - MAX_INPUTS)
	var values := pose_values.duplicate()
	values["seq"] = seq
	values["t"] = moment
	_say(Message.make("pose", values), now)


## Frames the server may have in flight from now on.
func grant(credit: int, now: float) -> void:
	if phase == Phase.OPEN:
		_say(Message.make("act", {"credit": credit}), now)


## Keep the connection alive; call at least every tenth of a second.
func tick(now: float) -> void:
	if phase == Phase.OFFLINE:
		return
	if phase != Phase.GREETING and now - _told >= _heartbeat / 2.0:
		_say(Message.make("status", {}), now)
	if now - _heard > _heartbeat * Tables.LIVENESS_HEARTBEATS:
		_break("connection_lost", "the server has gone silent", true)


## Take a message from the server.
func hear(parts: Array[PackedByteArray], now: float, clock: float) -> void:
	_heard = now
	var header: Variant = _codec.decode(parts[0])
	if header is not Dictionary or header.get("type") is not String:
		_break("bad_message", "the server sent what is no message. %s" % _codec.error, true)
		return
	var type: String = header["type"]
	# A message of a later minor version is nothing to this one.
	if not Tables.SERVER.has(type):
		return
	var wrong := Message.problem(Tables.SERVER, header)
	if not wrong.is_empty():
		_break("bad_message", "the server sent a malformed message: %s" % wrong, true)
		return
	Message.complete(Tables.SERVER, header)
	match type:
		"frame":
			_hear_frame(header, parts, now, clock)
		"state":
			states.append(header)
			if states.size() > MAX_STATES:
				states.pop_front()
		"shape", "chunk", "unload", "change", "horizon", "materials", "bodies", "air":
			_hear_geometry(header, parts, now)
		"welcome":
			_hear_welcome(header, now)
		"opened":
			_hear_opened(header, now)
		"error":
			_hear_error(header, now)
		"closed":
			_hear_closed(header)
		"progress":
			_tell_progress(header)
		"status":
			_tell("status", header)
		"event":
			_tell("event", header)
	if header.get("id", 0) != 0 and type not in ["progress", "frame"]:
		_answer(header["id"], header)


func _say(header: Dictionary, now: float) -> void:
	outbox.append(_codec.encode(header))
	_told = now


func _say_hello(now: float) -> void:
	_hello_token = session_token if not session_token.is_empty() else access_token
	var token: Variant = null if _hello_token.is_empty() else _hello_token
	var body := {"v": Tables.VERSION, "client": client_info, "token": token, "accept": accept}
	if not have.is_empty():
		body["have"] = have
	_ask_self("hello", body, now)


## Requests of the dialogue itself have odd numbers, those of the game even ones.
func _ask_self(type: String, body: Dictionary, now: float) -> void:
	_own_request += 2
	ask(type, body, now, _own_request)


func _tell(kind: String, payload: Variant) -> void:
	news.append([kind, payload])
	if news.size() > MAX_NEWS:
		news.pop_front()


func _tell_progress(header: Dictionary) -> void:
	if not news.is_empty() and news.back()[0] == "progress":
		news.pop_back()
	_tell("progress", header)


func _answer(request: int, header: Dictionary) -> void:
	if _waiting.erase(request):
		_tell("answer", header)


func _break(code: String, text: String, retry: bool) -> void:
	broken = code
	broken_text = text
	may_retry = retry


## An error of this side; `local` tells it from one of the server.
func _local_error(request: int, code: String, text: String) -> Dictionary:
	return {"type": "error", "id": request, "code": code, "message": text, "hint": "", "fatal": false, "local": true}


func _refuse(request: int, type: String, code: String, text: String) -> void:
	var error := _local_error(request, code, text)
	_tell("error", error.merged({"asked": type}))
	_tell("answer", error)


func _hear_welcome(header: Dictionary, now: float) -> void:
	welcome = header
	_heartbeat = header["heartbeat"]
	phase = Phase.READY
	_tell("welcome", header)
	if header.has("session"):
		phase = Phase.OPENING
	elif not opened.is_empty() and reopen:
		# The server has forgotten the session: the same spec and seed make the same world.
		var body := _open_body.duplicate(true)
		body.erase("prompt")
		body.erase("snapshot")
		body["spec"] = opened["spec"]
		body["seed"] = opened["seed"]
		session_token = ""
		var camera := _camera
		_tell("reopening", {})
		_ask_self("open", body, now)
		_camera = camera
	elif not opened.is_empty():
		opened = {}
		session_token = ""
		_tell("closed", {"reason": "expired", "text": "the server has forgotten the world"})


func _hear_opened(header: Dictionary, now: float) -> void:
	opened = header
	session_token = header["token"]
	frames.clear()
	geometry.clear()
	phase = Phase.OPEN
	_tell("opened", header)
	# What was wished while the line was broken, or what a server that was restarted has forgotten.
	if not _camera.is_empty() or header["resumed"]:
		view(_camera, now, now, _camera_number)


func _hear_frame(header: Dictionary, parts: Array[PackedByteArray], now: float, clock: float) -> void:
	_say(Message.make("act", {"ack": header["id"]}), now)
	var lockstep: bool = opened.get("deterministic", false)
	if _stale_frames > 0 and now < _stale_until and not lockstep:
		_stale_frames -= 1
		replaced += 1
		return
	if phase != Phase.OPEN:
		return
	var made: Variant = Frame.from_message(header, parts)
	if made is String:
		_break("bad_message", "the server sent a malformed frame: %s" % made, true)
		return
	var frame := made as NacreFrame
	frame.received_usec = int(clock * 1e6)
	frame.for_input = _inputs.get(frame.for_seq, 0)
	if frame.for_seq > 0:
		frame.latency_msec = (clock - float(header["echo_t"])) * 1e3
	received += 1
	frames.append(frame)
	while frames.size() > (MAX_FRAMES if lockstep else frame_queue):
		frames.pop_front()
		replaced += 1


func _hear_geometry(header: Dictionary, parts: Array[PackedByteArray], now: float) -> void:
	if header.has("order"):
		_say(Message.make("geometry", {"ack": header["order"]}), now)
	else:
		geometry = geometry.filter(func(item: Array) -> bool: return item[0]["type"] != header["type"])
	geometry.append([header, parts[1] if parts.size() > 1 else PackedByteArray()])


func _hear_error(header: Dictionary, now: float) -> void:
	var code: String = header["code"]
	var asked: String = _waiting.get(header["id"], "")
	_tell("error", header.merged({"asked": asked}))
	if asked in ["open", "join"] and code != "already_open":
		phase = Phase.READY
		opened = {}
	if asked == "hello" and code in ["session_expired", "session_damaged", "wrong_model"]:
		# Not greeted yet: say hello again on the same connection, as someone new.
		session_token = ""
		_waiting.erase(header["id"])
		_say_hello(now)
	elif code == "unauthorised" and not session_token.is_empty() and _hello_token != access_token:
		session_token = ""
		_break(code, header["message"], not access_token.is_empty())
	elif code in ["unauthorised", "version_mismatch"]:
		_break(code, header["message"], false)
	elif header["fatal"] or code in ["hello_first", "session_elsewhere"]:
		_break(code, header["message"], true)


func _hear_closed(header: Dictionary) -> void:
	var reason: String = header["reason"]
	if reason == "shutdown":
		# it may come back with the world: a broken line, not the world's end
		_break("shutting_down", header["text"], true)
		return
	_tell("closed", header)
	if reason == "taken_over":
		session_token = ""
		opened = {}
		_break("taken_over", header["text"], false)
	elif reason != "bye":
		phase = Phase.READY
		session_token = ""
		opened = {}
		frames.clear()
