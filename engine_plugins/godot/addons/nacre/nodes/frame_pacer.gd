extends RefCounted
## Shows the frames of models that make several at once at an even pace, each as late as it must be and no later.
##
## With one frame a step the newest is shown at once. With more, a burst arrives every few moments: its frames are
## spread over the time until the next is expected. A new burst that comes early drops what is left of the old one; when
## it is late, the last frame is held. Times are seconds on any steady clock.

const SMOOTHING := 0.2
## Frames that come within this time of each other belong to one burst.
const BURST := 0.01
## A pause longer than this is no measure of the pace (pause, lost line).
const BREAK := 1.0

## Frames the model makes at once.
var per_step := 1
## Smoothed seconds between two frames shown; 0 while unknown.
var interval := 0.0
## Frames that were never shown because newer ones came first.
var skipped := 0

var _waiting: Array[NacreFrame] = []
var _due := 0.0
var _burst_began := -1.0


## A frame came at [param now].
func push(frame: NacreFrame, now: float) -> void:
	if per_step <= 1:
		skipped += _waiting.size()
		_waiting.clear()
	elif now - _burst_began > BURST:
		var gap := now - _burst_began
		if _burst_began >= 0.0 and gap < BREAK * per_step:
			interval = gap / per_step if interval <= 0.0 else lerpf(interval, gap / per_step, SMOOTHING)
		else:
			interval = 0.0
		_burst_began = now
		skipped += _waiting.size()
		_waiting.clear()
		_due = now
	_waiting.append(frame)
	while _waiting.size() > 2 * per_step:
		_waiting.pop_front()
		skipped += 1


## The frame to show from [param now] on; null when the one shown stays.
func pop(now: float) -> NacreFrame:
	var shown: NacreFrame = null
	while not _waiting.is_empty() and now >= _due:
		if shown != null:
			skipped += 1
		shown = _waiting.pop_front()
		_due = maxf(_due + interval, now - interval) if per_step > 1 else now
	return shown
