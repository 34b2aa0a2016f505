using System;
using System.Collections.Generic;
using Unity.Collections;
using UnityEngine;
using UnityEngine.Experimental.Rendering;
using UnityEngine.Rendering;

namespace Unity.Collections
{
    [Page("Unity.Collections.NativeArray_1")] public struct NativeArray<T> where T : struct
    {
        [ForTests] public T[] Values;

        [Page("Unity.Collections.NativeArray_1.Copy")] public static void Copy(T[] src, int srcIndex, NativeArray<T> dst, int dstIndex, int length) => Array.Copy(src, srcIndex, dst.Values, dstIndex, length);
        [Page("Unity.Collections.NativeArray_1.Copy")] public static void Copy(NativeArray<T> src, int srcIndex, T[] dst, int dstIndex, int length) => Array.Copy(src.Values, srcIndex, dst, dstIndex, length);
    }
}

namespace UnityEngine
{
    [Page("TextureFormat")] public enum TextureFormat { RGBA32 = 4, RHalf = 15, RFloat = 18, R8 = 63 }

    [Page("FilterMode")] public enum FilterMode { Point = 0, Bilinear = 1, Trilinear = 2 }

    [Page("TextureWrapMode")] public enum TextureWrapMode { Repeat = 0, Clamp = 1 }

    [Page("RenderTextureFormat")] public enum RenderTextureFormat { ARGB32 = 0 }

    [Page("Texture")] public class Texture : Object
    {
        [Page("Texture-width")] public int width { get; protected set; }
        [Page("Texture-height")] public int height { get; protected set; }
        [Page("Texture-filterMode")] public FilterMode filterMode { get; set; }
        [Page("Texture-anisoLevel")] public int anisoLevel { get; set; }
        [Page("Texture-wrapMode")] public TextureWrapMode wrapMode { get; set; }
    }

    [Page("Texture2D")] public sealed class Texture2D : Texture
    {
        private readonly byte[] raw;
        [ForTests] public readonly bool Linear;
        [ForTests] public int Applied;

        [Page("Texture2D-ctor")] public Texture2D(int width, int height, TextureFormat textureFormat, bool mipChain, bool linear)
        {
            this.width = width;
            this.height = height;
            format = textureFormat;
            Linear = linear;
            raw = new byte[width * height * (textureFormat == TextureFormat.RGBA32 || textureFormat == TextureFormat.RFloat ? 4 : textureFormat == TextureFormat.RHalf ? 2 : 1)];
        }

        [Page("Texture2D-format")] public TextureFormat format { get; }
        [Page("Texture2D.GetRawTextureData")] public NativeArray<T> GetRawTextureData<T>() where T : struct => new NativeArray<T> { Values = (T[])(object)raw };
        [Page("Texture2D.LoadRawTextureData")] public void LoadRawTextureData(byte[] data) => Array.Copy(data, raw, raw.Length);
        [Page("Texture2D.SetPixelData")] public void SetPixelData<T>(T[] data, int mipLevel, int sourceDataStartIndex = 0) => Buffer.BlockCopy(data, 0, raw, 0, raw.Length);
        [Page("Texture2D.ReadPixels")] public void ReadPixels(Rect source, int destX, int destY) { }
        [Page("Texture2D.GetPixel")] public Color GetPixel(int x, int y) => default;
        [Page("Texture2D.Apply")] public void Apply() => Apply(true, false);
        [Page("Texture2D.Apply")] public void Apply(bool updateMipmaps, bool makeNoLongerReadable) => Applied++;
    }

    [Page("ImageConversion")] public static class ImageConversion
    {
        [ForTests] public static byte[] Last;

        [Page("ImageConversion.LoadImage")] public static bool LoadImage(this Texture2D tex, byte[] data, bool markNonReadable)
        {
            Last = data;
            return true;
        }

#if UNITY_6000_0_OR_NEWER
        [Page("ImageConversion.LoadImage")] public static bool LoadImage(this Texture2D tex, ReadOnlySpan<byte> data, bool markNonReadable) => tex.LoadImage(data.ToArray(), markNonReadable);
#endif

        // No JPEG here: the mark of one, and the rows as they would be seen, from the top.
        [Page("ImageConversion.EncodeArrayToJPG")]
        public static byte[] EncodeArrayToJPG(Array array, GraphicsFormat format, uint width, uint height, uint rowBytes = 0, int quality = 75)
        {
            var row = (int)width * 4;
            var file = new byte[2 + row * (int)height];
            file[0] = 0xff;
            file[1] = 0xd8;
            for (var y = 0; y < height; y++) Buffer.BlockCopy(array, ((int)height - 1 - y) * row, file, 2 + y * row, row);
            return file;
        }
    }

    [Page("RenderTexture")] public sealed class RenderTexture : Texture
    {
        [Page("RenderTexture-active")] public static RenderTexture active { get; set; }
        [Page("RenderTexture-ctor")] public RenderTexture(int width, int height, int depth, RenderTextureFormat format)
        {
            this.width = width;
            this.height = height;
        }
    }

