@tool
@icon("res://addons/nacre/icons/overlay.svg")
class_name NacreOverlay
extends CanvasLayer
## Figures of the connection over the picture: frame rate, latency, drops, and where the server's time goes.
##
## F3 shows and hides it. While a world is being made it shows how far that is, and when the line is broken, why.

const RealTime := preload("real_time.gd")

## The world to report on; empty: the one above in the tree.
@export var world: NacreWorld = null
## Show the figures. Progress and trouble are shown in any case.
@export var show_figures := true
## Key that shows and hides the figures; none: it is left to the game.
@export var toggle_key := KEY_F3
## Seconds for which the overlay tells what of the prompt was not understood or not possible.
@export_range(0.0, 60.0, 0.5, "suffix:s") var notes_for := 12.0
## Figures are read this often, so that they can be read by people.
@export_range(0.05, 2.0, 0.05, "suffix:s") var refresh := 0.25

var _label: Label = null
var _time := RealTime.new()
var _waited := INF
var _stage := ""
var _notes := PackedStringArray()
var _notes_until := 0
## What was refused or failed last, until something comes of it.
var _trouble := ""
var _trouble_until := 0


func _ready() -> void:
	# In the editor nothing is set that would be saved with the scene.
	if Engine.is_editor_hint():
		set_process(false)
		return
	if layer == 1:
		layer = 100
	if world == null:
		world = NacreWorld.of(self)
	if world != null:
		world.progressed.connect(_on_progress)
		world.opened.connect(_on_opened)
		world.partly_understood.connect(_on_partly_understood)
		world.offered.connect(_on_offered)
		world.failed.connect(_on_failed)
		world.closed.connect(_on_closed)
	_label = Label.new()
	_label.position = Vector2(12, 8)
	_label.add_theme_color_override(&"font_outline_color", Color.BLACK)
	_label.add_theme_constant_override(&"outline_size", 6)
	_label.mouse_filter = Control.MOUSE_FILTER_IGNORE
	add_child(_label, false, Node.INTERNAL_MODE_FRONT)


func _get_configuration_warnings() -> PackedStringArray:
	if world == null and NacreWorld.of(self) == null:
		return PackedStringArray(["Put this node below a NacreWorld, or choose one."])
	return PackedStringArray()


func _unhandled_key_input(event: InputEvent) -> void:
	var key := event as InputEventKey
	if key != null and key.pressed and not key.echo and toggle_key != KEY_NONE and key.keycode == toggle_key:
		show_figures = not show_figures
		_waited = INF


func _process(_delta: float) -> void:
	_waited += _time.passed()
	if _waited < refresh:
		return
	_waited = 0.0
	_label.text = report()


## The lines shown now.
func report() -> String:
	var connection := NacreWorld.connection_of(world)
	var lines := PackedStringArray()
	if connection == null:
		return ""
	match connection.state:
		NacreConnection.State.CONNECTING:
			lines.append("looking for the server at %s …" % connection.address())
		NacreConnection.State.OPENING:
			lines.append(_stage if not _stage.is_empty() else "opening the world …")
		NacreConnection.State.PAUSED:
			lines.append("paused")
		NacreConnection.State.RECONNECTING:
			lines.append("connection lost, trying again: %s" % connection.trouble_text)
		NacreConnection.State.FAILED:
			lines.append("no connection" if not _trouble.is_empty() else "no connection: %s" % connection.trouble_text)
	var playing := connection.state in [NacreConnection.State.PLAYING, NacreConnection.State.PAUSED]
	var retold := connection.state == NacreConnection.State.RECONNECTING
	if not _trouble.is_empty() and not retold and (not playing or Time.get_ticks_msec() < _trouble_until):
		lines.append(_trouble)
	if world.is_view_outside and playing:
		lines.append("the camera is outside what the server draws; take its player along (NacreWorld.teleport)")
	if connection.retry_seconds() >= 0.0:
		lines.append("trying again in %.0f s" % ceilf(connection.retry_seconds()))
	if Time.get_ticks_msec() < _notes_until:
		lines.append_array(_notes)
	if show_figures and connection.last_frame != null:
		var frame := connection.last_frame
		var figures := connection.figures()
		lines.append("%.0f frames/s, %.0f drawn" % [connection.fps, Engine.get_frames_per_second()])
		lines.append("%.0f ms input to frame, newest %.0f ms old" % [connection.latency_msec, 1e3 * frame.age()])
		lines.append("dropped %d by the server, %d here" % [frame.dropped, figures["replaced"]])
		var stages := PackedStringArray()
		for stage: String in frame.server_msec:
			stages.append("%s %.1f" % [stage, frame.server_msec[stage]])
		lines.append("server ms: " + ", ".join(stages))
		lines.append("frame %d, tick %d, at %s" % [frame.id, frame.tick, str(frame.position.snappedf(0.1))])
	return "\n".join(lines)


func _on_opened(_info: Dictionary, _resumed: bool) -> void:
	_stage = ""
	_trouble = ""
	_notes_until = 0


func _on_partly_understood(ignored: PackedStringArray, unmet: PackedStringArray) -> void:
	var lines := PackedStringArray()
	if not ignored.is_empty():
		lines.append("not understood: " + ", ".join(ignored))
	if not unmet.is_empty():
		lines.append("not possible here: " + ", ".join(unmet))
	_note(lines)


func _on_offered(prompts: PackedStringArray) -> void:
	_note(PackedStringArray(["nothing of the prompt was understood; it could be: " + "; ".join(prompts)]))


func _on_failed(code: StringName, message: String, hint: String) -> void:
	_trouble = "%s. %s (%s)" % [message.trim_suffix("."), hint, code]
	_trouble_until = Time.get_ticks_msec() + int(1000.0 * notes_for)


func _on_closed(reason: StringName, text: String) -> void:
	if reason not in [&"close", &"bye", &"failed", &"taken_over"]:
		_on_failed(reason, text, "")


func _note(lines: PackedStringArray) -> void:
	_notes = lines
	_notes_until = Time.get_ticks_msec() + int(1000.0 * notes_for)


func _on_progress(_name: StringName, fraction: float, text: String) -> void:
	_trouble = ""
	_stage = "%s (%.0f %%)" % [text, 100.0 * fraction] if fraction > 0.0 else text
