// Deferred shading on a GPU, one thread per pixel: what nacre.world.render.{surface,shadows,light,sky,water,shade} do
// for a row of pixels, in the same order; where those say why, nothing is said here.

__device__ inline float exponential(float x) {
    x = fminf(fmaxf(x, -87.0f), 88.0f);
    float k = floorf(x * 1.44269504f + 0.5f);
    float r = x - k * 0.693359375f + k * 2.12194440e-4f;
    float p = 1.0f / 5040;
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    return p * __int_as_float(((int)k + 127) * 8388608);
}

__device__ inline float clamped(float x) { return fminf(fmaxf(x, 0.0f), 1.0f); }

__device__ inline float noise_at(const float *field, float u, float v) {
    float x = u * NOISE, y = v * NOISE, fx = floorf(x), fy = floorf(y);
    Word ix = (Word)(int)fx & (NOISE - 1), iy = (Word)(int)fy & (NOISE - 1);
    Word jx = (ix + 1) & (NOISE - 1), jy = (iy + 1) & (NOISE - 1);
    float wx = x - fx, wy = y - fy;
    float p = field[iy * NOISE + ix], q = field[iy * NOISE + jx], r = field[jy * NOISE + ix], s = field[jy * NOISE + jx];
    float top = p + (q - p) * wx, low = r + (s - r) * wx;
    return top + (low - top) * wy;
}

__device__ inline Word texel(const Word *texels, Word base, int size, float u, float v) {
    float x = u * size - 0.5f, y = v * size - 0.5f, fx = floorf(x), fy = floorf(y);
    Word last = size - 1, ix = (Word)(int)fx & last, iy = (Word)(int)fy & last, jx = (ix + 1) & last, jy = (iy + 1) & last;
    Word wx = (Word)(int)((x - fx) * 256.0f), wy = (Word)(int)((y - fy) * 256.0f), vx = 256 - wx, vy = 256 - wy;
    Word one = base + iy * size, two = base + jy * size, mask = 0x00FF00FF;
    Word a = texels[one + ix], b = texels[one + jx], c = texels[two + ix], d = texels[two + jx];
    Word top0 = ((a & mask) * vx + (b & mask) * wx) >> 8 & mask;
    Word top1 = ((a >> 8 & mask) * vx + (b >> 8 & mask) * wx) >> 8 & mask;
    Word low0 = ((c & mask) * vx + (d & mask) * wx) >> 8 & mask;
    Word low1 = ((c >> 8 & mask) * vx + (d >> 8 & mask) * wx) >> 8 & mask;
    Word even = (top0 * vy + low0 * wy) >> 8 & mask, odd = (top1 * vy + low1 * wy) >> 8 & mask;
    return even | odd << 8;
}

__device__ inline int mip(float fine, float scale) {
    float x = fmaxf(fine * scale * (TEXTURE * 1.2f), 1.0f);
    return min((__float_as_int(x) >> 23) - 127, LEVELS - 1);
}

// What one pixel shows. d: metres along the view axis (0: nothing); ray 1 m along it, long `length`.
struct Pixel {
    float d, length, rx, ry, rz, x, y, z;  // place in the world
    float nx, ny, nz, red, green, blue, sky, glow, gloss, facing, shade, slope_u, slope_v;
    float r, g, b;  // light that reaches the eye
    float indirect[3], known;
};

__device__ inline void backdrop(const float *air, float dx, float dy, float dz, float *out) {
    float up = fmaxf(dy, 0.0f), high = sqrtf(up), low = 1.0f - up, low2 = low * low, low4 = low2 * low2;
    float warm = fmaxf(dx * air[SUN] + dy * air[SUN + 1] + dz * air[SUN + 2], 0.0f);
    float warm2 = warm * warm, warm4 = warm2 * warm2;
    float glow = (warm4 * 0.30f + warm4 * warm4 * warm4 * 0.30f) * (0.35f + 0.65f * low4);
    float share = 1.0f - high * 0.86f;
    share = share * share * 0.65f + low4 * low4 * 0.35f;
    for (int c = 0; c < 3; c++)
        out[c] = air[ZENITH + c] + (air[HORIZON + c] - air[ZENITH + c]) * share + air[GLOW + c] * glow;
}

__device__ inline Word scatter(Word n) {
    n = (n ^ n >> 16) * 0x7FEB352Du;
    n = (n ^ n >> 15) * 0x846CA68Bu;
    return n ^ n >> 16;
}

