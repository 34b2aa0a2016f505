// A frame of a generated world: its picture, its depth, and where rays of any camera meet it. No include of any render
// pipeline is needed: every matrix comes from NacreScreen. Including files define NACRE_SAMPLE_PICTURE(uv), a float3, and
// NACRE_SAMPLE_DEPTH(uv), metres along the frame's view axis; uv (0, 0) is the top left corner of the frame.
#ifndef NACRE_FRAME_INCLUDED
#define NACRE_FRAME_INCLUDED

// View space (-Z ahead) of the camera that draws to the camera space of the frame (metres, Y up, -Z ahead).
float4x4 _NacreFrameFromView;
float4x4 _NacreFrameFromWorld;
float4x4 _NacreProjection;
// View space of the camera that draws to world space.
float4x4 _NacreWorldFromView;
float4 _NacreEye;
// x, y: tangents of half the frame's field of view, across and up.
float4 _NacreHalfExtent;
// x, y: the same of the camera that draws.
float4 _NacreViewExtent;
// x: a depth this large is sky; y: 1 when there is depth; z: how much the picture is washed out; w: device depth of the
// sky, negative when no depth is to be written.
float4 _NacreSettings;

// x, y: one over the size of the depth map.
float4 _NacreTexel;

// Steps along a ray, each the same share of the distance farther: things are as much smaller as they are farther, and so
// is what is missed between two steps. Where a step ends behind something it is looked at again in smaller ones.
#define NACRE_STEPS 24
#define NACRE_SUBSTEPS 4
#define NACRE_REFINEMENTS 4
#define NACRE_NEAREST 0.5
// A camera nearer to the frame's than this sees what the frame shows (metres).
#define NACRE_UNMOVED 0.003
// A ray this far behind a surface has passed behind it, not through it: metres, share of the distance, and what two rows
// of the depth are apart on ground that is looked along, which grows with the square of the distance.
#define NACRE_THICK 0.35
#define NACRE_THICK_SHARE 0.06
#define NACRE_THICK_GROUND 0.004

float2 NacreFrameUv(float3 place)
{
    float depth = max(-place.z, 1e-4);
    return float2(0.5 + 0.5 * place.x / (_NacreHalfExtent.x * depth), 0.5 - 0.5 * place.y / (_NacreHalfExtent.y * depth));
}

float NacreFrameDepth(float2 uv)
{
    float depth = _NacreSettings.x;
    if (_NacreSettings.y > 0.5)
    {
        depth = NACRE_SAMPLE_DEPTH(saturate(uv));
    }
    return depth;
}

// A place a little farther from the outline of something nearer: depth is coarser than the picture, and the picture is
// filtered, so right beside an outline what is far has the colour of what is near.
float2 NacreClearOfOutlines(float2 uv)
{
    float depth = NacreFrameDepth(uv) * 0.9 - 0.1;
    float2 push = float2(0.0, 0.0);
    for (int side = -1; side <= 1; side += 2)
    {
        float way = float(side);
        push.x -= NacreFrameDepth(uv + float2(way * 1.5 * _NacreTexel.x, 0.0)) < depth ? way : 0.0;
        push.y -= NacreFrameDepth(uv + float2(0.0, way * 1.5 * _NacreTexel.y)) < depth ? way : 0.0;
    }
    return float2(uv.x + push.x * _NacreTexel.x * 1.5, uv.y + push.y * _NacreTexel.y * 1.5);
}

// How far behind something a ray that has gone that far has passed behind it, not through it.
float NacreThickness(float depth)
{
    return NACRE_THICK + (NACRE_THICK_SHARE + NACRE_THICK_GROUND * depth) * depth;
}

// How far the ray from `eye` along `ray` is behind what the frame shows, one over `nearness` lengths of `ray` away; where
// that is in the frame, and how deep the frame is there. Nothing is behind the sky.
float NacreFramePast(float3 eye, float3 ray, float nearness, out float2 place, out float seen)
{
    float3 there = eye + ray / nearness;
    place = NacreFrameUv(there);
    seen = NacreFrameDepth(place);
    return seen >= _NacreSettings.x ? -1.0 : -there.z - seen;
}

