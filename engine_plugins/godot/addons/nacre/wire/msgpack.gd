extends RefCounted
## MessagePack, whole and exact: what this reads and writes again is the same, bit for bit.
##
## An integer is written as short as possible, a float always as float 64, a String as str, a [PackedByteArray] as
## bin, other packed arrays as arrays. Maps keep their order. GDScript has no exceptions: after [method decode] and
## [method encode] look at [member error], empty when all went well.

## Arrays and maps inside each other; deeper data is refused, so that no input can exhaust the stack.
const MAX_DEPTH := 64
## Short strings that come again and again (the keys of messages) are looked up instead of decoded.
const MAX_WORDS := 512
const MAX_WORD_BYTES := 24

## What went wrong, in words; empty after success.
var error := ""

var _bytes := PackedByteArray()
var _stream := StreamPeerBuffer.new()
var _words: Dictionary[PackedByteArray, String] = {}


## A str that no Godot String can hold, because it contains a NUL. Decoded and encoded untouched.
class Text:
	extends RefCounted
	## The characters as UTF-8.
	var utf8 := PackedByteArray()

	func _init(bytes := PackedByteArray()) -> void:
		utf8 = bytes


## An extension value: an application's own type.
class Extension:
	extends RefCounted
	## -128 to 127; negative ones belong to MessagePack itself.
	var code := 0
	var data := PackedByteArray()

	func _init(type := 0, bytes := PackedByteArray()) -> void:
		code = type
		data = bytes


## A number to be written as float 32.
class Single:
	extends RefCounted
	var value := 0.0

	func _init(number := 0.0) -> void:
		value = number


func _init() -> void:
	_stream.big_endian = true


## The one value that [param bytes] hold; null with [member error] set when they are anything else.
func decode(bytes: PackedByteArray) -> Variant:
	error = ""
	_bytes = bytes
	_stream.data_array = bytes
	_stream.seek(0)
	var value: Variant = _read(0)
	if error.is_empty() and _left() > 0:
		error = "%d bytes after the value" % _left()
	_bytes = PackedByteArray()
	_stream.clear()
	return value if error.is_empty() else null


## The bytes of [param value]; empty with [member error] set when it holds what MessagePack cannot.
func encode(value: Variant) -> PackedByteArray:
	error = ""
	_stream.clear()
	_write(value, 0)
	var bytes := _stream.data_array
	_stream.clear()
	return bytes if error.is_empty() else PackedByteArray()


## Whether [param bytes] are UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF.
static func is_utf8(bytes: PackedByteArray) -> bool:
	var at := 0
	var size := bytes.size()
	while at < size:
		var first := bytes[at]
		at += 1
		if first < 0x80:
			continue
		var more := 1 if first < 0xE0 else 2 if first < 0xF0 else 3
		if first < 0xC2 or first > 0xF4 or at + more > size:
			return false
		var second := bytes[at]
		var low := 0xA0 if first == 0xE0 else 0x90 if first == 0xF0 else 0x80
		var high := 0x9F if first == 0xED else 0x8F if first == 0xF4 else 0xBF
		if second < low or second > high:
			return false
		for place in range(at + 1, at + more):
			if bytes[place] & 0xC0 != 0x80:
				return false
		at += more
	return true


func _left() -> int:
	return _stream.get_size() - _stream.get_position()


func _fail(text: String) -> Variant:
	if error.is_empty():
		error = text
	return null


func _has(count: int) -> bool:
	if count <= _left():
		return true
	_fail("%d bytes announced, %d left" % [count, _left()])
	return false


func _read(depth: int) -> Variant:
	if depth > MAX_DEPTH:
		return _fail("nested deeper than %d" % MAX_DEPTH)
	if not _has(1):
		return null
	var first := _stream.get_u8()
	if first < 0x80:
		return first
	if first >= 0xE0:
		return first - 256
	if first < 0x90:
		return _read_map(first & 0x0F, depth)
	if first < 0xA0:
		return _read_array(first & 0x0F, depth)
	if first < 0xC0:
		return _read_text(first & 0x1F)
	return _read_long(first, depth)


