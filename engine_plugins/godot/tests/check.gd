extends RefCounted
## Counts checks and says which failed; the last line is what the caller looks for.

var passed := 0
var failed := 0


func that(condition: bool, what: String) -> bool:
	if condition:
		passed += 1
	else:
		failed += 1
		print("FAILED: ", what)
	return condition


func same(found: Variant, wanted: Variant, what: String) -> bool:
	if typeof(found) == typeof(wanted) and found == wanted:
		passed += 1
		return true
	return that(false, "%s: %s instead of %s" % [what, str(found).left(200), str(wanted).left(200)])


## Say how it went; the exit code.
func verdict() -> int:
	print("CHECKS %d passed, %d failed" % [passed, failed])
	return 1 if failed > 0 or passed == 0 else 0
