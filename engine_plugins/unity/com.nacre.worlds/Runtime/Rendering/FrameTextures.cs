#nullable enable
using System;
using Nacre.Worlds.Wire;
using Unity.Collections;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>The newest frame on the graphics card: picture (sRGB), depth (metres, half floats) and entities. The textures are made once a size
    /// and written in place. Rows lie as on the wire, from top to bottom, while Unity samples from the bottom: sample at 1 - v.</summary>
    public sealed class FrameTextures : IDisposable
    {
#if !UNITY_6000_0_OR_NEWER
        private byte[] scratch = Array.Empty<byte>();
#endif

        /// <summary>The picture; null before the first.</summary>
        public Texture2D? Picture { get; private set; }

        /// <summary>Depth along the view axis in metres; null when frames have none.</summary>
        public Texture2D? Depth { get; private set; }

        /// <summary>Entity slot + 1 over 255, 0 for none; null when frames have none.</summary>
        public Texture2D? Entities { get; private set; }

        /// <summary>Whether the picture lies upside down, as raw pictures do and JPEG ones, which Unity decodes itself, do not.</summary>
        public bool PictureFlipped { get; private set; }

        /// <summary>Textures made since the beginning; stays still while frames keep their size.</summary>
        public int Made { get; private set; }

        /// <summary>Write a frame's parts; main thread only.</summary>
        public void Upload(WorldFrame frame)
        {
            if (frame.TryGetPart(PartKind.Rgb, out var picture, out var bytes)) UploadPicture(picture, bytes);
            if (frame.TryGetPart(PartKind.Depth, out var depth, out bytes)) Depth = Write(Depth, depth, bytes, TextureFormat.RHalf, FilterMode.Point, true, "Nacre depth");
            if (frame.TryGetPart(PartKind.Entity, out var entities, out bytes)) Entities = Write(Entities, entities, bytes, TextureFormat.R8, FilterMode.Point, true, "Nacre entities");
        }

        /// <summary>Free the textures.</summary>
        public void Dispose()
        {
            Discard.Free(Picture);
            Discard.Free(Depth);
            Discard.Free(Entities);
            Picture = Depth = Entities = null;
        }

        private void UploadPicture(WirePart part, byte[] bytes)
        {
            if (part.Codec == PartCodec.Rgba8)
            {
                Picture = Write(Picture, part, bytes, TextureFormat.RGBA32, FilterMode.Bilinear, false, "Nacre picture");
                PictureFlipped = true;
            }
            else if (part.Codec == PartCodec.Jpeg)
            {
                if (Picture == null) Picture = Make((int)part.Width, (int)part.Height, TextureFormat.RGBA32, FilterMode.Bilinear, false, "Nacre picture");
#if UNITY_6000_0_OR_NEWER
                Picture.LoadImage(new ReadOnlySpan<byte>(bytes, 0, (int)part.Bytes), false);
#else
                // before Unity 6 the decoder wants an array of exactly the file's length
                if (scratch.Length != (int)part.Bytes) scratch = new byte[part.Bytes];
                Array.Copy(bytes, scratch, scratch.Length);
                Picture.LoadImage(scratch, false);
#endif
                PictureFlipped = false;
            }
        }

        private Texture2D Write(Texture2D? old, WirePart part, byte[] bytes, TextureFormat format, FilterMode filter, bool linear, string name)
        {
            var texture = old;
            if (texture == null || texture.width != part.Width || texture.height != part.Height || texture.format != format)
            {
                Discard.Free(old);
                texture = Make((int)part.Width, (int)part.Height, format, filter, linear, name);
            }

            NativeArray<byte>.Copy(bytes, 0, texture.GetRawTextureData<byte>(), 0, (int)part.Bytes);
            texture.Apply(false, false);
            return texture;
        }

        private Texture2D Make(int width, int height, TextureFormat format, FilterMode filter, bool linear, string name)
        {
            Made++;
            return new Texture2D(width, height, format, false, linear) { name = name, filterMode = filter, wrapMode = TextureWrapMode.Clamp, hideFlags = HideFlags.HideAndDontSave };
        }
    }
}
