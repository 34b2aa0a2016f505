@tool
@icon("res://addons/nacre/icons/geometry.svg")
class_name NacreGeometry
extends Node3D
## The generated world as real geometry around your own hero: this engine draws it, at its own resolution and rate, with
## its own light and physics.
##
## Put it below a [NacreWorld] with [member NacreWorld.with_geometry]; with [member NacreWorld.without_pictures] the
## server draws nothing. Meshes with levels of detail, colliders made of boxes and hulls near the hero, water as areas,
## lamps as lights, doors that open, navigation meshes made ahead of the hero. Your own materials and scenes can stand
## in for the world's: [member own_materials], [member kitbash], [member kitbash_parts]. Building happens in slices of
## [member budget_msec] a frame.

## The ground under the hero (or under the start of the world) is solid: let it walk.
signal walkable
## Characters find their way to and from a chunk: its region is in the navigation map.
signal navigable(place: Vector2i)
## A chunk is shown: its place in chunks of 32 m, and how many cells along a side (64 near, 4 far away).
signal chunk_shown(place: Vector2i, cells: int)
## A chunk is gone.
signal chunk_freed(place: Vector2i)
## A scene of [member kitbash] or [member kitbash_parts] stands in the world. [param info], of the thing, has `class`,
## `size`, `attributes`; the node has the metadata `nacre_id`, `nacre_class` and, of a part, `nacre_role`.
signal thing_spawned(id: String, node: Node3D, info: Dictionary)
## A door began to open or to shut.
signal door_moved(thing: String, share: float)

const ShapeData := preload("../geometry/shape_data.gd")
const ShapeView := preload("../geometry/shape_view.gd")
const GroundData := preload("../geometry/ground_data.gd")
const RealTime := preload("real_time.gd")
const ChunkView := preload("../geometry/chunk_view.gd")
const BodiesView := preload("../geometry/bodies_view.gd")
const Navigation := preload("../geometry/navigation.gd")
const Lamps := preload("../geometry/lamps.gd")
const Looks := preload("../geometry/looks.gd")
## Chunks away from the hero's whose things are solid.
const SOLID_CHUNKS := 1
## Seconds between two times that what is held is told, for the case of a break.
const TELL_SECONDS := 2.0
## Hashes told to the server after a break.
const MOST_HAVE := 2048

## The world to show; empty: the one above in the tree.
@export var world: NacreWorld = null
## What everything is built around: your player or camera. Empty: [member NacreWorld.hero], else the camera.
@export var centre: Node3D = null
@export_group("Your own")
## Scenes in place of the world's things, by class ("tree_cone", "lamp"), each fitted to the height of its thing. A
## [Marker3D] in the scene that has the name of a socket of the thing ("door", "seat") comes to lie over that socket,
## and looks along -Z as it does; the scene stays on the ground.
@export var kitbash: Dictionary[String, PackedScene] = {}
## Scenes in place of parts of things, by role ("door", "window", "seat", "lamp"), each filling the box of its part and
## moving with it. A [Marker3D] as for [member kitbash] lies exactly on the part's socket. Choose them before a world
## opens. The world's colliders stay.
@export var kitbash_parts: Dictionary[String, PackedScene] = {}
## Scale the scenes of [member kitbash] and [member kitbash_parts] to the size of what they stand for. Off: they have
## the size they were made in.
@export var fit_scenes := true
## Materials in place of the world's, by name ("plaster", "roof_tiles"). Meshes carry uv in metres and a colour.
@export var own_materials: Dictionary[String, Material] = {}
## Characters as the world has them, posed and moved. Off: use [NacreEntities] for scenes of your own.
@export var show_characters := true
## Classes of characters not to show here.
@export var characters_left_out: Array[String] = []
@export_group("Physics")
## Make the ground and things near the hero solid.
@export var solid := true
## Layer of everything solid.
@export_flags_3d_physics var collision_layer := 1
## Make an [Area3D] of the water of every chunk near the hero.
@export var water_areas := true
## Layer of those areas.
@export_flags_3d_physics var water_layer := 2
@export_group("Navigation")
## Make navigation meshes of the chunks around the hero, on the worker pool, before anybody walks there. Doors can be
## walked through; [NavigationAgent3D]s find their way upstairs and over bridges. The cells of the world's navigation
## map become 0.1 m.
@export var navigation := true
## Chunks of 32 m in each direction from the hero's that have navigation.
@export_range(0, 2) var navigation_reach := 2
## Radius of whoever walks; doors are 0.95 m wide and more.
@export_range(0.1, 1.0, 0.1, "suffix:m") var agent_radius := 0.3
## Height of whoever walks. Ceilings over stairs are low: from 1.9 m on, more and more top floors are out of reach.
@export_range(0.5, 4.0, 0.1, "suffix:m") var agent_height := 1.8
## Highest step it takes; stairs have steps of about 0.2 m, thresholds up to 0.4 m.
@export_range(0.1, 1.0, 0.1, "suffix:m") var agent_climb := 0.4
## Navigation layers of all regions.
@export_flags_3d_navigation var navigation_layers := 1
@export_group("Drawing")
## Whether things cast shadows.
@export var cast_shadows := true
## How far tufts, flowers and pebbles are drawn; 0: none.
@export_range(0.0, 100.0, 1.0, "suffix:m") var litter_distance := 32.0
## Lamps that are lights, the nearest ones.
@export_range(0, 32) var lamp_count := 6
## Houses and walls hide what is behind them, made of their parts' boxes: it is not drawn then. Takes effect where
## Project Settings, Rendering, Occlusion Culling is switched on.
@export var occluders := true
## Milliseconds of the main thread that building may take in a frame.
@export_range(0.5, 10.0, 0.1, "suffix:ms") var budget_msec := 2.5

