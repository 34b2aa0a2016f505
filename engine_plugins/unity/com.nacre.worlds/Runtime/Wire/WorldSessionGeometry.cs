#nullable enable
namespace Nacre.Worlds.Wire
{
    // The world itself, and the body that the engine moves in it.
    public sealed partial class WorldSession
    {
        private readonly ClientGeometry flow = new ClientGeometry();
        private readonly ClientPose pose = new ClientPose();

        /// <summary>Report that geometry up to this number has been fetched: as many messages as before may follow.</summary>
        public void AcknowledgeGeometry(long order)
        {
            lock (gate)
            {
                if (!Plays) return;
                flow.Clear();
                flow.Ack = order;
                Say(flow);
            }
        }

        /// <summary>Say where the game's own body is, for worlds opened with <c>body</c> <c>client</c>: feet and velocity in the wire's axes, metres; where it looks, radians.
        /// Call 20 times a second.</summary>
        public void Pose(double[] position, double[] velocity, double yaw, double pitch, bool grounded)
        {
            lock (gate)
            {
                if (connection != ConnectionState.Playing) return;
                pose.Clear();
                pose.Seq = input.Next();
                pose.T = Now;
                for (var i = 0; i < 3; i++) pose.Position[i] = position[i];
                pose.Velocity = velocity;
                pose.Yaw = yaw;
                pose.Pitch = pitch;
                pose.Grounded = grounded;
                Say(pose);
            }
        }

        /// <summary>Drop the connection and take it up again, so that everything shown is sent again: what had been made of it is gone.</summary>
        public void Renew()
        {
            link.Break(new WireException("lost", "the world's geometry is asked for again"));
        }
    }
}
