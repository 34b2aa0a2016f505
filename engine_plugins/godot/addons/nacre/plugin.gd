@tool
extends EditorPlugin
## Adds the Nacre dock. The nodes need nothing from here: they work in exported games and with the plugin off.

const Dock := preload("editor/dock.gd")

var _dock: Dock = null


func _enter_tree() -> void:
	_dock = Dock.new()
	_dock.name = "Nacre"
	_dock.undo_redo = get_undo_redo()
	add_control_to_dock(DOCK_SLOT_RIGHT_BL, _dock)


func _exit_tree() -> void:
	remove_control_from_docks(_dock)
	_dock.free()
	_dock = null
