extends SceneTree
## Scenes of the project's own in the place of things and parts, in a chunk that is written here as a server does it: a
## hut with a door that turns, two seats that are copies of one part, and a window.

const Check := preload("check.gd")
const STEP := 0.01
const ROLES: Array[String] = ["wall", "door", "seat", "window"]

var check := Check.new()
var _geometry := NacreGeometry.new()
var _told: Array[Node3D] = []


func _initialize() -> void:
	await process_frame
	root.add_child(_geometry)
	_geometry.navigation = false
	_geometry.position = Vector3(5.0, 0.0, 0.0)
	_geometry.thing_spawned.connect(func(_id: String, node: Node3D, _info: Dictionary) -> void: _told.append(node))
	await _show({}, {})
	check.same(_told.size(), 0, "the world's own")
	check.same(_chunk().leaves.size(), 1, "a door")
	await _parts()
	await _unfitted()
	await _things()
	_geometry.queue_free()
	await process_frame
	await process_frame
	quit(check.verdict())


func _parts() -> void:
	# a door of 1 x 2 x 0.5 whose foot is its origin, a seat that looks along +X, a window without a marker
	var seat := _scene(
		Vector3(2.0, 0.5, 4.0), Vector3.ZERO, "Seat", Transform3D(Basis(Vector3.UP, -PI / 2.0), Vector3.UP)
	)
	var scenes: Dictionary[String, PackedScene] = {
		"door": _scene(Vector3(1.0, 2.0, 0.5), Vector3(0.0, 1.0, 0.0), "Door", Transform3D.IDENTITY),
		"seat": seat,
		"window": _scene(Vector3.ONE, Vector3(7.0, 0.0, 0.0), "", Transform3D.IDENTITY),
	}
	await _show({}, scenes)
	check.same(_told.map(func(node: Node3D) -> String: return node.get_meta(&"nacre_role")).count("seat"), 2, "copies")
	check.same(_told.size(), 4, "a door, two seats, a window")
	var view := _chunk()
	check.same(view.leaves.size(), 1, "the door still moves")
	check.that(not view.leaves[0].instance.is_valid(), "and is not drawn")
	# the hut stands at (10, 1, 20), turned by a quarter and twice as large: x goes along -z, z along x
	var door := _made("door")
	_near(_box(door), AABB(Vector3(14.0, 1.0, 18.0), Vector3(0.4, 4.0, 2.0)), "the door fills its part")
	_near(AABB(door.position, -door.basis.z.normalized()), AABB(Vector3(14.2, 1.0, 19.0), Vector3.RIGHT), "foot")
	var seats := _told.filter(func(node: Node3D) -> bool: return node.get_meta(&"nacre_role") == "seat")
	for index in 2:
		var marker := (seats[index] as Node3D).get_node("Seat") as Marker3D
		var at := _geometry.global_transform.affine_inverse() * marker.global_transform
		var wanted := Vector3(10.0 + 2.0 * 0.25, 1.0 + 2.0 * 0.5, 20.0 + 2.0 * index)
		_near(AABB(at.origin, Vector3.ZERO), AABB(wanted, Vector3.ZERO), "seat %d lies on its socket" % index)
		check.that((-at.basis.z.normalized()).dot(Vector3.BACK) > 0.999, "and looks as it does")
	_near(_box(seats[0]).size, Vector3(1.0, 0.2, 0.8), "as large as its part")
	_near(_box(_made("window")), AABB(Vector3(8.0, 3.0, 19.0), Vector3(0.2, 1.0, 2.0)), "a window")
	# the game may free what it likes
	_made("window").free()
	_told.clear()
	_geometry._on_geometry({"type": "change", "doors": [{"thing": "h", "group": 1, "open": 1.0}]}, PackedByteArray())
	for frame in 200:
		await process_frame
		if view.leaves[0].share == 1.0:
			break
	_near(-door.basis.z.normalized(), Vector3.FORWARD, "it turned about its hinge")


