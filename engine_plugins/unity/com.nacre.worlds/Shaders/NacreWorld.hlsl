// The light of a generated world, as the server's own pictures have it (docs/geometry.md), and the textures of its materials.
#ifndef NACRE_WORLD_INCLUDED
#define NACRE_WORLD_INCLUDED

// Every material's texture: brightness (0.5 is 1), slopes along u and v (0.5 is level), height.
Texture2DArray _NacreTextures;
SamplerState sampler_NacreTextures;
float _NacreTextured;
// Repeats in a metre, and gloss, of each material.
float4 _NacreSurfaces[64];
// Linear colour of each layer of ground, and its material.
float4 _NacreLayers[7];
// Direction to the sun or moon, in the axes of the scene.
float4 _NacreSun;
float4 _Nacre_sun_colour;
float4 _Nacre_sky_light;
float4 _Nacre_ground_light;
float4 _Nacre_bounce;
float4 _Nacre_haze;
float4 _Nacre_horizon;
float4 _Nacre_zenith;
float4 _Nacre_water_deep;
float4 _Nacre_water_shallow;
float _Nacre_exposure;
float _Nacre_fog;
// How much lamps and windows glow: 0 by day.
float _Nacre_dark;
// Fresh snow on what looks up.
float _Nacre_white;

static const float NacreRelief = 0.8;

float3 NacreCurve(float3 light)
{
    float3 x = max(light, 0.0);
    return saturate(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14));
}

// What is shown of linear light: the world's filmic curve, and sRGB where the project works in it.
float3 NacreShown(float3 light)
{
    float3 shown = NacreCurve(light * _Nacre_exposure);
#ifdef UNITY_COLORSPACE_GAMMA
    shown = shown <= 0.0031308 ? shown * 12.92 : 1.055 * pow(max(shown, 0.0031308), 1.0 / 2.4) - 0.055;
#endif
    return shown;
}

// Light that comes from everywhere, for a normal and a share of the sky that is open.
float3 NacreAllRound(float3 normal, float sky)
{
    float3 above = _Nacre_sky_light.rgb * (0.5 + 0.5 * normal.y) * sky;
    float3 below = _Nacre_ground_light.rgb * (0.5 - 0.5 * normal.y) * (0.35 + 0.65 * sky);
    float toward = 0.55 + 0.45 * dot(normal.xz, _NacreSun.xz);
    return above + below + _Nacre_bounce.rgb * (0.62 - 0.38 * normal.y) * toward * sky;
}

// A normal turned by the texture's slopes: u runs level along a surface, v up it. The world's z is the scene's -z.
float3 NacreInclined(float3 normal, float2 slope, bool ground)
{
    float level = dot(normal.xz, normal.xz);
    float3 tangent = float3(1.0, 0.0, 0.0);
    float3 rising = float3(0.0, 0.0, 1.0);
    if (level > 0.01 && !ground)
    {
        tangent = float3(-normal.z, 0.0, normal.x) * rsqrt(level);
        rising = cross(tangent, normal);
    }

    return normalize(normal - slope.x * tangent - slope.y * rising);
}

float3 NacreSnowed(float3 albedo, float up)
{
    return lerp(albedo, float3(0.80, 0.83, 0.88), saturate((up - 0.35) * 2.5) * _Nacre_white * 0.85);
}

// A surface in the world's light: shadow is how much of the sun comes, lamps what the project's own lights add.
float4 NacreLit(float3 albedo, float3 normal, float sky, float glow, float shadow, float3 lamps, float3 away)
{
    float3 light = _Nacre_sun_colour.rgb * (shadow * saturate(dot(normal, _NacreSun.xyz))) + NacreAllRound(normal, sky) + lamps;
    float3 colour = albedo * light + glow * _Nacre_dark * (albedo + float3(1.55, 0.78, 0.22));
    colour = lerp(colour, _Nacre_haze.rgb, 1.0 - exp(-length(away) * _Nacre_fog));
    return float4(NacreShown(colour), 1.0);
}

#endif
