class_name NacreFrame
extends RefCounted
## One picture of a generated world, with the camera it was drawn with, its depth and who stands where.
##
## Images are decoded off the main thread; showing one is a single upload.

## Frame number; rises, with gaps where frames were dropped.
var id := 0
## Seconds of world time since the world was opened.
var world_time := 0.0
## Dynamics ticks since the world was opened.
var tick := 0
## The newest input this frame shows.
var for_seq := 0
## The game's own number of that input, see [method NacreConnection.act].
var for_input := 0
## Milliseconds from that input to the arrival of this frame; -1 while it shows none.
var latency_msec := -1.0
## When it came, on the clock of [method Time.get_ticks_usec].
var received_usec := 0
## Where the server's time went, in milliseconds by stage.
var server_msec: Dictionary = {}
## Frames skipped since the session began.
var dropped := 0
## The picture (RGBA8), null when the session has no `rgb` channel.
var image: Image = null
## Depth along the view axis in metres (half floats), null without the `depth` channel. May be smaller than the picture.
var depth: Image = null
## 0 nothing, else entity slot + 1 (8 bit), null without the `entity` channel.
var entity: Image = null
## The eye, metres.
var position := Vector3.ZERO
## Radians; 0 looks along -Z, positive turns left.
var yaw := 0.0
## Radians, positive looks up.
var pitch := 0.0
## Vertical field of view, radians.
var fov := 1.13
## Width over height.
var aspect := 16.0 / 9.0
## A depth this large or larger is sky; metres.
var far := 64.0


## The frame a `frame` message holds, or a String that says why it holds none.
static func from_message(header: Dictionary, parts: Array[PackedByteArray]) -> Variant:
	var described: Array = header["parts"]
	if described.size() != parts.size() - 1:
		return "%d parts described, %d came" % [described.size(), parts.size() - 1]
	var frame := NacreFrame.new()
	frame.id = header["id"]
	frame.world_time = header["t_world"]
	frame.tick = header["tick"]
	frame.for_seq = header["for_seq"]
	frame.server_msec = header["ms"]
	frame.dropped = header["dropped"]
	var camera: Dictionary = header["camera"]
	frame.position = Vector3(camera["position"][0], camera["position"][1], camera["position"][2])
	frame.yaw = camera["yaw"]
	frame.pitch = camera["pitch"]
	var projection: Dictionary = header["projection"]
	frame.fov = projection["fov"]
	frame.aspect = projection["aspect"]
	frame.far = projection["far"]
	for index in described.size():
		var wrong := frame._take(described[index], parts[index + 1])
		if not wrong.is_empty():
			return wrong
	return frame


## Where the camera stood and looked, in the world's axes (Godot's own: Y up, -Z forward).
func camera_transform() -> Transform3D:
	return Transform3D(Basis(Vector3.UP, yaw) * Basis(Vector3.RIGHT, pitch), position)


## Seconds since this frame came.
func age() -> float:
	return (Time.get_ticks_usec() - received_usec) / 1e6


## Metres along the view axis to what is seen at [param uv] (0..1, from the upper left); INF for sky or without depth.
func depth_at(uv: Vector2) -> float:
	if depth == null:
		return INF
	var x := clampi(int(uv.x * depth.get_width()), 0, depth.get_width() - 1)
	var y := clampi(int(uv.y * depth.get_height()), 0, depth.get_height() - 1)
	var metres := depth.get_pixel(x, y).r
	return metres if metres < far else INF


func _take(part: Dictionary, bytes: PackedByteArray) -> String:
	var width: int = part["width"]
	var height: int = part["height"]
	if bytes.size() != part["bytes"]:
		return "a part of %d bytes is described as %d" % [bytes.size(), part["bytes"]]
	if part["codec"] == "jpeg":
		if part["kind"] != "rgb":
			return "%s cannot be a JPEG" % part["kind"]
		return _take_jpeg(bytes, width, height)
	var widths := {"rgba8": 4, "f16": 2, "u8": 1}
	if bytes.size() != width * height * widths[part["codec"]]:
		return "%s of %d x %d cannot have %d bytes" % [part["codec"], width, height, bytes.size()]
	match [part["kind"], part["codec"]]:
		["rgb", "rgba8"]:
			image = Image.create_from_data(width, height, false, Image.FORMAT_RGBA8, bytes)
		["depth", "f16"]:
			depth = Image.create_from_data(width, height, false, Image.FORMAT_RH, bytes)
		["entity", "u8"]:
			entity = Image.create_from_data(width, height, false, Image.FORMAT_R8, bytes)
		_:
			return "%s in %s" % [part["kind"], part["codec"]]
	return ""


func _take_jpeg(bytes: PackedByteArray, width: int, height: int) -> String:
	var picture := Image.new()
	if picture.load_jpg_from_buffer(bytes) != OK:
		return "a JPEG that cannot be read"
	if picture.get_width() != width or picture.get_height() != height:
		return "a JPEG of %d x %d described as %d x %d" % [picture.get_width(), picture.get_height(), width, height]
	# Godot stores RGB8 as RGBA8 on the GPU; converting here keeps that off the main thread.
	picture.convert(Image.FORMAT_RGBA8)
	image = picture
	return ""
