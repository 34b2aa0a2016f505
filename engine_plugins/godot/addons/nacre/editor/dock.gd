@tool
extends VBoxContainer
## The dock: connect, see who answers, look into a world without pressing Play, keep it, bake it into the open scene.

const TestPattern := preload("test_pattern.gd")
const LOOK := 0.005

## Set by the plugin; without it (tests) baking adds to the scene with no way back.
var undo_redo: EditorUndoRedoManager = null
## The scene that is baked into; set by tests, otherwise the one open in the editor.
var scene_root: Node = null
## The world behind the preview.
var world: NacreWorld = null

var _endpoint := LineEdit.new()
var _token := LineEdit.new()
var _connect := Button.new()
var _status := Label.new()
var _handshake := Tree.new()
var _prompt := TextEdit.new()
var _seed := SpinBox.new()
var _open := Button.new()
var _pattern := Button.new()
var _save := Button.new()
var _size := SpinBox.new()
var _bake := Button.new()
var _preview := TextureRect.new()
var _texture := ImageTexture.new()
var _test_pattern: TestPattern = null


func _init() -> void:
	_endpoint.placeholder_text = NacreConnection.usual_address()
	_endpoint.tooltip_text = "Where the server is. Start one with: nacre serve"
	_token.placeholder_text = "access token, if the server asks for one"
	_token.secret = true
	_handshake.custom_minimum_size.y = 110
	_handshake.columns = 2
	_handshake.hide_root = true
	_prompt.custom_minimum_size.y = 70
	_prompt.placeholder_text = "a snowy village at dusk with a bell tower"
	_prompt.wrap_mode = TextEdit.LINE_WRAPPING_BOUNDARY
	_seed.min_value = -1
	_seed.max_value = 2147483647
	_seed.value = -1
	_seed.tooltip_text = "Same prompt and seed, same world. -1: the server draws one."
	_size.min_value = 8
	_size.max_value = 128
	_size.value = 48
	_size.suffix = "m"
	_preview.custom_minimum_size.y = 180
	_preview.expand_mode = TextureRect.EXPAND_IGNORE_SIZE
	_preview.stretch_mode = TextureRect.STRETCH_KEEP_ASPECT_CENTERED
	_preview.tooltip_text = "Drag to look around."
	_preview.gui_input.connect(_on_preview_input)
	_status.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	_add_button(_connect, "Connect", toggle_connection)
	_add_button(_open, "Preview prompt", preview)
	_add_button(_pattern, "Test pattern", toggle_pattern)
	_add_button(_save, "Save world …", _ask_where_to_save)
	_add_button(_bake, "Bake into scene", bake)
	for part: Control in [_row(_endpoint, _connect), _token, _status, _handshake, _prompt]:
		add_child(part)
	for part: Control in [_row(_seed, _open), _preview, _row(_pattern, _save), _row(_size, _bake)]:
		add_child(part)


func _ready() -> void:
	_show()


func _exit_tree() -> void:
	if world != null:
		world.free()
		world = null


func _process(_delta: float) -> void:
	if _test_pattern != null:
		_show_image(_test_pattern.draw(Time.get_ticks_msec() / 1e3))


## Connect to the server named above, or leave it.
func toggle_connection() -> void:
	if world != null:
		world.free()
		world = null
		_show()
		return
	world = NacreWorld.new()
	world.endpoint = _endpoint.text
	world.connection = NacreConnection.new()
	world.connection.endpoint = world.endpoint
	world.connection.access_token = _token.text
	world.connection.connect_on_ready = false
	world.add_child(world.connection)
	add_child(world, false, Node.INTERNAL_MODE_BACK)
	world.connection.state_changed.connect(func(_state: int) -> void: _show())
	world.connection.welcomed.connect(_show_handshake)
	world.failed.connect(_on_failed)
	world.progressed.connect(func(_stage: StringName, share: float, text: String) -> void: _say_progress(share, text))
	world.frame_received.connect(func(frame: NacreFrame) -> void: _show_image(frame.image))
	world.connection.connect_to_server()


## Open the prompt as a world and show it here.
func preview() -> void:
	if world == null:
		toggle_connection()
	_test_pattern = null
	world.prompt = _prompt.text if not _prompt.text.strip_edges().is_empty() else _prompt.placeholder_text
	world.random_seed = int(_seed.value)
	world.width = 480
	world.height = 270
	world.frame_rate = 15.0
	world.with_entity_mask = true
	world.open()


## Show a picture made here, to see that pictures can be shown at all.
func toggle_pattern() -> void:
	_test_pattern = TestPattern.new() if _test_pattern == null else null


## Keep the world as a resource of the project.
func save_world(path: String) -> Error:
	if world == null or world.info.is_empty():
		return ERR_UNCONFIGURED
	return ResourceSaver.save(world.to_saved(), path)


