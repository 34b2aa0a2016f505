@tool
@icon("res://addons/nacre/icons/entities.svg")
class_name NacreEntities
extends Node3D
## Your own scenes in place of the characters and things of a generated world: one instance for each, moved as the world
## moves it.
##
## A scene is chosen by the class the server names ("villager", "sheep", "lamp"). Instances are interpolated between the
## states that come, so they move as smoothly as the engine draws.

## A character came into sight. [param info] is its entry in the state.
signal spawned(slot: int, node: Node3D, info: Dictionary)
## A character is gone; its node is freed after this signal.
signal despawned(slot: int, node: Node3D)
## A thing that stands (a house, a tree) came near.
signal object_spawned(id: String, node: Node3D, info: Dictionary)

const OwnScene := preload("own_scene.gd")
## Longest distance something is moved smoothly; beyond, it is put there (metres).
const LEAP := 4.0

## The world whose characters to show; empty: the one above in the tree.
@export var world: NacreWorld = null
## Scenes for characters, by class.
@export var scenes: Dictionary[String, PackedScene] = {}
## Scene for characters of all other classes; empty: none.
@export var fallback: PackedScene = null
## Take the generated characters that a scene stands for out of the picture: what is behind them is guessed from beside
## them. Needs [member NacreWorld.with_entity_mask]; [NacreGeometry] leaves them out in any case.
@export var hide_generated := true:
	set(value):
		hide_generated = value
		_tell_replaced()
		update_configuration_warnings()
@export_group("Things")
## Scenes for things that stand, by class.
@export var object_scenes: Dictionary[String, PackedScene] = {}
## Scale things to the size the world gives them, for scenes that are one metre large.
@export var scale_objects := false
@export_group("Motion")
## Show things this much late, so that there is always a state to move towards; one interval of the states is right.
@export_range(0.0, 0.5, 0.01, "suffix:s") var delay := 0.1

var _nodes: Dictionary[int, Node3D] = {}
var _classes: Dictionary[int, String] = {}
var _objects: Dictionary[String, Node3D] = {}
## What is known of each character: pairs of time and [position, yaw], oldest first.
var _tracks: Dictionary[int, Array] = {}
var _offset := INF


func _ready() -> void:
	if Engine.is_editor_hint():
		set_process(false)
		return
	if world == null:
		world = NacreWorld.of(self)
	if world != null:
		world.state_received.connect(_on_state)
		world.opened.connect(_on_opened)
		world.closed.connect(_on_closed)


func _exit_tree() -> void:
	if is_instance_valid(world):
		for slot in _nodes:
			world.replaced.erase(slot)


func _enter_tree() -> void:
	# Moved to another place of the tree.
	if is_node_ready():
		_tell_replaced()


func _get_configuration_warnings() -> PackedStringArray:
	var warnings := PackedStringArray()
	if world == null and NacreWorld.of(self) == null:
		warnings.append("Put this node below a NacreWorld, or choose one.")
	if scenes.is_empty() and fallback == null and object_scenes.is_empty():
		warnings.append("Give a scene for at least one class, or a fallback.")
	var above := world if world != null else NacreWorld.of(self)
	if hide_generated and above != null and not above.with_entity_mask and not above.without_pictures:
		warnings.append("Generated characters stay in the picture: switch `with_entity_mask` of the NacreWorld on.")
	return warnings


func _process(_delta: float) -> void:
	var now := Time.get_ticks_usec() / 1e6 - _offset - delay
	for slot: int in _nodes:
		if is_instance_valid(_nodes[slot]):
			_nodes[slot].transform = _pose(_tracks[slot], now)


## The node that stands for a character, null when there is none or the game has freed it. A node that was freed is not
## made again while its character stays.
func node_of(slot: int) -> Node3D:
	return _nodes[slot] if is_instance_valid(_nodes.get(slot)) else null


## The slots of all characters shown.
func slots() -> Array[int]:
	return _nodes.keys().filter(func(slot: int) -> bool: return is_instance_valid(_nodes[slot]))


func _on_opened(_info: Dictionary, resumed: bool) -> void:
	if not resumed:
		_clear()


func _on_closed(_reason: StringName, _text: String) -> void:
	_clear()


