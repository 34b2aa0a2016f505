extends RefCounted
## Pictures of a running world from chosen places, taken between those that the player sees.
##
## [method begin], [method look] as often as needed, [method end]. Meanwhile the world's screens hold their last frame:
## what is drawn from elsewhere is none of theirs.

## Longest wait for a picture (seconds).
const PATIENCE := 10.0

var _world: NacreWorld = null
var _before: Dictionary = {}
var _begun := false


func _init(world: NacreWorld) -> void:
	_world = world


## Take the camera, once whoever has it is done. False when the world is gone or not open.
func begin() -> bool:
	while _is_open() and _world.surveying:
		await _tree().process_frame
	if not _is_open():
		return false
	_before = _world.connection.view
	_begun = true
	_world.surveying = true
	return true


## The frame drawn from a camera (metres and radians, in the axes of the generated world); null when none comes.
func look(eye: Vector3, yaw: float, pitch: float, fov: float) -> NacreFrame:
	if not _begun or not _is_open():
		return null
	return await _frame_of(_world.connection.view_from(eye, yaw, pitch, fov))


## Give the camera back. The screens go on with the first frame that is theirs again.
func end() -> void:
	if not _begun:
		return
	if _is_open():
		await _frame_of(_world.connection.view_as(_before))
	if _begun and is_instance_valid(_world):
		_world.surveying = false
	_begun = false


## Give the camera back at once: whoever surveys leaves half-way, and the world must not stay hidden from its screens.
func cancel() -> void:
	if not _begun:
		return
	_begun = false
	if is_instance_valid(_world):
		_world.surveying = false
		if _is_open():
			_world.connection.view_as(_before)


func _frame_of(number: int) -> NacreFrame:
	if _world.deterministic:
		_world.connection.act({}, Vector2.ZERO)
	var until := Time.get_ticks_msec() + 1000.0 * PATIENCE
	while Time.get_ticks_msec() < until and _begun and _is_open():
		var frame := _world.connection.last_frame
		if frame != null and frame.for_input >= number:
			return frame
		await _tree().process_frame
	return null


func _is_open() -> bool:
	return (
		is_instance_valid(_world)
		and _world.is_inside_tree()
		and _world.connection != null
		and not _world.connection.world_info.is_empty()
	)


func _tree() -> SceneTree:
	return Engine.get_main_loop() as SceneTree
