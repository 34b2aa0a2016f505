extends RefCounted
## Pictures of a running world from chosen places, taken between those that the player sees.
##
## [method begin], [method look] as often as needed, [method end]. Meanwhile the world's screens hold their last frame:
## what is drawn from elsewhere is none of theirs.

## The heights are gathered, or could not be.
signal looked_down(complete: bool)

## Longest wait for a picture (seconds).
const PATIENCE := 10.0
## Vertical field of view while looking down, radians.
const FOV := 1.13

const HeightField := preload("height_field.gd")

var _world: NacreWorld = null
var _before: Dictionary = {}
var _begun := false
## What is suspended does not keep its object alive: this does, for as long as pictures are waited for.
var _alive: RefCounted = null


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
	_alive = self
	var frame := await _frame_of(_world.connection.view_from(eye, yaw, pitch, fov))
	set_deferred(&"_alive", null)
	return frame


## Gather heights in a square around a place, from pictures taken straight down, from taking the camera to giving it
## back; [signal looked_down] says when. [param progress] is called with the share that is done.
func look_down(field: HeightField, at: Vector3, size: float, above: float, progress: Callable) -> void:
	_alive = self
	var complete := await begin() and await _gather(field, at, size, above, progress)
	await end()
	# not at once: where nothing could be looked at, nobody waits for it yet
	looked_down.emit.call_deferred(complete)
	set_deferred(&"_alive", null)


func _gather(field: HeightField, at: Vector3, size: float, above: float, progress: Callable) -> bool:
	# Tiles overlap by half, so that what is hidden behind a house in one picture is seen in another.
	var step := above * tan(FOV / 2.0)
	var rows := maxi(1, ceili(size / step))
	var columns := maxi(1, ceili(size / (step * _world.connection.last_frame.aspect)))
	for index in rows * columns:
		var x := (index % columns + 0.5) / columns - 0.5
		var z := (index / columns + 0.5) / rows - 0.5
		var eye := at + Vector3(x * size, above, z * size)
		var seen: NacreFrame = null
		if _begun and _is_open():
			seen = await _frame_of(_world.connection.view_from(eye, 0.0, -PI / 2.0, FOV))
		if seen == null:
			return false
		# A picture takes tens of milliseconds to go through: never on the main thread.
		var task := WorkerThreadPool.add_task(field.add.bind(seen))
		while not WorkerThreadPool.is_task_completed(task):
			await _tree().process_frame
		WorkerThreadPool.wait_for_task_completion(task)
		if progress.is_valid():
			progress.call((index + 1.0) / (rows * columns))
	return true


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
		and is_instance_valid(_world.connection)
		and not _world.connection.world_info.is_empty()
	)


func _tree() -> SceneTree:
	return Engine.get_main_loop() as SceneTree