__device__ inline float star(float dx, float dy, float dz) {
    float ax = fabsf(dx), ay = fabsf(dy), az = fabsf(dz), u, v;
    Word side;
    if (ay >= ax && ay >= az) u = dx / ay, v = dz / ay, side = 1;
    else if (ax >= az) u = dy / ax, v = dz / ax, side = dx > 0 ? 2 : 3;
    else u = dx / az, v = dy / az, side = dz > 0 ? 4 : 5;
    u = u * 70.0f + 200.0f, v = v * 70.0f + 200.0f;
    Word iu = (Word)u, iv = (Word)v, h = scatter(iu + iv * 512 + (side << 20));
    if (h & 7) return 0.0f;
    float cx = (h >> 8 & 255) * (0.5f / 255) + 0.25f, cy = (h >> 16 & 255) * (0.5f / 255) + 0.25f;
    float fu = u - iu - cx, fv = v - iv - cy, size = (h >> 24) * (1.0f / 255);
    return fmaxf(1.0f - (fu * fu + fv * fv) * 60.0f, 0.0f) * (0.15f + size * size * size);
}

__device__ inline void sky(const float *air, const float *field, Pixel &p) {
    float inverse = 1.0f / p.length, dx = p.rx * inverse, dy = p.ry * inverse, dz = p.rz * inverse, out[3];
    backdrop(air, dx, dy, dz, out);
    float warm = fmaxf(dx * air[SUN] + dy * air[SUN + 1] + dz * air[SUN + 2], 0.0f);
    if (dy > 0.0f) {
        float veil = 0.0f, cloud[3] = {0, 0, 0};
        if (dy > 0.015f) {
            float k = 1.0f / (dy + 0.12f);
            float u = dx * k * 0.11f + air[DRIFT], v = dz * k * 0.11f + air[DRIFT] * 0.4f;
            float n = noise_at(field, u, v) + 0.40f * noise_at(field, u * 3.1f + 0.37f, v * 3.1f);
            float edge = (0.62f - air[COVER]) * 3.0f;
            veil = clamped((n - edge) * 0.75f);
            veil = veil * veil * (3.0f - 2.0f * veil);
            veil *= fminf((dy - 0.015f) * 7.0f, 1.0f);
            float lit = clamped(1.15f - (n - edge) * 0.30f), silver = warm * warm;
            silver = silver * silver;
            silver = silver * silver * (1.0f - veil * 0.6f);
            for (int c = 0; c < 3; c++)
                cloud[c] = air[CLOUD_DARK + c] + (air[CLOUD_LIT + c] - air[CLOUD_DARK + c]) * lit
                           + air[GLOW + c] * silver * 0.5f;
            veil *= 0.92f;
        }
        if (air[STARS] > 0.05f && dy > 0.02f) {
            float s = star(dx, dy, dz) * air[STARS] * fminf(dy * 4.0f, 1.0f);
            out[0] += s, out[1] += s, out[2] += s * 1.1f;
        }
        if (warm > 0.9990f) {
            float disc = fminf((warm - 0.9990f) * 3500.0f, 1.0f) * air[DISC];
            for (int c = 0; c < 3; c++) out[c] += air[SUN_COLOUR + c] * disc * 2.2f;
        }
        if (veil > 0.0f)
            for (int c = 0; c < 3; c++) out[c] += (cloud[c] - out[c]) * veil;
    }
    p.r = out[0], p.g = out[1], p.b = out[2];
}

// Share of light at a place of a shadow map; -1 where the map does not reach.
__device__ inline float lit(const float *map, int size, const float *row, const Pixel &p) {
    float k = 1.7f / sqrtf(row[0] * row[0] + row[1] * row[1] + row[2] * row[2]);
    float x = p.x + p.nx * k, y = p.y + p.ny * k, z = p.z + p.nz * k;
    float u = row[0] * x + row[1] * y + row[2] * z + row[3] - 0.5f;
    float v = row[4] * x + row[5] * y + row[6] * z + row[7] - 0.5f;
    float depth = row[8] * x + row[9] * y + row[10] * z + (row[11] + 1e-5f);
    if (!(u > 3.0f && v > 3.0f && u < size - 5 && v < size - 5)) return -1.0f;
    float fx = floorf(u), fy = floorf(v), wx = u - fx, wy = v - fy, total = 0.0f;
    const float *at = map + ((int)fy - 1) * size + (int)fx - 1;
    for (int r = 0; r < 4; r++, at += size) {
        float a = at[0] < depth, b = at[1] < depth, c = at[2] < depth, d = at[3] < depth;
        total += (a + b + c + (d - a) * wx) * (r == 0 ? 1.0f - wy : r == 3 ? wy : 1.0f);
    }
    return total * (1.0f / 9.0f);
}

