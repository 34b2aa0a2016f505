Shader "Nacre/Sky"
{
    Properties
    {
        [HideInInspector] _Nacre_exposure ("Exposure", Float) = 0.44
    }

    // A skybox, which the built-in pipeline and URP draw alike. HDRP's sky is a volume.
    SubShader
    {
        Tags { "Queue" = "Background" "RenderType" = "Background" "PreviewType" = "Skybox" }
        Cull Off
        ZWrite Off

        Pass
        {
            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex NacreSkyVertex
            #pragma fragment NacreSkyFragment
            #include "UnityCG.cginc"
            #define NACRE_BUILT_IN
            #include "NacreSky.hlsl"
            ENDHLSL
        }
    }
}
