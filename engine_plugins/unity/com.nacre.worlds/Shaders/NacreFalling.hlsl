// Rain (1), snow (2) and fireflies (3): each drop has a place of its own in a box about the eye that repeats, by the parts it was
// given, and moves with time. So nothing is kept from frame to frame.
#ifndef NACRE_FALLING_INCLUDED
#define NACRE_FALLING_INCLUDED

#include "NacreHosts.hlsl"

static const float NacreFirefliesAbove = 1.6;
static const int NacreShelterCells = 24;

float _NacreKind;
// Metres of the box, seconds of the weather, metres that a point of the picture is at one metre.
float _NacreBox;
float _NacreSeconds;
float _NacrePoint;
float4 _NacreTone;
// The eye in the scene, and its axes.
float4 _NacreEye;
float4 _NacreAcross;
float4 _NacreUpright;
float4 _NacreAhead;
// How high what shelters from above reaches, for every place of the box seen from above.
Texture2D<float4> _NacreShelter;
float _NacreSheltered;

struct NacreDrop
{
    float4 pos : SV_POSITION;
    float3 spot : TEXCOORD0;
};

float NacreShelterAbove(float3 place)
{
    float2 cell = floor(place.xz / (_NacreBox / NacreShelterCells));
    cell -= NacreShelterCells * floor(cell / NacreShelterCells);
    return _NacreShelter.Load(int3((int2)cell, 0)).r;
}

// The object stands where the eye is, unturned: what is worked out here is from the eye.
NacreDrop NacreFallingVertex(float4 vertex : POSITION, float4 given : TEXCOORD0)
{
    float a = vertex.x;
    float b = vertex.y;
    float c = vertex.z;
    float d = given.x;
    float corner = given.y;
    float t = _NacreSeconds;
    float3 p = float3(a, b, c) * _NacreBox;
    if (_NacreKind < 1.5)
    {
        p += float3(t * 1.2, -t * 9.0 * (0.8 + 0.4 * d), 0.0);
    }
    else if (_NacreKind < 2.5)
    {
        p += float3(0.5 * sin(t * (0.6 + d) + a * 40.0) + t * 0.4, -t * 1.1 * (0.8 + 0.4 * d), 0.5 * cos(t * (0.5 + c) + b * 40.0));
    }
    else
    {
        p.y = b * 2.2 + 0.25 * sin(t + d * 30.0);
        p.x += 1.6 * sin(t * (0.25 + 0.3 * d) + a * 50.0);
        p.z += 1.6 * cos(t * (0.22 + 0.3 * a) + c * 50.0);
    }

    // the copy of the box that is nearest to the eye
    float3 r = p - _NacreEye.xyz;
    r.xz -= _NacreBox * floor(r.xz / _NacreBox + 0.5);
    r.y = _NacreKind > 2.5 ? p.y - NacreFirefliesAbove : r.y - _NacreBox * floor(r.y / _NacreBox + 0.5);
    float away = dot(r, _NacreAhead.xyz);
    float fade = max(1.0 - away * 2.0 / _NacreBox, 0.0);
    float here = away * _NacrePoint;
    float2 spot = float2(corner < 0.5 || corner > 2.5 ? -1.0 : 1.0, corner < 1.5 ? -1.0 : 1.0);
    float3 across = _NacreAcross.xyz;
    float3 upright = _NacreUpright.xyz;
    float strength;
    if (_NacreKind < 1.5)
    {
        upright = float3(-0.0225, 0.165, 0.0);
        r += upright;
        across = normalize(cross(upright, r) + 1e-6) * max(0.5 * here, 0.0015);
        strength = 0.10 + 0.25 * fade;
    }
    else
    {
        bool snow = _NacreKind < 2.5;
        float size = snow ? clamp(0.012, 0.7 * here, max(6.0 * here, 1e-5)) : clamp(0.030, here, max(9.0 * here, 1e-5));
        across *= size;
        upright *= size;
        strength = snow ? 0.25 + 0.7 * fade : max(sin(t * (0.9 + d) + b * 60.0), 0.0) * 0.9;
    }

    float3 place = _NacreEye.xyz + r;
    bool hidden = away < 0.5 || (_NacreSheltered > 0.5 && _NacreKind < 2.5 && place.y < NacreShelterAbove(place));
    NacreDrop to;
    // what is hidden has no size
    to.pos = NACRE_CLIP(hidden ? float3(0.0, 0.0, 0.0) : r + across * spot.x + upright * spot.y);
    to.spot = float3(spot, strength);
    return to;
}

float4 NacreFallingFragment(NacreDrop from) : SV_Target
{
    // a streak fades towards its upper end
    float shape = _NacreKind < 1.5 ? 0.5 - 0.5 * from.spot.y : max(1.0 - dot(from.spot.xy, from.spot.xy), 0.0);
    float3 tone = _NacreTone.rgb;
#ifndef UNITY_COLORSPACE_GAMMA
    tone = pow(tone, 2.2);
#endif
    return float4(tone, min(shape * from.spot.z, 1.0));
}

#endif