__device__ inline void incline(const float *air, float relief, bool ground, Pixel &p) {
    float sx = air[SUN], sy = air[SUN + 1], sz = air[SUN + 2], nx = p.nx, ny = p.ny, nz = p.nz;
    float su = p.slope_u * relief, sv = p.slope_v * relief, plain = nx * sx + ny * sy + nz * sz;
    float level = nx * nx + nz * nz;
    bool steep = level > 0.01f && !ground;
    float inverse = 1.0f / sqrtf(steep ? level : 1.0f);
    float tx = steep ? nz * inverse : 1.0f, tz = steep ? -nx * inverse : 0.0f;
    float bx = steep ? ny * tz : 0.0f, by = steep ? nz * tx - nx * tz : 0.0f, bz = steep ? -ny * tx : -1.0f;
    float px = nx - su * tx - sv * bx, py = ny - sv * by, pz = nz - su * tz - sv * bz;
    float size = 1.0f / sqrtf(px * px + py * py + pz * pz + 1e-9f);
    p.nx = px * size, p.ny = py * size, p.nz = pz * size;
    float shown = p.nx * sx + p.ny * sy + p.nz * sz;
    p.shade = plain > 0.0f && shown > 0.0f ? 1.0f : 0.0f;
    p.facing = fmaxf(shown, 0.0f);
}

// Light of one box of cells on a surface, see shading/indirect.py; returns how much it counts.
__device__ inline float box_light(const unsigned long long *cells, const float *box, const Pixel &p, float *out) {
    float k = box[BOX_INVERSE];
    float u = (p.x - box[0]) * k + p.nx - 0.5f, v = (p.y - box[1]) * k + p.ny - 0.5f, w = (p.z - box[2]) * k + p.nz - 0.5f;
    float inner = fminf(fminf(fminf(u, box[BOX_WIDE] - 1.0f - u), fminf(w, box[BOX_LONG] - 1.0f - w)),
                        fminf(v, box[BOX_TALL] - 1.0f - v));
    if (!(inner > 0.01f)) return 0.0f;
    int iu = (int)u, iv = (int)v, iw = (int)w, across = (int)box[BOX_WIDE], along = (int)box[BOX_LONG];
    float fu = u - iu, fv = v - iv, fw = w - iw, gu = (1.0f - fu) * 1024.0f, gv = 1.0f - fv, gw = 1.0f - fw;
    fu = fu * 1024.0f;
    int share[8] = {0, (int)(fu * gv * gw), (int)(gu * gv * fw), (int)(fu * gv * fw),
                    (int)(gu * fv * gw), (int)(fu * fv * gw), (int)(gu * fv * fw), (int)(fu * fv * fw)};
    share[0] = 1024;
    for (int n = 1; n < 8; n++) share[0] -= share[n];
    long long at = 6ll * ((int)box[BOX_FIRST] + (iv * along + iw) * across + iu);
    int face[3] = {p.nx > 0.0f ? 0 : 1, p.ny > 0.0f ? 2 : 3, p.nz > 0.0f ? 4 : 5};
    float square[3] = {p.nx * p.nx, p.ny * p.ny, p.nz * p.nz};
    out[0] = out[1] = out[2] = 0.0f;
    for (int f = 0; f < 3; f++) {
        unsigned long long total = 0;
        for (int n = 0; n < 8; n++)
            total += cells[at + face[f] + 6ll * ((n >> 2) * across * along + (n >> 1 & 1) * across + (n & 1))] * share[n];
        for (int c = 0; c < 3; c++) {
            float root = (float)(int)(total >> (21 * c) & 0x1FFFFF) * BOX_UNIT;
            out[c] += square[f] * root * root * box[BOX_SCALE + c];
        }
    }
    return fminf(inner * box[BOX_FADE], 1.0f) * box[BOX_THERE];
}

// p's light from the sky and other surfaces, out of a fine box within a coarse one; p.known: how much it counts.
__device__ inline void indirect(const unsigned long long *cells, const float *boxes, Pixel &p) {
    p.known = 0.0f;
    if (boxes[BOX_THERE] == 0.0f && boxes[BOX_SIZE + BOX_THERE] == 0.0f) return;
    float far[3];
    p.known = box_light(cells, boxes, p, p.indirect);
    if (p.known < 1.0f) {
        float rest = box_light(cells, boxes + BOX_SIZE, p, far) * (1.0f - p.known);
        if (rest == 0.0f) far[0] = far[1] = far[2] = 0.0f;
        if (p.known == 0.0f) p.indirect[0] = p.indirect[1] = p.indirect[2] = 0.0f;
        float part = 1.0f / fmaxf(p.known + rest, 1e-6f);
        for (int c = 0; c < 3; c++) p.indirect[c] = (p.indirect[c] * p.known + far[c] * rest) * part;
        p.known += rest;
    }
}

