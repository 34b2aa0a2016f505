extends RefCounted
## Figures of a connection: frame rate, latency, and the turns of the head that no frame shows yet.

## Weight of the newest of the figures that are averaged.
const SMOOTHING := 0.1
## Inputs remembered until a frame shows them.
const MAX_TURNS := 512

## Milliseconds from input to the picture that shows it, smoothed; -1 while unknown.
var latency_msec := -1.0
## Pictures a second, smoothed.
var fps := 0.0

var _last_frame_usec := 0
var _turned := Vector2.ZERO
var _turned_shown := Vector2.ZERO
var _turns: Array[Array] = []


## The line is gone: nothing is known any more.
func forget() -> void:
	latency_msec = -1.0
	fps = 0.0


## A world opened: its player looks where the server says.
func begin() -> void:
	_turned = Vector2.ZERO
	_turned_shown = Vector2.ZERO
	_turns.clear()


## The head turned, with the input of this number.
func turn(number: int, look: Vector2) -> void:
	_turned += look
	_turns.append([number, _turned])
	if _turns.size() > MAX_TURNS:
		_turns.pop_front()


## How far the head has turned since the input that the newest frame shows, in radians: yaw, pitch.
func turn_ahead() -> Vector2:
	return _turned - _turned_shown


## Count a frame.
func take(frame: NacreFrame) -> void:
	while not _turns.is_empty() and _turns[0][0] <= frame.for_input:
		_turned_shown = _turns.pop_front()[1]
	if frame.latency_msec >= 0.0:
		latency_msec = frame.latency_msec if latency_msec < 0.0 else lerpf(latency_msec, frame.latency_msec, SMOOTHING)
	var gap := (frame.received_usec - _last_frame_usec) / 1e6
	_last_frame_usec = frame.received_usec
	if gap > 0.0 and gap < 5.0:
		# The mean of intervals, not of rates: a burst would make the mean of rates far too large.
		fps = 1.0 / gap if fps <= 0.0 else 1.0 / lerpf(1.0 / fps, gap, SMOOTHING)
