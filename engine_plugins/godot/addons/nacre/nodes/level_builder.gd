extends RefCounted
## Ordinary scene content from a height field: mesh, collision, navigation, spawn markers, places of characters.

const HeightField := preload("height_field.gd")

## Steepest ground that can be walked on, as rise over run of a cell.
const STEEPEST := 0.9
## Cells kept free around what cannot be walked on, for the width of a body (metres).
const BODY := 0.5
## Distance between spawn markers, and how even the ground around them must be (metres).
const APART := 6.0
const EVEN := 0.4
const MOST_MARKERS := 32
## Deepest bed of water (metres).
const DEEPEST := 2.5

var field: HeightField = null
## Which cells are water, one byte each; empty where the world says nothing of water.
var wet := PackedByteArray()


func _init(from: HeightField) -> void:
	field = from


## A Node3D with everything below it. [param state] is a `state` message, [param start] where the first marker goes.
func build(state: Dictionary, start: Vector3) -> Node3D:
	var level := Node3D.new()
	level.name = "GeneratedLevel"
	# What is seen is the water's surface, what is stood on its bed.
	var seen := mesh()
	var water: Variant = (state.get("atmosphere", {}) as Dictionary).get("water")
	if water != null:
		wet = field.sink(float(water), DEEPEST)
	var shape := mesh() if wet.has(1) else seen
	var visual := MeshInstance3D.new()
	visual.name = "Ground"
	visual.mesh = seen
	level.add_child(visual)
	var body := StaticBody3D.new()
	body.name = "Body"
	var collision := CollisionShape3D.new()
	collision.name = "Shape"
	collision.shape = shape.create_trimesh_shape()
	body.add_child(collision)
	level.add_child(body)
	if wet.has(1):
		level.add_child(_water(float(water)))
	var region := NavigationRegion3D.new()
	region.name = "Navigation"
	region.navigation_mesh = navigation()
	level.add_child(region)
	var markers := Node3D.new()
	markers.name = "SpawnPoints"
	level.add_child(markers)
	for place in spawn_points(start):
		var marker := Marker3D.new()
		marker.name = "Spawn%d" % markers.get_child_count()
		marker.position = place
		markers.add_child(marker)
	_add_places(level, "Characters", state.get("entities", []), "slot")
	_add_places(level, "Things", state.get("objects", []), "id")
	return level


## The ground with a vertex in the middle of every cell, coloured as it was seen.
func mesh() -> ArrayMesh:
	var count := field.count
	var places := PackedVector3Array()
	var normals := PackedVector3Array()
	places.resize(count * count)
	normals.resize(count * count)
	for z in count:
		for x in count:
			places[z * count + x] = field.middle(x, z)
			var slope_x := field.heights[z * count + mini(x + 1, count - 1)] - field.heights[z * count + maxi(x - 1, 0)]
			var slope_z := field.heights[mini(z + 1, count - 1) * count + x] - field.heights[maxi(z - 1, 0) * count + x]
			normals[z * count + x] = Vector3(-slope_x, 2.0 * field.cell, -slope_z).normalized()
	var indices := PackedInt32Array()
	for z in count - 1:
		for x in count - 1:
			var at := z * count + x
			indices.append_array([at, at + 1, at + count, at + 1, at + count + 1, at + count])
	var arrays := []
	arrays.resize(Mesh.ARRAY_MAX)
	arrays[Mesh.ARRAY_VERTEX] = places
	arrays[Mesh.ARRAY_NORMAL] = normals
	arrays[Mesh.ARRAY_COLOR] = field.colours
	arrays[Mesh.ARRAY_INDEX] = indices
	var out := ArrayMesh.new()
	out.add_surface_from_arrays(Mesh.PRIMITIVE_TRIANGLES, arrays)
	var material := StandardMaterial3D.new()
	material.vertex_color_use_as_albedo = true
	material.vertex_color_is_srgb = true
	material.roughness = 1.0
	out.surface_set_material(0, material)
	return out


## Which squares between four cells can be walked on, row by row; a body's width away from what cannot.
func walkable() -> PackedByteArray:
	var side := field.count - 1
	var steep := PackedByteArray()
	steep.resize(side * side)
	for z in side:
		for x in side:
			var at := z * field.count + x
			var four := [
				field.heights[at],
				field.heights[at + 1],
				field.heights[at + field.count],
				field.heights[at + field.count + 1],
			]
			var is_wet := wet.has(1) and _is_wet(x, z)
			steep[z * side + x] = 1 if four.max() - four.min() > STEEPEST * field.cell or is_wet else 0
	var out := PackedByteArray()
	out.resize(side * side)
	var reach := ceili(BODY / field.cell)
	for z in side:
		for x in side:
			var free := 1
			for near_z in range(maxi(z - reach, 0), mini(z + reach + 1, side)):
				for near_x in range(maxi(x - reach, 0), mini(x + reach + 1, side)):
					if steep[near_z * side + near_x]:
						free = 0
			out[z * side + x] = free
	return out


