@tool
extends EditorPlugin
## Adds the Nacre dock and the project's settings. The nodes need nothing from here: they work in exported games and
## with the plugin off.

const Dock := preload("editor/dock.gd")

const Tables := preload("wire/messages.gd")

var _dock: Dock = null


func _enter_tree() -> void:
	_add_setting()
	_dock = Dock.new()
	_dock.name = "Nacre"
	_dock.undo_redo = get_undo_redo()
	add_control_to_dock(DOCK_SLOT_RIGHT_BL, _dock)


func _exit_tree() -> void:
	remove_control_from_docks(_dock)
	_dock.free()
	_dock = null


## Where the server is, for all nodes of the project that say nothing else. It is written to the project's file once it
## is changed.
func _add_setting() -> void:
	if not ProjectSettings.has_setting(NacreConnection.SETTING):
		ProjectSettings.set_setting(NacreConnection.SETTING, Tables.DEFAULT_ENDPOINT)
	ProjectSettings.set_initial_value(NacreConnection.SETTING, Tables.DEFAULT_ENDPOINT)
	ProjectSettings.set_as_basic(NacreConnection.SETTING, true)
	ProjectSettings.add_property_info({"name": NacreConnection.SETTING, "type": TYPE_STRING})
