extends RefCounted
## A connection that keeps itself: socket, protocol and reconnection on a thread of their own.
##
## Made and used from one thread (the game's); nothing here blocks it but [method stop]. What came in is taken over by
## [method collect]. Without threads (some web exports) call [method pump] every frame instead.

enum Link { OFFLINE, CONNECTING, CONNECTED, WAITING, FAILED }

const Dialogue := preload("dialogue.gd")
const Transport := preload("transport.gd")
const TcpTransport := preload("tcp_transport.gd")
const WebSocketTransport := preload("websocket_transport.gd")

## Seconds until a connection attempt counts as failed.
const CONNECT_TIMEOUT := 5.0
## Reconnection: first and longest delay in seconds; each is shortened by chance, so that many do not come at once.
const FIRST_DELAY := 0.1
const LONGEST_DELAY := 1.0
## Pauses of the thread in microseconds: in the middle of a message, while connected, and while nothing is expected.
## Every wake-up may take the processor from the game, so there are no more of them than the delay is worth.
const HASTY_PAUSE := 200
const BUSY_PAUSE := 1000
const IDLE_PAUSE := 4000
## A pause this much too long means that the whole program was asleep (seconds).
const ASLEEP := 0.5
## Longest time to end what an earlier run left behind (seconds).
const TIDYING := 5.0
## Longest time the last words may take to go out when closing (seconds).
const GOODBYE := 0.1
## Number of the requests nobody waits for.
const LAST_WORDS := 9007199254740988
## Commands waiting for the thread; more come only from a game that sends without end.
const MAX_COMMANDS := 256

var link := Link.OFFLINE
## What [method collect] took over, oldest first. News are [code][kind, payload][/code]: `link`, `welcome`, `progress`,
## `opened`, `status`, `event`, `error`, `closed`, `answer`.
var news: Array[Array] = []
## `state` messages.
var states: Array[Dictionary] = []
## Frames; with the usual queue of one, the newest.
var frames: Array[NacreFrame] = []
## Messages of the geometry channel, as [code][header, part][/code].
var geometry: Array[Array] = []

var _dialogue := Dialogue.new()
var _transport: Transport = null
var _endpoint := ""
var _mutex := Mutex.new()
var _thread: Thread = null
var _stopping := false
var _left_behind := PackedStringArray()
var _commands: Array[Callable] = []
## Commands the game has given and the thread does not have yet.
var _unsent: Array[Callable] = []
var _begun := 0.0
var _due := 0.0
var _delay := FIRST_DELAY
var _pumped := 0.0
var _healthy := 0.0
var _request := 0
var _input := 0
var _link_news: Array[Array] = []
var _news: Array[Array] = []
var _states: Array[Dictionary] = []
var _frames: Array[NacreFrame] = []
var _geometry: Array[Array] = []
## Whether the thread has published anything since the last [method collect].
var _fresh := false
var _figures := {"seq": 0, "received": 0, "replaced": 0, "session_token": ""}


## Seconds on the steady clock all inputs and frames are measured by.
static func clock() -> float:
	return Time.get_ticks_usec() / 1e6


## Start to connect, and stay connected until [method stop]. [param settings]: `access_token`, `session_token`,
## `client`, `accept`, `reopen`, `frame_queue`, `left_behind` (tokens of sessions to end first).
func start(endpoint: String, settings: Dictionary, threaded := true) -> void:
	stop(false)
	_endpoint = endpoint
	_dialogue = Dialogue.new()
	_dialogue.access_token = settings.get("access_token", "")
	_dialogue.session_token = settings.get("session_token", "")
	_dialogue.client_info = settings.get("client", {})
	_dialogue.accept = settings.get("accept", {})
	_dialogue.reopen = settings.get("reopen", true)
	_dialogue.frame_queue = settings.get("frame_queue", 1)
	_left_behind = settings.get("left_behind", PackedStringArray())
	_stopping = false
	_due = 0.0
	_delay = FIRST_DELAY
	_pumped = clock()
	_commands.clear()
	_news.clear()
	_states.clear()
	_frames.clear()
	_geometry.clear()
	_link_news.clear()
	_fresh = false
	news.clear()
	states.clear()
	frames.clear()
	geometry.clear()
	link = Link.CONNECTING
	if threaded:
		_thread = Thread.new()
		_thread.start(_run)


## Whether [method start] was called and [method stop] was not.
func is_running() -> bool:
	return link != Link.OFFLINE


## Leave, with [param close_world] for good, else the world waits for its token. The thread is gone when this returns,
## and [method collect] has an answer to everything that was asked.
func stop(close_world: bool) -> void:
	if link == Link.OFFLINE:
		return
	_mutex.lock()
	_commands.append_array(_unsent)
	_commands.append(_leave.bind(close_world))
	_mutex.unlock()
	_unsent.clear()
	_stopping = true
	if _thread != null:
		_thread.wait_to_finish()
		_thread = null
	else:
		_goodbye()
	link = Link.OFFLINE
	# Commands hold this object: one left over would keep it for ever.
	_commands.clear()
	_dialogue.disconnected("not_connected", "The server was left before it answered.")
	_publish()


