Shader "Nacre/Water"
{
    Properties
    {
        [HideInInspector] _Nacre_exposure ("Exposure", Float) = 0.44
    }

    // HDRP lights what it draws itself; here the world brings its own light, without HDRP's shadows and lamps.
    SubShader
    {
        PackageRequirements { "com.unity.render-pipelines.high-definition" : "12.0" }
        Tags { "RenderPipeline" = "HDRenderPipeline" "RenderType" = "HDUnlitShader" "Queue" = "Transparent" }
        Cull Off
        ZWrite Off
        Blend SrcAlpha OneMinusSrcAlpha

        Pass
        {
            Name "ForwardOnly"
            Tags { "LightMode" = "ForwardOnly" }
            HLSLPROGRAM
            #pragma target 4.5
            #pragma vertex NacreWaterVertex
            #pragma fragment NacreWaterFragment
            #include "Packages/com.unity.render-pipelines.core/ShaderLibrary/Common.hlsl"
            #include "Packages/com.unity.render-pipelines.high-definition/Runtime/ShaderLibrary/ShaderVariables.hlsl"
            #define NACRE_DEFINITION
            #include "NacreWater.hlsl"
            ENDHLSL
        }
    }

    SubShader
    {
        PackageRequirements { "com.unity.render-pipelines.universal" : "12.0" }
        Tags { "RenderPipeline" = "UniversalPipeline" "RenderType" = "Transparent" "Queue" = "Transparent" }
        Cull Off
        ZWrite Off
        Blend SrcAlpha OneMinusSrcAlpha

        Pass
        {
            Name "UniversalForward"
            Tags { "LightMode" = "UniversalForward" }
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreWaterVertex
            #pragma fragment NacreWaterFragment
            #include "Packages/com.unity.render-pipelines.universal/ShaderLibrary/Core.hlsl"
            #define NACRE_UNIVERSAL
            #include "NacreWater.hlsl"
            ENDHLSL
        }
    }

    SubShader
    {
        Tags { "RenderType" = "Transparent" "Queue" = "Transparent" }
        Cull Off
        ZWrite Off
        Blend SrcAlpha OneMinusSrcAlpha

        Pass
        {
            Name "ForwardBase"
            Tags { "LightMode" = "ForwardBase" }
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreWaterVertex
            #pragma fragment NacreWaterFragment
            #include "UnityCG.cginc"
            #define NACRE_BUILT_IN
            #include "NacreWater.hlsl"
            ENDHLSL
        }
    }
}
