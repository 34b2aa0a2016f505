extends RefCounted
## A chunk in this engine: ground, things, what lies about, water; and near the hero everything solid.
##
## Drawn straight by the RenderingServer, so that a village is no thousand nodes. Solid things hang on one StaticBody3D
## for the chunk; doors have bodies of their own.

const GroundData := preload("ground_data.gd")
const ShapeView := preload("shape_view.gd")
const Looks := preload("looks.gd")
const Kitbash := preload("kitbash.gd")
## Colliders made at once.
const SLICE := 4


## A door leaf, or anything else that moves by itself in a thing.
class Leaf:
	extends RefCounted
	var thing := ""
	var group := 0
	var shape: ShapeView = null
	var at := Transform3D.IDENTITY
	var size := 1.0
	var instance := RID()
	## Scenes of the project's own that stand for parts of it, and where they are in it.
	var nodes: Array[Node3D] = []
	var stands: Array[Transform3D] = []
	var body := RID()
	## What it is made of when it is solid: shape and place of each.
	var parts: Array[Array] = []
	## Whether it bars the way. What swings pushes nobody: it is solid again when it rests, and nobody stands in it.
	var bars := false
	## How far it is open and shall be, 0 to 1.
	var share := 0.0
	var target := 0.0


var data: GroundData = null
## Where the chunk's corner is in the world.
var corner := Vector3.ZERO
var leaves: Array[Leaf] = []
## Lamps: place in the world, colour, reach, whether they burn by day.
var lamps: Array[Array] = []
## Things drawn by scenes of the project's own, by id.
var nodes: Dictionary[String, Node3D] = {}
## Whether the solid part stands.
var solid := false
## Ids of the things by the number of their first collision shape.
var ids: Array[Array] = []

var _instances: Array[RID] = []
var _litter: Array[RID] = []
## Occluders and where they stand in the world.
var _occluders: Array[Array] = []
var _multis: Array[MultiMesh] = []
var _body: StaticBody3D = null
var _water: Area3D = null
var _shapes: Array[Shape3D] = []
## Scenes of the project's own in the place of parts.
var _parts: Array[Node3D] = []


func _init(of: GroundData) -> void:
	data = of
	corner = Vector3(of.place.x, 0.0, of.place.y) * GroundData.EDGE


## The work of showing it, as pieces of about a millisecond. [param root] is the node whose transform the world has.
func work(root: Node3D, shapes: Dictionary, looks: Looks, options: Dictionary) -> Array[Callable]:
	var out: Array[Callable] = [_show_ground.bind(root, looks, options)]
	var by_shape: Dictionary[String, Array] = {}
	for thing: Dictionary in data.things:
		if options["scenes"].has(thing["class"]) and data.cells == 64:
			out.append(_show_scene.bind(root, shapes, thing, options))
			continue
		if not by_shape.has(thing["shape"]):
			by_shape[thing["shape"]] = []
		by_shape[thing["shape"]].append(thing)
	for name: String in by_shape:
		out.append(_show_things.bind(root, shapes, name, by_shape[name], options))
		var shape: ShapeView = shapes.get(name)
		if shape == null or data.cells != 64:
			continue
		for thing: Dictionary in by_shape[name]:
			for number in shape.data.parts.size():
				out.append(_show_part.bind(root, shape, number, thing, options))
	if options["occluders"] and data.cells == 64:
		out.append(_show_occluders.bind(root, shapes, options))
	if not data.scattered.is_empty() and options["litter"] > 0.0:
		out.append(_show_litter.bind(root, shapes, options))
	return out


## The transform of a thing in the world.
static func placed(thing: Dictionary) -> Transform3D:
	var at: Array = thing["at"]
	var size: float = thing["size"]
	return Transform3D(Basis(Vector3.UP, thing["yaw"]).scaled(Vector3.ONE * size), Vector3(at[0], at[1], at[2]))


