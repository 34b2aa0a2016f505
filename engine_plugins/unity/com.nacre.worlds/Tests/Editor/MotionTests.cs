#nullable enable
using System;
using System.IO;
using Nacre.Worlds.Wire;
using NUnit.Framework;

namespace Nacre.Worlds.Tests
{
    /// <summary>What moves between two messages: characters, bursts of frames, the player's head; and what is gathered: ground, episodes.</summary>
    public sealed class MotionTests
    {
        private readonly double[] place = new double[4];

        [Test]
        public void CharactersWalkBetweenStatesAndTurnTheShortWay()
        {
            var track = new EntityTrack();
            Assert.IsFalse(track.At(0, place));
            track.Add(1.0, 0, 0, 0, 3.0);
            track.Add(1.1, 1, 0, -2, -3.0);
            Assert.IsTrue(track.At(1.05, place));
            Assert.AreEqual(0.5, place[0], 1e-9);
            Assert.AreEqual(-1, place[2], 1e-9);
            Assert.AreEqual(Math.PI, Math.Abs(place[3]), 1e-9);
            track.At(0.5, place);
            Assert.AreEqual(0, place[0]);
            track.At(9, place);
            Assert.AreEqual(1, place[0]);
            track.Add(1.05, 50, 50, 50, 0); // not newer: ignored
            Assert.AreEqual(2, track.Count);
            track.Add(1.2, 100, 0, 0, 0);
            track.At(1.15, place);
            Assert.AreEqual(100, place[0]); // farther than anyone walks: put there
            for (var i = 0; i < 100; i++) track.Add(2 + i, i, 0, 0, 0);
            track.At(101, place);
            Assert.AreEqual(99, place[0]);
            Assert.AreEqual(32, track.Count);
        }

        [Test]
        public void OneFrameAStepIsShownAtOnceAndTheNewestWins()
        {
            var queue = new FrameQueue();
            var pacer = new FramePacer(queue) { PerStep = 1 };
            Assert.IsNull(pacer.Next(0));
            Publish(queue, 1, 0.0);
            Publish(queue, 2, 0.01);
            Assert.AreEqual(2, Shown(pacer.Next(0.02), queue));
            Assert.IsNull(pacer.Next(0.03));
            Assert.AreEqual(1, queue.Skipped);
        }

        [Test]
        public void BurstsAreSpreadEvenlyAndAnEarlyOneDropsTheRest()
        {
            var queue = new FrameQueue();
            var pacer = new FramePacer(queue) { PerStep = 4 };
            var shown = 0;
            for (var burst = 0; burst < 5; burst++)
            {
                for (var i = 0; i < 4; i++) Publish(queue, 4 * burst + i + 1, 0.4 * burst);
                // after two bursts the pace is known: four frames in 0.4 s, one every 0.1 s
                for (var step = 0; step < 4; step++)
                {
                    var frame = pacer.Next(0.4 * burst + 0.1 * step + 1e-6);
                    if (burst < 2) Release(frame, queue);
                    else Assert.AreEqual(4 * burst + step + 1, Shown(frame, queue));
                    shown++;
                }
            }

            Assert.AreEqual(20, shown);
            Assert.AreEqual(0.1, pacer.Interval, 1e-6);
            for (var i = 0; i < 4; i++) Publish(queue, 21 + i, 2.0);
            Assert.AreEqual(21, Shown(pacer.Next(2.0), queue));
            for (var i = 0; i < 4; i++) Publish(queue, 31 + i, 2.1);
            Assert.AreEqual(31, Shown(pacer.Next(2.1), queue)); // 22 to 24 are old news
        }

        [Test]
        public void ThePictureIsTurnedByWhatTheHeadHasDoneSince()
        {
            var turns = new TurnHistory();
            double left, up;
            turns.Add(0, 0.5, 0.1);
            turns.Since(0, out left, out up);
            Assert.AreEqual(0.5, left); // nothing has been told yet
            turns.Add(1, 0.75, 0.1);
            turns.Add(1, 1.0, 0.2); // turned on, not told
            turns.Since(1, out left, out up);
            Assert.AreEqual(0.25, left, 1e-12);
            Assert.AreEqual(0.1, up, 1e-12);
            for (var i = 2; i < 2000; i++) turns.Add(i, i, 0);
            turns.Since(1990, out left, out up);
            Assert.AreEqual(9, left);
            turns.Since(3, out left, out up);
            Assert.AreEqual(0, left); // older than is remembered: the picture stays as it is
            turns.Clear();
            turns.Since(1990, out left, out up);
            Assert.AreEqual(0, left);
        }

