class_name Title
extends Control
## The title: write a village, or go back to the one that was kept.

## Begin in a new place.
signal begun(prompt: String, random_seed: int)
## Go back to the place that was kept.
signal resumed

const EXAMPLES: Array[String] = [
	"a village by a river on a clear morning",
	"a snowy village at dusk with a bell tower",
	"a misty forest hamlet with a forge and a well",
	"a desert oasis with market stalls at noon",
	"a spooky graveyard beside a ruin at midnight",
]

@onready var _prompt: LineEdit = %Prompt
@onready var _seed: SpinBox = %Seed
@onready var _photo: Button = %Photo
@onready var _again: Button = %Again
@onready var _line: Label = %Line


func _ready() -> void:
	_prompt.text = EXAMPLES[0]
	_prompt.text_submitted.connect(func(_text: String) -> void: _begin())
	%Begin.pressed.connect(_begin)
	%Other.pressed.connect(_suggest)
	_again.pressed.connect(resumed.emit)
	visibility_changed.connect(_wake)
	_wake()


## Say how the connection is, and what the server's model can take.
func tell(line: String, welcome: Dictionary) -> void:
	_line.text = line
	var models: Array = welcome.get("models", [])
	var takes_photo: bool = not models.is_empty() and models[0]["photo"]
	_photo.disabled = not takes_photo
	_photo.tooltip_text = "Begin from a photo" if takes_photo else "This server's model takes words, not photos."


func _wake() -> void:
	if is_visible_in_tree():
		_again.visible = Keepsake.exists()
		_prompt.grab_focus()


func _suggest() -> void:
	_prompt.text = EXAMPLES[(EXAMPLES.find(_prompt.text) + 1) % EXAMPLES.size()]


func _begin() -> void:
	if not _prompt.text.strip_edges().is_empty():
		begun.emit(_prompt.text, int(_seed.value))
