// The generated world behind, between and in front of the scene's own objects: a quad over the whole view that writes the
// depth of what is seen. The same for every render pipeline.
#ifndef NACRE_BACKGROUND_INCLUDED
#define NACRE_BACKGROUND_INCLUDED

#include "NacreTextures.hlsl"

#ifndef NACRE_PIPELINE_DECLARES
// x: -1 where the projection is flipped. Set for every camera; HDRP declares it itself, in a buffer of its own.
float4 _ProjectionParams;
#endif

struct NacreCorner
{
    float4 position : SV_POSITION;
    float2 screen : TEXCOORD0;
};

NacreCorner NacreBackgroundVertex(float4 vertex : POSITION)
{
    NacreCorner corner;
    corner.position = float4(vertex.xy, 0.5, 1.0);
    corner.screen = float2(vertex.x, vertex.y * _ProjectionParams.x);
    return corner;
}

float4 NacreBackgroundFragment(NacreCorner corner, out float depth : SV_Depth) : SV_Target
{
    return float4(NacreComposite(corner.screen, depth), 1.0);
}

// Depth, and as the normal the way back to the camera: what stands behind a picture has none that is known.
float4 NacreBackgroundNormals(NacreCorner corner, out float depth : SV_Depth) : SV_Target
{
    NacreComposite(corner.screen, depth);
    return float4(normalize(mul((float3x3)_NacreWorldFromView, -NacreViewRay(corner.screen))), 0.0);
}

#endif
