extends RefCounted
## A shape of the world as this engine takes it: surfaces with levels of detail, colliders, and what it tells of itself.
##
## Made from a `shape` message by [method decode], on any thread, meshes and all: nothing here touches the scene. The
## bytes are those of the repository's docs/geometry.md.

const VERTEX := 20
## Heights of a picture in points at which a level of detail is off by no more than one of them.
const POINTS := 720.0
## Bytes of a part once inflated; nothing is allocated beyond.
const MOST_BYTES := 67108864


## What is drawn of one moving group (0: what does not move) with one material, until it is in a mesh.
class Surface:
	extends RefCounted
	var group := 0
	## Index of a material of the project's own, -1 for the world's.
	var material := -1
	var places := PackedVector3Array()
	var normals := PackedVector3Array()
	var uvs := PackedVector2Array()
	var colours := PackedColorArray()
	## Material and glow (0 to 1) of each vertex. Floats: the Compatibility renderer mistakes bytes.
	var custom := PackedFloat32Array()
	var indices := PackedInt32Array()
	## Size in metres that may be off, to indices.
	var coarser: Dictionary[float, PackedInt32Array] = {}


## A convex piece: a box, or a hull of points; in the axes of the shape.
class Collider:
	extends RefCounted
	## What the part means: "wall", "roof".
	var role := ""
	var group := 0
	var at := Transform3D.IDENTITY
	var size := Vector3.ZERO
	var points := PackedVector3Array()


## A part that the project has a scene of its own for: it is in no surface. Copies of a part are one each.
class Part:
	extends RefCounted
	var role := ""
	var group := 0
	## Kind of its socket; empty where it has none.
	var socket := ""
	## Its socket, which looks along -Z; where it has none, the shape's own axes.
	var at := Transform3D.IDENTITY
	## Its box in those axes.
	var box := AABB()
	## Whether the box holds anything.
	var is_begun := false

	## Make the box as large as to hold a point of the shape.
	func hold(point: Vector3) -> void:
		var inner := at.affine_inverse() * point
		box = box.expand(inner) if is_begun else AABB(inner, Vector3.ZERO)
		is_begun = true


## Name of its content.
var name := ""
## Class of the thing: "house", "tree_round".
var kind := ""
## Its box.
var bounds := AABB()
## Meshes by moving group, 0: what does not move.
var meshes: Dictionary[int, ArrayMesh] = {}
## Index of a material of the project's own, -1 for the world's, for each surface of the mesh of a group.
var materials: Dictionary[int, PackedInt32Array] = {}
var colliders: Array[Collider] = []
## What moves, group 1 first: `role`, `joint`, `axis`, `pivot`, `low`, `high`, `open`.
var groups: Array = []
## Places with a meaning: `kind`, `position`, `yaw`, `size`.
var sockets: Array = []
## Lamps: `position`, `colour`, `reach`, `always`.
var lights: Array = []
## Parts that are left to scenes of the project's own.
var parts: Array[Part] = []
## What was wrong with the message; empty when nothing was.
var error := ""

## Roles of parts that are left out, by their numbers, and three corners each of their triangles.
var _left_out: Dictionary[int, String] = {}
var _corners: Dictionary[int, PackedVector3Array] = {}
var _groups_left_out: Dictionary[int, int] = {}


## From a `shape` message. [param own] holds indices of materials that the project replaces, [param own_roles] the roles
## of parts that it has scenes for.
static func decode(header: Dictionary, part: PackedByteArray, own: Dictionary, own_roles: Dictionary) -> RefCounted:
	var out := new()
	out._read(header, part, own, own_roles)
	return out


## Where a moving group is when it is [param share] open: what turns or moves points of the shape.
func opened(group: int, share: float) -> Transform3D:
	var facts: Dictionary = groups[group - 1]
	var amount: float = facts["open"] * smoothstep(0.0, 1.0, share)
	var axis := Vector3.ZERO
	axis["xyz".find(facts["axis"])] = 1.0
	if facts["joint"] == "slider":
		return Transform3D(Basis.IDENTITY, axis * amount)
	var numbers: Array = facts["pivot"]
	var pivot := Vector3(numbers[0], numbers[1], numbers[2])
	var turn := Basis(axis, deg_to_rad(amount))
	return Transform3D(turn, pivot - turn * pivot)


