extends RefCounted
## A ZMTP 3.1 DEALER as bytes in and bytes out: no socket, no thread, no clock.
##
## Feed it what the peer sent ([method feed]), send what it wants sent ([method take_outgoing]), take whole messages
## ([method take_message]). Mechanism NULL, no Identity. Every size is checked against a cap before memory is taken.

enum State { GREETING, HANDSHAKE, OPEN, FAILED }

const GREETING_BYTES := 64
const MAX_COMMAND_BYTES := 8192
const MAX_CONTEXT_BYTES := 16
## Bytes worth reading at once while a frame's size is not known yet.
const READ_AHEAD := 4096
const MORE := 1
const LONG := 2
const COMMAND := 4

var state := State.GREETING
## Why the peer was given up, as a word: `not_zmtp`, `mechanism`, `refused`, `bad_frame` or `too_large`; else empty.
var failure := ""
## The same for people.
var detail := ""
## Properties of the peer's READY by name.
var peer_properties: Dictionary[String, PackedByteArray] = {}
## Mechanism both sides must name; only NULL is spoken, others exist to read recorded conversations.
var mechanism := "NULL"
## Largest first part, largest other part, and most parts of a message that comes in.
var max_header_bytes := 262144
var max_part_bytes := 16777216
var max_parts := 9
## When set, everything understood is noted here as the recorded vectors describe it.
var transcript: Variant = null
## How many PONGs came.
var pongs := 0

var _head := PackedByteArray()
var _flags := 0
var _body: StreamPeerBuffer = null
var _body_left := 0
var _parts: Array[PackedByteArray] = []
var _messages: Array[Array] = []
var _outgoing := PackedByteArray()


func _init() -> void:
	_outgoing.append_array(greeting())


## The 64 bytes a DEALER opens with.
static func greeting() -> PackedByteArray:
	var bytes := PackedByteArray()
	bytes.resize(GREETING_BYTES)
	bytes[0] = 0xFF
	bytes[9] = 0x7F
	bytes[10] = 3
	bytes[11] = 1
	var name := "NULL".to_ascii_buffer()
	for index in name.size():
		bytes[12 + index] = name[index]
	return bytes


## One frame: [param flags] may hold MORE and COMMAND.
static func frame(body: PackedByteArray, flags := 0) -> PackedByteArray:
	var bytes := PackedByteArray()
	if body.size() < 256:
		bytes.append(flags)
		bytes.append(body.size())
	else:
		bytes.resize(9)
		bytes[0] = flags | LONG
		for index in 8:
			bytes[1 + index] = (body.size() >> (56 - 8 * index)) & 0xFF
	bytes.append_array(body)
	return bytes


## One command frame.
static func command(name: String, data := PackedByteArray()) -> PackedByteArray:
	var word := name.to_ascii_buffer()
	var body := PackedByteArray([word.size()])
	body.append_array(word)
	body.append_array(data)
	return frame(body, COMMAND)


## The READY of a DEALER without Identity.
static func ready_command() -> PackedByteArray:
	var key := "Socket-Type".to_ascii_buffer()
	var value := "DEALER".to_ascii_buffer()
	var data := PackedByteArray([key.size()])
	data.append_array(key)
	data.append_array(PackedByteArray([0, 0, 0, value.size()]))
	data.append_array(value)
	return command("READY", data)


## How many bytes to read next: all that is left of a frame's body, otherwise a little.
func wanted() -> int:
	return _body_left if _body != null else READ_AHEAD


## Whether the peer has said anything.
func has_heard() -> bool:
	return state != State.GREETING or not _head.is_empty()


## Whether a message has begun to come in and is not whole yet.
func is_amid_message() -> bool:
	return _body != null or not _parts.is_empty()


## Bytes to send now; they are forgotten here.
func take_outgoing() -> PackedByteArray:
	var bytes := _outgoing
	_outgoing = PackedByteArray()
	return bytes


## The oldest whole message (its parts), empty when there is none.
func take_message() -> Array[PackedByteArray]:
	var parts: Array[PackedByteArray] = []
	if not _messages.is_empty():
		parts.assign(_messages.pop_front())
	return parts


## Queue a message; false before the handshake is done.
func send(parts: Array[PackedByteArray]) -> bool:
	if state != State.OPEN or parts.is_empty():
		return false
	for index in parts.size():
		_outgoing.append_array(frame(parts[index], MORE if index + 1 < parts.size() else 0))
	return true


## Ask for a sign of life; the peer may close after [param time_to_live] tenths of a second without any other.
func ping(time_to_live: int, context := PackedByteArray()) -> bool:
	if state != State.OPEN:
		return false
	var data := PackedByteArray([time_to_live >> 8 & 0xFF, time_to_live & 0xFF])
	data.append_array(context.slice(0, MAX_CONTEXT_BYTES))
	_outgoing.append_array(command("PING", data))
	return true


