@tool
@icon("res://addons/nacre/icons/screen.svg")
class_name NacreScreen
extends Node
## Shows a generated world: behind the whole scene, in a [TextureRect], as a painting, through a window, or as the sky.
##
## Nothing of the scene is touched but what the [member mode] shows the world on, and that is given back when it is
## closed. To look through the eyes of the generated world's player, switch [member drive_camera] on: then the screen
## moves a camera of the scene, and gives it back as it was.
##
## The newest frame wins. Between frames it is turned to where the camera looks now (the timewarp), so that looking
## around is as smooth as the engine however slow the server is. When the line breaks the last frame stays, washed out.

## The picture changed.
signal shown(frame: NacreFrame)

## Where the world is shown.
enum Mode {
	## Over the whole view of the camera, with depth: your own objects stand in the generated world.
	BACKGROUND,
	## As the texture of a [TextureRect].
	RECT,
	## On a mesh, by its UV.
	PAINTING,
	## On a mesh that one looks through.
	WINDOW,
	## As the sky of a [WorldEnvironment]: the newest frame where it was drawn, a panorama around it.
	SKY,
}

const Pacer := preload("frame_pacer.gd")
const FrameTexture := preload("frame_texture.gd")
const Looks := preload("../geometry/looks.gd")
const Panorama := preload("panorama.gd")
const RealTime := preload("real_time.gd")
const SHADERS := {
	Mode.BACKGROUND: preload("../shaders/background.gdshader"),
	Mode.PAINTING: preload("../shaders/painting.gdshader"),
	Mode.WINDOW: preload("../shaders/window.gdshader"),
	Mode.SKY: preload("../shaders/sky.gdshader"),
}
## The background with shadows on it.
const LIT := preload("../shaders/background_lit.gdshader")
## Corners of the background's mesh across and up; only the Compatibility renderer needs them, see the shader.
const CORNERS := Vector2i(160, 90)
## Longest time a camera's motion is carried on beyond the newest frame (seconds).
const LONGEST_PREDICTION := 0.25
## A step of the camera beyond this is no walking (metres): never carried on.
const JUMP := 2.0

## The world to show; empty: the one above in the tree.
@export var world: NacreWorld = null
## Where the world is shown.
@export var mode := Mode.BACKGROUND:
	set(value):
		mode = value
		update_configuration_warnings()
		if is_inside_tree():
			_build()
## What to show it on: a [TextureRect], a [MeshInstance3D] or a [WorldEnvironment], by [member mode]. The background
## needs none.
@export var target: Node = null:
	set(value):
		target = value
		update_configuration_warnings()
		if is_inside_tree():
			_build()

@export_group("Camera")
## Look through the eyes of the generated world's player: the camera is moved as the player moves and has the player's
## field of view, until the world is closed; then it is where it was. Off: the camera is your own, and the server draws
## what it sees.
@export var drive_camera := false:
	set(value):
		drive_camera = value
		update_configuration_warnings()
		if not value:
			_give_camera_back()
## The camera that follows the player, or that the server draws from. Empty: the viewport's.
@export var camera: Camera3D = null

@export_group("Picture")
## Turn the last frame to where the camera looks now.
@export var timewarp := true
## Carry the camera's motion on between frames.
@export var predict_motion := true
## Write the generated depth, so that generated walls hide your own objects.
@export var write_depth := true:
	set(value):
		write_depth = value
		_set_parameter(&"write_depth", value)
## Let the scene's own things cast shadows on the generated world, in the light of the world's sun: where the world has
## a [NacreEnvironment] and frames have depth. What lies in a shadow of the world's own is darkened, too.
@export var receive_shadows := true
## Wash the picture out while the line is broken.
@export var fade_when_lost := true

@export_group("Sky")
## Look around when a world opens, and show what was seen around the newest frame. Off: its edges are carried on.
@export var panorama := true
## Look around again after this long; 0: never. Meanwhile the sky holds its last frame for some tenths of a second.
@export_range(0.0, 600.0, 1.0, "suffix:s") var panorama_interval := 0.0

## The frame on the screen; null before the first.
var frame: NacreFrame = null
## The picture as a texture, for uses of your own. It may be another one after every [signal shown].
var texture: ImageTexture:
	get:
		return _picture.current

