using System;
using System.Collections.Generic;
using Unity.Collections;
using UnityEngine.Rendering;

namespace Unity.Collections
{
    // ScriptReference/Unity.Collections.NativeArray_1
    public struct NativeArray<T> where T : struct
    {
        public T[] Values;
        public int Length => Values.Length; // ScriptReference/Unity.Collections.NativeArray_1-Length

        // ScriptReference/Unity.Collections.NativeArray_1.Copy
        public static void Copy(T[] src, int srcIndex, NativeArray<T> dst, int dstIndex, int length) => Array.Copy(src, srcIndex, dst.Values, dstIndex, length);
        public static void Copy(NativeArray<T> src, int srcIndex, T[] dst, int dstIndex, int length) => Array.Copy(src.Values, srcIndex, dst, dstIndex, length);
    }
}

namespace UnityEngine
{
    // ScriptReference/TextureFormat
    public enum TextureFormat { RGBA32 = 4, RHalf = 15, R8 = 63 }

    // ScriptReference/FilterMode
    public enum FilterMode { Point = 0, Bilinear = 1 }

    // ScriptReference/TextureWrapMode
    public enum TextureWrapMode { Repeat = 0, Clamp = 1 }

    // ScriptReference/RenderTextureFormat
    public enum RenderTextureFormat { ARGB32 = 0 }

    // ScriptReference/Texture
    public class Texture : Object
    {
        public int width { get; protected set; } // ScriptReference/Texture-width
        public int height { get; protected set; } // ScriptReference/Texture-height
        public FilterMode filterMode { get; set; } // ScriptReference/Texture-filterMode
        public TextureWrapMode wrapMode { get; set; } // ScriptReference/Texture-wrapMode
    }

    // ScriptReference/Texture2D
    public sealed class Texture2D : Texture
    {
        private readonly byte[] raw;
        public readonly bool Linear;
        public int Applied;

        // ScriptReference/Texture2D-ctor
        public Texture2D(int width, int height, TextureFormat textureFormat, bool mipChain, bool linear)
        {
            this.width = width;
            this.height = height;
            format = textureFormat;
            Linear = linear;
            raw = new byte[width * height * (textureFormat == TextureFormat.RGBA32 ? 4 : textureFormat == TextureFormat.RHalf ? 2 : 1)];
        }

        public TextureFormat format { get; } // ScriptReference/Texture2D-format
        public NativeArray<T> GetRawTextureData<T>() where T : struct => new NativeArray<T> { Values = (T[])(object)raw }; // ScriptReference/Texture2D.GetRawTextureData
        public void Apply(bool updateMipmaps, bool makeNoLongerReadable) => Applied++; // ScriptReference/Texture2D.Apply
    }

    // ScriptReference/ImageConversion
    public static class ImageConversion
    {
        public static byte[] Last;

        // ScriptReference/ImageConversion.LoadImage
        public static bool LoadImage(this Texture2D tex, byte[] data, bool markNonReadable)
        {
            Last = data;
            return true;
        }
    }

    // ScriptReference/RenderTexture
    public sealed class RenderTexture : Texture
    {
        // ScriptReference/RenderTexture-ctor
        public RenderTexture(int width, int height, int depth, RenderTextureFormat format)
        {
            this.width = width;
            this.height = height;
        }
    }

    // ScriptReference/Shader
    public sealed class Shader : Object
    {
        private static readonly List<string> Names = new List<string>();
        public static readonly Dictionary<string, Shader> Included = new Dictionary<string, Shader>();

        // ScriptReference/Shader.PropertyToID
        public static int PropertyToID(string name)
        {
            if (!Names.Contains(name)) Names.Add(name);
            return Names.IndexOf(name);
        }

        public static Shader Find(string name) => Included.TryGetValue(name, out var found) ? found : null; // ScriptReference/Shader.Find
    }

    // ScriptReference/Material
    public sealed class Material : Object
    {
        private readonly Dictionary<int, object> values = new Dictionary<int, object>();
        public Material(Shader shader) { this.shader = shader; }
        public Shader shader { get; } // ScriptReference/Material-shader
        public void SetTexture(int nameID, Texture value) => values[nameID] = value; // ScriptReference/Material.SetTexture
        public void SetFloat(int nameID, float value) => values[nameID] = value; // ScriptReference/Material.SetFloat
        public void SetVector(int nameID, Vector4 value) => values[nameID] = value; // ScriptReference/Material.SetVector
        public void SetMatrix(int nameID, Matrix4x4 value) => values[nameID] = value; // ScriptReference/Material.SetMatrix
        public T Value<T>(string name) => values.TryGetValue(Shader.PropertyToID(name), out var found) ? (T)found : default;
    }

    // ScriptReference/Mesh
    public sealed class Mesh : Object
    {
        public List<Vector3> Vertices = new List<Vector3>();
        public List<int> Triangles = new List<int>();
        public Bounds bounds { get; set; } // ScriptReference/Mesh-bounds
        public IndexFormat indexFormat { get; set; } // ScriptReference/Mesh-indexFormat
        public void SetVertices(Vector3[] inVertices) => Vertices = new List<Vector3>(inVertices); // ScriptReference/Mesh.SetVertices
        public void SetVertices(List<Vector3> inVertices) => Vertices = new List<Vector3>(inVertices);
        public void SetUVs(int channel, List<Vector2> uvs) { } // ScriptReference/Mesh.SetUVs
        public void SetTriangles(int[] triangles, int submesh) => Triangles = new List<int>(triangles); // ScriptReference/Mesh.SetTriangles
        public void SetTriangles(List<int> triangles, int submesh) => Triangles = new List<int>(triangles);
        public void RecalculateNormals() { } // ScriptReference/Mesh.RecalculateNormals
        public void RecalculateBounds() { } // ScriptReference/Mesh.RecalculateBounds
    }

