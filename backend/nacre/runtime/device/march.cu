// The march of `world/march_torch.py`, one ray a thread: each stops where it meets something, which
// operators over all rays cannot. The same numbers up to rounding; a test compiles this file for the host
// and compares. Constants (N, DEEP, GLOW_SIDE, …) are defined by whoever compiles it.

#ifdef __CUDACC_RTC__
#define FN static __device__ __forceinline__
static __device__ __forceinline__ float half_to_float(unsigned short h) {
    float f;
    asm("{ cvt.f32.f16 %0, %1; }" : "=f"(f) : "h"(h));
    return f;
}
#else
#include <cmath>
#include <cstdint>
#include <cstring>
#define FN static inline
static inline float half_to_float(unsigned short h) {
    unsigned sign = (h >> 15) & 1, exponent = (h >> 10) & 31, mantissa = h & 1023;
    float f = exponent == 0 ? std::ldexp((float)mantissa, -24)
                            : std::ldexp((float)(mantissa | 1024), (int)exponent - 25);
    return sign ? -f : f;
}
#endif

#ifdef HALF_DISTANCE
typedef unsigned short Distance;
#define METRES(d) half_to_float(d)
#else
typedef float Distance;
#define METRES(d) (d)
#endif

struct V3 {
    float x, y, z;
};

