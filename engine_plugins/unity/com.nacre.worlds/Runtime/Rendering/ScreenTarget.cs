#nullable enable
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>What of the scene a screen shows the world on: a renderer, whose material or one of whose properties it borrows, or a RenderTexture. Gives back
    /// what it borrowed.</summary>
    internal sealed class ScreenTarget
    {
        private readonly Renderer? target;
        private readonly MaterialPropertyBlock? before;
        private GameObject? beside;
        private readonly Material? replaced;
        private readonly MaterialPropertyBlock? block;
        private readonly int property;
        private RenderTexture? own;

        private ScreenTarget(Renderer? target, Material? replaced, MaterialPropertyBlock? block, int property, RenderTexture? into)
        {
            this.target = target;
            this.replaced = replaced;
            this.block = block;
            this.property = property;
            Upright = into;
            if (target == null || block == null) return;
            before = new MaterialPropertyBlock();
            target.GetPropertyBlock(before);
        }

        /// <summary>The picture's texture, the right way up; null before the first, and where none is needed.</summary>
        internal RenderTexture? Upright { get; private set; }

        /// <summary>Show on a renderer: with a material of ours, or in a texture property of its own.</summary>
        internal static ScreenTarget? On(Renderer? target, Material? material, string property)
        {
            if (target == null || (material == null && property.Length == 0)) return null;
            if (property.Length > 0) return new ScreenTarget(target, null, new MaterialPropertyBlock(), Shader.PropertyToID(property), null);
            if (!Application.isPlaying) return Beside(target, material!);
            var own = target.sharedMaterial;
            target.sharedMaterial = material;
            return new ScreenTarget(target, own, null, 0, null);
        }

        /// <summary>While a scene is being edited, what is shown must not be saved with it: it is drawn by an object that never is, and the renderer keeps its
        /// own material.</summary>
        private static ScreenTarget? Beside(Renderer target, Material material)
        {
            var filter = target.gameObject.GetComponent<MeshFilter>();
            if (filter == null) return null;
            var drawn = new GameObject("Nacre preview") { hideFlags = HideFlags.HideAndDontSave, layer = target.gameObject.layer };
            drawn.transform.SetParent(target.transform, false);
            drawn.AddComponent<MeshFilter>().sharedMesh = filter.sharedMesh;
            drawn.AddComponent<MeshRenderer>().sharedMaterial = material;
            target.forceRenderingOff = true;
            return new ScreenTarget(target, null, null, 0, null) { beside = drawn };
        }

        internal static ScreenTarget? Into(RenderTexture? texture)
        {
            return texture == null ? null : new ScreenTarget(null, null, null, 0, texture);
        }

        /// <summary>Take a picture. True when <see cref="Upright"/> is another texture than before.</summary>
        internal bool Copy(Texture2D picture, bool flipped)
        {
            if (block == null && Upright == null) return false;
            var fresh = block != null && (own == null || own.width != picture.width || own.height != picture.height);
            if (fresh)
            {
                Discard.Free(own);
                own = new RenderTexture(picture.width, picture.height, 0, RenderTextureFormat.ARGB32) { name = "Nacre upright", hideFlags = HideFlags.HideAndDontSave };
                Upright = own;
            }

            if (flipped) Graphics.Blit(picture, Upright!, new Vector2(1f, -1f), new Vector2(0f, 1f));
            else Graphics.Blit(picture, Upright!);
            return fresh;
        }

        internal void Write(ScreenProperties properties)
        {
            if (block == null || target == null) return;
            target.GetPropertyBlock(block);
            properties.Write(block);
            if (Upright != null) block.SetTexture(property, Upright);
            target.SetPropertyBlock(block);
        }

        internal void Dispose()
        {
            if (target != null && beside != null) target.forceRenderingOff = false;
            else if (target != null && before != null) target.SetPropertyBlock(before.isEmpty ? null : before);
            else if (target != null) target.sharedMaterial = replaced;
            Discard.Free(beside);
            Discard.Free(own);
        }
    }
}