func _clear() -> void:
	_offset = INF
	for slot: int in _nodes.keys():
		_remove(slot)
	for id: String in _objects.keys():
		_free(_objects[id])
	_objects.clear()


func _on_state(state: Dictionary) -> void:
	var world_time: float = state["t_world"]
	# The least difference seen between our clock and the world's is the one with the least waiting in it.
	_offset = minf(_offset, Time.get_ticks_usec() / 1e6 - world_time)
	var seen := {}
	for info: Dictionary in state["entities"]:
		var slot: int = info.get("slot", -1)
		var kind: String = info.get("class", "")
		var scene: PackedScene = scenes.get(kind, fallback)
		if slot < 0 or scene == null:
			continue
		seen[slot] = true
		if _classes.get(slot, kind) != kind:
			_remove(slot)
		if not _tracks.has(slot):
			_tracks[slot] = []
		var track := _tracks[slot]
		track.append([world_time, _vector(info.get("position")), float(info.get("yaw", 0.0))])
		while track.size() > 2 and track[1][0] < world_time - delay - 1.0:
			track.pop_front()
		if not _nodes.has(slot):
			_add(slot, kind, scene, info)
	for slot: int in _nodes.keys():
		if not seen.has(slot):
			_remove(slot)
	_place_objects(state["objects"])


func _vector(numbers: Variant) -> Vector3:
	if numbers is Array and numbers.size() == 3:
		return Vector3(numbers[0], numbers[1], numbers[2])
	return Vector3.ZERO


func _add(slot: int, kind: String, scene: PackedScene, info: Dictionary) -> void:
	var node := OwnScene.make(scene, "NacreEntities", kind)
	if node == null:
		if scene == fallback:
			fallback = null
		scenes.erase(kind)
		return
	_nodes[slot] = node
	_classes[slot] = kind
	if hide_generated and is_instance_valid(world):
		world.replaced[slot] = true
	node.transform = _pose(_tracks[slot], INF)
	add_child(node)
	spawned.emit(slot, node, info)


func _remove(slot: int) -> void:
	if node_of(slot) != null:
		despawned.emit(slot, _nodes[slot])
		_free(_nodes[slot])
	_nodes.erase(slot)
	_classes.erase(slot)
	if is_instance_valid(world):
		world.replaced.erase(slot)
	_tracks.erase(slot)


func _free(node: Variant) -> void:
	# Whoever heard of it, or the game at any time, may have freed it already.
	if is_instance_valid(node):
		(node as Node).queue_free()


func _pose(track: Array, moment: float) -> Transform3D:
	var before: Array = track[0]
	for index in range(1, track.size()):
		var after: Array = track[index]
		if after[0] > moment and before[0] <= moment:
			var share: float = (moment - before[0]) / (after[0] - before[0])
			if (after[1] - before[1]).length() > LEAP:
				share = 1.0
			return _standing(before[1].lerp(after[1], share), lerp_angle(before[2], after[2], share))
		before = after
	var last: Array = track[0] if moment < track[0][0] else track.back()
	return _standing(last[1], last[2])


func _standing(at: Vector3, yaw: float) -> Transform3D:
	return Transform3D(Basis(Vector3.UP, yaw), at)


func _tell_replaced() -> void:
	if not is_instance_valid(world):
		return
	for slot in _nodes:
		if hide_generated:
			world.replaced[slot] = true
		else:
			world.replaced.erase(slot)


func _place_objects(listed: Array) -> void:
	if object_scenes.is_empty():
		return
	var seen := {}
	for info: Dictionary in listed:
		var id := str(info.get("id", ""))
		var scene: PackedScene = object_scenes.get(info.get("class", ""))
		if scene == null:
			continue
		seen[id] = true
		if _objects.has(id):
			continue
		var node := OwnScene.make(scene, "NacreEntities", info["class"])
		if node == null:
			object_scenes.erase(info.get("class", ""))
			continue
		node.transform = _standing(_vector(info.get("position")), float(info.get("yaw", 0.0)))
		if scale_objects:
			node.scale = Vector3.ONE * float(info.get("size", 1.0))
		_objects[id] = node
		add_child(node)
		object_spawned.emit(id, node, info)
	for id: String in _objects.keys():
		if not seen.has(id):
			_free(_objects[id])
			_objects.erase(id)