__device__ inline void light(const float *air, Pixel &p) {
    float sx = air[SUN], sy = air[SUN + 1], sz = air[SUN + 2], nx = p.nx, ny = p.ny, nz = p.nz;
    float sun = p.shade * p.facing, inverse = 1.0f / p.length;
    float vx = -p.rx * inverse, vy = -p.ry * inverse, vz = -p.rz * inverse;
    float above = (0.5f + 0.5f * ny) * p.sky, below = (0.5f - 0.5f * ny) * (0.35f + 0.65f * p.sky);
    float toward = 0.55f + 0.45f * (nx * sx + nz * sz), bounce = (0.62f - 0.38f * ny) * toward * p.sky;
    float open = 1.6f / (air[SKY_LIGHT] + air[SKY_LIGHT + 1] + air[SKY_LIGHT + 2]), least = 1.6f / open * LEAST;
    float seen = p.known > 0.0f ? fminf((p.indirect[0] + p.indirect[1] + p.indirect[2]) * open, 1.0f) : 0.0f;
    float vertex_sky = p.sky;
    p.sky = p.sky + (fminf(p.sky, seen) - p.sky) * p.known;
    float wetness = air[WET] * fmaxf(ny, 0.0f) * p.sky, gloss = p.gloss + wetness * 0.35f;
    float slant = 1.0f - fmaxf(nx * vx + ny * vy + nz * vz, 0.0f), slant2 = slant * slant;
    float mirror = gloss * (0.04f + 0.6f * slant2 * slant2 * slant) * p.sky;
    float hx = vx + sx, hy = vy + sy, hz = vz + sz;
    float half = (nx * hx + ny * hy + nz * hz) / sqrtf(hx * hx + hy * hy + hz * hz + 1e-9f);
    half = fmaxf(half, 0.0f);
    for (int n = 0; n < 5; n++) half = half * half;
    float glint = gloss * sun * half * 1.2f, damp = 1.0f - 0.35f * wetness;
    float cover = clamped((ny * p.sky - 0.35f) * 2.5f) * air[WHITE] * 0.85f, shine = p.glow * air[DARK];
    float albedo[3] = {p.red, p.green, p.blue}, snow[3] = {0.80f, 0.83f, 0.88f}, flame[3] = {1.55f, 0.78f, 0.22f};
    float grey = (air[GROUND_LIGHT] + air[GROUND_LIGHT + 1] + air[GROUND_LIGHT + 2]) * (1.0f / 3.0f);
    float warm[3] = {1.14f, 1.00f, 0.84f}, corner[3] = {1.08f, 1.00f, 0.91f}, out[3];
    for (int c = 0; c < 3; c++) {
        float ground = air[GROUND_LIGHT + c];
        ground = ground + (grey * warm[c] - ground) * (1.0f - vertex_sky);
        float here = air[SKY_LIGHT + c] * above + ground * below + air[BOUNCE + c] * bounce;
        if (p.known > 0.0f) here += (p.indirect[c] + (1.0f - seen) * least * corner[c] - here) * p.known;
        here += air[SUN_COLOUR + c] * sun;
        float colour = albedo[c] * damp;
        colour = colour + (snow[c] - colour) * cover;
        out[c] = colour * here + mirror * air[HORIZON + c] + glint * air[SUN_COLOUR + c] + shine * (colour + flame[c]);
    }
    p.r = out[0], p.g = out[1], p.b = out[2];
}

// Adds lamps float [many][7] that reach what the pixel's tile shows, at most MOST_LAMPS of them: those that reach
// nearest to the eye. reach: least and greatest 1/w in the tile, as bits.
__device__ inline void lamps(const float *lamp, int many, int x, int y, int width, int height, const Word *reach,
                             const float *basis, const float *eye, Pixel &p) {
    float high = __uint_as_float(reach[1]);
    if (many == 0 || high <= 0.0f) return;
    int left = x / TILE_WIDE * TILE_WIDE, top = y / TILE_HIGH * TILE_HIGH;
    int x1 = min(left + TILE_WIDE, width), y1 = min(top + TILE_HIGH, height);
    float close = 1.0f / high, far = 1.0f / __uint_as_float(reach[0]);
    float cx = ((float)(left + x1) - width) * 0.5f, cy = (height - (float)(top + y1)) * 0.5f, middle = 0.5f * (close + far);
    float mx = eye[0] + (basis[6] + basis[0] * cx + basis[3] * cy) * middle;
    float my = eye[1] + (basis[7] + basis[1] * cx + basis[4] * cy) * middle;
    float mz = eye[2] + (basis[8] + basis[2] * cx + basis[5] * cy) * middle;
    float side = (x1 - left) * 0.5f, unit = basis[0] * basis[0] + basis[1] * basis[1] + basis[2] * basis[2];
    float radius = sqrtf(unit * side * side * 1.6f) * far
                   + 0.5f * (far - close) * sqrtf(1.0f + unit * (cx * cx + cy * cy));
    int near[MOST_LAMPS], count = 0;
    float weight[MOST_LAMPS];
    for (int n = 0; n < many; n++) {
        const float *l = lamp + n * 7;
        float dx = l[0] - mx, dy = l[1] - my, dz = l[2] - mz, within = l[6] + radius;
        if (dx * dx + dy * dy + dz * dz >= within * within) continue;
        float ex = l[0] - eye[0], ey = l[1] - eye[1], ez = l[2] - eye[2];
        float value = ex * ex + ey * ey + ez * ez - l[6] * l[6];
        int place = count;
        if (count == MOST_LAMPS) {
            place = 0;
            for (int q = 1; q < count; q++)
                if (weight[q] > weight[place]) place = q;
            if (weight[place] <= value) continue;
        } else count++;
        near[place] = n, weight[place] = value;
    }
    for (int n = 0; n < count; n++) {
        const float *l = lamp + near[n] * 7;
        float dx = l[0] - p.x, dy = l[1] - p.y, dz = l[2] - p.z, away = dx * dx + dy * dy + dz * dz;
        float edge = fmaxf(1.0f - away * (1.0f / (l[6] * l[6])), 0.0f);
        float facing = fmaxf((p.nx * dx + p.ny * dy + p.nz * dz) / sqrtf(away + 1e-6f) * 0.75f + 0.25f, 0.0f);
        float power = edge * edge * facing / (away + 0.35f);
        p.r += p.red * l[3] * power, p.g += p.green * l[4] * power, p.b += p.blue * l[5] * power;
    }
}