var _picture := FrameTexture.new()
var _time := RealTime.new()
var _depth := FrameTexture.new()
var _entity := FrameTexture.new()
var _around := Panorama.new()
var _looked_around := -INF
var _material: ShaderMaterial = null
var _quad: MeshInstance3D = null
## What the world is shown on, and what that was like before.
var _covered: Node = null
var _before: Variant = null
var _is_covering := false
## The camera that was taken, and what it was like: transform, field of view, aspect.
var _taken: Camera3D = null
var _camera_before: Array = []
var _pacer := Pacer.new()
var _velocity := Vector3.ZERO
var _fade := 0.0
## The air whose light is on the picture.
var _lit_by: Dictionary = {}
var _light: NacreEnvironment = null
var _asked_view := 0.0


func _ready() -> void:
	# In the editor nothing is set that would be saved with the scene.
	if Engine.is_editor_hint():
		return
	# After the connection has collected what came, before anything is drawn.
	process_priority = -90
	if world == null:
		world = NacreWorld.of(self)
	if world != null:
		world.frame_received.connect(_on_frame)
		world.opened.connect(_on_opened)
		world.closed.connect(_on_closed)
	_build()


func _enter_tree() -> void:
	# Moved to another place of the tree.
	if is_node_ready():
		_build()


func _exit_tree() -> void:
	_around.cancel()
	_clear()
	_give_camera_back()


func _get_configuration_warnings() -> PackedStringArray:
	var warnings := PackedStringArray()
	if world == null and NacreWorld.of(self) == null:
		warnings.append("Put this node below a NacreWorld, or choose one.")
	var walks := world if world != null else NacreWorld.of(self)
	if mode == Mode.BACKGROUND and not drive_camera and camera == null and walks != null:
		if walks.get_children().any(func(node: Node) -> bool: return node is NacreInput):
			warnings.append("The player walks, and nothing looks through its eyes: switch Drive Camera on.")
	match mode:
		Mode.RECT:
			if target is not TextureRect:
				warnings.append("Choose a TextureRect as the target.")
		Mode.PAINTING, Mode.WINDOW:
			if target is not GeometryInstance3D:
				warnings.append("Choose a mesh (MeshInstance3D or CSG) as the target.")
		Mode.SKY:
			if target is not WorldEnvironment:
				warnings.append("Choose a WorldEnvironment as the target.")
	return warnings


func _process(_delta: float) -> void:
	var seconds := _time.passed()
	if Engine.is_editor_hint() or NacreWorld.connection_of(world) == null:
		return
	var next := _pacer.pop(Time.get_ticks_usec() / 1e6)
	if next != null:
		_show(next)
	if frame == null:
		return
	var lost := world.connection.state in [NacreConnection.State.RECONNECTING, NacreConnection.State.FAILED]
	var wanted := 0.6 if lost and fade_when_lost else 0.0
	if not is_equal_approx(_fade, wanted):
		_fade = move_toward(_fade, wanted, 2.0 * seconds)
		_set_parameter(&"fade", _fade)
		if mode == Mode.RECT and _rect() != null:
			_rect().self_modulate = Color.WHITE.darkened(_fade * 0.6)
	if mode == Mode.RECT:
		return
	if mode == Mode.BACKGROUND:
		_receive()
	if mode == Mode.SKY and panorama and not world.surveying and _is_panorama_due():
		look_around()
	var seen_by := camera if is_instance_valid(camera) else get_viewport().get_camera_3d()
	if seen_by != null and mode != Mode.PAINTING:
		_place(seen_by)


## Where the player's eyes are now, as far as is known here, in the axes of the generated world.
func predicted_transform() -> Transform3D:
	if frame == null or NacreWorld.connection_of(world) == null:
		return Transform3D.IDENTITY
	var turned := world.connection.turn_ahead() if timewarp else Vector2.ZERO
	var pitch := clampf(frame.pitch + turned.y, -1.45, 1.45)
	var basis := Basis(Vector3.UP, frame.yaw + turned.x) * Basis(Vector3.RIGHT, pitch)
	var ahead := minf(frame.age(), LONGEST_PREDICTION) if predict_motion and timewarp else 0.0
	return Transform3D(basis, frame.position + _velocity * ahead)


## Take the panorama of the sky anew, from where the newest frame was drawn. False when there are no pictures.
func look_around() -> bool:
	if frame == null or NacreWorld.connection_of(world) == null:
		return false
	_looked_around = Time.get_ticks_msec() / 1e3
	var taken := await _around.take(world, frame.position)
	if taken:
		_show_panorama()
	return taken


