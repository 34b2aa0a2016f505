// A surface one looks through into the generated world: a portal, a window.
#ifndef NACRE_WINDOW_INCLUDED
#define NACRE_WINDOW_INCLUDED

#include "NacreSurface.hlsl"

float4 NacreWindowFragment(NacrePoint point_) : SV_Target
{
    float along = 0.0;
    return float4(NacreWindowColour(point_.world, along), 1.0);
}

#endif
