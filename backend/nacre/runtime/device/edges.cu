// Clean silhouettes on a GPU, one thread per pixel: what nacre.world.render.edges does; that says why.

__device__ inline bool differs(const int *slots, const Byte *picture, long long here, long long there) {
    if (slots[here] == slots[there]) return false;
    for (int c = 0; c < 3; c++)
        if (abs((int)picture[3 * here + c] - (int)picture[3 * there + c]) > CONTRAST) return true;
    return false;
}

// Whether a border between two pixels can be seen, not merely one between two triangles of a soft surface.
__device__ inline bool border(const int *slots, const float *nearness, const int *draws, int count, const int *record,
                              const Byte *surface, const Byte *soft, long long here, long long there) {
    int mine = slots[here], other = slots[there];
    if (mine < 0 || other < 0) return true;
    int a = holder(draws, count, FIRST_TRIANGLE, mine), b = holder(draws, count, FIRST_TRIANGLE, other);
    const int *one = draws + a * COLUMNS, *two = draws + b * COLUMNS;
    float ratio = nearness[here] / nearness[there];
    if (one[GROUND] >= 0 && two[GROUND] >= 0) return ratio < 0.9f || ratio > 1.11f;
    if (a != b || ratio < 0.97f || ratio > 1.03f) return true;
    long long first = record[one[LEVEL] * 8 + 2] - one[FIRST_TRIANGLE];
    Byte p = surface[(first + mine) * 8 + 3], q = surface[(first + other) * 8 + 3];
    return p != q || soft[p] == 0;
}

// marks int [pixels]: a number for each pixel that is worth resolving, -1 for all others; its PLACES keys become those of
// nothing at the nearness behind which nothing is looked for.
extern "C" __global__ void mark(const int *slots, const float *nearness, const Byte *picture, const int *draws, int count,
                                const int *record, const Byte *surface, const Byte *soft, int width, int height,
                                int pixels, int *marks, int *used, Key *places) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= pixels) return;
    int at = i % (width * height), x = at % width, y = at / width;
    const int right[4] = {-1, 1, 0, 0}, down[4] = {0, 0, -1, 1};
    bool wanted = false;
    for (int k = 0; k < 4 && !wanted; k++) {
        int u = x + right[k], v = y + down[k];
        if (u < 0 || v < 0 || u >= width || v >= height) continue;
        long long there = (long long)i + down[k] * width + right[k];
        wanted = differs(slots, picture, i, there)
                 && border(slots, nearness, draws, count, record, surface, soft, i, there);
    }
    int number = wanted ? atomicAdd(used, 1) : -1;
    marks[i] = number;
    if (!wanted) return;
    float least = nearness[i];
    for (int v = max(y - 1, 0); v <= min(y + 1, height - 1); v++)
        for (int u = max(x - 1, 0); u <= min(x + 1, width - 1); u++)
            least = fminf(least, nearness[(long long)i + (v - y) * width + (u - x)]);
    Key nothing = (Key)__float_as_uint(least * BEHIND) << 32;
    for (int s = 0; s < PLACES; s++) places[(long long)number * PLACES + s] = nothing;
}

// out Byte [pixels][3]: the picture, marked pixels as the mean of what is nearest at their places.
extern "C" __global__ void resolve(const int *slots, const int *marks, const Key *places, LIGHT, int pixels,
                                   const Byte *picture, Byte *out) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= pixels) return;
    float sum[3] = {0.0f, 0.0f, 0.0f}, total = 0.0f;
    if (marks[i] >= 0) {
        const Key *mine = places + (long long)marks[i] * PLACES;
        int at = i % (width * height), x = at % width, y = at / width, found[PLACES], kinds = 0;
        float same[PLACES], mx[PLACES], my[PLACES];
        for (int s = 0; s < PLACES; s++) {
            int slot = (Word)mine[s] ? (int)(0xFFFFFFFFu - (Word)mine[s]) : -1, k = kinds - 1;
            while (k >= 0 && found[k] != slot) k--;
            if (k < 0) k = kinds++, found[k] = slot, same[k] = mx[k] = my[k] = 0.0f;
            same[k] += 1.0f, mx[k] += (s & 3) * 0.25f + 0.125f, my[k] += (s >> 2) * 0.25f + 0.125f;
        }
        const int right[9] = {0, -1, 1, 0, 0, -1, 1, -1, 1}, down[9] = {0, 0, 0, -1, 1, -1, -1, 1, 1};
        for (int k = 0; k < kinds; k++) {
            long long known = -1;
            for (int n = 0; n < 9 && known < 0; n++) {
                int u = x + right[n], v = y + down[n];
                if (u < 0 || v < 0 || u >= width || v >= height) continue;
                long long there = (long long)i + down[n] * width + right[n];
                if (slots[there] == found[k]) known = there;
            }
            float colour[3];
            if (known >= 0) {
                for (int c = 0; c < 3; c++) colour[c] = picture[3 * known + c];
            } else {
                if (found[k] < 0) continue;
                const float *p = planes + found[k] * 9ll;
                float px = x + mx[k] / same[k], py = y + my[k] / same[k];
                float near = (p[0] + p[3] + p[6]) * px + (p[1] + p[4] + p[7]) * py + p[2] + p[5] + p[8];
                if (near <= 1e-6f) continue;
                shown(i / (width * height), px, py, found[k], near, GIVEN, colour);
                for (int c = 0; c < 3; c++) colour[c] -= 0.5f;
            }
            for (int c = 0; c < 3; c++) sum[c] += same[k] * colour[c];
            total += same[k];
        }
    }
    for (int c = 0; c < 3; c++)
        out[3ll * i + c] = total > 0.0f ? (Byte)(int)(sum[c] * (1.0f / total) + 0.5f) : picture[3ll * i + c];
}
