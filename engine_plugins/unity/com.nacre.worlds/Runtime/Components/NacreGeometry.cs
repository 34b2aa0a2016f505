#nullable enable
using System;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;
using UnityEngine.Events;

namespace Nacre.Worlds
{
    /// <summary>The generated world as real geometry around a hero of the game's own: the engine draws it, with its own light, physics and navigation. Put it on the object of
    /// a <see cref="NacreWorld"/> with <see cref="NacreWorld.WithGeometry"/>, or below. Meshes are made ready on the reading thread; what is left for the main thread is
    /// done in slices of <see cref="Budget"/>.</summary>
    [AddComponentMenu("Nacre/Nacre Geometry")]
    [DisallowMultipleComponent]
    [DefaultExecutionOrder(-90)]
    public sealed partial class NacreGeometry : MonoBehaviour
    {
        [SerializeField, Tooltip("The world to show. Empty: the one on this object or above.")]
        private NacreWorld? world;

        [SerializeField, Tooltip("What everything is built around: your player or camera. Empty: the world's hero, else the main camera.")]
        private Transform? centre;

        [Header("Your own")]
        [SerializeField, Tooltip("Prefabs in the place of things, by class: tree_cone, lamp, …")]
        private List<KitbashPrefab> prefabs = new List<KitbashPrefab>();

        [SerializeField, Tooltip("Prefabs in the place of parts of things, by role: door, window, …")]
        private List<KitbashPrefab> partPrefabs = new List<KitbashPrefab>();

        [SerializeField, Tooltip("Materials in the place of the world's, by name: plaster, roof_tiles, …")]
        private List<OwnMaterial> materials = new List<OwnMaterial>();

        [SerializeField, Tooltip("Show characters as the world has them, posed and moved. Off: use Nacre Entities for prefabs of your own.")]
        private bool showCharacters = true;

        [SerializeField, Tooltip("Classes of characters not to show here.")]
        private List<string> charactersLeftOut = new List<string>();

        [Header("Physics")]
        [SerializeField, Tooltip("Make ground and things near the hero solid.")]
        private bool solid = true;

        [SerializeField, Range(0, 31), Tooltip("Layer of everything that is drawn and solid.")]
        private int layer;

        [SerializeField, Tooltip("Fill water near the hero with triggers; see Nacre Water.")]
        private bool waterTriggers = true;

        [SerializeField, Range(0, 31), Tooltip("Layer of those triggers. 4 is Unity's own Water.")]
        private int waterLayer = 4;

        [Header("Navigation")]
        [SerializeField, Tooltip("Let agents find their way: a navigation mesh of what is solid around the hero.")]
        private bool navigation = true;

        [SerializeField, Tooltip("Whose navigation: the ID of an agent type. 0 is Humanoid.")]
        private int agentType;

        [SerializeField, Range(0.1f, 1f), Tooltip("How wide agents are, from the middle, metres. Doors are about a metre.")]
        private float agentRadius = 0.3f;

        [SerializeField, Range(0.5f, 3f), Tooltip("How high agents are, metres.")]
        private float agentHeight = 1.7f;

        [SerializeField, Range(0.1f, 1f), Tooltip("The highest step they take, metres.")]
        private float agentClimb = 0.4f;

        [Header("Drawing")]
        [SerializeField, Tooltip("Whether things cast shadows.")]
        private bool castShadows = true;

        [SerializeField, Range(0f, 100f), Tooltip("How far tufts, flowers and pebbles are drawn, metres; 0: none.")]
        private float litterDistance = 32f;

        [SerializeField, Range(0f, 0.02f), Tooltip("Things that are smaller than this share of the picture's height are not drawn.")]
        private float smallest = 0.002f;

        [SerializeField, Range(0, 16), Tooltip("Lamps that are lights: the nearest ones.")]
        private int lampCount = 6;

        [SerializeField, Range(0.5f, 16f), Tooltip("Milliseconds of the main thread that building may take in a frame.")]
        private float budget = 4f;

        [Header("Events")]
        [SerializeField, Tooltip("The ground under the hero is solid: let it walk.")] private UnityEvent onWalkable = new UnityEvent();

        /// <summary>The ground under the hero is solid, and what stands around it: let it walk.</summary>
        public event Action? Walkable;

        /// <summary>The navigation mesh around the hero was built, or built anew.</summary>
        public event Action? NavigationBuilt;

        /// <summary>A chunk is shown: its place along x and the wire's z in chunks of 32 m, and whether it is near land.</summary>
        public event Action<int, int, bool>? ChunkShown;