## What the world's surfaces are drawn with; see `geometry/looks.gd`.
var looks := Looks.new()
## The newest `air` message: what [NacreEnvironment] is made of.
var air: Dictionary = {}
## How long building took in each of the last frames, in milliseconds.
var costs := PackedFloat32Array()

var _time := RealTime.new()
var _shapes: Dictionary[String, ShapeView] = {}
var _grounds: Dictionary[String, GroundData] = {}
var _chunks: Dictionary[Vector2i, ChunkView] = {}
# Those that are not whole yet; in the order in which they came.
var _building: Array[ChunkView] = []
var _bodies := BodiesView.new()
var _navigation := Navigation.new()
## Counts changes of what is shown.
var _edition := 0
## Messages in the order they came: header, part, task, result.
var _inbox: Array[Array] = []
var _jobs: Array[Callable] = []
var _doors: Dictionary[String, float] = {}
var _are_doors_moving := false
var _horizon := RID()
var _horizon_shape := ""
var _horizon_at := Vector3.ZERO
var _lamps := Lamps.new()
var _tell_due := 0.0
var _told_count := 0
var _stood := Transform3D.IDENTITY
var _walkable := false
var _own: Array[Material] = []
var _own_indices := {}
var _own_roles := {}


func _ready() -> void:
	if Engine.is_editor_hint():
		set_process(false)
		return
	if world == null:
		world = NacreWorld.of(self)
	if world == null:
		return
	_hear()
	_navigation.shown.connect(navigable.emit)
	_lamps.make(self, lamp_count)


func _enter_tree() -> void:
	# Moved to another place of the tree, or back in it.
	if is_node_ready() and not Engine.is_editor_hint():
		_hear()


func _exit_tree() -> void:
	if Engine.is_editor_hint():
		return
	if is_instance_valid(world) and world.opened.is_connected(_on_opened):
		world.geometry_received.disconnect(_on_geometry)
		world.opened.disconnect(_on_opened)
	# A node that is only moved is back before this is called, and all it shows stays.
	_clear_unless_back.call_deferred()


func _notification(what: int) -> void:
	if Engine.is_editor_hint():
		return
	if what == NOTIFICATION_PREDELETE:
		_wait_for_tasks()
		_free_all()
	elif what == NOTIFICATION_VISIBILITY_CHANGED and is_inside_tree():
		for place in _chunks:
			_chunks[place].moved(self)
		_bodies.show(is_visible_in_tree())
		if _horizon.is_valid():
			RenderingServer.instance_set_visible(_horizon, is_visible_in_tree())


func _get_configuration_warnings() -> PackedStringArray:
	var warnings := PackedStringArray()
	var above := world if world != null else NacreWorld.of(self)
	if above == null:
		warnings.append("Put this node below a NacreWorld, or choose one.")
	elif not above.with_geometry:
		warnings.append("Switch on `with_geometry` of the NacreWorld.")
	return warnings


