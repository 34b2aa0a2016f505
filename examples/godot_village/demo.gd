class_name Demo
extends Node
## Plays the village by itself: walks, jumps, saves, comes back to what was kept, pauses, ends, and says how it went.
##
## `godot -- tcp://HOST:PORT --demo [--pictures=FOLDER]`

var game: Game = null
var folder := ""


func _ready() -> void:
	process_mode = Node.PROCESS_MODE_ALWAYS
	game = get_parent() as Game
	for argument in OS.get_cmdline_user_args():
		if argument.begins_with("--pictures="):
			folder = argument.get_slice("=", 1)
	await _until(func() -> bool: return game.world.connection.state == NacreConnection.State.READY)
	await _picture("title")
	game.title.begun.emit("a village by a river on a clear morning", 7)
	var playing := await _until(func() -> bool: return game.hero.awake, 120.0)
	await _seconds(1.0)
	var start := game.hero.position
	var on_floor := game.hero.is_on_floor()
	await _picture("start")
	Input.action_press(&"move_forward")
	await _seconds(2.0)
	await _picture("walk")
	Input.action_press(&"jump")
	await _seconds(0.15)
	Input.action_release(&"jump")
	var risen := game.hero.velocity.y
	await _seconds(1.2)
	Input.action_release(&"move_forward")
	await _seconds(0.3)
	var walked := game.hero.position.distance_to(start)
	var stood := game.hero.position
	await game.save()
	var answer := {"playing": playing, "floor": on_floor, "walked": walked, "risen": risen, "y": stood.y}
	game._to_title()
	await _until(func() -> bool: return game.world.connection.state == NacreConnection.State.READY)
	answer["kept"] = Keepsake.exists()
	var seed_kept: int = (Keepsake.recall()["world"] as NacreSavedWorld).random_seed
	game.title.resumed.emit()
	answer["back"] = await _until(func() -> bool: return game.hero.awake, 120.0)
	await _seconds(0.5)
	answer["same_seed"] = game.world.info["seed"] == seed_kept
	answer["off"] = Vector2(game.hero.position.x - stood.x, game.hero.position.z - stood.z).length()
	game._toggle_pause()
	await _until(func() -> bool: return game.world.connection.state == NacreConnection.State.PAUSED, 3.0)
	answer["paused"] = game.world.connection.state == NacreConnection.State.PAUSED
	await _picture("pause")
	print("SAID ", JSON.stringify(answer))
	get_tree().quit()


func _until(condition: Callable, seconds := 20.0) -> bool:
	var until := Time.get_ticks_msec() + 1000.0 * seconds
	while Time.get_ticks_msec() < until:
		if condition.call():
			return true
		await get_tree().process_frame
	return false


func _seconds(count: float) -> void:
	await get_tree().create_timer(count).timeout


func _picture(name: String) -> void:
	if folder.is_empty() or DisplayServer.get_name() == "headless":
		return
	await RenderingServer.frame_post_draw
	get_viewport().get_texture().get_image().save_png(folder.path_join(name + ".png"))
