// Things and characters of a generated world: material, glow and open sky come with the corners.
#ifndef NACRE_THING_INCLUDED
#define NACRE_THING_INCLUDED

#include "NacreHosts.hlsl"
#include "NacreWorld.hlsl"

// Of what lies on the ground, its own tint; white for everything else.
UNITY_INSTANCING_BUFFER_START(NacreEach)
    UNITY_DEFINE_INSTANCED_PROP(float4, _NacreTint)
UNITY_INSTANCING_BUFFER_END(NacreEach)

struct NacreThingCorner
{
    float4 vertex : POSITION;
    float4 normal : NORMAL;
    float4 colour : COLOR;
    float2 uv : TEXCOORD0;
    float4 surface : TEXCOORD1;
    UNITY_VERTEX_INPUT_INSTANCE_ID
};

struct NacreThingPoint
{
    float4 pos : SV_POSITION;
    float3 world : TEXCOORD0;
    float3 normal : TEXCOORD1;
    float4 colour : TEXCOORD2;
    float4 uv : TEXCOORD3;
    NACRE_SHADOW_PLACE(4)
};

NacreThingPoint NacreThingVertex(NacreThingCorner v)
{
    NacreThingPoint to = (NacreThingPoint)0;
    UNITY_SETUP_INSTANCE_ID(v);
    to.pos = NACRE_CLIP(v.vertex.xyz);
    to.world = NACRE_WORLD(v.vertex.xyz);
    to.normal = NACRE_NORMAL(v.normal.xyz);
    to.colour = float4(v.colour.rgb * UNITY_ACCESS_INSTANCED_PROP(NacreEach, _NacreTint).rgb, v.colour.a);
    to.uv = float4(v.uv, v.surface.x * 255.0, v.surface.y);
    NACRE_SHADOW_MAKE(to)
    return to;
}

struct NacreThingSurface
{
    float3 albedo;
    float3 normal;
    float sky;
};

NacreThingSurface NacreThingLook(NacreThingPoint from, bool front)
{
    NacreThingSurface look;
    int kind = (int)(from.uv.z + 0.5);
    float4 texel = float4(0.5, 0.5, 0.5, 0.5);
    if (_NacreTextured > 0.5) texel = _NacreTextures.Sample(sampler_NacreTextures, float3(from.uv.xy * _NacreSurfaces[kind].x, kind));
    look.sky = 0.17 + 0.83 * from.colour.a; // as the server: no room is black
    float3 normal = normalize(from.normal);
    if (!front) normal = -normal;
    look.normal = NacreInclined(normal, (texel.gb * 2.0 - 1.0) * NacreRelief, false);
    look.albedo = NacreSnowed(pow(max(from.colour.rgb, 0.0), 2.2) * texel.r * 2.0, normal.y * look.sky);
    return look;
}

float4 NacreThingFragment(NacreThingPoint from, bool front : SV_IsFrontFace) : SV_Target
{
    NacreThingSurface look = NacreThingLook(from, front);
    return NacreLit(look.albedo, look.normal, look.sky, from.uv.w, NACRE_SHADOW(from), NacreLamps(from.world, look.normal), from.world - NACRE_CAMERA);
}

#endif
