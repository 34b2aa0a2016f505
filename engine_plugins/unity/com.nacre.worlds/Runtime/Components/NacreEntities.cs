#nullable enable
using System;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>Your own prefabs in place of the characters and things of a generated world: one instance for each, moved as the world moves it and
    /// interpolated between the states that come.</summary>
    [AddComponentMenu("Nacre/Nacre Entities")]
    [DefaultExecutionOrder(-80)]
    public sealed partial class NacreEntities : MonoBehaviour
    {
        [SerializeField, Tooltip("The world whose characters to show. Empty: the one on this object or above.")]
        private NacreWorld? world;

        [SerializeField, Tooltip("Prefabs for characters, by class.")]
        private List<EntityPrefab> prefabs = new List<EntityPrefab>();

        [SerializeField, Tooltip("Prefab for characters of all other classes. Empty: none.")]
        private GameObject? fallback;

        [Header("Things")]
        [SerializeField, Tooltip("Prefabs for things that stand (houses, trees), by class.")]
        private List<EntityPrefab> objectPrefabs = new List<EntityPrefab>();

        [SerializeField, Tooltip("Scale things to the size the world gives them, for prefabs that are one metre large.")]
        private bool scaleObjects;

        [Header("Motion")]
        [SerializeField, Range(0f, 0.5f), Tooltip("Show characters this many seconds late, so that there is always a state to move towards.")]
        private float delay = 0.1f;

        private readonly StandingThings things = new StandingThings();
        private readonly Dictionary<long, Shown> shown = new Dictionary<long, Shown>();
        private readonly List<long> gone = new List<long>();
        private readonly double[] place = new double[4];
        private readonly double[] position = new double[3];
        private NacreConnection? heard;
        private NacreWorld? shownWorld;
        private double offset = double.PositiveInfinity;
        private long round;

        /// <summary>A character came into sight: its slot, its object, and what the state says of it.</summary>
        public event Action<long, GameObject, MsgpackNode>? Spawned;

        /// <summary>A character is gone; its object is destroyed after this.</summary>
        public event Action<long, GameObject>? Despawned;

        /// <summary>A thing that stands came near: its id, its object, and what the state says of it.</summary>
        public event Action<string, GameObject, MsgpackNode>? ObjectSpawned;

        /// <summary>Prefabs for things that stand, by class.</summary>
        public List<EntityPrefab> ObjectPrefabs => objectPrefabs;

        /// <summary>Things shown.</summary>
        public int ObjectCount => things.Count;

        /// <summary>Prefabs by class.</summary>
        public List<EntityPrefab> Prefabs => prefabs;

        /// <summary>Prefab of all other classes.</summary>
        public GameObject? Fallback
        {
            get => fallback;
            set => fallback = value;
        }

        /// <summary>Characters shown.</summary>
        public int Count => shown.Count;

        /// <summary>The object that stands for a character; null when there is none.</summary>
        public GameObject? Find(long slot)
        {
            return shown.TryGetValue(slot, out var one) ? one.Instance : null;
        }

        /// <summary>Classes of the characters and things in the newest state, sorted: what prefabs can be given for.</summary>
        public List<string> Classes()
        {
            var names = new SortedSet<string>(StringComparer.Ordinal);
            var state = heard != null ? heard.LastState : null;
            if (state == null) return new List<string>();
            foreach (var one in state.Entities.Root) names.Add(one["class"].Text());
            foreach (var one in state.Objects.Root) names.Add(one["class"].Text());
            return new List<string>(names);
        }

        private void OnEnable()
        {
            shownWorld = world != null ? world : GetComponentInParent<NacreWorld>();
            if (shownWorld == null) return;
            heard = shownWorld.Connection;
            heard.StateReceived += OnState;
            heard.Opened += OnOpened;
            heard.Closed += OnClosed;
        }

        private void OnDisable()
        {
            if (heard != null)
            {
                heard.StateReceived -= OnState;
                heard.Opened -= OnOpened;
                heard.Closed -= OnClosed;
            }

            heard = null;
            RemoveAll();
        }

        private void Update()
        {
            var moment = Time.realtimeSinceStartupAsDouble - offset - delay;
            foreach (var pair in shown) pair.Value.Move(moment, place);
        }

        private void OnOpened(ServerOpened opened)
        {
            if (opened.Resumed) return;
            offset = double.PositiveInfinity;
            RemoveAll();
        }

        private void OnClosed(ServerClosed closed)
        {
            RemoveAll();
        }

        private void OnState(ServerState state)
        {
            // the least difference between our clock and the world's is the one with the least waiting in it
            offset = Math.Min(offset, Time.realtimeSinceStartupAsDouble - state.TWorld);
            round++;
            foreach (var entity in state.Entities.Root) Take(entity, state.TWorld);
            gone.Clear();
            foreach (var pair in shown) if (pair.Value.Round != round) gone.Add(pair.Key);
            foreach (var slot in gone) Remove(slot);
            if (objectPrefabs.Count > 0) things.Take(state.Objects.Root, objectPrefabs, scaleObjects, shownWorld!.transform, ObjectSpawned);
        }

        private void Take(MsgpackNode entity, double time)
        {
            var slot = entity["slot"].Integer(-1);
            var kind = entity["class"];
            if (slot < 0 || !entity["position"].Numbers(position)) return;
            var known = shown.TryGetValue(slot, out var one);
            if (known && !kind.Is(one!.ClassName))
            {
                Remove(slot);
                known = false;
            }

            if (!known)
            {
                var prefab = Choose(kind);
                if (prefab == null) return;
                one = new Shown(kind.Text(), Instantiate(prefab, shownWorld!.transform));
                shown.Add(slot, one);
            }

            one!.Round = round;
            one.Track.Add(time, position[0], position[1], position[2], entity["yaw"].Number());
            if (known) return;
            one.Move(double.PositiveInfinity, place);
            Spawned?.Invoke(slot, one.Instance, entity);
        }

        private GameObject? Choose(MsgpackNode kind)
        {
            return EntityPrefab.Find(prefabs, kind) ?? fallback;
        }

        private void Remove(long slot)
        {
            var one = shown[slot];
            shown.Remove(slot);
            Despawned?.Invoke(slot, one.Instance);
            if (one.Instance != null) Destroy(one.Instance);
        }

        private void RemoveAll()
        {
            gone.Clear();
            foreach (var pair in shown) gone.Add(pair.Key);
            foreach (var slot in gone) Remove(slot);
            things.Clear();
        }

        private sealed class Shown
        {
            internal readonly string ClassName;
            internal readonly GameObject Instance;
            internal readonly EntityTrack Track = new EntityTrack();
            internal long Round;

            internal Shown(string className, GameObject instance)
            {
                ClassName = className;
                Instance = instance;
            }

            internal void Move(double moment, double[] place)
            {
                if (Instance == null || !Track.At(moment, place)) return;
                Instance.transform.localPosition = Axes.Point(place[0], place[1], place[2]);
                Instance.transform.localRotation = Axes.Rotation(place[3], 0);
            }
        }
    }
}
