#nullable enable
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>Prefabs of the project's own in the place of things and of their parts.</summary>
    [TestFixture]
    public sealed class KitbashTests : GeometryFixture
    {
        [Test]
        public void PrefabsOfTheProjectStandForClassesAndParts()
        {
            var pine = new GameObject("pine");
            pine.AddComponent<MeshFilter>().sharedMesh = new Mesh { bounds = new Bounds(new Vector3(0f, 3f, 0f), new Vector3(2f, 6f, 2f)) };
            pine.AddComponent<MeshRenderer>();
            var spawned = new List<string>();
            MakeGeometry(with =>
            {
                with.Prefabs.Add(new KitbashPrefab { name = "hut", prefab = pine });
                with.Spawned += (thing, made) => spawned.Add(thing.Id);
            });
            SendHut();
            SendChunk(0, 0, "a", false, ("h", 10, 20, 0, 2));
            Build();
            Assert.AreEqual(new[] { "h" }, spawned.ToArray());
            Assert.AreEqual(0, Graphics.Instanced.Count, "not drawn as the world has it");
            var made = Named("hut h").transform;
            Close(new Vector3(10f, 1f, -20f), made.localPosition);
            // a hut of three metres, twice as large; the pine is six
            Assert.AreEqual(1f, made.localScale.x, 1e-4f);
            Object.Destroy(pine.GetComponent<MeshFilter>().sharedMesh);
        }

        [Test]
        public void PartsAreLeftOutWhereAPrefabStandsForTheirRole()
        {
            var gate = new GameObject("gate");
            MakeGeometry(with => with.PartPrefabs.Add(new KitbashPrefab { name = "door", prefab = gate }));
            SendHut();
            SendChunk(0, 0, "a", false, ("h", 10, 20, 0, 1));
            Build();
            var made = Named("door");
            // the middle of the triangle's box, in the thing's place
            Close(new Vector3(11.5f, 2f, -20.25f), made.transform.position);
            Assert.IsNull(Named("hut door").GetComponent<MeshRenderer>(), "the world's own is not drawn");
        }

        [Test]
        public void APrefabIsLaidOnASocketByAChildOfItsName()
        {
            var own = Marked("Door", new Vector3(5f, 1f, 0f), new Vector3(2f, 2f, 0.5f), new Vector3(5f, 0f, 0f), 0f);
            MakeGeometry(with => with.PartPrefabs.Add(new KitbashPrefab { name = "door", prefab = own }));
            SendHut(true);
            SendChunk(0, 0, "a", false, ("h", 10, 20, 0, 2));
            Build();
            var made = Named("door").transform;
            Close(new Vector3(0.5f, 1f, 1f), made.localScale);
            var foot = made.GetChild(0);
            Close(new Vector3(13f, 1f, -20.5f), foot.position);
            Close(new Vector3(0f, 0f, -1f), foot.rotation * new Vector3(0f, 0f, 1f));
            SendDoor("h", 1);
            for (var i = 0; i < 60; i++) Stub.Frame(0.02f);
            // it swings with the world's hinge, a quarter to the left about x = 12
            Close(new Vector3(12.5f, 1f, -19f), foot.position);
            Object.Destroy(own.GetComponent<MeshFilter>().sharedMesh);
        }

        [Test]
        public void APrefabForAThingIsTurnedToItsSocketAndStaysOnItsGround()
        {
            var own = Marked("DOOR", new Vector3(0f, 3f, 0f), new Vector3(2f, 6f, 2f), new Vector3(0f, 3f, 2f), 90f);
            MakeGeometry(with => with.Prefabs.Add(new KitbashPrefab { name = "hut", prefab = own }));
            SendHut(true);
            SendChunk(0, 0, "a", false, ("h", 10, 20, 0, 2));
            Build();
            var made = Named("hut h").transform;
            var door = made.GetChild(0);
            Assert.AreEqual(1f, made.position.y, 1e-3f);
            Close(new Vector3(13f, 4f, -20.5f), door.position);
            Close(new Vector3(0f, 0f, -1f), door.rotation * new Vector3(0f, 0f, 1f));
            Object.Destroy(own.GetComponent<MeshFilter>().sharedMesh);
        }

        /// <summary>A prefab that draws a box and has a child of a name.</summary>
        private static GameObject Marked(string name, Vector3 middle, Vector3 size, Vector3 at, float turned)
        {
            var made = new GameObject("own");
            made.AddComponent<MeshFilter>().sharedMesh = new Mesh { bounds = new Bounds(middle, size) };
            made.AddComponent<MeshRenderer>();
            var child = new GameObject(name).transform;
            child.SetParent(made.transform, false);
            child.localPosition = at;
            child.localRotation = Quaternion.Euler(0f, turned, 0f);
            return made;
        }
    }
}
