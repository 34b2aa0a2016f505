extends RefCounted
## The nearest lamps of the world that burn, as lights of this engine.

const ChunkView := preload("chunk_view.gd")
## How far a lamp may be to be lit (metres).
const RANGE := 40.0
## Seconds between two looks at which lamps are near.
const SECONDS := 0.25

var _lights: Array[OmniLight3D] = []
var _due := 0.0


## Make so many lights below a node.
func make(root: Node3D, count: int) -> void:
	for index in count:
		var light := OmniLight3D.new()
		light.visible = false
		light.omni_attenuation = 1.4
		root.add_child(light, false, Node.INTERNAL_MODE_BACK)
		_lights.append(light)


## Let those burn that are nearest to a place of the world; call every frame. [param dark] is how dark it is, 0 to 1.
func follow(here: Vector3, seconds: float, dark: float, chunks: Dictionary[Vector2i, ChunkView]) -> void:
	_due -= seconds
	if _due > 0.0 or _lights.is_empty():
		return
	_due = SECONDS
	var found: Array[Array] = []
	for place in chunks:
		for lamp in chunks[place].lamps:
			var strength: float = 1.0 if lamp[3] else dark
			var away: float = (lamp[0] as Vector3).distance_to(here)
			if strength > 0.05 and away < RANGE:
				found.append([away, lamp, strength])
	found.sort_custom(func(a: Array, b: Array) -> bool: return a[0] < b[0])
	for index in _lights.size():
		_lights[index].visible = index < found.size()
		if _lights[index].visible:
			_light(_lights[index], found[index][1], found[index][2])


static func _light(light: OmniLight3D, lamp: Array, strength: float) -> void:
	var colour: Vector3 = lamp[1]
	light.position = lamp[0]
	light.omni_range = lamp[2]
	light.light_color = Color(colour.x, colour.y, colour.z).linear_to_srgb()
	light.light_energy = 2.0 * strength
