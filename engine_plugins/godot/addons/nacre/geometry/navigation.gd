extends RefCounted
## Navigation around the hero: a [NavigationRegion3D] for each chunk, made on the worker pool ahead of walking.
##
## A region is baked from the chunk's ground and the colliders of all that stands on it, those of its neighbours along
## the border too, so that regions meet edge to edge. Door leaves are left out: the world opens a door for whoever
## stands before it. Deep water is no way.

## A chunk's region is in the map.
signal shown(place: Vector2i)

const GroundData := preload("ground_data.gd")
const ShapeData := preload("shape_data.gd")
const ShapeView := preload("shape_view.gd")
const ChunkView := preload("chunk_view.gd")
## Edge of a cell of the bake, and of the map (metres): 32 m are a whole number of them, and doors are ten wide.
const CELL := 0.1
## Edge of the boxes in which the map takes corners for one, as a share of a cell: the least the engine takes.
const SAME := 0.01
## Corners nearer to each other than this become one (metres). Samples of thin triangles lie millimetres apart, in one
## box of the map: more than two edges are one edge then, which it warns of and matches no more.
const NEAR := 0.01
## Metres baked beyond a chunk's edge and cut off again; the margin of a chunk's heights is laid this wide.
const BORDER := 0.6
## Deepest water that is walked through (metres).
const WADE := 0.5
## Hulls of more points than this are taken as upright prisms: nearly all are trunks, stones and limbs.
const MOST_POINTS := 12


class Region:
	extends RefCounted
	## Content of the chunk it was made of.
	var name := ""
	var node: NavigationRegion3D = null
	var mesh: NavigationMesh = null
	var task := -1


## Chunks away from the hero's that have navigation.
var reach := 1
## Measures of whoever walks.
var radius := 0.3
var height := 1.7
var climb := 0.4
var slope := 45.0
var layers := 1
## How long the last bake took on its thread (milliseconds), and how many there were.
var took := 0.0
var count := 0

var _regions: Dictionary[Vector2i, Region] = {}
var _baking: Region = null
## What was looked at when nothing was left to do.
var _looked := Vector3i.MIN
## Triangles of whole shapes, by name; only touched by the one task there is.
var _faces: Dictionary[String, PackedVector3Array] = {}


## Take what was baked, begin the next, let go of what is far. Call every frame; whether it changed anything.
func follow(
	root: Node3D, here: Vector2i, edition: int, chunks: Dictionary[Vector2i, ChunkView], shapes: Dictionary
) -> bool:
	var look := Vector3i(here.x, here.y, edition)
	if _baking != null:
		if not WorkerThreadPool.is_task_completed(_baking.task):
			return false
		WorkerThreadPool.wait_for_task_completion(_baking.task)
		_show(root)
		return true
	if look == _looked:
		return false
	for place: Vector2i in _regions.keys():
		if maxi(absi(place.x - here.x), absi(place.y - here.y)) > reach + 1:
			_drop(place)
			return true
	for ring in reach + 1:
		for z in range(here.y - ring, here.y + ring + 1):
			for x in range(here.x - ring, here.x + ring + 1):
				var place := Vector2i(x, z)
				if maxi(absi(x - here.x), absi(z - here.y)) == ring and _is_due(place, chunks):
					_begin(place, chunks, shapes)
					return true
	_looked = look
	return false


## Whether a chunk's region is in the map.
func has(place: Vector2i) -> bool:
	return _regions.has(place) and _regions[place].node != null


## Give everything back.
func free_all() -> void:
	if _baking != null:
		WorkerThreadPool.wait_for_task_completion(_baking.task)
		_baking = null
	for place: Vector2i in _regions.keys():
		_drop(place)
	_faces.clear()


func _drop(place: Vector2i) -> void:
	var region := _regions[place]
	if is_instance_valid(region.node):
		region.node.queue_free()
	_regions.erase(place)


## Whether a chunk has all that its region is made of, and has none yet.
func _is_due(place: Vector2i, chunks: Dictionary[Vector2i, ChunkView]) -> bool:
	if not chunks.has(place) or (_regions.has(place) and _regions[place].name == chunks[place].data.name):
		return false
	for z in range(place.y - 1, place.y + 2):
		for x in range(place.x - 1, place.x + 2):
			var beside: ChunkView = chunks.get(Vector2i(x, z))
			if beside == null or beside.data.cells != 64:
				return false
	return true


