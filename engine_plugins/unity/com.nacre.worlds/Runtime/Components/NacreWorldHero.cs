#nullable enable
using System.Threading.Tasks;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    // The game's own hero as the player, and the world as geometry.
    public sealed partial class NacreWorld
    {
        private const double PoseSeconds = 0.05;
        private const double EyeHeight = 1.7;

        [Header("Geometry")]
        [SerializeField, Tooltip("Send the world itself, to be drawn by the engine: needs a Nacre Geometry.")]
        private bool withGeometry;

        [SerializeField, Tooltip("With geometry: no pictures, the server draws nothing.")]
        private bool withoutPictures = true;

        [SerializeField, Range(1, 3), Tooltip("Chunks of 32 m around the player's that are sent whole.")]
        private int geometryRadius = 3;

        [SerializeField, Tooltip("Far land as well: coarse tiles with trees, and hills against the sky.")]
        private bool farLand = true;

        [Header("Hero")]
        [SerializeField, Tooltip("Your own player: it is the body in the world, which follows it. Needs geometry.")]
        private Transform? hero;

        [SerializeField, Tooltip("Put the hero at the world's start, instead of laying the world so that it begins where the hero stands.")]
        private bool keepPlace;

        private readonly double[] heroAt = new double[3];
        private readonly double[] heroSpeed = new double[3];
        private Vector3 heroWas;
        private CharacterController? walker;
        private double posed;
        private long teleport;
        private TaskCompletionSource<Vector3>? teleporting;

        /// <summary>Whether the world itself is sent. Takes effect with the next <see cref="Open"/>.</summary>
        public bool WithGeometry
        {
            get => withGeometry;
            set => withGeometry = value;
        }

        /// <summary>Whether no pictures are sent beside geometry. Takes effect with the next <see cref="Open"/>.</summary>
        public bool WithoutPictures
        {
            get => withoutPictures;
            set => withoutPictures = value;
        }

        /// <summary>Chunks of 32 m around the player's that are sent whole, 1 to 3. Takes effect with the next <see cref="Open"/>.</summary>
        public int GeometryRadius
        {
            get => geometryRadius;
            set => geometryRadius = value;
        }

        /// <summary>Whether far land is sent. Takes effect with the next <see cref="Open"/>.</summary>
        public bool FarLand
        {
            get => farLand;
            set => farLand = value;
        }

        /// <summary>The game's own player: its place is sent 20 times a second, and the world follows it. Takes effect with the next <see cref="Open"/>.</summary>
        public Transform? Hero
        {
            get => hero;
            set => hero = value;
        }

        /// <summary>Whether this transform stays and the hero is put at the world's start; else the world is laid so that it begins where the hero stands and looks.</summary>
        public bool KeepPlace
        {
            get => keepPlace;
            set => keepPlace = value;
        }

        /// <summary>Whether the open world has its body moved by the hero.</summary>
        public bool IsMovedByHero => Info?.Body == OpenedBody.Client && hero != null;

        /// <summary>Put the player elsewhere, metres in the world's own axes as Unity has them (this transform's local space); the hero with it. Without a height, the lowest at which a body
        /// fits. Ends with where the feet are in the scene; throws a <see cref="NacreException"/> when it is refused.</summary>
        public Task<Vector3> TeleportAsync(float x, float z, float? y = null, float? yaw = null)
        {
            teleporting?.TrySetCanceled();
            var request = new ClientTeleport { X = x, Z = -z, Y = y, Yaw = yaw };
            teleport = Ask(request);
            if (teleport == 0) return Task.FromException<Vector3>(new NacreException("not_open", "There is no open world.", "Open one first."));
            teleporting = new TaskCompletionSource<Vector3>();
            return teleporting.Task;
        }

        private void Update()
        {
            if (hero == null || !IsPlaying || !IsMovedByHero) return;
            posed += Time.unscaledDeltaTime;
            if (posed < PoseSeconds) return;
            TellPose(hero, posed);
            posed = 0;
        }

        /// <summary>What geometry and hero add to <see cref="Request"/>.</summary>
        private void AskForGeometry(ClientOpen open)
        {
            if (!withGeometry) return;
            if (withoutPictures) open.Channels!.RemoveAll(channel => channel != "state");
            open.Channels!.Add("geometry");
            open.Geometry = new WireGeometryWish { Radius = geometryRadius, Far = farLand };
            if (hero == null) return;
            open.Body = OpenBody.Client;
            if (keepPlace) return;
            // the scene's own axes, with z flipped as everywhere on the wire
            var origin = new WireOrigin();
            Axes.ToWire(hero.position, origin.Position);
            Axes.ToWire(hero.rotation, out var yaw, out _);
            origin.Yaw = yaw;
            open.Origin = origin;
        }

        private void BeginWithHero(ServerOpened opened)
        {
            if (opened.Resumed || !IsMovedByHero) return;
            walker = hero!.GetComponent<CharacterController>();
            if (opened.Origin != null)
            {
                var at = opened.Origin.Position;
                transform.SetPositionAndRotation(Axes.Point(at[0], at[1], at[2]), Axes.Rotation(opened.Origin.Yaw ?? 0, 0));
            }
            else
            {
                var eye = opened.Camera;
                PutHero(Axes.Point(eye.Position[0], eye.Position[1] - EyeHeight, eye.Position[2]), eye.Yaw);
            }

            heroWas = transform.InverseTransformPoint(hero!.position);
        }

        private void TakeAnswer(IWireMessage answer)
        {
            if (answer is ServerTeleported there && (there.Id ?? 0) == teleport)
            {
                var at = Axes.Point(there.Position[0], there.Position[1], there.Position[2]);
                if (IsMovedByHero) PutHero(at, there.Yaw);
                EndTeleport()?.TrySetResult(transform.TransformPoint(at));
            }
            else if (answer is ServerError error && (error.Id ?? 0) == teleport)
            {
                EndTeleport()?.TrySetException(new NacreException(error.Code, error.Message, error.Hint));
            }
        }

        private TaskCompletionSource<Vector3>? EndTeleport()
        {
            var waited = teleporting;
            teleporting = null;
            return waited;
        }

        private void PutHero(Vector3 at, double yaw)
        {
            // a CharacterController puts its object back otherwise
            var controlled = walker != null && walker.enabled;
            if (controlled) walker!.enabled = false;
            hero!.SetPositionAndRotation(transform.TransformPoint(at), transform.rotation * Axes.Rotation(yaw, 0));
            if (controlled) walker!.enabled = true;
            heroWas = at;
        }

        private void TellPose(Transform body, double seconds)
        {
            var local = transform.InverseTransformPoint(body.position);
            Axes.ToWire(local, heroAt);
            Axes.ToWire((local - heroWas) * (float)(1 / seconds), heroSpeed);
            heroWas = local;
            Axes.ToWire(Quaternion.Inverse(transform.rotation) * body.rotation, out var yaw, out var pitch);
            Connection.Pose(heroAt, heroSpeed, yaw, pitch, walker == null || walker.isGrounded);
        }
    }
}
