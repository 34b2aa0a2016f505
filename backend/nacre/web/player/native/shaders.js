// The world's light in GLSL: the same model as the server's pictures have (backend/nacre/world/render/shading).

export const LAMPS = 24; // the nearest ones light a picture
export const MAPS = 4; // three cascades of what stands still, and one map of what moves

// All that a picture's shaders share; `frame.js` fills it.
const FRAME = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2DArray;
precision highp sampler2DArrayShadow;
layout(std140) uniform Frame {
  mat4 camera;
  vec4 eye;          // place, and seconds of the world
  vec4 sun;          // direction to the sun or moon, and how dark it is (lamps burn)
  vec4 sunColour;    // and fresh snow
  vec4 skyLight;     // and wetness
  vec4 groundLight;  // and exposure
  vec4 bounce;       // and the sun's disc
  vec4 horizon;      // and cover of cloud
  vec4 zenith;       // and stars
  vec4 glow;         // and fog
  vec4 haze;         // and fog that lies low
  vec4 cloudLit;     // and how fast that falls with height
  vec4 cloudDark;    // and drift of clouds
  vec4 deep;         // and metres of a pixel at 1 m
  vec4 shallow;      // and how many lamps
  vec4 ahead;        // the camera's direction, and whether anything that moves has a shadow
  vec4 right;        // of the camera, times the tangent of half its width
  vec4 up;           // the same, up
  vec4 rows[12];     // from the world to places in the shadow maps (0..1) and depth, three rows for each
  vec4 lampPlace[${LAMPS}];  // and reach
  vec4 lampColour[${LAMPS}];
};
`;

const AIR = `
uniform sampler2D field; // tiled noise
float noise(vec2 at) { return texture(field, at + 0.5 / 256.0).r; }
vec3 linearOf(vec3 s) { return mix(pow((s + 0.055) / 1.055, vec3(2.4)), s / 12.92, vec3(lessThanEqual(s, vec3(0.04045)))); }

// A filmic curve (Narkowicz's fit of ACES), then sRGB's by square roots.
vec3 toned(vec3 colour) {
  vec3 x = max(colour * groundLight.w, vec3(0.0));
  x = min((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14), vec3(1.0));
  vec3 r1 = sqrt(x), r2 = sqrt(r1), r3 = sqrt(r2);
  return clamp(0.662002687 * r1 + 0.684122060 * r2 - 0.323583601 * r3 - 0.0225411470 * x, 0.0, 1.0);
}

float gradient(float high, float low4) {
  float share = 1.0 - sqrt(high) * 0.86;
  return share * share * 0.65 + low4 * 0.35;
}

// Water: the plane y = 0 in front of whatever lies below it. d: unit direction; solid: metres to what is seen, 0 for the
// sky; place: where that is. Gives the colour, and changes \`solid\` to the distance of the water.
vec3 watered(vec3 colour, vec3 d, vec3 place, inout float solid) {
  if (eye.y <= 0.02 || d.y >= -1e-4) return colour;
  float away = -eye.y / d.y;
  bool something = solid > 0.0;
  if (something && away >= solid) return colour;
  float through = something ? min(solid - away, 60.0) : 60.0;
  float under = something ? -place.y : 30.0;
  vec2 at = (eye.xz + d.xz * away) * 0.055;
  float drift = eye.w * 0.010;
  float n0 = noise(at + vec2(drift, -drift * 0.6));
  float n1 = noise(at.yx * 1.7 + vec2(0.5 - drift * 0.8, drift + 0.25));
  float calm = 0.044 / (1.0 + away * 0.03);
  vec2 slope = vec2(n0 - n1, n0 + n1) * calm;
  vec3 n = vec3(slope.x, 1.0, slope.y) * inversesqrt(dot(slope, slope) + 1.0);
  float facing = clamp(-dot(d, n), 0.02, 1.0);
  vec3 m = d + 2.0 * facing * n;
  float high = min(abs(m.y), 1.0), low = (1.0 - high) * (1.0 - high);
  low *= low;
  float warm = max(dot(m, sun.xyz), 0.01), warm8 = pow(warm, 8.0);
  vec3 mirror = mix(zenith.rgb, horizon.rgb, gradient(high, low)) + glow.rgb * warm8 * 0.30 * (0.35 + 0.65 * low);
  float glint = pow(max(warm8, 0.1), 32.0) * 3.0 * bounce.w;
  float reflected = (0.04 + 0.96 * pow(1.0 - facing, 5.0)) * 0.82;
  float clear = exp(-through * 0.55), tint = exp(-through * 0.22);
  vec3 water = deep.rgb + (colour * (tint + (1.0 - tint) * shallow.rgb) - deep.rgb) * clear;
  water += (mirror - water) * reflected + sunColour.rgb * glint;
  // foam: patches of a thin line where the bottom is near, and crests that catch the light
  float worn = n0 - n1, edge = under + worn * 0.014 + sin(eye.w * 0.9) * 0.02;
  float foam = max(1.0 - abs(edge - 0.03) * 30.0, 0.0) * clamp(worn * 0.8 - 0.1, 0.0, 1.0);
  foam = (foam * 0.45 + clamp(worn - 1.3, 0.0, 1.0) * 0.10) / (1.0 + away * 0.02);
  water += (skyLight.rgb + 0.25 * sunColour.rgb - water) * foam;
  solid = away;
  return water;
}

