extends RefCounted
## A shape in this engine: a mesh for each moving group, and collision shapes by size.

const ShapeData := preload("shape_data.gd")
const Looks := preload("looks.gd")
## Sizes of one shape that share their collision shapes differ by less than this.
const ALIKE := 0.02
## What hides what is behind it: boxes of these parts, with a side at least so large (square metres) and no thinner than
## this (metres), a little smaller than they are drawn.
const HIDING: Array[String] = ["wall", "roof", "ceiling", "foundation", "buttress", "chimney"]
const HIDING_AREA := 2.0
const HIDING_DEPTH := 0.08
const WITHIN := 0.02

var data: ShapeData = null
## Meshes by moving group; 0: what does not move.
var meshes: Dictionary[int, ArrayMesh] = {}
## What hides what is behind it; null where nothing does, or before [method occluder] was asked.
var _occluder: ArrayOccluder3D = null
var _is_occluder_made := false
## Scaled collision shapes by size and number of the collider.
var _solids: Dictionary[int, Array] = {}


## A shape that was decoded, drawn with the world's materials and the project's own.
func _init(of: ShapeData, looks: Looks, own: Array[Material]) -> void:
	data = of
	meshes = of.meshes
	for group in meshes:
		for index in of.materials[group].size():
			var material := of.materials[group][index]
			meshes[group].surface_set_material(index, own[material] if material >= 0 else looks.surface)


## Whether it is solid at all.
func is_solid() -> bool:
	return not data.colliders.is_empty()


## What hides what is behind things of this shape, made of the boxes of its walls and roofs; null where nothing does.
func occluder() -> ArrayOccluder3D:
	if _is_occluder_made:
		return _occluder
	_is_occluder_made = true
	var places := PackedVector3Array()
	var corners := PackedInt32Array()
	for collider in data.colliders:
		var size := collider.size - Vector3.ONE * 2.0 * WITHIN
		var largest := maxf(maxf(size.x * size.y, size.y * size.z), size.x * size.z)
		if collider.group != 0 or collider.role not in HIDING or not collider.points.is_empty():
			continue
		if largest < HIDING_AREA or size[size.min_axis_index()] < HIDING_DEPTH - 2.0 * WITHIN:
			continue
		var first := places.size()
		for corner in 8:
			var side := Vector3(corner & 1, (corner >> 1) & 1, (corner >> 2) & 1) - Vector3.ONE * 0.5
			places.append(collider.at * (side * size))
		for index: int in [
			0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4, 2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1, 3, 5, 3, 7, 5
		]:
			corners.append(first + index)
	if not corners.is_empty():
		_occluder = ArrayOccluder3D.new()
		_occluder.set_arrays(places, corners)
	return _occluder


## The collision shape of a collider for things of a size. Kept, and shared by things of that size.
func solid(size: float, index: int) -> Shape3D:
	var key := roundi(size / ALIKE)
	if not _solids.has(key):
		var none: Array[Shape3D] = []
		none.resize(data.colliders.size())
		_solids[key] = none
	if _solids[key][index] == null:
		_solids[key][index] = _made(size, data.colliders[index])
	return _solids[key][index]


func _made(size: float, collider: ShapeData.Collider) -> Shape3D:
	if collider.points.is_empty():
		var box := BoxShape3D.new()
		box.size = (collider.size * size).max(Vector3.ONE * 0.01)
		return box
	var hull := ConvexPolygonShape3D.new()
	hull.points = Transform3D(Basis.from_scale(Vector3.ONE * size), Vector3.ZERO) * collider.points
	return hull
