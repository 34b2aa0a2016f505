#nullable enable
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>The package's shaders, kept by an asset in a Resources folder: so they are in every player, also where only a script asks for them.</summary>
    internal sealed class NacreShaders : ScriptableObject
    {
        internal const string Background = "Nacre/Background";
        internal const string Painting = "Nacre/Painting";
        internal const string Window = "Nacre/Window";
        internal const string Ground = "Nacre/Ground";
        internal const string Thing = "Nacre/Thing";
        internal const string Land = "Nacre/Land";
        internal const string Water = "Nacre/Water";
        internal const string Sky = "Nacre/Sky";
        internal const string Falling = "Nacre/Falling";
        private const string Asset = "NacreShaders";

        [SerializeField] private Shader? background;
        [SerializeField] private Shader? painting;
        [SerializeField] private Shader? window;
        [SerializeField] private Shader? ground;
        [SerializeField] private Shader? thing;
        [SerializeField] private Shader? land;
        [SerializeField] private Shader? water;
        [SerializeField] private Shader? sky;
        [SerializeField] private Shader? falling;

        /// <summary>A shader by its name; null, and an error in the log, when the package is not whole.</summary>
        internal static Shader? Find(string name)
        {
            var kept = Resources.Load<NacreShaders>(Asset);
            var found = kept != null ? kept.Named(name) : null;
            if (found == null) found = Shader.Find(name);
            if (found == null) Debug.LogError("Nacre: the shader " + name + " is missing; import the package again.");
            return found;
        }

        private Shader? Named(string name)
        {
            switch (name)
            {
                case Background: return background;
                case Painting: return painting;
                case Window: return window;
                case Ground: return ground;
                case Thing: return thing;
                case Land: return land;
                case Water: return water;
                case Sky: return sky;
                case Falling: return falling;
                default: return null;
            }
        }
    }
}
