// Baked ground: the colours that were seen, as they are, with the world's own light on them.
#ifndef NACRE_GROUND_INCLUDED
#define NACRE_GROUND_INCLUDED

#include "NacreSurface.hlsl"

Texture2D _MainTex;
SamplerState sampler_MainTex;

float4 NacreGroundFragment(NacrePoint point_) : SV_Target
{
    return float4(_MainTex.Sample(sampler_MainTex, point_.uv).rgb, 1.0);
}

#endif