func _begin(place: Vector2i, chunks: Dictionary[Vector2i, ChunkView], shapes: Dictionary) -> void:
	var region := Region.new()
	var ground := chunks[place].data
	region.name = ground.name
	if _regions.has(place):
		region.node = _regions[place].node
	var around: Array[GroundData] = []
	for z in range(place.y - 1, place.y + 2):
		for x in range(place.x - 1, place.x + 2):
			around.append(chunks[Vector2i(x, z)].data)
	_regions[place] = region
	_baking = region
	region.mesh = _settings()
	# others may come while it is read
	var known := shapes.duplicate()
	region.task = WorkerThreadPool.add_task(_bake.bind(region.mesh, ground, around, known), false, "nacre navigation")


func _settings() -> NavigationMesh:
	var mesh := NavigationMesh.new()
	mesh.cell_size = CELL
	mesh.cell_height = CELL
	mesh.agent_radius = snappedf(radius, CELL)
	mesh.agent_height = snappedf(height, CELL)
	mesh.agent_max_climb = snappedf(climb, CELL)
	mesh.agent_max_slope = slope
	mesh.border_size = BORDER
	mesh.region_min_size = 8.0
	mesh.edge_max_error = 1.3
	mesh.detail_sample_distance = 12.0
	mesh.detail_sample_max_error = 2.0
	return mesh


## What of some chunks reaches into one: its shape, and where it is in that chunk.
func _things_within(ground: GroundData, around: Array[GroundData], shapes: Dictionary) -> Array[Array]:
	var out: Array[Array] = []
	var corner := Vector3(ground.place.x, 0.0, ground.place.y) * GroundData.EDGE
	var box := Rect2(-BORDER, -BORDER, GroundData.EDGE + 2.0 * BORDER, GroundData.EDGE + 2.0 * BORDER)
	for beside in around:
		for thing: Dictionary in beside.things:
			var shape: ShapeView = shapes.get(thing["shape"])
			if shape == null or shape.data.colliders.is_empty():
				continue
			var at := ChunkView.placed(thing)
			at.origin -= corner
			var wide: AABB = at * shape.data.bounds
			if box.intersects(Rect2(wide.position.x, wide.position.z, wide.size.x, wide.size.z)):
				out.append([shape.data, at])
	return out


## On a thread of the pool.
func _bake(mesh: NavigationMesh, ground: GroundData, around: Array[GroundData], shapes: Dictionary) -> void:
	var began := Time.get_ticks_usec()
	var source := NavigationMeshSourceGeometryData3D.new()
	var floor_faces := _ground(ground)
	source.add_faces(floor_faces, Transform3D.IDENTITY)
	for row in _things_within(ground, around, shapes):
		var data: ShapeData = row[0]
		if not _faces.has(data.name):
			_faces[data.name] = _solids(data)
		if not _faces[data.name].is_empty():
			source.add_faces(_faces[data.name], row[1])
	var bounds := source.get_bounds()
	var low := minf(bounds.position.y, ground.lowest) - 1.0
	var edge := GroundData.EDGE + 2.0 * BORDER
	mesh.filter_baking_aabb = AABB(Vector3(-BORDER, low, -BORDER), Vector3(edge, bounds.end.y - low + 2.0, edge))
	NavigationServer3D.bake_from_source_geometry_data(mesh, source)
	join_corners(mesh)
	took = (Time.get_ticks_usec() - began) / 1000.0
	count += 1


func _show(root: Node3D) -> void:
	var region := _baking
	_baking = null
	var found: Variant = _regions.find_key(region)
	if found == null:
		return
	var place: Vector2i = found
	if region.node == null:
		region.node = NavigationRegion3D.new()
		region.node.navigation_layers = layers
		region.node.name = "Navigation_%d_%d" % [place.x, place.y]
		region.node.position = Vector3(place.x, 0.0, place.y) * GroundData.EDGE
		region.node.navigation_mesh = region.mesh
		var map := root.get_world_3d().navigation_map
		prepare(map)
		root.add_child(region.node, false, Node.INTERNAL_MODE_BACK)
	else:
		region.node.navigation_mesh = region.mesh
	region.mesh = null
	_looked = Vector3i.MIN
	shown.emit(place)


