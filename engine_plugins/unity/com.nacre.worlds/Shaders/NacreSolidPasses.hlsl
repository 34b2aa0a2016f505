// What things and ground write before they are drawn, and into shadow maps: depth, and normals.
#ifndef NACRE_SOLID_PASSES_INCLUDED
#define NACRE_SOLID_PASSES_INCLUDED

#include "NacreHosts.hlsl"

struct NacreSolidCorner
{
    float4 vertex : POSITION;
    float4 normal : NORMAL;
    UNITY_VERTEX_INPUT_INSTANCE_ID
};

struct NacreSolidPoint
{
    float4 pos : SV_POSITION;
    float3 normal : TEXCOORD0;
};

NacreSolidPoint NacreSolidVertex(NacreSolidCorner v)
{
    NacreSolidPoint to;
    UNITY_SETUP_INSTANCE_ID(v);
    to.normal = NACRE_NORMAL(v.normal.xyz);
    to.pos = NACRE_CLIP(v.vertex.xyz);
    return to;
}

#if defined(NACRE_CASTS) && defined(NACRE_UNIVERSAL)
float3 _LightDirection;
#endif

// As NacreSolidVertex, moved away from the light so that nothing shadows itself.
NacreSolidPoint NacreCasterVertex(NacreSolidCorner v)
{
    NacreSolidPoint to;
    UNITY_SETUP_INSTANCE_ID(v);
    to.normal = NACRE_NORMAL(v.normal.xyz);
#if defined(NACRE_CASTS) && defined(NACRE_UNIVERSAL)
    to.pos = TransformWorldToHClip(ApplyShadowBias(NACRE_WORLD(v.vertex.xyz), to.normal, _LightDirection));
#if UNITY_REVERSED_Z
    to.pos.z = min(to.pos.z, to.pos.w * UNITY_NEAR_CLIP_VALUE);
#else
    to.pos.z = max(to.pos.z, to.pos.w * UNITY_NEAR_CLIP_VALUE);
#endif
#elif defined(NACRE_CASTS) && defined(NACRE_BUILT_IN)
    to.pos = UnityApplyLinearShadowBias(UnityClipSpaceShadowCasterPos(v.vertex, v.normal.xyz));
#else
    to.pos = NACRE_CLIP(v.vertex.xyz);
#endif
    return to;
}

float4 NacreSolidDepth(NacreSolidPoint from) : SV_Target
{
    return float4(0.0, 0.0, 0.0, 0.0);
}

float4 NacreSolidNormals(NacreSolidPoint from) : SV_Target
{
    return float4(normalize(from.normal), 0.0);
}

#endif