func _is_wet(x: int, z: int) -> bool:
	var at := z * field.count + x
	return wet[at] + wet[at + 1] + wet[at + field.count] + wet[at + field.count + 1] > 0


## The water as an area: what enters it swims. Boxes from the surface down, as large as cells can be put together.
func _water(level: float) -> Area3D:
	var area := Area3D.new()
	area.name = "Water"
	area.set_meta(&"nacre_water_level", level)
	var left := wet.duplicate()
	for z in field.count:
		for x in field.count:
			if not left[z * field.count + x]:
				continue
			var size := Vector2i(1, 1)
			while x + size.x < field.count and left[z * field.count + x + size.x]:
				size.x += 1
			while z + size.y < field.count and not left.slice((z + size.y) * field.count + x).slice(0, size.x).has(0):
				size.y += 1
			for row in size.y:
				for column in size.x:
					left[(z + row) * field.count + x + column] = 0
			area.add_child(_box(Rect2i(Vector2i(x, z), size), level))
	return area


func _box(cells: Rect2i, level: float) -> CollisionShape3D:
	var box := BoxShape3D.new()
	box.size = Vector3(cells.size.x * field.cell, DEEPEST, cells.size.y * field.cell)
	var made := CollisionShape3D.new()
	made.shape = box
	var middle := field.origin + (Vector2(cells.position) + Vector2(cells.size) / 2.0) * field.cell
	made.position = Vector3(middle.x, level - DEEPEST / 2.0, middle.y)
	return made


## A navigation mesh of the squares that can be walked on.
func navigation() -> NavigationMesh:
	var free := walkable()
	var side := field.count - 1
	var known := {}
	var places := PackedVector3Array()
	var out := NavigationMesh.new()
	var polygons: Array[PackedInt32Array] = []
	for z in side:
		for x in side:
			if not free[z * side + x]:
				continue
			var polygon := PackedInt32Array()
			for corner: Vector2i in [Vector2i(0, 0), Vector2i(1, 0), Vector2i(1, 1), Vector2i(0, 1)]:
				var at := (z + corner.y) * field.count + x + corner.x
				if not known.has(at):
					known[at] = places.size()
					places.append(field.middle(x + corner.x, z + corner.y))
				polygon.append(known[at])
			polygons.append(polygon)
	out.vertices = places
	for polygon in polygons:
		out.add_polygon(polygon)
	return out


## Places on even ground that can be walked on, the first as near to [param start] as there is one.
func spawn_points(start: Vector3) -> Array[Vector3]:
	var free := walkable()
	var side := field.count - 1
	var reach := ceili(1.0 / field.cell)
	var found: Array[Vector3] = []
	for z in range(reach, side - reach, reach):
		for x in range(reach, side - reach, reach):
			var low := INF
			var high := -INF
			for near: Vector2i in [Vector2i.ZERO, Vector2i.LEFT, Vector2i.RIGHT, Vector2i.UP, Vector2i.DOWN]:
				var at := Vector2i(x, z) + near * reach
				if not free[at.y * side + at.x]:
					low = -INF
				low = minf(low, field.heights[at.y * field.count + at.x])
				high = maxf(high, field.heights[at.y * field.count + at.x])
			if high - low <= EVEN:
				found.append(field.middle(x, z))
	found.sort_custom(
		func(a: Vector3, b: Vector3) -> bool: return a.distance_squared_to(start) < b.distance_squared_to(start)
	)
	var out: Array[Vector3] = []
	for place in found:
		if (
			out.size() < MOST_MARKERS
			and out.all(func(other: Vector3) -> bool: return other.distance_to(place) >= APART)
		):
			out.append(place)
	return out


func _add_places(level: Node3D, title: String, listed: Array, key: String) -> void:
	var holder := Node3D.new()
	holder.name = title
	level.add_child(holder)
	for info: Dictionary in listed:
		var at: Variant = info.get("position")
		if at is not Array or at.size() != 3:
			continue
		var marker := Marker3D.new()
		marker.name = (
			"%s_%s" % [str(info.get("class", "thing")).to_pascal_case(), str(info.get(key, "")).validate_node_name()]
		)
		marker.transform = Transform3D(Basis(Vector3.UP, float(info.get("yaw", 0.0))), Vector3(at[0], at[1], at[2]))
		marker.set_meta(&"nacre_class", str(info.get("class", "")))
		marker.set_meta(&"nacre_size", float(info.get("size", 1.0)))
		holder.add_child(marker)
