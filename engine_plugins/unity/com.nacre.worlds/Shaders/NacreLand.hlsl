// The ground of a generated world: seven layers, of which the higher one shows where they meet.
#ifndef NACRE_LAND_INCLUDED
#define NACRE_LAND_INCLUDED

#include "NacreHosts.hlsl"
#include "NacreWorld.hlsl"

struct NacreLandCorner
{
    float4 vertex : POSITION;
    float4 normal : NORMAL;
    float4 colour : COLOR;
    float4 first : TEXCOORD0;
    float4 second : TEXCOORD1;
};

struct NacreLandPoint
{
    float4 pos : SV_POSITION;
    float3 world : TEXCOORD0;
    float3 normal : TEXCOORD1;
    float3 colour : TEXCOORD2;
    float4 first : TEXCOORD3;
    float3 second : TEXCOORD4;
    float2 uv : TEXCOORD5;
    NACRE_SHADOW_PLACE(6)
};

NacreLandPoint NacreLandVertex(NacreLandCorner v)
{
    NacreLandPoint to = (NacreLandPoint)0;
    to.pos = NACRE_CLIP(v.vertex.xyz);
    to.world = NACRE_WORLD(v.vertex.xyz);
    to.normal = NACRE_NORMAL(v.normal.xyz);
    to.colour = v.colour.rgb;
    to.first = v.first;
    to.second = v.second.xyz;
    // metres along x and against the world's z; a chunk is a whole number of metres wide, so its corner will do
    to.uv = v.vertex.xz;
    NACRE_SHADOW_MAKE(to)
    return to;
}

float4 NacreLandFragment(NacreLandPoint from) : SV_Target
{
    float shares[7] = { from.first.x, from.first.y, from.first.z, from.first.w, from.second.x, from.second.y, from.second.z };
    float3 grass = pow(max(from.colour, 0.0), 2.2);
    float3 albedo = 0.0;
    float2 slope = 0.0;
    float total = 0.00001;
    float2 across = ddx(from.uv);
    float2 along = ddy(from.uv);
    for (int layer = 0; layer < 7; layer++)
    {
        float share = shares[layer];
        if (share < 0.04) continue;
        int kind = (int)(_NacreLayers[layer].w + 0.5);
        float tile = _NacreSurfaces[kind].x;
        float4 texel = float4(0.5, 0.5, 0.5, 0.5);
        if (_NacreTextured > 0.5) texel = _NacreTextures.SampleGrad(sampler_NacreTextures, float3(from.uv * tile, kind), across * tile, along * tile);
        float strong = share * share * (0.15 + texel.a * texel.a);
        float3 own = layer == 0 ? grass : _NacreLayers[layer].rgb;
        albedo += own * texel.r * 2.0 * strong;
        slope += (texel.gb * 2.0 - 1.0) * strong;
        total += strong;
    }

    float3 level = normalize(from.normal);
    float3 normal = NacreInclined(level, slope / total * NacreRelief, true);
    albedo = NacreSnowed(albedo / total, level.y);
    return NacreLit(albedo, normal, 1.0, 0.0, NACRE_SHADOW(from), NacreLamps(from.world, normal), from.world - NACRE_CAMERA);
}

#endif