func _unfitted() -> void:
	_geometry.fit_scenes = false
	await _show({}, {"seat": _scene(Vector3.ONE, Vector3.UP, "", Transform3D.IDENTITY)})
	_near(_told[0].position, Vector3(10.5, 2.0, 20.0), "not fitted: its origin lies on the socket")
	_near(_box(_told[0]).size, Vector3(2.0, 2.0, 2.0), "as it was made, in a thing twice as large")
	_geometry.fit_scenes = true


func _things() -> void:
	var mark := Transform3D(Basis(Vector3.UP, PI), Vector3(0.0, 3.0, 2.0))
	await _show({"hut": _scene(Vector3(2.0, 6.0, 4.0), Vector3.ZERO, "door", mark)}, {})
	check.same(_told.size(), 1, "a hut of the project's own")
	var hut := _told[0]
	_near(_box(hut), AABB(Vector3(10.2, 1.0, 18.0), Vector3(4.0, 6.0, 2.0)), "as high, on the ground, by its door")
	check.same(_chunk().leaves.size(), 0, "no door of the world's")


## Whether a box, or a vector, is another to a few millimetres.
func _near(found: Variant, wanted: Variant, what: String) -> void:
	var apart: float = (
		(found - wanted).length()
		if found is Vector3
		else maxf((found.position - wanted.position).length(), (found.size - wanted.size).length())
	)
	check.that(apart < 0.005, "%s: %s instead of %s" % [what, found, wanted])


func _made(role: String) -> Node3D:
	for node in _told:
		if node.get_meta(&"nacre_role", "") == role:
			return node
	return null


func _chunk() -> RefCounted:
	return _geometry._chunks[Vector2i.ZERO]


## The box of what a scene draws, in the axes of the world.
func _box(node: Node3D) -> AABB:
	var mesh := node.get_child(0) as MeshInstance3D
	return _geometry.global_transform.affine_inverse() * mesh.global_transform * mesh.get_aabb()


## A scene with a box and, where it has a name, a marker.
func _scene(size: Vector3, middle: Vector3, marker: String, at: Transform3D) -> PackedScene:
	var made := Node3D.new()
	var box := MeshInstance3D.new()
	box.mesh = BoxMesh.new()
	(box.mesh as BoxMesh).size = size
	box.position = middle
	made.add_child(box)
	box.owner = made
	if not marker.is_empty():
		var mark := Marker3D.new()
		mark.name = marker
		mark.transform = at
		made.add_child(mark)
		mark.owner = made
	var out := PackedScene.new()
	out.pack(made)
	made.free()
	return out


## Begin a world with a hut and scenes of the project's own.
func _show(scenes: Dictionary[String, PackedScene], parts: Dictionary[String, PackedScene]) -> void:
	_told.clear()
	_geometry._on_opened({}, false)
	_geometry.kitbash = scenes
	_geometry.kitbash_parts = parts
	var materials := {"type": "materials", "names": ["plaster"], "tiles": [1.0], "gloss": [0.0], "hash": "m"}
	_geometry._on_geometry(materials.merged({"layers": [0], "palette": [1.0, 1.0, 1.0]}), PackedByteArray())
	_send(_hut(), _hut_bytes())
	var bytes := StreamPeerBuffer.new()
	for index in 67 * 67:
		bytes.put_16(128 if index == 0 else 0)
	bytes.put_data(PackedByteArray([255, 0, 0, 0, 0, 0, 0]).duplicate())
	bytes.resize(67 * 67 * 2 + 65 * 65 * 10)
	var thing := {"id": "h", "class": "hut", "shape": "hut", "at": [10.0, 1.0, 20.0], "yaw": PI / 2.0, "size": 2.0}
	var chunk := {
		"type": "chunk", "known": false, "x": 0, "z": 0, "cells": 64, "litter": [], "wet": false, "water": 0.0
	}
	_send(chunk.merged({"hash": "c", "things": [thing], "scattered": 0}), bytes.data_array)
	for frame in 600:
		await process_frame
		if _geometry.is_settled() and _geometry.shown().size() == 1:
			break


