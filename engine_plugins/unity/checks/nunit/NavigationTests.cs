#nullable enable
using System.Linq;
using System.Threading;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.AI;

namespace Nacre.Worlds.Tests
{
    /// <summary>Navigation and colliders around the hero, both made beside the game.</summary>
    [TestFixture]
    public sealed class NavigationTests : GeometryFixture
    {
        [TestCase(false, false)]
        [TestCase(false, true)]
        [TestCase(true, false)]
        [TestCase(true, true)]
        public void OneMeshOfAllThatIsSolidLeavesDoorsOutAndDeepWater(bool player, bool openGl)
        {
            Stub.IsPlayer = player;
            Stub.IsOpenGl = openGl;
            var built = 0;
            MakeGeometry(with =>
            {
                with.AgentRadius = 0.25f;
                with.NavigationBuilt += () => built++;
            });
            SendHut();
            SendChunk(0, 0, "a", true, ("h", 10, 20, System.Math.PI / 2, 2));
            SendChunk(1, 0, "b");
            Build();
            Until(() => built > 0, "navigation");
            Assert.IsTrue(geometry.HasNavigation(hero.position));
            Assert.IsFalse(geometry.HasNavigation(new Vector3(-10f, 0f, 0f)), "nothing is there");
            var data = Stub.Alive.OfType<NavMeshData>().Single();
            Assert.AreEqual(0.25f, data.Settings.agentRadius);
            Assert.IsTrue(data.Settings.overrideVoxelSize && data.Settings.voxelSize <= 0.1f, "a door is a few voxels wide");
            // two grounds, the hut's hull and box, and the lake; the door's box is no wall
            Assert.AreEqual(3, data.Sources.Count(one => one.shape == NavMeshBuildSourceShape.Mesh));
            var box = data.Sources.Single(one => one.shape == NavMeshBuildSourceShape.Box);
            Close(new Vector3(13f, 3f, -20f), box.transform.MultiplyPoint3x4(Vector3.zero));
            Close(new Vector3(2f, 2f, 1f), box.size);
            var lake = data.Sources.Single(one => one.shape == NavMeshBuildSourceShape.ModifierBox);
            Assert.AreEqual(1, lake.area, "not walkable");
            // water at 2.5 m: what lies less than half a metre below it can be waded
            Assert.AreEqual(2f, lake.transform.MultiplyPoint3x4(new Vector3(0f, 0.5f * lake.size.y, 0f)).y, 1e-4f);
            Assert.Greater(data.Within.size.x, 64f);
            Assert.AreEqual(1, NavMesh.Added.Count);

            var before = data.Builds;
            for (var i = 0; i < 40; i++) Stub.Frame(0.02f);
            Assert.AreEqual(before, data.Builds, "nothing has changed");
            SendGone("h");
            Until(() => built > 1, "navigation without the hut");
            Assert.AreEqual(0, data.Sources.Count(one => one.shape == NavMeshBuildSourceShape.Box));
            Unload(1, 0);
            Until(() => built > 2, "navigation without the second chunk");
            Assert.AreEqual(1, NavMesh.Added.Count, "the same mesh, built anew");
            SendChunk(1, 0, "c");
            Unload(1, 0);
            geometry.enabled = false;
            Assert.AreEqual(0, NavMesh.Added.Count);
            geometry.enabled = true;
        }

        [Test]
        public void CollidersAreCookedOnAnotherThread()
        {
            MakeGeometry();
            SendHut();
            SendChunk(0, 0, "a", false, ("h", 10, 20, 0, 1), ("i", 20, 20, 0, 1));
            Build();
            Until(() => geometry.IsWalkable(hero.position), "solid");
            Assert.AreEqual(2, Physics.Cooked.Count, "the ground, and one hull for both huts");
            Assert.IsFalse(Physics.Cooked.Values.Contains(Thread.CurrentThread.ManagedThreadId));
            Assert.AreEqual(string.Empty, string.Join("; ", Physics.CookedLate.ToArray()));
            // away and back: nothing is cooked again
            hero.position = new Vector3(300f, 0f, 0f);
            Until(() => !geometry.IsWalkable(new Vector3(16f, 1f, -16f)), "softened");
            hero.position = new Vector3(16f, 1f, -16f);
            Until(() => geometry.IsWalkable(hero.position), "solid again");
            Assert.AreEqual(2, Physics.Cooked.Count);
            Assert.AreEqual(0, Physics.CookedLate.Count);
        }

        [Test]
        public void WithoutNavigationNoneIsMade()
        {
            MakeGeometry(with => with.Navigation = false);
            SendHut();
            SendChunk(0, 0, "a", false, ("h", 10, 20, 0, 1));
            Build();
            Until(() => geometry.IsWalkable(hero.position), "solid");
            for (var i = 0; i < 20; i++) Stub.Frame(0.02f);
            Assert.AreEqual(0, Stub.Count<NavMeshData>() + NavMesh.Added.Count);
        }

        [Test]
        public void WhatIsTooSmallToBeSeenIsNotDrawn()
        {
            MakeGeometry(with => with.Smallest = 0.02f);
            SendHut();
            // half the hut's diagonal is 3.2 m: 2 % of the picture's height at 139 m
            SendChunk(0, -3, "near", false, ("n", 16, 6, 0, 1));
            SendChunk(0, -6, "far", false, ("f", 16, 6, 0, 1));
            Build();
            Assert.AreEqual(1, Graphics.Instanced.Sum(call => call.Count));
        }

        [Test]
        public void FacesOfAHullLookOutside()
        {
            // a cube, a point within it, and the middle of a face
            var points = new float[] { 0, 0, 0, 2, 0, 0, 2, 2, 0, 0, 2, 0, 0, 0, 2, 2, 0, 2, 2, 2, 2, 0, 2, 2, 1, 1, 1, 1, 1, 0 };
            var faces = ConvexFaces.Of(points);
            Vector3 At(int index) => new Vector3(points[3 * index], points[3 * index + 1], points[3 * index + 2]);
            var area = 0f;
            var volume = 0f;
            for (var i = 0; i < faces.Length; i += 3)
            {
                Vector3 a = At(faces[i]), b = At(faces[i + 1]), c = At(faces[i + 2]);
                var normal = Vector3.Cross(b - a, c - a);
                area += 0.5f * normal.magnitude;
                volume += Vector3.Dot(a - new Vector3(1f, 1f, 1f), normal) / 6f;
            }

            Assert.AreEqual(24f, area, 1e-3f);
            Assert.AreEqual(8f, volume, 1e-3f, "every face looks away from the middle");
            Assert.IsFalse(faces.Contains(8));
            Assert.AreEqual(0, ConvexFaces.Of(new float[] { 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 1 }).Length, "flat");
        }
    }
}
