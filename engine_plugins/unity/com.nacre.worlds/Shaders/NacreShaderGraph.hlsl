// For Shader Graph, URP and HDRP: name this file and one of these functions in a Custom Function node. Show the world on
// the renderer with Nacre Screen in the mode Property, which fills in textures and matrices.
#ifndef NACRE_SHADER_GRAPH_INCLUDED
#define NACRE_SHADER_GRAPH_INCLUDED

#ifdef SHADERGRAPH_PREVIEW

// The graph's own preview has no frame.
void NacrePainting_float(float2 UV, out float3 Colour) { Colour = float3(UV, 0.5); }
void NacreWindow_float(float3 World, out float3 Colour, out float Beyond) { Colour = frac(World); Beyond = 1.0; }
void NacreDepth_float(float2 UV, out float Metres) { Metres = UV.y; }

#else

#include "NacreTextures.hlsl"

// In: UV. Out: Colour of the picture there, as it is shown (washed out while the line is broken).
void NacrePainting_float(float2 UV, out float3 Colour)
{
    Colour = NacrePaintingColour(UV);
}

// In: World, absolute position (Position node, space Absolute World). Out: Colour of what is seen through it; Beyond, how
// far behind it that is as a multiple of the distance to it, negative for sky.
void NacreWindow_float(float3 World, out float3 Colour, out float Beyond)
{
    Colour = NacreWindowColour(World, Beyond);
}

// In: UV. Out: Metres along the view axis of the camera that drew the picture; at sky, the farthest it draws.
void NacreDepth_float(float2 UV, out float Metres)
{
    Metres = NacreFrameDepth(float2(UV.x, 1.0 - UV.y));
}

#endif

void NacrePainting_half(float2 UV, out float3 Colour)
{
    NacrePainting_float(UV, Colour);
}

void NacreWindow_half(float3 World, out float3 Colour, out float Beyond)
{
    NacreWindow_float(World, Colour, Beyond);
}

void NacreDepth_half(float2 UV, out float Metres)
{
    NacreDepth_float(UV, Metres);
}

#endif
