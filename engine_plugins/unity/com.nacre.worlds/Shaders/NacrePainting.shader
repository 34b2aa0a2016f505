Shader "Nacre/Painting"
{
    Properties
    {
        [NoScaleOffset] _NacrePicture ("Picture", 2D) = "black" {}
        [NoScaleOffset] _NacreDepth ("Depth", 2D) = "black" {}
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
            #pragma fragment NacrePaintingFragment
            #include "Packages/com.unity.render-pipelines.core/ShaderLibrary/Common.hlsl"
            #include "Packages/com.unity.render-pipelines.high-definition/Runtime/ShaderLibrary/ShaderVariables.hlsl"
            // HDRP's world is relative to the camera.
            #define NACRE_CLIP(p) TransformObjectToHClip(p)
            #define NACRE_WORLD(p) GetAbsolutePositionWS(TransformObjectToWorld(p))
            #include "NacrePainting.hlsl"
            ENDHLSL
        }
    }

    // The built-in pipeline, and URP, which draws passes without a LightMode as they are.
    SubShader
    {
        Tags { "RenderType" = "Opaque" "Queue" = "Geometry" }

        Pass
        {
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreSurfaceVertex
            #pragma fragment NacrePaintingFragment
            #include "UnityCG.cginc"
            #define NACRE_CLIP(p) UnityObjectToClipPos(float4(p, 1.0))
            #define NACRE_WORLD(p) mul(unity_ObjectToWorld, float4(p, 1.0)).xyz
            #include "NacrePainting.hlsl"
            ENDHLSL
        }
    }
}
