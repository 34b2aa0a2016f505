#nullable enable
using System;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>What the world is drawn with: materials for things, ground and water, the textures as the server sent them, the light of the air. Materials of
    /// the project's own take the place of the world's by name.</summary>
    internal sealed class WorldLooks : IDisposable
    {
        private const int MostMaterials = 64;
        private static readonly string[] Colours = { "sky_light", "ground_light", "bounce", "sun_colour", "haze", "water_deep", "water_shallow", "horizon", "zenith" };
        private static readonly string[] Figures = { "fog", "fog_low", "fog_height", "exposure", "dark", "white" };

        private readonly int[] colourIds = new int[Colours.Length];
        private readonly int[] figureIds = new int[Figures.Length];
        private readonly int sunId = Shader.PropertyToID("_NacreSun");
        private readonly int texturesId = Shader.PropertyToID("_NacreTextures");
        private readonly int texturedId = Shader.PropertyToID("_NacreTextured");
        private readonly int surfacesId = Shader.PropertyToID("_NacreSurfaces");
        private readonly int layersId = Shader.PropertyToID("_NacreLayers");
        private readonly Dictionary<string, Material> replaced = new Dictionary<string, Material>();
        private readonly List<Material> copies = new List<Material>();
        private readonly List<Material> world = new List<Material>();
        private string[] names = Array.Empty<string>();
        private Texture2DArray? textures;
        private MaterialsData? coming;
        private int uploaded;

        internal WorldLooks(List<OwnMaterial> own)
        {
            for (var i = 0; i < Colours.Length; i++) colourIds[i] = Shader.PropertyToID("_Nacre_" + Colours[i]);
            for (var i = 0; i < Figures.Length; i++) figureIds[i] = Shader.PropertyToID("_Nacre_" + Figures[i]);
            Thing = Make(NacreShaders.Thing, "Nacre things");
            Ground = Make(NacreShaders.Land, "Nacre land");
            Water = Make(NacreShaders.Water, "Nacre water");
            foreach (var one in own) if (one.material != null && one.name.Length > 0) replaced[one.name] = one.material;
        }

        /// <summary>For things and characters; null when the package is not whole.</summary>
        internal Material? Thing { get; }

        internal Material? Ground { get; }

        internal Material? Water { get; }

        /// <summary>How dark it is, 0 to 1: lamps burn by this.</summary>
        internal float Dark { get; private set; }

        internal IEnumerable<string> Replaced => replaced.Keys;

        /// <summary>The material that draws a run: one of the project's own, made ready for instancing, or the world's.</summary>
        internal Material? Of(ShapeRun run)
        {
            if (run.Material < 0 || run.Material >= names.Length || !replaced.TryGetValue(names[run.Material], out var own)) return Thing;
            if (own.enableInstancing) return own;
            // the project's asset stays as it is
            var copy = new Material(own) { enableInstancing = true, hideFlags = HideFlags.HideAndDontSave };
            copies.Add(copy);
            replaced[names[run.Material]] = copy;
            return copy;
        }

        internal void Tell(MaterialsData data)
        {
            names = data.Names;
            var surfaces = new Vector4[MostMaterials];
            for (var i = 0; i < names.Length && i < MostMaterials; i++) surfaces[i] = new Vector4(data.Tiles[i], data.Gloss[i], 0f, 0f);
            var layers = new Vector4[data.Layers.Length];
            for (var i = 0; i < layers.Length; i++) layers[i] = new Vector4(data.Palette[3 * i], data.Palette[3 * i + 1], data.Palette[3 * i + 2], data.Layers[i]);
            foreach (var material in world)
            {
                material.SetVectorArray(surfacesId, surfaces);
                material.SetVectorArray(layersId, layers);
            }

            if (data.Mips.Length == 0) return;
            coming = data;
            uploaded = 0;
        }

        /// <summary>Upload one texture of those that came; false when there is none left.</summary>
        internal bool Upload()
        {
            if (coming == null) return false;
            if (uploaded == 0)
            {
                Discard.Free(textures);
                textures = new Texture2DArray(coming.Size, coming.Size, coming.Names.Length, TextureFormat.RGBA32, coming.Mips.Length > 1, true)
                {
                    name = "Nacre materials", wrapMode = TextureWrapMode.Repeat, filterMode = FilterMode.Trilinear, anisoLevel = 4, hideFlags = HideFlags.HideAndDontSave,
                };
            }

            for (var mip = 0; mip < coming.Mips.Length; mip++)
            {
                var size = coming.Size >> mip;
                textures!.SetPixelData(coming.Mips[mip], mip, uploaded, 4 * size * size * uploaded);
            }

            if (++uploaded < coming.Names.Length) return true;
            textures!.Apply(false, true);
            coming.Uploaded();
            coming = null;
            foreach (var material in world)
            {
                material.SetTexture(texturesId, textures);
                material.SetFloat(texturedId, 1f);
            }

            return true;
        }

        /// <summary>Take the world's light; <paramref name="root"/> turns its directions to the scene's.</summary>
        internal void Light(AirData air, Transform root)
        {
            Dark = air.Figure("dark");
            air.Colour("sun", out var x, out var y, out var z);
            Vector4 sun = root.rotation * new Vector3(x, y, z);
            foreach (var material in world)
            {
                material.SetVector(sunId, sun);
                for (var i = 0; i < Colours.Length; i++)
                {
                    air.Colour(Colours[i], out x, out y, out z);
                    material.SetVector(colourIds[i], new Vector4(x, y, z, 0f));
                }

                for (var i = 0; i < Figures.Length; i++) material.SetFloat(figureIds[i], air.Figure(Figures[i]));
            }
        }

        public void Dispose()
        {
            Discard.Free(textures);
            foreach (var material in world) Discard.Free(material);
            foreach (var material in copies) Discard.Free(material);
            world.Clear();
            copies.Clear();
            textures = null;
        }

        private Material? Make(string shader, string name)
        {
            var found = NacreShaders.Find(shader);
            if (found == null) return null;
            var made = new Material(found) { name = name, enableInstancing = true, hideFlags = HideFlags.HideAndDontSave };
            world.Add(made);
            return made;
        }
    }
}