func _process(_delta: float) -> void:
	var seconds := _time.passed()
	var began := Time.get_ticks_usec()
	if global_transform != _stood:
		_stood = global_transform
		for place in _chunks:
			_chunks[place].moved(self)
		_place_horizon()
	if show_characters:
		_bodies.move(self, seconds)
	if _are_doors_moving:
		_are_doors_moving = false
		for place in _chunks:
			_are_doors_moving = _chunks[place].swing(self, seconds) or _are_doors_moving
	_lamps.follow(global_transform.affine_inverse() * _centre(), seconds, looks.dark, _chunks)
	_tell_due -= seconds
	if _tell_due <= 0.0:
		_tell_due = TELL_SECONDS
		_tell_have()
	if navigation:
		_find_ways()
	var until := began + int(budget_msec * 1000.0)
	while Time.get_ticks_usec() < until and _work():
		pass
	if costs.size() >= 600:
		costs = costs.slice(300)
	costs.append((Time.get_ticks_usec() - began) / 1000.0)


func _physics_process(_delta: float) -> void:
	if Engine.is_editor_hint():
		return
	for place in _chunks:
		if _chunks[place].solid and not _chunks[place].leaves.is_empty():
			_chunks[place].settle(get_world_3d().direct_space_state, collision_layer)


## The chunk that holds a place of the scene.
func chunk_of(place: Vector3) -> Vector2i:
	var local := global_transform.affine_inverse() * place
	return Vector2i(floori(local.x / GroundData.EDGE), floori(local.z / GroundData.EDGE))


## Whether there is solid ground at a place of the scene, and everything around it.
func is_walkable(place: Vector3) -> bool:
	var chunk: ChunkView = _chunks.get(chunk_of(place))
	return chunk != null and chunk.solid and _jobs.is_empty()


## Whether there is a navigation region at a place of the scene.
func has_navigation(place: Vector3) -> bool:
	return _navigation.has(chunk_of(place))


## Height of the ground at a place of the scene (its own y is not looked at); NAN where no ground has come.
func ground_height(place: Vector3) -> float:
	var chunk: ChunkView = _chunks.get(chunk_of(place))
	if chunk == null:
		return NAN
	var local := global_transform.affine_inverse() * place
	var height := chunk.data.height_at(local.x - chunk.corner.x, local.z - chunk.corner.z)
	return (global_transform * Vector3(local.x, height, local.z)).y


## All things within a distance (metres) of a place of the scene that are of a class; of any where it is empty. Each has
## `id`, `class`, `shape`, `transform` (in the scene), `size`.
func things_near(place: Vector3, distance: float, kind := "") -> Array[Dictionary]:
	var out: Array[Dictionary] = []
	for at in _chunks:
		out.append_array(_chunks[at].things_near(self, place, distance, kind))
	return out


## The sockets of a thing of [method things_near], of a kind ("door", "seat", "bed", "counter", "container", "lamp",
## "spawn"): transforms in the scene, each looking along its -Z.
func sockets(thing: Dictionary, kind: String) -> Array[Transform3D]:
	var out: Array[Transform3D] = []
	var shape: ShapeView = _shapes.get(thing["shape"])
	if shape == null:
		return out
	for socket: Dictionary in shape.data.sockets:
		if socket["kind"] == kind:
			var own := Transform3D(Basis(Vector3.UP, socket["yaw"]), Looks.vector(socket["position"]))
			out.append((thing["transform"] * own).orthonormalized())
	return out


## The id of what a ray hit: pass `collider` and `shape` of the result. Empty for the ground and for what is not ours.
func thing_hit(collider: Object, shape_index: int) -> String:
	for place in _chunks:
		if _chunks[place].body() == collider and collider != null:
			return _chunks[place].thing_of(shape_index)
	return ""


## Places of all chunks shown, and their cells along a side.
func shown() -> Dictionary[Vector2i, int]:
	var out: Dictionary[Vector2i, int] = {}
	for place in _chunks:
		out[place] = _chunks[place].data.cells
	return out


## Whether all that has come is built.
func is_settled() -> bool:
	return _inbox.is_empty() and _jobs.is_empty()


func _centre() -> Vector3:
	if is_instance_valid(centre):
		return centre.global_position
	if world != null and is_instance_valid(world.hero):
		return world.hero.global_position
	var camera := get_viewport().get_camera_3d()
	return camera.global_position if camera != null else global_position


