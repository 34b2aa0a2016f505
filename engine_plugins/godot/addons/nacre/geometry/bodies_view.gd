extends RefCounted
## Everyone in sight, drawn as rigged parts and moved between the poses that come.

const ShapeView := preload("shape_view.gd")
## Metres beyond which somebody is put there instead of moved.
const LEAP := 4.0


class Figure:
	extends RefCounted
	var shape := ""
	var instances: Array[RID] = []
	## Poses before and now: the transform and one for each group.
	var before: Array[Transform3D] = []
	var now: Array[Transform3D] = []
	var seen := true


var figures: Dictionary[int, Figure] = {}
## Classes not to draw here: the project has scenes of its own for them.
var left_out: Dictionary[String, bool] = {}
## Slots that something else stands for.
var left_out_slots: Dictionary[int, bool] = {}
var _came := 0.0
var _interval := 0.1
var _clock := 0.0


## Take a `bodies` message. Slots in [member left_out_slots] are not drawn.
func take(root: Node3D, header: Dictionary, part: PackedByteArray, shapes: Dictionary, shadows: bool) -> void:
	var values := part.to_float32_array()
	_interval = lerpf(_interval, clampf(_clock - _came, 0.04, 0.3), 0.2)
	_came = _clock
	for slot in figures:
		figures[slot].seen = false
	var at := 0
	for index in (header["slots"] as Array).size():
		var slot: int = header["slots"][index]
		var count: int = int(header["groups"][index]) + 1
		var poses: Array[Transform3D] = []
		if at + 12 * count > values.size():
			return
		for number in count:
			poses.append(_matrix(values, at + 12 * number))
		at += 12 * count
		var shape: ShapeView = shapes.get(header["shapes"][index])
		if shape == null or left_out.has(header["classes"][index]) or left_out_slots.has(slot):
			continue
		if figures.has(slot) and figures[slot].shape != header["shapes"][index]:
			_free(slot)
		if not figures.has(slot):
			_add(root, slot, shape, header["shapes"][index], shadows)
			figures[slot].now = poses
		var figure := figures[slot]
		figure.before = figure.now
		figure.now = poses
		if figure.before.size() != poses.size() or figure.before[0].origin.distance_to(poses[0].origin) > LEAP:
			figure.before = poses
		figure.seen = true
	for slot: int in figures.keys():
		if not figures[slot].seen:
			_free(slot)


## Move everyone; call every frame.
func move(root: Node3D, delta: float) -> void:
	_clock += delta
	var share := clampf((_clock - _came) / _interval, 0.0, 1.0)
	var base := root.global_transform
	for slot in figures:
		var figure := figures[slot]
		var stand := base * figure.before[0].interpolate_with(figure.now[0], share)
		for group in figure.instances.size():
			var instance := figure.instances[group]
			if not instance.is_valid():
				continue
			if group == 0 or group >= figure.now.size():
				RenderingServer.instance_set_transform(instance, stand)
			else:
				var limb := figure.before[group].interpolate_with(figure.now[group], share)
				RenderingServer.instance_set_transform(instance, stand * limb)


## Show or hide everyone.
func show(visible: bool) -> void:
	for slot in figures:
		for instance in figures[slot].instances:
			if instance.is_valid():
				RenderingServer.instance_set_visible(instance, visible)


## Where somebody stands in the world, identity for nobody.
func stands(slot: int) -> Transform3D:
	return figures[slot].now[0] if figures.has(slot) else Transform3D.IDENTITY


## Give everything back.
func free_all() -> void:
	for slot: int in figures.keys():
		_free(slot)


func _matrix(v: PackedFloat32Array, o: int) -> Transform3D:
	return Transform3D(
		Vector3(v[o], v[o + 4], v[o + 8]),
		Vector3(v[o + 1], v[o + 5], v[o + 9]),
		Vector3(v[o + 2], v[o + 6], v[o + 10]),
		Vector3(v[o + 3], v[o + 7], v[o + 11])
	)


func _add(root: Node3D, slot: int, shape: ShapeView, name: String, shadows: bool) -> void:
	var figure := Figure.new()
	figure.shape = name
	for group in shape.data.groups.size() + 1:
		if not shape.meshes.has(group):
			figure.instances.append(RID())
			continue
		var made := RenderingServer.instance_create2(shape.meshes[group].get_rid(), root.get_world_3d().scenario)
		var casts := (
			RenderingServer.SHADOW_CASTING_SETTING_ON if shadows else RenderingServer.SHADOW_CASTING_SETTING_OFF
		)
		RenderingServer.instance_geometry_set_cast_shadows_setting(made, casts)
		RenderingServer.instance_set_visible(made, root.is_visible_in_tree())
		figure.instances.append(made)
	figures[slot] = figure


func _free(slot: int) -> void:
	for instance in figures[slot].instances:
		if instance.is_valid():
			RenderingServer.free_rid(instance)
	figures.erase(slot)
