#nullable enable
using System;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>What a world was made of: enough to open the same world again, on any server with the same model.</summary>
    [CreateAssetMenu(menuName = "Nacre/Saved World", fileName = "World")]
    public sealed class NacreSavedWorld : ScriptableObject
    {
        [SerializeField, TextArea(2, 6), Tooltip("The words it was made from.")]
        private string prompt = string.Empty;

        [SerializeField, HideInInspector]
        private byte[] specification = Array.Empty<byte>();

        [SerializeField, Tooltip("Same specification and seed, same world.")]
        private long seed;

        [SerializeField, Tooltip("The model that made it; empty for the server's first.")]
        private string model = string.Empty;

        [SerializeField, Tooltip("Name of the world: equal for equal model, specification and seed.")]
        private string world = string.Empty;

        [SerializeField, Tooltip("Name of a save on the server: the world goes on where it was saved. Empty: it begins anew.")]
        private string serverSave = string.Empty;

        /// <summary>The words it was made from.</summary>
        public string Prompt => prompt;

        /// <summary>Same specification and seed, same world.</summary>
        public long Seed => seed;

        /// <summary>The model that made it.</summary>
        public string Model => model;

        /// <summary>Name of the world.</summary>
        public string World => world;

        /// <summary>Name of a save on the server (see <see cref="NacreWorld.Save"/>); empty to begin anew.</summary>
        public string ServerSave
        {
            get => serverSave;
            set => serverSave = value;
        }

        /// <summary>Whether it holds a specification, which is taken instead of the prompt.</summary>
        public bool HasSpecification => specification.Length > 0;

        /// <summary>Keep what a server understood.</summary>
        public void Keep(ServerOpened opened, string words)
        {
            prompt = words;
            seed = opened.Seed;
            model = opened.Model;
            world = opened.World;
            specification = new byte[opened.Spec.Length];
            Array.Copy(opened.Spec.Buffer, specification, specification.Length);
        }

        /// <summary>Ask for this world.</summary>
        public void Fill(ClientOpen open)
        {
            open.Model = model.Length > 0 ? model : null;
            open.Prompt = null;
            open.Spec = null;
            open.Snapshot = serverSave.Length > 0 ? serverSave : null;
            open.Seed = open.Snapshot == null ? seed : (long?)null;
            if (open.Snapshot != null) return;
            open.Prompt = HasSpecification ? null : prompt;
            if (!HasSpecification) return;
            open.Spec = new MsgpackDocument();
            open.Spec.Set(specification, 0, specification.Length);
        }
    }
}