func _read_long(first: int, depth: int) -> Variant:
	match first:
		0xC0:
			return null
		0xC2:
			return false
		0xC3:
			return true
		0xC4, 0xC5, 0xC6:
			return _read_bytes(_read_unsigned(1 << (first - 0xC4)))
		0xC7, 0xC8, 0xC9:
			return _read_extension(_read_unsigned(1 << (first - 0xC7)))
		0xCA:
			return _stream.get_float() if _has(4) else 0.0
		0xCB:
			return _stream.get_double() if _has(8) else 0.0
		0xCC, 0xCD, 0xCE, 0xCF:
			return _read_unsigned(1 << (first - 0xCC))
		0xD0:
			return _stream.get_8() if _has(1) else 0
		0xD1:
			return _stream.get_16() if _has(2) else 0
		0xD2:
			return _stream.get_32() if _has(4) else 0
		0xD3:
			return _stream.get_64() if _has(8) else 0
		0xD4, 0xD5, 0xD6, 0xD7, 0xD8:
			return _read_extension(1 << (first - 0xD4))
		0xD9, 0xDA, 0xDB:
			return _read_text(_read_unsigned(1 << (first - 0xD9)))
		0xDC, 0xDD:
			return _read_array(_read_unsigned(2 << (first - 0xDC)), depth)
		0xDE, 0xDF:
			return _read_map(_read_unsigned(2 << (first - 0xDE)), depth)
	return _fail("byte 0x%02x begins no value" % first)


func _read_unsigned(width: int) -> int:
	if not _has(width):
		return -1
	match width:
		1:
			return _stream.get_u8()
		2:
			return _stream.get_u16()
		4:
			return _stream.get_u32()
	var value := _stream.get_64()
	if value < 0:
		_fail("an integer beyond 2^63-1")
	return value


func _read_bytes(count: int) -> PackedByteArray:
	if count < 0 or not _has(count):
		return PackedByteArray()
	var start := _stream.get_position()
	_stream.seek(start + count)
	return _bytes.slice(start, start + count)


func _read_text(count: int) -> Variant:
	if count == 0:
		return ""
	var raw := _read_bytes(count)
	if not error.is_empty():
		return null
	if count <= MAX_WORD_BYTES and _words.has(raw):
		return _words[raw]
	if not is_utf8(raw):
		return _fail("a string that is not UTF-8")
	if raw.find(0) >= 0:
		return Text.new(raw)
	var text := raw.get_string_from_utf8()
	if count <= MAX_WORD_BYTES and _words.size() < MAX_WORDS:
		_words[raw] = text
	return text


func _read_extension(count: int) -> Variant:
	if count < 0 or not _has(count + 1):
		return null
	var code := _stream.get_8()
	return Extension.new(code, _read_bytes(count))


func _read_array(count: int, depth: int) -> Variant:
	# Every item takes at least one byte, so a count beyond what is left is a lie told before anything is allocated.
	if count < 0 or not _has(count):
		return null
	var items := []
	items.resize(count)
	for index in count:
		items[index] = _read(depth + 1)
		if not error.is_empty():
			return null
	return items


func _read_map(count: int, depth: int) -> Variant:
	if count < 0 or not _has(2 * count):
		return null
	var pairs := {}
	for _index in count:
		var key: Variant = _read(depth + 1)
		var value: Variant = _read(depth + 1)
		if not error.is_empty():
			return null
		pairs[key] = value
	return pairs


