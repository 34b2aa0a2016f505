"""The Unity shaders as HLSL: every pass, and the functions for Shader Graph, by a real HLSL compiler."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from support.unity_shaders import SHADERS

COMPILER = shutil.which("glslangValidator")
# What the pipelines' own files declare, as far as the passes use it.
PIPELINE = """
float4x4 unity_ObjectToWorld;
float4x4 test_ViewProjection;
float3 test_CameraPosition;
float4 _WorldSpaceCameraPos;
float4 UnityObjectToClipPos(float4 p) { return mul(test_ViewProjection, mul(unity_ObjectToWorld, p)); }
float3 TransformObjectToWorld(float3 p) { return mul(unity_ObjectToWorld, float4(p, 1.0)).xyz - test_CameraPosition; }
float3 GetAbsolutePositionWS(float3 p) { return p + test_CameraPosition; }
float4 TransformWorldToHClip(float3 p) { return mul(test_ViewProjection, float4(p, 1.0)); }
float3 TransformObjectToWorldNormal(float3 n) { return mul((float3x3)unity_ObjectToWorld, n); }
float3 UnityObjectToWorldNormal(float3 n) { return mul((float3x3)unity_ObjectToWorld, n); }
float4 _Time;
float4 TransformWorldToShadowCoord(float3 p) { return float4(p, 1.0); }
float MainLightRealtimeShadow(float4 p) { return saturate(p.x); }
float3 ApplyShadowBias(float3 p, float3 n, float3 light) { return p + 0.01 * light + 0.01 * n; }
struct Light { float3 direction; float3 color; float distanceAttenuation; };
uint GetAdditionalLightsCount() { return 2u; }
Light GetAdditionalLight(uint index, float3 p) { Light light = { p, p, 1.0 }; return light; }
float4 UnityClipSpaceShadowCasterPos(float4 p, float3 n) { return p; }
float4 UnityApplyLinearShadowBias(float4 p) { return p; }
#define UNITY_NEAR_CLIP_VALUE 1.0
#define _ADDITIONAL_LIGHTS
#define UNITY_COLORSPACE_GAMMA
#define SHADOW_COORDS(number) float4 _ShadowCoord : TEXCOORD##number;
#define TRANSFER_SHADOW(to) to._ShadowCoord = mul(unity_ObjectToWorld, v.vertex);
#define SHADOW_ATTENUATION(from) saturate(from._ShadowCoord.x)
#define UNITY_VERTEX_INPUT_INSTANCE_ID
#define UNITY_SETUP_INSTANCE_ID(v)
#define UNITY_INSTANCING_BUFFER_START(name) cbuffer name {
#define UNITY_DEFINE_INSTANCED_PROP(type, name) type name;
#define UNITY_INSTANCING_BUFFER_END(name) }
#define UNITY_ACCESS_INSTANCED_PROP(buffer, name) name
float4 TransformObjectToHClip(float3 p) { return mul(test_ViewProjection, float4(TransformObjectToWorld(p), 1.0)); }
"""
GRAPH = """
float4 graph(float2 uv : TEXCOORD0) : SV_Target
{
    float3 painted, behind;
    float metres, beyond;
    NacrePainting_TYPE(uv, painted);
    NacreDepth_TYPE(uv, metres);
    NacreWindow_TYPE(float3(uv, metres), behind, beyond);
    return float4(painted + behind, metres + beyond);
}
"""


def passes() -> list[tuple[str, str]]:
    found = []
    for path in sorted(SHADERS.glob("*.shader")):
        for number, text in enumerate(re.findall(r"HLSLPROGRAM(.*?)ENDHLSL", path.read_text("utf-8"), re.DOTALL)):
            found.append((f"{path.stem} {number}", text))
    return found


def compiled(text: str, stage: str, entry: str, folder: Path, *flags: str) -> None:
    source = folder / "pass.hlsl"
    source.write_text(text)
    command = [str(COMPILER), "-D", "-V", "-S", stage, "-e", entry, f"-I{SHADERS}", "--auto-map-locations"]
    command += ["--auto-map-bindings", *flags, "-o", str(folder / "pass.spv"), str(source)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "WARNING" not in run.stdout, run.stdout


@pytest.mark.skipif(COMPILER is None, reason="no glslangValidator to compile HLSL with")
@pytest.mark.parametrize(("name", "text"), passes(), ids=[name for name, _ in passes()])
def test_every_pass_compiles(name: str, text: str, tmp_path: Path) -> None:
    entries = dict(re.findall(r"#pragma (vertex|fragment) (\w+)", text))
    assert set(entries) == {"vertex", "fragment"}
    text = re.sub(r"^\s*#pragma .*$", "", text, flags=re.MULTILINE)
    # HDRP has this in a buffer of its own, which only its own files declare.
    declared = "float4 _ProjectionParams;\n" if "high-definition/Runtime" in text else ""
    text = PIPELINE + declared + re.sub(r'^\s*#include "(Packages/|UnityCG|AutoLight).*$', "", text, flags=re.MULTILINE)
    compiled(text, "vert", entries["vertex"], tmp_path)
    compiled(text, "frag", entries["fragment"], tmp_path)


@pytest.mark.skipif(COMPILER is None, reason="no glslangValidator to compile HLSL with")
@pytest.mark.parametrize("kind", ["float", "half"])
@pytest.mark.parametrize("flags", [(), ("-DSHADERGRAPH_PREVIEW",)], ids=["in the material", "in the preview"])
def test_functions_for_shader_graph_compile(kind: str, flags: tuple[str, ...], tmp_path: Path) -> None:
    text = '#include "NacreShaderGraph.hlsl"\n' + GRAPH.replace("TYPE", kind)
    compiled(text, "frag", "graph", tmp_path, *flags)


def test_shader_files_are_whole() -> None:
    assert len(passes()) == 49
    for path in SHADERS.glob("*.shader"):
        text = path.read_text("utf-8")
        assert text.count("{") == text.count("}") and text.count("HLSLPROGRAM") == text.count("ENDHLSL")
        assert text.startswith(f'Shader "Nacre/{path.stem.removeprefix("Nacre")}"')
        if path.stem == "NacreSky":
            continue  # a skybox has one pass, which no pipeline asks for by name
        # the depth of what is opaque, and its normals, before it is drawn: depth priming, SSAO, decals
        universal = [part for part in text.split("SubShader")[1:] if '"UniversalPipeline"' in part]
        assert len(universal) == 1, path
        modes = set(re.findall(r'"LightMode" = "(\w+)"', universal[0]))
        lit = {"UniversalForward"} if path.stem in ("NacreThing", "NacreLand", "NacreWater", "NacreFalling") else set()
        casts = {"ShadowCaster"} if path.stem in ("NacreThing", "NacreLand") else set()
        if path.stem in ("NacreWater", "NacreFalling"):
            assert modes == lit and '"Transparent"' in universal[0]
            continue
        assert modes == {"DepthOnly", "DepthNormals"} | lit | casts, path
        definition = text.split("SubShader")[1]
        assert '"DepthForwardOnly"' in definition, path
        # what HDRP keeps in its buffers is nowhere declared loose
        assert definition.count("HLSLPROGRAM") == definition.count("ShaderVariables.hlsl"), path
        # one part for HDRP, one for everything else at least; each says which pipeline it is for, the last is for all
        parts = text.split("SubShader")[1:]
        assert len(parts) >= 2 and "HDRenderPipeline" in parts[0] and 'RenderPipeline"' not in parts[-1]
