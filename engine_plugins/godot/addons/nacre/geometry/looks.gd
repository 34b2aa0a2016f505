extends RefCounted
## The materials that a generated world is drawn with: shaders, textures as the server sent them, and the air's light.

const SURFACE := preload("../shaders/surface.gdshader")
const GROUND := preload("../shaders/ground.gdshader")
const WATER := preload("../shaders/water.gdshader")

const MOST := 64

var surface := ShaderMaterial.new()
var ground := ShaderMaterial.new()
var water := ShaderMaterial.new()
## Names of the world's materials, as vertices count them.
var names: Array = []
## Hash of the textures that are here; empty before they came.
var textures_hash := ""
## How dark it is: lamps burn by this.
var dark := 0.0


func _init() -> void:
	surface.shader = SURFACE
	ground.shader = GROUND
	water.shader = WATER


## All of them.
func all() -> Array[ShaderMaterial]:
	return [surface, ground, water]


## Take a `materials` message's names and numbers.
func tell(header: Dictionary) -> void:
	names = header["names"]
	var rows := PackedVector2Array()
	rows.resize(MOST)
	for index in mini(names.size(), MOST):
		rows[index] = Vector2(header["tiles"][index], header["gloss"][index])
	var layers := PackedInt32Array(header["layers"])
	var palette := PackedVector3Array()
	for index in layers.size():
		var p: Array = header["palette"]
		palette.append(Vector3(p[3 * index], p[3 * index + 1], p[3 * index + 2]))
	for material in all():
		material.set_shader_parameter(&"surfaces", rows)
	ground.set_shader_parameter(&"layers", layers)
	ground.set_shader_parameter(&"palette", palette)


## The textures of a `materials` message as images with all their levels; may run on any thread. Empty when damaged.
static func pictures(header: Dictionary, part: PackedByteArray) -> Array[Image]:
	var size: int = header["size"]
	var length: int = header["bytes"]
	var out: Array[Image] = []
	if length != size * size * 4 * (header["names"] as Array).size() or length > 67108864:
		return out
	var data := part.decompress(length, FileAccess.COMPRESSION_DEFLATE)
	if data.size() != length:
		return out
	for index in (header["names"] as Array).size():
		var rows := data.slice(index * size * size * 4, (index + 1) * size * size * 4)
		var picture := Image.create_from_data(size, size, false, Image.FORMAT_RGBA8, rows)
		picture.generate_mipmaps()
		out.append(picture)
	return out


## Show textures made by [method pictures].
func texture(made: Array[Image], name: String) -> void:
	if made.is_empty():
		return
	var layers := Texture2DArray.new()
	layers.create_from_images(made)
	textures_hash = name
	for material: ShaderMaterial in [surface, ground]:
		material.set_shader_parameter(&"textures", layers)
		material.set_shader_parameter(&"textured", true)


## Take an `air` message; [param turn] takes directions of the world to those of the scene.
func light(air: Dictionary, turn: Basis) -> void:
	var colours: Dictionary = air["colours"]
	dark = air["numbers"]["dark"]
	for material in all():
		light_up(material, air, turn)
		material.set_shader_parameter(&"dark", dark)
		material.set_shader_parameter(&"white", air["numbers"]["white"])
	water.set_shader_parameter(&"deep", vector(colours["water_deep"]))
	water.set_shader_parameter(&"shallow", vector(colours["water_shallow"]))
	water.set_shader_parameter(&"horizon", vector(colours["horizon"]))
	water.set_shader_parameter(&"zenith", vector(colours["zenith"]))


## Tell a material the light of an `air` message.
static func light_up(material: ShaderMaterial, air: Dictionary, turn: Basis) -> void:
	var colours: Dictionary = air["colours"]
	for name: String in ["sky_light", "ground_light", "bounce", "sun_colour"]:
		material.set_shader_parameter(StringName(name), vector(colours[name]))
	material.set_shader_parameter(&"sun", (turn * vector(colours["sun"])).normalized())
	material.set_shader_parameter(&"exposure", air["numbers"]["exposure"])


## Three numbers as a vector.
static func vector(numbers: Array) -> Vector3:
	return Vector3(numbers[0], numbers[1], numbers[2])
