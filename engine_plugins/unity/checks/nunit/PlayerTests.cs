#nullable enable
using System;
using System.Linq;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>The player, the characters and the figures.</summary>
    [TestFixture]
    public sealed class PlayerTests : PlayFixture
    {
        [Test]
        public void KeysWalkAndTheMouseTurnsTheWayItMoves()
        {
            Make();
            root.AddComponent<NacreInput>();
            Play();
            var before = connection.LastFrame!.Header.Camera;
            var z = before.Position[2];
            Input.Held.Add(KeyCode.W);
            Input.Clicked = true;
            Step();
            Input.Clicked = false;
            Assert.AreEqual(CursorLockMode.Locked, Cursor.lockState);
            Until(() => connection.LastFrame!.Header.Camera.Position[2] < z - 0.5, "walking ahead");
            Input.Moved = new Vector2(2, 0); // to the right
            Until(() => connection.LastFrame!.Header.Camera.Yaw < -0.2, "turning right");
            Input.Moved = new Vector2(0, 2); // up
            Until(() => connection.LastFrame!.Header.Camera.Pitch > 0.2, "looking up");
            Input.Held.Add(KeyCode.Escape);
            Step();
            Assert.AreEqual(CursorLockMode.None, Cursor.lockState);
        }

        [Test]
        public void CharactersAreShownMovedAndTakenAway()
        {
            Make();
            var entities = root.AddComponent<NacreEntities>();
            var prefab = new GameObject("sheep");
            entities.Prefabs.Add(new EntityPrefab { className = "sheep", prefab = prefab });
            var spawned = 0;
            entities.Spawned += (slot, made, state) => spawned++;
            Play();
            Until(() => entities.Count == 1, "a sheep");
            var sheep = entities.Find(0)!;
            var first = sheep.transform.localPosition;
            Until(() => (sheep.transform.localPosition - first).magnitude > 0.3f, "a sheep that walks");
            // The pattern's sheep walks a circle of 4 m around 6 m ahead, which is +Z in Unity.
            var from = sheep.transform.localPosition - new Vector3(0, 0, 6);
            Assert.AreEqual(4, from.magnitude, 0.1);
            entities.enabled = false;
            Assert.IsTrue(sheep == null);
            Assert.AreEqual(1, spawned);
            UnityEngine.Object.Destroy(prefab);
        }

        [Test]
        public void TheOverlaySaysWhatIsGoingOn()
        {
            Make(open: false);
            var overlay = root.AddComponent<NacreOverlay>();
            connection.Endpoint = "tcp://127.0.0.1:1";
            world.Open();
            Until(() => overlay.Lines.Contains("looking for the server at tcp://127.0.0.1:1"), "looking");
            connection.Disconnect(false);
            connection.Endpoint = Endpoint;
            world.Open();
            Play();
            Until(() => overlay.Lines.Contains("frames/s") && overlay.Lines.Contains("server ms:") && overlay.Lines.Contains("render "), "figures");
        }

        [Test]
        public void ThingsThatStandAreMadeOnceAndTakenAway()
        {
            var house = new GameObject("house");
            var prefabs = new System.Collections.Generic.List<EntityPrefab> { new EntityPrefab { className = "house", prefab = house } };
            var parent = new GameObject("world").transform;
            var things = new StandingThings();
            var told = string.Empty;
            things.Take(Listed(7, 8), prefabs, true, parent, (id, made, state) => told += id + " ");
            things.Take(Listed(7, 9), prefabs, true, parent, (id, made, state) => told += id + " ");
            Assert.AreEqual("7 8 9 ", told);
            Assert.AreEqual(2, things.Count);
            var first = parent.GetChild(0);
            Assert.AreEqual(-3f, first.localPosition.z); // the wire's +Z is Unity's -Z
            Assert.AreEqual(2.5f, first.localScale.x);
            things.Clear();
            Assert.AreEqual(0, parent.childCount);
        }

        [Test]
        public void AKeyShowsAndHidesTheFigures()
        {
            root = new GameObject("world");
            var overlay = root.AddComponent<NacreOverlay>();
            Event.current = new Event { type = EventType.KeyDown, keyCode = KeyCode.F3 };
            Stub.Frame();
            Assert.IsFalse(overlay.ShowFigures);
            Event.current = new Event { type = EventType.KeyDown, keyCode = KeyCode.B };
            Stub.Frame();
            Assert.IsFalse(overlay.ShowFigures);
        }

        private static MsgpackNode Listed(params int[] ids)
        {
            var writer = new MsgpackWriter();
            writer.WriteArrayHeader(ids.Length);
            foreach (var id in ids)
            {
                writer.WriteMapHeader(5);
                writer.WriteKey("id");
                writer.Write(id);
                writer.WriteKey("class");
                writer.Write("house");
                writer.WriteKey("position");
                writer.Write(new double[] { 1, 2, 3 });
                writer.WriteKey("yaw");
                writer.Write(0.5);
                writer.WriteKey("size");
                writer.Write(2.5);
            }

            var document = new MsgpackDocument();
            document.Set(writer);
            return document.Root;
        }
    }
}
