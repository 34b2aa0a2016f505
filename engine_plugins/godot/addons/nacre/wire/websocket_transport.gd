extends "transport.gd"
## The same messages over a WebSocket, for `ws://` and `wss://`: the only way out of a web export.
##
## One binary WebSocket message is one message; each part stands behind its length as 4 bytes, big-endian.

const MAX_MESSAGE_BYTES := 8388608
const MAX_PARTS := 9
## Messages a peer may hold back before they are read.
const MAX_WAITING := 64

var _peer: WebSocketPeer = null
var _messages: Array[Array] = []


## Parts as one WebSocket message.
static func pack(parts: Array[PackedByteArray]) -> PackedByteArray:
	var bytes := PackedByteArray()
	for part in parts:
		var size := part.size()
		bytes.append_array(PackedByteArray([size >> 24 & 0xFF, size >> 16 & 0xFF, size >> 8 & 0xFF, size & 0xFF]))
		bytes.append_array(part)
	return bytes


## The parts of a WebSocket message; empty when its lengths do not add up.
static func unpack(bytes: PackedByteArray) -> Array[PackedByteArray]:
	var parts: Array[PackedByteArray] = []
	var at := 0
	while at < bytes.size():
		if at + 4 > bytes.size() or parts.size() == MAX_PARTS:
			return [] as Array[PackedByteArray]
		var size := bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3]
		at += 4
		if size > bytes.size() - at:
			return [] as Array[PackedByteArray]
		parts.append(bytes.slice(at, at + size))
		at += size
	return parts


func begin(endpoint: String) -> void:
	state = State.CONNECTING
	failure = ""
	detail = ""
	_peer = WebSocketPeer.new()
	_peer.inbound_buffer_size = MAX_MESSAGE_BYTES
	_peer.outbound_buffer_size = MAX_OUTGOING_BYTES
	_peer.max_queued_packets = MAX_WAITING
	var rest := endpoint.get_slice("://", 1)
	var host := rest.get_slice("/", 0)
	var port := host.get_slice(":", host.get_slice_count(":") - 1) if not host.ends_with("]") else ""
	var wrong := host.is_empty() or host.begins_with(":") or host.contains(" ")
	if host.get_slice_count(":") > 1 and not port.is_empty():
		wrong = wrong or not port.is_valid_int() or port.to_int() < 1 or port.to_int() > 65535
	if wrong or _peer.connect_to_url(endpoint) != OK:
		_give_up("bad_endpoint", "`%s` is no address of a web page's bridge" % endpoint)


func poll() -> bool:
	if _peer == null:
		return false
	_peer.poll()
	match _peer.get_ready_state():
		WebSocketPeer.STATE_OPEN:
			state = State.OPEN
		WebSocketPeer.STATE_CLOSED:
			var reason := _peer.get_close_reason()
			if state == State.CONNECTING:
				_give_up("cannot_connect", "no bridge answers there: nothing listens, or another program does")
			else:
				_give_up("connection_lost", reason if not reason.is_empty() else "the server is gone")
			return false
	var moved := false
	while state == State.OPEN and _peer.get_available_packet_count() > 0:
		moved = true
		var parts := unpack(_peer.get_packet())
		if parts.is_empty():
			_give_up("bad_frame", "a WebSocket message whose lengths do not add up")
			return true
		_messages.append(parts)
	return moved


func send(parts: Array[PackedByteArray]) -> bool:
	if state != State.OPEN or _peer.get_current_outbound_buffered_amount() > MAX_OUTGOING_BYTES / 2:
		return false
	return _peer.send(pack(parts)) == OK


func receive() -> Array[PackedByteArray]:
	var parts: Array[PackedByteArray] = []
	if not _messages.is_empty():
		parts.assign(_messages.pop_front())
	return parts


func is_flushed() -> bool:
	return _peer == null or _peer.get_current_outbound_buffered_amount() == 0


func close() -> void:
	if _peer != null:
		_peer.close()
		_peer = null
	state = State.CLOSED
