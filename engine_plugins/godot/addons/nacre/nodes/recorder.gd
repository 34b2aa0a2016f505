@tool
@icon("res://addons/nacre/icons/recorder.svg")
class_name NacreRecorder
extends Node
## Records a game of your own as training episodes: picture, action, camera and state of every step.
##
## An episode is a folder: [code]episode.json[/code] (who, when, how fast, how large), [code]steps.jsonl[/code] (one
## step a line) and [code]frames/000000.jpg[/code] and so on. Encoding and writing happen on a thread; when the disk
## cannot keep up, steps are left out and counted, and the game does not wait.

## An episode is complete on the disk.
signal finished(folder: String, steps: int)

const FORMAT := 1
## Steps waiting to be written; more would only fill the memory.
const MAX_WAITING := 16

const RealTime := preload("real_time.gd")

## Where episodes go; each gets a folder of its own.
@export_dir var folder := "user://episodes"
## Steps a second.
@export_range(1.0, 60.0, 1.0, "suffix:1/s") var rate := 20.0
## Width of the pictures; their height follows from the window.
@export_range(64, 1280, 2, "suffix:px") var width := 640
## JPEG quality.
@export_range(0.3, 1.0, 0.01) var quality := 0.9
## Camera whose pose is recorded; empty: the viewport's.
@export var camera: Camera3D = null
## Input map actions to record, as strengths from 0 to 1.
@export var actions: Array[StringName] = [
	&"move_left",
	&"move_right",
	&"move_forward",
	&"move_back",
	&"jump",
	&"sprint",
]
## Things whose name, class (first group) and pose are recorded as state: every node of this group.
@export var tracked_group := &"nacre_tracked"

## Steps left out because writing could not keep up.
var skipped := 0
## Steps of the episode so far.
var steps := 0

var _time := RealTime.new()
var _folder := ""
var _file: FileAccess = null
var _thread: Thread = null
var _mutex := Mutex.new()
var _bell := Semaphore.new()
var _waiting: Array[Dictionary] = []
var _stopping := false
var _since := 0.0
var _began := 0
var _motion := Vector2.ZERO


func _ready() -> void:
	set_process(false)
	set_process_input(false)


func _exit_tree() -> void:
	stop()


func _get_configuration_warnings() -> PackedStringArray:
	if folder.is_empty():
		return PackedStringArray(["Choose a folder for the episodes."])
	return PackedStringArray()


func _input(event: InputEvent) -> void:
	if event is InputEventMouseMotion:
		_motion += (event as InputEventMouseMotion).relative


func _process(_delta: float) -> void:
	_since += _time.passed()
	if _since >= 1.0 / rate:
		_since = fmod(_since, 1.0 / rate)
		_record()


## Whether an episode is being recorded.
func is_recording() -> bool:
	return _thread != null


## Begin an episode. [param about] is kept with it (a caption, the level's name). False when the folder cannot be made.
func start(about: Dictionary = {}) -> bool:
	if is_recording():
		return false
	_folder = folder.path_join(Time.get_datetime_string_from_system().replace(":", "-") + "_%d" % Time.get_ticks_msec())
	if DirAccess.make_dir_recursive_absolute(_folder.path_join("frames")) != OK:
		push_error("NacreRecorder: %s cannot be made." % _folder)
		return false
	_file = FileAccess.open(_folder.path_join("steps.jsonl"), FileAccess.WRITE)
	if _file == null:
		push_error("NacreRecorder: %s cannot be written." % _folder)
		return false
	var window := get_viewport().get_visible_rect().size
	var head := {
		"format": FORMAT,
		"engine": "godot %s" % Engine.get_version_info()["string"],
		"project": ProjectSettings.get_setting("application/config/name", ""),
		"rate": rate,
		"width": width,
		"height": roundi(width * window.y / window.x / 2.0) * 2,
		"axes": "metres, radians, right-handed, y up, -z forward",
		"about": about,
	}
	var description := FileAccess.open(_folder.path_join("episode.json"), FileAccess.WRITE)
	description.store_string(JSON.stringify(head, "  "))
	steps = 0
	skipped = 0
	_since = 0.0
	_began = Time.get_ticks_usec()
	_motion = Vector2.ZERO
	_stopping = false
	_thread = Thread.new()
	_thread.start(_write.bind(Vector2i(head["width"], head["height"])))
	set_process(true)
	set_process_input(true)
	return true


## End the episode; what is waiting is written first. The folder it is in.
func stop() -> String:
	if not is_recording():
		return ""
	set_process(false)
	set_process_input(false)
	_stopping = true
	_bell.post()
	_thread.wait_to_finish()
	_thread = null
	_file.close()
	_file = null
	finished.emit(_folder, steps)
	return _folder


func _record() -> void:
	_mutex.lock()
	var full := _waiting.size() >= MAX_WAITING
	_mutex.unlock()
	if full:
		skipped += 1
		return
	var step := {"step": steps, "t": (Time.get_ticks_usec() - _began) / 1e6, "action": _action(), "state": _state()}
	var seen_by := camera if is_instance_valid(camera) else get_viewport().get_camera_3d()
	if seen_by != null:
		var forward := -seen_by.global_basis.z
		var at := seen_by.global_position
		step["camera"] = {
			"position": [at.x, at.y, at.z],
			"yaw": atan2(-forward.x, -forward.z),
			"pitch": asin(clampf(forward.y, -1.0, 1.0)),
			"fov": deg_to_rad(seen_by.fov),
		}
	# A headless game has no pictures; its steps are recorded all the same.
	step["image"] = null if DisplayServer.get_name() == "headless" else get_viewport().get_texture().get_image()
	steps += 1
	_mutex.lock()
	_waiting.append(step)
	_mutex.unlock()
	_bell.post()


func _action() -> Dictionary:
	var out := {"mouse": [_motion.x, _motion.y]}
	_motion = Vector2.ZERO
	for action in actions:
		if InputMap.has_action(action):
			out[String(action)] = Input.get_action_strength(action)
	return out


func _state() -> Array:
	var out := []
	for node in get_tree().get_nodes_in_group(tracked_group):
		var thing := node as Node3D
		if thing == null:
			continue
		var at := thing.global_position
		var turn := thing.global_basis.get_rotation_quaternion()
		var groups := thing.get_groups().filter(func(group: StringName) -> bool: return group != tracked_group)
		(
			out
			. append(
				{
					"name": String(thing.name),
					"class": String(groups[0]) if not groups.is_empty() else thing.get_class(),
					"position": [at.x, at.y, at.z],
					"rotation": [turn.x, turn.y, turn.z, turn.w],
				}
			)
		)
	return out


func _write(size: Vector2i) -> void:
	while true:
		_bell.wait()
		while true:
			_mutex.lock()
			var step: Dictionary = _waiting.pop_front() if not _waiting.is_empty() else {}
			_mutex.unlock()
			if step.is_empty():
				break
			var image: Image = step["image"]
			step.erase("image")
			if image != null:
				image.convert(Image.FORMAT_RGB8)
				image.resize(size.x, size.y, Image.INTERPOLATE_BILINEAR)
				step["frame"] = "frames/%06d.jpg" % step["step"]
				image.save_jpg(_folder.path_join(step["frame"]), quality)
			_file.store_line(JSON.stringify(step, "", true, true))
		if _stopping:
			return
