// The sky of a generated world: gradient, sun or moon with its glow, clouds and stars.
#ifndef NACRE_SKY_INCLUDED
#define NACRE_SKY_INCLUDED

#include "NacreHosts.hlsl"
#include "NacreWorld.hlsl"

float4 _Nacre_glow;
float4 _Nacre_cloud_lit;
float4 _Nacre_cloud_dark;
float _Nacre_cover;
float _Nacre_stars;

struct NacreSkyPoint
{
    float4 pos : SV_POSITION;
    float3 ray : TEXCOORD0;
};

NacreSkyPoint NacreSkyVertex(float4 vertex : POSITION)
{
    NacreSkyPoint to;
    to.pos = NACRE_CLIP(vertex.xyz);
    to.ray = vertex.xyz;
    return to;
}

float NacreHash(float2 cell)
{
    return frac(sin(dot(cell, float2(12.9898, 78.233))) * 43758.5453);
}

// Smooth noise about 0, of five octaves; about as strong as the world's own.
float NacreClouds(float2 at)
{
    float sum = 0.0;
    float strength = 1.35;
    at *= 8.0;
    for (int octave = 0; octave < 5; octave++)
    {
        float2 cell = floor(at);
        float2 within = at - cell;
        within = within * within * (3.0 - 2.0 * within);
        float low = lerp(NacreHash(cell), NacreHash(cell + float2(1.0, 0.0)), within.x);
        float high = lerp(NacreHash(cell + float2(0.0, 1.0)), NacreHash(cell + float2(1.0, 1.0)), within.x);
        sum += (lerp(low, high, within.y) - 0.5) * strength;
        strength *= 0.55;
        at = at * 2.03 + float2(17.0, 5.0);
    }

    return sum * 1.6;
}

float4 NacreSkyFragment(NacreSkyPoint from) : SV_Target
{
    float3 d = normalize(from.ray);
    float up = max(d.y, 0.0);
    float low = 1.0 - up;
    float low4 = low * low * low * low;
    float warm = max(dot(d, _NacreSun.xyz), 0.01);
    float halo = (pow(warm, 4.0) * 0.30 + pow(warm, 12.0) * 0.30) * (0.35 + 0.65 * low4);
    float share = 1.0 - sqrt(up) * 0.86;
    share = share * share * 0.65 + low4 * low4 * 0.35;
    float3 colour = lerp(_Nacre_zenith.rgb, _Nacre_horizon.rgb, share) + _Nacre_glow.rgb * halo;
    if (_Nacre_stars > 0.05 && d.y > 0.02)
    {
        float2 cell = d.xz / (abs(d.y) + 0.3) * 60.0;
        float bright = NacreHash(floor(cell));
        float2 away = frac(cell) - 0.5;
        colour += step(0.9, bright) * max(1.0 - dot(away, away) * 40.0, 0.0) * _Nacre_stars * (bright - 0.88) * 8.0 * min(d.y * 4.0, 1.0);
    }

    colour += _Nacre_sun_colour.rgb * saturate((warm - 0.9990) * 3500.0) * 2.2;
    if (d.y > 0.015)
    {
        float noise = NacreClouds(d.xz / (d.y + 0.12) * 0.11 + float2(_Time.y * 0.0035, _Time.y * 0.0014));
        float edge = (0.62 - _Nacre_cover) * 3.0;
        float veil = smoothstep(0.0, 1.0, saturate((noise - edge) * 0.75)) * min((d.y - 0.015) * 7.0, 1.0);
        float lit = saturate(1.15 - (noise - edge) * 0.30);
        float3 cloud = lerp(_Nacre_cloud_dark.rgb, _Nacre_cloud_lit.rgb, lit) + _Nacre_glow.rgb * pow(warm, 8.0) * (1.0 - veil * 0.6) * 0.5;
        colour = lerp(colour, cloud, veil * 0.92);
    }

    // what is far and low is seen through the haze
    float mist = 1.0 - exp(-_Nacre_fog * 900.0 * pow(low, 24.0));
    colour = lerp(colour, _Nacre_haze.rgb, mist * 0.8);
    return float4(NacreShown(colour), 1.0);
}

#endif
