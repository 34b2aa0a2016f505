// Visibility on a GPU: which triangle is nearest at every pixel of a batch of pictures. The same arithmetic, in the
// same order, as nacre.world.render.draws and .raster; where those say why, nothing is said here.
//
// Every kernel is one thread per vertex, triangle or pixel, without shared memory and without barriers: a CPU can run
// the threads one after the other (tests/support/cuda_shim.h), and atomics make the order of triangles irrelevant.
// Arrays of several pictures lie behind each other; `draws` knows the picture of each draw.

typedef unsigned long long Key;
typedef unsigned char Byte;
typedef unsigned int Word;

__device__ inline int holder(const int *draws, int count, int column, int number) {
    int low = 0, high = count;
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (draws[middle * COLUMNS + column] <= number) low = middle;
        else high = middle;
    }
    return low;
}

// Every operation rounded by itself, as the renderer in numba does here: equal bits, so that equal triangles are seen.
__device__ inline float along(const float *m, float x, float y, float z) {
    float sum = __fadd_rn(__fmul_rn(m[0], x), __fmul_rn(m[1], y));
    return __fadd_rn(__fadd_rn(sum, __fmul_rn(m[2], z)), m[3]);
}

// One thread per vertex. points float [V][4]: pixel x, pixel y, 1/w, w.
extern "C" __global__ void project(const float *position, int stride, const int *record, const int *run,
                                   const int *draws, int count, int vertices, const float *matrices, int flat,
                                   float *points) {
    int v = blockIdx.x * blockDim.x + threadIdx.x;
    if (v >= vertices) return;
    const int *draw = draws + holder(draws, count, FIRST_VERTEX, v) * COLUMNS;
    const int *level = record + draw[LEVEL] * 8;
    int local = v - draw[FIRST_VERTEX], r = level[5];
    while (local >= run[r * 2 + 1]) r++;
    const float *m = matrices + (draw[MATRIX] + run[r * 2]) * 12;
    int source = level[0] + local;
    float x = position[source], y = position[stride + source], z = position[2 * stride + source];
    float *out = points + v * 4ll;
    float u = along(m, x, y, z), t = along(m + 4, x, y, z), w = along(m + 8, x, y, z);
    if (flat) {
        out[0] = u, out[1] = t, out[2] = fmaxf(w, 1e-6f), out[3] = 1.0f;
        return;
    }
    bool ahead = w > NEAR;
    float inverse = __fdiv_rn(1.0f, ahead ? w : 1.0f);
    float px = __fmul_rn(u, inverse), py = __fmul_rn(t, inverse);
    bool plain = ahead && fabsf(px) < 16384.0f && fabsf(py) < 16384.0f;
    out[0] = plain ? px : u;
    out[1] = plain ? py : t;
    out[2] = plain ? inverse : 0.0f;
    out[3] = w;
}

// A triangle at one pixel's middle: its 1/w, or 0 where it is not. Counted from the left of the pixel's tile.
__device__ inline float met(const float *plane, int x, int y) {
    int left = x / TILE_WIDE * TILE_WIDE;
    float from = (float)left + 0.5f, px = (float)(x - left), py = (float)y + 0.5f;
    float e = fmaf(plane[0], px, fmaf(plane[1], py, fmaf(plane[0], from, plane[2])));
    float f = fmaf(plane[3], px, fmaf(plane[4], py, fmaf(plane[3], from, plane[5])));
    float g = fmaf(plane[6], px, fmaf(plane[7], py, fmaf(plane[6], from, plane[8])));
    bool inside = e >= -WIDER * (fabsf(plane[0]) + fabsf(plane[1])) && f >= -WIDER * (fabsf(plane[3]) + fabsf(plane[4]))
                  && g >= -WIDER * (fabsf(plane[6]) + fabsf(plane[7]));
    return inside ? e + f + g : 0.0f;
}

// Nearest wins; of equally near ones the lower slot.
__device__ inline void offer(Key *at, float near, Word slot) {
    Key key = ((Key)__float_as_uint(near) << 32) | (0xFFFFFFFFu - slot);
    if (*at < key) atomicMax(at, key);
}

__device__ inline void cover(const float *plane, Word slot, int x, int y, int width, Key *keys) {
    float near = met(plane, x, y);
    if (near > 0.0f) offer(keys + (long long)y * width + x, near, slot);
}