// The horizon's colour in front of what is far, and the sun's where one looks towards it.
vec3 misted(vec3 colour, vec3 d, float away) {
  if (away <= 0.0) return colour;
  float h0 = max(eye.y * cloudLit.w, -2.0), h1 = max((eye.y + d.y * away) * cloudLit.w, -2.0);
  float share = 1.0 - exp(-away * (glow.w + haze.w * 0.5 * (exp(-h0) + exp(-h1))));
  float warm = max(dot(d, sun.xyz), 0.0);
  warm = warm * warm * warm * warm * 0.45;
  return mix(colour, haze.rgb + glow.rgb * warm, share);
}

vec4 shown(vec3 colour, vec3 place) {
  vec3 d = place - eye.xyz;
  float away = length(d);
  d /= max(away, 1e-6);
  colour = watered(colour, d, place, away);
  return vec4(toned(misted(colour, d, away)), 1.0);
}
`;

const LIGHT = `
uniform sampler2DArray textures;
uniform sampler2DArrayShadow shadows;
uniform sampler2DArrayShadow moving;
uniform vec2 surfaces[64]; // repeats in a metre and gloss of each material
uniform float textured;

// Metres of the surface that a pixel covers: pixels at a slant are long, a size between their two sides.
float fineness(vec3 n, vec3 place) {
  vec3 d = place - eye.xyz;
  float facing = abs(dot(n, d)) / max(length(d), 1e-6);
  return dot(d, ahead.xyz) * deep.w / sqrt(max(facing, 0.03));
}

vec4 texel(int kind, vec2 uv, float fine) {
  float scale = surfaces[kind].x;
  float level = max(log2(max(fine * scale * 153.6, 1.0)) - 0.5, 0.0);
  vec4 four = textureLod(textures, vec3(uv * scale, float(kind)), level);
  return mix(vec4(128.0 / 255.0), four, textured);
}

// A share of light: sixteen texels by how much of each lies in a square of 3 x 3, as four taps between texels.
float taps(sampler2DArrayShadow map, vec3 spot, float layer, float size) {
  vec2 at = spot.xy * size - 0.5, c = floor(at), f = at - c;
  vec2 wa = 2.0 - f, wb = 1.0 + f;
  vec2 a = (c - 0.5 + 1.0 / wa) / size, b = (c + 1.5 + f / wb) / size;
  float sum = wa.x * wa.y * texture(map, vec4(a.x, a.y, layer, spot.z)) + wb.x * wa.y * texture(map, vec4(b.x, a.y, layer, spot.z))
    + wa.x * wb.y * texture(map, vec4(a.x, b.y, layer, spot.z)) + wb.x * wb.y * texture(map, vec4(b.x, b.y, layer, spot.z));
  return sum / 9.0;
}

