extends RefCounted
## Heights and colours of a square of ground, gathered from pictures taken straight down.
##
## The highest thing seen in each cell counts: roofs, crowns and walls become part of the ground's shape.

const UNSEEN := -1e9
## Waves and rounding of depth, above the level of the water (metres).
const SURFACE := 0.06
## How fast the bed falls away from the shore.
const BED_SLOPE := 0.6

## Edge of a cell in metres.
var cell := 0.5
## Cells along each side.
var count := 0
## Corner with the smallest x and z.
var origin := Vector2.ZERO
## Height of each cell in metres, row by row along z; UNSEEN where nothing was seen.
var heights := PackedFloat32Array()
## Colour of each cell.
var colours := PackedColorArray()


func _init(centre: Vector2, size: float, cell_size: float) -> void:
	cell = cell_size
	count = ceili(size / cell)
	origin = centre - Vector2.ONE * count * cell / 2.0
	heights.resize(count * count)
	heights.fill(UNSEEN)
	colours.resize(count * count)


## Add what a frame shows whose camera looks straight down with yaw 0. Characters are left out when the frame has an
## entity mask. Returns how many samples fell into the square.
func add(frame: NacreFrame) -> int:
	var depth := frame.depth.get_data()
	var width := frame.depth.get_width()
	var height := frame.depth.get_height()
	var rise := tan(frame.fov / 2.0)
	var half := Vector2(rise * frame.aspect, rise)
	var picture := frame.image
	var across := float(picture.get_width()) / width if picture != null else 0.0
	var down := float(picture.get_height()) / height if picture != null else 0.0
	var taken := 0
	for row in height:
		var along := half.y * (2.0 * (row + 0.5) / height - 1.0)
		for column in width:
			var metres := depth.decode_half(2 * (row * width + column))
			if metres >= frame.far * 0.999:
				continue
			var x := int((frame.position.x + half.x * (2.0 * (column + 0.5) / width - 1.0) * metres - origin.x) / cell)
			var z := int((frame.position.z + along * metres - origin.y) / cell)
			if x < 0 or z < 0 or x >= count or z >= count or _is_character(frame, column, row, width, height):
				continue
			taken += 1
			var index := z * count + x
			var y := frame.position.y - metres
			if y > heights[index]:
				heights[index] = y
				if picture != null:
					colours[index] = picture.get_pixel(int(column * across), int(row * down))
	return taken


## Give cells nobody saw the height of the lowest neighbour seen: what is hidden lies behind something high.
func fill() -> void:
	var open := PackedInt32Array()
	for index in heights.size():
		if heights[index] == UNSEEN:
			open.append(index)
	while not open.is_empty():
		var found := {}
		var left := PackedInt32Array()
		for index in open:
			var best := _lowest_neighbour(index)
			if best < 0:
				left.append(index)
			else:
				found[index] = best
		if found.is_empty():
			break
		for index: int in found:
			heights[index] = heights[found[index]]
			colours[index] = colours[found[index]]
		open = left


## Sink what lies at a level of water or below: pictures from above show its surface, and nobody stands on that. The bed
## is a guess, deeper away from the shore, never deeper than [param deepest]. Which cells are water, one byte each.
func sink(water: float, deepest: float) -> PackedByteArray:
	var wet := PackedByteArray()
	wet.resize(count * count)
	var shore := PackedFloat32Array()
	shore.resize(count * count)
	for index in heights.size():
		wet[index] = 1 if heights[index] <= water + SURFACE else 0
		shore[index] = INF if wet[index] else 0.0
	# Distance to the nearest dry cell, there and back again.
	for back: bool in [false, true]:
		for step in count * count:
			var index := count * count - 1 - step if back else step
			var before := index + 1 if back else index - 1
			var above := index + count if back else index - count
			if index % count != (count - 1 if back else 0):
				shore[index] = minf(shore[index], shore[before] + cell)
			if above >= 0 and above < shore.size():
				shore[index] = minf(shore[index], shore[above] + cell)
	for index in heights.size():
		if wet[index]:
			heights[index] = water - minf(deepest, BED_SLOPE * shore[index])
	return wet


## Height at a place, the mean of the four cells around it.
func height_at(place: Vector2) -> float:
	var at := (place - origin) / cell - Vector2(0.5, 0.5)
	var x := clampi(floori(at.x), 0, count - 2)
	var z := clampi(floori(at.y), 0, count - 2)
	var share := Vector2(clampf(at.x - x, 0.0, 1.0), clampf(at.y - z, 0.0, 1.0))
	var near := lerpf(heights[z * count + x], heights[z * count + x + 1], share.x)
	var far := lerpf(heights[(z + 1) * count + x], heights[(z + 1) * count + x + 1], share.x)
	return lerpf(near, far, share.y)


## Middle of a cell in metres.
func middle(x: int, z: int) -> Vector3:
	return Vector3(origin.x + (x + 0.5) * cell, heights[z * count + x], origin.y + (z + 0.5) * cell)


func _is_character(frame: NacreFrame, column: int, row: int, width: int, height: int) -> bool:
	if frame.entity == null:
		return false
	var x := column * frame.entity.get_width() / width
	var y := row * frame.entity.get_height() / height
	return frame.entity.get_pixel(x, y).r8 > 0


func _lowest_neighbour(index: int) -> int:
	var x := index % count
	var z := index / count
	var best := -1
	for step: Vector2i in [Vector2i.LEFT, Vector2i.RIGHT, Vector2i.UP, Vector2i.DOWN]:
		var at := Vector2i(x, z) + step
		if at.x < 0 or at.y < 0 or at.x >= count or at.y >= count:
			continue
		var there := at.y * count + at.x
		if heights[there] != UNSEEN and (best < 0 or heights[there] < heights[best]):
			best = there
	return best
