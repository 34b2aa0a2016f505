using System;

namespace UnityEngine
{
    [Page("Mathf")] public static class Mathf
    {
        [Page("Mathf.Rad2Deg")] public const float Rad2Deg = 57.29578f;
        [Page("Mathf.Deg2Rad")] public const float Deg2Rad = 0.01745329f;

        [Page("Mathf.PI")] public const float PI = 3.14159274f;
        [Page("Mathf.Sin")] public static float Sin(float f) => (float)Math.Sin(f);
        [Page("Mathf.Cos")] public static float Cos(float f) => (float)Math.Cos(f);
        [Page("Mathf.Atan")] public static float Atan(float f) => (float)Math.Atan(f);
        [Page("Mathf.Sqrt")] public static float Sqrt(float f) => (float)Math.Sqrt(f);

        [Page("Mathf.Max")] public static float Max(float a, float b) => Math.Max(a, b);
        [Page("Mathf.DeltaAngle")] public static float DeltaAngle(float current, float target) => (float)Math.IEEERemainder(target - current, 360);
        [Page("Mathf.Clamp")] public static float Clamp(float value, float min, float max) => value < min ? min : value > max ? max : value;
        [Page("Mathf.Tan")] public static float Tan(float f) => (float)Math.Tan(f);

        [Page("Mathf.MoveTowards")] public static float MoveTowards(float current, float target, float maxDelta) => Math.Abs(target - current) <= maxDelta ? target : current + Math.Sign(target - current) * maxDelta;
    }

    [Page("Vector2")] public struct Vector2
    {
        public float x, y;
        public Vector2(float x, float y) { this.x = x; this.y = y; }
        [Page("Vector2-zero")] public static Vector2 zero => default;
        [Page("Vector2-operator_add")] public static Vector2 operator +(Vector2 a, Vector2 b) => new Vector2(a.x + b.x, a.y + b.y);
        [Page("Vector2-operator_multiply")] public static Vector2 operator *(Vector2 a, float d) => new Vector2(a.x * d, a.y * d);
    }

    [Page("Vector3")] public struct Vector3
    {
        public float x, y, z;
        public Vector3(float x, float y, float z) { this.x = x; this.y = y; this.z = z; }
        [Page("Vector3-zero")] public static Vector3 zero => default;
        [Page("Vector3-up")] public static Vector3 up => new Vector3(0, 1, 0);
        [Page("Vector3-one")] public static Vector3 one => new Vector3(1, 1, 1);
        [Page("Vector3-magnitude")] public float magnitude => (float)Math.Sqrt(Dot(this, this));
        [Page("Vector3.Dot")] public static float Dot(Vector3 a, Vector3 b) => a.x * b.x + a.y * b.y + a.z * b.z;
        [Page("Vector3.Cross")] public static Vector3 Cross(Vector3 a, Vector3 b) => new Vector3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
        [Page("Vector3-operator_add")] public static Vector3 operator +(Vector3 a, Vector3 b) => new Vector3(a.x + b.x, a.y + b.y, a.z + b.z);
        [Page("Vector3-operator_subtract")] public static Vector3 operator -(Vector3 a, Vector3 b) => new Vector3(a.x - b.x, a.y - b.y, a.z - b.z);
        [Page("Vector3-operator_multiply")] public static Vector3 operator *(Vector3 a, float d) => new Vector3(a.x * d, a.y * d, a.z * d);
        public override string ToString() => x + " " + y + " " + z;
    }

    [Page("Vector4")] public struct Vector4
    {
        public float x, y, z, w;
        public Vector4(float x, float y, float z, float w) { this.x = x; this.y = y; this.z = z; this.w = w; }
        [Page("Vector4-operator_Vector4")] public static implicit operator Vector4(Vector3 v) => new Vector4(v.x, v.y, v.z, 0);
    }

    [Page("Rect")] public struct Rect
    {
        [ForTests] public float x, y, width, height;
        [Page("Rect.Contains")] public bool Contains(Vector2 point) => point.x >= x && point.x < x + width && point.y >= y && point.y < y + height;
        [Page("Rect-ctor")] public Rect(float x, float y, float width, float height) { this.x = x; this.y = y; this.width = width; this.height = height; }
    }