vec3 spotIn(int map, vec3 place, vec3 n, float size) {
  // moved along the normal by a little more than a texel, so that no surface shades itself
  vec4 moved = vec4(place + n * (1.7 / (size * length(rows[3 * map].xyz))), 1.0);
  return vec3(dot(rows[3 * map], moved), dot(rows[3 * map + 1], moved), dot(rows[3 * map + 2], moved) - 1e-5);
}

float sunlight(vec3 place, vec3 n) {
  float share = 1.0;
  for (int map = 0; map < 3; map++) {
    vec3 spot = spotIn(map, place, n, SIZE);
    vec2 inside = abs(spot.xy - 0.5);
    if (max(inside.x, inside.y) < 0.5 - 5.0 / SIZE) { share = taps(shadows, spot, float(map), SIZE); break; }
  }
  if (ahead.w > 0.5 && share > 0.0) {
    vec3 spot = spotIn(3, place, n, 512.0);
    vec2 inside = abs(spot.xy - 0.5);
    if (max(inside.x, inside.y) < 0.5 - 5.0 / 512.0) share = min(share, taps(moving, spot, 0.0, 512.0));
  }
  return share;
}

// A normal turned by the texture's slopes: u runs level along a surface, v up it; level ground has u along x, v along -z.
vec3 inclined(vec3 n, vec2 slope, bool ground) {
  float level = dot(n.xz, n.xz);
  vec3 t = vec3(1.0, 0.0, 0.0), b = vec3(0.0, 0.0, -1.0);
  if (level > 0.01 && !ground) { t = vec3(n.z, 0.0, -n.x) * inversesqrt(level); b = cross(n, t); }
  return normalize(n - slope.x * t - slope.y * b);
}

// Sun, sky, ground, bounce, a sheen, what glows by itself, and lamps.
vec3 lit(vec3 albedo, vec3 plain, vec3 n, float sky, float gloss, float glows, vec3 place) {
  vec3 v = normalize(eye.xyz - place);
  float facingSun = max(dot(n, sun.xyz), 0.0);
  float shade = dot(plain, sun.xyz) > 0.0 && facingSun > 0.0 ? sunlight(place, n) * facingSun : 0.0;
  vec3 ground = groundLight.rgb;
  float grey = (ground.r + ground.g + ground.b) / 3.0;
  // indoors no lawn is below: light from there has met walls and floors, and is warm
  ground += (grey * vec3(1.14, 1.0, 0.84) - ground) * (1.0 - sky);
  float toward = 0.55 + 0.45 * dot(n.xz, sun.xz);
  vec3 light = sunColour.rgb * shade + skyLight.rgb * (0.5 + 0.5 * n.y) * sky
    + ground * (0.5 - 0.5 * n.y) * (0.35 + 0.65 * sky) + bounce.rgb * (0.62 - 0.38 * n.y) * toward * sky;
  float wetness = skyLight.w * max(n.y, 0.0) * sky;
  gloss += wetness * 0.35;
  float slant = 1.0 - max(dot(n, v), 0.0);
  float mirror = gloss * (0.04 + 0.6 * slant * slant * slant * slant * slant) * sky;
  float glint = gloss * shade * pow(max(dot(n, normalize(v + sun.xyz)), 0.1), 32.0) * 1.2;
  float cover = clamp((n.y * sky - 0.35) * 2.5, 0.0, 1.0) * sunColour.w * 0.85;
  vec3 body = mix(albedo * (1.0 - 0.35 * wetness), vec3(0.80, 0.83, 0.88), cover);
  vec3 colour = body * light + mirror * horizon.rgb + glint * sunColour.rgb + glows * sun.w * (body + vec3(1.55, 0.78, 0.22));
  int lamps = int(shallow.w);
  for (int k = 0; k < lamps; k++) {
    vec3 d = lampPlace[k].xyz - place;
    float far = dot(d, d);
    float edge = 1.0 - far / (lampPlace[k].w * lampPlace[k].w);
    if (edge <= 0.0) continue;
    float facing = max(dot(n, d) * inversesqrt(far + 1e-6) * 0.75 + 0.25, max(0.35 - far * 3.5, 0.0));
    colour += albedo * lampColour[k].rgb * edge * edge * facing / (far + 0.35);
  }
  return colour;
}
`;

const THING = `
layout(location = 0) in vec3 place;
layout(location = 1) in vec2 material; // and open sky
layout(location = 2) in vec3 normal;
layout(location = 3) in float glows;
layout(location = 4) in vec2 uv;
layout(location = 5) in vec4 colour;
layout(location = 6) in vec4 row0;
layout(location = 7) in vec4 row1;
layout(location = 8) in vec4 row2;
layout(location = 9) in vec4 tint;
uniform float unit;
vec3 standing() { vec4 p = vec4(place * unit, 1.0); return vec3(dot(row0, p), dot(row1, p), dot(row2, p)); }
`;

export const thing = {
  vertex: `${FRAME}${THING}