## Whether parts of a moving group are left to scenes of the project's own.
func has_left_out(group: int) -> bool:
	return parts.any(func(part: Part) -> bool: return part.group == group)


func _read(header: Dictionary, part: PackedByteArray, own: Dictionary, own_roles: Dictionary) -> void:
	name = header["hash"]
	kind = header["kind"]
	var low: Array = header["low"]
	var high: Array = header["high"]
	bounds = AABB(Vector3(low[0], low[1], low[2]), Vector3.ZERO).expand(Vector3(high[0], high[1], high[2]))
	groups = header["groups"]
	sockets = header["sockets"]
	lights = header["lights"]
	var length: int = header["bytes"]
	if length < 0 or length > MOST_BYTES:
		error = "%d bytes are too many" % length
		return
	var data := part.decompress(length, FileAccess.COMPRESSION_DEFLATE)
	if data.size() != length:
		error = "%d bytes where %d belong" % [data.size(), length]
		return
	for number in (header["roles"] as Array).size():
		if own_roles.has(header["roles"][number]):
			_left_out[number] = header["roles"][number]
	var at := 0
	var known: Dictionary[int, Surface] = {}
	var radius := bounds.size.length() / 2.0
	var off := 0.0
	for number in (header["levels"] as Array).size():
		var level: Dictionary = header["levels"][number]
		var next := _level(data, at, level, header["step"], number, off, own, known)
		if next < 0:
			error = "level %d is cut short" % number
			return
		at = next
		off = radius / (maxf(level["until"], 0.001) * POINTS)
	for key in known:
		_mesh(known[key])
	for number in _corners:
		_leave_out(number)
	_corners.clear()
	_colliders(data, at, header["colliders"], header["roles"])


func _level(
	data: PackedByteArray,
	at: int,
	level: Dictionary,
	step: float,
	number: int,
	off: float,
	own: Dictionary,
	known: Dictionary[int, Surface]
) -> int:
	var count: int = level["vertices"]
	var corners: int = level["indices"]
	var wide: int = level["index_bytes"]
	var end := at + count * VERTEX + corners * wide
	if end > data.size():
		return -1
	var places := PackedVector3Array()
	var normals := PackedVector3Array()
	var uvs := PackedVector2Array()
	var colours := PackedColorArray()
	var custom := PackedFloat32Array()
	places.resize(count)
	normals.resize(count)
	uvs.resize(count)
	colours.resize(count)
	custom.resize(count * 2)
	for index in count:
		var o := at + index * VERTEX
		places[index] = Vector3(data.decode_s16(o), data.decode_s16(o + 2), data.decode_s16(o + 4)) * step
		normals[index] = Vector3(data.decode_s8(o + 8), data.decode_s8(o + 9), data.decode_s8(o + 10)) / 127.0
		uvs[index] = Vector2(data.decode_s16(o + 12), data.decode_s16(o + 14)) / 256.0
		# the alpha of a colour carries how much of the sky is open there
		colours[index] = Color8(data[o + 16], data[o + 17], data[o + 18], data[o + 7])
		custom[index * 2] = data[o + 6]
		custom[index * 2 + 1] = data[o + 11] / 255.0
	var indices := _indices(data, at + count * VERTEX, corners, wide)
	var ranges: Array = level["ranges"]
	var from := 0
	for run in range(0, ranges.size(), 5):
		var first: int = ranges[run]
		var length: int = ranges[run + 1]
		var material: int = ranges[run + 2]
		var group: int = ranges[run + 3]
		var key := group * 256 + (material + 1 if own.has(material) else 0)
		# vertices come in the order of their first use: a run's are one after the other
		var until := from
		for corner in range(first, first + length):
			until = maxi(until, indices[corner] + 1)
		if not known.has(key):
			if number > 0:
				from = until
				continue
			var made := Surface.new()
			made.group = group
			made.material = material if own.has(material) else -1
			known[key] = made
		var surface := known[key]
		var moved := indices.slice(first, first + length)
		if not _left_out.is_empty():
			moved = _without(moved, data, at, places, number, group)
			length = moved.size()
		var shift := surface.places.size() - from
		for corner in length:
			moved[corner] += shift
		# counter-clockwise from outside is this engine's back
		for corner in range(0, length - 2, 3):
			var swapped := moved[corner + 1]
			moved[corner + 1] = moved[corner + 2]
			moved[corner + 2] = swapped
		surface.places.append_array(places.slice(from, until))
		surface.normals.append_array(normals.slice(from, until))
		surface.uvs.append_array(uvs.slice(from, until))
		surface.colours.append_array(colours.slice(from, until))
		surface.custom.append_array(custom.slice(from * 2, until * 2))
		if number == 0:
			surface.indices.append_array(moved)
		elif surface.coarser.has(off):
			surface.coarser[off].append_array(moved)
		else:
			surface.coarser[off] = moved
		from = until
	return end + (4 - (corners * wide) % 4) % 4