func _is_panorama_due() -> bool:
	var age := Time.get_ticks_msec() / 1e3 - _looked_around
	return age == INF or (panorama_interval > 0.0 and age >= panorama_interval)


func _show_panorama() -> void:
	_set_parameter(&"has_panorama", _around.texture != null)
	_set_parameter(&"panorama", _around.texture)
	_set_parameter(&"panorama_extent", _around.half_extent)


func _place(seen_by: Camera3D) -> void:
	if drive_camera:
		_take_camera(seen_by)
		seen_by.global_transform = world.global_transform * predicted_transform()
		seen_by.keep_aspect = Camera3D.KEEP_HEIGHT
		seen_by.fov = rad_to_deg(frame.fov)
		return
	# The server draws at its own pace; asking more often than the engine draws would only fill the line.
	var now := Time.get_ticks_usec() / 1e6
	if now - _asked_view >= 1.0 / world.frame_rate:
		_asked_view = now
		world.view_from(seen_by)


## Shadows of the scene's own things fall on the picture where the world's sun casts them.
func _receive() -> void:
	if world.light != _light:
		_leave_light()
		_light = world.light
		if _light != null:
			_light.show_beside_pictures(true)
	var sun := _light.sun if _light != null and is_instance_valid(_light.sun) else null
	var is_lit := receive_shadows and frame.depth != null and sun != null and not _light.air.is_empty()
	is_lit = is_lit and sun.is_visible_in_tree() and sun.shadow_enabled and sun.light_cull_mask & _quad.layers
	if is_lit != (_material.shader == LIT):
		_material.shader = LIT if is_lit else SHADERS[mode]
		_lit_by = {}
	if is_lit and not is_same(_lit_by, _light.air):
		_lit_by = _light.air
		Looks.light_up(_material, _light.air, _light.global_basis)


func _leave_light() -> void:
	if is_instance_valid(_light):
		_light.show_beside_pictures(false)
	_light = null


func _on_opened(_info: Dictionary, resumed: bool) -> void:
	var models := world.connection.models()
	_pacer.per_step = models[0]["frames_per_step"] if not models.is_empty() else 1
	if not resumed:
		_velocity = Vector3.ZERO
		_around.cancel()
		_around = Panorama.new()
		_show_panorama()
	if _around.texture == null:
		_looked_around = -INF


## The world is over: the picture goes, and whatever it was shown on is as it was.
func _on_closed(_reason: StringName, _text: String) -> void:
	_around.cancel()
	_pacer = Pacer.new()
	_uncover()
	_leave_light()
	_give_camera_back()
	frame = null
	_picture = FrameTexture.new()
	_depth = FrameTexture.new()
	_fade = 0.0
	_set_parameter(&"fade", 0.0)


func _take_camera(wanted: Camera3D) -> void:
	if wanted == _taken:
		return
	_give_camera_back()
	_taken = wanted
	_camera_before = [wanted.transform, wanted.fov, wanted.keep_aspect]


func _give_camera_back() -> void:
	if is_instance_valid(_taken) and not _camera_before.is_empty():
		_taken.transform = _camera_before[0]
		_taken.fov = _camera_before[1]
		_taken.keep_aspect = _camera_before[2]
	_taken = null
	_camera_before = []


func _on_frame(newest: NacreFrame) -> void:
	_pacer.push(newest, newest.received_usec / 1e6)


func _show(next: NacreFrame) -> void:
	if frame != null:
		var seconds := next.world_time - frame.world_time
		var step := next.position - frame.position
		_velocity = step / seconds if seconds > 1e-3 and step.length() < JUMP else Vector3.ZERO
	frame = next
	_cover()
	if next.image != null:
		_upload(_picture, next.image, &"picture")
	if next.depth != null and mode in [Mode.BACKGROUND, Mode.WINDOW]:
		_upload(_depth, next.depth, &"depth_map")
	_take_out(next)
	if _material != null:
		var from_world := next.camera_transform().affine_inverse() * world.global_transform.affine_inverse()
		_set_parameter(&"frame_from_world", Projection(from_world))
		if mode == Mode.SKY:
			_set_parameter(&"generated_from_scene", world.global_basis.inverse())
		var rise := tan(next.fov / 2.0)
		_set_parameter(&"half_extent", Vector2(rise * next.aspect, rise))
		_set_parameter(&"sky_depth", next.far * 0.999)
		_set_parameter(&"has_depth", next.depth != null)
	shown.emit(next)