__device__ inline void water(const float *air, const float *field, const float *eye, Pixel &p) {
    if (eye[1] <= 0.02f || !(p.ry < -1e-4f)) return;
    float there = -eye[1] / p.ry;
    bool something = p.d > 0.0f;
    if (something && !(p.d > there)) return;
    float time = air[TIME], drift = time * 0.010f, u = (eye[0] + p.rx * there) * 0.055f, v = (eye[2] + p.rz * there) * 0.055f;
    float n0 = noise_at(field, u + drift, v - drift * 0.6f);
    float n1 = noise_at(field, v * 1.7f - drift * 0.8f + 0.5f, u * 1.7f + drift + 0.25f);
    float worn = n0 - n1, swell = sinf(time * 0.9f) * 0.02f, away = there * p.length;
    float through = something ? (p.d - there) * p.length : 60.0f, deep = something ? -p.y : 30.0f;
    float calm = 0.044f / (1.0f + away * 0.03f), sx = worn * calm, sz = (n0 + n1) * calm;
    float up = 1.0f / sqrtf(sx * sx + sz * sz + 1.0f), nx = sx * up, nz = sz * up, inverse = 1.0f / p.length;
    float dx = p.rx * inverse, dy = p.ry * inverse, dz = p.rz * inverse;
    float facing = fminf(fmaxf(-(dx * nx + dy * up + dz * nz), 0.02f), 1.0f);
    float mx = dx + 2.0f * facing * nx, my = dy + 2.0f * facing * up, mz = dz + 2.0f * facing * nz;
    float high = fminf(fabsf(my), 1.0f), share = 1.0f - sqrtf(high) * 0.86f, low = 1.0f - high;
    low = low * low;
    low = low * low;
    share = share * share * 0.65f + low * low * 0.35f;
    float warm = fmaxf(mx * air[SUN] + my * air[SUN + 1] + mz * air[SUN + 2], 0.0f), warm2 = warm * warm;
    float warm4 = warm2 * warm2, warm8 = warm4 * warm4, glow = warm8 * 0.30f * (0.35f + 0.65f * low);
    float glint = warm8 * warm8;
    for (int n = 0; n < 3; n++) glint = glint * glint;
    glint = glint * glint * 3.0f * air[DISC];
    float slant = 1.0f - facing, slant2 = slant * slant;
    float reflect = (0.04f + 0.96f * slant2 * slant2 * slant) * 0.82f;
    float clear = exponential(-through * 0.55f), tint = exponential(-through * 0.22f);
    float edge = deep + worn * 0.014f + swell;
    float foam = fmaxf(1.0f - fabsf(edge - 0.03f) * 30.0f, 0.0f) * fminf(fmaxf(worn * 0.8f - 0.1f, 0.0f), 1.0f);
    foam = foam * 0.45f + fminf(fmaxf(worn - 1.3f, 0.0f), 1.0f) * 0.10f;
    foam = foam / (1.0f + away * 0.02f);
    float given[3] = {p.r, p.g, p.b}, out[3];
    for (int c = 0; c < 3; c++) {
        float mirror = air[ZENITH + c] + (air[HORIZON + c] - air[ZENITH + c]) * share + air[GLOW + c] * glow;
        float w = air[WATER_DEEP + c]
                  + (given[c] * (tint + (1.0f - tint) * air[WATER_SHALLOW + c]) - air[WATER_DEEP + c]) * clear;
        w = w + (mirror - w) * reflect + air[SUN_COLOUR + c] * glint;
        out[c] = w + (air[SKY_LIGHT + c] + 0.25f * air[SUN_COLOUR + c] - w) * foam;
    }
    p.r = out[0], p.g = out[1], p.b = out[2];
    p.d = there;
}

