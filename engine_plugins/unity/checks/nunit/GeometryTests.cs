#nullable enable
using System.Collections.Generic;
using System.Linq;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>The world as geometry: what is drawn and solid, what takes its place, what goes again.</summary>
    [TestFixture]
    public sealed class GeometryTests : GeometryFixture
    {
        [TestCase(false, false)]
        [TestCase(false, true)]
        [TestCase(true, false)]
        [TestCase(true, true)]
        public void EverythingIsDrawnInTheEditorAndInPlayersOnEveryCard(bool player, bool openGl)
        {
            Stub.IsPlayer = player;
            Stub.IsOpenGl = openGl;
            MakeGeometry();
            SendHut();
            SendChunk(0, 0, "a", true, ("h", 16, 26, 0, 1));
            Build();
            var ground = Named("Chunk 0 0").GetComponent<MeshRenderer>();
            Assert.IsTrue(ground.enabled && ground.sharedMaterial != null);
            Assert.IsNotNull(Named("Water").GetComponent<MeshRenderer>().sharedMaterial);
            Assert.AreEqual(1, Graphics.Instanced.Count, "the hut");
            Assert.IsTrue(Graphics.Instanced[0].With.material.enableInstancing);
            Assert.AreEqual(0, Stub.Log.Count(line => line.StartsWith("error")), string.Join("; ", Stub.Log.ToArray()));
        }

        [Test]
        public void WhileEditingNothingIsMade()
        {
            Application.isPlaying = false;
            root = new GameObject("world");
            root.AddComponent<NacreWorld>();
            root.AddComponent<NacreGeometry>();
            root.AddComponent<NacreEnvironment>();
            Assert.AreEqual(0, Stub.Count<Material>() + Stub.Count<Mesh>() + root.transform.childCount);
        }

        [Test]
        public void FarThingsAreCoarserAndThoseBehindAreLeftOut()
        {
            MakeGeometry();
            SendHut();
            SendChunk(0, 0, "a", false, ("near", 16, 6, 0, 1));
            SendChunk(0, -3, "b", false, ("far", 16, 6, 0, 1));
            SendChunk(0, 3, "c", false, ("behind", 16, 6, 0, 1));
            Build();
            // one triangle in both levels: the mesh tells them apart
            Assert.AreEqual(2, Graphics.Instanced.Count, "a level each");
            Assert.AreEqual(2, Graphics.Instanced.Sum(call => call.Count));
            Assert.AreNotSame(Graphics.Instanced[0].Mesh, Graphics.Instanced[1].Mesh);
            camera.transform.rotation = Quaternion.Euler(0f, 180f, 0f);
            Graphics.Instanced.Clear();
            Stub.Frame();
            Assert.AreEqual(2, Graphics.Instanced.Sum(call => call.Count), "the near one and that behind");
            var z = Graphics.Instanced.SelectMany(call => Enumerable.Range(call.Start, call.Count).Select(i => call.Matrices[i].m23)).OrderBy(v => v).ToArray();
            Assert.AreEqual(new[] { -102f, -6f }, z);
        }

        [Test]
        public void OwnMaterialsDrawTheirRuns()
        {
            var own = new Material(new Shader());
            MakeGeometry(with => with.Materials.Add(new OwnMaterial { name = "plaster", material = own }));
            SendHut();
            SendChunk(0, 0, "a", false, ("h", 16, 6, 0, 1));
            Build();
            Assert.AreEqual(1, Graphics.Instanced.Count);
            var used = Graphics.Instanced[0].With.material;
            Assert.AreSame(own.shader, used.shader);
            Assert.IsTrue(used.enableInstancing);
            Assert.IsFalse(own.enableInstancing, "the project's asset stays as it is");
            // the door is of planks, which the world draws
            Assert.AreNotSame(own.shader, Named("hut door").GetComponent<MeshRenderer>().sharedMaterial.shader);
            root.SetActive(false);
            Object.Destroy(own);
        }

        [Test]
        public void AThingIsSolidInPiecesThatLieWhereTheyBelong()
        {
            MakeGeometry();
            SendHut();
            SendChunk(0, 0, "a", true, ("h", 10, 20, System.Math.PI / 2, 2));
            Build();
            Until(() => geometry.IsWalkable(hero.position), "solid");
            var thing = Named("hut h");
            Assert.AreEqual("hut", thing.GetComponent<NacreThing>().Class);
            var hull = thing.GetComponent<MeshCollider>();
            Assert.IsTrue(hull.convex);
            Assert.AreEqual(4, hull.sharedMesh.Vertices.Count);
            var box = thing.GetComponentsInChildren<BoxCollider>().Single();
            // half extents 1, 1, 0.5 turned by a quarter; the middle (0, 1, 1.5), twice as large, turned left by a quarter: (3, 2, 0) further
            Close(new Vector3(13f, 3f, -20f), box.transform.TransformPoint(box.center));
            Close(new Vector3(2f, 2f, 1f), box.size);
            var trigger = Named("Water trigger");
            Assert.IsTrue(trigger.GetComponent<BoxCollider>().isTrigger);
            Assert.AreEqual(2.5f, trigger.GetComponent<NacreWater>().Level);
            hero.position = new Vector3(200f, 0f, 0f);
            Until(() => trigger == null && thing == null, "softened");
        }

        [Test]
        public void ADoorSwingsAboutItsPivotAndTakesItsColliderAlong()
        {
            MakeGeometry();
            var told = new List<string>();
            geometry.DoorMoved += (thing, group, open) => told.Add(thing + group + open);
            SendHut();
            SendChunk(0, 0, "a", false, ("h", 10, 20, 0, 1));
            Build();
            Until(() => geometry.IsWalkable(hero.position), "solid");
            var leaf = Named("hut door");
            var box = leaf.GetComponent<BoxCollider>();
            Assert.IsTrue(leaf.GetComponent<Rigidbody>().isKinematic);
            Close(new Vector3(11.5f, 2f, -20f), leaf.transform.TransformPoint(box.center));
            SendDoor("h", 1);
            for (var i = 0; i < 60; i++) Stub.Frame(0.02f);
            Assert.AreEqual(new[] { "h11" }, told.ToArray());
            // half a metre from the pivot at x = 11, turned to the left by a quarter: towards the wire's -z
            Close(new Vector3(11f, 2f, -19.5f), leaf.transform.TransformPoint(box.center));
        }

        [Test]
        public void AListenerThatThrowsLosesNothing()
        {
            var pine = new GameObject("pine");
            MakeGeometry(with =>
            {
                with.Prefabs.Add(new KitbashPrefab { name = "hut", prefab = pine });
                with.Spawned += (thing, made) => throw new System.InvalidOperationException("of the game");
            });
            SendHut();
            SendChunk(0, 0, "a", false, ("h", 10, 20, 0, 1));
            SendChunk(1, 0, "b");
            var thrown = 0;
            for (var i = 0; i < 60; i++)
            {
                try
                {
                    Stub.Frame(0.02f);
                }
                catch (System.InvalidOperationException)
                {
                    thrown++;
                }
            }

            Assert.AreEqual(1, thrown);
            Assert.AreEqual(2, geometry.ChunkCount);
            Assert.IsTrue(geometry.IsSettled);
        }

        [Test]
        public void WhatIsHalfBuiltGoesWithTheComponent()
        {
            MakeGeometry(with => with.Budget = 0.0001f);
            SendHut();
            SendChunk(0, 0, "a", true, ("h", 10, 20, 0, 1), ("i", 20, 20, 0, 1));
            for (var i = 0; i < 8 && !Stub.Objects.Any(one => one.name == "Chunk 0 0"); i++) Stub.Frame(0.02f);
            Assert.AreEqual(0, geometry.ChunkCount, "a piece a frame: not whole yet");
            Assert.IsTrue(Stub.Objects.Any(one => one.name == "Chunk 0 0"));
            geometry.enabled = false;
            Assert.IsFalse(Stub.Objects.Any(one => one.name == "Chunk 0 0"));
            geometry.enabled = true;
            Play();
            Until(() => geometry.IsSettled, "asked for again");
        }

        [Test]
        public void WhatIsUnloadedOrGoneIsGivenBack()
        {
            MakeGeometry();
            SendHut();
            SendChunk(0, 0, "a", false, ("h", 10, 20, 0, 1), ("i", 20, 20, 0, 1));
            Build();
            Until(() => geometry.IsWalkable(hero.position), "solid");
            SendGone("h");
            Build();
            Assert.AreEqual(1, Graphics.Instanced.Sum(call => call.Count));
            Assert.IsFalse(Stub.Objects.Any(one => one.name == "hut h"));
            Assert.IsTrue(Stub.Objects.Any(one => one.name == "hut i"));
            Unload(0, 0);
            Build();
            Assert.AreEqual(0, geometry.ChunkCount + Graphics.Instanced.Count);
            Assert.IsFalse(Stub.Objects.Any(one => one.name.StartsWith("Chunk") || one.name.StartsWith("hut")));
            Assert.IsFalse(geometry.TryGetGround(hero.position, out _));
        }

        [Test]
        public void ALampBurnsWhereItStands()
        {
            MakeGeometry();
            SendHut();
            SendChunk(0, 0, "a", false, ("h", 16, 17, 0, 1));
            Build();
            Until(() => Stub.Objects.Any(one => one.GetComponent<Light>() != null && one.GetComponent<Light>().enabled), "a light");
            var lit = Stub.Objects.Single(one => one.GetComponent<Light>() != null && one.GetComponent<Light>().enabled);
            Close(new Vector3(16f, 3f, -18f), lit.transform.localPosition);
            Assert.AreEqual(6f, lit.GetComponent<Light>().range);
            Assert.AreEqual(4f, lit.GetComponent<Light>().intensity, 1e-3f, "twice the strongest of its colours");
        }

        [Test]
        public void ADamagedPartEndsTheConnectionNotTheGame()
        {
            MakeGeometry();
            var chunk = new ServerChunk { Order = 9, X = 1, Hash = "d", Cells = 64, AiGenerated = true };
            chunk.Things.Set(new byte[] { 0x90 }, 0, 1);
            Assert.Throws<WireException>(() => Send(MessageType.Chunk, chunk, new byte[100]));
            chunk.Known = true;
            Assert.Throws<WireException>(() => Send(MessageType.Chunk, chunk, new byte[0]), "nobody has it");
        }

        [Test]
        public void TheSamplesHeroWaitsForGroundThenWalksAndSwims()
        {
            MakeGeometry();
            var input = root.AddComponent<NacreInput>();
            hero.gameObject.SetActive(false);
            var body = hero.gameObject.AddComponent<CharacterController>();
            var walk = hero.gameObject.AddComponent<HeroWalk>();
            walk.Wire(geometry, input, camera.transform);
            hero.gameObject.SetActive(true);
            Input.Held.Add(KeyCode.W);
            Stub.Frame(0.1f);
            Assert.AreEqual(-16f, hero.position.z, "there is nothing to stand on yet");
            SendHut();
            SendChunk(0, 0, "a", true);
            Build();
            Until(() => geometry.IsWalkable(hero.position), "solid");
            var before = hero.position.z;
            Stub.Frame(0.1f);
            Assert.AreEqual(0.35f, hero.position.z - before, 1e-3f, "3.5 m/s ahead");
            walk.GetType().GetMethod("OnTriggerEnter", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.Invoke(walk, new object[] { Named("Water trigger").GetComponent<BoxCollider>() });
            Assert.IsTrue(walk.IsSwimming);
            before = hero.position.z;
            Stub.Frame(0.1f);
            Assert.AreEqual(0.175f, hero.position.z - before, 1e-3f);
            Assert.IsTrue(body.enabled);
        }
    }
}
