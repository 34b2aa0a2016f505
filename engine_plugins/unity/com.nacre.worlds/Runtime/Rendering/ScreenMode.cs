#nullable enable
namespace Nacre.Worlds
{
    /// <summary>Where a <see cref="NacreScreen"/> shows the world.</summary>
    public enum ScreenMode
    {
        /// <summary>Over the whole view of the camera, with depth: the scene's own objects stand in the generated world.</summary>
        Background = 0,

        /// <summary>In a RenderTexture, for uses of your own.</summary>
        Texture,

        /// <summary>On a renderer, by its UV: a painting, a television.</summary>
        Painting,

        /// <summary>On a renderer that one looks through: a portal, a window.</summary>
        Window,

        /// <summary>In a RawImage of the user interface.</summary>
        Image,

        /// <summary>In a texture property of a renderer's own material, Shader Graph included.</summary>
        Property,
    }

    /// <summary>How a <see cref="NacreScreen"/> in the mode Background is drawn.</summary>
    public enum BackgroundDrawing
    {
        /// <summary>As a quad among the scene's opaque objects. Needs no set-up in any render pipeline.</summary>
        Quad = 0,

        /// <summary>By the Nacre Renderer Feature of a URP renderer, or the Nacre Custom Pass of an HDRP volume.</summary>
        RenderPass,
    }
}
