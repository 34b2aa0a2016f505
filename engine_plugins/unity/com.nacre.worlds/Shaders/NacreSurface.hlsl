// A corner and a point of a surface of the scene that shows the generated world.
// Including files define NACRE_CLIP(object position) and NACRE_WORLD(object position), absolute.
#ifndef NACRE_SURFACE_INCLUDED
#define NACRE_SURFACE_INCLUDED

#include "NacreTextures.hlsl"

struct NacrePoint
{
    float4 position : SV_POSITION;
    float2 uv : TEXCOORD0;
    float3 world : TEXCOORD1;
};

NacrePoint NacreSurfaceVertex(float4 vertex : POSITION, float2 uv : TEXCOORD0)
{
    NacrePoint point_;
    point_.position = NACRE_CLIP(vertex.xyz);
    point_.uv = uv;
    point_.world = NACRE_WORLD(vertex.xyz);
    return point_;
}

#endif