        [Test]
        public void HalvesAreReadAsTheyAre()
        {
            Assert.AreEqual(1f, HalfFloat.ToSingle(0x3c00));
            Assert.AreEqual(-2f, HalfFloat.ToSingle(0xc000));
            Assert.AreEqual(65504f, HalfFloat.ToSingle(0x7bff));
            Assert.AreEqual(5.9604645e-8f, HalfFloat.ToSingle(1), 1e-12f);
            Assert.AreEqual(0f, HalfFloat.ToSingle(0));
            Assert.IsTrue(float.IsPositiveInfinity(HalfFloat.ToSingle(0x7c00)));
            Assert.IsTrue(float.IsNaN(HalfFloat.ToSingle(0x7e00)));
        }

        [Test]
        public void GroundSeenFromAboveIsGathered()
        {
            var field = new Heightfield(0, 0, 8, 0.5);
            var frame = new WorldFrame();
            var cameras = field.Cameras(10, 1.0, 1.0);
            Assert.AreEqual(1, cameras.Count);
            Show(frame, cameras[0], 64, 64, 10);
            Assert.IsTrue(field.Add(frame));
            Assert.Greater(field.Seen, 0.9);
            Assert.AreEqual(0, field[8, 8], 0.02);
            Show(frame, cameras[0], 64, 64, 7);
            field.Add(frame);
            Assert.AreEqual(3, field[8, 8], 0.02); // the highest point wins
            Assert.IsTrue(field.Fill());
            Assert.AreEqual(1.0, field.Seen);
            Assert.IsFalse(new Heightfield(0, 0, 8, 0.5).Fill());
            Assert.Throws<ArgumentOutOfRangeException>(() => new Heightfield(0, 0, 1e6, 0.1).Fill());
        }

        [Test]
        public void AnEpisodeIsReadableStepByStep()
        {
            var folder = Path.Combine(Path.GetTempPath(), "nacre-" + Guid.NewGuid());
            var head = new EpisodeHead { Project = "a game", Width = 2, Height = 1 };
            using (var writer = new EpisodeWriter(folder, head, rgba => new[] { rgba[7] }, 100))
            {
                for (var i = 0; i < 5; i++) Assert.IsTrue(writer.Add(i * 0.05, new byte[] { 1, 2, 3, 4, 5, 6, 7, (byte)i }, line => line.Key("look").Write(0.5, 0)));
                Assert.Throws<IOException>(() => new EpisodeWriter(folder, head, rgba => rgba).Dispose());
            }

            var lines = File.ReadAllLines(Path.Combine(folder, "steps.jsonl"));
            var third = File.ReadAllBytes(Path.Combine(folder, "frames", "000003.jpg"));
            Directory.Delete(folder, true);
            Assert.AreEqual(5, lines.Length);
            Assert.AreEqual("{\"step\":2,\"t\":0.1,\"look\":[0.5,0],\"frame\":\"frames/000002.jpg\"}", lines[2]);
            Assert.AreEqual(new byte[] { 3 }, third);
        }

        [Test]
        public void ADiskThatIsTooSlowCostsSteps()
        {
            var folder = Path.Combine(Path.GetTempPath(), "nacre-" + Guid.NewGuid());
            var gate = new System.Threading.ManualResetEvent(false);
            var writer = new EpisodeWriter(
                folder,
                new EpisodeHead(),
                rgba =>
                {
                    gate.WaitOne();
                    return rgba;
                },
                2);
            for (var i = 0; i < 10; i++) writer.Add(i, new byte[4], line => { });
            Assert.GreaterOrEqual(writer.LeftOut, 7);
            Assert.AreEqual(10, writer.Steps + writer.LeftOut);
            gate.Set();
            writer.Dispose();
            Assert.AreEqual(writer.Steps, File.ReadAllLines(Path.Combine(folder, "steps.jsonl")).Length);
            Directory.Delete(folder, true);
        }