## Its things within a distance (metres) of a place of the scene, see [method NacreGeometry.things_near].
func things_near(root: Node3D, place: Vector3, distance: float, kind: String) -> Array[Dictionary]:
	var out: Array[Dictionary] = []
	if data.cells != 64:
		return out
	for thing: Dictionary in data.things:
		if not kind.is_empty() and thing["class"] != kind:
			continue
		var there := root.global_transform * placed(thing)
		if there.origin.distance_to(place) <= distance:
			var row := thing.duplicate()
			row["transform"] = there
			out.append(row)
	return out


## The world or its root has moved: everything is where it belongs again.
func moved(root: Node3D) -> void:
	for instance in _instances + _litter:
		RenderingServer.instance_set_transform(instance, root.global_transform * Transform3D(Basis.IDENTITY, corner))
		RenderingServer.instance_set_visible(instance, root.is_visible_in_tree())
	for row in _occluders:
		RenderingServer.instance_set_transform(row[0], root.global_transform * row[1])
		RenderingServer.instance_set_visible(row[0], root.is_visible_in_tree())
	for leaf in leaves:
		_place_leaf(root, leaf)
		if leaf.instance.is_valid():
			RenderingServer.instance_set_visible(leaf.instance, root.is_visible_in_tree())


## Make it solid; a few calls, each a piece of about a millisecond.
func solidify(root: Node3D, shapes: Dictionary, options: Dictionary) -> Array[Callable]:
	solid = true
	var out: Array[Callable] = [_solid_ground.bind(root, options)]
	for thing: Dictionary in data.things:
		var shape: ShapeView = shapes.get(thing["shape"])
		if shape != null and shape.is_solid() and not options["scenes"].has(thing["class"]):
			for first in range(0, shape.data.colliders.size(), SLICE):
				out.append(_solid_thing.bind(shape, thing, first))
	for leaf in leaves:
		out.append(_solid_leaf.bind(root, leaf))
	return out


## Take the solid part away again: nobody is near.
func soften() -> void:
	solid = false
	ids.clear()
	_shapes.clear()
	for leaf in leaves:
		if leaf.body.is_valid():
			PhysicsServer3D.free_rid(leaf.body)
			leaf.body = RID()
		leaf.bars = false
		leaf.parts.clear()
	if is_instance_valid(_body):
		_body.queue_free()
	if is_instance_valid(_water):
		_water.queue_free()
	_body = null
	_water = null


## The id of the thing whose collision shape was hit on this chunk's body; empty for the ground.
func thing_of(shape_index: int) -> String:
	var found := ""
	for row in ids:
		if row[0] > shape_index:
			break
		found = row[1]
	return found


## The body that solid things hang on, null while there is none.
func body() -> StaticBody3D:
	return _body


## Say how far leaves shall be open: by thing and group, 0 where nothing is said.
func aim(doors: Dictionary[String, float]) -> void:
	for leaf in leaves:
		leaf.target = doors.get("%s/%d" % [leaf.thing, leaf.group], 0.0)


## Swing leaves towards where they shall be; whether any still moves.
func swing(root: Node3D, delta: float) -> bool:
	var moving := false
	for leaf in leaves:
		if is_equal_approx(leaf.share, leaf.target):
			continue
		leaf.share = move_toward(leaf.share, leaf.target, delta * 4.0)
		if leaf.bars:
			leaf.bars = false
			PhysicsServer3D.body_set_collision_layer(leaf.body, 0)
		_place_leaf(root, leaf)
		moving = true
	return moving


## Make leaves solid that rest, where nobody stands in them. Call in physics frames.
func settle(space: PhysicsDirectSpaceState3D, layer: int) -> void:
	for leaf in leaves:
		if leaf.bars or not leaf.body.is_valid() or not is_equal_approx(leaf.share, leaf.target):
			continue
		if not _is_occupied(leaf, space):
			leaf.bars = true
			PhysicsServer3D.body_set_collision_layer(leaf.body, layer)


