// The picture on a surface, by the surface's own UV: a painting, a television.
// Including files define NACRE_CLIP(object position) and NACRE_WORLD(object position), absolute.
#ifndef NACRE_PAINTING_INCLUDED
#define NACRE_PAINTING_INCLUDED

#include "NacreTextures.hlsl"

struct NacrePoint
{
    float4 position : SV_POSITION;
    float2 uv : TEXCOORD0;
    float3 world : TEXCOORD1;
};

NacrePoint NacrePaintingVertex(float4 vertex : POSITION, float2 uv : TEXCOORD0)
{
    NacrePoint point_;
    point_.position = NACRE_CLIP(vertex.xyz);
    point_.uv = uv;
    point_.world = NACRE_WORLD(vertex.xyz);
    return point_;
}

float4 NacrePaintingFragment(NacrePoint point_) : SV_Target
{
    return float4(NacreFrameColour(float2(point_.uv.x, 1.0 - point_.uv.y)), 1.0);
}

#endif