## Let a map take regions of this size of cells.
static func prepare(map: RID) -> void:
	if is_equal_approx(NavigationServer3D.map_get_cell_size(map), CELL):
		return
	NavigationServer3D.map_set_cell_size(map, CELL)
	NavigationServer3D.map_set_cell_height(map, CELL)
	NavigationServer3D.map_set_merge_rasterizer_cell_scale(map, SAME)


## Make one of corners that are nearer than [constant NEAR]; polygons that are nothing but a line then go, and of those
## that share an edge all but the two largest: the map warns of a third and matches none of them.
static func join_corners(mesh: NavigationMesh) -> void:
	var corners := mesh.vertices
	var kept: Dictionary[Vector3i, int] = {}
	var joined := PackedInt32Array()
	joined.resize(corners.size())
	for index in corners.size():
		var box := Vector3i((corners[index] / NEAR).round())
		joined[index] = index
		for around in 27:
			var beside := box + Vector3i(around % 3 - 1, around / 3 % 3 - 1, around / 9 - 1)
			if kept.has(beside) and corners[kept[beside]].distance_to(corners[index]) < NEAR:
				joined[index] = kept[beside]
				break
		if joined[index] == index:
			kept[box] = index
	var polygons: Array[PackedInt32Array] = []
	for number in mesh.get_polygon_count():
		var polygon := PackedInt32Array()
		for index in mesh.get_polygon(number):
			if joined[index] not in polygon:
				polygon.append(joined[index])
		if polygon.size() > 2:
			polygons.append(polygon)
	var sizes: Array[Vector2] = []
	for number in polygons.size():
		sizes.append(Vector2(-_area(corners, polygons[number]), number))
	sizes.sort()
	var users: Dictionary[Vector2i, int] = {}
	var gone: Dictionary[int, bool] = {}
	for size in sizes:
		var polygon := polygons[int(size.y)]
		var edges: Array[Vector2i] = []
		for at in polygon.size():
			var next := polygon[(at + 1) % polygon.size()]
			edges.append(Vector2i(mini(polygon[at], next), maxi(polygon[at], next)))
		if edges.any(func(edge: Vector2i) -> bool: return users.get(edge, 0) > 1):
			gone[int(size.y)] = true
			continue
		for edge in edges:
			users[edge] = users.get(edge, 0) + 1
	if polygons.size() == mesh.get_polygon_count() and gone.is_empty():
		return
	mesh.clear_polygons()
	for number in polygons.size():
		if not gone.has(number):
			mesh.add_polygon(polygons[number])


## Area of a flat polygon (square metres).
static func _area(corners: PackedVector3Array, polygon: PackedInt32Array) -> float:
	var sum := Vector3.ZERO
	for at in range(2, polygon.size()):
		var first := corners[polygon[0]]
		sum += (corners[polygon[at - 1]] - first).cross(corners[polygon[at]] - first)
	return sum.length() / 2.0


## Triangles of the ground and its margin, without the beds of deep water.
func _ground(ground: GroundData) -> PackedVector3Array:
	var out := PackedVector3Array()
	var whole := ground.side + 2
	var step := GroundData.EDGE / ground.cells
	var wider := ground.wider
	var deep := ground.water - WADE if ground.wet else -INF
	out.resize((whole - 1) * (whole - 1) * 6)
	var at := 0
	for z in whole - 1:
		var north := (z - 1) * step if z > 0 else -BORDER
		var south := z * step if z < whole - 2 else GroundData.EDGE + BORDER
		for x in whole - 1:
			var k := z * whole + x
			var ha := wider[k]
			var hb := wider[k + 1]
			var hc := wider[k + whole]
			var hd := wider[k + whole + 1]
			if minf(minf(ha, hb), minf(hc, hd)) < deep:
				continue
			var west := (x - 1) * step if x > 0 else -BORDER
			var east := x * step if x < whole - 2 else GroundData.EDGE + BORDER
			var a := Vector3(west, ha, north)
			var b := Vector3(east, hb, north)
			var c := Vector3(west, hc, south)
			var d := Vector3(east, hd, south)
			out[at] = a
			if absf(ha - hd) <= absf(hb - hc):
				out[at + 1] = d
				out[at + 2] = c
				out[at + 3] = a
				out[at + 4] = b
				out[at + 5] = d
			else:
				out[at + 1] = b
				out[at + 2] = c
				out[at + 3] = b
				out[at + 4] = d
				out[at + 5] = c
			at += 6
	out.resize(at)
	return out


