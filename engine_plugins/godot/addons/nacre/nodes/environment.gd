@tool
@icon("res://addons/nacre/icons/environment.svg")
class_name NacreEnvironment
extends Node3D
## The sky, sun, fog, light and weather of the generated world, for everything in your scene.
##
## Put it below a [NacreWorld] that sends geometry. It makes a [WorldEnvironment] and a [DirectionalLight3D] of its own
## and keeps them as the world's time and weather are: your own objects then stand in the same light as the world does.
## Rain and snow fall about the camera, and not under roofs. On the pictures of a [NacreScreen] behind the scene your
## objects cast their shadows.

const AIR := preload("../shaders/air.gdshader")
const Looks := preload("../geometry/looks.gd")
const Falling := preload("../geometry/falling.gd")
## This engine's curve of tones is a little darker than the world's own.
const TONES := 1.05
## Brightness that comes out white.
const WHITE := 6.0
## What the sun and the light from everywhere are for your own things where no curve bends the tones.
const FLAT_SUN := 0.55
const FLAT_AMBIENT := 1.1

## The world whose air to show; empty: the one above in the tree.
@export var world: NacreWorld = null
## Show the world's sky.
@export var sky := true
## Make far things hazy as the world does.
@export var fog := true
## How far shadows of the sun are drawn.
@export_range(10.0, 300.0, 1.0, "suffix:m") var shadow_distance := 90.0
## A factor on the world's exposure.
@export_range(0.1, 4.0, 0.05) var exposure := 1.0
@export_group("Weather")
## Let it rain and snow as it does in the world; fireflies on still nights.
@export var weather := true:
	set(value):
		weather = value
		_let_fall()
## Bodies on these layers keep rain and snow off what is below them. None: it falls through roofs.
@export_flags_3d_physics var shelter_layers := 1

## The sun by day, the moon by night.
var sun: DirectionalLight3D = null
## What the scene is lit with.
var environment: Environment = null
## The newest `air` message; empty before the first.
var air: Dictionary = {}

var _sky_material := ShaderMaterial.new()
var _falling: Falling = null
## The Compatibility renderer shows every light's pass for itself: there the world's shaders make the tones. Pictures of
## the world have them already.
var _flat := false


func _ready() -> void:
	if Engine.is_editor_hint():
		return
	if world == null:
		world = NacreWorld.of(self)
	if world == null:
		return
	_make()
	world.light = self
	world.geometry_received.connect(_on_geometry)
	world.closed.connect(_on_closed)


func _enter_tree() -> void:
	# Moved to another place of the tree, or back in it.
	if is_node_ready() and is_instance_valid(world) and not world.geometry_received.is_connected(_on_geometry):
		if environment != null:
			world.light = self
			world.geometry_received.connect(_on_geometry)
			world.closed.connect(_on_closed)


func _process(_delta: float) -> void:
	if _falling != null and is_instance_valid(world):
		_falling.still = world.info.get("paused", false)


func _exit_tree() -> void:
	if is_instance_valid(world) and world.geometry_received.is_connected(_on_geometry):
		world.geometry_received.disconnect(_on_geometry)
		world.closed.disconnect(_on_closed)
		if world.light == self:
			world.light = null


func _get_configuration_warnings() -> PackedStringArray:
	var above := world if world != null else NacreWorld.of(self)
	if above == null:
		return PackedStringArray(["Put this node below a NacreWorld, or choose one."])
	return (
		PackedStringArray()
		if above.with_geometry
		else PackedStringArray(["Switch on `with_geometry` of the NacreWorld."])
	)


func _make() -> void:
	environment = Environment.new()
	show_beside_pictures(false)
	environment.ambient_light_source = Environment.AMBIENT_SOURCE_COLOR
	environment.fog_enabled = fog
	environment.fog_mode = Environment.FOG_MODE_EXPONENTIAL
	environment.fog_sky_affect = 0.0
	environment.fog_aerial_perspective = 0.0
	if sky:
		_sky_material.shader = AIR
		var noise := FastNoiseLite.new()
		noise.noise_type = FastNoiseLite.TYPE_SIMPLEX_SMOOTH
		noise.fractal_octaves = 5
		noise.frequency = 0.012
		noise.seed = 7
		var texture := NoiseTexture2D.new()
		texture.noise = noise
		texture.seamless = true
		texture.generate_mipmaps = true
		texture.width = 512
		texture.height = 512
		_sky_material.set_shader_parameter(&"noise", texture)
		environment.sky = Sky.new()
		environment.sky.sky_material = _sky_material
		environment.sky.radiance_size = Sky.RADIANCE_SIZE_64
		environment.sky.process_mode = Sky.PROCESS_MODE_INCREMENTAL
		environment.background_mode = Environment.BG_SKY
	environment.reflected_light_source = Environment.REFLECTION_SOURCE_DISABLED
	var holder := WorldEnvironment.new()
	holder.environment = environment
	add_child(holder, false, Node.INTERNAL_MODE_BACK)
	sun = DirectionalLight3D.new()
	sun.shadow_enabled = true
	sun.directional_shadow_max_distance = shadow_distance
	sun.shadow_bias = 0.04
	sun.shadow_normal_bias = 1.2
	sun.light_angular_distance = 0.0
	sun.sky_mode = DirectionalLight3D.SKY_MODE_LIGHT_ONLY
	add_child(sun, false, Node.INTERNAL_MODE_BACK)
	_falling = Falling.new()
	add_child(_falling, false, Node.INTERNAL_MODE_BACK)


