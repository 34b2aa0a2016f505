class_name Backdrop
extends Control
## What is behind the title: an evening sky, hills, and a village whose windows are lit.

const SKY: Array[Color] = [Color(0.1, 0.12, 0.25), Color(0.35, 0.27, 0.42), Color(0.93, 0.58, 0.4)]
const HILLS: Array[Color] = [Color(0.27, 0.24, 0.38), Color(0.17, 0.17, 0.28), Color(0.09, 0.1, 0.17)]
const WINDOW := Color(1.0, 0.8, 0.45)
const HOUSES := 9


func _ready() -> void:
	resized.connect(queue_redraw)


func _draw() -> void:
	var edge := size.y * 0.45
	_gradient(Rect2(0.0, 0.0, size.x, edge), SKY[0], SKY[1])
	_gradient(Rect2(0.0, edge, size.x, size.y * 0.35), SKY[1], SKY[2])
	for layer in HILLS.size():
		_hill(layer)
		if layer == 1:
			_village()


func _gradient(area: Rect2, above: Color, below: Color) -> void:
	var corners := [area.position, Vector2(area.end.x, area.position.y), area.end, Vector2(area.position.x, area.end.y)]
	draw_polygon(PackedVector2Array(corners), PackedColorArray([above, above, below, below]))


func _height(layer: int, x: float) -> float:
	var phase := 1.7 * layer
	var share := 0.72 + 0.07 * layer + 0.035 * sin(x * 4.2 + phase) + 0.02 * sin(x * 9.1 + 2.0 * phase)
	return size.y * share


func _hill(layer: int) -> void:
	var outline := PackedVector2Array()
	for step in 65:
		outline.append(Vector2(size.x * step / 64.0, _height(layer, step / 64.0)))
	outline.append_array([size, Vector2(0.0, size.y)])
	draw_colored_polygon(outline, HILLS[layer])


func _village() -> void:
	var unit := size.y / 36.0
	for index in HOUSES:
		var x := 0.1 + 0.8 * index / (HOUSES - 1.0) + 0.02 * sin(index * 5.0)
		var wide := unit * (1.6 + 0.5 * sin(index * 3.1))
		var tall := unit * (3.4 if index == 7 else 1.3)
		var foot := Vector2(size.x * x, _height(1, x) + unit * 0.4)
		draw_rect(Rect2(foot.x - wide / 2.0, foot.y - tall, wide, tall), HILLS[1])
		var roof := [Vector2(-wide * 0.65, -tall), Vector2(0.0, -tall - unit * 1.2), Vector2(wide * 0.65, -tall)]
		draw_colored_polygon(PackedVector2Array(roof.map(func(at: Vector2) -> Vector2: return foot + at)), HILLS[2])
		draw_rect(Rect2(foot.x - unit * 0.2, foot.y - tall + unit * 0.3, unit * 0.4, unit * 0.45), WINDOW)
