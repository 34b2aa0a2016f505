extends Node3D
## Your own hero in a generated village: start `nacre serve`, press Play, and walk with W A S D and the mouse.

@onready var hero: Hero = $Hero
@onready var world: NacreWorld = $World
@onready var geometry: NacreGeometry = $World/Geometry


func _ready() -> void:
	# A place of your own: godot -- "a snowy castle at night"
	var words := OS.get_cmdline_user_args()
	if not words.is_empty():
		world.prompt = words[0]
	world.failed.connect(func(_code: StringName, text: String, hint: String) -> void: print(text, " ", hint))
	geometry.walkable.connect(_on_walkable)


func _on_walkable() -> void:
	hero.awake = true
	print("Walk.")
	_put_down_a_crate()


## Something of the project's own, in the world's light, on its ground.
func _put_down_a_crate() -> void:
	var crate := MeshInstance3D.new()
	crate.mesh = BoxMesh.new()
	var material := StandardMaterial3D.new()
	material.albedo_color = Color(0.72, 0.45, 0.2)
	crate.material_override = material
	add_child(crate)
	var place := hero.global_position - hero.global_basis.z * 4.0 + hero.global_basis.x * 1.2
	# what is ahead may lie in a chunk that is still on its way
	while is_nan(geometry.ground_height(place)):
		await geometry.chunk_shown
	place.y = geometry.ground_height(place) + 0.5
	crate.global_position = place
	crate.rotation.y = 0.6
