#nullable enable
using System;
using System.Collections.Generic;
using UnityEngine;
using UnityEngine.Rendering;

namespace Nacre.Worlds
{
    /// <summary>What falls, by its number in the shader.</summary>
    internal enum FallingKind
    {
        None,
        Rain,
        Snow,
        Fireflies,
    }

    /// <summary>Rain, snow, and fireflies of a still night, about the camera that looks. Where each drop is the shader works out from what it was given and the time;
    /// here is what kind it is, how bright, and where roofs keep it off: rays straight down into the physics of the scene, a row of them each frame.</summary>
    internal sealed class Falling : IDisposable
    {
        // places along a side of the box for which is known what shelters them
        private const int Cells = 24;
        private const float Above = 30f;
        private const float Below = 10f;
        private const float Open = -60000f;
        // seconds after which it falls as at first
        private const float Again = 3600f;
        private static readonly int KindId = Shader.PropertyToID("_NacreKind");
        private static readonly int BoxId = Shader.PropertyToID("_NacreBox");
        private static readonly int SecondsId = Shader.PropertyToID("_NacreSeconds");
        private static readonly int PointId = Shader.PropertyToID("_NacrePoint");
        private static readonly int ToneId = Shader.PropertyToID("_NacreTone");
        private static readonly int EyeId = Shader.PropertyToID("_NacreEye");
        private static readonly int AcrossId = Shader.PropertyToID("_NacreAcross");
        private static readonly int UprightId = Shader.PropertyToID("_NacreUpright");
        private static readonly int AheadId = Shader.PropertyToID("_NacreAhead");
        private static readonly int ShelterId = Shader.PropertyToID("_NacreShelter");
        private static readonly int ShelteredId = Shader.PropertyToID("_NacreSheltered");

        private readonly GameObject holder;
        private readonly MeshFilter drops;
        private readonly Material material;
        private readonly Texture2D shelter;
        private readonly float[] heights = new float[Cells * Cells];
        private float seconds;
        private int row;

        internal Falling(Shader shader, int layer)
        {
            holder = new GameObject("Nacre weather") { layer = layer, hideFlags = HideFlags.HideAndDontSave };
            drops = holder.AddComponent<MeshFilter>();
            var drawn = holder.AddComponent<MeshRenderer>();
            material = new Material(shader) { name = "Nacre weather", hideFlags = HideFlags.HideAndDontSave };
            shelter = new Texture2D(Cells, Cells, TextureFormat.RFloat, false, true) { name = "Nacre shelter", filterMode = FilterMode.Point, wrapMode = TextureWrapMode.Repeat, hideFlags = HideFlags.HideAndDontSave };
            for (var i = 0; i < heights.Length; i++) heights[i] = Open;
            Know();
            material.SetTexture(ShelterId, shelter);
            drawn.sharedMaterial = material;
            drawn.shadowCastingMode = ShadowCastingMode.Off;
            drawn.receiveShadows = false;
            holder.SetActive(false);
        }

        /// <summary>What falls now.</summary>
        internal FallingKind Kind { get; private set; }

        /// <summary>Let this fall from now on, as bright as that; sRGB.</summary>
        internal void Fall(FallingKind kind, Vector3 tone)
        {
            material.SetVector(ToneId, tone);
            if (kind == Kind) return;
            Kind = kind;
            holder.SetActive(kind != FallingKind.None);
            Discard.Free(drops.sharedMesh);
            drops.sharedMesh = null!;
            if (kind == FallingKind.None) return;
            material.SetFloat(KindId, (int)kind);
            material.SetFloat(BoxId, Box(kind));
            drops.sharedMesh = Drops(Count(kind), Box(kind));
        }

        /// <summary>A frame later: go with the camera, and look for roofs on these layers.</summary>
        internal void Step(Camera camera, float passed, int shelterLayers)
        {
            if (Kind == FallingKind.None) return;
            seconds = (seconds + passed) % Again;
            var eye = camera.transform.position;
            var turn = camera.transform.rotation;
            holder.transform.SetPositionAndRotation(eye, Quaternion.identity);
            material.SetFloat(SecondsId, seconds);
            material.SetFloat(PointId, 2f * Mathf.Tan(0.5f * camera.fieldOfView * Mathf.Deg2Rad) / Math.Max(1, camera.pixelHeight));
            material.SetVector(EyeId, eye);
            material.SetVector(AcrossId, turn * new Vector3(1f, 0f, 0f));
            material.SetVector(UprightId, turn * Vector3.up);
            material.SetVector(AheadId, turn * new Vector3(0f, 0f, 1f));
            var sheltered = shelterLayers != 0 && Kind != FallingKind.Fireflies;
            material.SetFloat(ShelteredId, sheltered ? 1f : 0f);
            if (sheltered) LookForRoofs(eye, shelterLayers);
        }