out vec3 at; out vec3 toward; out vec2 tile; out vec3 paint; flat out vec2 look; out float open;
vec3 linearOf(vec3 s) { return mix(pow((s + 0.055) / 1.055, vec3(2.4)), s / 12.92, vec3(lessThanEqual(s, vec3(0.04045)))); }
void main() {
  at = standing();
  toward = vec3(dot(row0.xyz, normal), dot(row1.xyz, normal), dot(row2.xyz, normal));
  tile = uv / 256.0;
  paint = linearOf(colour.rgb) * tint.rgb;
  look = vec2(material.x, glows);
  open = 0.17 + 0.83 * material.y / 255.0;
  gl_Position = camera * vec4(at, 1.0);
}`,
  fragment: (size) => `${FRAME}#define SIZE ${size.toFixed(1)}
${AIR}${LIGHT}
in vec3 at; in vec3 toward; in vec2 tile; in vec3 paint; flat in vec2 look; in float open;
out vec4 result;
void main() {
  vec3 n = normalize(toward);
  int kind = int(look.x + 0.5);
  vec4 four = texel(kind, tile, fineness(n, at)) * (255.0 / 128.0);
  vec3 turned = inclined(n, four.gb - 1.0, false);
  result = shown(lit(paint * four.r, n, turned, open, surfaces[kind].y, look.y, at), at);
}`,
};

export const ground = {
  vertex: `${FRAME}
layout(location = 0) in vec3 place;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec4 first;
layout(location = 3) in vec4 second;
layout(location = 4) in vec4 grass;
uniform vec2 corner;
out vec3 at; out vec3 toward; out vec4 share0; out vec4 share1; out vec3 paint; out vec2 tile;
vec3 linearOf(vec3 s) { return mix(pow((s + 0.055) / 1.055, vec3(2.4)), s / 12.92, vec3(lessThanEqual(s, vec3(0.04045)))); }
void main() {
  at = place + vec3(corner.x, 0.0, corner.y);
  toward = normal; share0 = first; share1 = second;
  paint = linearOf(grass.rgb);
  tile = vec2(place.x, -place.z);
  gl_Position = camera * vec4(at, 1.0);
}`,
  fragment: (size) => `${FRAME}#define SIZE ${size.toFixed(1)}