// Where the ray from `eye` along `ray`, both in the frame's camera space, meets what the frame shows: the place in the
// frame, and how many lengths of `ray` away it is (negative: sky). The depth is a height field over the frame's own rays.
// Where the ray passes behind something, the frame does not know what is there: what lies behind is carried on. The Godot
// plugin's frame.gdshaderinc is the same; a test holds the two together.
float NacreFrameHit(float3 eye, float3 ray, out float2 uv)
{
    uv = NacreFrameUv(ray);
    if (ray.z > -1e-4)
    {
        return -1.0;
    }
    float depth = NacreFrameDepth(uv);
    if (length(eye) < NACRE_UNMOVED)
    {
        return depth >= _NacreSettings.x ? -1.0 : depth / -ray.z;
    }
    float farthest = _NacreSettings.x * 2.0;
    float shrink = log2(farthest / NACRE_NEAREST) / float(NACRE_STEPS);
    float before = 1.0 / NACRE_NEAREST;
    bool behind = false;
    float2 besideUv = uv;
    float2 lastUv = uv;
    for (int index = 0; index <= NACRE_STEPS; index++)
    {
        float nearness = exp2(-shrink * float(index)) / NACRE_NEAREST;
        float seen = 0.0;
        float past = NacreFramePast(eye, ray, nearness, lastUv, seen);
        if (past <= 0.0)
        {
            behind = false;
        }
        else if (!behind || past < NacreThickness(seen))
        {
            // A surface lies between the step before and this one, or only the outline of something.
            float hither = before;
            for (int part = 1; part <= NACRE_SUBSTEPS; part++)
            {
                float yonder = lerp(before, nearness, float(part) / float(NACRE_SUBSTEPS));
                float2 place = float2(0.0, 0.0);
                float found = 0.0;
                float beyond = NacreFramePast(eye, ray, yonder, place, found);
                if (beyond <= 0.0)
                {
                    behind = false;
                }
                else if (!behind || beyond < NacreThickness(found))
                {
                    float end = yonder;
                    for (int halving = 0; halving < NACRE_REFINEMENTS; halving++)
                    {
                        float middle = (hither + end) * 0.5;
                        if (NacreFramePast(eye, ray, middle, place, found) > 0.0)
                        {
                            end = middle;
                        }
                        else
                        {
                            hither = middle;
                        }
                    }
                    if (NacreFramePast(eye, ray, end, place, found) < NacreThickness(found))
                    {
                        uv = NacreClearOfOutlines(place);
                        return max((-found - eye.z) / ray.z, 0.01);
                    }
                    // What is seen right before the outline is what stands behind it.
                    NacreFramePast(eye, ray, hither, besideUv, found);
                    behind = true;
                }
                hither = yonder;
            }
        }
        before = nearness;
    }
    // Met nothing: what the ray ends in; behind something to the end: what is seen beside its outline.
    uv = lastUv;
    if (behind)
    {
        uv = besideUv;
    }
    float reached = NacreFrameDepth(uv);
    uv = NacreClearOfOutlines(uv);
    return reached >= _NacreSettings.x ? -1.0 : max((-reached - eye.z) / ray.z, NACRE_NEAREST);
}

float3 NacreFrameColour(float2 uv)
{
    float3 colour = NACRE_SAMPLE_PICTURE(saturate(uv));
    float grey = 0.6 * dot(colour, float3(0.2126, 0.7152, 0.0722));
    return lerp(colour, float3(grey, grey, grey), _NacreSettings.z);
}

// The ray of a place on the screen (x to the right, y up, both -1 to 1), one metre long along the view axis.
float3 NacreViewRay(float2 screen)
{
    return float3(screen.x * _NacreViewExtent.x, screen.y * _NacreViewExtent.y, -1.0);
}

// Colour and device depth of a place on the screen: the composite of the generated world with the scene.
float3 NacreComposite(float2 screen, out float device)
{
    float2 uv = float2(0.0, 0.0);
    float3 ahead = NacreViewRay(screen);
    float3 eye = float3(_NacreFrameFromView[0][3], _NacreFrameFromView[1][3], _NacreFrameFromView[2][3]);
    float3 ray = mul((float3x3)_NacreFrameFromView, ahead);
    float along = NacreFrameHit(eye, ray, uv);
    device = abs(_NacreSettings.w);
    if (_NacreSettings.w > 0.0 && along > 0.0)
    {
        float4 clip = mul(_NacreProjection, float4(ahead.x * along, ahead.y * along, ahead.z * along, 1.0));
        device = saturate(clip.z / clip.w);
    }
    return NacreFrameColour(uv);
}

// The picture by a surface's own UV.
float3 NacrePaintingColour(float2 uv)
{
    return NacreFrameColour(float2(uv.x, 1.0 - uv.y));
}

// What is seen behind a place of the scene, through it, from where the camera stands; metres beyond it along the ray as
// a multiple of the way there, negative where there is sky.
float3 NacreWindowColour(float3 world, out float along)
{
    float2 uv = float2(0.0, 0.0);
    float3 eye = mul(_NacreFrameFromWorld, float4(_NacreEye.xyz, 1.0)).xyz;
    float3 there = mul(_NacreFrameFromWorld, float4(world, 1.0)).xyz;
    along = NacreFrameHit(eye, there - eye, uv);
    return NacreFrameColour(uv);
}

#endif
