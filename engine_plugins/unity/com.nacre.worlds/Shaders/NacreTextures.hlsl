// Where the frame's picture and depth lie, for the core in NacreFrame.hlsl.
#ifndef NACRE_TEXTURES_INCLUDED
#define NACRE_TEXTURES_INCLUDED

Texture2D _NacrePicture;
SamplerState sampler_NacrePicture;
Texture2D _NacreDepth;
SamplerState sampler_NacreDepth;
// 1: the picture's first row is its top one, as raw pictures come; 0: as Unity decodes JPEG.
float _NacreFlip;

// No gradients: the core samples inside a loop.
#define NACRE_SAMPLE_PICTURE(uv) _NacrePicture.SampleLevel(sampler_NacrePicture, _NacreFlip > 0.5 ? (uv) : float2((uv).x, 1.0 - (uv).y), 0).rgb
#define NACRE_SAMPLE_DEPTH(uv) _NacreDepth.SampleLevel(sampler_NacreDepth, (uv), 0).r

#include "NacreFrame.hlsl"

#endif