    [Page("Bounds")] public struct Bounds
    {
        [Page("Bounds-center")] public Vector3 center { get; set; }
        [Page("Bounds-size")] public Vector3 size { get; set; }

        [Page("Bounds.Encapsulate")] public void Encapsulate(Bounds bounds)
        {
            Vector3 low = Least(center - size * 0.5f, bounds.center - bounds.size * 0.5f), high = Least(center * -1f - size * 0.5f, bounds.center * -1f - bounds.size * 0.5f) * -1f;
            center = (low + high) * 0.5f;
            size = high - low;
        }

        private static Vector3 Least(Vector3 a, Vector3 b) => new Vector3(Math.Min(a.x, b.x), Math.Min(a.y, b.y), Math.Min(a.z, b.z));
        [Page("Bounds.Expand")] public void Expand(float amount) => size = size + new Vector3(amount, amount, amount);
        [Page("Bounds-ctor")] public Bounds(Vector3 center, Vector3 size) { this.center = center; this.size = size; }
    }

    [Page("Color")] public struct Color
    {
        public float r, g, b, a;
        [Page("Color-ctor")] public Color(float r, float g, float b, float a) { this.r = r; this.g = g; this.b = b; this.a = a; }
        [Page("Color-gamma")] public Color gamma => new Color(Gamma(r), Gamma(g), Gamma(b), a);
        private static float Gamma(float v) => v <= 0.0031308f ? 12.92f * v : (float)(1.055 * Math.Pow(v, 1 / 2.4) - 0.055);
        [Page("Color-grey")] public static Color grey => new Color(0.5f, 0.5f, 0.5f, 1);
        [Page("Color.Lerp")] public static Color Lerp(Color a, Color b, float t) => new Color(a.r + t * (b.r - a.r), a.g + t * (b.g - a.g), a.b + t * (b.b - a.b), a.a + t * (b.a - a.a));
    }

    [Page("Quaternion")] public struct Quaternion
    {
        public float x, y, z, w;
        [Page("Quaternion-ctor")] public Quaternion(float x, float y, float z, float w) { this.x = x; this.y = y; this.z = z; this.w = w; }
        [Page("Quaternion-identity")] public static Quaternion identity => new Quaternion(0, 0, 0, 1);

        // z degrees around the z axis, x around the x axis, y around the y axis, in that order
        [Page("Quaternion.Euler")] public static Quaternion Euler(float x, float y, float z) => About(0, 1, 0, y) * About(1, 0, 0, x) * About(0, 0, 1, z);

        // z along the direction, y as far up as that allows
        [Page("Quaternion.LookRotation")] public static Quaternion LookRotation(Vector3 forward, Vector3 upwards)
        {
            var z = forward * (1f / forward.magnitude);
            var x = Vector3.Cross(upwards, z);
            x = x * (1f / x.magnitude);
            var y = Vector3.Cross(z, x);
            double w = Math.Sqrt(Math.Max(0, 1 + x.x + y.y + z.z)) / 2, i = Math.Sqrt(Math.Max(0, 1 + x.x - y.y - z.z)) / 2;
            double j = Math.Sqrt(Math.Max(0, 1 - x.x + y.y - z.z)) / 2, k = Math.Sqrt(Math.Max(0, 1 - x.x - y.y + z.z)) / 2;
            return new Quaternion(Signed(i, y.z - z.y), Signed(j, z.x - x.z), Signed(k, x.y - y.x), (float)w);
        }

        // degrees, 0 to 180
        [ForTests] public static float Angle(Quaternion a, Quaternion b) => (float)(Math.Acos(Math.Min(1, Math.Abs((double)a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w))) * 360 / Math.PI);

        private static float Signed(double size, double sign) => (float)(sign < 0 ? -size : size);

        [Page("Quaternion.Slerp")] public static Quaternion Slerp(Quaternion a, Quaternion b, float t)
        {
            double dot = a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w, sign = dot < 0 ? -1 : 1, angle = Math.Acos(Math.Min(1, Math.Abs(dot)));
            double from = 1 - t, to = t;
            if (angle > 1e-4)
            {
                from = Math.Sin((1 - t) * angle) / Math.Sin(angle);
                to = Math.Sin(t * angle) / Math.Sin(angle);
            }

            to *= sign;
            return new Quaternion((float)(from * a.x + to * b.x), (float)(from * a.y + to * b.y), (float)(from * a.z + to * b.z), (float)(from * a.w + to * b.w));
        }

        [Page("Quaternion.Inverse")] public static Quaternion Inverse(Quaternion q) => new Quaternion(-q.x, -q.y, -q.z, q.w);

        [Page("Quaternion-operator_multiply")] public static Quaternion operator *(Quaternion a, Quaternion b) => new Quaternion(
            a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
            a.w * b.y + a.y * b.w + a.z * b.x - a.x * b.z,
            a.w * b.z + a.z * b.w + a.x * b.y - a.y * b.x,
            a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z);

        public static Vector3 operator *(Quaternion q, Vector3 v)
        {
            var axis = new Vector3(q.x, q.y, q.z);
            var turn = Vector3.Cross(axis, v) * 2f;
            return v + turn * q.w + Vector3.Cross(axis, turn);
        }

        // In left-handed axes a positive angle turns clockwise when looked at against the axis; the algebra is the same.
        private static Quaternion About(float x, float y, float z, float degrees)
        {
            var half = degrees * Math.PI / 360;
            var sine = (float)Math.Sin(half);
            return new Quaternion(x * sine, y * sine, z * sine, (float)Math.Cos(half));
        }
    }