## Triangles of what is solid in a shape, doors open; clockwise from outside, as this engine's front is.
static func _solids(data: ShapeData) -> PackedVector3Array:
	var out := PackedVector3Array()
	for collider in data.colliders:
		var faces := PackedVector3Array()
		if collider.points.is_empty():
			faces = collider.at * _box(collider.size / 2.0)
		elif collider.points.size() <= MOST_POINTS:
			faces = _hull(collider.points)
		else:
			faces = _prism(collider.points)
		var is_door: bool = collider.group != 0 and data.groups[collider.group - 1]["role"] == "door"
		out.append_array(data.opened(collider.group, 1.0) * faces if is_door else faces)
	return out


static func _box(half: Vector3) -> PackedVector3Array:
	var corners := PackedVector3Array()
	for sign_y: float in [-1.0, 1.0]:
		corners.append(Vector3(-half.x, sign_y * half.y, -half.z))
		corners.append(Vector3(half.x, sign_y * half.y, -half.z))
		corners.append(Vector3(half.x, sign_y * half.y, half.z))
		corners.append(Vector3(-half.x, sign_y * half.y, half.z))
	return _tube(corners)


## A hull of many points, as the prism above its outline.
static func _prism(points: PackedVector3Array) -> PackedVector3Array:
	var outline := PackedVector2Array()
	var low := INF
	var high := -INF
	for point in points:
		outline.append(Vector2(point.x, point.z))
		low = minf(low, point.y)
		high = maxf(high, point.y)
	outline = Geometry2D.convex_hull(outline)
	# closed, and the other way round than boxes are
	outline.resize(maxi(outline.size() - 1, 0))
	var corners := PackedVector3Array()
	for height_at: float in [low, high]:
		for point in outline:
			corners.append(Vector3(point.x, height_at, point.y))
	return _tube(corners)


## Triangles of an upright body: the corners of its floor, then those of its lid above them.
static func _tube(corners: PackedVector3Array) -> PackedVector3Array:
	var out := PackedVector3Array()
	var sides := corners.size() / 2
	if sides < 3:
		return out
	var turn := 0.0
	for k in sides:
		var one := corners[k]
		var other := corners[(k + 1) % sides]
		turn += one.x * other.z - other.x * one.z
	# seen from above, x to the right and z down: positive is clockwise
	var order := range(sides) if turn > 0.0 else range(sides - 1, -1, -1)
	for k in sides:
		var a: int = order[k]
		var b: int = order[(k + 1) % sides]
		if k > 0 and k < sides - 1:
			out.append_array([corners[sides + order[0]], corners[sides + a], corners[sides + b]])
			out.append_array([corners[order[0]], corners[b], corners[a]])
		out.append_array([corners[a], corners[b], corners[sides + b]])
		out.append_array([corners[a], corners[sides + b], corners[sides + a]])
	return out


## Triangles of a convex hull of few points: all that have every other point behind them.
static func _hull(points: PackedVector3Array) -> PackedVector3Array:
	var out := PackedVector3Array()
	var many := points.size()
	for i in many:
		for j in range(i + 1, many):
			for k in range(j + 1, many):
				var normal := (points[j] - points[i]).cross(points[k] - points[i])
				if normal.length_squared() < 1e-10:
					continue
				normal = normal.normalized()
				var before := false
				var behind := false
				for point in points:
					var off := normal.dot(point - points[i])
					before = before or off > 0.002
					behind = behind or off < -0.002
				if before and behind:
					continue
				# clockwise from outside: the normal of the winding looks inwards
				if before:
					out.append_array([points[i], points[j], points[k]])
				else:
					out.append_array([points[i], points[k], points[j]])
	return out
