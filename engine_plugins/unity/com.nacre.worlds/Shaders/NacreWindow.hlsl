// A surface one looks through into the generated world: a portal, a window.
// Including files define NACRE_CLIP(object position) and NACRE_WORLD(object position), absolute.
#ifndef NACRE_WINDOW_INCLUDED
#define NACRE_WINDOW_INCLUDED

#include "NacreTextures.hlsl"

struct NacrePoint
{
    float4 position : SV_POSITION;
    float2 uv : TEXCOORD0;
    float3 world : TEXCOORD1;
};

NacrePoint NacreWindowVertex(float4 vertex : POSITION, float2 uv : TEXCOORD0)
{
    NacrePoint point_;
    point_.position = NACRE_CLIP(vertex.xyz);
    point_.uv = uv;
    point_.world = NACRE_WORLD(vertex.xyz);
    return point_;
}

float4 NacreWindowFragment(NacrePoint point_) : SV_Target
{
    float2 uv = float2(0.0, 0.0);
    float3 eye = mul(_NacreFrameFromWorld, float4(_NacreEye.xyz, 1.0)).xyz;
    float3 there = mul(_NacreFrameFromWorld, float4(point_.world, 1.0)).xyz;
    NacreFrameHit(eye, there - eye, uv);
    return float4(NacreFrameColour(uv), 1.0);
}

#endif
