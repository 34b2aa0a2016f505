extends RefCounted
## What a game wants open, against what the server has open: one request at a time, and the newest wish wins.
##
## A wish is over once it is fulfilled or refused. A server that is full or busy is asked again when it said so.

enum Kind { NONE, OPEN, CLOSE }

## Refusals that pass by themselves.
const PASSING: Array[String] = ["server_busy", "too_many_sessions"]

## What is wished, beyond what is there.
var kind := Kind.NONE
## Whether the world that is being made is not wished any more: nobody needs to hear of it.
var outdated := false

## Sends a request, returns its number.
var _ask := Callable()
var _body: Dictionary = {}
var _serial := 0
var _opening := 0
var _opening_serial := 0
var _closing := 0
var _again_msec := 0
var _told_serial := 0


func _init(ask: Callable) -> void:
	_ask = ask


## Wish for a world: the body of an `open`.
func open(body: Dictionary) -> void:
	kind = Kind.OPEN
	_body = body
	_serial += 1
	_again_msec = 0


## Wish for none.
func close() -> void:
	kind = Kind.CLOSE
	_body = {}
	_serial += 1


## Nothing is wished and nothing under way: the server was left.
func forget() -> void:
	kind = Kind.NONE
	outdated = false
	_body = {}
	_opening = 0
	_closing = 0


## Whether the newest wish was this, and there was none for an end since.
func is_for(body: Dictionary) -> bool:
	return kind != Kind.CLOSE and not _body.is_empty() and _body == body


## Whether what is there is what is wished.
func is_settled() -> bool:
	return kind == Kind.NONE and _closing == 0


## Whether the end of a world, wished or not, is worth telling.
func tells_end() -> bool:
	return not outdated or kind == Kind.CLOSE


## Seconds until a server that was full or busy is asked again; -1 when none is waited for.
func seconds_left() -> float:
	var waits := kind == Kind.OPEN and _opening == 0 and _again_msec > Time.get_ticks_msec()
	return (_again_msec - Time.get_ticks_msec()) / 1e3 if waits else -1.0


## Ask for what is missing. [param busy]: a world is being made, [param has_world]: one is open.
func settle(busy: bool, has_world: bool) -> void:
	if kind == Kind.NONE or _closing != 0:
		return
	if _opening != 0 and _opening_serial == _serial:
		return
	if busy and _opening == 0:
		# A session that is being resumed, or a world the wire makes again: wait for it, then see.
		return
	if _opening != 0 or has_world:
		outdated = outdated or _opening != 0
		_closing = _ask.call(&"close", {})
		return
	outdated = false
	if kind == Kind.CLOSE:
		kind = Kind.NONE
	elif Time.get_ticks_msec() >= _again_msec:
		_opening_serial = _serial
		_opening = _ask.call(&"open", _body)


## Whether the game should hear of this error: not of what came of changing its mind, and once of a wish that is tried
## again.
func concerns(error: Dictionary) -> bool:
	var number: int = error["id"]
	if number == 0 or (number != _opening and number != _closing):
		return true
	if number == _closing or _opening_serial != _serial:
		return false
	var told := _told_serial == _serial
	_told_serial = _serial
	return not told


## Take the answer to a request.
func take(number: int, answer: Dictionary) -> void:
	if number == _closing:
		_closing = 0
	if number != _opening:
		return
	_opening = 0
	if _opening_serial != _serial:
		return
	if answer["type"] == "opened":
		kind = Kind.NONE
	elif answer["code"] in PASSING and answer.get("retry_after") != null:
		_again_msec = Time.get_ticks_msec() + int(1000.0 * float(answer["retry_after"]))
	elif not answer.has("local"):
		# A line that broke is no refusal: the wish is kept for the next one.
		kind = Kind.NONE
		_body = {}
