#nullable enable
using Nacre.Worlds.Wire;

namespace Nacre.Worlds
{
    /// <summary>What the picture on the screens was drawn with. A copy: it stays when the buffers of its frame are used for the next.</summary>
    public sealed class FramePose
    {
        /// <summary>Where it was drawn from; wire axes.</summary>
        public WireCamera Camera { get; } = new WireCamera();

        /// <summary>Vertical field of view, radians.</summary>
        public double Fov { get; private set; }

        /// <summary>Width over height.</summary>
        public double Aspect { get; private set; }

        /// <summary>Depth of the sky, metres.</summary>
        public double Far { get; private set; }

        /// <summary>World time it shows, seconds.</summary>
        public double WorldTime { get; private set; }

        /// <summary>The newest input it shows.</summary>
        public long ForInput { get; private set; }

        /// <summary>Number of the frame.</summary>
        public long Id { get; private set; }

        /// <summary>Copy the pose of a frame.</summary>
        public void Take(WorldFrame frame)
        {
            var header = frame.Header;
            for (var i = 0; i < 3; i++) Camera.Position[i] = header.Camera.Position[i];
            Camera.Yaw = header.Camera.Yaw;
            Camera.Pitch = header.Camera.Pitch;
            Camera.Fov = header.Projection.Fov;
            Fov = header.Projection.Fov;
            Aspect = header.Projection.Aspect;
            Far = header.Projection.Far;
            WorldTime = header.TWorld;
            ForInput = header.ForSeq;
            Id = header.Id;
        }
    }
}
