@icon("res://addons/nacre/icons/world.svg")
class_name NacreSavedWorld
extends Resource
## What a world was made of: enough to open the same world again, on any server with the same model.

## The words it was made from.
@export_multiline var prompt := ""
## What the server understood of them, as plain data. Taken instead of the prompt when there is any.
@export var spec: Dictionary = {}
## Same spec and seed, same world.
@export var random_seed := 0
## The model that made it.
@export var model := ""
## Name of the world: equal for equal model, spec and seed.
@export var world := ""
## Name of a save on the server (see [method NacreWorld.snapshot]). With it the world goes on where it was saved;
## without, it begins anew.
@export var server_save := ""
