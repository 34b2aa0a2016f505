#nullable enable
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>The one place where the wire's axes (right-handed, Y up, -Z forward; yaw to the left, pitch up, radians) become Unity's
    /// (left-handed, Y up, Z forward; degrees) and back. Z is flipped; nothing else is.</summary>
    public static class Axes
    {
        /// <summary>A point of the wire in Unity.</summary>
        public static Vector3 Point(double x, double y, double z)
        {
            return new Vector3((float)x, (float)y, -(float)z);
        }

        /// <summary>A point of Unity on the wire.</summary>
        public static void ToWire(Vector3 point, double[] into)
        {
            into[0] = point.x;
            into[1] = point.y;
            into[2] = -point.z;
        }

        /// <summary>Yaw and pitch of the wire as a rotation.</summary>
        public static Quaternion Rotation(double yaw, double pitch)
        {
            return Quaternion.Euler(-(float)pitch * Mathf.Rad2Deg, -(float)yaw * Mathf.Rad2Deg, 0f);
        }

        /// <summary>Yaw and pitch of a rotation, whose roll is lost: the wire's cameras have none.</summary>
        public static void ToWire(Quaternion rotation, out double yaw, out double pitch)
        {
            var forward = rotation * new Vector3(0f, 0f, 1f);
            pitch = System.Math.Asin(System.Math.Max(-1.0, System.Math.Min(1.0, forward.y)));
            if (forward.x * forward.x + forward.z * forward.z > 1e-10f)
            {
                yaw = System.Math.Atan2(-forward.x, forward.z);
                return;
            }

            // straight up or down: the top of the picture tells where it is turned to
            var up = rotation * new Vector3(0f, 1f, 0f);
            var sign = forward.y > 0 ? -1.0 : 1.0;
            yaw = System.Math.Atan2(-sign * up.x, sign * up.z);
        }

        /// <summary>Place a transform where a wire camera is, in a world that stands at <paramref name="origin"/>.</summary>
        public static void Place(Transform target, WireCamera camera, Transform? origin)
        {
            var at = Point(camera.Position[0], camera.Position[1], camera.Position[2]);
            var rotation = Rotation(camera.Yaw, camera.Pitch);
            if (origin != null)
            {
                at = origin.TransformPoint(at);
                rotation = origin.rotation * rotation;
            }

            target.SetPositionAndRotation(at, rotation);
        }

        /// <summary>Describe a Unity camera on the wire, seen from a world that stands at <paramref name="origin"/>.</summary>
        public static void ToWire(Camera camera, Transform? origin, WireCamera into)
        {
            var from = camera.transform;
            var at = from.position;
            var rotation = from.rotation;
            if (origin != null)
            {
                at = origin.InverseTransformPoint(at);
                rotation = Quaternion.Inverse(origin.rotation) * rotation;
            }

            ToWire(at, into.Position);
            ToWire(rotation, out var yaw, out var pitch);
            into.Yaw = yaw;
            into.Pitch = pitch;
            into.Fov = camera.fieldOfView * Mathf.Deg2Rad;
        }

        /// <summary>From wire coordinates of the world to the space of a frame's camera (right, up, back), for shaders. Row by row as in
        /// <c>mul(matrix, vector)</c>.</summary>
        public static Matrix4x4 FrameFromWire(WireCamera camera)
        {
            double sy = System.Math.Sin(camera.Yaw), cy = System.Math.Cos(camera.Yaw), sp = System.Math.Sin(camera.Pitch), cp = System.Math.Cos(camera.Pitch);
            var right = new Vector3((float)cy, 0f, (float)-sy);
            var up = new Vector3((float)(sy * sp), (float)cp, (float)(cy * sp));
            var back = new Vector3((float)(sy * cp), (float)-sp, (float)(cy * cp));
            var eye = new Vector3((float)camera.Position[0], (float)camera.Position[1], (float)camera.Position[2]);
            var matrix = Matrix4x4.identity;
            SetRow(ref matrix, 0, right, -Vector3.Dot(right, eye));
            SetRow(ref matrix, 1, up, -Vector3.Dot(up, eye));
            SetRow(ref matrix, 2, back, -Vector3.Dot(back, eye));
            return matrix;
        }

        /// <summary>The flip itself: Unity coordinates to wire coordinates, and back, for it is its own inverse.</summary>
        public static Matrix4x4 Flip()
        {
            var matrix = Matrix4x4.identity;
            matrix.m22 = -1f;
            return matrix;
        }

        /// <summary>Turn a mesh of the wire into one of Unity: vertices flipped, triangles wound the other way so that they face the same side.</summary>
        public static void FlipMesh(List<Vector3> vertices, List<int> triangles)
        {
            for (var i = 0; i < vertices.Count; i++) vertices[i] = new Vector3(vertices[i].x, vertices[i].y, -vertices[i].z);
            for (var i = 0; i + 2 < triangles.Count; i += 3)
            {
                var second = triangles[i + 1];
                triangles[i + 1] = triangles[i + 2];
                triangles[i + 2] = second;
            }
        }

        private static void SetRow(ref Matrix4x4 matrix, int row, Vector3 axis, float last)
        {
            matrix[row, 0] = axis.x;
            matrix[row, 1] = axis.y;
            matrix[row, 2] = axis.z;
            matrix[row, 3] = last;
        }
    }
}
