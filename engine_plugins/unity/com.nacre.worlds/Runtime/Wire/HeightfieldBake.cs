#nullable enable
using System;
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>One bake of the ground: the cameras to draw from, one after another, and what has been gathered.</summary>
    public sealed class HeightfieldBake
    {
        private readonly Queue<WireCamera> cameras;
        private readonly int all;
        private readonly List<WireCamera> asked = new List<WireCamera>();

        /// <summary>A bake around where a frame was drawn: a square of <paramref name="size"/> metres in cells of <paramref name="cell"/>, from cameras
        /// <paramref name="above"/> metres higher.</summary>
        public HeightfieldBake(ServerFrame frame, double size, double cell, double above)
        {
            var eye = frame.Camera.Position;
            Centre = new[] { eye[0], eye[1], eye[2] };
            Field = new Heightfield(eye[0], eye[2], size, cell);
            cameras = new Queue<WireCamera>(Field.Cameras(above, 1.0, frame.Projection.Aspect));
            foreach (var camera in cameras) camera.Position[1] += eye[1];
            all = cameras.Count;
            Current = cameras.Dequeue();
            asked.Add(Current);
        }

        /// <summary>Where the player's eyes were, metres.</summary>
        public double[] Centre { get; }

        /// <summary>What has been gathered.</summary>
        public Heightfield Field { get; }

        /// <summary>The camera to draw from now; null when the bake is over.</summary>
        public WireCamera? Current { get; private set; }

        /// <summary>Why the bake cannot be done; empty while it can.</summary>
        public string Failure { get; private set; } = string.Empty;

        /// <summary>Share that is done, 0 to 1.</summary>
        public float Progress => 1f - (float)(cameras.Count + (Current != null ? 1 : 0)) / all;

        /// <summary>Take a frame; those drawn from elsewhere are ignored. True when <see cref="Current"/> changed.</summary>
        public bool Take(WorldFrame frame)
        {
            if (Current == null || !Shows(frame.Header.Camera, Current)) return false;
            var seen = Field.Add(frame);
            if (!seen) Failure = "the pictures have no depth: the world must be opened with its depth channel";
            Current = seen && cameras.Count > 0 ? cameras.Dequeue() : null;
            if (Current != null) asked.Add(Current);
            if (seen && Current == null && !Field.Fill()) Failure = "nothing was seen from above: let the cameras stand higher";
            return true;
        }

        /// <summary>Whether a frame was drawn from one of the cameras that were asked for: some are still on their way when a bake is over.</summary>
        public bool IsFromAbove(WorldFrame frame)
        {
            return asked.Exists(camera => Shows(frame.Header.Camera, camera));
        }

        private static bool Shows(WireCamera shown, WireCamera wanted)
        {
            var apart = Math.Abs(shown.Pitch - wanted.Pitch);
            for (var i = 0; i < 3; i++) apart += Math.Abs(shown.Position[i] - wanted.Position[i]);
            return apart < 1e-3;
        }
    }
}
