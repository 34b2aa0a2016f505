extends RefCounted
## The Nacre World Protocol as tables: constants, messages, maps inside messages, error codes.
##
## Generated from `backend/nacre/protocol/definition.py` by `python -m nacre.protocol.generate`; do not edit.
## A field's table says its `type` (`list` of `of`), bounds (`min`, `max`, `step`, `length`, `least`, `choices`) and
## `default`; a field without `default` and without `optional` must be there.

const VERSION := 1
const MINOR := 6
const DEFAULT_ENDPOINT := "tcp://127.0.0.1:5577"
const DEFAULT_PORT := 5577
const MAX_HEADER_BYTES := 65536
const MAX_MESSAGE_BYTES := 131072
const MAX_PARTS := 4
const PROMPT_CHARACTERS := 2000
const MIN_WIDTH := 64
const MAX_WIDTH := 1280
const MIN_HEIGHT := 36
const MAX_HEIGHT := 720
const MAX_FPS := 120
const DEFAULT_CREDIT := 2
const MAX_CREDIT := 8
const GEOMETRY_CREDIT := 48
const MAX_GEOMETRY_CREDIT := 256
const MOST_HAVE := 2048
const HEARTBEAT_SECONDS := 2.0
const LIVENESS_HEARTBEATS := 3
const HELD_TTL_SECONDS := 1.0
const PROGRESS_SECONDS := 0.2
const MESSAGE_RATE := 2000
const NAME_CHARACTERS := 64
const REWIND_SECONDS := 60.0
const CODECS := ["rgba8", "jpeg"]
const CHANNELS := ["rgb", "depth", "entity", "state", "geometry"]
const RESERVED_TYPES := ["direct", "say", "bake"]
## Maps inside messages.
const RECORDS: Dictionary = {
	"ClientInfo":
	{
		"name": {"type": "str", "length": 64, "default": ""},
		"version": {"type": "str", "length": 32, "default": ""},
		"engine": {"type": "str", "length": 64, "default": ""},
	},
	"Accept":
	{
		"codecs": {"type": "list", "of": "str", "length": 8, "default": []},
		"max_width": {"type": "int", "min": 1, "max": 65536, "default": 1280},
		"max_height": {"type": "int", "min": 1, "max": 65536, "default": 720},
		"channels":
		{"type": "list", "of": "str", "length": 8, "default": ["rgb", "depth", "entity", "state", "geometry"]},
	},
	"Held":
	{
		"move_x": {"type": "float", "min": -1.0, "max": 1.0, "default": 0.0},
		"move_z": {"type": "float", "min": -1.0, "max": 1.0, "default": 0.0},
		"jump": {"type": "bool", "default": false},
		"sprint": {"type": "bool", "default": false},
	},
	"Look":
	{
		"yaw": {"type": "float", "min": -64.0, "max": 64.0, "default": 0.0},
		"pitch": {"type": "float", "min": -64.0, "max": 64.0, "default": 0.0},
	},
	"Camera":
	{
		"position": {"type": "list", "of": "float", "min": -10000000.0, "max": 10000000.0, "length": 3, "least": 3},
		"yaw": {"type": "float", "min": -1000000.0, "max": 1000000.0},
		"pitch": {"type": "float", "min": -1.6, "max": 1.6},
		"fov": {"type": "float", "min": 0.1, "max": 2.8, "default": 1.13},
	},
	"GeometryWish":
	{
		"radius": {"type": "int", "min": 1, "max": 3, "default": 3},
		"far": {"type": "bool", "default": true},
		"credit": {"type": "int", "min": 1, "max": 256, "default": 48},
		"textures": {"type": "bool", "default": true},
		"bodies_hz": {"type": "float", "min": 0.0, "max": 20.0, "default": 10.0},
	},
	"Origin":
	{
		"position": {"type": "list", "of": "float", "min": -10000000.0, "max": 10000000.0, "length": 3, "least": 3},
		"yaw": {"type": "float", "min": -1000000.0, "max": 1000000.0, "default": 0.0},
	},
	"ShapeLevel":
	{
		"vertices": {"type": "int", "min": 0, "max": 9007199254740991},
		"indices": {"type": "int", "min": 0, "max": 9007199254740991},
		"index_bytes": {"type": "int", "min": 2, "max": 4},
		"until": {"type": "float", "min": 0.0, "max": 10.0},
		"ranges": {"type": "list", "of": "int", "min": 0, "max": 9007199254740991, "length": 4096},
	},
	"Projection":
	{
		"fov": {"type": "float", "min": 0.1, "max": 2.8},
		"aspect": {"type": "float", "min": 0.01, "max": 100.0},
		"near": {"type": "float", "min": 0.0},
		"far": {"type": "float", "min": 0.0},
	},
	"Part":
	{
		"kind": {"type": "str", "choices": ["rgb", "depth", "entity"]},
		"codec": {"type": "str", "choices": ["rgba8", "jpeg", "f16", "u8"]},
		"width": {"type": "int", "min": 1, "max": 1280},
		"height": {"type": "int", "min": 1, "max": 720},
		"bytes": {"type": "int", "min": 0, "max": 9007199254740991},
	},
	"Chip":
	{
		"text": {"type": "str", "length": 2000},
		"kind": {"type": "str", "length": 64},
		"value": {"type": "str", "length": 256},
	},
	"ServerInfo": {"name": {"type": "str", "length": 64}, "version": {"type": "str", "length": 32}},
	"ModelInfo":
	{
		"name": {"type": "str", "length": 64},
		"channels": {"type": "list", "of": "str", "length": 8},
		"tick_hz": {"type": "float", "min": 0.0},
		"frames_per_step": {"type": "int", "min": 1},
		"max_width": {"type": "int", "min": 1},
		"max_height": {"type": "int", "min": 1},
		"prompt": {"type": "bool"},
		"photo": {"type": "bool"},
		"actions": {"type": "map"},
	},
	"Limits":
	{
		"header_bytes": {"type": "int", "min": 1},
		"message_bytes": {"type": "int", "min": 1},
		"parts": {"type": "int", "min": 1},
		"prompt_characters": {"type": "int", "min": 1},
		"min_width": {"type": "int", "min": 1},
		"max_width": {"type": "int", "min": 1},
		"min_height": {"type": "int", "min": 1},
		"max_height": {"type": "int", "min": 1},
		"fps": {"type": "float", "min": 1.0},
		"credit": {"type": "int", "min": 1},
		"sessions": {"type": "int", "min": 1},
	},
}
## Messages a client sends.
const CLIENT: Dictionary = {
	"hello":
	{
		"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"v": {"type": "int", "min": 0, "max": 65535},
		"client": {"type": "ClientInfo", "default": {}},
		"token": {"type": "str", "length": 256, "optional": true},
		"accept": {"type": "Accept", "default": {}},
		"have": {"type": "list", "of": "str", "length": 2048, "default": []},
	},
	"open":
	{
		"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"prompt": {"type": "str", "length": 2000, "optional": true},
		"spec": {"type": "map", "optional": true},
		"snapshot": {"type": "str", "length": 64, "optional": true},
		"seed": {"type": "int", "min": 0, "max": 9007199254740991, "optional": true},
		"model": {"type": "str", "length": 64, "optional": true},
		"width": {"type": "int", "min": 64, "max": 1280, "step": 2, "default": 640},
		"height": {"type": "int", "min": 36, "max": 720, "step": 2, "default": 360},
		"fps": {"type": "float", "min": 1.0, "max": 120.0, "default": 30.0},
		"channels": {"type": "list", "of": "str", "length": 8, "default": ["rgb"]},
		"codec": {"type": "str", "choices": ["rgba8", "jpeg"], "optional": true},
		"quality": {"type": "int", "min": 30, "max": 100, "default": 85},
		"credit": {"type": "int", "min": 0, "max": 8, "default": 2},
		"state_hz": {"type": "float", "min": 0.1, "max": 20.0, "default": 10.0},
		"deterministic": {"type": "bool", "default": false},
		"anyway": {"type": "bool", "default": false},
		"geometry": {"type": "GeometryWish", "default": {}},
		"have": {"type": "list", "of": "str", "length": 2048, "default": []},
		"body": {"type": "str", "choices": ["server", "client"], "default": "server"},
		"origin": {"type": "Origin", "optional": true},
	},
	"act":
	{
		"seq": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"t": {"type": "float", "min": 0.0, "max": 1000000000000000.0, "default": 0.0},
		"held": {"type": "Held", "optional": true},
		"look": {"type": "Look", "optional": true},
		"ack": {"type": "int", "min": 0, "max": 9007199254740991, "optional": true},
		"credit": {"type": "int", "min": 0, "max": 8, "optional": true},
	},
	"view":
	{
		"seq": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"t": {"type": "float", "min": 0.0, "max": 1000000000000000.0, "default": 0.0},
		"camera": {"type": "Camera", "optional": true},
		"ack": {"type": "int", "min": 0, "max": 9007199254740991, "optional": true},
		"credit": {"type": "int", "min": 0, "max": 8, "optional": true},
	},
	"pose":
	{
		"seq": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"t": {"type": "float", "min": 0.0, "max": 1000000000000000.0, "default": 0.0},
		"position": {"type": "list", "of": "float", "min": -10000000.0, "max": 10000000.0, "length": 3, "least": 3},
		"velocity":
		{
			"type": "list",
			"of": "float",
			"min": -10000.0,
			"max": 10000.0,
			"length": 3,
			"least": 3,
			"default": [0.0, 0.0, 0.0],
		},
		"yaw": {"type": "float", "min": -1000000.0, "max": 1000000.0, "default": 0.0},
		"pitch": {"type": "float", "min": -1.6, "max": 1.6, "default": 0.0},
		"grounded": {"type": "bool", "default": true},
		"ack": {"type": "int", "min": 0, "max": 9007199254740991, "optional": true},
		"credit": {"type": "int", "min": 0, "max": 8, "optional": true},
	},
	"geometry":
	{
		"ack": {"type": "int", "min": 0, "max": 9007199254740991, "optional": true},
		"credit": {"type": "int", "min": 0, "max": 256, "optional": true},
	},
	"teleport":
	{
		"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"x": {"type": "float", "min": -10000000.0, "max": 10000000.0},
		"z": {"type": "float", "min": -10000000.0, "max": 10000000.0},
		"y": {"type": "float", "min": -10000.0, "max": 10000.0, "optional": true},
		"yaw": {"type": "float", "min": -1000000.0, "max": 1000000.0, "optional": true},
	},
	"pause": {"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0}},
	"resume": {"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0}},
	"snapshot":
	{"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0}, "name": {"type": "str", "length": 64}},
	"restore":
	{"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0}, "name": {"type": "str", "length": 64}},
	"rewind":
	{
		"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"seconds": {"type": "float", "min": 0.0, "max": 3600.0},
	},
	"branch": {"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0}},
	"resize":
	{
		"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"width": {"type": "int", "min": 64, "max": 1280, "step": 2},
		"height": {"type": "int", "min": 36, "max": 720, "step": 2},
	},
	"join":
	{
		"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"guest": {"type": "str", "length": 256},
		"role": {"type": "str", "choices": ["viewer", "player"], "default": "viewer"},
		"width": {"type": "int", "min": 64, "max": 1280, "step": 2, "default": 640},
		"height": {"type": "int", "min": 36, "max": 720, "step": 2, "default": 360},
		"fps": {"type": "float", "min": 1.0, "max": 120.0, "default": 30.0},
		"channels": {"type": "list", "of": "str", "length": 8, "default": ["rgb"]},
		"codec": {"type": "str", "choices": ["rgba8", "jpeg"], "optional": true},
		"quality": {"type": "int", "min": 30, "max": 100, "default": 85},
		"credit": {"type": "int", "min": 0, "max": 8, "default": 2},
		"state_hz": {"type": "float", "min": 0.1, "max": 20.0, "default": 10.0},
		"geometry": {"type": "GeometryWish", "default": {}},
		"have": {"type": "list", "of": "str", "length": 2048, "default": []},
		"body": {"type": "str", "choices": ["server", "client"], "default": "server"},
	},
	"status": {"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0}},
	"close": {"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0}},
	"bye": {"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0}},
}
## Messages a server sends.
const SERVER: Dictionary = {
	"welcome":
	{
		"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"v": {"type": "int", "min": 0, "max": 65535},
		"minor": {"type": "int", "min": 0, "max": 65535, "optional": true},
		"server": {"type": "ServerInfo"},
		"session_ttl": {"type": "float", "min": 0.0},
		"heartbeat": {"type": "float", "min": 0.1},
		"models": {"type": "list", "of": "ModelInfo", "length": 64},
		"limits": {"type": "Limits"},
		"session": {"type": "str", "length": 64, "optional": true},
	},
	"progress":
	{
		"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"stage": {"type": "str", "length": 64},
		"fraction": {"type": "float", "min": 0.0, "max": 1.0},
		"text": {"type": "str", "length": 256},
	},
	"opened":
	{
		"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"session": {"type": "str", "length": 64},
		"token": {"type": "str", "length": 256},
		"world": {"type": "str", "length": 64},
		"model": {"type": "str", "length": 64},
		"seed": {"type": "int", "min": 0, "max": 9007199254740991},
		"spec": {"type": "map"},
		"understood": {"type": "list", "of": "Chip", "length": 256},
		"ignored": {"type": "list", "of": "str", "length": 512},
		"width": {"type": "int", "min": 1, "max": 1280},
		"height": {"type": "int", "min": 1, "max": 720},
		"fps": {"type": "float", "min": 0.0},
		"channels": {"type": "list", "of": "str", "length": 8},
		"codec": {"type": "str", "choices": ["rgba8", "jpeg"]},
		"credit": {"type": "int", "min": 0, "max": 8},
		"tick_hz": {"type": "float", "min": 0.0},
		"deterministic": {"type": "bool"},
		"camera": {"type": "Camera"},
		"frame": {"type": "int", "min": 0, "max": 9007199254740991},
		"resumed": {"type": "bool"},
		"paused": {"type": "bool"},
		"tick": {"type": "int", "min": 0, "max": 9007199254740991, "optional": true},
		"epoch": {"type": "int", "min": 0, "max": 9007199254740991, "optional": true},
		"guest": {"type": "str", "length": 256, "optional": true},
		"role": {"type": "str", "choices": ["player", "viewer"], "optional": true},
		"unmet": {"type": "list", "of": "str", "length": 128, "optional": true},
		"body": {"type": "str", "choices": ["server", "client"], "optional": true},
		"origin": {"type": "Origin", "optional": true},
	},
	"frame":
	{
		"id": {"type": "int", "min": 1, "max": 9007199254740991},
		"t_world": {"type": "float", "min": 0.0},
		"tick": {"type": "int", "min": 0, "max": 9007199254740991},
		"for_seq": {"type": "int", "min": 0, "max": 9007199254740991},
		"echo_t": {"type": "float", "min": 0.0},
		"ms": {"type": "map"},
		"camera": {"type": "Camera"},
		"projection": {"type": "Projection"},
		"parts": {"type": "list", "of": "Part", "length": 8},
		"dropped": {"type": "int", "min": 0, "max": 9007199254740991},
		"ai_generated": {"type": "bool"},
	},
	"state":
	{
		"t_world": {"type": "float", "min": 0.0},
		"tick": {"type": "int", "min": 0, "max": 9007199254740991},
		"player": {"type": "map"},
		"entities": {"type": "list", "of": "map", "length": 256},
		"objects": {"type": "list", "of": "map", "length": 1024},
		"atmosphere": {"type": "map"},
	},
	"shape":
	{
		"order": {"type": "int", "min": 1, "max": 9007199254740991},
		"hash": {"type": "str", "length": 32},
		"kind": {"type": "str", "length": 64},
		"bytes": {"type": "int", "min": 0, "max": 9007199254740991},
		"step": {"type": "float", "min": 0.0},
		"low": {"type": "list", "of": "float", "length": 3, "least": 3},
		"high": {"type": "list", "of": "float", "length": 3, "least": 3},
		"levels": {"type": "list", "of": "ShapeLevel", "length": 8},
		"roles": {"type": "list", "of": "str", "length": 256},
		"colliders": {"type": "list", "of": "int", "min": 0, "max": 9007199254740991, "length": 8192},
		"groups": {"type": "list", "of": "map", "length": 96},
		"sockets": {"type": "list", "of": "map", "length": 512},
		"lights": {"type": "list", "of": "map", "length": 64},
		"ai_generated": {"type": "bool"},
	},
	"chunk":
	{
		"order": {"type": "int", "min": 1, "max": 9007199254740991},
		"x": {"type": "int", "min": -1000000, "max": 1000000},
		"z": {"type": "int", "min": -1000000, "max": 1000000},
		"hash": {"type": "str", "length": 32},
		"known": {"type": "bool"},
		"bytes": {"type": "int", "min": 0, "max": 9007199254740991},
		"cells": {"type": "int", "min": 1, "max": 256},
		"water": {"type": "float"},
		"wet": {"type": "bool"},
		"litter": {"type": "list", "of": "str", "length": 64},
		"scattered": {"type": "int", "min": 0, "max": 9007199254740991},
		"things": {"type": "list", "of": "map", "length": 1024},
		"ai_generated": {"type": "bool"},
	},
	"unload":
	{
		"order": {"type": "int", "min": 1, "max": 9007199254740991},
		"x": {"type": "int", "min": -1000000, "max": 1000000},
		"z": {"type": "int", "min": -1000000, "max": 1000000},
	},
	"change":
	{
		"order": {"type": "int", "min": 1, "max": 9007199254740991},
		"doors": {"type": "list", "of": "map", "length": 1024},
		"gone": {"type": "list", "of": "str", "length": 1024},
	},
	"horizon":
	{
		"order": {"type": "int", "min": 1, "max": 9007199254740991},
		"shape": {"type": "str", "length": 32},
		"at": {"type": "list", "of": "float", "length": 3, "least": 3},
	},
	"materials":
	{
		"order": {"type": "int", "min": 1, "max": 9007199254740991},
		"hash": {"type": "str", "length": 32},
		"bytes": {"type": "int", "min": 0, "max": 9007199254740991},
		"names": {"type": "list", "of": "str", "length": 256},
		"tiles": {"type": "list", "of": "float", "length": 256},
		"gloss": {"type": "list", "of": "float", "length": 256},
		"size": {"type": "int", "min": 1, "max": 4096},
		"layers": {"type": "list", "of": "int", "min": 0, "max": 255, "length": 16},
		"palette": {"type": "list", "of": "float", "length": 48},
	},
	"bodies":
	{
		"t_world": {"type": "float", "min": 0.0},
		"tick": {"type": "int", "min": 0, "max": 9007199254740991},
		"slots": {"type": "list", "of": "int", "min": 0, "max": 1024, "length": 256},
		"classes": {"type": "list", "of": "str", "length": 256},
		"shapes": {"type": "list", "of": "str", "length": 256},
		"groups": {"type": "list", "of": "int", "min": 0, "max": 96, "length": 256},
	},
	"air":
	{
		"t_world": {"type": "float", "min": 0.0},
		"tick": {"type": "int", "min": 0, "max": 9007199254740991},
		"hours": {"type": "float", "min": 0.0, "max": 24.0},
		"colours": {"type": "map"},
		"numbers": {"type": "map"},
	},
	"teleported":
	{
		"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"position": {"type": "list", "of": "float", "min": -10000000.0, "max": 10000000.0, "length": 3, "least": 3},
		"yaw": {"type": "float"},
		"tick": {"type": "int", "min": 0, "max": 9007199254740991},
	},
	"event":
	{
		"kind": {"type": "str", "length": 64},
		"tick": {"type": "int", "min": 0, "max": 9007199254740991},
		"data": {"type": "map"},
	},
	"status":
	{
		"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"state": {"type": "str", "choices": ["none", "opening", "running", "paused"]},
		"uptime": {"type": "float", "min": 0.0},
		"sessions": {"type": "int", "min": 0},
		"frame": {"type": "int", "min": 0, "max": 9007199254740991},
		"tick": {"type": "int", "min": 0, "max": 9007199254740991},
		"fps": {"type": "float", "min": 0.0},
		"in_flight": {"type": "int", "min": 0},
		"dropped": {"type": "int", "min": 0, "max": 9007199254740991},
		"saved_tick": {"type": "int", "min": 0, "max": 9007199254740991, "optional": true},
		"time_left": {"type": "float", "min": 0.0, "optional": true},
		"viewers": {"type": "int", "min": 0, "max": 9007199254740991, "optional": true},
	},
	"saved":
	{
		"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"name": {"type": "str", "length": 64},
		"tick": {"type": "int", "min": 0, "max": 9007199254740991},
		"bytes": {"type": "int", "min": 0, "max": 9007199254740991},
	},
	"restored":
	{
		"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"tick": {"type": "int", "min": 0, "max": 9007199254740991},
		"seconds": {"type": "float", "min": -1000000000.0, "max": 1000000000.0},
	},
	"branched":
	{
		"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"session": {"type": "str", "length": 64},
		"token": {"type": "str", "length": 256},
		"tick": {"type": "int", "min": 0, "max": 9007199254740991},
	},
	"resized":
	{
		"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"width": {"type": "int", "min": 1, "max": 1280},
		"height": {"type": "int", "min": 1, "max": 720},
	},
	"error":
	{
		"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"code": {"type": "str", "length": 64},
		"message": {"type": "str", "length": 1024},
		"hint": {"type": "str", "length": 1024},
		"retry_after": {"type": "float", "min": 0.0, "optional": true},
		"fatal": {"type": "bool"},
		"offers": {"type": "list", "of": "str", "length": 8, "optional": true},
	},
	"closed":
	{
		"id": {"type": "int", "min": 0, "max": 9007199254740991, "default": 0},
		"reason":
		{"type": "str", "choices": ["close", "bye", "taken_over", "failed", "expired", "shutdown", "time_limit"]},
		"text": {"type": "str", "length": 256},
	},
}
## Which message answers a request.
const ANSWERS: Dictionary = {
	"hello": "welcome",
	"open": "opened",
	"teleport": "teleported",
	"pause": "status",
	"resume": "status",
	"snapshot": "saved",
	"restore": "restored",
	"rewind": "restored",
	"branch": "branched",
	"resize": "resized",
	"join": "opened",
	"status": "status",
	"close": "closed",
	"bye": "closed",
}
## Error codes of the server.
const ERRORS: Dictionary = {
	"bad_header":
	{
		"message": "The header is not one msgpack map with string keys and a `type`.",
		"hint": "Send part 0 as one msgpack map; see vectors/messages.json.",
		"fatal": false,
	},
	"bad_parts":
	{
		"message": "The number of parts does not fit the message.",
		"hint": "No message of this version carries a payload to the server: send the header alone.",
		"fatal": false,
	},
	"bad_value":
	{
		"message": "A field is missing, of the wrong type or outside its bounds.",
		"hint": "Compare the field named in the message with its row in SPEC.md.",
		"fatal": false,
	},
	"bad_size":
	{
		"message": "The picture size is not offered.",
		"hint": "Use even numbers, width 64..1280 and height 36..720, within what `accept` and the model allow.",
		"fatal": false,
	},
	"bad_codec":
	{
		"message": "The picture codec is not offered.",
		"hint": "Use rgba8 or jpeg, one that `accept.codecs` lists.",
		"fatal": false,
	},
	"bad_channel":
	{
		"message": "A channel is not offered by this model.",
		"hint": "Choose from the model's `channels` in `welcome`.",
		"fatal": false,
	},
	"bad_spec":
	{
		"message": "The spec describes no world.",
		"hint": "Start from the `spec` of an `opened` message and change its values within their vocabularies.",
		"fatal": false,
	},
	"too_large":
	{"message": "The message is larger than allowed.", "hint": "Keep headers under 64 KiB.", "fatal": false},
	"unknown_type":
	{
		"message": "No message has this type.",
		"hint": "Check the spelling against SPEC.md, or upgrade the server.",
		"fatal": false,
	},
	"unsupported":
	{
		"message": "This server does not offer that message yet.",
		"hint": "Upgrade the server, or do without it.",
		"fatal": false,
	},
	"version_mismatch":
	{
		"message": "Client and server speak different versions of the protocol.",
		"hint": "Upgrade the older side so that both speak the same major version.",
		"fatal": true,
	},
	"hello_first":
	{
		"message": "The connection has not said hello.",
		"hint": "Send `hello` and wait for `welcome`; after a server restart, say hello again.",
		"fatal": false,
	},
	"hello_twice":
	{
		"message": "This connection has said hello already.",
		"hint": "Open a new connection to say hello again.",
		"fatal": false,
	},
	"unauthorised":
	{
		"message": "The token is missing or not known here.",
		"hint": "Ask the server's owner for an access token and send it as `hello.token`.",
		"fatal": true,
	},
	"session_expired":
	{
		"message": "That session is over.",
		"hint": "Say hello without the session token and open a new world.",
		"fatal": false,
	},
	"session_elsewhere":
	{
		"message": "Another server process holds that session.",
		"hint": "Wait until it has stopped, or connect to that server; two must not write one world.",
		"fatal": false,
	},
	"session_damaged":
	{
		"message": "The saved session cannot be read.",
		"hint": "Open a new world; the damaged files are kept in the server's state folder for a look.",
		"fatal": false,
	},
	"wrong_model":
	{
		"message": "The save was made by another model, or by other weights.",
		"hint": "Start the server with the model that made it, or open a new world from the save's spec and seed.",
		"fatal": false,
	},
	"no_saves": {"message": "This server keeps no saves.", "hint": "Start it with --state-dir.", "fatal": false},
	"no_such_save":
	{
		"message": "There is no save of that name.",
		"hint": "Names are those given to `snapshot`, by the same owner, on this server.",
		"fatal": false,
	},
	"bad_name":
	{
		"message": "That is no name for a save.",
		"hint": "Use 1 to 64 letters, digits, `-`, `_` and `.`, not beginning with a dot.",
		"fatal": false,
	},
	"save_failed":
	{
		"message": "The save could not be written.",
		"hint":
		"The older save is still there. Make room on the server's disk, or look at the rights of its state folder.",
		"fatal": false,
	},
	"nothing_to_rewind":
	{"message": "There is nothing to go back to yet.", "hint": "Play for a second first.", "fatal": false},
	"no_such_guest":
	{
		"message": "No world is open under that guest token.",
		"hint": "Ask the player for the `guest` of the `opened` message; it changes with every session.",
		"fatal": false,
	},
	"viewers_only":
	{
		"message": "Only the player's own connection may do that.",
		"hint": "Ask the player; a viewer may move its camera with `view`, and leave with `close`.",
		"fatal": false,
	},
	"not_together":
	{
		"message": "A lockstep session cannot be shared.",
		"hint": "Open the world without `deterministic` to let others join.",
		"fatal": false,
	},
	"prompt_refused":
	{
		"message": "This server does not make that.",
		"hint":
		"Describe a place without real people, protected characters or anything sexual; see the server owner's policy.",
		"fatal": false,
	},
	"moderation_failed":
	{
		"message": "The prompt could not be checked, so nothing was made.",
		"hint": "Try again; if it stays, the server's owner finds the cause in the log.",
		"fatal": false,
	},
	"not_allowed":
	{
		"message": "The access token does not cover this.",
		"hint":
		"Ask the server's owner for another tier, or ask for less: a smaller picture, a lower rate, fewer worlds.",
		"fatal": false,
	},
	"server_busy":
	{
		"message": "The machine has no room for another world.",
		"hint": "Try again after `retry_after`, or use a smaller picture or a lower rate.",
		"fatal": false,
	},
	"too_many_sessions":
	{
		"message": "The server is full.",
		"hint": "Try again later, or start the server with a larger --sessions.",
		"fatal": false,
	},
	"already_open":
	{
		"message": "This connection has a world already.",
		"hint": "Send `close` first, or use a second connection.",
		"fatal": false,
	},
	"no_world":
	{
		"message": "There is no open world on this connection.",
		"hint": "Send `open` and wait for `opened`.",
		"fatal": false,
	},
	"nothing_to_open":
	{
		"message": "Not exactly one of prompt, spec and snapshot was given.",
		"hint": "Send `prompt` (plain words), `spec` (plain data) or `snapshot` (the name of a save), one of them.",
		"fatal": false,
	},
	"prompt_too_long":
	{
		"message": "The prompt is too long.",
		"hint": "Use at most 2000 characters: a few sentences say everything a world can hold.",
		"fatal": false,
	},
	"not_understood":
	{
		"message": "Nothing of the prompt was understood, so nothing was made.",
		"hint": "Send one of `offers`, say it in other words, or open with `anyway`.",
		"fatal": false,
	},
	"unknown_model":
	{
		"message": "No model has this name here.",
		"hint": "Choose one of `welcome.models`, or leave `model` out.",
		"fatal": false,
	},
	"too_fast":
	{
		"message": "Messages come faster than the server takes them; some were thrown away.",
		"hint": "Send input at the rate of your frames; in lockstep, wait for the frame before the next `act`.",
		"fatal": false,
	},
	"internal_error":
	{
		"message": "The server failed on this message.",
		"hint": "Report it with the server's log; other messages still work.",
		"fatal": false,
	},
	"world_failed":
	{
		"message": "The model failed on this world.",
		"hint": "Open it again; if it fails again, report the spec and seed with the server's log.",
		"fatal": false,
	},
	"load_failed": {"message": "The model could not be loaded.", "hint": "See the server's log.", "fatal": true},
	"shutting_down": {"message": "The server is stopping.", "hint": "Connect again when it is back.", "fatal": true},
}
