// A frame of a generated world: its picture, its depth, and where rays of any camera meet it. No include of any render
// pipeline is needed: every matrix comes from NacreScreen. Including files define NACRE_SAMPLE_PICTURE(uv), a float3, and
// NACRE_SAMPLE_DEPTH(uv), metres along the frame's view axis; uv (0, 0) is the top left corner of the frame.
#ifndef NACRE_FRAME_INCLUDED
#define NACRE_FRAME_INCLUDED

// View space (-Z ahead) of the camera that draws to the camera space of the frame (metres, Y up, -Z ahead).
float4x4 _NacreFrameFromView;
float4x4 _NacreFrameFromWorld;
float4x4 _NacreProjection;
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

// Steps along a ray, evenly in one over the distance: evenly, that is, across the picture.
#define NACRE_STEPS 20
#define NACRE_REFINEMENTS 5
#define NACRE_NEAREST 0.5
// A camera nearer to the frame's than this sees what the frame shows (metres).
#define NACRE_UNMOVED 0.003
// A ray this far behind a surface has passed behind it, not through it: metres, and share of the distance.
#define NACRE_THICK 0.35
#define NACRE_THICK_SHARE 0.06

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
    float least = 1.0 / (_NacreSettings.x * 2.0);
    float before = 1.0 / NACRE_NEAREST;
    bool behind = false;
    float deepest = -1.0;
    float2 deepestUv = uv;
    float2 lastUv = uv;
    for (int index = 0; index <= NACRE_STEPS; index++)
    {
        float nearness = (1.0 - float(index) / float(NACRE_STEPS)) / NACRE_NEAREST;
        float3 place = eye + ray * (1.0 / max(nearness, least));
        float2 placeUv = NacreFrameUv(place);
        float seen = NacreFrameDepth(placeUv);
        lastUv = placeUv;
        if (seen > deepest)
        {
            deepest = seen;
            deepestUv = placeUv;
        }
        float past = -place.z - seen;
        if (past <= 0.0 || seen >= _NacreSettings.x)
        {
            behind = false;
            before = nearness;
            continue;
        }
        if (behind)
        {
            continue;
        }
        // The surface lies between the step before and this one: halve until the ray and the field agree.
        float hither = before;
        float yonder = nearness;
        for (int halving = 0; halving < NACRE_REFINEMENTS; halving++)
        {
            float middle = (hither + yonder) * 0.5;
            float3 tried = eye + ray / max(middle, least);
            if (-tried.z > NacreFrameDepth(NacreFrameUv(tried)))
            {
                yonder = middle;
            }
            else
            {
                hither = middle;
            }
        }
        float3 there = eye + ray / max(yonder, least);
        float2 thereUv = NacreFrameUv(there);
        float found = NacreFrameDepth(thereUv);
        if (-there.z - found < NACRE_THICK + NACRE_THICK_SHARE * found)
        {
            uv = NacreClearOfOutlines(thereUv);
            return max((-found - eye.z) / ray.z, 0.01);
        }
        behind = true;
    }
    // Met nothing: what the ray ends in; behind something to the end: the farthest that is seen beside it.
    uv = lastUv;
    if (behind)
    {
        uv = deepestUv;
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

#endif
