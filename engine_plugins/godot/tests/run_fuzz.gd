extends SceneTree
## Reads what Python's msgpack wrote: `godot --headless --script tests/run_fuzz.gd -- FILE`, a JSON case a line.
##
## `{"hex", "json"}`: must be read as that JSON says and written again byte for byte. `{"hex", "refuse": true}`: must be
## refused. `{"hex", "any": true}`: must come to an end, whatever it is.

const Check := preload("check.gd")
const Pack := preload("../addons/nacre/wire/msgpack.gd")

var check := Check.new()


func _init() -> void:
	var file := FileAccess.open(OS.get_cmdline_user_args()[0], FileAccess.READ)
	var codec := Pack.new()
	while not file.eof_reached():
		var line := file.get_line()
		if line.is_empty():
			continue
		var case: Dictionary = JSON.parse_string(line)
		var bytes: PackedByteArray = String(case["hex"]).hex_decode()
		var value: Variant = codec.decode(bytes)
		if case.has("refuse"):
			check.that(not codec.error.is_empty(), "must be refused: " + case["hex"])
		elif case.has("any"):
			check.that(codec.error.is_empty() or value == null, "an error and a value: " + case["hex"])
		else:
			check.that(codec.error.is_empty(), "%s: %s" % [codec.error, case["hex"]])
			check.same(_plain(value), case["json"], case["hex"])
			check.same(codec.encode(value).hex_encode(), case["hex"], "written again")
	quit(check.verdict())


## The canonical text both sides write: types spelled out, floats by their bits, strings by their UTF-8.
func _plain(value: Variant) -> String:
	match typeof(value):
		TYPE_NIL:
			return "n"
		TYPE_BOOL:
			return "t" if value else "f"
		TYPE_INT:
			return "i%d" % value
		TYPE_FLOAT:
			var bits := PackedByteArray()
			bits.resize(8)
			bits.encode_double(0, value)
			bits.reverse()
			return "d" + bits.hex_encode()
		TYPE_STRING:
			return "s" + String(value).to_utf8_buffer().hex_encode()
		TYPE_PACKED_BYTE_ARRAY:
			return "b" + (value as PackedByteArray).hex_encode()
		TYPE_ARRAY:
			return "[%s]" % ",".join(PackedStringArray((value as Array).map(_plain)))
		TYPE_DICTIONARY:
			var pairs := PackedStringArray()
			for key: Variant in value:
				pairs.append("%s:%s" % [_plain(key), _plain(value[key])])
			return "{%s}" % ",".join(pairs)
	if value is Pack.Text:
		return "s" + (value as Pack.Text).utf8.hex_encode()
	var extension := value as Pack.Extension
	return "x%d:%s" % [extension.code, extension.data.hex_encode()]
