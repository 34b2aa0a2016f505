Shader "Nacre/Background"
{
    Properties
    {
        [NoScaleOffset] _NacrePicture ("Picture", 2D) = "black" {}
        [NoScaleOffset] _NacreDepth ("Depth", 2D) = "black" {}
    }

    // HDRP draws unlit objects in the pass named ForwardOnly, and needs their depth before.
    SubShader
    {
        PackageRequirements { "com.unity.render-pipelines.high-definition" : "12.0" }
        Tags { "RenderPipeline" = "HDRenderPipeline" "RenderType" = "HDUnlitShader" "Queue" = "Geometry" }
        Cull Off
        ZWrite On
        ZTest LEqual

        Pass
        {
            Name "DepthForwardOnly"
            Tags { "LightMode" = "DepthForwardOnly" }
            ColorMask 0
            HLSLPROGRAM
            #pragma target 4.5
            #pragma vertex NacreBackgroundVertex
            #pragma fragment NacreBackgroundFragment
            #include "Packages/com.unity.render-pipelines.core/ShaderLibrary/Common.hlsl"
            #include "Packages/com.unity.render-pipelines.high-definition/Runtime/ShaderLibrary/ShaderVariables.hlsl"
            #define NACRE_PIPELINE_DECLARES
            #include "NacreBackground.hlsl"
            ENDHLSL
        }

        Pass
        {
            Name "ForwardOnly"
            Tags { "LightMode" = "ForwardOnly" }
            HLSLPROGRAM
            #pragma target 4.5
            #pragma vertex NacreBackgroundVertex
            #pragma fragment NacreBackgroundFragment
            #include "Packages/com.unity.render-pipelines.core/ShaderLibrary/Common.hlsl"
            #include "Packages/com.unity.render-pipelines.high-definition/Runtime/ShaderLibrary/ShaderVariables.hlsl"
            #define NACRE_PIPELINE_DECLARES
            #include "NacreBackground.hlsl"
            ENDHLSL
        }
    }

    SubShader
    {
        Tags { "RenderPipeline" = "UniversalPipeline" "RenderType" = "Opaque" "Queue" = "Geometry" }
        Cull Off
        ZWrite On
        ZTest LEqual

        Pass
        {
            Name "Unlit"
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreBackgroundVertex
            #pragma fragment NacreBackgroundFragment
            #include "NacreBackground.hlsl"
            ENDHLSL
        }

        Pass
        {
            Name "DepthOnly"
            Tags { "LightMode" = "DepthOnly" }
            ColorMask 0
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreBackgroundVertex
            #pragma fragment NacreBackgroundFragment
            #include "NacreBackground.hlsl"
            ENDHLSL
        }

        Pass
        {
            Name "DepthNormals"
            Tags { "LightMode" = "DepthNormals" }
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreBackgroundVertex
            #pragma fragment NacreBackgroundNormals
            #include "NacreBackground.hlsl"
            ENDHLSL
        }
    }

    SubShader
    {
        Tags { "RenderType" = "Opaque" "Queue" = "Geometry" "IgnoreProjector" = "True" "ForceNoShadowCasting" = "True" }
        Cull Off
        ZWrite On
        ZTest LEqual

        Pass
        {
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreBackgroundVertex
            #pragma fragment NacreBackgroundFragment
            #include "NacreBackground.hlsl"
            ENDHLSL
        }
    }
}