    // ScriptReference/MeshFilter
    public sealed class MeshFilter : Component { public Mesh sharedMesh { get; set; } } // ScriptReference/MeshFilter-sharedMesh

    // ScriptReference/MeshCollider
    public sealed class MeshCollider : Component { public Mesh sharedMesh { get; set; } } // ScriptReference/MeshCollider-sharedMesh

    // ScriptReference/Renderer
    public class Renderer : Component
    {
        public Material sharedMaterial { get; set; } // ScriptReference/Renderer-sharedMaterial
        public ShadowCastingMode shadowCastingMode { get; set; } // ScriptReference/Renderer-shadowCastingMode
        public bool receiveShadows { get; set; } // ScriptReference/Renderer-receiveShadows
    }

    // ScriptReference/MeshRenderer
    public sealed class MeshRenderer : Renderer { }

    // ScriptReference/Camera
    public sealed class Camera : Behaviour
    {
        public static Camera main { get; set; } // ScriptReference/Camera-main
        public float fieldOfView { get; set; } = 60f; // ScriptReference/Camera-fieldOfView
        public float aspect { get; set; } = 16f / 9f; // ScriptReference/Camera-aspect
        public RenderTexture targetTexture { get; set; } // ScriptReference/Camera-targetTexture
        public int Rendered;
        public void Render() => Rendered++; // ScriptReference/Camera.Render
        public Matrix4x4 projectionMatrix => Matrix4x4.Perspective(fieldOfView, aspect, 0.3f, 1000f); // ScriptReference/Camera-projectionMatrix

        // ScriptReference/Camera-cameraToWorldMatrix: camera space looks along -Z, unlike Unity's transforms
        public Matrix4x4 cameraToWorldMatrix
        {
            get
            {
                var flip = Matrix4x4.identity;
                flip.m22 = -1;
                return Matrix4x4.Rigid(transform.position, transform.rotation) * flip;
            }
        }
    }

    // ScriptReference/Graphics
    public static class Graphics
    {
        public static int Blits;
        public static Vector2 LastScale;
        public static void Blit(Texture source, RenderTexture dest) => Blit(source, dest, new Vector2(1, 1), Vector2.zero); // ScriptReference/Graphics.Blit

        public static void Blit(Texture source, RenderTexture dest, Vector2 scale, Vector2 offset)
        {
            Blits++;
            LastScale = scale;
        }
    }

    // ScriptReference/GL
    public static class GL
    {
        // ScriptReference/GL.GetGPUProjectionMatrix: here for a card with reversed depth from 1 to 0
        public static Matrix4x4 GetGPUProjectionMatrix(Matrix4x4 proj, bool renderIntoTexture)
        {
            var reversed = proj;
            for (var i = 0; i < 4; i++) reversed[2, i] = -0.5f * proj[2, i] + 0.5f * proj[3, i];
            return reversed;
        }
    }

    // ScriptReference/SystemInfo
    public static class SystemInfo
    {
        public static bool usesReversedZBuffer => true; // ScriptReference/SystemInfo-usesReversedZBuffer
        public static bool graphicsUVStartsAtTop => false; // ScriptReference/SystemInfo-graphicsUVStartsAtTop
    }
}

namespace UnityEngine.Rendering
{
    // ScriptReference/Rendering.ShadowCastingMode
    public enum ShadowCastingMode { Off = 0, On = 1 }

    // ScriptReference/Rendering.IndexFormat
    public enum IndexFormat { UInt16 = 0, UInt32 = 1 }

    // ScriptReference/Rendering.AsyncGPUReadbackRequest
    public struct AsyncGPUReadbackRequest
    {
        public byte[] Values;
        public bool hasError => Values == null; // ScriptReference/Rendering.AsyncGPUReadbackRequest-hasError
        public NativeArray<T> GetData<T>() where T : struct => new NativeArray<T> { Values = (T[])(object)Values }; // ScriptReference/Rendering.AsyncGPUReadbackRequest.GetData
    }

    // ScriptReference/Rendering.AsyncGPUReadback
    public static class AsyncGPUReadback
    {
        public static readonly Queue<Action> Waiting = new Queue<Action>();

        // ScriptReference/Rendering.AsyncGPUReadback.Request: rows from the bottom up, red holding the row's number from the bottom
        public static void Request(Texture src, int mipIndex, TextureFormat dstFormat, Action<AsyncGPUReadbackRequest> callback)
        {
            var bytes = new byte[src.width * src.height * 4];
            for (var i = 0; i < bytes.Length; i += 4) bytes[i] = (byte)(i / 4 / src.width);
            Waiting.Enqueue(() => callback(new AsyncGPUReadbackRequest { Values = bytes }));
        }

        // ScriptReference/Rendering.AsyncGPUReadback.WaitAllRequests
        public static void WaitAllRequests()
        {
            while (Waiting.Count > 0) Waiting.Dequeue()();
        }
    }
}