## Ask the server; the number its answer will carry.
func ask(type: String, body: Dictionary) -> int:
	_request += 2
	var number := _request
	_command(func() -> void: _dialogue.ask(type, body, clock(), number))
	return number


## Say what is held and how far the head turned since the last time (radians: yaw, pitch). A number that rises, by
## which [member NacreFrame.for_input] says which input a frame shows.
func act(held: Dictionary, look: Vector2) -> int:
	var moment := clock()
	_input += 1
	var number := _input
	_command(func() -> void: _dialogue.act(held, look, moment, clock(), number))
	return number


## Draw from a camera of one's own; empty: from the player's eyes. A number of the same count as that of [method act].
func view(camera: Dictionary) -> int:
	var moment := clock()
	_input += 1
	var number := _input
	_command(func() -> void: _dialogue.view(camera, moment, clock(), number))
	return number


## Say where the game's own body is: `position`, `velocity`, `yaw`, `pitch`, `grounded`. A number of the same count as
## that of [method act].
func pose(values: Dictionary) -> int:
	var moment := clock()
	_input += 1
	var number := _input
	_command(func() -> void: _dialogue.pose(values, moment, clock(), number))
	return number


## Hashes of geometry that is held, told to the server with the next hello.
func hold(hashes: Array[String]) -> void:
	_command(func() -> void: _dialogue.have = hashes)


## Frames the server may have in flight.
func grant(credit: int) -> void:
	_command(func() -> void: _dialogue.grant(credit, clock()))


## Keep this many frames for the game instead of only the newest.
func keep_frames(count: int) -> void:
	_command(func() -> void: _dialogue.frame_queue = maxi(1, count))


## Take over what came since the last time into [member news], [member states] and [member frames]; false when that is
## nothing. Rather nothing this time than a wait: the system may have stopped the wire's thread while it held the lock.
func collect() -> bool:
	_hand_over()
	if not _fresh or not _mutex.try_lock():
		return false
	news = _news
	states = _states
	frames = _frames
	geometry = _geometry
	_news = []
	_states = []
	_frames = []
	_geometry = []
	_fresh = false
	_mutex.unlock()
	return true


## Figures: `seq`, `received`, `replaced`, `session_token`.
func figures() -> Dictionary:
	return _figures


## One round of work; true when something moved. Only to be called when there is no thread.
func pump() -> bool:
	var now := clock()
	if now - _pumped > ASLEEP:
		_dialogue.woke(now)
	_mutex.lock()
	var commands := _commands
	_commands = []
	_mutex.unlock()
	for command in commands:
		command.call()
	var moved := _move(now)
	_pumped = now
	if moved or not commands.is_empty() or not _dialogue.news.is_empty() or not _link_news.is_empty():
		_publish()
	return moved


## Hand over what came in. The game's thread waits for no more than this.
func _publish() -> void:
	_mutex.lock()
	# What was said comes before the end of the line.
	_news.append_array(_dialogue.news)
	_news.append_array(_link_news)
	while _news.size() > Dialogue.MAX_NEWS:
		_news.pop_front()
	_states.append_array(_dialogue.states)
	while _states.size() > Dialogue.MAX_STATES:
		_states.pop_front()
	if _dialogue.news.any(func(item: Array) -> bool: return item[0] == "opened"):
		_frames.clear()
		_geometry.clear()
	_frames.append_array(_dialogue.frames)
	_geometry.append_array(_dialogue.geometry)
	var keep := Dialogue.MAX_FRAMES if _dialogue.opened.get("deterministic", false) else _dialogue.frame_queue
	while _frames.size() > keep:
		_frames.pop_front()
		_dialogue.replaced += 1
	_fresh = true
	_figures = {
		"seq": _dialogue.seq,
		"received": _dialogue.received,
		"replaced": _dialogue.replaced,
		"session_token": _dialogue.session_token,
	}
	_mutex.unlock()
	_link_news = []
	_dialogue.news = []
	_dialogue.states = []
	_dialogue.frames = []
	_dialogue.geometry = []


func _command(command: Callable) -> void:
	if link == Link.OFFLINE:
		return
	_unsent.append(command)
	if _unsent.size() > MAX_COMMANDS:
		_unsent.pop_front()
	_hand_over()


func _hand_over() -> void:
	if _unsent.is_empty() or not _mutex.try_lock():
		return
	_commands.append_array(_unsent)
	_mutex.unlock()
	_unsent.clear()


func _run() -> void:
	for token in _left_behind:
		_end_session(token)
	while not _stopping:
		pump()
		var pause := BUSY_PAUSE if link == Link.CONNECTED else IDLE_PAUSE
		OS.delay_usec(HASTY_PAUSE if _transport != null and _transport.is_amid_message() else pause)
	_goodbye()