func _send(header: Dictionary, bytes: PackedByteArray) -> void:
	header["bytes"] = bytes.size()
	_geometry._on_geometry(header, bytes.compress(FileAccess.COMPRESSION_DEFLATE))


## Boxes of the parts as low and high corners: wall, door, seat and its copy, window.
func _boxes() -> Array[Array]:
	return [
		[0, Vector3(-2.0, 0.0, -2.0), Vector3(2.0, 3.0, -1.9)],
		[1, Vector3(0.0, 0.0, 2.0), Vector3(1.0, 2.0, 2.2)],
		[2, Vector3(-0.2, 0.4, 0.0), Vector3(0.2, 0.5, 0.5)],
		[2, Vector3(-1.2, 0.4, 0.0), Vector3(-0.8, 0.5, 0.5)],
		[3, Vector3(-0.5, 1.0, -1.0), Vector3(0.5, 1.5, -0.9)],
	]


func _hut() -> Dictionary:
	var sockets := [
		{"kind": "door", "part": 1, "group": 1, "position": [0.5, 0.0, 2.1], "yaw": PI, "size": [1.0, 2.0, 0.2]},
		{"kind": "seat", "part": 2, "group": 0, "position": [0.0, 0.5, 0.25], "yaw": PI / 2.0, "size": [0.4, 0.1, 0.5]},
		{
			"kind": "seat",
			"part": 2,
			"group": 0,
			"position": [-1.0, 0.5, 0.25],
			"yaw": PI / 2.0,
			"size": [0.4, 0.1, 0.5]
		},
		{"kind": "spawn", "part": 1, "group": 0, "position": [0.5, 0.0, 4.0], "yaw": 0.0, "size": [0.7, 1.8, 0.7]},
	]
	var hinge := {"role": "door", "joint": "hinge", "axis": "y", "pivot": [0.0, 0.0, 2.0], "low": 0.0, "high": 90.0}
	var ranges: Array[int] = []
	for number in _boxes().size():
		ranges.append_array([12 * number, 12, 0, 1 if _boxes()[number][0] == 1 else 0, 0])
	var level := {"vertices": 20, "indices": 60, "index_bytes": 2, "until": 0.0, "ranges": ranges}
	var out := {"type": "shape", "hash": "hut", "kind": "hut", "step": STEP, "levels": [level], "lights": []}
	return (
		out
		. merged(
			{
				"low": [-2.0, 0.0, -2.0],
				"high": [2.0, 3.0, 2.2],
				"roles": ROLES,
				"groups": [hinge.merged({"open": 90.0})],
				"sockets": sockets,
				"colliders": [0, 1, 1, 0],
			}
		)
	)


## Four corners of each box, which span it, and four triangles over them; then the door's collider.
func _hut_bytes() -> PackedByteArray:
	var bytes := StreamPeerBuffer.new()
	for row in _boxes():
		var low: Vector3 = row[1]
		var high: Vector3 = row[2]
		for corner: Vector3 in [low, Vector3(high.x, low.y, high.z), Vector3(high.x, high.y, low.z), high]:
			for axis in 3:
				bytes.put_16(roundi(corner[axis] / STEP))
			bytes.put_data(PackedByteArray([0, 255, 0, 127, 0, 0, 0, 0, 0, 0, 9, 9, 9, row[0]]))
	for number in _boxes().size():
		# 0 1 2, 0 1 3, 0 2 3, 1 2 3, each against the next corner that was not named before
		for code: int in [0, 0, 0, 3, 2, 0, 4, 2, 1, 3, 2, 1]:
			bytes.put_u16(code)
	for value: float in [0.5, 1.0, 2.1, 0.0, 0.0, 0.0, 1.0, 0.5, 1.0, 0.1]:
		bytes.put_float(value)
	return bytes.data_array
