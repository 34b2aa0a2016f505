#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Threading;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>The components' lives: enabling, disabling, recompiling, losing the server.</summary>
    [TestFixture]
    public sealed class LifecycleTests : PlayFixture
    {
        [Test]
        public void AWorldOpensPlaysAndGoes()
        {
            Make();
            var states = "";
            connection.StateChanged += (state, why) => states += state + " ";
            Play();
            StringAssert.EndsWith("Opening Playing ", states);
            Assert.AreEqual(320, world.Textures.Picture!.width);
            Assert.IsNotNull(connection.LastState);
            root.SetActive(false);
            Assert.AreEqual(ConnectionState.Offline, connection.State);
            Assert.AreEqual(0, Threads());
        }

        [Test]
        public void DisablingAndEnablingTwiceLeavesNothingBehind()
        {
            Make();
            Play();
            for (var i = 0; i < 2; i++)
            {
                root.SetActive(false);
                Assert.AreEqual(0, Threads());
                root.SetActive(true);
                Play();
            }
        }

        [Test]
        public void ARecompileClosesTheSocketAndComesBackTwice()
        {
            Make();
            root.AddComponent<NacreScreen>();
            Play();
            for (var i = 0; i < 2; i++)
            {
                Stub.Reload();
                connection = root.GetComponent<NacreConnection>();
                world = root.GetComponent<NacreWorld>();
                Assert.LessOrEqual(Threads(), 2, "threads of the connection before");
                Play();
            }
        }

        [Test]
        public void PlayEndsAndBeginsAgainWithoutAReload()
        {
            // Fast Enter Play Mode: nothing static is reset between two plays
            for (var i = 0; i < 3; i++)
            {
                Make();
                root.AddComponent<NacreScreen>();
                Play();
                Stub.Quit();
                Assert.AreEqual(0, Threads(), "threads of play " + i);
                Assert.AreEqual(0, Stub.Count<Texture>() + Stub.Count<Material>() + Stub.Count<Mesh>(), Stub.Left());
            }
        }

        [Test]
        public void AnotherSceneEndsTheFirstOnesConnection()
        {
            Make();
            root.AddComponent<NacreScreen>();
            Play();
            var before = root;
            var first = connection;
            Make();
            UnityEngine.Object.Destroy(before);
            Assert.AreEqual(ConnectionState.Offline, first.State);
            Play();
            Assert.LessOrEqual(Named(), 2, "threads of the scene before");
        }

        [Test]
        public void OneComponentAddedInTheEditorIsEnoughToPlay()
        {
            Application.isPlaying = false;
            root = new GameObject("world");
            Stub.AddInEditor<NacreWorld>(root);
            Assert.IsNotNull(root.GetComponent<NacreScreen>());
            Assert.IsNotNull(root.GetComponent<NacreInput>());
            Assert.IsNotNull(root.GetComponent<NacreOverlay>());
            Stub.AddInEditor<NacreWorld>(root);
            Assert.AreEqual(1, Stub.Count<NacreScreen>());
        }

        [Test]
        public void WhatHappensIsToldTwice()
        {
            Make(open: false);
            var told = new System.Collections.Generic.SortedSet<string>();
            world.Opened += opened => told.Add("opened");
            world.Progressed += progress => told.Add("progressed");
            world.StateReceived += state => told.Add("state");
            world.FrameShown += frame => told.Add("frame");
            world.EventReceived += happened => told.Add(happened.Kind);
            world.Closed += closed => told.Add("closed");
            world.Failed += (code, message, hint) => told.Add(code);
            Get<UnityEngine.Events.UnityEvent>(world, "onOpened").AddListener(() => told.Add("1 opened"));
            Get<UnityEngine.Events.UnityEvent>(world, "onState").AddListener(() => told.Add("1 state"));
            Get<UnityEngine.Events.UnityEvent>(world, "onFrame").AddListener(() => told.Add("1 frame"));
            foreach (var name in new[] { "onProgress", "onEvent", "onClosed", "onFailed" }) Get<UnityEngine.Events.UnityEvent<string>>(world, name).AddListener(text => told.Add("1 " + name));
            world.Open();
            Play();
            world.Direct("it snows");
            Until(() =>
            {
                connection.Act(0, 0, true, false, 0, 0);
                return told.Contains("landed") && told.Contains("unsupported");
            }, "a jump, and a refusal");
            world.Close();
            Until(() => told.Contains("closed"), "closed");
            CollectionAssert.AreEqual(new[] { "1 frame", "1 onClosed", "1 onEvent", "1 onFailed", "1 onProgress", "1 opened", "1 state", "closed", "frame", "jumped", "landed", "opened", "progressed", "state", "unsupported" }, told);
        }

        [Test]
        public void WhatTheServerDoesNotOfferIsRefusedAndTheWorldGoesOn()
        {
            Make();
            Play();
            IWireMessage? answer = null;
            connection.Answered += said => answer = said;
            var number = world.Say(0, "hello");
            Until(() => answer != null, "an answer");
            Assert.AreEqual(number, ((ServerError)answer!).Id);
            Assert.AreEqual(ErrorCodes.Unsupported, ((ServerError)answer).Code);
            Play();
        }

        [Test]
        public void WhatWasNotUnderstoodIsAskedAndTold()
        {
            Make(open: false);
            var overlay = root.AddComponent<NacreOverlay>();
            string[] offers = Array.Empty<string>(), ignored = offers, unmet = offers;
            world.Offered += prompts => offers = prompts.ToArray();
            world.PartlyUnderstood += (words, relations) => { ignored = words.ToArray(); unmet = relations.ToArray(); };
            world.Prompt = "xqzv wrpl";
            world.Open();
            Until(() => offers.Length == 3 && overlay.Lines.Contains(offers[0]), "an offer");
            world.Prompt = "a dog beside a campfire, xqzv";
            world.Open();
            Until(() => ignored.Length == 1 && overlay.Lines.Contains("not understood: xqzv"), "what was ignored");
            CollectionAssert.AreEqual(new[] { "a dog beside the campfire" }, unmet);
            StringAssert.Contains("not possible here: a dog beside the campfire", overlay.Lines);
            world.Close();
            world.Prompt = "xqzv wrpl";
            world.OpenAnyway = true;
            world.Open();
            Until(() => ignored.Length == 2, "a world all the same");
        }

        [Test]
        public void AWorldThatIsKeptGoesOnWhereItWas()
        {
            Make();
            connection.CloseOnDisable = false;
            connection.ConnectOnEnable = true;
            Play();
            var before = connection.LastFrame!.Header.Id;
            connection.enabled = false;
            Assert.AreEqual(0, Threads());
            var resumed = false;
            connection.Opened += opened => resumed = opened.Resumed;
            connection.enabled = true;
            Until(() => resumed && connection.LastFrame!.Header.Id > before, "resumed");
            // the same with the whole object: the world does not open another in its place
            resumed = false;
            before = connection.LastFrame!.Header.Id;
            root.SetActive(false);
            Assert.AreEqual(0, Threads());
            root.SetActive(true);
            Until(() => resumed && connection.LastFrame!.Header.Id > before, "resumed with everything");
            connection.CloseOnDisable = true;
        }

        [Test]
        public void ASavedWorldOpensAgainWithItsSeed()
        {
            Make();
            Play();
            var saved = ScriptableObject.CreateInstance<NacreSavedWorld>();
            saved.Keep(world.Info!, "a meadow");
            var name = world.Info!.World;
            world.Saved = saved;
            world.Open();
            Until(() => world.Info != null && world.IsPlaying && connection.LastFrame != null, "open again");
            Assert.AreEqual(name, world.Info!.World);
            Assert.AreEqual(7, world.Info.Seed);
            // a save on the server brings its own seed and spec
            saved.ServerSave = "evening";
            Assert.AreEqual("evening", world.Request().Snapshot);
            Assert.IsNull(world.Request().Seed);
            Assert.IsNull(world.Request().Prompt);
            Assert.IsNull(world.Request().Spec);
        }

        [Test]
        public void AWrongEndpointFailsAtOnceAndSaysSo()
        {
            Make(open: false);
            connection.Endpoint = "localhost";
            var said = string.Empty;
            connection.Failed += (code, message, hint) => said = code + " " + message;
            world.Open();
            Assert.AreEqual(ConnectionState.Failed, connection.State);
            StringAssert.Contains("bad_endpoint", said);
            StringAssert.Contains("tcp://127.0.0.1:5577", said);
            Assert.IsTrue(Stub.Log.Any(line => line.StartsWith("warning: Nacre:")));
        }

        [Test]
        public void NothingRunsInTheEditorWhileItDoesNotPlay()
        {
            Application.isPlaying = false;
            root = new GameObject("world");
            root.AddComponent<NacreConnection>();
            root.AddComponent<NacreWorld>();
            root.AddComponent<NacreScreen>();
            Stub.Frame();
            Assert.AreEqual(0, Threads());
            Assert.AreEqual(1, Stub.Count<Material>()); // the screen's preview, made and unmade in the editor too
        }
    }
}
