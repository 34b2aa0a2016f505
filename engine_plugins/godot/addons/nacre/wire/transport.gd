extends RefCounted
## Carries whole messages (lists of parts) to a server and back; base of the TCP and the WebSocket transport.
##
## Never blocks. Call [method poll] often; it moves bytes both ways.

enum State { IDLE, CONNECTING, OPEN, CLOSED }

## Most bytes waiting to be sent; what would go beyond is refused.
const MAX_OUTGOING_BYTES := 1048576
## Most bytes taken in by one poll, so that a fast server cannot hold the thread.
const MAX_POLL_BYTES := 33554432

var state := State.IDLE
## Why the connection is closed, as a word; empty when it was closed from this side.
var failure := ""
## The same for people.
var detail := ""


## Start to connect to [param _endpoint].
func begin(_endpoint: String) -> void:
	pass


## Move bytes. True when anything came in or went out.
func poll() -> bool:
	return false


## Queue a message; false when it cannot be sent now.
func send(_parts: Array[PackedByteArray]) -> bool:
	return false


## The oldest message that came, empty when there is none.
func receive() -> Array[PackedByteArray]:
	return [] as Array[PackedByteArray]


## Whether a message has begun to come in and is not whole yet.
func is_amid_message() -> bool:
	return false


## Whether everything queued has gone out.
func is_flushed() -> bool:
	return true


## Close at once.
func close() -> void:
	state = State.CLOSED


func _give_up(code: String, text: String) -> void:
	failure = code
	detail = text
	close()
