#nullable enable
using UnityEngine;

namespace Nacre.Worlds
{
    // What else the inspector sets. Takes effect when the component is enabled, if it is not said otherwise.
    public sealed partial class NacreLevel
    {
        /// <summary>The world to bake. Empty: the one on this object or above.</summary>
        public NacreWorld? World
        {
            get => world;
            set => world = value;
        }

        /// <summary>Edge of the square around the player, metres.</summary>
        public float Size
        {
            get => size;
            set => size = Mathf.Clamp(value, 8f, 128f);
        }

        /// <summary>Edge of a cell, metres: finer is truer and slower.</summary>
        public float Cell
        {
            get => cell;
            set => cell = Mathf.Clamp(value, 0.25f, 2f);
        }

        /// <summary>How high above the player the cameras stand, metres. Lower sees under more crowns, higher needs fewer pictures.</summary>
        public float SurveyHeight
        {
            get => surveyHeight;
            set => surveyHeight = Mathf.Clamp(value, 10f, 55f);
        }

        /// <summary>Least distance between two spawn points, metres.</summary>
        public float SpawnApart
        {
            get => spawnApart;
            set => spawnApart = Mathf.Clamp(value, 0.5f, 16f);
        }

        /// <summary>Show the baked ground. Off: only collider, navigation and markers, for worlds that are seen through a Nacre Screen.</summary>
        public bool VisibleGround
        {
            get => visibleGround;
            set => visibleGround = value;
        }
    }
}