        /// <summary>A chunk is gone.</summary>
        public event Action<int, int>? ChunkFreed;

        /// <summary>A prefab of the project's own stands in the world: for which thing, and where.</summary>
        public event Action<ThingData, GameObject>? Spawned;

        /// <summary>A door begins to open or to shut: id of its thing, moving group, how far open it will be, 0 to 1.</summary>
        public event Action<string, int, float>? DoorMoved;

        /// <summary>The world to show. Takes effect when the component is enabled.</summary>
        public NacreWorld? World
        {
            get => world;
            set => world = value;
        }

        /// <summary>What everything is built around; null for the world's hero, else the main camera.</summary>
        public Transform? Centre
        {
            get => centre;
            set => centre = value;
        }

        /// <summary>Prefabs in the place of things, by class. Takes effect when the component is enabled.</summary>
        public List<KitbashPrefab> Prefabs => prefabs;

        /// <summary>Prefabs in the place of parts, by role. Takes effect when the component is enabled.</summary>
        public List<KitbashPrefab> PartPrefabs => partPrefabs;

        /// <summary>Materials in the place of the world's, by name. Takes effect when the component is enabled.</summary>
        public List<OwnMaterial> Materials => materials;

        /// <summary>Whether characters are shown here.</summary>
        public bool ShowCharacters
        {
            get => showCharacters;
            set => showCharacters = value;
        }

        /// <summary>Classes of characters not to show here. Takes effect when the component is enabled.</summary>
        public List<string> CharactersLeftOut => charactersLeftOut;

        /// <summary>Whether ground and things near the hero are solid.</summary>
        public bool Solid
        {
            get => solid;
            set => solid = value;
        }

        /// <summary>Layer of everything drawn and solid. Takes effect when the component is enabled.</summary>
        public int Layer
        {
            get => layer;
            set => layer = value;
        }

        /// <summary>Whether water near the hero is filled with triggers on layer <see cref="WaterLayer"/>. Takes effect when the component is enabled.</summary>
        public bool WaterTriggers
        {
            get => waterTriggers;
            set => waterTriggers = value;
        }

        /// <summary>Layer of the water's triggers.</summary>
        public int WaterLayer
        {
            get => waterLayer;
            set => waterLayer = value;
        }

        /// <summary>Whether a navigation mesh is made of what is solid around the hero. Takes effect when the component is enabled.</summary>
        public bool Navigation
        {
            get => navigation;
            set => navigation = value;
        }

        /// <summary>Whose navigation: the ID of an agent type, 0 for Humanoid. Takes effect when the component is enabled.</summary>
        public int AgentType
        {
            get => agentType;
            set => agentType = value;
        }

        /// <summary>How wide agents are, from the middle, metres. Takes effect when the component is enabled.</summary>
        public float AgentRadius
        {
            get => agentRadius;
            set => agentRadius = value;
        }

        /// <summary>How high agents are, metres. Takes effect when the component is enabled.</summary>
        public float AgentHeight
        {
            get => agentHeight;
            set => agentHeight = value;
        }

        /// <summary>The highest step agents take, metres. Takes effect when the component is enabled.</summary>
        public float AgentClimb
        {
            get => agentClimb;
            set => agentClimb = value;
        }

        /// <summary>Whether things cast shadows.</summary>
        public bool CastShadows
        {
            get => castShadows;
            set => castShadows = value;
        }

        /// <summary>How far tufts, flowers and pebbles are drawn, metres. Takes effect when the component is enabled.</summary>
        public float LitterDistance
        {
            get => litterDistance;
            set => litterDistance = value;
        }

        /// <summary>Things smaller than this share of the picture's height are not drawn. Takes effect when the component is enabled.</summary>
        public float Smallest
        {
            get => smallest;
            set => smallest = value;
        }

        /// <summary>Lamps that are lights. Takes effect when the component is enabled.</summary>
        public int LampCount
        {
            get => lampCount;
            set => lampCount = value;
        }

        /// <summary>Milliseconds of the main thread that building may take in a frame.</summary>
        public float Budget
        {
            get => budget;
            set => budget = value;
        }

        private void OnEnable()
        {
            shown = world != null ? world : GetComponentInParent<NacreWorld>();
            if (shown == null) return;
            Begin(shown);
        }

        private void OnDisable()
        {
            End();
        }

        private void LateUpdate()
        {
            if (scene != null) Step(Time.unscaledDeltaTime);
        }
    }
}