    [Page("Matrix4x4")] public struct Matrix4x4
    {
        public float m00, m10, m20, m30, m01, m11, m21, m31, m02, m12, m22, m32, m03, m13, m23, m33;

        [Page("Matrix4x4-identity")] public static Matrix4x4 identity
        {
            get
            {
                var m = default(Matrix4x4);
                m.m00 = m.m11 = m.m22 = m.m33 = 1;
                return m;
            }
        }

        [Page("Matrix4x4.Index_operator")] public float this[int row, int column]
        {
            get
            {
                switch (4 * row + column)
                {
                    case 0: return m00; case 1: return m01; case 2: return m02; case 3: return m03;
                    case 4: return m10; case 5: return m11; case 6: return m12; case 7: return m13;
                    case 8: return m20; case 9: return m21; case 10: return m22; case 11: return m23;
                    case 12: return m30; case 13: return m31; case 14: return m32; case 15: return m33;
                    default: throw new IndexOutOfRangeException();
                }
            }

            set
            {
                switch (4 * row + column)
                {
                    case 0: m00 = value; break; case 1: m01 = value; break; case 2: m02 = value; break; case 3: m03 = value; break;
                    case 4: m10 = value; break; case 5: m11 = value; break; case 6: m12 = value; break; case 7: m13 = value; break;
                    case 8: m20 = value; break; case 9: m21 = value; break; case 10: m22 = value; break; case 11: m23 = value; break;
                    case 12: m30 = value; break; case 13: m31 = value; break; case 14: m32 = value; break; case 15: m33 = value; break;
                    default: throw new IndexOutOfRangeException();
                }
            }
        }

        [Page("Matrix4x4-operator_multiply")] public static Matrix4x4 operator *(Matrix4x4 a, Matrix4x4 b)
        {
            var m = default(Matrix4x4);
            for (var row = 0; row < 4; row++)
                for (var column = 0; column < 4; column++)
                    for (var i = 0; i < 4; i++) m[row, column] += a[row, i] * b[i, column];
            return m;
        }

        [Page("Matrix4x4.MultiplyPoint3x4")] public Vector3 MultiplyPoint3x4(Vector3 p) => new Vector3(
            m00 * p.x + m01 * p.y + m02 * p.z + m03, m10 * p.x + m11 * p.y + m12 * p.z + m13, m20 * p.x + m21 * p.y + m22 * p.z + m23);

        // OpenGL's convention, whatever the platform
        internal static Matrix4x4 Perspective(float fov, float aspect, float zNear, float zFar)
        {
            var m = default(Matrix4x4);
            m.m11 = 1f / (float)Math.Tan(fov * Math.PI / 360);
            m.m00 = m.m11 / aspect;
            m.m22 = (zFar + zNear) / (zNear - zFar);
            m.m23 = 2 * zFar * zNear / (zNear - zFar);
            m.m32 = -1;
            return m;
        }

        [Page("Matrix4x4.TRS")] public static Matrix4x4 TRS(Vector3 pos, Quaternion q, Vector3 s)
        {
            var m = Rigid(pos, q);
            m.m00 *= s.x; m.m10 *= s.x; m.m20 *= s.x;
            m.m01 *= s.y; m.m11 *= s.y; m.m21 *= s.y;
            m.m02 *= s.z; m.m12 *= s.z; m.m22 *= s.z;
            return m;
        }

        // A rotation, and then a translation: what transforms of scale one are made of.
        internal static Matrix4x4 Rigid(Vector3 at, Quaternion rotation)
        {
            var x = rotation * new Vector3(1, 0, 0);
            var y = rotation * new Vector3(0, 1, 0);
            var z = rotation * new Vector3(0, 0, 1);
            return new Matrix4x4
            {
                m00 = x.x, m10 = x.y, m20 = x.z, m01 = y.x, m11 = y.y, m21 = y.z, m02 = z.x, m12 = z.y, m22 = z.z, m03 = at.x, m13 = at.y, m23 = at.z, m33 = 1,
            };
        }
    }
}