func _hear() -> void:
	if is_instance_valid(world) and not world.opened.is_connected(_on_opened):
		world.opened.connect(_on_opened)
		world.geometry_received.connect(_on_geometry)


func _clear_unless_back() -> void:
	if is_inside_tree():
		return
	_wait_for_tasks()
	_free_all()
	# Nothing is held any more that need not be sent again.
	_told_count = 0
	if NacreWorld.connection_of(world) != null:
		world.connection.hold([])


func _on_opened(_info: Dictionary, resumed: bool) -> void:
	if not resumed:
		_wait_for_tasks()
		_free_all()


func _on_geometry(header: Dictionary, part: PackedByteArray) -> void:
	match header["type"]:
		"air":
			air = header
			looks.light(header, global_basis)
		"bodies":
			if show_characters:
				_bodies.left_out.clear()
				for kind in characters_left_out:
					_bodies.left_out[kind] = true
				_bodies.left_out_slots = world.replaced
				_bodies.take(self, header, part, _shapes, cast_shadows)
		_:
			if header["type"] == "materials":
				# shapes that come after it are decoded by it
				looks.tell(header)
				_find_own()
			# [header, task, result]
			var entry := [header, -1, null]
			if not part.is_empty():
				entry[1] = WorkerThreadPool.add_task(_decode.bind(entry, header, part), false, "nacre geometry")
			_inbox.append(entry)


## On a thread of the pool.
func _decode(entry: Array, header: Dictionary, part: PackedByteArray) -> void:
	match header["type"]:
		"shape":
			entry[2] = ShapeData.decode(header, part, _own_indices, _own_roles)
		"chunk":
			entry[2] = GroundData.decode(header, part)
		"materials":
			entry[2] = Looks.pictures(header, part)


## One piece of work; false when there is none.
func _work() -> bool:
	if not _jobs.is_empty():
		var job: Callable = _jobs.pop_front()
		job.call()
		return true
	if _inbox.is_empty():
		return _follow()
	var entry := _inbox[0]
	if entry[1] >= 0:
		if not WorkerThreadPool.is_task_completed(entry[1]):
			return _follow()
		WorkerThreadPool.wait_for_task_completion(entry[1])
	_inbox.pop_front()
	_handle(entry[0], entry[2])
	return true


func _handle(header: Dictionary, result: Variant) -> void:
	match header["type"]:
		"materials":
			if result != null:
				looks.texture(result, header["hash"])
		"shape":
			_take_shape(result)
		"chunk":
			_take_chunk(header, result)
		"unload":
			_drop(Vector2i(header["x"], header["z"]))
		"change":
			for row: Dictionary in header["doors"]:
				_doors["%s/%d" % [row["thing"], row["group"]]] = row["open"]
				door_moved.emit(row["thing"], row["open"])
			_set_doors()
		"horizon":
			_horizon_shape = header["shape"]
			_horizon_at = Looks.vector(header["at"])
			_show_horizon()


func _find_own() -> void:
	# new ones: tasks that are under way read those of before
	_own = []
	_own_indices = {}
	_own_roles = kitbash_parts.duplicate()
	for name: String in looks.names:
		_own.append(own_materials.get(name))
		if own_materials.has(name):
			_own_indices[_own.size() - 1] = true


func _take_shape(data: ShapeData) -> void:
	if not data.error.is_empty():
		push_error("NacreGeometry: a shape cannot be read: %s" % data.error)
		return
	_shapes[data.name] = ShapeView.new(data, looks, _own)


func _take_chunk(header: Dictionary, data: GroundData) -> void:
	if header["known"]:
		data = _grounds.get(header["hash"])
	if data == null or not data.error.is_empty():
		push_error("NacreGeometry: a chunk cannot be read: %s" % ("" if data == null else data.error))
		return
	# after a break everything is named again: what is shown, or soon will be, stays
	var shown: ChunkView = _chunks.get(data.place)
	for same: ChunkView in _building + [shown]:
		if same != null and same.data.place == data.place and same.data.name == data.name:
			return
	_grounds[data.name] = data
	var view := ChunkView.new(data)
	_building.append(view)
	_jobs.append_array(view.work(self, _shapes, looks, _options()))
	_jobs.append(
		func() -> void:
			if view not in _building:
				# it was left behind before it was whole
				view.free_all()
				return
			_building.erase(view)
			var before: ChunkView = _chunks.get(data.place)
			if before != null:
				_grounds.erase(before.data.name)
				before.free_all()
			_chunks[data.place] = view
			_edition += 1
			view.aim(_doors)
			_are_doors_moving = true
			chunk_shown.emit(data.place, data.cells)
	)


