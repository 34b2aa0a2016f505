extends Node3D
## A generated world to walk in: start `nacre serve`, press Play, click, and use W A S D and the mouse.

@onready var world: NacreWorld = $World


func _ready() -> void:
	# A place of your own: godot -- "a snowy castle at night"
	var words := OS.get_cmdline_user_args()
	if not words.is_empty():
		world.prompt = words[0]
	world.opened.connect(_on_opened)
	world.failed.connect(func(_code: StringName, text: String, hint: String) -> void: print(text, " ", hint))


func _on_opened(info: Dictionary, _resumed: bool) -> void:
	print("Seed ", info["seed"], ". Not understood: ", ", ".join(PackedStringArray(info["ignored"])))
