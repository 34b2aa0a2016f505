extends "transport.gd"
## ZMTP over TCP, for `tcp://host:port`.

const Zmtp := preload("zmtp.gd")

const DEFAULT_PORT := 5577
## A server that has said nothing for so long is a stranger.
const STRANGER_MSEC := 2500
## What no host name has.
const NO_NAME: Array[String] = [":", " ", "@", "?", "#", "[", "]", "\\"]

var _zmtp: Zmtp = null
var _tcp: StreamPeerTCP = null
var _lookup := IP.RESOLVER_INVALID_ID
var _host := ""
var _port := DEFAULT_PORT
var _outgoing := PackedByteArray()
var _sent := 0
var _reached := false
## When the connection stood (milliseconds), and whether a stranger was asked what it speaks.
var _reached_msec := 0
var _asked := false


## Host and port of `tcp://127.0.0.1:5577`, `host:5577`, `host` or `tcp://[::1]:5577`; empty when it is no address.
static func parse(endpoint: String) -> Array:
	var rest := endpoint.strip_edges().trim_prefix("tcp://").trim_suffix("/")
	if rest.is_empty() or rest.contains("/"):
		return []
	var port := DEFAULT_PORT
	var host := rest
	var colon := rest.rfind(":")
	if colon > rest.rfind("]") and (rest.begins_with("[") or rest.count(":") == 1):
		host = rest.substr(0, colon)
		var digits := rest.substr(colon + 1)
		port = digits.to_int() if digits.is_valid_int() else 0
	host = host.trim_prefix("[").trim_suffix("]")
	if host.is_empty() or port < 1 or port > 65535:
		return []
	# Of what is no address, only names are left to be looked up.
	return [host, port] if host.is_valid_ip_address() or not NO_NAME.any(host.contains) else []


func begin(endpoint: String) -> void:
	state = State.CONNECTING
	failure = ""
	detail = ""
	var parsed := parse(endpoint)
	if parsed.is_empty():
		_give_up("bad_endpoint", "`%s` is no address of a server" % endpoint)
		return
	# A server listens on 127.0.0.1 unless told otherwise; `localhost` may name ::1 first.
	_host = "127.0.0.1" if parsed[0] == "localhost" else parsed[0]
	_port = parsed[1]
	_zmtp = Zmtp.new()
	_outgoing = PackedByteArray()
	_sent = 0
	_reached = false
	_asked = false
	if _host.is_valid_ip_address():
		_dial(_host)
	else:
		_lookup = IP.resolve_hostname_queue_item(_host)


func poll() -> bool:
	if state == State.CONNECTING and _tcp == null:
		_poll_lookup()
	if _tcp == null:
		return false
	_tcp.poll()
	match _tcp.get_status():
		StreamPeerTCP.STATUS_CONNECTING:
			return false
		StreamPeerTCP.STATUS_CONNECTED:
			return _exchange()
	if state == State.OPEN:
		_give_up("connection_lost", "the server is gone")
	elif _reached:
		_give_up("refused", "the connection was closed before the handshake was done")
	else:
		_give_up("cannot_connect", "nothing answers at %s port %d" % [_host, _port])
	return false


func send(parts: Array[PackedByteArray]) -> bool:
	if state != State.OPEN or _outgoing.size() - _sent > MAX_OUTGOING_BYTES:
		return false
	return _zmtp.send(parts)


func receive() -> Array[PackedByteArray]:
	if _zmtp != null:
		return _zmtp.take_message()
	return [] as Array[PackedByteArray]


func is_amid_message() -> bool:
	return _zmtp != null and _zmtp.is_amid_message()


func is_flushed() -> bool:
	return _sent >= _outgoing.size()


func close() -> void:
	if _lookup != IP.RESOLVER_INVALID_ID:
		IP.erase_resolve_item(_lookup)
		_lookup = IP.RESOLVER_INVALID_ID
	if _tcp != null:
		_tcp.disconnect_from_host()
		_tcp = null
	state = State.CLOSED


func _dial(address: String) -> void:
	_tcp = StreamPeerTCP.new()
	if _tcp.connect_to_host(address, _port) != OK:
		_give_up("cannot_connect", "%s port %d cannot be reached" % [_host, _port])


func _poll_lookup() -> void:
	var status := IP.get_resolve_item_status(_lookup)
	if status == IP.RESOLVER_STATUS_WAITING:
		return
	var address := IP.get_resolve_item_address(_lookup) if status == IP.RESOLVER_STATUS_DONE else ""
	IP.erase_resolve_item(_lookup)
	_lookup = IP.RESOLVER_INVALID_ID
	if address.is_empty():
		_give_up("cannot_resolve", "no address is known for %s" % _host)
	else:
		_dial(address)


func _exchange() -> bool:
	if not _reached:
		_reached = true
		_reached_msec = Time.get_ticks_msec()
	var moved := _read()
	if state == State.CONNECTING and not _asked and not _zmtp.has_heard():
		if Time.get_ticks_msec() - _reached_msec > STRANGER_MSEC:
			# A ZeroMQ server greets at once; a web server waits for the end of a line, and complains of it.
			_asked = true
			_tcp.put_partial_data("\r\n\r\n".to_ascii_buffer())
	if _zmtp.state == Zmtp.State.FAILED:
		_give_up(_zmtp.failure, _zmtp.detail)
		return true
	if state == State.CONNECTING and _zmtp.state == Zmtp.State.OPEN:
		_tcp.set_no_delay(true)
		state = State.OPEN
	return _write() or moved


func _read() -> bool:
	var taken := 0
	while taken < MAX_POLL_BYTES and _zmtp.state != Zmtp.State.FAILED:
		var count := mini(_tcp.get_available_bytes(), _zmtp.wanted())
		if count <= 0:
			break
		var answer := _tcp.get_partial_data(count)
		var bytes: PackedByteArray = answer[1]
		if answer[0] != OK or bytes.is_empty():
			break
		_zmtp.feed(bytes)
		taken += bytes.size()
	return taken > 0


func _write() -> bool:
	var more := _zmtp.take_outgoing()
	if not more.is_empty():
		if is_flushed():
			_outgoing = more
			_sent = 0
		else:
			_outgoing.append_array(more)
	if is_flushed():
		return false
	var answer := _tcp.put_partial_data(_outgoing if _sent == 0 else _outgoing.slice(_sent))
	if answer[0] == OK:
		_sent += answer[1]
	return answer[0] == OK and answer[1] > 0