## Bake the ground around the player into the open scene; undo takes it out again. The level, or null.
func bake() -> Node3D:
	var root := scene_root if scene_root != null else _edited_root()
	if world == null or world.info.is_empty() or root == null:
		_status.text = "Open a scene and preview a prompt first."
		return null
	var baker := NacreLevel.new()
	baker.size = _size.value
	baker.progressed.connect(func(share: float) -> void: _say_progress(share, "looking at the ground"))
	world.add_child(baker)
	var level := await baker.bake()
	if level == null:
		_status.text = "The region could not be seen; is the world still open?"
		baker.queue_free()
		return null
	baker.remove_child(level)
	baker.level = null
	baker.queue_free()
	var error := NacreLevel.save_resources(level, _free_name(root))
	if error != OK:
		_status.text = "The level's files could not be written (%s): it is inside the scene." % error_string(error)
	if undo_redo == null:
		root.add_child(level, true)
		_for_each(level, func(node: Node) -> void: node.owner = root)
	else:
		undo_redo.create_action("Bake generated level", UndoRedo.MERGE_DISABLE, root)
		# Nothing of the dock's own: it may be gone when someone undoes this and does it again.
		undo_redo.add_do_method(root, &"add_child", level, true)
		_for_each(level, func(node: Node) -> void: undo_redo.add_do_property(node, &"owner", root))
		undo_redo.add_do_reference(level)
		undo_redo.add_undo_method(root, &"remove_child", level)
		undo_redo.commit_action()
	_show()
	return level


## Where the files of a level go: beside its scene, and never over those of another.
func _free_name(root: Node) -> String:
	var scene := root.scene_file_path
	var base := scene.get_basename() if scene.begins_with("res://") else "res://generated"
	var number := 1
	while FileAccess.file_exists("%s_level%d_ground.res" % [base, number]):
		number += 1
	return "%s_level%d" % [base, number]


func _for_each(node: Node, action: Callable) -> void:
	action.call(node)
	for child in node.get_children():
		_for_each(child, action)


func _edited_root() -> Node:
	return EditorInterface.get_edited_scene_root() if Engine.is_editor_hint() else null


func _add_button(button: Button, text: String, pressed: Callable) -> void:
	button.text = text
	button.pressed.connect(pressed)


func _row(left: Control, right: Control) -> HBoxContainer:
	var row := HBoxContainer.new()
	for part: Control in [left, right]:
		part.size_flags_horizontal = Control.SIZE_EXPAND_FILL
		row.add_child(part)
	return row


func _show() -> void:
	var open := world != null and not world.info.is_empty()
	_connect.text = "Connect" if world == null else "Leave"
	_save.disabled = not open
	_bake.disabled = not open
	if world == null:
		_status.text = "Not connected."
		_handshake.clear()
		return
	match world.connection.state:
		NacreConnection.State.CONNECTING:
			_status.text = "Looking for the server …"
		NacreConnection.State.READY:
			_status.text = "Connected."
		NacreConnection.State.PLAYING:
			_status.text = (
				"Seed %d. Not understood: %s"
				% [
					world.info["seed"],
					", ".join(PackedStringArray(world.info["ignored"])) if world.info["ignored"] else "nothing",
				]
			)
		NacreConnection.State.RECONNECTING:
			_status.text = "The line broke; trying again. %s" % world.connection.trouble_text


func _say_progress(share: float, text: String) -> void:
	_status.text = "%s (%.0f %%)" % [text, 100.0 * share]


func _on_failed(code: StringName, message: String, hint: String) -> void:
	_status.text = "%s %s (%s)" % [message, hint, code]


func _show_handshake(welcome: Dictionary) -> void:
	_handshake.clear()
	var root := _handshake.create_item()
	var server: Dictionary = welcome["server"]
	var lines := {
		"server": "%s %s, protocol %d" % [server["name"], server["version"], welcome["v"]],
		"keeps sessions": "%.0f s" % welcome["session_ttl"],
	}
	for model: Dictionary in welcome["models"]:
		var channels := ", ".join(PackedStringArray(model["channels"]))
		lines["model " + model["name"]] = "up to %d x %d: %s" % [model["max_width"], model["max_height"], channels]
	for title: String in lines:
		var item := _handshake.create_item(root)
		item.set_text(0, title)
		item.set_text(1, lines[title])


func _show_image(image: Image) -> void:
	if image == null:
		return
	if _texture.get_size() == Vector2(image.get_size()):
		_texture.update(image)
	else:
		_texture.set_image(image)
		_preview.texture = _texture


func _on_preview_input(event: InputEvent) -> void:
	var motion := event as InputEventMouseMotion
	if motion != null and motion.button_mask & MOUSE_BUTTON_MASK_LEFT and world != null:
		world.connection.act({}, Vector2(motion.relative.x, motion.relative.y) * LOOK)


func _ask_where_to_save() -> void:
	var dialog := EditorFileDialog.new()
	dialog.file_mode = EditorFileDialog.FILE_MODE_SAVE_FILE
	dialog.add_filter("*.tres", "Saved world")
	dialog.file_selected.connect(_on_save_path.bind(dialog))
	dialog.canceled.connect(dialog.queue_free)
	add_child(dialog)
	dialog.popup_centered_ratio(0.5)


func _on_save_path(path: String, dialog: EditorFileDialog) -> void:
	dialog.queue_free()
	var error := save_world(path)
	_status.text = "Saved as %s." % path if error == OK else "Not saved: %s." % error_string(error)
