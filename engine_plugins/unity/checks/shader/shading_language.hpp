// Enough of HLSL and GLSL in C++ to run a shader's own text on the CPU: the vectors, matrices and functions it uses.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

struct float2 { float x = 0, y = 0; float2() {} float2(float a) : x(a), y(a) {} float2(float a, float b) : x(a), y(b) {} };
struct float3 {
    float x = 0, y = 0, z = 0;
    float3() {}
    float3(float a) : x(a), y(a), z(a) {}
    float3(float a, float b, float c) : x(a), y(b), z(c) {}
};
struct float4 {
    union { struct { float x, y, z, w; }; float values[4]; };
    float4() : x(0), y(0), z(0), w(0) {}
    float4(float a, float b, float c, float d) : x(a), y(b), z(c), w(d) {}
    float4(float3 v, float d) : x(v.x), y(v.y), z(v.z), w(d) {}
    float operator[](int i) const { return values[i]; }
    float& operator[](int i) { return values[i]; }
    float3 xyz() const { return {x, y, z}; }
};
// Rows, as HLSL indexes them; GLSL's columns are made from it by mat4.
struct float4x4 { float4 rows[4]; float4 operator[](int i) const { return rows[i]; } float4& operator[](int i) { return rows[i]; } };
struct float3x3 { float4x4 of; float3x3(float4x4 m) : of(m) {} };

#define BOTH(OP) \
    inline float2 operator OP(float2 a, float2 b) { return {a.x OP b.x, a.y OP b.y}; } \
    inline float3 operator OP(float3 a, float3 b) { return {a.x OP b.x, a.y OP b.y, a.z OP b.z}; }
BOTH(+) BOTH(-) BOTH(*) BOTH(/)
#undef BOTH

inline float min(float a, float b) { return std::min(a, b); }
inline float max(float a, float b) { return std::max(a, b); }
using std::abs;
inline float saturate(float v) { return std::min(1.f, std::max(0.f, v)); }
inline float2 saturate(float2 v) { return {saturate(v.x), saturate(v.y)}; }
inline float clamp(float v, float a, float b) { return std::min(b, std::max(a, v)); }
inline float2 clamp(float2 v, float2 a, float2 b) { return {clamp(v.x, a.x, b.x), clamp(v.y, a.y, b.y)}; }
inline float length(float3 v) { return std::sqrt(v.x * v.x + v.y * v.y + v.z * v.z); }
inline float dot(float3 a, float3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
using std::exp2;
using std::log2;
inline float3 operator/(float3 a, float b) { return {a.x / b, a.y / b, a.z / b}; }
inline float lerp(float a, float b, float t) { return a + (b - a) * t; }
inline float mix(float a, float b, float t) { return lerp(a, b, t); }
inline float3 lerp(float3 a, float3 b, float t) { return a + (b - a) * float3(t); }
inline float3 mix(float3 a, float3 b, float t) { return lerp(a, b, t); }
inline float4 mul(float4x4 m, float4 v) {
    float4 r;
    for (int i = 0; i < 4; i++) r[i] = m[i][0] * v.x + m[i][1] * v.y + m[i][2] * v.z + m[i][3] * v.w;
    return r;
}
inline float3 mul(float3x3 m, float3 v) { float4 r = mul(m.of, float4(v, 0)); return {r.x, r.y, r.z}; }

// A frame: picture (RGBA bytes, taken as numbers 0 to 1) and depth, rows from the top; both sampled at the nearest texel.
struct Frame {
    int width = 0, height = 0, depth_width = 0, depth_height = 0;
    std::vector<uint8_t> picture;
    std::vector<float> depth;
    static int at(float2 uv, int wide, int high) {
        int column = std::min(wide - 1, std::max(0, int(uv.x * wide)));
        int row = std::min(high - 1, std::max(0, int(uv.y * high)));
        return row * wide + column;
    }
    float3 colour(float2 uv) const {
        const uint8_t* p = &picture[4 * at(uv, width, height)];
        return {p[0] / 255.f, p[1] / 255.f, p[2] / 255.f};
    }
    float far_along(float2 uv) const { return depth[at(uv, depth_width, depth_height)]; }
};
extern Frame frame_;
