extends RefCounted
## Makes and checks headers by the protocol's tables ([code]messages.gd[/code]).

const Tables := preload("messages.gd")

const _KINDS := {
	"bool": [TYPE_BOOL],
	"int": [TYPE_INT],
	"float": [TYPE_FLOAT, TYPE_INT],
	"str": [TYPE_STRING],
	"map": [TYPE_DICTIONARY],
	"list": [TYPE_ARRAY],
}
## Longest strings inside lists.
const _ITEM_CHARACTERS := 64


## The header of a client message: keys in the definition's order, keys it does not have and keys that are null left
## out, whole numbers of float fields as floats.
static func make(type: String, values: Dictionary) -> Dictionary:
	var header := {"type": type}
	header.merge(_ordered(Tables.CLIENT.get(type, {}), values))
	return header


## What is wrong with a header, in words; empty when it is as the definition says. [param tables] is
## [code]messages.gd[/code]'s CLIENT or SERVER.
static func problem(tables: Dictionary, header: Dictionary) -> String:
	var type: Variant = header.get("type")
	if type is not String or not tables.has(type):
		return "no message has the type %s" % type
	return _map_problem(tables[type], header, type)


## Put absent keys in as the definition says they count.
static func complete(tables: Dictionary, header: Dictionary) -> void:
	var fields: Dictionary = tables[header["type"]]
	for name: String in fields:
		if not header.has(name) and fields[name].has("default"):
			header[name] = fields[name]["default"]


static func _ordered(fields: Dictionary, values: Dictionary) -> Dictionary:
	var out := {}
	for name: String in fields:
		var value: Variant = values.get(name)
		if value == null:
			continue
		var field: Dictionary = fields[name]
		out[name] = _shaped(field, field["type"], value)
	return out


static func _shaped(field: Dictionary, kind: String, value: Variant) -> Variant:
	if Tables.RECORDS.has(kind) and value is Dictionary:
		return _ordered(Tables.RECORDS[kind], value)
	if kind == "float" and value is int:
		return float(value)
	if kind == "list":
		var items := []
		for item: Variant in value:
			items.append(_shaped(field, field["of"], item))
		return items
	return value


static func _map_problem(fields: Dictionary, values: Dictionary, path: String) -> String:
	for name: String in fields:
		var field: Dictionary = fields[name]
		if not values.has(name):
			if not field.has("default") and not field.has("optional"):
				return "%s.%s is missing" % [path, name]
			continue
		var found := _value_problem(field, field["type"], values[name], path + "." + name)
		if not found.is_empty():
			return found
	return ""


static func _value_problem(field: Dictionary, kind: String, value: Variant, path: String) -> String:
	if Tables.RECORDS.has(kind):
		return _map_problem(Tables.RECORDS[kind], value, path) if value is Dictionary else "%s is no map" % path
	if typeof(value) not in _KINDS[kind]:
		return "%s is %s where %s belongs" % [path, type_string(typeof(value)), kind]
	match kind:
		"int", "float":
			return _number_problem(field, value, path)
		"str":
			if field.has("choices") and value not in field["choices"]:
				return "%s is none of %s" % [path, ", ".join(PackedStringArray(field["choices"]))]
			var longest: int = _ITEM_CHARACTERS if field["type"] == "list" else field.get("length", 1 << 30)
			return "%s is longer than %d characters" % [path, longest] if len(value) > longest else ""
		"list":
			return _list_problem(field, value, path)
	return ""


static func _number_problem(field: Dictionary, value: Variant, path: String) -> String:
	var number := float(value)
	if not is_finite(number):
		return "%s is not finite" % path
	if number < field.get("min", -INF) or number > field.get("max", INF):
		return "%s is %s, outside %s to %s" % [path, value, field.get("min", "…"), field.get("max", "…")]
	if field.has("step") and value % field["step"] != 0:
		return "%s is no multiple of %d" % [path, field["step"]]
	return ""


static func _list_problem(field: Dictionary, items: Array, path: String) -> String:
	if items.size() > field["length"] or items.size() < field.get("least", 0):
		return "%s has %d items" % [path, items.size()]
	for index in items.size():
		var found := _value_problem(field, field["of"], items[index], "%s[%d]" % [path, index])
		if not found.is_empty():
			return found
	return ""
