extends RefCounted
## A texture that gets a new picture with every frame.
##
## In OpenGL two textures take turns: writing to one that is still being drawn makes the driver wait or copy. Vulkan's
## uploads are queued behind the drawing anyway, and there a material that changes its texture costs more than it saves.

## The texture with the newest picture.
var current := ImageTexture.new()

var _spare: ImageTexture = null


func _init() -> void:
	if RenderingServer.get_current_rendering_method() == "gl_compatibility":
		_spare = ImageTexture.new()


## Take a picture; true when [member current] has to be handed to its users again.
func put(image: Image) -> bool:
	var changed := _spare != null
	if _spare != null:
		var last := current
		current = _spare
		_spare = last
	if current.get_size() == Vector2(image.get_size()) and current.get_format() == image.get_format():
		current.update(image)
	else:
		current.set_image(image)
		changed = true
	return changed