## Whether a [NacreScreen] shows the world behind the scene: its pictures have the world's curve of tones, and are not
## to be bent by it twice. The screen calls it.
func show_beside_pictures(beside: bool) -> void:
	_flat = beside or RenderingServer.get_current_rendering_method() == "gl_compatibility"
	environment.tonemap_mode = Environment.TONE_MAPPER_LINEAR if _flat else Environment.TONE_MAPPER_ACES
	environment.tonemap_white = WHITE
	environment.tonemap_exposure = 1.0
	if not air.is_empty():
		_take(air)


## What falls now: `rain`, `snow`, `fireflies`, or nothing.
func falls() -> String:
	return ["", "rain", "snow", "fireflies"][_falling.kind] if _falling != null else ""


func _on_closed(_reason: StringName, _text: String) -> void:
	air = {}
	_let_fall()


func _on_geometry(header: Dictionary, _part: PackedByteArray) -> void:
	if header["type"] == "air":
		_take(header)


func _take(newest: Dictionary) -> void:
	air = newest
	_let_fall()
	var colours: Dictionary = air["colours"]
	var numbers: Dictionary = air["numbers"]
	var direction := (global_basis * Looks.vector(colours["sun"])).normalized()
	var light: float = float(numbers["exposure"]) * exposure
	# a game that has a sun of its own may have freed this one
	if is_instance_valid(sun):
		var upright := Vector3.UP if absf(direction.y) < 0.99 else Vector3.RIGHT
		sun.look_at_from_position(Vector3.ZERO, -direction, upright)
		_set_light(sun, Looks.vector(colours["sun_colour"]) * (light * FLAT_SUN if _flat else 1.0))
	if not _flat:
		environment.tonemap_exposure = light * TONES
	_sky_material.set_shader_parameter(&"exposure", light)
	_sky_material.set_shader_parameter(&"shown", _flat)
	var around := Looks.vector(colours["sky_light"]) * 0.6 + Looks.vector(colours["bounce"]) * 0.3
	if _flat:
		around = around * light * FLAT_AMBIENT
	var strongest := maxf(around[around.max_axis_index()], 0.0001)
	environment.ambient_light_color = (
		Color(around.x / strongest, around.y / strongest, around.z / strongest).linear_to_srgb()
	)
	environment.ambient_light_energy = strongest
	var haze := Looks.vector(colours["haze"])
	if _flat:
		haze = _toned(haze * light)
	var brightest := maxf(haze[haze.max_axis_index()], 0.0001)
	environment.fog_light_color = Color(haze.x / brightest, haze.y / brightest, haze.z / brightest).linear_to_srgb()
	environment.fog_light_energy = brightest
	environment.fog_density = float(numbers["fog"]) + float(numbers["fog_low"]) * 0.8
	environment.fog_sun_scatter = 0.0
	for name: String in ["sun_colour", "horizon", "zenith", "glow", "haze", "cloud_lit", "cloud_dark"]:
		_sky_material.set_shader_parameter(StringName(name), Looks.vector(colours[name]))
	_sky_material.set_shader_parameter(&"sun", direction)
	for name: String in ["cover", "stars", "fog"]:
		_sky_material.set_shader_parameter(StringName(name), numbers[name])


func _let_fall() -> void:
	if _falling == null:
		return
	_falling.shelter_mask = shelter_layers
	if air.is_empty() or not weather:
		_falling.fall(Falling.Kind.NONE, Color.WHITE)
		return
	var numbers: Dictionary = air["numbers"]
	var horizon := Looks.vector(air["colours"]["horizon"])
	# as bright as the server draws it, which paints it on the finished picture
	var bright := minf(pow((horizon.x + horizon.y + horizon.z) / 3.0, 0.45), 0.98)
	var kind := Falling.Kind.NONE
	var colour := Color(bright, bright, bright)
	if numbers["wet"] > 0.5:
		kind = Falling.Kind.RAIN
	elif numbers["white"] > 0.5:
		kind = Falling.Kind.SNOW
	elif numbers["stars"] > 0.5 and _is_still_night():
		kind = Falling.Kind.FIREFLIES
		colour = Color(1.0, 0.894, 0.47)
	if numbers["cover"] == 0.0 and numbers["fog"] == 0.0:
		kind = Falling.Kind.NONE  # a place without air
	_falling.fall(kind, colour if _flat else _before_tones(colour))


func _is_still_night() -> bool:
	var told: Dictionary = world.connection.last_state.get("atmosphere", {}) if world.connection != null else {}
	return told.get("weather") == "clear" and told.get("mood") in ["magical", "peaceful"]


## The light that comes out as a colour of the picture.
func _before_tones(shown: Color) -> Color:
	var out := shown.srgb_to_linear()
	for channel in 3:
		# the filmic curve backwards
		var y := minf(out[channel], 0.95)
		var a := 2.51 - 2.43 * y
		var b := 0.03 - 0.59 * y
		out[channel] = (-b + sqrt(b * b + 0.56 * a * y)) / (2.0 * a) / environment.tonemap_exposure
	return out


## The world's filmic curve.
func _toned(x: Vector3) -> Vector3:
	var curve := func(v: float) -> float: return v * (2.51 * v + 0.03) / (v * (2.43 * v + 0.59) + 0.14)
	return Vector3(curve.call(x.x), curve.call(x.y), curve.call(x.z)).min(Vector3.ONE)


func _set_light(light: DirectionalLight3D, colour: Vector3) -> void:
	var strongest := maxf(colour[colour.max_axis_index()], 0.0001)
	light.light_color = Color(colour.x / strongest, colour.y / strongest, colour.z / strongest).linear_to_srgb()
	light.light_energy = strongest