        /// <summary>How high something reaches that keeps rain off a place of the scene; far below everything where nothing does or where that is not known.</summary>
        internal float ShelteredBelow(Vector3 place)
        {
            var edge = Box(FallingKind.Rain) / Cells;
            return heights[Cells * Within((int)Math.Floor(place.z / edge)) + Within((int)Math.Floor(place.x / edge))];
        }

        public void Dispose()
        {
            Discard.Free(drops.sharedMesh);
            Discard.Free(holder);
            Discard.Free(material);
            Discard.Free(shelter);
        }

        private static int Count(FallingKind kind)
        {
            return kind == FallingKind.Rain ? 2400 : kind == FallingKind.Snow ? 3600 : 300;
        }

        /// <summary>Metres of the box that is filled.</summary>
        private static float Box(FallingKind kind)
        {
            return kind == FallingKind.Fireflies ? 40f : 18f;
        }

        private static int Within(int cell)
        {
            return (cell % Cells + Cells) % Cells;
        }

        /// <summary>One row of places about the eye. Places are counted through the whole scene, so that a step of the eye leaves what is known of the others.</summary>
        private void LookForRoofs(Vector3 eye, int layers)
        {
            var edge = Box(Kind) / Cells;
            var z = (int)Math.Floor(eye.z / edge) - Cells / 2 + row;
            for (var column = 0; column < Cells; column++)
            {
                var x = (int)Math.Floor(eye.x / edge) - Cells / 2 + column;
                var from = new Vector3((x + 0.5f) * edge, eye.y + Above, (z + 0.5f) * edge);
                var hit = Physics.Raycast(from, Vector3.up * -1f, out var found, Above + Below, layers, QueryTriggerInteraction.Ignore);
                heights[Cells * Within(z) + Within(x)] = hit ? found.point.y : Open;
            }

            row = (row + 1) % Cells;
            Know();
        }

        private void Know()
        {
            shelter.SetPixelData(heights, 0);
            shelter.Apply(false, false);
        }

        /// <summary>Four corners a drop: its place in the box as shares, another share of its own, the corner's number.</summary>
        private static Mesh Drops(int count, float box)
        {
            var corners = new Vector3[4 * count];
            var given = new List<Vector2>(4 * count);
            var triangles = new int[6 * count];
            for (var n = 0; n < count; n++)
            {
                var at = new Vector3(Share(4 * n), Share(4 * n + 1), Share(4 * n + 2));
                for (var corner = 0; corner < 4; corner++)
                {
                    corners[4 * n + corner] = at;
                    given.Add(new Vector2(Share(4 * n + 3), corner));
                }

                var first = 4 * n;
                triangles[6 * n] = triangles[6 * n + 3] = first;
                triangles[6 * n + 1] = first + 1;
                triangles[6 * n + 2] = triangles[6 * n + 4] = first + 2;
                triangles[6 * n + 5] = first + 3;
            }

            var mesh = new Mesh { name = "Nacre weather", hideFlags = HideFlags.HideAndDontSave };
            mesh.SetVertices(corners);
            mesh.SetUVs(0, given);
            mesh.SetTriangles(triangles, 0);
            // the shader puts them about the eye, and so about this object
            mesh.bounds = new Bounds(Vector3.zero, new Vector3(2f * box, 2f * box, 2f * box));
            return mesh;
        }

        /// <summary>A number between 0 and 1 that is the same for everyone, as in the server's pictures.</summary>
        private static float Share(int number)
        {
            var n = (uint)number;
            n = unchecked((n ^ (n >> 16)) * 0x7FEB352Du);
            n = unchecked((n ^ (n >> 15)) * 0x846CA68Bu);
            return ((n ^ (n >> 16)) >> 8) / 16777216f;
        }
    }
}
