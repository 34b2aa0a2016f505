// What a surface writes before the opaques are drawn: its depth, and its normal. Including files define NACRE_CAMERA, where
// the camera stands, as well.
#ifndef NACRE_DEPTH_PASSES_INCLUDED
#define NACRE_DEPTH_PASSES_INCLUDED

#include "NacreSurface.hlsl"

float4 NacreSurfaceDepth(NacrePoint point_) : SV_Target
{
    return float4(0.0, 0.0, 0.0, 0.0);
}

// The surface's normal in world space, from how its points lie on the screen; the side that faces the camera.
float4 NacreSurfaceNormals(NacrePoint point_) : SV_Target
{
    float3 normal = normalize(cross(ddy(point_.world), ddx(point_.world)));
    float facing = dot(normal, NACRE_CAMERA - point_.world);
    return float4(facing < 0.0 ? -normal : normal, 0.0);
}

#endif
