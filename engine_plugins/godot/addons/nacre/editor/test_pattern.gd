@tool
extends RefCounted
## A picture that moves, made without any server: when this shows and a world does not, the screen is not at fault.

const SIZE := Vector2i(320, 180)
const BARS: Array[Color] = [
	Color.WHITE,
	Color.YELLOW,
	Color.CYAN,
	Color.GREEN,
	Color.MAGENTA,
	Color.RED,
	Color.BLUE,
]

var _image := Image.create_empty(SIZE.x, SIZE.y, false, Image.FORMAT_RGBA8)


## The picture at a moment: colour bars, and a block that goes round once in four seconds.
func draw(seconds: float) -> Image:
	var width := ceili(SIZE.x / float(BARS.size()))
	for index in BARS.size():
		_image.fill_rect(Rect2i(index * width, 0, width, SIZE.y), BARS[index].darkened(0.2))
	var way := Vector2.from_angle(TAU * fmod(seconds, 4.0) / 4.0)
	var at := Vector2i(Vector2(SIZE) / 2.0 + way * SIZE.y * 0.35)
	_image.fill_rect(Rect2i(at - Vector2i(10, 10), Vector2i(20, 20)), Color.BLACK)
	return _image
