extends RefCounted
## What building cost the main thread in each frame, in a few figures.


## Of [member NacreGeometry.costs]: how many frames, and milliseconds.
static func of(costs: PackedFloat32Array) -> Dictionary:
	var sorted := costs.duplicate()
	sorted.sort()
	return {
		"frames": sorted.size(),
		"p50": sorted[sorted.size() / 2],
		"p99": sorted[int(sorted.size() * 0.99)],
		"max": sorted[-1],
	}
