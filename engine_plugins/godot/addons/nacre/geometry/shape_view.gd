extends RefCounted
## A shape in this engine: a mesh for each moving group, and collision shapes by size.

const ShapeData := preload("shape_data.gd")
const Looks := preload("looks.gd")
## Sizes of one shape that share their collision shapes differ by less than this.
const ALIKE := 0.02

var data: ShapeData = null
## Meshes by moving group; 0: what does not move.
var meshes: Dictionary[int, ArrayMesh] = {}
## Scaled collision shapes by size and number of the collider.
var _solids: Dictionary[int, Array] = {}


## Upload one surface; call with 0, 1, … until it returns false. Each is about a millisecond's work.
func upload(number: int, looks: Looks, own: Array[Material]) -> bool:
	if number >= data.surfaces.size():
		# what the meshes were made of is not needed any more
		data.surfaces.clear()
		return false
	var surface: ShapeData.Surface = data.surfaces[number]
	if surface.indices.is_empty():
		return true
	if not meshes.has(surface.group):
		meshes[surface.group] = ArrayMesh.new()
	var mesh := meshes[surface.group]
	var arrays := []
	arrays.resize(Mesh.ARRAY_MAX)
	arrays[Mesh.ARRAY_VERTEX] = surface.places
	arrays[Mesh.ARRAY_NORMAL] = surface.normals
	arrays[Mesh.ARRAY_TEX_UV] = surface.uvs
	arrays[Mesh.ARRAY_COLOR] = surface.colours
	arrays[Mesh.ARRAY_INDEX] = surface.indices
	var format := 0
	if surface.material < 0:
		arrays[Mesh.ARRAY_CUSTOM0] = surface.custom
		format = Mesh.ARRAY_CUSTOM_RG_FLOAT << Mesh.ARRAY_FORMAT_CUSTOM0_SHIFT
	# the engine takes a coarser level only when it has fewer triangles, each than the one before
	var coarser: Dictionary[float, PackedInt32Array] = {}
	var fewest := surface.indices.size()
	for off in surface.coarser:
		if surface.coarser[off].size() < fewest:
			fewest = surface.coarser[off].size()
			coarser[off] = surface.coarser[off]
	mesh.add_surface_from_arrays(Mesh.PRIMITIVE_TRIANGLES, arrays, [], coarser, format)
	var material: Material = looks.surface
	if surface.material >= 0:
		material = own[surface.material]
	mesh.surface_set_material(mesh.get_surface_count() - 1, material)
	return true


## Whether it is solid at all.
func is_solid() -> bool:
	return not data.colliders.is_empty()


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
