#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>The newest wish wins, whatever was wished before and whatever happens to the line.</summary>
    [TestFixture]
    public sealed class WishesTests : PlayFixture
    {
        private readonly List<string> failed = new List<string>();

        [SetUp]
        public void Forget()
        {
            failed.Clear();
        }

        [Test]
        public void TheNewestWishWins()
        {
            Make();
            world.Failed += (code, message, hint) => failed.Add(code);
            Until(() => connection.State == ConnectionState.Opening || connection.State == ConnectionState.Playing, "opening");
            Wish(8);
            Step();
            Wish(9);
            Until(() => Plays(9), "the last of three");
            for (var round = 0; round < 4; round++)
            {
                for (var i = 0; i < 20; i++)
                {
                    world.Close();
                    Wish(100 * round + i);
                    Step();
                }

                Until(() => Plays(100 * round + 19), "the last of twenty");
            }

            world.Close();
            for (var i = 0; i < 30; i++) Step();
            Assert.AreEqual(ConnectionState.Ready, connection.State);
            Assert.IsNull(world.Info);
            // changing one's mind is no failure
            CollectionAssert.IsEmpty(failed);
        }

        [TestCase(1)]
        [TestCase(2)]
        public void AnyWalkEndsWhereItWasWished(int seed)
        {
            using (var line = new Line(Endpoint))
            {
                Make(open: false);
                connection.Endpoint = line.Endpoint;
                var chance = new System.Random(seed);
                for (var walk = 0; walk < 10; walk++)
                {
                    var wished = -1;
                    var cut = false;
                    for (var steps = chance.Next(1, 25); steps > 0; steps--)
                    {
                        switch (chance.Next(9))
                        {
                            case 0:
                            case 1:
                            case 2:
                                wished = chance.Next(1000);
                                Wish(wished);
                                break;
                            case 3:
                            case 4:
                                world.Close();
                                wished = -1;
                                break;
                            case 5: world.Pause(); break;
                            case 6: world.Resume(); break;
                            case 7:
                                // whom nobody can be told of waits for its time to live
                                if (cut) break;
                                connection.Disconnect(chance.Next(2) == 0);
                                wished = chance.Next(1000);
                                Wish(wished);
                                break;
                            case 8:
                                // nor can what was being made be come back to
                                if (!world.IsPlaying) break;
                                line.Cut();
                                cut = true;
                                break;
                        }

                        for (var frames = chance.Next(5); frames > 0; frames--) Step();
                    }

                    Until(() =>
                    {
                        world.Resume();
                        return wished >= 0 ? Plays(wished) : world.Info == null && (connection.State == ConnectionState.Ready || connection.State == ConnectionState.Offline);
                    }, "walk " + walk + " to " + wished + ", but " + connection.State + " " + world.Info?.Seed);
                }
            }
        }

        [Test]
        public void WhatIsClosedOrReplacedWhileTheLineIsBrokenIsClosedOnTheServerToo()
        {
            using (var line = new Line(Endpoint))
            {
                Make();
                connection.Endpoint = line.Endpoint;
                connection.Disconnect(false);
                world.Open();
                Play();
                var before = Sessions();
                var ends = new List<ClosedReason>();
                world.Closed += closed => ends.Add(closed.Reason);
                line.Cut(stayDown: true);
                Until(() => connection.State == ConnectionState.Reconnecting, "broken");
                Wish(8);
                Step();
                CollectionAssert.AreEqual(new[] { ClosedReason.Close }, ends);
                Assert.IsNull(world.Info);
                line.Mend();
                Until(() => Plays(8), "the newer one");
                Assert.LessOrEqual(Sessions(), before);
                line.Cut(stayDown: true);
                Until(() => connection.State == ConnectionState.Reconnecting, "broken");
                world.Close();
                Assert.IsNull(world.Pose, "its picture goes at once");
                line.Mend();
                Until(() => connection.State == ConnectionState.Ready, "back");
                Assert.LessOrEqual(Sessions(), before - 1);
                CollectionAssert.AreEqual(new[] { ClosedReason.Close, ClosedReason.Close }, ends);
            }
        }

        [Test]
        public void LeftWhileOpeningNothingStaysOnTheServer()
        {
            Make();
            Play();
            var before = Sessions();
            UnityEngine.Object.Destroy(root);
            for (var i = 0; i < 24; i++)
            {
                Make();
                Until(() => connection.State == ConnectionState.Opening || connection.State == ConnectionState.Playing, "opening");
                UnityEngine.Object.Destroy(root);
            }

            Make();
            Play();
            Assert.LessOrEqual(Sessions(), before);
        }

        [Test]
        public void AnotherAddressIsGoneTo()
        {
            Make(open: false);
            world.Failed += (code, message, hint) => failed.Add(code);
            connection.Endpoint = "tcp://127.0.0.1:1";
            world.Open();
            Until(() => failed.Count > 0, "told");
            for (var i = 0; i < 60; i++) Step();
            CollectionAssert.AreEqual(new[] { "lost" }, failed, "the same trouble is told once");
            Assert.IsTrue(Stub.Log.Any(one => one.Contains("nacre serve")));
            connection.Endpoint = Endpoint;
            world.Open();
            Play();
            var before = Sessions();
            // and while it plays
            using (var line = new Line(Endpoint))
            {
                connection.Endpoint = line.Endpoint;
                Wish(8);
                Until(() => Plays(8), "elsewhere");
                Assert.LessOrEqual(Sessions(), before);
            }
        }

        [TestCase("")]
        [TestCase("http://127.0.0.1:80")]
        [TestCase("tcp://127.0.0.1:99999")]
        [TestCase("127.0.0.1:")]
        [TestCase("tcp://127.0.0.1:-5")]
        [TestCase("tcp://[::1")]
        [TestCase("tcp://::::")]
        [TestCase("tcp://user@host:80")]
        [TestCase("tcp://127.0.0.1:5577/ws")]
        [TestCase("ws://")]
        [TestCase("ftp://x")]
        public void AnAddressThatIsNoneIsToldOnceAndCanBeMended(string address)
        {
            Make(open: false);
            var told = new List<string>();
            world.Failed += (code, message, hint) => told.Add(code + " " + message + " " + hint);
            connection.Endpoint = address;
            for (var i = 0; i < 2; i++)
            {
                told.Clear();
                var opening = world.OpenAsync();
                for (var frames = 0; frames < 5; frames++) Step();
                Assert.AreEqual(1, told.Count);
                StringAssert.StartsWith("bad_endpoint", told[0]);
                StringAssert.Contains("tcp://", told[0]);
                Assert.AreEqual("bad_endpoint", ((NacreException)opening.Exception!.InnerException!).Code);
                Assert.AreEqual(ConnectionState.Failed, connection.State);
            }

            connection.Endpoint = Endpoint;
            world.Open();
            Play();
        }

        private void Wish(int seed)
        {
            world.Seed = seed;
            world.Open();
        }

        private bool Plays(long seed)
        {
            return world.IsPlaying && world.Info?.Seed == seed && connection.LastFrame != null;
        }

        /// <summary>Sessions on the server: this one's, once what was left is gone.</summary>
        private long Sessions()
        {
            var most = long.MaxValue;
            ServerStatus? told = null;
            Action<IWireMessage> take = answer => told = answer as ServerStatus ?? told;
            connection.Answered += take;
            for (var i = 0; i < 40 && most > 1; i++)
            {
                told = null;
                var id = connection.Ask(new ClientStatus());
                Until(() => told != null && told.Id == id, "a status");
                most = Math.Min(most, told!.Sessions);
                for (var frames = 0; frames < 5; frames++) Step();
            }

            connection.Answered -= take;
            return most;
        }
    }
}
