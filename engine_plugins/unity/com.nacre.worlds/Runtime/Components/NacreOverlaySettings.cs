#nullable enable
using UnityEngine;

namespace Nacre.Worlds
{
    // What else the inspector sets. Takes effect when the component is enabled, if it is not said otherwise.
    public sealed partial class NacreOverlay
    {
        /// <summary>The world to report on. Empty: the one on this object or above.</summary>
        public NacreWorld? World
        {
            get => world;
            set => world = value;
        }

        /// <summary>Key that shows and hides the figures. None: it is left to the game.</summary>
        public KeyCode ToggleKey
        {
            get => toggleKey;
            set => toggleKey = value;
        }

        /// <summary>Seconds between two readings, so that people can read them.</summary>
        public float Refresh
        {
            get => refresh;
            set => refresh = Mathf.Clamp(value, 0.05f, 2f);
        }

        /// <summary>Seconds for which the overlay tells what of the prompt was not understood or not possible.</summary>
        public float NotesFor
        {
            get => notesFor;
            set => notesFor = Mathf.Clamp(value, 0f, 60f);
        }
    }
}