FN V3 at(V3 o, V3 d, float t) { return V3{o.x + d.x * t, o.y + d.y * t, o.z + d.z * t}; }
FN float dot(V3 a, V3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
FN float clip(float v, float low, float high) { return fminf(fmaxf(v, low), high); }

// the two cells an axis lies between, and the share of the second; the torus goes round, heights end
struct Cell {
    int a, b;
    float t;
};

FN Cell wrapped(float f, int n) {
    float low = floorf(f);
    int i = (int)low % n;
    i = i < 0 ? i + n : i;
    return Cell{i, i + 1 == n ? 0 : i + 1, f - low};
}

FN Cell ended(float f, int n) {
    f = clip(f, 0.0f, n - 1.001f);
    int i = (int)f;
    return Cell{i, i + 1, f - i};
}

FN float solid(const Distance* v, V3 p) {
    Cell x = wrapped(p.x * 2.0f - 0.5f, N), z = wrapped(p.z * 2.0f - 0.5f, N);
    Cell y = ended(p.y * 2.0f - (2.0f * Y0 + 0.5f), DEEP);
    float layers[2];
    for (int j = 0; j < 2; j++) {
        const Distance* a = v + ((j ? y.b : y.a) * N + z.a) * N;
        const Distance* b = v + ((j ? y.b : y.a) * N + z.b) * N;
        float near = METRES(a[x.a]) * (1 - x.t) + METRES(a[x.b]) * x.t;
        float far = METRES(b[x.a]) * (1 - x.t) + METRES(b[x.b]) * x.t;
        layers[j] = near * (1 - z.t) + far * z.t;
    }
    return layers[0] * (1 - y.t) + layers[1] * y.t;
}

FN float flat(const float* v, float px, float pz) {
    Cell x = wrapped(px * 2.0f - 0.5f, N), z = wrapped(pz * 2.0f - 0.5f, N);
    float near = v[z.a * N + x.a] * (1 - x.t) + v[z.a * N + x.b] * x.t;
    float far = v[z.b * N + x.a] * (1 - x.t) + v[z.b * N + x.b] * x.t;
    return near * (1 - z.t) + far * z.t;
}

FN float lamp(const float* v, V3 p) {
    Cell x = wrapped(p.x * 0.5f - 0.5f, GLOW_SIDE), z = wrapped(p.z * 0.5f - 0.5f, GLOW_SIDE);
    Cell y = ended(p.y * 0.5f - (0.5f * Y0 + 0.5f), GLOW_DEEP);
    float layers[2];
    for (int j = 0; j < 2; j++) {
        const float* a = v + ((j ? y.b : y.a) * GLOW_SIDE + z.a) * GLOW_SIDE;
        const float* b = v + ((j ? y.b : y.a) * GLOW_SIDE + z.b) * GLOW_SIDE;
        float near = a[x.a] * (1 - x.t) + a[x.b] * x.t, far = b[x.a] * (1 - x.t) + b[x.b] * x.t;
        layers[j] = near * (1 - z.t) + far * z.t;
    }
    return layers[0] * (1 - y.t) + layers[1] * y.t;
}

// albedo and emission, weighted to cells near a surface
FN void paint_at(const int* colour, const Distance* v, V3 p, float* out) {
    Cell x = wrapped(p.x * 2.0f - 0.5f, N), z = wrapped(p.z * 2.0f - 0.5f, N);
    Cell y = ended(p.y * 2.0f - (2.0f * Y0 + 0.5f), DEEP);
    float total = 1e-6f, r = 0, g = 0, b = 0, e = 0;
    for (int corner = 0; corner < 8; corner++) {
        int j = corner & 1 ? y.b : y.a, k = corner & 2 ? z.b : z.a, i = corner & 4 ? x.b : x.a;
        float share = (corner & 1 ? y.t : 1 - y.t) * (corner & 2 ? z.t : 1 - z.t) * (corner & 4 ? x.t : 1 - x.t);
        int cell = (j * N + k) * N + i;
        float weight = share / (0.05f + fabsf(METRES(v[cell])));
        int packed = colour[cell];
        total += weight;
        r += weight * (packed & 255);
        g += weight * (packed >> 8 & 255);
        b += weight * (packed >> 16 & 255);
        e += weight * (packed >> 24 & 255) * 2.0f;
    }
    float scale = 1.0f / (total * 255.0f);
    out[0] = r * scale, out[1] = g * scale, out[2] = b * scale, out[3] = e * scale;
}

FN float smooth_noise(const float* table, int side, float x, float z) {
    x = clip(x, 0.0f, side - 1.001f), z = clip(z, 0.0f, side - 1.001f);
    int i = (int)x, k = (int)z;
    float tx = x - i, tz = z - k;
    tx = tx * tx * (3 - 2 * tx), tz = tz * tz * (3 - 2 * tz);
    const float* v = table + k * side + i;
    return (v[0] * (1 - tx) + v[1] * tx) * (1 - tz) + (v[side] * (1 - tx) + v[side + 1] * tx) * tz;
}

// a character: its row, and its pose between two of the atlas
struct Body {
    const float* row;
    const unsigned short *before, *after;
};

FN Body body_of(const float* row, const unsigned short* atlas) {
    return Body{row, atlas + (long long)row[7] * 5 * CUBE, atlas + (long long)row[8] * 5 * CUBE};
}

FN V3 turned(V3 v, const float* row) {
    return V3{v.x * row[3] - v.z * row[4], v.y, v.x * row[4] + v.z * row[3]};
}

FN float local(Body b, int channel, V3 p) {
    float scale = SIDE / b.row[5];
    Cell x = ended(p.x * scale + (SIDE * 0.5f - 0.5f), SIDE), z = ended(p.z * scale + (SIDE * 0.5f - 0.5f), SIDE);
    Cell y = ended(p.y * scale + (SIDE * FLOOR_SHARE - 0.5f), SIDE);
    float total = 0, mix = b.row[9];
    for (int corner = 0; corner < 8; corner++) {
        int j = corner & 1 ? y.b : y.a, k = corner & 2 ? z.b : z.a, i = corner & 4 ? x.b : x.a;
        float share = (corner & 1 ? y.t : 1 - y.t) * (corner & 2 ? z.t : 1 - z.t) * (corner & 4 ? x.t : 1 - x.t);
        int cell = channel * CUBE + (j * SIDE + k) * SIDE + i;
        float a = half_to_float(b.before[cell]);
        total += share * (a + (half_to_float(b.after[cell]) - a) * mix);
    }
    return total;
}

FN float meet(Body b, V3 eye, V3 way, float far) {
    const float* row = b.row;
    float extent = row[5], cell = extent / SIDE;
    V3 o = turned(V3{eye.x - row[0], eye.y - row[1], eye.z - row[2]}, row), d = turned(way, row);
    float start = 0.02f, end = far;
    const float places[3] = {o.x, o.y, o.z}, speeds[3] = {d.x, d.y, d.z};
    for (int axis = 0; axis < 3; axis++) {
        float low = extent * (axis == 1 ? -FLOOR_SHARE : -0.5f);
        float speed = fabsf(speeds[axis]) < 1e-7f ? 1e-7f : speeds[axis];
        float one = (low - places[axis]) / speed, two = (low + extent - places[axis]) / speed;
        start = fmaxf(start, fminf(one, two)), end = fminf(end, fmaxf(one, two));
    }
    if (start > end) return -1.0f;
    float t = start, before = start, gap = 1.0f;
    for (int step = 0; step < ENTITY_STEPS; step++) {
        float q = local(b, 0, at(o, d, t)) * cell;
        if (q < 0.15f * cell)
            return step && gap > q ? before + (t - before) * fmaxf(gap, 0.0f) / fmaxf(gap - q, 1e-6f) : t;
        before = t, gap = q;
        t += fmaxf(q * 0.9f, 0.35f * cell);
        if (t > end) return -1.0f;
    }
    return -1.0f;
}

FN float until(float speed, float low, float high, float place) {
    return fabsf(speed) > 1e-6f ? (speed > 0 ? high - place : low - place) / speed : 1e9f;
}

FN void draw_ray(
    const float* pixel, const float* view, const Distance* distance, const int* colour, const float* water,
    const float* height, const float* glow, const float* clouds, const float* stars, const unsigned short* atlas,
    const float* rows, int crowd, float* out) {
    const V3 eye = {view[0], view[1], view[2]}, sun = {view[5], view[6], view[7]};
    const float cp = view[16], sp = view[17], cy = view[18], sy = view[19];
    const float across = pixel[0] * view[20], up = pixel[1] * view[20];
    const float ahead = cp - up * sp, rise = sp + up * cp;
    V3 way = {across * cy - ahead * sy, rise, -across * sy - ahead * cy};
    const float unit = 1.0f / sqrtf(dot(way, way));
    way = V3{way.x * unit, way.y * unit, way.z * unit};
    for (int c = 0; c < 20; c++) out[c] = 0.0f;
    out[14] = way.x, out[15] = way.y, out[16] = way.z;

    float limit = fminf(until(way.x, view[8], view[9], eye.x), until(way.z, view[10], view[11], eye.z));
    limit = fminf(limit, VIEW);
    const float over = (TOP - eye.y) / (way.y != 0 ? way.y : 1.0f);
    if (way.y > 0 && eye.y < TOP) limit = fminf(limit, over);
    const float start = eye.y > TOP ? (way.y < 0 ? over : VIEW + 1) : 0.05f;

    float t = start, before = 0, gap = 1, q = 1;
    bool hit = false, stepped = false, onward = false;
    for (int step = 0; step < STEPS && t < limit; step++) {
        q = solid(distance, at(eye, way, t));
        onward = false;
        if (q < MEET + MEET_SLOPE * t) {
            hit = true;
            break;
        }
        before = t, gap = q, stepped = true;
        t += fmaxf(q * 0.95f, STRIDE + STRIDE_SLOPE * t);
        onward = step == STEPS - 1;
    }
    if (onward && q < 0.03f + 0.004f * t) hit = true;
    if (hit && gap > q && t > before && stepped)
        t = before + (t - before) * fminf(gap / fmaxf(gap - q, 1e-6f), 2.0f);

    float wet = 0;
    if (way.y < -1e-6f && eye.y > 0) {
        float plane = -eye.y / way.y;
        V3 there = at(eye, way, fminf(plane, 2 * VIEW));
        if (plane < (hit ? t : limit) && plane < limit && flat(height, there.x, there.z) < 0)
            wet = fmaxf(flat(water, there.x, there.z), 0.05f), hit = true, t = plane;
    }
    int who = -1;
    float nearest = hit ? t : VIEW;
    for (int k = 0; k < crowd; k++)
        if (rows[k * ROW + 6] >= 0) {
            float met = meet(body_of(rows + k * ROW, atlas), eye, way, nearest);
            if (met > 0 && met < nearest) nearest = met, who = k;
        }
    if (who >= 0) hit = true, t = nearest, wet = 0;

    if (!hit) {
        out[0] = VIEW;
        out[5] = out[6] = out[7] = 1.0f;
        out[19] = eye.y + way.y * VIEW;
        if (way.y > 0.01f) {
            const float u = way.x / (way.y + 0.14f) * 1.4f, w = way.z / (way.y + 0.14f) * 1.4f, half = CLOUDS / 2;
            const float weights[3] = {0.55f, 0.3f, 0.15f}, scales[3] = {1.0f, 2.1f, 4.3f};
            float cloud = 0;
            for (int o = 0; o < 3; o++)
                cloud += weights[o] * smooth_noise(clouds + o * CLOUDS * CLOUDS, CLOUDS,
                                                   u * scales[o] + view[13 + o] + half, w * scales[o] + half);
            const float star = smooth_noise(stars, STARS, way.x * 190 + way.y * 61 + STARS / 2,
                                            way.z * 190 - way.y * 37 + STARS / 2);
            out[11] = fmaxf(star - 0.93f, 0.0f) * 9.0f;
            out[12] = cloud;
        }
        return;
    }

    const V3 p = at(eye, way, t);
    V3 n = {0, 0, 0};
    const float taps[4][3] = {{1, -1, -1}, {-1, -1, 1}, {-1, 1, -1}, {1, 1, 1}};
    if (who >= 0) {
        const Body b = body_of(rows + who * ROW, atlas);
        const V3 place = turned(V3{p.x - b.row[0], p.y - b.row[1], p.z - b.row[2]}, b.row);
        const float h = b.row[5] / SIDE;
        float a[3] = {0, 0, 0};
        for (int k = 0; k < 4; k++) {
            float d = local(b, 0, V3{place.x + h * taps[k][0], place.y + h * taps[k][1], place.z + h * taps[k][2]});
            for (int axis = 0; axis < 3; axis++) a[axis] += d * taps[k][axis];
        }
        n = V3{a[0] * b.row[3] + a[2] * b.row[4], a[1], -a[0] * b.row[4] + a[2] * b.row[3]};
        for (int c = 0; c < 4; c++) out[8 + c] = clip(local(b, 1 + c, place), 0.0f, 1.0f);
        out[18] = b.row[6] + 1;
    } else if (wet > 0) {
        const float x = p.x + view[3], z = p.z + view[4], drift = view[12];
        n.x = 0.03f * sinf(1.7f * x + 0.6f * z + 40 * drift) + 0.02f * sinf(2.9f * z - 1.1f * x - 55 * drift);
        n.y = 1.0f;
        n.z = 0.03f * sinf(2.1f * z - 0.5f * x + 47 * drift) + 0.02f * sinf(3.1f * x + 1.3f * z + 60 * drift);
        paint_at(colour, distance, V3{p.x, flat(height, p.x, p.z), p.z}, out + 8);
        out[11] = 0;
    } else {
        for (int k = 0; k < 4; k++) {
            float d = solid(distance, V3{p.x + 0.22f * taps[k][0], p.y + 0.22f * taps[k][1], p.z + 0.22f * taps[k][2]});
            n.x += d * taps[k][0], n.y += d * taps[k][1], n.z += d * taps[k][2];
        }
        paint_at(colour, distance, p, out + 8);
    }
    const float size = 1.0f / sqrtf(dot(n, n) + 1e-12f);
    n = V3{n.x * size, n.y * size, n.z * size};
    const float facing = dot(n, sun);

    float shade = 0;
    if (facing > 0) {
        const V3 from = at(p, n, 0.15f);
        float u = 0.3f;
        shade = 1.0f;
        for (int step = 0; step < SHADOW_STEPS; step++) {
            const V3 there = at(from, sun, u);
            if (there.y > TOP || u > 45.0f) break;
            const float clear = solid(distance, there);
            shade = fminf(shade, fmaxf(9.0f * clear / u, 0.0f));
            if (shade < 0.01f) break;
            u += clip(clear, 0.25f, 4.0f);
        }
    }
    float near = solid(distance, at(p, n, 0.6f)) / 0.6f;
    const float far = solid(distance, at(p, n, 1.5f)) / 1.5f;
    if (who >= 0) near = fmaxf(near, 0.7f);
    for (int k = 0; k < crowd && who < 0; k++) {
        const float* row = rows + k * ROW;
        const float ex = p.x - row[0], ey = p.y - row[1], ez = p.z - row[2], thick = 0.16f * row[5];
        const float apart = ex * ex + ez * ez;
        if (row[6] < 0 || apart >= 64.0f) continue;
        if (fabsf(ey) < 0.6f && apart < 9 * thick * thick) near *= 1 - 0.6f * expf(-apart / (thick * thick));
        const float higher = row[1] + 0.3f * row[5] - p.y, along = higher * sun.y - ex * sun.x - ez * sun.z;
        if (facing > 0 && along > 0) {
            const float gx = ex + sun.x * along, gy = (higher - sun.y * along) * 0.55f, gz = ez + sun.z * along;
            const float clear = sqrtf(gx * gx + gy * gy + gz * gz) - thick;
            shade = fminf(shade, clip(clear / (0.08f + 0.05f * along) + 0.5f, 0.0f, 1.0f));
        }
    }
    out[0] = t, out[1] = 1.0f;
    out[2] = n.x, out[3] = n.y, out[4] = n.z;
    out[5] = shade, out[6] = clip(near, 0.0f, 1.0f), out[7] = clip(far, 0.0f, 1.0f);
    out[12] = lamp(glow, at(p, n, 0.5f));
    out[13] = wet, out[17] = facing, out[19] = p.y;
}

// one picture's ray; `ray` counts row by row
FN void draw(
    int ray, int rays, int picture, const float* pixels, const int* page, const float* view, const Distance* distance,
    const int* colour, const float* water, const float* height, const float* glow, const float* clouds,
    const float* stars, const unsigned short* atlas, const float* rows, int crowd, float* out) {
    const long long solid_page = (long long)page[picture] * DEEP * N * N, flat_page = (long long)page[picture] * N * N;
    const long long glow_page = (long long)page[picture] * GLOW_DEEP * GLOW_SIDE * GLOW_SIDE;
    draw_ray(
        pixels + 2 * ray, view + picture * VIEW_DIM, distance + solid_page, colour + solid_page, water + flat_page,
        height + flat_page, glow + glow_page, clouds + (long long)page[picture] * 3 * CLOUDS * CLOUDS, stars, atlas,
        rows + (long long)picture * crowd * ROW, crowd, out + ((long long)picture * rays + ray) * 20);
}

#ifdef __CUDACC_RTC__
// a warp takes a tile of 8 x 4 rays: neighbours meet the same cells and stop together
extern "C" __global__ void march(
    const float* pixels, const int* page, const float* view, const Distance* distance, const int* colour,
    const float* water, const float* height, const float* glow, const float* clouds, const float* stars,
    const unsigned short* atlas, const float* rows, int crowd, int wide, int high, float* out) {
    const int tiles = (wide + 7) / 8, lane = threadIdx.x & 31;
    const int tile = blockIdx.x * (blockDim.x / 32) + (threadIdx.x >> 5);
    const int x = tile % tiles * 8 + (lane & 7), y = tile / tiles * 4 + (lane >> 3);
    if (x < wide && y < high)
        draw(y * wide + x, wide * high, blockIdx.y, pixels, page, view, distance, colour, water, height, glow, clouds,
             stars, atlas, rows, crowd, out);
}
#else
extern "C" void march(
    const float* pixels, const int* page, const float* view, const Distance* distance, const int* colour,
    const float* water, const float* height, const float* glow, const float* clouds, const float* stars,
    const unsigned short* atlas, const float* rows, int crowd, int wide, int high, float* out, int pictures) {
    for (int picture = 0; picture < pictures; picture++)
        for (int ray = 0; ray < wide * high; ray++)
            draw(ray, wide * high, picture, pixels, page, view, distance, colour, water, height, glow, clouds, stars,
                 atlas, rows, crowd, out);
}
#endif