${AIR}${LIGHT}
in vec3 at; in vec3 toward; in vec4 share0; in vec4 share1; in vec3 paint; in vec2 tile;
uniform int layers[7];
uniform vec3 palette[7];
out vec4 result;
void main() {
  vec3 n = normalize(toward);
  float shares[7] = float[](share0.x, share0.y, share0.z, share0.w, share1.x, share1.y, share1.z);
  float fine = fineness(n, at), patch_ = noise(at.xz / 48.0), total = 0.0, gloss = 0.0;
  vec3 albedo = vec3(0.0);
  vec2 slope = vec2(0.0);
  // where layers meet the higher one wins, so that their borders are worn, not washed
  for (int k = 0; k < 7; k++) {
    float share = shares[k];
    if (k > 0) share += patch_ * share * (1.0 - share) * 0.45;
    if (share < 0.05) continue;
    vec4 four = texel(layers[k], tile, fine);
    float strong = share * share * (0.15 + four.a * four.a);
    four *= 255.0 / 128.0;
    albedo += (k == 0 ? paint : palette[k]) * four.r * strong;
    slope += (four.gb - 1.0) * strong;
    gloss += surfaces[layers[k]].y * strong;
    total += strong;
  }
  float part = 1.0 / max(total, 1e-6);
  albedo *= part * (1.0 + patch_ * 0.028) * vec3(1.0 + patch_ * 0.012, 1.0, 1.0);
  result = shown(lit(albedo, n, inclined(n, slope * part, true), 1.0, gloss * part, 0.0, at), at);
}`,
};

// Depth seen from the light; the rows of the map it goes into come as uniforms.
const CAST = `uniform vec4 light[3];
vec4 seen(vec3 p) { vec4 q = vec4(p, 1.0); return vec4(vec3(dot(light[0], q), dot(light[1], q), dot(light[2], q)) * 2.0 - 1.0, 1.0); }
`;
const NOTHING = `#version 300 es
void main() {}`;
export const castThing = { vertex: `${FRAME}${THING}${CAST}void main() { gl_Position = seen(standing()); }`, fragment: () => NOTHING };
export const castGround = {
  vertex: `${FRAME}layout(location = 0) in vec3 place; uniform vec2 corner;
${CAST}void main() { gl_Position = seen(place + vec3(corner.x, 0.0, corner.y)); }`,
  fragment: () => NOTHING,
};

export const sky = {
  vertex: `${FRAME}
out vec3 ray;
void main() {
  vec2 p = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
  ray = ahead.xyz + right.xyz * p.x + up.xyz * p.y;
  gl_Position = vec4(p, 1.0, 1.0);
}`,
  fragment: () => `${FRAME}${AIR}
in vec3 ray; out vec4 result;
uint scatter(uint n) { n = (n ^ (n >> 16u)) * 0x7FEB352Du; n = (n ^ (n >> 15u)) * 0x846CA68Bu; return n ^ (n >> 16u); }
float star(vec3 d) {
  vec3 a = abs(d);
  vec3 f = a.y >= a.x && a.y >= a.z ? vec3(d.xz / a.y, 1.0) : a.x >= a.z ? vec3(d.yz / a.x, d.x > 0.0 ? 2.0 : 3.0) : vec3(d.xy / a.z, d.z > 0.0 ? 4.0 : 5.0);
  vec2 uv = f.xy * 70.0 + 200.0, cell = floor(uv);
  uint h = scatter(uint(cell.x) + uint(cell.y) * 512u + (uint(f.z) << 20u));
  if ((h & 7u) != 0u) return 0.0;
  vec2 middle = vec2(float((h >> 8u) & 255u), float((h >> 16u) & 255u)) * (0.5 / 255.0) + 0.25;
  vec2 off = uv - cell - middle;
  float size = float((h >> 24u) & 255u) / 255.0;
  return max(1.0 - dot(off, off) * 60.0, 0.0) * (0.15 + size * size * size);
}
void main() {
  vec3 d = normalize(ray);
  float high = max(d.y, 0.0), low = (1.0 - high) * (1.0 - high), low4 = low * low;
  float warm = max(dot(d, sun.xyz), 0.01), warm4 = warm * warm * warm * warm;
  float halo = (warm4 * 0.30 + warm4 * warm4 * warm4 * 0.30) * (0.35 + 0.65 * low4);
  vec3 colour = mix(zenith.rgb, horizon.rgb, gradient(high, low4 * low4)) + glow.rgb * halo;
  if (d.y > 0.0) {
    float veil = 0.0;
    vec3 cloud = vec3(0.0);
    if (d.y > 0.015) {
      vec2 at = d.xz / (d.y + 0.12) * 0.11 + cloudDark.w * vec2(1.0, 0.4);
      float n = noise(at) + 0.40 * noise(at * 3.1 + vec2(0.37, 0.0));
      float edge = (0.62 - horizon.w) * 3.0;
      veil = clamp((n - edge) * 0.75, 0.0, 1.0);
      veil = veil * veil * (3.0 - 2.0 * veil) * min((d.y - 0.015) * 7.0, 1.0);
      float bright = clamp(1.15 - (n - edge) * 0.30, 0.0, 1.0);
      cloud = mix(cloudDark.rgb, cloudLit.rgb, bright) + glow.rgb * warm4 * warm4 * (1.0 - veil * 0.6) * 0.5;
      veil *= 0.92;
    }
    if (zenith.w > 0.05 && d.y > 0.02) colour += star(d) * zenith.w * min(d.y * 4.0, 1.0) * vec3(1.0, 1.0, 1.1);
    if (warm > 0.9990) colour += sunColour.rgb * min((warm - 0.9990) * 3500.0, 1.0) * bounce.w * 2.2;
    colour = mix(colour, cloud, veil);
  }
  float away = 0.0;
  colour = watered(colour, d, vec3(0.0), away);
  result = vec4(toned(misted(colour, d, away)), 1.0);
}`,
};

// Rain (1), snow (2), fireflies (3): each has a place of its own in a box about the eye that repeats, by its number, and
// moves with time. Rain is lines of two vertices.
export const falling = {
  vertex: `${FRAME}
