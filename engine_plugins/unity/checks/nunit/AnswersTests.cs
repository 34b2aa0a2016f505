#nullable enable
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>Whoever waits for an answer gets one, and whatever goes wrong is told once.</summary>
    [TestFixture]
    public sealed class AnswersTests : PlayFixture
    {
        [TestCase(false)]
        [TestCase(true)]
        public void ABrokenLineAndALeftServerAnswerWhatIsUnderWay(bool left)
        {
            using (var line = new Line(Endpoint))
            {
                Make(open: false);
                connection.Endpoint = line.Endpoint;
                var answers = new List<IWireMessage>();
                var told = new List<string>();
                connection.Answered += answers.Add;
                world.Failed += (code, message, hint) => told.Add(code);
                world.Open();
                Play();
                line.Hold();
                var first = world.Save("under_way");
                var second = connection.Ask(new ClientStatus());
                var jump = world.TeleportAsync(3f, 3f);
                Step();
                Assert.IsFalse(jump.IsCompleted);
                if (left) connection.Disconnect(false);
                line.Cut();
                Until(() => jump.IsCompleted, "an answer");
                Assert.AreEqual("not_connected", ((NacreException)jump.Exception!.InnerException!).Code);
                foreach (var id in new[] { first, second }) Assert.AreEqual("not_connected", answers.OfType<ServerError>().Single(one => one.Id == id).Code);
                Assert.AreEqual(3, answers.Count);
                // that a line broke is told once, and not once for every request
                CollectionAssert.AreEqual(left ? new string[0] : new[] { "lost" }, told);
                if (left) world.Open();
                Play();
                Assert.AreEqual(3, answers.Count);
                connection.Disconnect(false);
            }
        }

        [Test]
        public void WhoeverWaitsForAWorldIsLetGo()
        {
            Make(open: false);
            var closed = world.OpenAsync();
            world.Close();
            Assert.IsTrue(closed.IsCanceled, "closed");
            var replaced = world.OpenAsync();
            world.Open();
            Assert.IsTrue(replaced.IsCanceled, "something else was opened");
            var left = world.OpenAsync();
            connection.Disconnect(false);
            Assert.IsTrue(left.IsCanceled, "the server was left");
            var switchedOff = world.OpenAsync();
            connection.enabled = false;
            Assert.IsTrue(switchedOff.IsCanceled, "the connection was switched off");
            connection.enabled = true;
            // what else is refused meanwhile is no refusal of the world
            var opened = world.OpenAsync();
            Until(() => connection.State == ConnectionState.Opening || opened.IsCompleted, "opening");
            world.Save("../not a name");
            Until(() => opened.IsCompleted, "opened");
            Assert.IsFalse(opened.IsFaulted);
            Play();
        }

        [Test]
        public void EverythingThatIsRefusedIsToldOnce()
        {
            Make();
            Play();
            var told = new List<string>();
            var answered = new List<string>();
            world.Failed += (code, message, hint) => told.Add(code);
            connection.Answered += answer => answered.Add((answer as ServerError)?.Code ?? "closed");
            world.Save("../not a name");
            world.Restore("never_saved");
            world.Direct("it snows");
            world.Say(1, "hello");
            connection.Ask(new ClientResize { Width = 63, Height = 9999 });
            var expected = new[] { "bad_name", "no_saves", "unsupported", "unsupported", "bad_size" };
            Until(() => told.Count >= expected.Length, "told");
            for (var i = 0; i < 20; i++) Step();
            CollectionAssert.AreEqual(expected, told);
            CollectionAssert.AreEqual(expected, answered);
            Assert.AreEqual(expected.Length, Stub.Log.Count(one => one.StartsWith("warning: Nacre:")));
            Assert.IsTrue(world.IsPlaying);
        }

        [Test]
        public void ARefusedWorldIsSeenUntilAnotherIsAskedFor()
        {
            Make();
            var overlay = root.AddComponent<NacreOverlay>();
            Play();
            world.Prompt = "xqzv wrpl";
            world.Open();
            Until(() => overlay.Lines.Contains("(not_understood)"), "told");
            Assert.AreEqual(ConnectionState.Ready, connection.State);
            world.Prompt = "a meadow";
            world.Open();
            Play();
            Until(() => !overlay.Lines.Contains("not_understood"), "gone");
        }

        [Test]
        public void AServerThatIsFullIsAskedAgainWhenItSaidSo()
        {
            var guests = new List<WorldSession>();
            Make(open: false);
            var overlay = root.AddComponent<NacreOverlay>();
            var told = new List<string>();
            var progress = new List<string>();
            world.Failed += (code, message, hint) => told.Add(code);
            world.Progressed += said => progress.Add(said.Text);
            try
            {
                while (guests.Count == 0 || guests[guests.Count - 1].State == ConnectionState.Playing)
                {
                    var guest = new WorldSession(new SessionOptions { Endpoint = Endpoint, Seed = guests.Count });
                    guests.Add(guest);
                    guest.Start();
                    guest.Open(new ClientOpen { Prompt = "a meadow", Width = 64, Height = 36, Fps = 1 });
                    Until(() => guest.State == ConnectionState.Playing || guest.RetrySeconds >= 0, "open or full");
                }

                Assert.Greater(guests.Count, 1);
                var opened = world.OpenAsync();
                Until(() => overlay.Lines.Contains("trying again in"), "told");
                var first = connection.RetrySeconds;
                Assert.Greater(first, 0.9);
                Assert.AreEqual(ConnectionState.Opening, connection.State);
                Until(() => progress.Count(text => text.Contains("trying again in")) >= 2 && connection.RetrySeconds < first, "told how long it is");
                CollectionAssert.AreEqual(new[] { "too_many_sessions" }, told);
                Assert.IsFalse(opened.IsCompleted, "it is waited for");
                // whoever wishes for nothing waits for nothing
                world.Close();
                Assert.Less(connection.RetrySeconds, 0);
                Assert.IsTrue(opened.IsCanceled);
                opened = world.OpenAsync();
                Until(() => connection.RetrySeconds >= 0, "full still");
                // a world that waits for its client is gone before the 30 s are over that a server names otherwise
                for (var i = 0; i < guests.Count; i++) guests[i].Stop(false);
                var since = System.Diagnostics.Stopwatch.StartNew();
                while (!opened.IsCompleted && since.Elapsed.TotalSeconds < 60) Step();
                Assert.IsTrue(opened.IsCompleted && !opened.IsFaulted && !opened.IsCanceled, "opened by itself");
                Play();
                Assert.Less(connection.RetrySeconds, 0);
                CollectionAssert.AreEqual(new[] { "too_many_sessions", "too_many_sessions" }, told, "once for each wish");
            }
            finally
            {
                foreach (var guest in guests)
                {
                    guest.Dispose();
                    guest.Join(2000);
                }
            }
        }

        [Test]
        public void APortThatSpeaksHttpIsExplained()
        {
            var page = new TcpListener(IPAddress.Loopback, 0);
            page.Start();
            var serving = new Thread(() =>
            {
                try
                {
                    while (true)
                    {
                        using (var peer = page.AcceptSocket())
                        {
                            peer.Send(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"));
                            peer.Receive(new byte[4096]);
                        }
                    }
                }
                catch (SocketException)
                {
                    // the listener was taken away
                }
            }) { IsBackground = true };
            serving.Start();
            Make(open: false);
            var overlay = root.AddComponent<NacreOverlay>();
            var told = new List<string>();
            world.Failed += (code, message, hint) => told.Add(code + ": " + message);
            connection.Endpoint = "tcp://127.0.0.1:" + ((IPEndPoint)page.LocalEndpoint).Port;
            world.Open();
            Until(() => told.Count > 0, "told");
            for (var i = 0; i < 100; i++) Step();
            page.Stop();
            StringAssert.StartsWith("bad_zmtp", told.Single());
            StringAssert.Contains("is this the port of a Nacre server?", told[0]);
            StringAssert.Contains("is this the port of a Nacre server?", overlay.Lines);
            connection.Endpoint = Endpoint;
            world.Open();
            Play();
        }
    }
}