// A triangle at PLACES places of one pixel, for pixels whose edges are resolved.
__device__ inline void cover_places(const float *plane, Word slot, int x, int y, Key *keys) {
    float px = (float)x, py = (float)y, w[3], slant[3];
    for (int c = 0; c < 3; c++) {
        float a = plane[3 * c], b = plane[3 * c + 1];
        w[c] = a * px + b * py + plane[3 * c + 2];
        slant[c] = fabsf(a) + fabsf(b);
        if (w[c] + 0.5f * (a + b + slant[c]) < 0.0f) return;  // not even its best corner is inside
    }
    for (int s = 0; s < PLACES; s++) {
        float dx = (s & 3) * 0.25f + 0.125f, dy = (s >> 2) * 0.25f + 0.125f;
        float e = w[0] + plane[0] * dx + plane[1] * dy, f = w[1] + plane[3] * dx + plane[4] * dy;
        float g = w[2] + plane[6] * dx + plane[7] * dy, near = e + f + g;
        if (e >= -WIDER * slant[0] && f >= -WIDER * slant[1] && g >= -WIDER * slant[2] && near > 0.0f)
            offer(keys + s, near, slot);
    }
}

// One thread per triangle: culled, its planes float [T][9] and box short [T][4] (x from, to, y from, to; of what is not
// seen x from is 1 and to is 0) kept; small ones are filled at once, of large ones the tiles are left as pieces
// int [room][2] (slot, tile) for `fill`. Where these do not suffice they are filled here. spread: whether boxes hold
// pixels whose PLACES are met, not only their middles.
extern "C" __global__ void set_up(const int *index, const int *record, const int *draws, int count, int triangles,
                                  const float *points, int flat, int spread, int width, int height, float *planes,
                                  short *boxes, int *pieces, int *used, int room, Key *keys) {
    int slot = blockIdx.x * blockDim.x + threadIdx.x;
    if (slot >= triangles) return;
    short *box = boxes + slot * 4ll;
    box[0] = 1, box[1] = 0;
    const int *draw = draws + holder(draws, count, FIRST_TRIANGLE, slot) * COLUMNS;
    const int *level = record + draw[LEVEL] * 8;
    const int *corner = index + 3ll * (level[2] + slot - draw[FIRST_TRIANGLE]);
    const float *a = points + 4ll * (draw[FIRST_VERTEX] + corner[0]);
    const float *b = points + 4ll * (draw[FIRST_VERTEX] + corner[1]);
    const float *c = points + 4ll * (draw[FIRST_VERTEX] + corner[2]);
    double x0 = a[0], y0 = a[1], i0 = a[2], x1 = b[0], y1 = b[1], i1 = b[2], x2 = c[0], y2 = c[1], i2 = c[2];
    double ea, eb, ec, fa, fb, fc, ga, gb, gc, left, right, top, bottom;
    if (i0 > 0 && i1 > 0 && i2 > 0) {
        double area = (x1 - x0) * (y2 - y0) - (y1 - y0) * (x2 - x0);
        if (area >= -1e-9) return;
        left = fmin(fmin(x0, x1), x2), right = fmax(fmax(x0, x1), x2);
        top = fmin(fmin(y0, y1), y2), bottom = fmax(fmax(y0, y1), y2);
        if (right < 0 || bottom < 0 || left >= width || top >= height) return;
        double k = 1.0 / area, k0 = k * i0, k1 = k * i1, k2 = k * i2;
        ea = (y1 - y2) * k0, eb = (x2 - x1) * k0, ec = (x1 * y2 - x2 * y1) * k0;
        fa = (y2 - y0) * k1, fb = (x0 - x2) * k1, fc = (x2 * y0 - x0 * y2) * k1;
        ga = (y0 - y1) * k2, gb = (x1 - x0) * k2, gc = (x0 * y1 - x1 * y0) * k2;
    } else {
        double w0 = a[3], w1 = b[3], w2 = c[3];
        if (flat || (w0 <= NEAR_WIDE && w1 <= NEAR_WIDE && w2 <= NEAR_WIDE)) return;
        if (i0 > 0) x0 *= w0, y0 *= w0;
        if (i1 > 0) x1 *= w1, y1 *= w1;
        if (i2 > 0) x2 *= w2, y2 *= w2;
        ea = y1 * w2 - y2 * w1, eb = x2 * w1 - x1 * w2, ec = x1 * y2 - x2 * y1;
        fa = y2 * w0 - y0 * w2, fb = x0 * w2 - x2 * w0, fc = x2 * y0 - x0 * y2;
        ga = y0 * w1 - y1 * w0, gb = x1 * w0 - x0 * w1, gc = x0 * y1 - x1 * y0;
        double volume = x0 * ea + y0 * eb + w0 * ec;
        if (volume >= -1e-12) return;
        double k = 1.0 / volume;
        ea *= k, eb *= k, ec *= k, fa *= k, fb *= k, fc *= k, ga *= k, gb *= k, gc *= k;
        left = top = 1e30, right = bottom = -1e30;
        double xs[3] = {x0, x1, x2}, ys[3] = {y0, y1, y2}, ws[3] = {w0, w1, w2};
        for (int side = 0; side < 3; side++) {
            int next = (side + 1) % 3;
            double px = xs[side], py = ys[side], pw = ws[side], qx = xs[next], qy = ys[next], qw = ws[next];
            if (pw > NEAR_WIDE) {
                left = fmin(left, px / pw), right = fmax(right, px / pw);
                top = fmin(top, py / pw), bottom = fmax(bottom, py / pw);
            }
            if ((pw > NEAR_WIDE) != (qw > NEAR_WIDE)) {
                double s = (NEAR_WIDE - pw) / (qw - pw);
                px = (px + s * (qx - px)) / NEAR_WIDE, py = (py + s * (qy - py)) / NEAR_WIDE;
                left = fmin(left, px), right = fmax(right, px);
                top = fmin(top, py), bottom = fmax(bottom, py);
            }
        }
        if (right < 0 || bottom < 0 || left >= width || top >= height) return;
    }
    double wider = spread ? SPREAD : 0.0;
    double low_x = fmax(left, -1.0) - 0.5 - WIDER_WIDE, high_x = fmin(right, width + 1.0) - 0.5 + WIDER_WIDE;
    double low_y = fmax(top, -1.0) - 0.5 - WIDER_WIDE, high_y = fmin(bottom, height + 1.0) - 0.5 + WIDER_WIDE;
    int from_x = max((int)ceil(low_x - wider), 0), to_x = min((int)floor(high_x + wider), width - 1);
    int from_y = max((int)ceil(low_y - wider), 0), to_y = min((int)floor(high_y + wider), height - 1);
    if (from_x > to_x || from_y > to_y) return;
    bool middles = ceil(low_x) <= floor(high_x) && ceil(low_y) <= floor(high_y);
    box[0] = (short)from_x, box[1] = (short)to_x, box[2] = (short)from_y, box[3] = (short)to_y;
    float *plane = planes + slot * 9ll;
    plane[0] = (float)ea, plane[1] = (float)eb, plane[2] = (float)ec;
    plane[3] = (float)fa, plane[4] = (float)fb, plane[5] = (float)fc;
    plane[6] = (float)ga, plane[7] = (float)gb, plane[8] = (float)gc;
    Key *mine = keys + (long long)draw[PICTURE] * width * height;
    int across = (width + TILE_WIDE - 1) / TILE_WIDE;
    if ((to_x - from_x + 1) * (to_y - from_y + 1) > SMALL) {
        int tx = from_x / TILE_WIDE, ty = from_y / TILE_HIGH;
        int wide = to_x / TILE_WIDE - tx + 1, many = wide * (to_y / TILE_HIGH - ty + 1);
        int first = atomicAdd(used, many);
        if (first + many <= room) {
            for (int n = 0; n < many; n++) {
                pieces[2ll * (first + n)] = slot;
                pieces[2ll * (first + n) + 1] = (ty + n / wide) * across + tx + n % wide;
            }
            return;
        }
        for (int n = first; n < room; n++) pieces[2ll * n] = -1;
    }
    if (!middles) return;
    for (int y = from_y; y <= to_y; y++)
        for (int x = from_x; x <= to_x; x++) cover(plane, slot, x, y, width, mine);
}