func _is_occupied(leaf: Leaf, space: PhysicsDirectSpaceState3D) -> bool:
	var at: Transform3D = PhysicsServer3D.body_get_state(leaf.body, PhysicsServer3D.BODY_STATE_TRANSFORM)
	for part in leaf.parts:
		var asked := PhysicsShapeQueryParameters3D.new()
		asked.shape = part[0]
		asked.transform = at * part[1]
		asked.exclude = [leaf.body]
		for found in space.intersect_shape(asked, 16):
			if found["collider"] is PhysicsBody3D and found["collider"] is not StaticBody3D:
				return true
	return false


## Give everything back.
func free_all() -> void:
	soften()
	for instance in _instances + _litter:
		RenderingServer.free_rid(instance)
	for row in _occluders:
		RenderingServer.free_rid(row[0])
	for leaf in leaves:
		if leaf.instance.is_valid():
			RenderingServer.free_rid(leaf.instance)
	for node: Variant in nodes.values() + _parts:
		if is_instance_valid(node):
			(node as Node3D).queue_free()
	_instances.clear()
	_litter.clear()
	_occluders.clear()
	_multis.clear()
	leaves.clear()
	nodes.clear()
	_parts.clear()


func _instance(root: Node3D, base: RID, shadows: bool) -> RID:
	var made := RenderingServer.instance_create2(base, root.get_world_3d().scenario)
	RenderingServer.instance_set_transform(made, root.global_transform * Transform3D(Basis.IDENTITY, corner))
	var casts := RenderingServer.SHADOW_CASTING_SETTING_ON if shadows else RenderingServer.SHADOW_CASTING_SETTING_OFF
	RenderingServer.instance_geometry_set_cast_shadows_setting(made, casts)
	RenderingServer.instance_set_visible(made, root.is_visible_in_tree())
	return made


func _show_ground(root: Node3D, looks: Looks, options: Dictionary) -> void:
	data.mesh.surface_set_material(0, looks.ground)
	_instances.append(_instance(root, data.mesh.get_rid(), options["shadows"] and data.cells == 64))
	if data.water_mesh != null:
		data.water_mesh.surface_set_material(0, looks.water)
		_instances.append(_instance(root, data.water_mesh.get_rid(), false))


func _show_things(root: Node3D, shapes: Dictionary, name: String, things: Array, options: Dictionary) -> void:
	var shape: ShapeView = shapes.get(name)
	if shape == null:
		return
	if shape.meshes.has(0):
		var buffer := PackedFloat32Array()
		for thing: Dictionary in things:
			var at := placed(thing)
			at.origin -= corner
			var b := at.basis
			buffer.append_array([b.x.x, b.y.x, b.z.x, at.origin.x, b.x.y, b.y.y, b.z.y, at.origin.y])
			buffer.append_array([b.x.z, b.y.z, b.z.z, at.origin.z])
		var multi := MultiMesh.new()
		multi.transform_format = MultiMesh.TRANSFORM_3D
		multi.mesh = shape.meshes[0]
		multi.instance_count = things.size()
		multi.buffer = buffer
		_multis.append(multi)
		_instances.append(_instance(root, multi.get_rid(), options["shadows"] and data.cells == 64))
	for thing: Dictionary in things:
		for group in range(1, shape.data.groups.size() + 1):
			if _is_leaf(group, shape):
				_show_leaf(root, shape, group, thing, options)
		for light: Dictionary in shape.data.lights:
			var place := placed(thing) * Looks.vector(light["position"])
			lamps.append([place, Looks.vector(light["colour"]), float(light["reach"]), bool(light["always"])])


func _show_leaf(root: Node3D, shape: ShapeView, group: int, thing: Dictionary, options: Dictionary) -> void:
	var leaf := Leaf.new()
	leaf.thing = thing["id"]
	leaf.group = group
	leaf.shape = shape
	leaf.at = placed(thing)
	leaf.size = thing["size"]
	leaves.append(leaf)
	# all of it may be left to scenes of the project's own
	if not shape.meshes.has(group):
		return
	leaf.instance = _instance(root, shape.meshes[group].get_rid(), options["shadows"] and data.cells == 64)
	RenderingServer.instance_geometry_set_visibility_range(
		leaf.instance, 0.0, 70.0, 0.0, 5.0, RenderingServer.VISIBILITY_RANGE_FADE_DISABLED
	)
	_place_leaf(root, leaf)