    [Page("Shader")] public sealed class Shader : Object
    {
        private static readonly List<string> Names = new List<string>();
        [ForTests] public readonly SortedList<string, ShaderPropertyType> Properties = new SortedList<string, ShaderPropertyType>();
        [ForTests] public readonly List<string> Passes = new List<string>();
        [ForTests] public static readonly Dictionary<string, Shader> Included = new Dictionary<string, Shader>();

        [Page("Shader.PropertyToID")] public static int PropertyToID(string name)
        {
            if (!Names.Contains(name)) Names.Add(name);
            return Names.IndexOf(name);
        }

        [Page("Shader.GetPropertyCount")] public int GetPropertyCount() => Properties.Count;
        [Page("Shader.GetPropertyName")] public string GetPropertyName(int propertyIndex) => Properties.Keys[propertyIndex];
        [Page("Shader.GetPropertyType")] public ShaderPropertyType GetPropertyType(int propertyIndex) => Properties.Values[propertyIndex];
        [Page("Shader.Find")] public static Shader Find(string name) => !Stub.IsPlayer && Included.TryGetValue(name, out var found) ? found : null;
    }

    /// <summary>What was set on a material or a block, by property; without boxing, so that it allocates nothing itself.</summary>
    internal sealed class PropertyValues
    {
        internal readonly Dictionary<int, Texture> Textures = new Dictionary<int, Texture>();
        internal readonly Dictionary<int, float> Floats = new Dictionary<int, float>();
        internal readonly Dictionary<int, Vector4> Vectors = new Dictionary<int, Vector4>();
        internal readonly Dictionary<int, Matrix4x4> Matrices = new Dictionary<int, Matrix4x4>();

        internal void Copy(PropertyValues from)
        {
            Clear();
            foreach (var one in from.Textures) Textures[one.Key] = one.Value;
            foreach (var one in from.Floats) Floats[one.Key] = one.Value;
            foreach (var one in from.Vectors) Vectors[one.Key] = one.Value;
            foreach (var one in from.Matrices) Matrices[one.Key] = one.Value;
        }

        internal void Clear()
        {
            Textures.Clear();
            Floats.Clear();
            Vectors.Clear();
            Matrices.Clear();
        }

        internal bool IsEmpty => Textures.Count + Floats.Count + Vectors.Count + Matrices.Count == 0;

        internal T Find<T>(string name)
        {
            var id = Shader.PropertyToID(name);
            if (Textures.TryGetValue(id, out var texture) && texture is T) return (T)(object)texture;
            if (typeof(T) == typeof(float) && Floats.TryGetValue(id, out var number)) return (T)(object)number;
            if (typeof(T) == typeof(Vector4) && Vectors.TryGetValue(id, out var vector)) return (T)(object)vector;
            return typeof(T) == typeof(Matrix4x4) && Matrices.TryGetValue(id, out var matrix) ? (T)(object)matrix : default;
        }
    }

    [Page("Material")] public sealed class Material : Object
    {
        private readonly PropertyValues values = new PropertyValues();
        [Page("Material-ctor")] public Material(Shader shader) { this.shader = shader; }
        public Material(Material source) { shader = source.shader; }
        [Page("Material-enableInstancing")] public bool enableInstancing { get; set; }
        [ForTests] public readonly Dictionary<int, Vector4[]> Arrays = new Dictionary<int, Vector4[]>();
        [Page("Material.SetVectorArray")] public void SetVectorArray(int nameID, Vector4[] values) => Arrays[nameID] = values;
        [Page("Material-shader")] public Shader shader { get; }
        [Page("Material-mainTexture")] public Texture mainTexture { get; set; }
        [Page("Material.HasProperty")] public bool HasProperty(string name) => shader.Properties.ContainsKey(name);
        [Page("Material.FindPass")] public int FindPass(string passName) => shader.Passes.IndexOf(passName);
        [Page("Material.SetTexture")] public void SetTexture(int nameID, Texture value) => values.Textures[nameID] = value;
        [Page("Material.SetFloat")] public void SetFloat(int nameID, float value) => values.Floats[nameID] = value;
        [Page("Material.SetVector")] public void SetVector(int nameID, Vector4 value) => values.Vectors[nameID] = value;
        [Page("Material.SetMatrix")] public void SetMatrix(int nameID, Matrix4x4 value) => values.Matrices[nameID] = value;
        [ForTests] public T Value<T>(string name) => values.Find<T>(name);
    }

    [Page("Resources")] public static class Resources
    {
        [ForTests] public static readonly Dictionary<string, Object> Assets = new Dictionary<string, Object>();
        [Page("Resources.Load")] public static T Load<T>(string path) where T : Object => Assets.TryGetValue(path, out var found) ? found as T : null;
    }