__device__ inline void fog(const float *air, float eye_height, Pixel &p) {
    float falls = air[FOG_HEIGHT], low = air[FOG_LOW] * 0.5f, away = p.d * p.length;
    float e0 = exponential(-fmaxf(eye_height * falls, -2.0f));
    float e1 = exponential(-fmaxf((eye_height + p.ry * p.d) * falls, -2.0f));
    float share = 1.0f - exponential(-away * (air[FOG] + low * (e0 + e1)));
    float warm = fmaxf(p.rx * air[SUN] + p.ry * air[SUN + 1] + p.rz * air[SUN + 2], 0.0f) / p.length;
    warm = warm * warm;
    warm = warm * warm * 0.45f;
    p.r += (air[HAZE] + air[GLOW] * warm - p.r) * share;
    p.g += (air[HAZE + 1] + air[GLOW + 1] * warm - p.g) * share;
    p.b += (air[HAZE + 2] + air[GLOW + 2] * warm - p.b) * share;
}

__device__ inline float tone(float x) {
    x = fmaxf(x, 0.0f);
    x = x * (2.51f * x + 0.03f) / (x * (2.43f * x + 0.59f) + 0.14f);
    x = fminf(x, 1.0f);
    float r1 = sqrtf(x), r2 = sqrtf(r1), r3 = sqrtf(r2);
    float y = 0.662002687f * r1 + 0.684122060f * r2 - 0.323583601f * r3 - 0.0225411470f * x;
    return clamped(y) * 255.0f + 0.5f;
}

// Ground of several layers: the higher one wins. w: weights of the three corners, each Byte [10].
__device__ inline void blend(const Byte *wa, const Byte *wb, const Byte *wc, float e, float f, float u, float v, float fine,
                             const float *palette, const int *layers, const Word *texels, const int *starts,
                             const float *tiles, const float *glosses, const float *field, Pixel &p) {
    e *= 1.0f / 255, f *= 1.0f / 255;
    float g = 1.0f / 255 - e - f, patch = noise_at(field, p.x * (1.0f / 48), p.z * (1.0f / 48));
    float red = 0, green = 0, blue = 0, slope_u = 0, slope_v = 0, gloss = 0, total = 0;
    for (int layer = 0; layer < LAYERS; layer++) {
        if (!(wa[layer] | wb[layer] | wc[layer])) continue;
        float share = e * wa[layer] + f * wb[layer] + g * wc[layer];
        if (layer > 0) share = share + patch * share * (1.0f - share) * 0.45f;
        if (share < 0.03f) continue;
        int kind = layers[layer], level = mip(fine, tiles[kind]);
        Word four = texel(texels, kind * starts[LEVELS] + starts[level], TEXTURE >> level, u * tiles[kind], v * tiles[kind]);
        float high = (four >> 24) * (1.0f / 255), strong = share * share * (0.15f + high * high);
        float detail = (four & 255) * (1.0f / 128) * strong;
        red += detail * (layer ? palette[layer * 3] : p.red);
        green += detail * (layer ? palette[layer * 3 + 1] : p.green);
        blue += detail * (layer ? palette[layer * 3 + 2] : p.blue);
        slope_u += strong * ((float)(four >> 8 & 255) - 128.0f);
        slope_v += strong * ((float)(four >> 16 & 255) - 128.0f);
        gloss += strong * glosses[kind];
        total += strong;
    }
    float part = 1.0f / fmaxf(total, 1e-6f);
    p.slope_u = slope_u * part * (1.0f / 128), p.slope_v = slope_v * part * (1.0f / 128);
    p.gloss = gloss * part;
    part = part * (1.0f + patch * 0.028f);
    p.red = red * part * (1.0f + patch * 0.012f);
    p.green = green * part, p.blue = blue * part;
}