func _options() -> Dictionary:
	return {
		"shadows": cast_shadows,
		"litter": litter_distance,
		"layer": collision_layer,
		"water": water_areas,
		"water_layer": water_layer,
		"scenes": kitbash,
		"parts": kitbash_parts,
		"fit": fit_scenes,
		"occluders": occluders and get_viewport().use_occlusion_culling and DisplayServer.get_name() != "headless",
		"spawned": thing_spawned.emit,
	}


func _drop(place: Vector2i) -> void:
	for view: ChunkView in _building.duplicate():
		if view.data.place == place:
			_grounds.erase(view.data.name)
			_building.erase(view)
	if _chunks.has(place):
		_grounds.erase(_chunks[place].data.name)
		_chunks[place].free_all()
		_chunks.erase(place)
		_edition += 1
		if is_inside_tree():
			chunk_freed.emit(place)


func _set_doors() -> void:
	for place in _chunks:
		_chunks[place].aim(_doors)
	_are_doors_moving = true


## Make solid what is near, and let go of what is not any more. False when there was nothing to do.
func _follow() -> bool:
	if not solid:
		return false
	var here := chunk_of(_centre())
	for place in _chunks:
		var near := maxi(absi(place.x - here.x), absi(place.y - here.y))
		var view := _chunks[place]
		if view.data.cells != 64:
			continue
		if near <= SOLID_CHUNKS and not view.solid:
			_jobs.append_array(view.solidify(self, _shapes, _options()))
			return true
		if near > SOLID_CHUNKS + 1 and view.solid:
			view.soften()
			return true
	if not _walkable and _chunks.has(here) and _chunks[here].solid:
		_walkable = true
		walkable.emit()
	return false


func _find_ways() -> void:
	_navigation.reach = navigation_reach
	_navigation.radius = agent_radius
	_navigation.height = agent_height
	_navigation.climb = agent_climb
	_navigation.layers = navigation_layers
	_navigation.follow(self, chunk_of(_centre()), _edition, _chunks, _shapes)


func _show_horizon() -> void:
	if not _shapes.has(_horizon_shape) or not _shapes[_horizon_shape].meshes.has(0):
		return
	if _horizon.is_valid():
		RenderingServer.free_rid(_horizon)
	var mesh := _shapes[_horizon_shape].meshes[0]
	_horizon = RenderingServer.instance_create2(mesh.get_rid(), get_world_3d().scenario)
	RenderingServer.instance_geometry_set_cast_shadows_setting(_horizon, RenderingServer.SHADOW_CASTING_SETTING_OFF)
	_place_horizon()


func _place_horizon() -> void:
	if _horizon.is_valid():
		var at := global_transform * Transform3D(Basis.IDENTITY, _horizon_at)
		RenderingServer.instance_set_transform(_horizon, at)


## What the server need not send again when the line breaks now.
func _tell_have() -> void:
	var count := _shapes.size() * 4096 + _grounds.size()
	if world == null or world.connection == null or count == _told_count or not is_settled():
		return
	_told_count = count
	var have: Array[String] = []
	have.append_array(_grounds.keys())
	if not looks.textures_hash.is_empty():
		have.append(looks.textures_hash)
	have.append_array(_shapes.keys())
	world.connection.hold(have.slice(0, MOST_HAVE))


func _wait_for_tasks() -> void:
	for entry in _inbox:
		if entry[1] >= 0:
			WorkerThreadPool.wait_for_task_completion(entry[1])
	_inbox.clear()
	_jobs.clear()


func _free_all() -> void:
	for view: ChunkView in _building:
		view.free_all()
	_building.clear()
	for place: Vector2i in _chunks.keys():
		_drop(place)
	_bodies.free_all()
	_navigation.free_all()
	if _horizon.is_valid():
		RenderingServer.free_rid(_horizon)
	_horizon = RID()
	_shapes.clear()
	_grounds.clear()
	_doors.clear()
	_walkable = false