uniform int kind; uniform float box, focal, brightness;
out vec4 tone;
uint mixed(uint n) { n = (n ^ (n >> 16u)) * 0x7FEB352Du; n = (n ^ (n >> 15u)) * 0x846CA68Bu; return n ^ (n >> 16u); }
float part(uint n) { return float(mixed(n) >> 8u) / 16777216.0; }
void main() {
  uint n = uint(gl_VertexID);
  float end = 0.0;
  if (kind == 1) { end = float(n & 1u); n >>= 1u; }
  float a = part(4u * n), b = part(4u * n + 1u), c = part(4u * n + 2u), d = part(4u * n + 3u), t = mod(eye.w, 3600.0);
  vec3 p = vec3(a, b, c) * box;
  if (kind == 1) p += vec3(t * 1.2, -t * 9.0 * (0.8 + 0.4 * d), 0.0);
  else if (kind == 2) p += vec3(0.5 * sin(t * (0.6 + d) + a * 40.0) + t * 0.4, -t * 1.1 * (0.8 + 0.4 * d), 0.5 * cos(t * (0.5 + c) + b * 40.0));
  else p = vec3(p.x + 1.6 * sin(t * (0.25 + 0.3 * d) + a * 50.0), b * 2.2 + 0.25 * sin(t + d * 30.0), p.z + 1.6 * cos(t * (0.22 + 0.3 * a) + c * 50.0));
  vec3 r = p - eye.xyz;
  r.xz -= box * floor(r.xz / box + 0.5);
  if (kind == 3) r.y = p.y - 1.6; else r.y -= box * floor(r.y / box + 0.5);
  float w = dot(r, ahead.xyz), fade = max(1.0 - w * 2.0 / box, 0.0);
  if (kind == 1) r += end * vec3(-0.045, 0.33, 0.0);
  gl_Position = w < 0.5 ? vec4(2.0, 2.0, 2.0, 1.0) : camera * vec4(eye.xyz + r, 1.0);
  if (kind == 1) tone = vec4(vec3(brightness), (0.10 + 0.25 * fade) * (1.0 - end));
  else if (kind == 2) { tone = vec4(vec3(brightness), 0.25 + 0.7 * fade); gl_PointSize = 2.0 * clamp(focal * 0.012 / w, 0.7, 6.0); }
  else { tone = vec4(1.0, 0.894, 0.47, max(sin(t * (0.9 + d) + b * 60.0), 0.0) * 0.9); gl_PointSize = 2.0 * clamp(focal * 0.030 / w, 1.0, 9.0); }
}`,
  fragment: () => `#version 300 es
precision highp float;
uniform int spots; in vec4 tone; out vec4 result;
void main() {
  vec2 d = gl_PointCoord * 2.0 - 1.0;
  float part = spots == 1 ? max(1.0 - dot(d, d), 0.0) : 1.0;
  result = vec4(tone.rgb, min(part * tone.a, 1.0));
}`,
};
