#nullable enable
#if NACRE_UGUI
using UnityEngine;
using UnityEngine.UI;

namespace Nacre.Worlds
{
    /// <summary>A RawImage that a screen shows the world in. Gives it back as it was.</summary>
    internal sealed class ScreenImage
    {
        private readonly RawImage image;
        private readonly Texture texture;
        private readonly Rect part;
        private readonly Color colour;

        internal ScreenImage(RawImage image)
        {
            this.image = image;
            texture = image.texture;
            part = image.uvRect;
            colour = image.color;
        }

        internal bool IsIn(RawImage other)
        {
            return ReferenceEquals(image, other);
        }

        internal void Show(Texture2D picture, bool flipped)
        {
            image.texture = picture;
            image.uvRect = flipped ? new Rect(0f, 1f, 1f, -1f) : new Rect(0f, 0f, 1f, 1f);
        }

        /// <summary>Wash it out, 0 to 1.</summary>
        internal void Wash(float share)
        {
            if (image != null) image.color = Color.Lerp(colour, Color.grey, share);
        }

        internal void GiveBack()
        {
            if (image == null) return;
            image.texture = texture;
            image.uvRect = part;
            image.color = colour;
        }
    }
}
#endif