func _mesh(surface: Surface) -> void:
	if surface.indices.is_empty():
		return
	if not meshes.has(surface.group):
		meshes[surface.group] = ArrayMesh.new()
		materials[surface.group] = PackedInt32Array()
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
	meshes[surface.group].add_surface_from_arrays(Mesh.PRIMITIVE_TRIANGLES, arrays, [], coarser, format)
	materials[surface.group].append(surface.material)


## Triangles without those of parts that are left out, which are kept for [method _leave_out].
func _without(
	triangles: PackedInt32Array, data: PackedByteArray, at: int, places: PackedVector3Array, level: int, group: int
) -> PackedInt32Array:
	var out := PackedInt32Array()
	for corner in range(0, triangles.size() - 2, 3):
		var number := data[at + triangles[corner] * VERTEX + 19]
		if not _left_out.has(number):
			out.append_array(triangles.slice(corner, corner + 3))
			continue
		_groups_left_out[number] = group
		if level == 0:
			if not _corners.has(number):
				_corners[number] = PackedVector3Array()
			for index in 3:
				_corners[number].append(places[triangles[corner + index]])
	return out


## A part for each copy that has a socket, else one for all: what is nearest to a socket is of that copy.
func _leave_out(number: int) -> void:
	var stands: Array[Part] = []
	for socket: Dictionary in sockets:
		if socket["part"] == number and socket["kind"] != "spawn":
			var p: Array = socket["position"]
			stands.append(_new_part(number, socket["kind"]))
			stands[-1].at = Transform3D(Basis(Vector3.UP, socket["yaw"]), Vector3(p[0], p[1], p[2]))
	if stands.is_empty():
		stands.append(_new_part(number, ""))
	var corners := _corners[number]
	for corner in range(0, corners.size(), 3):
		var middle := (corners[corner] + corners[corner + 1] + corners[corner + 2]) / 3.0
		var nearest := stands[0]
		for part in stands:
			if part.at.origin.distance_squared_to(middle) < nearest.at.origin.distance_squared_to(middle):
				nearest = part
		for index in 3:
			nearest.hold(corners[corner + index])
	for part in stands:
		if part.is_begun:
			parts.append(part)


func _new_part(number: int, kind: String) -> Part:
	var made := Part.new()
	made.role = _left_out[number]
	made.group = _groups_left_out[number]
	made.socket = kind
	return made


func _indices(data: PackedByteArray, at: int, corners: int, wide: int) -> PackedInt32Array:
	var out := PackedInt32Array()
	out.resize(corners)
	var fresh := 0
	for corner in corners:
		var code := data.decode_u16(at + corner * 2) if wide == 2 else data.decode_u32(at + corner * 4)
		out[corner] = fresh - code
		if code == 0:
			fresh += 1
	return out


func _colliders(data: PackedByteArray, at: int, rows: Array, roles: Array) -> void:
	for row in range(0, rows.size(), 4):
		var count: int = rows[row]
		var floats := 10 if count == 0 else 3 * count
		if at + 4 * floats > data.size():
			error = "colliders are cut short"
			return
		var values := data.slice(at, at + 4 * floats).to_float32_array()
		at += 4 * floats
		var made := Collider.new()
		var part: int = rows[row + 1]
		made.role = roles[part] if part < roles.size() else ""
		made.group = rows[row + 2]
		if count == 0:
			var turn := Quaternion(values[3], values[4], values[5], values[6]).normalized()
			made.at = Transform3D(Basis(turn), Vector3(values[0], values[1], values[2]))
			made.size = Vector3(values[7], values[8], values[9]) * 2.0
		else:
			made.points.resize(count)
			for point in count:
				made.points[point] = Vector3(values[3 * point], values[3 * point + 1], values[3 * point + 2])
		colliders.append(made)
