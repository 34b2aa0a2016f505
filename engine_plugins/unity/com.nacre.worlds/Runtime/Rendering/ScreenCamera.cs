#nullable enable
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>Keeps a camera of the scene and the eyes of a generated world together: moves the one as the player moves, or has the other drawn for it. Gives
    /// a camera back as it was.</summary>
    internal sealed class ScreenCamera
    {
        private readonly EyePrediction eyes = new EyePrediction();
        private readonly WireCamera seen = new WireCamera();
        private readonly WireCamera asked = new WireCamera();
        private double askedAt = double.NegativeInfinity;
        private Camera? taken;
        private Vector3 place;
        private Quaternion turned;
        private float fieldOfView;

        /// <summary>Forget the motion: another world.</summary>
        internal void Reset()
        {
            eyes.Reset();
        }

        /// <summary>A newer picture.</summary>
        internal void Take(FramePose pose)
        {
            eyes.Take(pose);
        }

        /// <summary>Put the camera where the player's eyes are now.</summary>
        internal void Drive(Camera camera, NacreWorld world, FramePose pose, bool turn, bool carryOn)
        {
            Borrow(camera);
            double left = 0, up = 0;
            if (turn) world.Connection.TurnedSince(pose.ForInput, out left, out up);
            eyes.At(pose, turn && carryOn ? world.Connection.FrameAge : 0, left, up, seen);
            Axes.Place(camera.transform, seen, world.transform);
            camera.fieldOfView = (float)pose.Fov * Mathf.Rad2Deg;
        }

        /// <summary>Put the camera that was moved back to where it was.</summary>
        internal void GiveBack()
        {
            if (taken != null)
            {
                taken.transform.localPosition = place;
                taken.transform.localRotation = turned;
                taken.fieldOfView = fieldOfView;
            }

            taken = null;
        }

        private void Borrow(Camera camera)
        {
            if (ReferenceEquals(taken, camera)) return;
            GiveBack();
            taken = camera;
            place = camera.transform.localPosition;
            turned = camera.transform.localRotation;
            fieldOfView = camera.fieldOfView;
        }

        /// <summary>Have the world drawn from the camera, as often as pictures come: more would only fill the line.</summary>
        internal void Ask(Camera camera, NacreWorld world)
        {
            GiveBack();
            var now = Time.realtimeSinceStartupAsDouble;
            if (now - askedAt < 1.0 / world.FrameRate || world.Surveying) return;
            askedAt = now;
            Axes.ToWire(camera, world.transform, asked);
            world.Connection.ViewFrom(asked);
        }
    }
}