// Normal, albedo, sky, glow, texture slopes and gloss of what the pixel shows; whether it is ground.
__device__ inline bool surface_of(int slot, float x, float y, const float *planes, const int *draw, const float *world,
                                  const int *record, const int *index, const float *attribute, const Byte *surface,
                                  const Byte *ground, const float *tint, const float *linear, const float *palette,
                                  const int *layers, const Word *texels, const int *starts, const float *tiles,
                                  const float *glosses, float pixel, const float *field, Pixel &p) {
    const int *level = record + draw[LEVEL] * 8;
    long long face = level[2] + slot - draw[FIRST_TRIANGLE];
    const int *corner = index + face * 3;
    const Byte *look = surface + face * 8;
    const float *a = attribute + 8ll * (level[0] + corner[0]), *b = attribute + 8ll * (level[0] + corner[1]);
    const float *c = attribute + 8ll * (level[0] + corner[2]), *m = world + 12ll * (draw[MATRIX] + look[5]);
    const float *plane = planes + slot * 9ll;
    float e = (plane[0] * x + (plane[1] * y + plane[2])) * p.d, f = (plane[3] * x + (plane[4] * y + plane[5])) * p.d;
    float n[3], more[3];
    for (int r = 0; r < 3; r++) {
        float cn = m[4 * r] * c[0] + m[4 * r + 1] * c[1] + m[4 * r + 2] * c[2];
        float an = m[4 * r] * a[0] + m[4 * r + 1] * a[1] + m[4 * r + 2] * a[2] - cn;
        float bn = m[4 * r] * b[0] + m[4 * r + 1] * b[1] + m[4 * r + 2] * b[2] - cn;
        n[r] = cn + e * an + f * bn;
    }
    for (int k = 0; k < 3; k++) more[k] = c[3 + k] + e * (a[3 + k] - c[3 + k]) + f * (b[3 + k] - c[3 + k]);
    float u = more[0], v = more[1];
    p.sky = more[2];
    int kind;
    bool flat = draw[GROUND] >= 0;
    const Byte *wa = ground, *wb = ground, *wc = ground;
    p.slope_u = p.slope_v = 0.0f;
    if (!flat) {
        const float *t = tint + 3ll * draw[INSTANCE];
        kind = look[3];
        p.red = linear[look[0]] * t[0], p.green = linear[look[1]] * t[1], p.blue = linear[look[2]] * t[2];
        p.glow = draw[FLAGS] & LIT_WINDOWS ? look[4] * (1.0f / 255) : 0.0f;
        p.gloss = glosses[kind];
    } else {
        wa += 10ll * (draw[GROUND] + corner[0]), wb += 10ll * (draw[GROUND] + corner[1]);
        wc += 10ll * (draw[GROUND] + corner[2]);
        kind = BLENDED;
        for (int k = 0; k < LAYERS; k++)
            if (wa[k] == 255 && wb[k] == 255 && wc[k] == 255) {
                kind = layers[k];
                p.red = palette[3 * k], p.green = palette[3 * k + 1], p.blue = palette[3 * k + 2];
            }
        if (kind == BLENDED || kind == layers[0]) {
            float own[3];
            for (int k = 0; k < 3; k++) {
                float cc = linear[wc[7 + k]];
                own[k] = cc + e * (linear[wa[7 + k]] - cc) + f * (linear[wb[7 + k]] - cc);
            }
            p.red = own[0], p.green = own[1], p.blue = own[2];
        }
        p.gloss = kind >= 0 ? glosses[kind] : 0.0f;
        p.glow = 0.0f;
    }
    float size = 1.0f / sqrtf(n[0] * n[0] + n[1] * n[1] + n[2] * n[2] + 1e-12f);
    p.nx = n[0] * size, p.ny = n[1] * size, p.nz = n[2] * size;
    float facing = fabsf(p.nx * p.rx + p.ny * p.ry + p.nz * p.rz) / p.length;
    float fine = p.d * pixel / sqrtf(fmaxf(facing, 0.03f));
    if (kind >= 0) {
        float scale = tiles[kind];
        int fall = mip(fine, scale);
        Word four = texel(texels, kind * starts[LEVELS] + starts[fall], TEXTURE >> fall, u * scale, v * scale);
        float detail = (four & 255) * (1.0f / 128);
        p.slope_u = ((float)(four >> 8 & 255) - 128.0f) * (1.0f / 128);
        p.slope_v = ((float)(four >> 16 & 255) - 128.0f) * (1.0f / 128);
        if (flat) {
            float patch = noise_at(field, p.x * (1.0f / 48), p.z * (1.0f / 48));
            detail *= 1.0f + patch * 0.028f;
            p.red *= 1.0f + patch * 0.012f;
        }
        p.red *= detail, p.green *= detail, p.blue *= detail;
    } else blend(wa, wb, wc, e, f, u, v, fine, palette, layers, texels, starts, tiles, glosses, field, p);
    return flat;
}

