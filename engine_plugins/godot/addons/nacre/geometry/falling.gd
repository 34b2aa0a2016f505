extends MeshInstance3D
## What falls: rain, snow, and fireflies of a still night, about the camera that looks.
##
## Where each drop is the shader computes from its number and the time; here is only what kind it is, how bright, and
## where roofs and crowns keep it off: rays straight down into the physics of the scene, some in every physics frame.

enum Kind { NONE, RAIN, SNOW, FIREFLIES }

const FALLING := preload("../shaders/falling.gdshader")
const COUNT: Dictionary[Kind, int] = {Kind.RAIN: 2400, Kind.SNOW: 3600, Kind.FIREFLIES: 300}
## Metres of the box that is filled.
const BOX: Dictionary[Kind, float] = {Kind.RAIN: 18.0, Kind.SNOW: 18.0, Kind.FIREFLIES: 40.0}
## Places along a side of the box for which is known what shelters them; a row of them is looked at in a physics frame.
const CELLS := 24
## How far above and below the eye is looked for a roof (metres).
const ABOVE := 30.0
const BELOW := 10.0
const OPEN := -1e6
## Seconds after which it falls as at first.
const AGAIN := 3600.0

## What falls now.
var kind := Kind.NONE
## Layers of bodies that keep it off; 0: none does.
var shelter_mask := 1
## Whether time stands still.
var still := false

var _material := ShaderMaterial.new()
## How high roofs are, a pixel for each place: the picture that the shader reads, so that nothing is copied.
var _heights := Image.create(CELLS, CELLS, false, Image.FORMAT_RF)
var _texture: ImageTexture = null
## A node, which keeps what it found: a query makes a dictionary for every ray.
var _ray := RayCast3D.new()
var _row := 0
var _seconds := 0.0


func _init() -> void:
	_material.shader = FALLING
	_heights.fill(Color(OPEN, 0.0, 0.0))
	_texture = ImageTexture.create_from_image(_heights)
	_material.set_shader_parameter(&"shelter", _texture)
	_ray.enabled = false
	_ray.top_level = true
	_ray.target_position = Vector3.DOWN * (ABOVE + BELOW)
	add_child(_ray, false, Node.INTERNAL_MODE_BACK)
	material_override = _material
	cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
	# it is about the camera, wherever this node stands
	custom_aabb = AABB(Vector3.ONE * -1e5, Vector3.ONE * 2e5)
	visible = false


func _process(delta: float) -> void:
	if kind == Kind.NONE or still:
		return
	_seconds = fmod(_seconds + delta, AGAIN)
	_material.set_shader_parameter(&"seconds", _seconds)


func _physics_process(_delta: float) -> void:
	if kind in [Kind.RAIN, Kind.SNOW] and shelter_mask != 0:
		_look_for_roofs()


## Let this fall from now on, with a colour as the renderer takes it.
func fall(what: Kind, colour: Color) -> void:
	_material.set_shader_parameter(&"tone", Vector3(colour.r, colour.g, colour.b))
	_material.set_shader_parameter(&"sheltered", shelter_mask != 0)
	if what == kind:
		return
	kind = what
	visible = kind != Kind.NONE
	if not visible:
		return
	_material.set_shader_parameter(&"kind", int(kind))
	_material.set_shader_parameter(&"box", BOX[kind])
	# the shader places every corner by its number alone
	var corners := PackedVector3Array()
	corners.resize(COUNT[kind] * 6)
	var arrays := []
	arrays.resize(Mesh.ARRAY_MAX)
	arrays[Mesh.ARRAY_VERTEX] = corners
	var made := ArrayMesh.new()
	made.add_surface_from_arrays(Mesh.PRIMITIVE_TRIANGLES, arrays)
	mesh = made


## How high something reaches that keeps rain off a place of the scene; far below everything where nothing does, or
## where that is not known.
func sheltered_below(place: Vector3) -> float:
	var edge := BOX[Kind.RAIN] / CELLS
	var x := posmod(floori(place.x / edge), CELLS)
	return _heights.get_pixel(x, posmod(floori(place.z / edge), CELLS)).r


## One row of places about the eye. Places are counted through the whole scene, so that a step of the eye leaves what is
## known of the others.
func _look_for_roofs() -> void:
	var camera := get_viewport().get_camera_3d()
	if camera == null:
		return
	var edge: float = BOX[kind] / CELLS
	var eye := camera.global_position
	_ray.collision_mask = shelter_mask
	var z := floori(eye.z / edge) - CELLS / 2 + _row
	var changed := false
	for column in CELLS:
		var x := floori(eye.x / edge) - CELLS / 2 + column
		_ray.global_position = Vector3((x + 0.5) * edge, eye.y + ABOVE, (z + 0.5) * edge)
		_ray.force_raycast_update()
		var found := _ray.get_collision_point().y if _ray.is_colliding() else OPEN
		var pixel := Vector2i(posmod(x, CELLS), posmod(z, CELLS))
		if _heights.get_pixelv(pixel).r != found:
			_heights.set_pixelv(pixel, Color(found, 0.0, 0.0))
			changed = true
	_row = (_row + 1) % CELLS
	if changed:
		_texture.update(_heights)
