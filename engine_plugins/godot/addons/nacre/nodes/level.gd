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
## Vertical field of view while looking down, radians.
const FOV := 1.13

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


func _exit_tree() -> void:
	if _survey != null:
		_survey.cancel()


func _get_configuration_warnings() -> PackedStringArray:
	if world == null and NacreWorld.of(self) == null:
		return PackedStringArray(["Put this node below a NacreWorld, or choose one."])
	return PackedStringArray()


## Look at the region and build it; the new level, or null when the world is not open, gives no depth, or goes away.
func bake() -> Node3D:
	if world == null:
		world = NacreWorld.of(self)
	if _busy or world == null or world.connection == null or world.connection.last_frame == null:
		return null
	if world.connection.last_frame.depth == null:
		push_error("NacreLevel: the world is open without depth; switch NacreWorld.with_depth on.")
		return null
	_busy = true
	var at := _player()
	field = HeightField.new(Vector2(at.x, at.z), size, cell)
	_survey = Survey.new(world)
	var complete := await _survey.begin() and await _look_down(at)
	await _survey.end()
	_busy = false
	if not complete:
		return null
	field.fill()
	var made := LevelBuilder.new(field).build(world.connection.last_state, at)
	(made.get_node("Ground") as Node3D).visible = visible_ground
	if level != null:
		level.queue_free()
	level = made
	add_child(level)
	baked.emit(level)
	return level


## The level as a scene that can be saved and instanced.
func to_scene() -> PackedScene:
	if level == null:
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


func _look_down(at: Vector3) -> bool:
	# The node may leave the tree meanwhile.
	var tree := get_tree()
	var frame := world.connection.last_frame
	# Tiles overlap by half, so that what is hidden behind a house in one picture is seen in another.
	var step := survey_height * tan(FOV / 2.0)
	var rows := maxi(1, ceili(size / step))
	var columns := maxi(1, ceili(size / (step * frame.aspect)))
	for index in rows * columns:
		var x := (index % columns + 0.5) / columns - 0.5
		var z := (index / columns + 0.5) / rows - 0.5
		var eye := at + Vector3(x * size, survey_height, z * size)
		var seen := await _survey.look(eye, 0.0, -PI / 2.0, FOV)
		if seen == null:
			return false
		# A picture takes tens of milliseconds to go through: never on the main thread.
		var task := WorkerThreadPool.add_task(field.add.bind(seen))
		while not WorkerThreadPool.is_task_completed(task):
			await tree.process_frame
		WorkerThreadPool.wait_for_task_completion(task)
		progressed.emit((index + 1.0) / (rows * columns))
	return true
