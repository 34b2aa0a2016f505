@tool
@icon("res://addons/nacre/icons/level.svg")
class_name NacreLevel
extends Node3D
## Bakes a region of a generated world into ordinary scene content: mesh, collision, navigation, spawn markers.
##
## The region is looked at from above, tile by tile, through the world's own camera; depth becomes a height field. That
## holds what stands on the ground and has no inside: caves, bridges and rooms become solid. The baked node needs no
## server, can be saved as a scene, and gives your own characters ground to stand on in a streamed world.

## How far the survey is, 0 to 1.
signal progressed(fraction: float)
## The level is there, as a child of this node.
signal baked(level: Node3D)

const HeightField := preload("height_field.gd")
const LevelBuilder := preload("level_builder.gd")
const Survey := preload("survey.gd")

## The world to bake; empty: the one above in the tree.
@export var world: NacreWorld = null
## Edge of the square, around the player.
@export_range(8.0, 128.0, 1.0, "suffix:m") var size := 48.0
## Edge of a cell: finer is truer and slower.
@export_range(0.25, 2.0, 0.05, "suffix:m") var cell := 0.5
## Height of the camera above the player. Lower sees under more crowns, higher needs fewer pictures.
@export_range(10.0, 55.0, 1.0, "suffix:m") var survey_height := 36.0
## Show the baked ground. Off: only collision, navigation and markers, for worlds that are seen through a [NacreScreen].
@export var visible_ground := true

## The level baked last; null before.
var level: Node3D = null
## Its height field.
var field: HeightField = null

var _busy := false
var _survey: Survey = null
## What is being gathered.
var _heights: HeightField = null


func _exit_tree() -> void:
	if _survey != null:
		_survey.cancel()


func _get_configuration_warnings() -> PackedStringArray:
	if world == null and NacreWorld.of(self) == null:
		return PackedStringArray(["Put this node below a NacreWorld, or choose one."])
	return PackedStringArray()


## Look at the region and build it; the new level, or null when the world is not open, gives no depth, or goes away.
func bake() -> Node3D:
	if not is_instance_valid(world):
		world = NacreWorld.of(self)
	var connection := NacreWorld.connection_of(world)
	if _busy or connection == null or connection.last_frame == null:
		return null
	if world.connection.last_frame.depth == null:
		push_error("NacreLevel: the world is open without depth; switch NacreWorld.with_depth on.")
		return null
	_busy = true
	var at := _player()
	# No variable of this function: the engine never frees those when this node is freed while it waits.
	_heights = HeightField.new(Vector2(at.x, at.z), size, cell)
	_survey = Survey.new(world)
	_survey.look_down(_heights, at, size, survey_height, progressed.emit)
	# A signal, not the call itself: this node may be freed meanwhile.
	var complete: bool = await _survey.looked_down
	_busy = false
	if not complete or NacreWorld.connection_of(world) == null:
		return null
	field = _heights
	field.fill()
	var made := LevelBuilder.new(field).build(world.connection.last_state, at)
	(made.get_node("Ground") as Node3D).visible = visible_ground
	if is_instance_valid(level):
		level.queue_free()
	level = made
	add_child(level)
	baked.emit(level)
	return level


## Put the mesh, the collision and the navigation of a baked level into files of their own, whose names begin with
## [param base] ([code]res://levels/village[/code]): a scene that holds the level then stays small.
static func save_resources(of_level: Node3D, base: String) -> Error:
	DirAccess.make_dir_recursive_absolute(base.get_base_dir())
	var parts: Dictionary[String, Resource] = {
		"ground": (of_level.get_node("Ground") as MeshInstance3D).mesh,
		"collision": (of_level.get_node("Body/Shape") as CollisionShape3D).shape,
		"navigation": (of_level.get_node("Navigation") as NavigationRegion3D).navigation_mesh,
	}
	for part in parts:
		var path := "%s_%s.res" % [base, part]
		var error := ResourceSaver.save(parts[part], path, ResourceSaver.FLAG_COMPRESS)
		if error != OK:
			return error
		parts[part].take_over_path(path)
	return OK


## The level as a scene that can be saved and instanced.
func to_scene() -> PackedScene:
	if not is_instance_valid(level):
		return null
	_own(level, level)
	var scene := PackedScene.new()
	return scene if scene.pack(level) == OK else null


func _own(node: Node, owner_node: Node) -> void:
	for child in node.get_children():
		child.owner = owner_node
		_own(child, owner_node)


func _player() -> Vector3:
	var player: Dictionary = world.connection.last_state.get("player", {})
	var at: Array = player.get("position", [])
	return Vector3(at[0], at[1], at[2]) if at.size() == 3 else world.connection.last_frame.position
