extends RefCounted
## All that can be seen from one place: six pictures that overlap, ahead, left, behind, right, up and down.

const Survey := preload("survey.gd")
## Yaw and pitch of each picture; the sky's shader has the same order.
const DIRECTIONS: Array[Vector2] = [
	Vector2(0.0, 0.0),
	Vector2(PI / 2.0, 0.0),
	Vector2(PI, 0.0),
	Vector2(-PI / 2.0, 0.0),
	Vector2(0.0, PI / 2.0),
	Vector2(0.0, -PI / 2.0),
]
## Tangent of half the narrower field of view: a quarter turn and as much more as is blended over.
const NARROW := 1.19

## The six pictures as layers; null before [method take].
var texture: Texture2DArray = null
## Tangents of half a picture's field of view, across and up.
var half_extent := Vector2.ONE

var _survey: Survey = null
## What is suspended does not keep its object alive: this does, while pictures are taken.
var _alive: RefCounted = null


## Leave half-way.
func cancel() -> void:
	if _survey != null:
		_survey.cancel()


## Look around from a place of the world (metres, in its own axes). False when the world gives no pictures.
func take(world: NacreWorld, eye: Vector3) -> bool:
	_alive = self
	var taken := await _take(world, eye)
	set_deferred(&"_alive", null)
	return taken


func _take(world: NacreWorld, eye: Vector3) -> bool:
	_survey = Survey.new(world)
	if not await _survey.begin():
		return false
	var aspect := float(world.width) / world.height
	var rise := NARROW / minf(aspect, 1.0)
	var images: Array[Image] = []
	for direction in DIRECTIONS:
		var frame := await _survey.look(eye, direction.x, direction.y, 2.0 * atan(rise))
		if frame != null and frame.image != null:
			images.append(frame.image)
	await _survey.end()
	if images.size() < DIRECTIONS.size():
		return false
	var made := Texture2DArray.new()
	if made.create_from_images(images) != OK:
		return false
	texture = made
	half_extent = Vector2(rise * aspect, rise)
	return true
