extends RefCounted
## The ground of a chunk as this engine takes it, from a `chunk` message; made on any thread.

const SHAPE_BYTES := 67108864
## Metres of a chunk's edge.
const EDGE := 32.0
const LAYERS := 7
## How far skirts hang down, that hide cracks between chunks of different detail (metres).
const SKIRT := 1.2

## Chunk x and z.
var place := Vector2i.ZERO
## Name of its content.
var name := ""
## Cells along a side: 64 near, 4 far away.
var cells := 64
## What stands here, as the message tells it.
var things: Array = []
## Shapes of what lies thick on the ground, and what lies there: kind to a MultiMesh buffer.
var litter: Array = []
var scattered: Dictionary[int, PackedFloat32Array] = {}
## Heights at the corners of the cells, row by row along z.
var heights := PackedFloat32Array()
var side := 65
## The heights with one more corner all round, as they meet the neighbours'.
var wider := PackedFloat32Array()
## The lowest of them.
var lowest := 0.0
var wet := false
var water := 0.0
## The ground's mesh, and the water's where there is any.
var mesh := ArrayMesh.new()
var water_mesh: ArrayMesh = null
## What was wrong with the message; empty when nothing was.
var error := ""


## From a `chunk` message that has a part.
static func decode(header: Dictionary, part: PackedByteArray) -> RefCounted:
	var out := new()
	out._read(header, part)
	return out


## Height of the ground at a place in the chunk, metres from its corner.
func height_at(x: float, z: float) -> float:
	var step := EDGE / cells
	var u := clampf(x / step, 0.0, cells - 0.001)
	var v := clampf(z / step, 0.0, cells - 0.001)
	var i := int(u)
	var j := int(v)
	var at := j * side + i
	var near := lerpf(heights[at], heights[at + 1], u - i)
	return lerpf(near, lerpf(heights[at + side], heights[at + side + 1], u - i), v - j)


func _read(header: Dictionary, part: PackedByteArray) -> void:
	place = Vector2i(header["x"], header["z"])
	name = header["hash"]
	cells = header["cells"]
	things = header["things"]
	litter = header["litter"]
	wet = header["wet"]
	water = header["water"]
	side = cells + 1
	var length: int = header["bytes"]
	var whole := side + 2
	var rows: int = header["scattered"]
	if length < 0 or length > SHAPE_BYTES:
		error = "%d bytes are too many" % length
		return
	var data := part.decompress(length, FileAccess.COMPRESSION_DEFLATE)
	if data.size() != length or length < whole * whole * 2 + side * side * (LAYERS + 3) + rows * 12:
		error = "the chunk is cut short"
		return
	wider.resize(whole * whole)
	var units := 0
	var least := 32767
	for index in whole * whole:
		units += data.decode_s16(index * 2)
		if units > 32767:
			units -= 65536
		elif units < -32768:
			units += 65536
		wider[index] = units / 128.0
		least = mini(least, units)
	lowest = least / 128.0
	var at := whole * whole * 2
	_ground(whole, data, at)
	if wet:
		_water()
	_scattered(data, at + side * side * (LAYERS + 3), rows)


func _ground(whole: int, data: PackedByteArray, at: int) -> void:
	var step := EDGE / cells
	var count := side * side
	var tints := at + count * LAYERS
	var total := count + 4 * side
	var places := PackedVector3Array()
	var normals := PackedVector3Array()
	var colours := PackedColorArray()
	# floats: the Compatibility renderer mistakes bytes
	var first := PackedFloat32Array()
	var second := PackedFloat32Array()
	places.resize(total)
	normals.resize(total)
	colours.resize(total)
	first.resize(total * 4)
	second.resize(total * 4)
	heights.resize(count)
	for z in side:
		var row := (z + 1) * whole + 1
		for x in side:
			var index := z * side + x
			var height := wider[row + x]
			heights[index] = height
			places[index] = Vector3(x * step, height, z * step)
			normals[index] = (
				Vector3(
					wider[row + x - 1] - wider[row + x + 1], 2.0 * step, wider[row + x - whole] - wider[row + x + whole]
				)
				. normalized()
			)
			var w := at + index * LAYERS
			var t := tints + index * 3
			colours[index] = Color8(data[t], data[t + 1], data[t + 2])
			first[index * 4] = data[w] / 255.0
			first[index * 4 + 1] = data[w + 1] / 255.0
			first[index * 4 + 2] = data[w + 2] / 255.0
			first[index * 4 + 3] = data[w + 3] / 255.0
			second[index * 4] = data[w + 4] / 255.0
			second[index * 4 + 1] = data[w + 5] / 255.0
			second[index * 4 + 2] = data[w + 6] / 255.0
	var at_skirt := count
	for edge in 4:
		for k in side:
			var index := _border(edge, k)
			places[at_skirt] = places[index] - Vector3(0.0, SKIRT * maxf(step, 1.0), 0.0)
			normals[at_skirt] = normals[index]
			colours[at_skirt] = colours[index]
			for byte in 4:
				first[at_skirt * 4 + byte] = first[index * 4 + byte]
				second[at_skirt * 4 + byte] = second[index * 4 + byte]
			at_skirt += 1
	var arrays := []
	arrays.resize(Mesh.ARRAY_MAX)
	arrays[Mesh.ARRAY_VERTEX] = places
	arrays[Mesh.ARRAY_NORMAL] = normals
	arrays[Mesh.ARRAY_COLOR] = colours
	arrays[Mesh.ARRAY_CUSTOM0] = first
	arrays[Mesh.ARRAY_CUSTOM1] = second
	arrays[Mesh.ARRAY_INDEX] = _triangles(1, count)
	var coarser: Dictionary[float, PackedInt32Array] = {}
	var stride := 2
	while cells / stride >= 8:
		coarser[step * stride * 0.09] = _triangles(stride, count)
		stride *= 2
	var format := Mesh.ARRAY_CUSTOM_RGBA_FLOAT << Mesh.ARRAY_FORMAT_CUSTOM0_SHIFT
	format |= Mesh.ARRAY_CUSTOM_RGBA_FLOAT << Mesh.ARRAY_FORMAT_CUSTOM1_SHIFT
	mesh.add_surface_from_arrays(Mesh.PRIMITIVE_TRIANGLES, arrays, [], coarser, format)