func _place_leaf(root: Node3D, leaf: Leaf) -> void:
	var here := leaf.at * leaf.shape.data.opened(leaf.group, leaf.share)
	var at := root.global_transform * here
	if leaf.instance.is_valid():
		RenderingServer.instance_set_transform(leaf.instance, at)
	for number in leaf.nodes.size():
		if is_instance_valid(leaf.nodes[number]):
			leaf.nodes[number].transform = here * leaf.stands[number]
	if leaf.body.is_valid():
		PhysicsServer3D.body_set_state(leaf.body, PhysicsServer3D.BODY_STATE_TRANSFORM, at.orthonormalized())


func _show_scene(root: Node3D, shapes: Dictionary, thing: Dictionary, options: Dictionary) -> void:
	var scenes: Dictionary[String, PackedScene] = options["scenes"]
	var kind: String = thing["class"]
	var shape: ShapeView = shapes.get(thing["shape"])
	var of := shape.data if shape != null else null
	# one that is no Node3D was said to be none, and is not tried again
	var node: Node3D = null
	if scenes.has(kind):
		node = Kitbash.stand(root, scenes[kind], kind, placed(thing), of, options["fit"])
	if node == null:
		scenes.erase(kind)
		_show_things(root, shapes, thing["shape"], [thing], options)
		return
	nodes[thing["id"]] = node
	_tell(node, thing, "", options)


## A scene in the place of a part of a thing; it moves as the part does.
func _show_part(root: Node3D, shape: ShapeView, number: int, thing: Dictionary, options: Dictionary) -> void:
	var scenes: Dictionary[String, PackedScene] = options["parts"]
	var part := shape.data.parts[number]
	if not scenes.has(part.role):
		return
	var node := Kitbash.fill(root, scenes[part.role], part, options["fit"])
	if node == null:
		scenes.erase(part.role)
		return
	var inner := node.transform
	node.transform = placed(thing) * inner
	for leaf in leaves:
		if leaf.thing == thing["id"] and leaf.group == part.group:
			leaf.nodes.append(node)
			leaf.stands.append(inner)
			_place_leaf(root, leaf)
	_parts.append(node)
	_tell(node, thing, part.role, options)


func _tell(node: Node3D, thing: Dictionary, role: String, options: Dictionary) -> void:
	node.set_meta(&"nacre_id", thing["id"])
	node.set_meta(&"nacre_class", thing["class"])
	if not role.is_empty():
		node.set_meta(&"nacre_role", role)
	if options["spawned"].is_valid():
		options["spawned"].call(thing["id"], node, thing)


## What hides what is behind it. Things that scenes of the project's own stand for hide nothing.
func _show_occluders(root: Node3D, shapes: Dictionary, options: Dictionary) -> void:
	for thing: Dictionary in data.things:
		var shape: ShapeView = shapes.get(thing["shape"])
		if shape == null or shape.occluder() == null or options["scenes"].has(thing["class"]):
			continue
		var made := RenderingServer.instance_create2(shape.occluder().get_rid(), root.get_world_3d().scenario)
		_occluders.append([made, placed(thing)])
		RenderingServer.instance_set_transform(made, root.global_transform * placed(thing))
		RenderingServer.instance_set_visible(made, root.is_visible_in_tree())


func _show_litter(root: Node3D, shapes: Dictionary, options: Dictionary) -> void:
	for kind: int in data.scattered:
		var shape: ShapeView = shapes.get(data.litter[kind]) if kind < data.litter.size() else null
		if shape == null or not shape.meshes.has(0):
			continue
		var multi := MultiMesh.new()
		multi.transform_format = MultiMesh.TRANSFORM_3D
		multi.use_colors = true
		multi.mesh = shape.meshes[0]
		multi.instance_count = data.scattered[kind].size() / 16
		multi.buffer = data.scattered[kind]
		_multis.append(multi)
		var instance := _instance(root, multi.get_rid(), false)
		RenderingServer.instance_geometry_set_visibility_range(
			instance, 0.0, options["litter"], 0.0, 4.0, RenderingServer.VISIBILITY_RANGE_FADE_DISABLED
		)
		_litter.append(instance)


