#nullable enable
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Nacre.Worlds.Wire;
using UnityEngine;
using UnityEngine.AI;
using UnityEngine.Events;

namespace Nacre.Worlds
{
    /// <summary>Bakes a region of the generated world to a mesh with a collider, navigation and spawn points, as ordinary scene content: the server is asked for
    /// pictures from above, and their depth becomes the ground. The screens keep what they show meanwhile. Works with any model that makes depth.</summary>
    [AddComponentMenu("Nacre/Nacre Level")]
    public sealed partial class NacreLevel : MonoBehaviour
    {
        [SerializeField, Tooltip("The world to bake. Empty: the one on this object or above.")]
        private NacreWorld? world;

        [SerializeField, Range(8f, 128f), Tooltip("Edge of the square around the player, metres.")]
        private float size = 48f;

        [SerializeField, Range(0.25f, 2f), Tooltip("Edge of a cell, metres: finer is truer and slower.")]
        private float cell = 0.5f;

        [SerializeField, Range(10f, 55f), Tooltip("How high above the player the cameras stand, metres. Lower sees under more crowns, higher needs fewer pictures.")]
        private float surveyHeight = 36f;

        [SerializeField, Range(0.5f, 16f), Tooltip("Least distance between two spawn points, metres.")]
        private float spawnApart = 6f;

        [SerializeField, Tooltip("Show the baked ground. Off: only collider, navigation and markers, for worlds that are seen through a Nacre Screen.")]
        private bool visibleGround = true;

        [Header("Events")]
        [SerializeField] private UnityEvent<GameObject> onBaked = new UnityEvent<GameObject>();
        [SerializeField, Tooltip("Why, for people.")] private UnityEvent<string> onFailed = new UnityEvent<string>();

        private NacreConnection? heard;
        private NacreWorld? baked;
        private HeightfieldBake? bake;
        private List<UnityEngine.Object>? parts;
        private TaskCompletionSource<GameObject>? baking;
        private GameObject? coming;
        private readonly SolidMeshes solids = new SolidMeshes();
        private Task<LevelShape>? shaping;
        private LevelShape? shape;
        private Mesh? ground;
        private Task? cooking;
        private NavMeshData? data;
        private AsyncOperation? work;
        private Mesh? source;

        /// <summary>The bake is done: the object with everything below it.</summary>
        public event Action<GameObject>? Baked;

        /// <summary>The bake could not be done, and why.</summary>
        public event Action<string>? Failed;

        /// <summary>The level baked last; null before. Its mesh and the like are freed with the next one and with this component.</summary>
        public GameObject? Level { get; private set; }

        /// <summary>Share of the bake that is done, 0 to 1; 0 while none runs.</summary>
        public float Progress => bake?.Progress ?? (IsBaking ? 1f : 0f);

        /// <summary>Whether a bake runs.</summary>
        public bool IsBaking => bake != null || shaping != null || work != null;

        /// <summary>Bake the ground around where the player stands; <see cref="Baked"/> follows. False when there is no open world, or a bake runs.</summary>
        public bool Bake()
        {
            var found = world != null ? world : GetComponentInParent<NacreWorld>();
            if (IsBaking || found == null || !found.IsPlaying || found.Connection.LastFrame == null) return false;
            baked = found;
            bake = new HeightfieldBake(found.Connection.LastFrame.Header, size, cell, surveyHeight);
            heard = found.Connection;
            heard.FrameReceived += OnFrame;
            heard.StateChanged += OnStateChanged;
            found.Surveying = true;
            heard.ViewFrom(bake.Current);
            return true;
        }

        /// <summary>As <see cref="Bake"/>, to be awaited: ends with the level. Throws a <see cref="NacreException"/> when it cannot be done, and is cancelled with
        /// the bake.</summary>
        public Task<GameObject> BakeAsync()
        {
            if (!Bake()) return Task.FromException<GameObject>(new NacreException("not_open", "There is no open world to bake, or a bake runs already.", string.Empty));
            baking = new TaskCompletionSource<GameObject>();
            return baking.Task;
        }

        /// <summary>End a bake that runs; nothing is made.</summary>
        public void Cancel()
        {
            End();
            baking?.TrySetCanceled();
            baking = null;
        }

        private void End()
        {
            Forget();
            if (heard != null)
            {
                heard.ViewFrom(null);
                heard.FrameReceived -= OnFrame;
                heard.StateChanged -= OnStateChanged;
                baked!.Surveying = false;
                baked.Surveyed = bake;
            }

            heard = null;
            bake = null;
        }

        private void OnDisable()
        {
            Cancel();
        }

        private void OnDestroy()
        {
            Clear();
            solids.Dispose();
        }

        private void OnStateChanged(ConnectionState state, string why)
        {
            if (state == ConnectionState.Playing) return;
            Fail("the world went away while it was baked: " + why);
        }

        private void OnFrame(WorldFrame frame)
        {
            var running = bake;
            if (running == null || heard == null || !running.Take(frame)) return;
            if (running.Current != null)
            {
                heard.ViewFrom(running.Current);
                return;
            }

            var state = heard.LastState;
            if (running.Failure.Length > 0)
            {
                Fail(running.Failure);
                return;
            }

            End();
            // the rest beside the game, but for what stands there: the state is the connection's own, and goes on
            coming = LevelBuilder.Begin(state, baked!.transform);
            shaping = LevelShape.Begin(running.Field, running.Centre, spawnApart);
        }

        private void Update()
        {
            solids.Sweep();
            if (!(coming is null) && coming == null)
            {
                Forget();
                Fail("what had been baked was destroyed");
                return;
            }

            if (shaping != null && shaping.IsFaulted)
            {
                var why = shaping.Exception!.InnerException!.Message;
                Forget();
                Fail(why);
                return;
            }

            if (shaping != null && shaping.IsCompleted)
            {
                shape = shaping.Result;
                shaping = null;
                ground = LevelMesh.Whole(shape);
                solids.Add(ground, false);
                cooking = solids.Begin();
                data = LevelNavigation.Begin(shape, out work, out source);
                return;
            }

            if (work == null || !work.isDone || !cooking!.IsCompleted) return;
            var made = coming!;
            coming = null;
            Clear();
            LevelBuilder.Finish(made, shape!, ground!, visibleGround);
            ground = null;
            LevelNavigation.Mark(made, data!);
            Level = made;
            parts = LevelBuilder.Parts(made);
            data = null;
            Forget();
            Baked?.Invoke(made);
            onBaked.Invoke(made);
            var waited = baking;
            baking = null;
            waited?.TrySetResult(made);
        }

        /// <summary>Let go of what is half made.</summary>
        private void Forget()
        {
            if (coming != null)
            {
                Discard.Free(coming);
            }

            solids.Free(ground);
            Discard.Free(data);
            Discard.Free(source);
            ground = null;
            shape = null;
            shaping = null;
            cooking = null;
            coming = null;
            data = null;
            work = null;
            source = null;
        }

        private void Fail(string why)
        {
            End();
            Failed?.Invoke(why);
            onFailed.Invoke(why);
            var waited = baking;
            baking = null;
            waited?.TrySetException(new NacreException("bake_failed", why, string.Empty));
        }

        private void Clear()
        {
            Discard.Free(Level);
            for (var i = 0; parts != null && i < parts.Count; i++) Discard.Free(parts[i]);
            Level = null;
            parts = null;
        }
    }
}
