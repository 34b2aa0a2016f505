// Water of a generated world: deep and shallow colour, the sky mirrored at a slant, ripples.
#ifndef NACRE_WATER_INCLUDED
#define NACRE_WATER_INCLUDED

#include "NacreHosts.hlsl"
#include "NacreWorld.hlsl"

struct NacreWaterPoint
{
    float4 pos : SV_POSITION;
    float3 world : TEXCOORD0;
    float depth : TEXCOORD1;
};

NacreWaterPoint NacreWaterVertex(float4 vertex : POSITION, float4 colour : COLOR)
{
    NacreWaterPoint to;
    to.pos = NACRE_CLIP(vertex.xyz);
    to.world = NACRE_WORLD(vertex.xyz);
    to.depth = colour.r * 8.0;
    return to;
}

float2 NacreRipple(float2 at, float time)
{
    float2 slope = 0.0;
    float2 direction = float2(0.8, 0.6);
    float size = 1.3;
    float strength = 0.020;
    for (int wave = 0; wave < 5; wave++)
    {
        slope += direction * cos(dot(at, direction) * size + time * (0.7 + size * 0.25)) * strength;
        direction = float2(direction.x * 0.36 - direction.y * 0.93, direction.x * 0.93 + direction.y * 0.36);
        size *= 1.7;
        strength *= 0.8;
    }

    return slope;
}

float4 NacreWaterFragment(NacreWaterPoint from) : SV_Target
{
    float3 away = from.world - NACRE_CAMERA;
    float2 slope = NacreRipple(from.world.xz, _Time.y) / (1.0 + length(away) * 0.03);
    float3 normal = normalize(float3(-slope.x, 1.0, -slope.y));
    float3 view = normalize(-away);
    float facing = clamp(dot(view, normal), 0.02, 1.0);
    float3 mirror = reflect(-view, normal);
    float high = saturate(abs(mirror.y));
    float share = 1.0 - sqrt(high) * 0.86;
    float3 sky = lerp(_Nacre_zenith.rgb, _Nacre_horizon.rgb, share * share * 0.65 + pow(1.0 - high, 8.0) * 0.35);
    float slant = pow(1.0 - facing, 5.0);
    float clear = exp(-from.depth / facing * 0.55);
    float3 body = lerp(_Nacre_water_deep.rgb, _Nacre_water_shallow.rgb * _Nacre_sky_light.rgb * 0.16, exp(-from.depth * 0.8));
    float3 seen = lerp(body, sky, (0.04 + 0.96 * slant) * 0.82);
    // the sun glitters on what lies aslant
    seen += _Nacre_sun_colour.rgb * pow(saturate(dot(normal, normalize(_NacreSun.xyz + view))), 500.0);
    seen = lerp(seen, _Nacre_haze.rgb, 1.0 - exp(-length(away) * _Nacre_fog));
    return float4(NacreShown(seen), clamp(1.0 - clear * 0.85, 0.25, 0.97));
}

#endif
