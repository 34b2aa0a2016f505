extends SceneTree
## Loads every script, shader, icon and scene of the addon; a script that does not parse, or a node that cannot be made,
## is an error.

const Check := preload("check.gd")

var check := Check.new()


func _initialize() -> void:
	_load_all("res://addons/nacre")
	quit(check.verdict())


func _load_all(folder: String) -> void:
	for file in DirAccess.get_files_at(folder):
		var path := folder.path_join(file)
		if file.get_extension() not in ["gd", "gdshader", "gdshaderinc", "tscn", "svg"]:
			continue
		var resource := load(path)
		check.that(resource != null, path + " can be loaded")
		var script := resource as GDScript
		if script == null or script.get_instance_base_type() in [&"EditorPlugin", &"EditorInspectorPlugin"]:
			continue
		if script.get_instance_base_type() in [&"Node", &"Node3D", &"CanvasLayer", &"Resource"]:
			check.that(script.can_instantiate(), path + " can be made")
			var made: Object = script.new()
			if made is Node:
				(made as Node).free()
	for inner in DirAccess.get_directories_at(folder):
		_load_all(folder.path_join(inner))
