// The picture on a surface, by the surface's own UV: a painting, a television.
#ifndef NACRE_PAINTING_INCLUDED
#define NACRE_PAINTING_INCLUDED

#include "NacreSurface.hlsl"

float4 NacrePaintingFragment(NacrePoint point_) : SV_Target
{
    return float4(NacrePaintingColour(point_.uv), 1.0);
}

#endif