## End a session whose game is gone: resume it, close it.
func _end_session(token: String) -> void:
	var talk := Dialogue.new()
	talk.access_token = _dialogue.access_token
	talk.session_token = token
	talk.client_info = _dialogue.client_info
	talk.accept = _dialogue.accept
	talk.reopen = false
	var line := _begin_transport()
	var until := clock() + TIDYING
	while not _stopping and clock() < until and line.state != Transport.State.CLOSED and talk.broken.is_empty():
		line.poll()
		if line.state == Transport.State.OPEN and talk.phase == Dialogue.Phase.OFFLINE:
			talk.connected(clock())
		var parts := line.receive()
		if not parts.is_empty():
			talk.hear(parts, clock(), clock())
		if talk.news.any(func(item: Array) -> bool: return item[0] == "welcome" and item[1].has("session")):
			talk.ask("close", {}, clock(), LAST_WORDS)
		var over := talk.phase == Dialogue.Phase.READY
		talk.news.clear()
		while not talk.outbox.is_empty() and line.send([talk.outbox[0]] as Array[PackedByteArray]):
			talk.outbox.pop_front()
		line.poll()
		if over:
			break
		OS.delay_usec(BUSY_PAUSE)
	line.close()


func _begin_transport() -> Transport:
	var web := _endpoint.begins_with("ws://") or _endpoint.begins_with("wss://")
	var line: Transport = WebSocketTransport.new() if web else TcpTransport.new()
	line.begin(_endpoint)
	return line


func _goodbye() -> void:
	pump()
	var until := clock() + GOODBYE
	while _transport != null and _transport.state == Transport.State.OPEN and clock() < until:
		_transport.poll()
		# What was on its way is read: a line that is closed over it is reset, and what was said last goes with it.
		_hear(clock())
		if _transport.is_flushed() and not _dialogue.is_waiting():
			break
		OS.delay_usec(BUSY_PAUSE)
	if _transport != null:
		_transport.close()
		_transport = null


func _leave(close_world: bool) -> void:
	# A world that is still being made has told no token yet: nobody could come back to it.
	var nameless := _dialogue.phase == Dialogue.Phase.OPENING and _dialogue.session_token.is_empty()
	if nameless or (_dialogue.phase >= Dialogue.Phase.OPENING and close_world):
		_dialogue.ask("close", {}, clock(), LAST_WORDS)
	if _dialogue.phase > Dialogue.Phase.GREETING:
		_dialogue.ask("bye", {}, clock(), LAST_WORDS + 2)


func _move(now: float) -> bool:
	match link:
		Link.CONNECTING:
			if _transport == null:
				_dial(now)
		Link.WAITING:
			if now < _due:
				return false
			_dial(now)
		Link.OFFLINE, Link.FAILED:
			return false
	var moved := _transport.poll()
	if link == Link.CONNECTING:
		if _transport.state == Transport.State.OPEN:
			_set_link(Link.CONNECTED, "", "")
			_healthy = now
			_dialogue.connected(now)
		elif _transport.state == Transport.State.CONNECTING and now - _begun > CONNECT_TIMEOUT:
			_lose("no_answer", "no answer from %s" % _endpoint, true)
			return false
	if _transport.state == Transport.State.CLOSED:
		_hear(now)
		_lose(_transport.failure, _transport.detail, _transport.failure != "bad_endpoint")
		return false
	if link == Link.CONNECTED:
		_hear(now)
		_dialogue.tick(now)
		_speak()
		if not _dialogue.broken.is_empty():
			_lose(_dialogue.broken, _dialogue.broken_text, _dialogue.may_retry)
	return moved


func _dial(now: float) -> void:
	_begun = now
	link = Link.CONNECTING
	_transport = _begin_transport()


func _hear(now: float) -> void:
	while _dialogue.broken.is_empty():
		var parts := _transport.receive()
		if parts.is_empty():
			break
		_dialogue.hear(parts, now, clock())
	# A world on the screen, or a while without trouble, proves the connection good.
	if _dialogue.received > 0 and _dialogue.phase == Dialogue.Phase.OPEN or now - _healthy > 2.0 * CONNECT_TIMEOUT:
		_delay = FIRST_DELAY


func _speak() -> void:
	while not _dialogue.outbox.is_empty():
		if not _transport.send([_dialogue.outbox[0]] as Array[PackedByteArray]):
			# A server that takes nothing: inputs of the past are worth nothing, requests would be answered too late.
			if _dialogue.outbox.size() > MAX_COMMANDS:
				_dialogue.outbox.resize(MAX_COMMANDS)
			return
		_dialogue.outbox.pop_front()
	_transport.poll()


func _lose(code: String, text: String, retry: bool) -> void:
	_transport.close()
	_transport = null
	_dialogue.disconnected(code, text)
	if not retry:
		_set_link(Link.FAILED, code, text)
		return
	_due = clock() + _delay * randf_range(0.5, 1.0)
	_delay = minf(_delay * 2.0, LONGEST_DELAY)
	_set_link(Link.WAITING, code, text)


func _set_link(to: Link, code: String, text: String) -> void:
	link = to
	_link_news.append(["link", {"link": to, "code": code, "text": text}])
