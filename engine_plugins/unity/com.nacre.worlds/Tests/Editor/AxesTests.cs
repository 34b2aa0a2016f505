#nullable enable
using System;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>The flip of the axes, forth and back, for points, rotations, cameras, projections and meshes.</summary>
    public sealed class AxesTests
    {
        private static readonly double[] Yaws = { -3.1, -1.6, -0.75, 0, 0.25, 1.5707963, 2.9 };
        private static readonly double[] Pitches = { -1.5707963, -1.2, -0.3, 0, 0.125, 1.3, 1.5707963 };

        [Test]
        public void PointsComeBack()
        {
            var back = new double[3];
            Axes.ToWire(Axes.Point(1.5, 1.75, -3.25), back);
            Assert.AreEqual(new[] { 1.5, 1.75, -3.25 }, back);
        }

        [Test]
        public void AheadLeftAndUpAreThatInUnity()
        {
            Near(new Vector3(0, 0, 1), Axes.Rotation(0, 0) * new Vector3(0, 0, 1));
            Near(new Vector3(-1, 0, 0), Axes.Rotation(Math.PI / 2, 0) * new Vector3(0, 0, 1));
            Near(new Vector3(0, 1, 0), Axes.Rotation(0, Math.PI / 2) * new Vector3(0, 0, 1));
            // the wire's forward is (-sin yaw cos pitch, sin pitch, -cos yaw cos pitch)
            foreach (var yaw in Yaws)
            {
                foreach (var pitch in Pitches)
                {
                    var ahead = Axes.Point(-Math.Sin(yaw) * Math.Cos(pitch), Math.Sin(pitch), -Math.Cos(yaw) * Math.Cos(pitch));
                    Near(ahead, Axes.Rotation(yaw, pitch) * new Vector3(0, 0, 1));
                    Near(Axes.Point(Math.Cos(yaw), 0, -Math.Sin(yaw)), Axes.Rotation(yaw, pitch) * new Vector3(1, 0, 0));
                }
            }
        }

        [Test]
        public void RotationsComeBack()
        {
            foreach (var yaw in Yaws)
            {
                foreach (var pitch in Pitches)
                {
                    double yawAgain, pitchAgain;
                    Axes.ToWire(Axes.Rotation(yaw, pitch), out yawAgain, out pitchAgain);
                    Assert.AreEqual(0, Math.IEEERemainder(yawAgain - yaw, 2 * Math.PI), 2e-3, "yaw " + yaw + " pitch " + pitch);
                    Assert.AreEqual(pitch, pitchAgain, 1e-3, "yaw " + yaw + " pitch " + pitch);
                }
            }
        }

        [Test]
        public void CamerasComeBackThroughAWorldThatStandsElsewhere()
        {
            var origin = new GameObject("world");
            origin.transform.SetPositionAndRotation(new Vector3(10, -2, 5), Quaternion.Euler(0, 40, 0));
            var camera = new GameObject("camera").AddComponent<Camera>();
            foreach (var yaw in Yaws)
            {
                var wire = A(3, 1.7, -8, yaw, 0.3);
                Axes.Place(camera.transform, wire, origin.transform);
                camera.fieldOfView = 64.74f;
                var again = new WireCamera();
                Axes.ToWire(camera, origin.transform, again);
                for (var i = 0; i < 3; i++) Assert.AreEqual(wire.Position[i], again.Position[i], 1e-4);
                Assert.AreEqual(0, Math.IEEERemainder(again.Yaw - yaw, 2 * Math.PI), 1e-4);
                Assert.AreEqual(0.3, again.Pitch, 1e-4);
                Assert.AreEqual(1.13, again.Fov!.Value, 1e-3);
            }

            UnityEngine.Object.DestroyImmediate(origin);
            UnityEngine.Object.DestroyImmediate(camera.gameObject);
        }

        [Test]
        public void TheFramesSpaceIsTheSpaceOfTheUnityCameraThatStandsWhereItWasDrawn()
        {
            var camera = new GameObject("camera").AddComponent<Camera>();
            foreach (var yaw in Yaws)
            {
                foreach (var pitch in Pitches)
                {
                    var wire = A(3, 1.7, -8, yaw, pitch);
                    Axes.Place(camera.transform, wire, null);
                    // from Unity's camera to the world and on to the frame: nothing may be left of the way
                    var there = Axes.FrameFromWire(wire) * Axes.Flip() * camera.cameraToWorldMatrix;
                    foreach (var point in new[] { new Vector3(0, 0, -5), new Vector3(2, 1, -3), new Vector3(-1, 4, -9) }) Near(point, there.MultiplyPoint3x4(point), 2e-4f);
                }
            }

            UnityEngine.Object.DestroyImmediate(camera.gameObject);
        }

        [Test]
        public void AProjectionIsThatOfAUnityCameraWithItsFieldOfView()
        {
            var camera = new GameObject("camera").AddComponent<Camera>();
            camera.fieldOfView = 1.13f * Mathf.Rad2Deg;
            camera.aspect = 16f / 9f;
            Assert.AreEqual(1 / Math.Tan(1.13 / 2), camera.projectionMatrix.m11, 1e-4);
            Assert.AreEqual(1 / (Math.Tan(1.13 / 2) * 16 / 9), camera.projectionMatrix.m00, 1e-4);
            UnityEngine.Object.DestroyImmediate(camera.gameObject);
        }

        [Test]
        public void MeshesFaceTheSameSide()
        {
            // on the wire, counter-clockwise seen from above: the cross product of right-handed axes points up
            var vertices = new List<Vector3> { new Vector3(0, 0, 0), new Vector3(0, 0, 1), new Vector3(1, 0, 0) };
            var triangles = new List<int> { 0, 1, 2 };
            Assert.AreEqual(1f, Normal(vertices, triangles).y, 1e-6f);
            Axes.FlipMesh(vertices, triangles);
            // in Unity, clockwise seen from above: the same product of left-handed axes points up again
            Assert.AreEqual(1f, Normal(vertices, triangles).y, 1e-6f);
            Assert.AreEqual(-1f, vertices[1].z);
            Axes.FlipMesh(vertices, triangles);
            Assert.AreEqual(new[] { 0, 1, 2 }, triangles.ToArray());
            Assert.AreEqual(1f, vertices[1].z);
        }

        internal static WireCamera A(double x, double y, double z, double yaw, double pitch)
        {
            var camera = new WireCamera { Yaw = yaw, Pitch = pitch, Fov = 1.13 };
            camera.Position[0] = x;
            camera.Position[1] = y;
            camera.Position[2] = z;
            return camera;
        }

        private static Vector3 Normal(List<Vector3> vertices, List<int> triangles)
        {
            return Vector3.Cross(vertices[triangles[1]] - vertices[triangles[0]], vertices[triangles[2]] - vertices[triangles[0]]);
        }

        private static void Near(Vector3 expected, Vector3 found, float within = 1e-4f)
        {
            Assert.AreEqual(0, (found - expected).magnitude, within, expected + " against " + found);
        }
    }
}
