extends RefCounted
## Things of a project's own, made of this engine's meshes: a pine and a crate, for the pictures of the documentation.

const BARK := Color(0.36, 0.24, 0.16)
const NEEDLES: Array[Color] = [Color(0.1, 0.34, 0.26), Color(0.14, 0.42, 0.31), Color(0.2, 0.5, 0.37)]
const PLANKS: Array[Color] = [Color(0.72, 0.47, 0.24), Color(0.66, 0.42, 0.2), Color(0.77, 0.52, 0.28)]
const EDGE := Color(0.5, 0.3, 0.14)
const GAP := Color(0.2, 0.12, 0.06)
const TIERS := 6


## A pine of six tiers with ragged skirts, 7 m high.
static func pine() -> PackedScene:
	var tree := Node3D.new()
	_part(_cylinder(0.1, 0.2, 1.5, 8), Vector3(0.0, 0.75, 0.0), BARK, tree)
	for tier in TIERS:
		var share := tier / float(TIERS)
		var radius := lerpf(1.75, 0.55, share)
		var cone := _cone(radius, lerpf(2.1, 1.4, share), 11, tier)
		var shade := NEEDLES[0].lerp(NEEDLES[2], share) if tier % 2 == 0 else NEEDLES[1]
		_part(cone, Vector3(0.0, 0.95 + 0.92 * tier, 0.0), shade, tree)
	var out := PackedScene.new()
	out.pack(tree)
	tree.free()
	return out


## A crate of planks between edges, a metre wide; its middle is where it stands.
static func crate() -> Node3D:
	var out := Node3D.new()
	_part(_box(Vector3.ONE * 0.86), Vector3(0.0, 0.5, 0.0), GAP, out)
	for side in 4:
		var turn := Basis(Vector3.UP, side * PI / 2.0)
		for row in 4:
			var board := _part(_box(Vector3(0.92, 0.21, 0.05)), Vector3.ZERO, PLANKS[(row + side) % 3], out)
			board.transform = Transform3D(turn, turn * Vector3(0.0, 0.16 + 0.227 * row, 0.45))
		var post := _part(_box(Vector3(0.1, 1.0, 0.1)), Vector3.ZERO, EDGE, out)
		post.position = turn * Vector3(0.46, 0.5, 0.46)
		for height: float in [0.05, 0.95]:
			var rail := _part(_box(Vector3(0.84, 0.1, 0.09)), Vector3.ZERO, EDGE, out)
			rail.transform = Transform3D(turn, turn * Vector3(0.0, height, 0.465))
		var brace := _part(_box(Vector3(1.16, 0.1, 0.04)), Vector3.ZERO, EDGE, out)
		brace.transform = Transform3D(turn * Basis(Vector3.BACK, PI / 4.0), turn * Vector3(0.0, 0.5, 0.485))
	for row in 4:
		var at := Vector3(-0.34 + 0.227 * row, 0.95, 0.0)
		_part(_box(Vector3(0.21, 0.05, 0.84)), at, PLANKS[row % 3], out)
	return out


static func _part(mesh: Mesh, at: Vector3, colour: Color, below: Node3D) -> MeshInstance3D:
	var part := MeshInstance3D.new()
	var material := StandardMaterial3D.new()
	material.albedo_color = colour
	material.roughness = 0.95
	part.mesh = mesh
	part.material_override = material
	part.position = at
	below.add_child(part)
	part.owner = below
	return part


static func _cylinder(top: float, bottom: float, height: float, segments: int) -> CylinderMesh:
	var out := CylinderMesh.new()
	out.top_radius = top
	out.bottom_radius = bottom
	out.height = height
	out.radial_segments = segments
	out.rings = 0
	return out


## A cone in flat facets whose lower rim goes up and down, as boughs do; its axis begins at the origin.
static func _cone(radius: float, height: float, corners: int, turned: int) -> ArrayMesh:
	var tool := SurfaceTool.new()
	tool.begin(Mesh.PRIMITIVE_TRIANGLES)
	tool.set_smooth_group(-1)
	var rim := PackedVector3Array()
	for corner in corners * 2:
		var angle := TAU * corner / (corners * 2.0) + turned * 0.7
		var out := radius * (1.0 if corner % 2 == 0 else 0.8)
		rim.append(Vector3(cos(angle) * out, 0.0 if corner % 2 == 0 else 0.22, sin(angle) * out))
	for corner in rim.size():
		var next := rim[(corner + 1) % rim.size()]
		for point: Vector3 in [rim[corner], next, Vector3(0.0, height, 0.0)]:
			tool.add_vertex(point)
		for point: Vector3 in [next, rim[corner], Vector3(0.0, 0.3, 0.0)]:
			tool.add_vertex(point)
	tool.generate_normals()
	return tool.commit()


static func _box(size: Vector3) -> BoxMesh:
	var out := BoxMesh.new()
	out.size = size
	return out