## Take what the peer sent, in pieces of any size.
func feed(data: PackedByteArray) -> void:
	var at := 0
	var end := data.size()
	while at < end and state != State.FAILED:
		if _body != null:
			var count := mini(_body_left, end - at)
			_body.put_data(data if at == 0 and count == end else data.slice(at, at + count))
			at += count
			_body_left -= count
			if _body_left == 0:
				var body := _body.data_array
				_body = null
				_take_frame(body)
		elif state == State.GREETING:
			var count := mini(GREETING_BYTES - _head.size(), end - at)
			_head.append_array(data.slice(at, at + count))
			at += count
			_read_greeting()
		else:
			_head.append(data[at])
			at += 1
			if _head.size() >= (9 if _head[0] & LONG else 2):
				_begin_frame()


func _fail(code: String, text: String) -> void:
	state = State.FAILED
	failure = code
	detail = text
	_body = null
	_parts.clear()


## Words of a stranger, fit for a log.
static func _printable(words: String) -> String:
	var out := ""
	for letter in words.left(80):
		out += letter if letter >= " " and letter <= "~" else "?"
	return out


func _note(what: Dictionary) -> void:
	if transcript != null:
		(transcript as Array).append(what)


func _read_greeting() -> void:
	# Four bytes tell a web server, which answers with a head or (to what it takes for an old browser) a page.
	if _head[0] in [0x48, 0x3C]:
		if _head.size() >= 4:
			_fail("not_zmtp", "whoever listens there speaks HTTP: a web server, not the port for engines")
		return
	if _head[0] != 0xFF or (_head.size() > 9 and _head[9] != 0x7F):
		_fail("not_zmtp", "whoever listens there is no ZeroMQ server")
		return
	if _head.size() > 10 and _head[10] < 3:
		_fail("not_zmtp", "the server speaks ZMTP %d; version 3 is needed" % _head[10])
		return
	if _head.size() < GREETING_BYTES:
		return
	var name := _head.slice(12, 32)
	var length := name.find(0)
	var named := (name if length < 0 else name.slice(0, length)).get_string_from_ascii()
	_note({"greeting": {"major": _head[10], "minor": _head[11], "mechanism": named}})
	_head.clear()
	if named != mechanism:
		_fail("mechanism", "the server asks for security mechanism %s; this client speaks NULL" % _printable(named))
		return
	state = State.HANDSHAKE
	_outgoing.append_array(ready_command())


func _begin_frame() -> void:
	_flags = _head[0]
	var size := _head[1]
	if _flags & LONG:
		size = 0
		for index in 8:
			size = (size << 8) | _head[1 + index]
	_head.clear()
	if _flags > 7 or (_flags & COMMAND and _flags & MORE):
		_fail("bad_frame", "frame flags %d" % _flags)
		return
	var cap := max_header_bytes if _parts.is_empty() else max_part_bytes
	if _flags & COMMAND:
		cap = MAX_COMMAND_BYTES
	elif state != State.OPEN:
		_fail("bad_frame", "a message before the handshake is done")
		return
	elif _parts.size() >= max_parts:
		_fail("too_large", "a message of more than %d parts" % max_parts)
		return
	# A size with its highest bit set reads as negative.
	if size < 0 or size > cap:
		_fail("too_large", "a frame of %d bytes; at most %d are taken" % [size, cap])
		return
	if size == 0:
		_take_frame(PackedByteArray())
		return
	_body = StreamPeerBuffer.new()
	_body.resize(size)
	_body_left = size


func _take_frame(body: PackedByteArray) -> void:
	if _flags & COMMAND:
		_take_command(body)
		return
	_parts.append(body)
	if _flags & MORE:
		return
	if transcript != null:
		_note({"message": _parts.map(func(part: PackedByteArray) -> String: return part.hex_encode())})
	_messages.append(_parts)
	_parts = []


func _take_command(body: PackedByteArray) -> void:
	if body.is_empty() or body[0] == 0:
		_fail("bad_frame", "a command without a name")
		return
	# libzmq misspells ERROR with a wrong length; a name that overruns is cut and ends in a refusal all the same.
	var length := mini(body[0], body.size() - 1)
	var name := body.slice(1, 1 + length).get_string_from_ascii()
	var data := body.slice(1 + length)
	if name == "READY" and state == State.HANDSHAKE:
		_read_ready(data)
		return
	_note({"command": name, "data": data.hex_encode()})
	if state != State.OPEN:
		_fail("refused", "the server refused the connection (%s)" % _printable(name))
	elif name == "PING":
		_outgoing.append_array(command("PONG", data.slice(2, 2 + MAX_CONTEXT_BYTES)))
	elif name == "PONG":
		pongs += 1
	elif name == "ERROR":
		_fail("refused", "the server closed the connection: %s" % _printable(data.slice(1).get_string_from_ascii()))


func _read_ready(data: PackedByteArray) -> void:
	var noted := {}
	var at := 0
	while at < data.size():
		var length := data[at]
		if at + 5 + length > data.size():
			_fail("bad_frame", "READY ends inside a property")
			return
		var key := data.slice(at + 1, at + 1 + length).get_string_from_ascii()
		at += 1 + length
		var size := data[at] << 24 | data[at + 1] << 16 | data[at + 2] << 8 | data[at + 3]
		at += 4
		if at + size > data.size():
			_fail("bad_frame", "READY ends inside a property")
			return
		peer_properties[key] = data.slice(at, at + size)
		noted[key] = data.slice(at, at + size).hex_encode()
		at += size
	_note({"command": "READY", "properties": noted})
	state = State.OPEN
