extends RefCounted
## Seconds that really pass between two calls: the world goes on at its own pace, however slow the game's time is.

## A longer pause counts as this much: a window that was dragged, a breakpoint.
const LONGEST := 0.25

var _asked_usec := Time.get_ticks_usec()


## Seconds since it was made or asked last.
func passed() -> float:
	var now := Time.get_ticks_usec()
	var seconds := minf((now - _asked_usec) / 1e6, LONGEST)
	_asked_usec = now
	return seconds
