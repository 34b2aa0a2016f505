// Draws a recorded frame for another camera with the text of a shader: reads the frame and the matrices, writes colour and device depth.
#include "shading_language.hpp"
#include <cstdio>

Frame frame_;

namespace unity {
#define NACRE_SAMPLE_PICTURE(uv) frame_.colour(uv)
#define NACRE_SAMPLE_DEPTH(uv) frame_.far_along(uv)
#define NACRE_CLIP(p) float4(p, 1)
#define NACRE_WORLD(p) (p)
#include "unity.inc"
}

#ifdef WITH_GODOT
namespace godot {
typedef float2 vec2;
typedef float3 vec3;
struct sampler2D { int which; };
struct vec4 { float3 rgb; float r; };
inline vec2 textureSize(sampler2D s, int) { return s.which ? vec2(frame_.depth_width, frame_.depth_height) : vec2(frame_.width, frame_.height); }
inline vec4 texture(sampler2D s, vec2 uv) { return {frame_.colour(uv), s.which ? frame_.far_along(uv) : 0.f}; }
float4x4 frame_from_world;
// Nobody is taken out of the frame here, so who is seen where is never asked.
inline vec4 textureLod(sampler2D, vec2, float) { throw 1; }
sampler2D picture{0}, depth_map{1}, entity_map{2};
bool has_taken_out = false;
int taken_out[8] = {};
vec2 half_extent;
float sky_depth = 0;
bool has_depth = true;
float fade = 0;
#include "godot.inc"
}
#endif

template <typename T> T take() { T value; if (fread(&value, sizeof value, 1, stdin) != 1) throw 1; return value; }
static float4x4 matrix() { float4x4 m; for (int r = 0; r < 4; r++) for (int c = 0; c < 4; c++) m[r][c] = take<float>(); return m; }

int main(int, char** words) {
    char kind = words[1][0]; // unity, godot, window, painting
    frame_.width = take<int32_t>();
    frame_.height = take<int32_t>();
    frame_.depth_width = take<int32_t>();
    frame_.depth_height = take<int32_t>();
    frame_.picture.resize(4 * frame_.width * frame_.height);
    frame_.depth.resize(frame_.depth_width * frame_.depth_height);
    if (fread(frame_.picture.data(), 1, frame_.picture.size(), stdin) != frame_.picture.size()) return 1;
    if (fread(frame_.depth.data(), 4, frame_.depth.size(), stdin) != frame_.depth.size()) return 1;
    float4x4 from_view = matrix(), projection = matrix();
    float2 extent = {take<float>(), 0}; extent.y = take<float>();
    float2 view = {take<float>(), 0}; view.y = take<float>();
    float sky = take<float>(), faded = take<float>();
    int32_t width = take<int32_t>(), height = take<int32_t>();
    unity::_NacreFrameFromView = from_view;
    unity::_NacreProjection = projection;
    unity::_NacreHalfExtent = float4(extent.x, extent.y, 0, 0);
    unity::_NacreViewExtent = float4(view.x, view.y, 0, 0);
    unity::_NacreTexel = float4(1.f / frame_.depth_width, 1.f / frame_.depth_height, 0, 0);
    // a window's world is the space of the camera that draws, which stands in its middle
    unity::_NacreFrameFromWorld = from_view;
    unity::_NacreEye = float4(0, 0, 0, 1);
    unity::_NacreSettings = float4(sky, 1, faded, 1e-6f);
    for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
            float2 screen(2 * (column + 0.5f) / width - 1, 1 - 2 * (row + 0.5f) / height);
            float3 colour;
            float device = 0;
            float3 ahead(screen.x * view.x, screen.y * view.y, -1);
            unity::NacrePoint point;
            if (kind == 'u') {
                colour = unity::NacreComposite(screen, device);
            } else if (kind == 'w') {
                point.world = ahead * float3(2);
                colour = unity::NacreWindowFragment(point).xyz();
            } else if (kind == 'p') {
                point.uv = float2((column + 0.5f) / width, 1 - (row + 0.5f) / height);
                colour = unity::NacrePaintingFragment(point).xyz();
            } else {
#ifdef WITH_GODOT
                godot::half_extent = extent;
                godot::sky_depth = sky;
                godot::fade = faded;
                float2 uv;
                float along = godot::frame_hit(float3(from_view[0][3], from_view[1][3], from_view[2][3]), mul(float3x3(from_view), ahead), uv);
                colour = godot::frame_colour(uv);
                device = 1e-6f;
                if (along > 0) {
                    float4 clip = mul(projection, float4(ahead * float3(along), 1));
                    device = saturate(clip.z / clip.w);
                }
#endif
            }
            float out[4] = {colour.x, colour.y, colour.z, device};
            fwrite(out, sizeof out, 1, stdout);
        }
    }
}
