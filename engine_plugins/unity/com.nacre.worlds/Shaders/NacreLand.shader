Shader "Nacre/Land"
{
    Properties
    {
        [HideInInspector] _Nacre_exposure ("Exposure", Float) = 0.44
    }

    // HDRP lights what it draws itself; here the world brings its own light, without HDRP's shadows and lamps.
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
            #pragma vertex NacreLandVertex
            #pragma fragment NacreLandFragment
            #include "Packages/com.unity.render-pipelines.core/ShaderLibrary/Common.hlsl"
            #include "Packages/com.unity.render-pipelines.high-definition/Runtime/ShaderLibrary/ShaderVariables.hlsl"
            #define NACRE_DEFINITION
            #include "NacreLand.hlsl"
            ENDHLSL
        }

        Pass
        {
            Name "DepthForwardOnly"
            Tags { "LightMode" = "DepthForwardOnly" }
            ColorMask 0
            HLSLPROGRAM
            #pragma target 4.5
            #pragma vertex NacreSolidVertex
            #pragma fragment NacreSolidDepth
            #include "Packages/com.unity.render-pipelines.core/ShaderLibrary/Common.hlsl"
            #include "Packages/com.unity.render-pipelines.high-definition/Runtime/ShaderLibrary/ShaderVariables.hlsl"
            #define NACRE_DEFINITION
            #include "NacreSolidPasses.hlsl"
            ENDHLSL
        }

        Pass
        {
            Name "ShadowCaster"
            Tags { "LightMode" = "ShadowCaster" }
            ColorMask 0
            HLSLPROGRAM
            #pragma target 4.5
            #pragma vertex NacreCasterVertex
            #pragma fragment NacreSolidDepth
            #include "Packages/com.unity.render-pipelines.core/ShaderLibrary/Common.hlsl"
            #include "Packages/com.unity.render-pipelines.high-definition/Runtime/ShaderLibrary/ShaderVariables.hlsl"
            #define NACRE_DEFINITION
            #define NACRE_CASTS
            #include "NacreSolidPasses.hlsl"
            ENDHLSL
        }
    }

    SubShader
    {
        PackageRequirements { "com.unity.render-pipelines.universal" : "12.0" }
        Tags { "RenderPipeline" = "UniversalPipeline" "RenderType" = "Opaque" "Queue" = "Geometry" }

        Pass
        {
            Name "UniversalForward"
            Tags { "LightMode" = "UniversalForward" }
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreLandVertex
            #pragma fragment NacreLandFragment
            #pragma multi_compile _ _MAIN_LIGHT_SHADOWS _MAIN_LIGHT_SHADOWS_CASCADE
            #pragma multi_compile _ _ADDITIONAL_LIGHTS
            #pragma multi_compile_fragment _ _SHADOWS_SOFT
            #include "Packages/com.unity.render-pipelines.universal/ShaderLibrary/Core.hlsl"
            #include "Packages/com.unity.render-pipelines.universal/ShaderLibrary/Lighting.hlsl"
            #define NACRE_UNIVERSAL
            #define NACRE_LIT
            #include "NacreLand.hlsl"
            ENDHLSL
        }

        Pass
        {
            Name "ShadowCaster"
            Tags { "LightMode" = "ShadowCaster" }
            ColorMask 0
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreCasterVertex
            #pragma fragment NacreSolidDepth
            #include "Packages/com.unity.render-pipelines.universal/ShaderLibrary/Core.hlsl"
            #include "Packages/com.unity.render-pipelines.universal/ShaderLibrary/Shadows.hlsl"
            #define NACRE_UNIVERSAL
            #define NACRE_CASTS
            #include "NacreSolidPasses.hlsl"
            ENDHLSL
        }

        Pass
        {
            Name "DepthOnly"
            Tags { "LightMode" = "DepthOnly" }
            ColorMask 0
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreSolidVertex
            #pragma fragment NacreSolidDepth
            #include "Packages/com.unity.render-pipelines.universal/ShaderLibrary/Core.hlsl"
            #define NACRE_UNIVERSAL
            #include "NacreSolidPasses.hlsl"
            ENDHLSL
        }

        Pass
        {
            Name "DepthNormals"
            Tags { "LightMode" = "DepthNormals" }
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreSolidVertex
            #pragma fragment NacreSolidNormals
            #include "Packages/com.unity.render-pipelines.universal/ShaderLibrary/Core.hlsl"
            #define NACRE_UNIVERSAL
            #include "NacreSolidPasses.hlsl"
            ENDHLSL
        }
    }

    SubShader
    {
        Tags { "RenderType" = "Opaque" "Queue" = "Geometry" }

        Pass
        {
            Name "ForwardBase"
            Tags { "LightMode" = "ForwardBase" }
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreLandVertex
            #pragma fragment NacreLandFragment
            #pragma multi_compile_fwdbase nolightmap nodirlightmap nodynlightmap
            #include "UnityCG.cginc"
            #include "AutoLight.cginc"
            #define NACRE_BUILT_IN
            #define NACRE_LIT
            #include "NacreLand.hlsl"
            ENDHLSL
        }

        Pass
        {
            Name "ShadowCaster"
            Tags { "LightMode" = "ShadowCaster" }
            ColorMask 0
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreCasterVertex
            #pragma fragment NacreSolidDepth
            #pragma multi_compile_shadowcaster
            #include "UnityCG.cginc"
            #define NACRE_BUILT_IN
            #define NACRE_CASTS
            #include "NacreSolidPasses.hlsl"
            ENDHLSL
        }
    }
}