    [Page("MaterialPropertyBlock")] public sealed class MaterialPropertyBlock
    {
        internal readonly PropertyValues Values = new PropertyValues();
        [Page("MaterialPropertyBlock-ctor")] public MaterialPropertyBlock() { }
        [Page("MaterialPropertyBlock-isEmpty")] public bool isEmpty => Values.IsEmpty;

        [Page("MaterialPropertyBlock.SetTexture")]
        public void SetTexture(int nameID, Texture value) => Values.Textures[nameID] = value != null ? value : throw new ArgumentNullException(nameof(value));

        [ForTests] public Vector4[] Array;
        [Page("MaterialPropertyBlock.SetVectorArray")] public void SetVectorArray(int nameID, Vector4[] values) => Array = values;
        [Page("MaterialPropertyBlock.SetFloat")] public void SetFloat(int nameID, float value) => Values.Floats[nameID] = value;
        [Page("MaterialPropertyBlock.SetVector")] public void SetVector(int nameID, Vector4 value) => Values.Vectors[nameID] = value;
        [Page("MaterialPropertyBlock.SetMatrix")] public void SetMatrix(int nameID, Matrix4x4 value) => Values.Matrices[nameID] = value;
    }

    [Page("MeshFilter-sharedMesh")] public sealed class MeshFilter : Component { [Page("MeshFilter")] public Mesh sharedMesh { get; set; } }

    [Page("Camera")] public sealed class Camera : Behaviour
    {
        [Page("Camera.CameraCallback")] public delegate void CameraCallback(Camera cam);
        [Page("Camera-onPreCull")] public static CameraCallback onPreCull;
        [Page("Camera-main")] public static Camera main { get; set; }
        [Page("Camera-fieldOfView")] public float fieldOfView { get; set; } = 60f;
        [Page("Camera-pixelHeight")] public int pixelHeight => 720;
        [Page("Camera-aspect")] public float aspect { get; set; } = 16f / 9f;
        [Page("Camera-targetTexture")] public RenderTexture targetTexture { get; set; }
        [ForTests] public int Rendered;
        [Page("Camera.Render")] public void Render() => Rendered++;
        [Page("Camera-projectionMatrix")] public Matrix4x4 projectionMatrix => Matrix4x4.Perspective(fieldOfView, aspect, 0.3f, 1000f);

        // camera space looks along -Z, unlike Unity's transforms
        [Page("Camera-cameraToWorldMatrix")] public Matrix4x4 cameraToWorldMatrix
        {
            get
            {
                var flip = Matrix4x4.identity;
                flip.m22 = -1;
                return Matrix4x4.Rigid(transform.position, transform.rotation) * flip;
            }
        }
    }

    [Page("Graphics")] public static class Graphics
    {
        [ForTests] public static int Blits;
        [ForTests] public static Vector2 LastScale;
        [Page("Graphics.Blit")] public static void Blit(Texture source, RenderTexture dest) => Blit(source, dest, new Vector2(1, 1), Vector2.zero);

        /// <summary>What was handed on to be drawn instanced: mesh, run of it, instances, material.</summary>
        [ForTests] public struct Call
        {
            public Mesh Mesh;
            public int Submesh;
            public int Count;
            public RenderParams With;
            public Matrix4x4[] Matrices;
            public int Start;
        }

        /// <summary>Off while what is allocated is counted.</summary>
        [ForTests] public static bool Record = true;

        [ForTests] public static readonly List<Call> Instanced = new List<Call>();

        [Page("Graphics.RenderMeshInstanced")]
        public static void RenderMeshInstanced<T>(in RenderParams rparams, Mesh mesh, int submeshIndex, T[] instanceData, int instanceCount = -1, int startInstance = 0) where T : unmanaged
        {
            if (!rparams.material.enableInstancing) throw new InvalidOperationException("Material needs to enable instancing for use with RenderMeshInstanced.");
            if (startInstance + instanceCount > instanceData.Length || instanceCount > 1023) throw new ArgumentOutOfRangeException(nameof(instanceCount));
            if (submeshIndex >= mesh.subMeshCount) throw new ArgumentOutOfRangeException(nameof(submeshIndex));
            if (Record) Instanced.Add(new Call { Mesh = mesh, Submesh = submeshIndex, Count = instanceCount, With = rparams, Matrices = (Matrix4x4[])(object)instanceData, Start = startInstance });
        }

        public static void Blit(Texture source, RenderTexture dest, Vector2 scale, Vector2 offset)
        {
            Blits++;
            LastScale = scale;
        }
    }

    [Page("GL")] public static class GL
    {
        // for a card with reversed depth from 1 to 0; OpenGL takes the projection as it is
        [Page("GL.GetGPUProjectionMatrix")] public static Matrix4x4 GetGPUProjectionMatrix(Matrix4x4 proj, bool renderIntoTexture)
        {
            if (Stub.IsOpenGl) return proj;
            var reversed = proj;
            for (var i = 0; i < 4; i++) reversed[2, i] = -0.5f * proj[2, i] + 0.5f * proj[3, i];
            return reversed;
        }
    }

    [Page("SystemInfo")] public static class SystemInfo
    {
        [Page("SystemInfo-usesReversedZBuffer")] public static bool usesReversedZBuffer => !Stub.IsOpenGl;
        [Page("SystemInfo-graphicsDeviceType")] public static GraphicsDeviceType graphicsDeviceType => Stub.IsOpenGl ? GraphicsDeviceType.OpenGLCore : GraphicsDeviceType.Null;
    }
}