func _upload(into: FrameTexture, image: Image, parameter: StringName) -> void:
	if not into.put(image):
		return
	_set_parameter(parameter, into.current)
	if into == _picture and mode == Mode.RECT and _rect() != null:
		_rect().texture = into.current


## Characters that scenes of the game's own stand for are not to be seen.
func _take_out(next: NacreFrame) -> void:
	var some := next.entity != null and not world.replaced.is_empty() and mode in [Mode.BACKGROUND, Mode.WINDOW]
	_set_parameter(&"has_taken_out", some)
	if not some:
		return
	_upload(_entity, next.entity, &"entity_map")
	var bits := PackedInt32Array()
	bits.resize(8)
	for slot in world.replaced:
		if slot < 256:
			bits[slot / 32] |= 1 << (slot % 32)
	_set_parameter(&"taken_out", bits)


## The rectangle shown on, null when it is none or the game has freed it.
func _rect() -> TextureRect:
	return target as TextureRect if is_instance_valid(target) else null


func _set_parameter(name: StringName, value: Variant) -> void:
	if _material != null:
		_material.set_shader_parameter(name, value)


func _clear() -> void:
	_uncover()
	_leave_light()
	if _quad != null:
		_quad.queue_free()
		_quad = null
	_material = null


func _build() -> void:
	_clear()
	if Engine.is_editor_hint():
		return
	if SHADERS.has(mode):
		_material = ShaderMaterial.new()
		_material.shader = SHADERS[mode]
	if mode == Mode.BACKGROUND:
		_quad = MeshInstance3D.new()
		var quad := QuadMesh.new()
		if RenderingServer.get_current_rendering_method() == "gl_compatibility":
			quad.subdivide_width = CORNERS.x
			quad.subdivide_depth = CORNERS.y
		_quad.mesh = quad
		_quad.material_override = _material
		_quad.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
		# The quad is everywhere on the screen, wherever the node stands.
		_quad.custom_aabb = AABB(Vector3.ONE * -1e5, Vector3.ONE * 2e5)
		_quad.visible = false
		add_child(_quad, false, Node.INTERNAL_MODE_FRONT)
		_set_parameter(&"write_depth", write_depth)
	if frame != null:
		_set_parameter(&"picture", texture)
		_set_parameter(&"depth_map", _depth.current)
		_show_panorama()
		_show(frame)


## Show the world on what was chosen for it; only now, when there is a picture.
func _cover() -> void:
	if _is_covering:
		return
	_is_covering = true
	_covered = target if is_instance_valid(target) else null
	match mode:
		Mode.BACKGROUND:
			_quad.visible = true
		Mode.RECT:
			if _rect() != null:
				_before = [_rect().texture, _rect().self_modulate]
				_rect().texture = texture
		Mode.PAINTING, Mode.WINDOW:
			if _covered is GeometryInstance3D:
				_before = (_covered as GeometryInstance3D).material_override
				(_covered as GeometryInstance3D).material_override = _material
		Mode.SKY:
			_cover_sky()


## Leave what the world was shown on as it was, unless somebody else has changed it since.
func _uncover() -> void:
	if not _is_covering:
		return
	_is_covering = false
	if _quad != null:
		_quad.visible = false
	if is_instance_valid(_covered):
		if _covered is TextureRect and (_covered as TextureRect).texture == texture:
			(_covered as TextureRect).texture = _before[0]
			(_covered as TextureRect).self_modulate = _before[1]
		elif _covered is GeometryInstance3D and (_covered as GeometryInstance3D).material_override == _material:
			(_covered as GeometryInstance3D).material_override = _before
		elif _covered is WorldEnvironment and _is_our_sky((_covered as WorldEnvironment).environment):
			(_covered as WorldEnvironment).environment = _before
	_covered = null
	_before = null


func _is_our_sky(environment: Environment) -> bool:
	return environment != null and environment.sky != null and environment.sky.sky_material == _material


func _cover_sky() -> void:
	if _covered is not WorldEnvironment:
		return
	var holder := _covered as WorldEnvironment
	_before = holder.environment
	# A copy: the resource may be shared, and is to be as it was afterwards.
	var made := holder.environment.duplicate() as Environment if holder.environment != null else Environment.new()
	made.background_mode = Environment.BG_SKY
	made.sky = Sky.new()
	made.sky.sky_material = _material
	# Lighting from the generated sky would be computed anew with every frame.
	made.sky.process_mode = Sky.PROCESS_MODE_INCREMENTAL
	holder.environment = made