        [Test]
        public void EyesAreCarriedOnButNotForLongAndNotThroughAJump()
        {
            var eyes = new EyePrediction();
            var pose = new FramePose();
            var frame = new WorldFrame();
            var seen = new WireCamera();
            Pose(frame, pose, eyes, 1.0, 0);
            eyes.At(pose, 0.1, 0.5, 9, seen);
            Assert.AreEqual(0, seen.Position[2], "one picture tells no motion");
            Assert.AreEqual(0.5, seen.Yaw, 1e-12);
            Assert.AreEqual(EyePrediction.PitchLimit, seen.Pitch);
            Pose(frame, pose, eyes, 1.1, -0.3);
            eyes.At(pose, 0.1, 0, 0, seen);
            Assert.AreEqual(-0.6, seen.Position[2], 1e-9);
            eyes.At(pose, 60, 0, 0, seen);
            Assert.AreEqual(-0.3 - 3 * EyePrediction.LongestSeconds, seen.Position[2], 1e-9);
            eyes.At(pose, 0, 0, 0, seen);
            Assert.AreEqual(-0.3, seen.Position[2], 1e-9);
            Pose(frame, pose, eyes, 1.2, -50);
            eyes.At(pose, 0.1, 0, 0, seen);
            Assert.AreEqual(-50, seen.Position[2], "put there, not walked");
            eyes.Reset();
            Pose(frame, pose, eyes, 1.3, -50.3);
            eyes.At(pose, 0.1, 0, 0, seen);
            Assert.AreEqual(-50.3, seen.Position[2], 1e-9);
        }

        private static void Pose(WorldFrame frame, FramePose pose, EyePrediction eyes, double time, double z)
        {
            frame.Header.Clear();
            frame.Header.TWorld = time;
            frame.Header.Camera.Position[2] = z;
            pose.Take(frame);
            eyes.Take(pose);
        }

        internal static void Show(WorldFrame frame, WireCamera camera, int width, int height, double metres)
        {
            frame.Header.Clear();
            for (var i = 0; i < 3; i++) frame.Header.Camera.Position[i] = camera.Position[i];
            frame.Header.Camera.Yaw = camera.Yaw;
            frame.Header.Camera.Pitch = camera.Pitch;
            frame.Header.Projection.Fov = camera.Fov ?? 1;
            frame.Header.Projection.Aspect = (double)width / height;
            frame.Header.Projection.Near = 0.1;
            frame.Header.Projection.Far = 64;
            var part = frame.Header.Parts.Add();
            part.Kind = PartKind.Depth;
            part.Codec = PartCodec.F16;
            part.Width = width;
            part.Height = height;
            part.Bytes = width * height * 2;
            frame.Buffer.Clear();
            frame.Buffer.Add(0);
            var bytes = frame.Buffer.Add(width * height * 2);
            // whole metres up to 2,048 are exact halves
            var exponent = (int)Math.Floor(Math.Log(metres, 2));
            var bits = ((exponent + 15) << 10) | (int)((metres / Math.Pow(2, exponent) - 1) * 1024);
            for (var i = 0; i < bytes.Length; i += 2)
            {
                bytes[i] = (byte)bits;
                bytes[i + 1] = (byte)(bits >> 8);
            }
        }

        private static void Publish(FrameQueue queue, long id, double received)
        {
            var frame = queue.Rent();
            frame.Header.Clear();
            frame.Header.Id = id;
            frame.Received = received;
            queue.Publish(frame);
        }

        private static long Shown(WorldFrame? frame, FrameQueue queue)
        {
            Assert.IsNotNull(frame);
            var id = frame!.Header.Id;
            queue.Release(frame);
            return id;
        }

        private static void Release(WorldFrame? frame, FrameQueue queue)
        {
            if (frame != null) queue.Release(frame);
        }
    }
}
