extends SceneTree
## A connection without any node, told what to do by its arguments: `-- ENDPOINT SCENARIO [COUNT or "pumped"]`.
##
## What happens is printed a JSON object a line, for the caller to judge.

const Wire := preload("../addons/nacre/wire/wire.gd")

const OPEN := {
	"prompt": "a meadow",
	"seed": 7,
	"width": 64,
	"height": 36,
	"fps": 60.0,
	"channels": ["rgb", "depth", "entity", "state"],
}

var wire := Wire.new()
## Without a thread, as web exports without threads have it.
var pumped := false
var settings := {"client": {"name": "test", "version": "0", "engine": "godot"}}


func _init() -> void:
	var arguments := OS.get_cmdline_user_args()
	pumped = arguments.size() > 2 and arguments[2] == "pumped"
	match arguments[1]:
		"talk":
			_talk(arguments[0])
		"hostile":
			_hostile(arguments[0])
		"cycles":
			_cycles(arguments[0])
	quit()


func _say(what: Dictionary) -> void:
	print("SAID ", JSON.stringify(what))


## Take news until one of a kind comes; null after a while.
func _await_news(kind: String, seconds := 10.0) -> Variant:
	var until := Wire.clock() + seconds
	while Wire.clock() < until:
		if _collect():
			for item in wire.news:
				if item[0] == kind:
					return item[1]
		OS.delay_msec(1)
	return null


func _collect() -> bool:
	if pumped:
		wire.pump()
	return wire.collect()


## Connect, open, walk for 60 frames, leave.
func _talk(endpoint: String) -> void:
	wire.start(endpoint, settings, not pumped)
	_say({"welcome": _await_news("welcome") != null})
	wire.ask("open", OPEN)
	var opened: Dictionary = _await_news("opened")
	_say({"opened": {"seed": opened["seed"], "width": opened["width"]}})
	var ids := []
	var last: NacreFrame = null
	var states := 0
	var until := Wire.clock() + 10.0
	while ids.size() < 60 and Wire.clock() < until:
		if _collect():
			for frame in wire.frames:
				ids.append(frame.id)
				last = frame
				wire.act({"move_z": 1.0}, Vector2(0.01, 0.0))
			states += wire.states.size()
		OS.delay_msec(2)
	_say(
		{
			"frames": ids.size(),
			"rising": ids == _sorted_set(ids),
			"size": [last.image.get_width(), last.image.get_height()],
			"depth": last.depth.get_format() == Image.FORMAT_RH,
			"entity": last.entity.get_format() == Image.FORMAT_R8,
			"latency": last.latency_msec,
			"yaw": last.yaw,
			"for_seq": last.for_seq,
			"z": last.position.z,
			"states": states,
		}
	)
	wire.stop(true)
	_say({"running": wire.is_running()})


func _sorted_set(ids: Array) -> Array:
	var seen := {}
	for id: int in ids:
		seen[id] = true
	var out := seen.keys()
	out.sort()
	return out


## Tell of every change of the links to several servers at once, and of the memory taken.
func _hostile(endpoints: String) -> void:
	var before := OS.get_static_memory_usage()
	var wires: Array[Wire] = []
	for endpoint in endpoints.split(","):
		wires.append(Wire.new())
		wires.back().start(endpoint, settings)
	var until := Wire.clock() + 1.5
	var most := 0
	while Wire.clock() < until:
		for index in wires.size():
			if not wires[index].collect():
				continue
			for item in wires[index].news:
				if item[0] == "link":
					_say({"wire": index, "code": item[1]["code"], "text": item[1]["text"]})
		most = maxi(most, OS.get_static_memory_usage() - before)
		OS.delay_msec(1)
	_say({"most": most})
	for each in wires:
		each.stop(true)


## Connect and disconnect again and again; objects and memory must not grow.
func _cycles(endpoint: String) -> void:
	var count := OS.get_cmdline_user_args()[2].to_int()
	var welcomed := 0
	var figures := []
	for cycle in count:
		wire.start(endpoint, settings)
		# Some are cut off while they connect.
		if cycle % 4 != 3:
			welcomed += 1 if _await_news("welcome") != null else 0
		wire.stop(true)
		if cycle in [count / 4, count - 1]:
			var objects := Performance.get_monitor(Performance.OBJECT_COUNT)
			figures.append([objects, OS.get_static_memory_usage(), _threads()])
	_say({"welcomed": welcomed, "early": figures[0], "late": figures[1]})


func _threads() -> int:
	return DirAccess.get_directories_at("/proc/self/task").size()
