extends RefCounted
## The session of a game that is being worked on, kept so that its next run can end what a killed one left behind.
##
## The editor's Stop kills the game: the server keeps its world for a game that never comes back, and is soon full. So a
## debug build notes the session's token in a file that only its user can read; the next run of the same project ends
## it, unless the game that noted it is still running: it holds a port for as long as it lives.

const FOLDER := "user://nacre_sessions"

var _life: PacketPeerUDP = null
var _path := ""


## Tokens for [param endpoint] whose games are gone; whoever asks answers for ending them.
static func take_left_behind(endpoint: String) -> PackedStringArray:
	var out := PackedStringArray()
	if not DirAccess.dir_exists_absolute(FOLDER):
		return out
	for file in DirAccess.get_files_at(FOLDER):
		var path := FOLDER.path_join(file)
		var lines := FileAccess.get_file_as_string(path).split("\n")
		if lines.size() < 2 or lines[0] != endpoint or _is_alive(file.to_int()):
			continue
		if not lines[1].is_empty():
			out.append(lines[1])
		DirAccess.remove_absolute(path)
	return out


## Note the session of this game.
func keep(endpoint: String, token: String) -> void:
	forget()
	_life = PacketPeerUDP.new()
	if _life.bind(0, "127.0.0.1") != OK:
		_life = null
		return
	DirAccess.make_dir_recursive_absolute(FOLDER)
	_path = FOLDER.path_join("%d" % _life.get_local_port())
	# Empty at first: nobody else may read what is written then.
	var file := FileAccess.open(_path, FileAccess.WRITE)
	if file == null:
		return
	FileAccess.set_unix_permissions(_path, FileAccess.UNIX_READ_OWNER | FileAccess.UNIX_WRITE_OWNER)
	file.store_string("%s\n%s" % [endpoint, token])
	file.close()


## The session is over, or is to wait on purpose.
func forget() -> void:
	if not _path.is_empty():
		DirAccess.remove_absolute(_path)
		_path = ""
	_life = null


static func _is_alive(port: int) -> bool:
	if port < 1 or port > 65535:
		return false
	var probe := PacketPeerUDP.new()
	var held := probe.bind(port, "127.0.0.1") != OK
	probe.close()
	return held