func _write(value: Variant, depth: int) -> void:
	if depth > MAX_DEPTH:
		_fail("nested deeper than %d" % MAX_DEPTH)
		return
	match typeof(value):
		TYPE_NIL:
			_stream.put_u8(0xC0)
		TYPE_BOOL:
			_stream.put_u8(0xC3 if value else 0xC2)
		TYPE_INT:
			_write_integer(value)
		TYPE_FLOAT:
			_stream.put_u8(0xCB)
			_stream.put_double(value)
		TYPE_STRING, TYPE_STRING_NAME:
			_write_text(String(value).to_utf8_buffer())
		TYPE_PACKED_BYTE_ARRAY:
			var bytes: PackedByteArray = value
			_write_size(bytes.size(), -1, 0xC4)
			_stream.put_data(bytes)
		TYPE_DICTIONARY:
			var pairs: Dictionary = value
			_write_collection(pairs.size(), 0x80, 0xDE)
			for key: Variant in pairs:
				_write(key, depth + 1)
				_write(pairs[key], depth + 1)
		TYPE_ARRAY, TYPE_PACKED_STRING_ARRAY, TYPE_PACKED_INT32_ARRAY, TYPE_PACKED_INT64_ARRAY:
			_write_array(value, depth)
		TYPE_PACKED_FLOAT32_ARRAY, TYPE_PACKED_FLOAT64_ARRAY:
			_write_array(value, depth)
		TYPE_OBJECT:
			_write_object(value)
		_:
			_fail("%s has no form in MessagePack" % type_string(typeof(value)))


func _write_integer(value: int) -> void:
	if value >= 0x100000000 or value < -0x80000000:
		_stream.put_u8(0xCF if value > 0 else 0xD3)
		_stream.put_64(value)
	elif value >= 0x10000:
		_stream.put_u8(0xCE)
		_stream.put_u32(value)
	elif value >= 0x100:
		_stream.put_u8(0xCD)
		_stream.put_u16(value)
	elif value >= 0x80:
		_stream.put_u8(0xCC)
		_stream.put_u8(value)
	elif value >= -32:
		_stream.put_8(value)
	elif value >= -0x80:
		_stream.put_u8(0xD0)
		_stream.put_8(value)
	elif value >= -0x8000:
		_stream.put_u8(0xD1)
		_stream.put_16(value)
	else:
		_stream.put_u8(0xD2)
		_stream.put_32(value)


func _write_text(utf8: PackedByteArray) -> void:
	_write_size(utf8.size(), 0xA0, 0xD9)
	# Godot reports an error for writing nothing.
	if not utf8.is_empty():
		_stream.put_data(utf8)


func _write_array(items: Variant, depth: int) -> void:
	_write_collection(len(items), 0x90, 0xDC)
	for item: Variant in items:
		_write(item, depth + 1)


func _write_object(value: Object) -> void:
	if value is Text:
		_write_text((value as Text).utf8)
	elif value is Extension:
		var extension := value as Extension
		var width := [1, 2, 4, 8, 16].find(extension.data.size())
		if width >= 0:
			_stream.put_u8(0xD4 + width)
		else:
			_write_size(extension.data.size(), -1, 0xC7)
		_stream.put_8(extension.code)
		_stream.put_data(extension.data)
	elif value is Single:
		_stream.put_u8(0xCA)
		_stream.put_float((value as Single).value)
	else:
		_fail("an object has no form in MessagePack")


## A length behind the first of three codes, or within `short` when it is below 32.
func _write_size(size: int, short: int, codes: int) -> void:
	if short >= 0 and size < 32:
		_stream.put_u8(short | size)
	elif size < 0x100:
		_stream.put_u8(codes)
		_stream.put_u8(size)
	elif size < 0x10000:
		_stream.put_u8(codes + 1)
		_stream.put_u16(size)
	else:
		_stream.put_u8(codes + 2)
		_stream.put_u32(size)


func _write_collection(size: int, short: int, codes: int) -> void:
	if size < 16:
		_stream.put_u8(short | size)
	elif size < 0x10000:
		_stream.put_u8(codes)
		_stream.put_u16(size)
	else:
		_stream.put_u8(codes + 1)
		_stream.put_u32(size)