// What shading reads. Per picture: views float [VIEW] (basis, eye), airs float [AIR], palettes float [LAYERS][3],
// lamp float [lamp_room][7] and how many, rows float [CASCADES + 1][12] of its shadows, kept int [CASCADES]: its maps
// among `maps`, and in `moves` whether its map in `moving` counts; reach: see `read_out`; light_boxes float
// [BOXES][BOX_SIZE], see render/light_boxes.py.
#define LIGHT                                                                                                           \
    const float *planes, const int *draws, int count, const float *world, const int *record, const int *index,          \
        const float *attribute, const Byte *surface, const Byte *ground, const float *tint, const float *linear,        \
        const int *layers, const Word *texels, const int *starts, const float *tiles, const float *glosses,             \
        const float *field, const float *views, const float *airs, const float *palettes, const float *lamp,            \
        const int *lamp_counts, int lamp_room, const float *maps, const float *moving, const float *rows,               \
        const int *kept, const int *moves, const Word *reach, const unsigned long long *light_cells,                    \
        const long long *light_firsts, const float *light_boxes, int width, int height
#define GIVEN                                                                                                           \
    planes, draws, count, world, record, index, attribute, surface, ground, tint, linear, layers, texels, starts,       \
        tiles, glosses, field, views, airs, palettes, lamp, lamp_counts, lamp_room, maps, moving, rows, kept, moves,    \
        reach, light_cells, light_firsts, light_boxes, width, height

// What is shown at a place (x, y in pixels) of a picture whose slot is seen there at 1/w; out: 0.5 to 255.5.
__device__ inline void shown(int picture, float x, float y, int slot, float near, LIGHT, float *out) {
    const float *basis = views + picture * VIEW, *eye = basis + 9, *air = airs + picture * AIR;
    Pixel p;
    float across = x - width * 0.5f, up = height * 0.5f - y;
    p.rx = basis[6] + basis[0] * across + basis[3] * up;
    p.ry = basis[7] + basis[1] * across + basis[4] * up;
    p.rz = basis[8] + basis[2] * across + basis[5] * up;
    p.length = sqrtf(p.rx * p.rx + p.ry * p.ry + p.rz * p.rz);
    p.d = near > 0.0f ? 1.0f / near : 0.0f;
    p.x = eye[0] + p.rx * p.d, p.y = eye[1] + p.ry * p.d, p.z = eye[2] + p.rz * p.d;
    if (slot >= 0) {
        const int *draw = draws + holder(draws, count, FIRST_TRIANGLE, slot) * COLUMNS;
        float pixel = sqrtf(basis[0] * basis[0] + basis[1] * basis[1] + basis[2] * basis[2]);
        bool flat = surface_of(slot, x, y, planes, draw, world, record, index, attribute, surface, ground, tint, linear,
                               palettes + picture * LAYERS * 3, layers, texels, starts, tiles, glosses, pixel, field, p);
        indirect(light_cells + light_firsts[picture], light_boxes + picture * BOXES * BOX_SIZE, p);
        incline(air, 1.0f, flat, p);
        if (p.shade > 0.0f) {
            const float *row = rows + picture * (CASCADES + 1) * 12;
            for (int n = 0; n < CASCADES; n++) {
                const float *map = maps + (long long)kept[picture * CASCADES + n] * MAP_SIZE * MAP_SIZE;
                float share = lit(map, MAP_SIZE, row + n * 12, p);
                if (share >= 0.0f) {
                    p.shade = share;
                    break;
                }
            }
            if (moves[picture] && p.shade > 0.0f) {
                const float *map = moving + (long long)picture * MOVING_SIZE * MOVING_SIZE;
                float share = lit(map, MOVING_SIZE, row + CASCADES * 12, p);
                if (share >= 0.0f) p.shade = fminf(p.shade, share);
            }
        }
        light(air, p);
        int tiles_across = (width + TILE_WIDE - 1) / TILE_WIDE, tiles_down = (height + TILE_HIGH - 1) / TILE_HIGH;
        long long tile = (long long)picture * tiles_across * tiles_down + (int)y / TILE_HIGH * tiles_across
                         + (int)x / TILE_WIDE;
        lamps(lamp + (long long)picture * lamp_room * 7, lamp_counts[picture], (int)x, (int)y, width, height,
              reach + tile * 2, basis, eye, p);
    } else sky(air, field, p);
    if (air[WATER_THERE] > 0.0f) water(air, field, eye, p);
    fog(air, eye[1], p);
    out[0] = tone(p.r * air[EXPOSURE]), out[1] = tone(p.g * air[EXPOSURE]), out[2] = tone(p.b * air[EXPOSURE]);
}

// One thread per pixel of the batch; out Byte [pixels][3].
extern "C" __global__ void shade(const float *nearness, const int *slots, LIGHT, int pixels, Byte *out) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= pixels) return;
    int at = i % (width * height);
    float colour[3];
    shown(i / (width * height), at % width + 0.5f, at / width + 0.5f, slots[i], nearness[i], GIVEN, colour);
    for (int c = 0; c < 3; c++) out[3ll * i + c] = (Byte)colour[c];
}
