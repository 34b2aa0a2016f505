#nullable enable
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds.Checks
{
    /// <summary>What stands in the scene, object by object and instance by instance.</summary>
    internal static class Survey
    {
        internal static void Take(Report report, Game game)
        {
            var root = game.Root.transform;
            report.Add("eye", root.InverseTransformPoint(Camera.main.transform.position));
            report.Add("forward", Quaternion.Inverse(root.rotation) * (Camera.main.transform.rotation * new Vector3(0f, 0f, 1f)));
            report.Add("fov", new[] { Camera.main.fieldOfView * Mathf.Deg2Rad, Camera.main.aspect });
            Drawn(report, root);
            Ground(report, root);
            Solid(report, root);
            report.Open("doors");
            foreach (var one in Stub.Objects) if (one.GetComponent<Rigidbody>() != null) report.Row(one.name, Flat(root.InverseTransformPoint(one.transform.position)));
            report.Close();
            report.Open("triggers");
            foreach (var one in Stub.Objects)
            {
                var box = one.GetComponent<BoxCollider>();
                if (box != null && box.isTrigger) report.Row(one.name, Flat(root.InverseTransformPoint(one.transform.TransformPoint(box.center)), one.GetComponent<NacreWater>().Level));
            }

            report.Close();
            report.Add("sun", new[] { RenderSettings.sun.intensity, RenderSettings.fogDensity });
            report.Add("sun_at", Quaternion.Inverse(root.rotation) * (RenderSettings.sun.transform.rotation * new Vector3(0f, 0f, -1f)));
            report.Open("characters");
            for (var slot = 0; slot < 64; slot++)
            {
                var found = game.Geometry.Character(slot);
                if (found != null) report.Row(found.name, Flat(found.transform.localPosition, found.transform.childCount));
            }

            report.Close();
        }

        /// <summary>Instances: kind of shape, place, size, vertices of the mesh.</summary>
        private static void Drawn(Report report, Transform root)
        {
            report.Open("drawn");
            foreach (var call in Graphics.Instanced)
            {
                if (call.With.matProps != null) continue;
                for (var i = call.Start; i < call.Start + call.Count; i++)
                {
                    var m = call.Matrices[i];
                    var size = new Vector3(m.m01, m.m11, m.m21).magnitude;
                    report.Row(call.Mesh.name.Substring(6), Flat(root.InverseTransformPoint(new Vector3(m.m03, m.m13, m.m23)), size, call.Mesh.Vertices.Count));
                }
            }

            report.Close();
            report.Open("litter");
            foreach (var call in Graphics.Instanced)
            {
                if (call.With.matProps == null) continue;
                for (var i = 0; i < call.Count; i++)
                {
                    var tint = call.With.matProps.Array[i];
                    report.Row(call.Mesh.name.Substring(6), Flat(root.InverseTransformPoint(new Vector3(call.Matrices[i].m03, call.Matrices[i].m13, call.Matrices[i].m23)), tint.x, tint.y, tint.z));
                }
            }

            report.Close();
        }

        /// <summary>Grounds that are drawn: corners of the skirtless part; and whether those that are solid are the same.</summary>
        private static void Ground(Report report, Transform root)
        {
            report.Open("grounds");
            foreach (var one in Stub.Objects)
            {
                if (!one.name.StartsWith("Chunk ")) continue;
                var mesh = one.GetComponent<MeshFilter>().sharedMesh;
                var at = root.InverseTransformPoint(one.transform.position);
                var values = new List<float> { at.x, at.y, at.z, mesh.Parts[0].Count / 3 };
                for (var i = 0; i < 65 * 65; i += 97) values.AddRange(Flat(mesh.Vertices[i]));
                report.Row(one.name, values.ToArray());
            }

            report.Close();
            report.Open("solid_grounds");
            foreach (var one in Stub.Objects)
            {
                if (one.name != "Solid") continue;
                var mesh = one.GetComponent<MeshCollider>().sharedMesh;
                var at = root.InverseTransformPoint(one.transform.position);
                var last = mesh.Vertices[mesh.Vertices.Count - 1];
                report.Row(one.name, at.x, at.z, mesh.Vertices.Count, mesh.Triangles.Count / 3, last.x, last.y, last.z);
            }

            report.Close();
        }

        /// <summary>Pieces of things: id; then for a box its highest corner and its volume, for a hull its first corner, minus the number of its corners.</summary>
        private static void Solid(Report report, Transform root)
        {
            report.Open("pieces");
            foreach (var one in Stub.Objects)
            {
                var thing = one.GetComponent<NacreThing>() ?? one.GetComponentInParentOf();
                if (thing == null) continue;
                foreach (var piece in one.GetComponentsInOwn<Collider>())
                {
                    if (piece is BoxCollider box) report.Row(thing.Id, Flat(root.InverseTransformPoint(one.transform.TransformPoint(box.center + box.size * 0.5f)), box.size.x * box.size.y * box.size.z));
                    else if (piece is MeshCollider hull && hull.convex) report.Row(thing.Id, Flat(root.InverseTransformPoint(one.transform.TransformPoint(hull.sharedMesh.Vertices[0])), -hull.sharedMesh.Vertices.Count));
                    else report.Row("triangles", 0f);
                }
            }

            report.Close();
        }

        private static NacreThing? GetComponentInParentOf(this GameObject one) => one.transform.GetComponentInParent<NacreThing>();

        private static IEnumerable<T> GetComponentsInOwn<T>(this GameObject one) where T : Component
        {
            foreach (var piece in one.GetComponentsInChildren<T>()) if (piece.gameObject == one) yield return piece;
        }

        private static float[] Flat(Vector3 at, params float[] more)
        {
            var made = new float[3 + more.Length];
            made[0] = at.x;
            made[1] = at.y;
            made[2] = at.z;
            more.CopyTo(made, 3);
            return made;
        }
    }
}