// Blocks take the pieces in turn; within one, each thread has pixels of its own.
extern "C" __global__ void fill(const int *pieces, const int *used, int room, const int *draws, int count,
                                const float *planes, const short *boxes, int width, int height, Key *keys) {
    int many = min(*used, room), across = (width + TILE_WIDE - 1) / TILE_WIDE;
    for (int n = blockIdx.x; n < many; n += gridDim.x) {
        int slot = pieces[2ll * n], tile = pieces[2ll * n + 1];
        if (slot < 0) continue;
        const int *draw = draws + holder(draws, count, FIRST_TRIANGLE, slot) * COLUMNS;
        const short *box = boxes + slot * 4ll;
        Key *mine = keys + (long long)draw[PICTURE] * width * height;
        int left = tile % across * TILE_WIDE, top = tile / across * TILE_HIGH;
        for (int i = threadIdx.x; i < TILE_WIDE * TILE_HIGH; i += blockDim.x) {
            int x = left + i % TILE_WIDE, y = top + i / TILE_WIDE;
            if (x >= box[0] && x <= box[1] && y >= box[2] && y <= box[3])
                cover(planes + slot * 9ll, slot, x, y, width, mine);
        }
    }
}

// One thread per triangle: small ones, and large ones that `set_up` had no room for, at the places of marked pixels.
// marks int [pixels]: which PLACES of `places` are a pixel's, -1 for none.
extern "C" __global__ void ask(const int *draws, int count, int triangles, const float *planes, const short *boxes,
                               const int *marks, int width, int height, const int *used, int room, Key *places) {
    int slot = blockIdx.x * blockDim.x + threadIdx.x;
    if (slot >= triangles) return;
    const short *box = boxes + slot * 4ll;
    if (box[0] > box[1]) return;
    if ((box[1] - box[0] + 1) * (box[3] - box[2] + 1) > SMALL && *used <= room) return;
    const int *draw = draws + holder(draws, count, FIRST_TRIANGLE, slot) * COLUMNS;
    const int *mine = marks + (long long)draw[PICTURE] * width * height;
    for (int y = box[2]; y <= box[3]; y++)
        for (int x = box[0]; x <= box[1]; x++) {
            int mark = mine[y * width + x];
            if (mark >= 0) cover_places(planes + slot * 9ll, slot, x, y, places + (long long)mark * PLACES);
        }
}

