extends SceneTree
## Runs the protocol's test vectors: `godot --headless --script tests/run_vectors.gd -- VECTORS_FOLDER`.

const Check := preload("check.gd")
const Pack := preload("../addons/nacre/wire/msgpack.gd")
const Zmtp := preload("../addons/nacre/wire/zmtp.gd")
const Message := preload("../addons/nacre/wire/message.gd")
const Tables := preload("../addons/nacre/wire/messages.gd")

var check := Check.new()


func _init() -> void:
	var folder: String = OS.get_cmdline_user_args()[0]
	_run_msgpack(_vectors(folder, "msgpack", "vectors"))
	_run_messages(_vectors(folder, "messages", "vectors"))
	_run_conversations(_vectors(folder, "zmtp", "conversations"))
	_run_interleaved()
	quit(check.verdict())


func _vectors(folder: String, name: String, key: String) -> Array:
	var text := FileAccess.get_file_as_string("%s/%s.json" % [folder, name])
	var data: Variant = JSON.parse_string(text)
	return data[key] if data is Dictionary else []


func _bytes(vector: Dictionary) -> PackedByteArray:
	var bytes: PackedByteArray = String(vector["head"]).hex_decode()
	if vector.has("fill"):
		bytes.append_array(_filled(String(vector["fill"]).hex_decode()[0], vector["count"]))
	return bytes


func _filled(byte: int, count: int) -> PackedByteArray:
	var bytes := PackedByteArray()
	bytes.resize(count)
	bytes.fill(byte)
	return bytes


func _run_msgpack(vectors: Array) -> void:
	for vector: Dictionary in vectors:
		var name := "msgpack: " + String(vector["name"])
		var codec := Pack.new()
		var bytes := _bytes(vector)
		var value: Variant = codec.decode(bytes)
		if vector.get("reject", false):
			check.that(not codec.error.is_empty() and value == null, name + " must be refused")
			continue
		if vector["value"].get("text", "") == "18446744073709551615":
			check.that(not codec.error.is_empty(), name + " must be refused, not wrapped")
			continue
		check.that(codec.error.is_empty(), "%s: %s" % [name, codec.error])
		check.that(_means(value, vector["value"]), "%s means %s" % [name, str(value).left(80)])
		if vector["write"]:
			check.that(codec.encode(value) == bytes, name + " is written differently")


## Whether a decoded value is what the vector's tagged JSON says.
func _means(value: Variant, said: Dictionary) -> bool:
	match said["kind"]:
		"nil":
			return value == null
		"bool":
			return value is bool and value == said["value"]
		"int":
			return value is int and str(value) == said["text"]
		"float":
			if value is not float:
				return false
			var bits := PackedByteArray()
			bits.resize(8)
			bits.encode_double(0, value)
			bits.reverse()
			return bits.hex_encode() == said["bits"]
		"str":
			return _means_text(value, said)
		"bin":
			if said.has("hex"):
				return value is PackedByteArray and value == String(said["hex"]).hex_decode()
			return value is PackedByteArray and value == _filled(String(said["fill"]).hex_decode()[0], said["count"])
		"array":
			return value is Array and _means_items(value, said)
	if value is not Dictionary or value.size() != said["pairs"].size():
		return false
	var index := 0
	for key: Variant in value:
		var pair: Array = said["pairs"][index]
		if not _means(key, pair[0]) or not _means(value[key], pair[1]):
			return false
		index += 1
	return true


func _means_text(value: Variant, said: Dictionary) -> bool:
	if said.has("fill"):
		return value is String and value == String(said["fill"]).repeat(said["count"])
	if value is Pack.Text:
		# Godot's JSON cannot hold a NUL either: the vector's text ends before it.
		return (value as Pack.Text).utf8 == PackedByteArray([97, 0, 98])
	return value is String and value == said["text"]


func _means_items(value: Array, said: Dictionary) -> bool:
	var count: int = said["count"] if said.has("count") else said["items"].size()
	if value.size() != count:
		return false
	for index in count:
		if not _means(value[index], said["fill"] if said.has("fill") else said["items"][index]):
			return false
	return true


func _run_messages(vectors: Array) -> void:
	for vector: Dictionary in vectors:
		var name := "message: " + String(vector["name"])
		var codec := Pack.new()
		var bytes: PackedByteArray = String(vector["bytes"]).hex_decode()
		var header: Variant = codec.decode(bytes)
		if not check.that(header is Dictionary, "%s: %s" % [name, codec.error]):
			continue
		check.that(codec.encode(header) == bytes, name + " is written differently")
		var tables: Dictionary = Tables.CLIENT if vector["direction"] == "client" else Tables.SERVER
		check.same(Message.problem(tables, header), "", name)
		if vector["direction"] == "client" and not header.has("new_key"):
			# Built from loose values (JSON turns every number into a float, and the order of keys is lost).
			var values: Dictionary = header.duplicate(true)
			values.erase("type")
			var shuffled := {}
			var keys := values.keys()
			keys.reverse()
			for key: String in keys:
				shuffled[key] = values[key]
			check.that(codec.encode(Message.make(header["type"], shuffled)) == bytes, name + " is made differently")
		_check_bounds(name, tables, header)


