Shader "Nacre/Ground"
{
    Properties
    {
        [NoScaleOffset] _MainTex ("Colours", 2D) = "grey" {}
    }

    SubShader
    {
        PackageRequirements { "com.unity.render-pipelines.high-definition" : "12.0" }
        Tags { "RenderPipeline" = "HDRenderPipeline" "RenderType" = "HDUnlitShader" "Queue" = "Geometry" }

        Pass
        {
            Name "ForwardOnly"
            Tags { "LightMode" = "ForwardOnly" }
            HLSLPROGRAM
            #pragma target 4.5
            #pragma vertex NacreSurfaceVertex
            #pragma fragment NacreGroundFragment
            #include "Packages/com.unity.render-pipelines.core/ShaderLibrary/Common.hlsl"
            #include "Packages/com.unity.render-pipelines.high-definition/Runtime/ShaderLibrary/ShaderVariables.hlsl"
            // HDRP's world is relative to the camera.
            #define NACRE_CLIP(p) TransformObjectToHClip(p)
            #define NACRE_WORLD(p) GetAbsolutePositionWS(TransformObjectToWorld(p))
            #include "NacreGround.hlsl"
            ENDHLSL
        }

        Pass
        {
            Name "DepthForwardOnly"
            Tags { "LightMode" = "DepthForwardOnly" }
            ColorMask 0
            HLSLPROGRAM
            #pragma target 4.5
            #pragma vertex NacreSurfaceVertex
            #pragma fragment NacreSurfaceDepth
            #include "Packages/com.unity.render-pipelines.core/ShaderLibrary/Common.hlsl"
            #include "Packages/com.unity.render-pipelines.high-definition/Runtime/ShaderLibrary/ShaderVariables.hlsl"
            // HDRP's world is relative to the camera.
            #define NACRE_CLIP(p) TransformObjectToHClip(p)
            #define NACRE_WORLD(p) GetAbsolutePositionWS(TransformObjectToWorld(p))
            #define NACRE_CAMERA GetAbsolutePositionWS(float3(0.0, 0.0, 0.0))
            #include "NacreDepthPasses.hlsl"
            ENDHLSL
        }
    }

    // URP draws passes without a LightMode as they are. Depth priming, SSAO and whatever reads depth or normals before
    // the opaques are drawn need them from passes of their own.
    SubShader
    {
        Tags { "RenderPipeline" = "UniversalPipeline" "RenderType" = "Opaque" "Queue" = "Geometry" }

        Pass
        {
            Name "Unlit"
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreSurfaceVertex
            #pragma fragment NacreGroundFragment
            #include "UnityCG.cginc"
            #define NACRE_CLIP(p) UnityObjectToClipPos(float4(p, 1.0))
            #define NACRE_WORLD(p) mul(unity_ObjectToWorld, float4(p, 1.0)).xyz
            #include "NacreGround.hlsl"
            ENDHLSL
        }

        Pass
        {
            Name "DepthOnly"
            Tags { "LightMode" = "DepthOnly" }
            ColorMask 0
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreSurfaceVertex
            #pragma fragment NacreSurfaceDepth
            #include "UnityCG.cginc"
            #define NACRE_CLIP(p) UnityObjectToClipPos(float4(p, 1.0))
            #define NACRE_WORLD(p) mul(unity_ObjectToWorld, float4(p, 1.0)).xyz
            #define NACRE_CAMERA _WorldSpaceCameraPos.xyz
            #include "NacreDepthPasses.hlsl"
            ENDHLSL
        }

        Pass
        {
            Name "DepthNormals"
            Tags { "LightMode" = "DepthNormals" }
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreSurfaceVertex
            #pragma fragment NacreSurfaceNormals
            #include "UnityCG.cginc"
            #define NACRE_CLIP(p) UnityObjectToClipPos(float4(p, 1.0))
            #define NACRE_WORLD(p) mul(unity_ObjectToWorld, float4(p, 1.0)).xyz
            #define NACRE_CAMERA _WorldSpaceCameraPos.xyz
            #include "NacreDepthPasses.hlsl"
            ENDHLSL
        }
    }

    SubShader
    {
        Tags { "RenderType" = "Opaque" "Queue" = "Geometry" }

        Pass
        {
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreSurfaceVertex
            #pragma fragment NacreGroundFragment
            #include "UnityCG.cginc"
            #define NACRE_CLIP(p) UnityObjectToClipPos(float4(p, 1.0))
            #define NACRE_WORLD(p) mul(unity_ObjectToWorld, float4(p, 1.0)).xyz
            #include "NacreGround.hlsl"
            ENDHLSL
        }
    }
}
