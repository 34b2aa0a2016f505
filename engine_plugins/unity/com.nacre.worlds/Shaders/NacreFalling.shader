Shader "Nacre/Falling"
{
    Properties
    {
        [HideInInspector] _NacreKind ("Kind", Float) = 0
    }

    // What falls is as bright as the sky; no light falls on it.
    SubShader
    {
        PackageRequirements { "com.unity.render-pipelines.high-definition" : "12.0" }
        Tags { "RenderPipeline" = "HDRenderPipeline" "RenderType" = "HDUnlitShader" "Queue" = "Transparent+10" }
        Cull Off
        ZWrite Off
        Blend SrcAlpha OneMinusSrcAlpha

        Pass
        {
            Name "ForwardOnly"
            Tags { "LightMode" = "ForwardOnly" }
            HLSLPROGRAM
            #pragma target 4.5
            #pragma vertex NacreFallingVertex
            #pragma fragment NacreFallingFragment
            #include "Packages/com.unity.render-pipelines.core/ShaderLibrary/Common.hlsl"
            #include "Packages/com.unity.render-pipelines.high-definition/Runtime/ShaderLibrary/ShaderVariables.hlsl"
            #define NACRE_DEFINITION
            #include "NacreFalling.hlsl"
            ENDHLSL
        }
    }

    SubShader
    {
        PackageRequirements { "com.unity.render-pipelines.universal" : "12.0" }
        Tags { "RenderPipeline" = "UniversalPipeline" "RenderType" = "Transparent" "Queue" = "Transparent+10" }
        Cull Off
        ZWrite Off
        Blend SrcAlpha OneMinusSrcAlpha

        Pass
        {
            Name "UniversalForward"
            Tags { "LightMode" = "UniversalForward" }
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreFallingVertex
            #pragma fragment NacreFallingFragment
            #include "Packages/com.unity.render-pipelines.universal/ShaderLibrary/Core.hlsl"
            #define NACRE_UNIVERSAL
            #include "NacreFalling.hlsl"
            ENDHLSL
        }
    }

    SubShader
    {
        Tags { "RenderType" = "Transparent" "Queue" = "Transparent+10" }
        Cull Off
        ZWrite Off
        Blend SrcAlpha OneMinusSrcAlpha

        Pass
        {
            Name "ForwardBase"
            Tags { "LightMode" = "ForwardBase" }
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreFallingVertex
            #pragma fragment NacreFallingFragment
            #include "UnityCG.cginc"
            #define NACRE_BUILT_IN
            #include "NacreFalling.hlsl"
            ENDHLSL
        }
    }
}