## Every message with a field broken must be found out.
func _check_bounds(name: String, tables: Dictionary, header: Dictionary) -> void:
	for field: String in tables[header["type"]]:
		if not header.has(field):
			continue
		var broken := header.duplicate(true)
		broken[field] = PackedByteArray()
		check.that(not Message.problem(tables, broken).is_empty(), "%s: %s of a wrong type passes" % [name, field])
		var table: Dictionary = tables[header["type"]][field]
		if table.has("max"):
			broken[field] = table["max"] + 1 if table["type"] == "int" else table["max"] * 1.01
			check.that(not Message.problem(tables, broken).is_empty(), "%s: %s too large passes" % [name, field])
		if table["type"] == "float":
			broken[field] = NAN
			check.that(not Message.problem(tables, broken).is_empty(), "%s: %s NaN passes" % [name, field])


func _run_conversations(conversations: Array) -> void:
	for conversation: Dictionary in conversations:
		for piece in [1 << 20, 1, 7]:
			_run_conversation(conversation, piece)


func _run_conversation(conversation: Dictionary, piece: int) -> void:
	var name := "zmtp: %s, %d bytes at a time" % [conversation["name"], piece]
	var peer := Zmtp.new()
	var ours := peer.take_outgoing()
	var greeted := false
	for step: Dictionary in conversation["steps"]:
		if step["from"] == "client":
			if not greeted:
				greeted = true
				var mechanism: String = step["says"][0]["greeting"]["mechanism"]
				peer.mechanism = mechanism
				# libzmq's own greeting differs in its padding.
				if mechanism == "NULL" and conversation["name"] != "libzmq dealer":
					check.same(ours.hex_encode(), step["bytes"], name + ": greeting")
			elif conversation["name"] in ["no identity", "split", "two parts", "ping"]:
				_check_said(peer, step, name)
			continue
		if step.has("closes"):
			continue
		peer.transcript = []
		var bytes: PackedByteArray = String(step["bytes"]).hex_decode()
		for at in range(0, bytes.size(), piece):
			peer.feed(bytes.slice(at, at + piece))
		check.same(JSON.stringify(peer.transcript, "", true), JSON.stringify(_whole(step["says"]), "", true), name)
	if conversation["name"] == "malformed error":
		check.same(peer.failure, "refused", name)
	elif conversation["name"] == "wrong mechanism":
		check.that(peer.state != Zmtp.State.OPEN, name)
	else:
		check.same(peer.state, Zmtp.State.OPEN, name)


## libzmq may put a PING between the parts of a message: it is answered at once, and the message stays whole.
func _run_interleaved() -> void:
	var greeting := Zmtp.greeting()
	var context := "beat".to_ascii_buffer()
	var bytes := greeting + Zmtp.ready_command()
	bytes += Zmtp.frame("head".to_ascii_buffer(), Zmtp.MORE)
	bytes += Zmtp.command("PING", PackedByteArray([0, 60]) + context)
	bytes += Zmtp.frame(_filled(7, 300), Zmtp.MORE) + Zmtp.command("PING", PackedByteArray([0, 60]))
	bytes += Zmtp.frame(PackedByteArray())
	for piece: int in [bytes.size(), 1, 7, 64]:
		var name := "a PING between parts, %d bytes at a time" % piece
		var peer := Zmtp.new()
		peer.take_outgoing()
		var answers := PackedByteArray()
		var early := false
		for at in range(0, bytes.size(), piece):
			early = early or not peer.take_message().is_empty()
			peer.feed(bytes.slice(at, at + piece))
			answers += peer.take_outgoing()
		var parts := peer.take_message()
		check.that(not early, name + ": half a message")
		check.same(parts.size(), 3, name)
		check.same(parts[0].get_string_from_ascii(), "head", name)
		check.same(parts[1], _filled(7, 300), name)
		var pongs := Zmtp.command("PONG", context) + Zmtp.command("PONG")
		check.same(answers.hex_encode(), (Zmtp.ready_command() + pongs).hex_encode(), name + ": what is answered")


## JSON knows no integers.
func _whole(value: Variant) -> Variant:
	if value is float:
		return int(value)
	if value is Array:
		return value.map(_whole)
	if value is Dictionary:
		var out := {}
		for key: String in value:
			out[key] = _whole(value[key])
		return out
	return value


## What we send in the same place must be the recorded bytes.
func _check_said(peer: Zmtp, step: Dictionary, name: String) -> void:
	for said: Dictionary in step["says"]:
		if said.has("message"):
			var parts: Array[PackedByteArray] = []
			for part: String in said["message"]:
				parts.append(part.hex_decode())
			check.that(peer.send(parts), name + ": cannot send")
		elif said["command"] == "PING":
			var data: PackedByteArray = String(said["data"]).hex_decode()
			check.that(peer.ping(data[0] << 8 | data[1], data.slice(2)), name + ": cannot ping")
	check.same(peer.take_outgoing().hex_encode(), step["bytes"], name + ": what is sent")
