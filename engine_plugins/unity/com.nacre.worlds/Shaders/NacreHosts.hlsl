// How each pipeline is asked for places, normals, shadows and lamps. The including pass has included the pipeline's own files,
// and defined NACRE_UNIVERSAL, NACRE_DEFINITION or NACRE_BUILT_IN.
#ifndef NACRE_HOSTS_INCLUDED
#define NACRE_HOSTS_INCLUDED

#if defined(NACRE_UNIVERSAL)

#define NACRE_CLIP(p) TransformObjectToHClip(p)
#define NACRE_WORLD(p) TransformObjectToWorld(p)
#define NACRE_NORMAL(n) TransformObjectToWorldNormal(n)
#define NACRE_CAMERA _WorldSpaceCameraPos.xyz
#define NACRE_SHADOW_PLACE(number)
#define NACRE_SHADOW_MAKE(to)
#define NACRE_SHADOW(from) NacreShadow(from.world)

#ifdef NACRE_LIT
float NacreShadow(float3 world)
{
    return MainLightRealtimeShadow(TransformWorldToShadowCoord(world));
}

float3 NacreLamps(float3 world, float3 normal)
{
    float3 sum = 0.0;
#ifdef _ADDITIONAL_LIGHTS
    uint count = GetAdditionalLightsCount();
    for (uint index = 0u; index < count; index++)
    {
        Light light = GetAdditionalLight(index, world);
        sum += light.color * (light.distanceAttenuation * saturate(dot(normal, light.direction)));
    }
#endif
    return sum;
}
#endif

#elif defined(NACRE_DEFINITION)

// HDRP's world is relative to the camera. Its lights are its own: no shadow and no lamp here.
#define NACRE_CLIP(p) TransformObjectToHClip(p)
#define NACRE_WORLD(p) GetAbsolutePositionWS(TransformObjectToWorld(p))
#define NACRE_NORMAL(n) TransformObjectToWorldNormal(n)
#define NACRE_CAMERA GetAbsolutePositionWS(float3(0.0, 0.0, 0.0))
#define NACRE_SHADOW_PLACE(number)
#define NACRE_SHADOW_MAKE(to)
#define NACRE_SHADOW(from) 1.0

float3 NacreLamps(float3 world, float3 normal)
{
    return float3(0.0, 0.0, 0.0);
}

#else

#define NACRE_CLIP(p) UnityObjectToClipPos(float4(p, 1.0))
#define NACRE_WORLD(p) mul(unity_ObjectToWorld, float4(p, 1.0)).xyz
#define NACRE_NORMAL(n) UnityObjectToWorldNormal(n)
#define NACRE_CAMERA _WorldSpaceCameraPos.xyz
#ifdef NACRE_LIT
#define NACRE_SHADOW_PLACE(number) SHADOW_COORDS(number)
#define NACRE_SHADOW_MAKE(to) TRANSFER_SHADOW(to)
#define NACRE_SHADOW(from) SHADOW_ATTENUATION(from)
#else
#define NACRE_SHADOW_PLACE(number)
#define NACRE_SHADOW_MAKE(to)
#define NACRE_SHADOW(from) 1.0
#endif

float3 NacreLamps(float3 world, float3 normal)
{
    return float3(0.0, 0.0, 0.0);
}

#endif

#endif
