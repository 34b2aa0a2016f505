extends RefCounted
## Puts scenes of the project's own in the place of things and of their parts: as large as these, and turned and moved
## so that a [Marker3D] in the scene that is named as a socket ("door", "seat") lies on that socket.

const ShapeData := preload("shape_data.gd")
const Looks := preload("looks.gd")
const OwnScene := preload("../nodes/own_scene.gd")
## What is thinner than this (metres) is not stretched.
const THIN := 0.001


## A scene in the place of a thing whose shape is [param shape] (null: unknown), below [param root], standing on the
## same ground; null where it is no Node3D. [param at]: where the thing is.
static func stand(
	root: Node3D, scene: PackedScene, kind: String, at: Transform3D, shape: ShapeData, fit: bool
) -> Node3D:
	var node := _made(root, scene, kind)
	if node == null:
		return null
	var inner := Transform3D.IDENTITY
	var size := 1.0
	if fit and shape != null:
		var own := _extent(node)
		var height := shape.bounds.size.y
		var share := height / own.size.y if own.size.y > THIN and height > THIN else 1.0
		inner.basis = Basis.from_scale(Vector3.ONE * share)
		inner.origin.y = shape.bounds.position.y - own.position.y * share
	elif not fit:
		# by itself it has the size it was made in
		size = at.basis.get_scale().y
		at = at.orthonormalized()
	for socket: Dictionary in shape.sockets if shape != null else []:
		var marker := _marker(node, socket["kind"])
		if marker == null:
			continue
		var mark := _within(node, marker)
		var lift := inner.origin.y
		inner.basis = Basis(Vector3.UP, float(socket["yaw"]) - _yaw(mark)) * inner.basis
		inner.origin = Looks.vector(socket["position"]) * size - inner.basis * mark.origin
		# it stands on the ground, wherever its marker is
		inner.origin.y = lift
		break
	node.transform = at * inner
	return node


## A scene in the place of a part, filling its box, below [param root]; null where it is no Node3D. Its transform is
## that in the axes of the shape.
static func fill(root: Node3D, scene: PackedScene, part: ShapeData.Part, fit: bool) -> Node3D:
	var node := _made(root, scene, part.role)
	if node == null:
		return null
	var own := _extent(node)
	var marker := _marker(node, part.socket) if not part.socket.is_empty() else null
	var mark := _within(node, marker) if marker != null else Transform3D.IDENTITY
	var turn := Basis(Vector3.UP, -_yaw(mark))
	var scale := Vector3.ONE
	if fit:
		var wanted := part.box.size
		# across is along where the marker looks aside
		if absf(sin(_yaw(mark))) > 0.7:
			wanted = Vector3(wanted.z, wanted.y, wanted.x)
		for axis in 3:
			if own.size[axis] > THIN and wanted[axis] > THIN:
				scale[axis] = wanted[axis] / own.size[axis]
	var basis := turn * Basis.from_scale(scale)
	var place := Vector3.ZERO
	if marker != null:
		place = -(basis * mark.origin)
	elif fit:
		place = part.box.get_center() - basis * own.get_center()
	elif part.socket.is_empty():
		place = part.box.get_center()
	node.transform = part.at * Transform3D(basis, place)
	return node


static func _made(root: Node3D, scene: PackedScene, kind: String) -> Node3D:
	var node := OwnScene.make(scene, "NacreGeometry", kind)
	if node != null:
		root.add_child(node)
		node.transform = Transform3D.IDENTITY
	return node


## The marker of a scene for a kind of socket: the first [Marker3D] that is named so, in whatever case.
static func _marker(node: Node3D, kind: String) -> Marker3D:
	for child: Node in node.find_children("*", "Marker3D", true, false):
		if String(child.name).to_lower() == kind:
			return child as Marker3D
	return null


static func _within(node: Node3D, what: Node3D) -> Transform3D:
	return node.global_transform.affine_inverse() * what.global_transform


static func _yaw(at: Transform3D) -> float:
	return atan2(at.basis.z.x, at.basis.z.z)


## The box of all that is drawn below a node, in its own axes.
static func _extent(node: Node3D) -> AABB:
	var out := AABB()
	var first := true
	for child: Node in node.find_children("*", "VisualInstance3D", true, false) + [node]:
		var visual := child as VisualInstance3D
		if visual == null or visual is Light3D:
			continue
		var box := _within(node, visual) * visual.get_aabb()
		out = box if first else out.merge(box)
		first = false
	return out
