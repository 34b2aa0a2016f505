#nullable enable
using Nacre.Worlds.Wire;

namespace Nacre.Worlds
{
    // The world itself, for engines that draw it, and the body that the game moves in it.
    public sealed partial class NacreConnection
    {
        private AirData newestAir = new AirData();

        /// <summary>What came of the world's geometry; outlives connections, so that the next one asks only for what is missing.</summary>
        public GeometryFeed Geometry { get; } = new GeometryFeed();

        /// <summary>Light, sky and distance of the world; null before they came, or where no geometry is sent.</summary>
        public AirData? Air { get; private set; }

        /// <summary>Say where the game's own body is, in the wire's axes: feet and velocity (metres), where it looks (radians). For worlds opened with <c>body</c>
        /// <c>client</c>; see <see cref="NacreWorld.Hero"/>.</summary>
        public void Pose(double[] position, double[] velocity, double yaw, double pitch, bool grounded)
        {
            session?.Pose(position, velocity, yaw, pitch, grounded);
        }

        /// <summary>The oldest message of geometry that waits, and room for one more on the way; false when none does.</summary>
        public bool TryTakeGeometry(out GeometryNews? news)
        {
            if (!Geometry.TryTake(out news)) return false;
            if (news!.Order > 0) session?.AcknowledgeGeometry(news.Order);
            return true;
        }

        /// <summary>Ask for all geometry again: what had been made of it is gone.</summary>
        public void RenewGeometry()
        {
            Geometry.ForgetAll();
            if (World != null) session?.Renew();
        }
    }
}