func _border(edge: int, k: int) -> int:
	match edge:
		0:
			return k
		1:
			return k * side + side - 1
		2:
			return (side - 1) * side + side - 1 - k
	return (side - 1 - k) * side


## Clockwise seen from above, as this engine's front is; skirts look outwards.
func _triangles(stride: int, count: int) -> PackedInt32Array:
	var out := PackedInt32Array()
	var quads := cells / stride
	out.resize(quads * quads * 6 + 4 * quads * 6)
	var at := 0
	for z in range(0, cells, stride):
		for x in range(0, cells, stride):
			var a := z * side + x
			var b := a + stride
			var c := a + stride * side
			var d := c + stride
			if absf(heights[a] - heights[d]) <= absf(heights[b] - heights[c]):
				out[at] = a
				out[at + 1] = d
				out[at + 2] = c
				out[at + 3] = a
				out[at + 4] = b
				out[at + 5] = d
			else:
				out[at] = a
				out[at + 1] = b
				out[at + 2] = c
				out[at + 3] = b
				out[at + 4] = d
				out[at + 5] = c
			at += 6
	for edge in 4:
		for k in range(0, cells, stride):
			var upper := _border(edge, k)
			var following := _border(edge, k + stride)
			var low := count + edge * side + k
			out[at] = upper
			out[at + 1] = low + stride
			out[at + 2] = following
			out[at + 3] = upper
			out[at + 4] = low
			out[at + 5] = low + stride
			at += 6
	return out


## A sheet at the water's level where the ground is below it; colours tell how deep it is there.
func _water() -> void:
	var stride := maxi(1, cells / 32)
	var step := EDGE / cells
	var lines := cells / stride + 1
	var places := PackedVector3Array()
	var normals := PackedVector3Array()
	var colours := PackedColorArray()
	var indices := PackedInt32Array()
	for z in range(0, cells + 1, stride):
		for x in range(0, cells + 1, stride):
			places.append(Vector3(x * step, water, z * step))
			normals.append(Vector3.UP)
			colours.append(Color(clampf((water - heights[z * side + x]) / 8.0, 0.0, 1.0), 0.0, 0.0))
	for z in lines - 1:
		for x in lines - 1:
			var a := z * lines + x
			var low := minf(_lowest(x * stride, z * stride, stride), INF)
			if low >= water:
				continue
			indices.append_array([a, a + lines + 1, a + lines, a, a + 1, a + lines + 1])
	if indices.is_empty():
		return
	var arrays := []
	arrays.resize(Mesh.ARRAY_MAX)
	arrays[Mesh.ARRAY_VERTEX] = places
	arrays[Mesh.ARRAY_NORMAL] = normals
	arrays[Mesh.ARRAY_COLOR] = colours
	arrays[Mesh.ARRAY_INDEX] = indices
	water_mesh = ArrayMesh.new()
	water_mesh.add_surface_from_arrays(Mesh.PRIMITIVE_TRIANGLES, arrays)


func _lowest(x: int, z: int, stride: int) -> float:
	var found := INF
	for j in range(z, z + stride + 1):
		for i in range(x, x + stride + 1):
			found = minf(found, heights[j * side + i])
	return found


## What lies about, as buffers of MultiMeshes with colours: 16 numbers each.
func _scattered(data: PackedByteArray, at: int, rows: int) -> void:
	for row in rows:
		var o := at + row * 12
		var kind := data[o + 6]
		var yaw := data[o + 7] * TAU / 256.0
		var size := data[o + 8] / 64.0
		var c := cos(yaw) * size
		var s := sin(yaw) * size
		if not scattered.has(kind):
			scattered[kind] = PackedFloat32Array()
		var x := data.decode_u16(o) * EDGE / 65536.0
		var z := data.decode_u16(o + 2) * EDGE / 65536.0
		var y := data.decode_s16(o + 4) / 128.0
		var tint := Color8(data[o + 9], data[o + 10], data[o + 11])
		var buffer := scattered[kind]
		buffer.append_array([c, 0.0, s, x, 0.0, size, 0.0, y, -s, 0.0, c, z, tint.r, tint.g, tint.b, 1.0])
		scattered[kind] = buffer
