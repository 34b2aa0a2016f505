@tool
extends EditorPlugin
## In a real editor, as a person would: switch the addon off and on, reload it, put its nodes into a scene, preview a
## prompt, bake it into the scene, undo, redo, save. `godot --headless --editor -- ENDPOINT`; prints what it found.

const ADDON := "nacre"
const DOCK := "res://addons/nacre/editor/dock.gd"
const SCENE := "res://probe.tscn"
const WORLD := "res://kept.tres"
const NODES: Array[String] = [
	"connection",
	"world",
	"screen",
	"input",
	"entities",
	"level",
	"recorder",
	"overlay",
	"geometry",
	"environment",
]


func _enter_tree() -> void:
	_run.call_deferred()


func _run() -> void:
	await _until(func() -> bool: return not EditorInterface.get_resource_filesystem().is_scanning())
	var docks: Array[int] = [_docks().size()]
	for _round in 3:
		EditorInterface.set_plugin_enabled(ADDON, false)
		await _frames(3)
		docks.append(_docks().size())
		EditorInterface.set_plugin_enabled(ADDON, true)
		await _frames(3)
		docks.append(_docks().size())
	for name in NODES:
		(load("res://addons/nacre/nodes/%s.gd" % name) as GDScript).reload(true)
	(load(DOCK) as GDScript).reload(true)
	await _frames(3)
	var told := {"docks": docks}
	var root := await _open_scene()
	told["warnings"] = _add_nodes(root)
	await _frames(5)
	await _bake(root, OS.get_cmdline_user_args()[0], told)
	print("SAID ", JSON.stringify(told))
	get_tree().quit()


func _until(condition: Callable, seconds := 60.0) -> bool:
	var until := Time.get_ticks_msec() + 1000.0 * seconds
	while Time.get_ticks_msec() < until:
		if condition.call():
			return true
		await get_tree().process_frame
	return false


func _frames(count: int) -> void:
	for _round in count:
		await get_tree().process_frame


func _docks() -> Array[Node]:
	return EditorInterface.get_base_control().find_children("Nacre", "", true, false).filter(
		func(found: Node) -> bool: return (found.get_script() as Script) == load(DOCK)
	)


func _open_scene() -> Node:
	var top := Node3D.new()
	top.name = "Level"
	var packed := PackedScene.new()
	packed.pack(top)
	top.free()
	ResourceSaver.save(packed, SCENE)
	EditorInterface.open_scene_from_path(SCENE)
	await _until(func() -> bool: return EditorInterface.get_edited_scene_root() != null)
	return EditorInterface.get_edited_scene_root()


## Every node of the addon, as the editor puts it into a scene; how many warn of what they lack.
func _add_nodes(root: Node) -> int:
	var warned := 0
	for name in NODES:
		var node: Node = load("res://addons/nacre/nodes/%s.gd" % name).new()
		root.add_child(node)
		node.owner = root
		warned += 0 if node._get_configuration_warnings().is_empty() else 1
	return warned


func _bake(root: Node, endpoint: String, told: Dictionary) -> void:
	var dock: Control = _docks()[0]
	dock._endpoint.text = endpoint
	dock._size.value = 16
	dock.preview()
	told["seen"] = await _until(func() -> bool: return dock._texture.get_size() == Vector2(480, 270))
	told["saved"] = dock.save_world(WORLD)
	told["kept"] = (load(WORLD) as NacreSavedWorld).spec.size()
	var level: Node3D = await dock.bake()
	told["baked"] = level != null and level.get_parent() == root and level.get_node("Ground").owner == root
	var manager := get_undo_redo()
	var history := manager.get_history_undo_redo(manager.get_object_history_id(root))
	told["action"] = history.get_current_action_name()
	history.undo()
	told["undone"] = level.get_parent() == null
	# What was done stays undoable when the addon is switched off.
	EditorInterface.set_plugin_enabled(ADDON, false)
	await _frames(3)
	history.redo()
	told["redone"] = level.get_parent() == root and level.get_node("SpawnPoints").owner == root
	# Without the preview picture, which a headless editor cannot draw.
	EditorInterface.save_scene_as(SCENE, false)
	var again: Node = (ResourceLoader.load(SCENE, "", ResourceLoader.CACHE_MODE_IGNORE) as PackedScene).instantiate()
	told["in_the_file"] = again.has_node("GeneratedLevel/Navigation") and again.has_node("GeneratedLevel/Body/Shape")
	again.free()
	var text := FileAccess.get_file_as_string(SCENE)
	told["bytes"] = text.length()
	# Nodes nobody has set anything of have nothing to save.
	var kept := []
	var inside := false
	for line in text.split("\n"):
		if line.begins_with("[node "):
			inside = not line.contains('name="GeneratedLevel"') and not line.contains('parent="GeneratedLevel')
		elif inside and line.contains(" = ") and not line.begins_with("script = "):
			kept.append(line.left(60))
	told["kept_lines"] = kept