func _solid_ground(root: Node3D, options: Dictionary) -> void:
	_body = StaticBody3D.new()
	_body.name = "Chunk_%d_%d" % [data.place.x, data.place.y]
	_body.collision_layer = options["layer"]
	_body.collision_mask = 0
	_body.position = corner
	root.add_child(_body, false, Node.INTERNAL_MODE_BACK)
	# heights are spaced by one metre in the shape: half a metre by scaling it as a whole, heights doubled
	var step := GroundData.EDGE / data.cells
	var lifted := data.heights.duplicate()
	for index in lifted.size():
		lifted[index] /= step
	var shape := HeightMapShape3D.new()
	shape.map_width = data.side
	shape.map_depth = data.side
	shape.map_data = lifted
	_shapes.append(shape)
	var middle := Vector3(GroundData.EDGE / 2.0, 0.0, GroundData.EDGE / 2.0)
	var at := Transform3D(Basis.from_scale(Vector3.ONE * step), middle)
	PhysicsServer3D.body_add_shape(_body.get_rid(), shape.get_rid(), at)
	ids.append([0, ""])
	if data.wet and options["water"]:
		_water = Area3D.new()
		_water.name = "Water_%d_%d" % [data.place.x, data.place.y]
		_water.collision_layer = options["water_layer"]
		_water.monitoring = true
		_water.position = corner + Vector3(GroundData.EDGE / 2.0, data.water - 15.0, GroundData.EDGE / 2.0)
		var box := BoxShape3D.new()
		box.size = Vector3(GroundData.EDGE, 30.0, GroundData.EDGE)
		var holder := CollisionShape3D.new()
		holder.shape = box
		_water.add_child(holder)
		root.add_child(_water, false, Node.INTERNAL_MODE_BACK)


## Some of a thing's colliders, from number [param first] on: a large house has hundreds.
func _solid_thing(shape: ShapeView, thing: Dictionary, first: int) -> void:
	if not is_instance_valid(_body):
		return
	var size: float = thing["size"]
	var at := placed(thing).orthonormalized()
	at.origin -= corner
	if first == 0:
		ids.append([PhysicsServer3D.body_get_shape_count(_body.get_rid()), thing["id"]])
	for index in range(first, mini(first + SLICE, shape.data.colliders.size())):
		var collider := shape.data.colliders[index]
		if collider.group != 0 and _is_leaf(collider.group, shape):
			continue
		var own := Transform3D(collider.at.basis, collider.at.origin * size)
		PhysicsServer3D.body_add_shape(_body.get_rid(), shape.solid(size, index).get_rid(), at * own)


func _is_leaf(group: int, shape: ShapeView) -> bool:
	return shape.meshes.has(group) or shape.data.has_left_out(group)


func _solid_leaf(root: Node3D, leaf: Leaf) -> void:
	if not is_instance_valid(_body):
		return
	var body := RID()
	for index in leaf.shape.data.colliders.size():
		var collider := leaf.shape.data.colliders[index]
		if collider.group != leaf.group:
			continue
		if not body.is_valid():
			body = PhysicsServer3D.body_create()
			PhysicsServer3D.body_set_mode(body, PhysicsServer3D.BODY_MODE_STATIC)
			PhysicsServer3D.body_set_space(body, root.get_world_3d().space)
			PhysicsServer3D.body_set_collision_layer(body, 0)
			PhysicsServer3D.body_set_collision_mask(body, 0)
			PhysicsServer3D.body_attach_object_instance_id(body, _body.get_instance_id())
		var own := Transform3D(collider.at.basis, collider.at.origin * leaf.size)
		var made := leaf.shape.solid(leaf.size, index)
		PhysicsServer3D.body_add_shape(body, made.get_rid(), own)
		leaf.parts.append([made, own])
	leaf.body = body
	_place_leaf(root, leaf)