// The same for the pieces of large triangles, as `fill` takes them.
extern "C" __global__ void ask_pieces(const int *pieces, const int *used, int room, const int *draws, int count,
                                      const float *planes, const short *boxes, const int *marks, int width, int height,
                                      Key *places) {
    if (*used > room) return;
    int many = *used, across = (width + TILE_WIDE - 1) / TILE_WIDE;
    for (int n = blockIdx.x; n < many; n += gridDim.x) {
        int slot = pieces[2ll * n], tile = pieces[2ll * n + 1];
        const int *draw = draws + holder(draws, count, FIRST_TRIANGLE, slot) * COLUMNS;
        const short *box = boxes + slot * 4ll;
        const int *mine = marks + (long long)draw[PICTURE] * width * height;
        int left = tile % across * TILE_WIDE, top = tile / across * TILE_HIGH;
        for (int i = threadIdx.x; i < TILE_WIDE * TILE_HIGH; i += blockDim.x) {
            int x = left + i % TILE_WIDE, y = top + i / TILE_WIDE;
            if (x < box[0] || x > box[1] || y < box[2] || y > box[3]) continue;
            int mark = mine[y * width + x];
            if (mark >= 0) cover_places(planes + slot * 9ll, slot, x, y, places + (long long)mark * PLACES);
        }
    }
}

// One thread per pixel of the batch: the keys become 1/w and slots (-1: nothing).
extern "C" __global__ void split_keys(const Key *keys, int pixels, float *nearness, int *slots) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= pixels) return;
    Key key = keys[i];
    nearness[i] = __uint_as_float((Word)(key >> 32));
    slots[i] = key ? (int)(0xFFFFFFFFu - (Word)key) : -1;
}

// One thread per pixel: depth in metres along the view axis (0: nothing), entity, and for each tile the least and the
// greatest 1/w in it, as bits: reach Word [pictures * tiles][2], which begins with all ones and 0.
extern "C" __global__ void read_out(const float *nearness, const int *slots, const int *draws, int count, int width,
                                    int height, int pixels, float *depth, Byte *entity, Word *reach) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= pixels) return;
    float near = nearness[i];
    depth[i] = near > 0.0f ? 1.0f / near : 0.0f;
    entity[i] = slots[i] < 0 ? 0 : (Byte)draws[holder(draws, count, FIRST_TRIANGLE, slots[i]) * COLUMNS + ENTITY];
    if (near <= 0.0f) return;
    int across = (width + TILE_WIDE - 1) / TILE_WIDE, down = (height + TILE_HIGH - 1) / TILE_HIGH;
    int picture = i / (width * height), at = i % (width * height);
    long long tile = (long long)picture * across * down + at / width / TILE_HIGH * across + at % width / TILE_WIDE;
    Word bits = __float_as_uint(near);
    if (reach[2 * tile] > bits) atomicMin(reach + 2 * tile, bits);
    if (reach[2 * tile + 1] < bits) atomicMax(reach + 2 * tile + 1, bits);
}
