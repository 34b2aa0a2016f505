using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using UnityEngine.Rendering;

namespace UnityEngine.Rendering
{
    [Page("Rendering.VertexAttribute")] public enum VertexAttribute { Position = 0, Normal = 1, Color = 3, TexCoord0 = 4, TexCoord1 = 5 }

    [Page("Rendering.VertexAttributeFormat")] public enum VertexAttributeFormat { Float32 = 0, UNorm8 = 2, SNorm8 = 3, SNorm16 = 5 }

    [Page("Rendering.MeshUpdateFlags")] [Flags] public enum MeshUpdateFlags { [ForTests] Default = 0, DontValidateIndices = 1, DontNotifyMeshUsers = 4, DontRecalculateBounds = 8 }

    [Page("Rendering.VertexAttributeDescriptor")]
    public struct VertexAttributeDescriptor
    {
        [Page("Rendering.VertexAttributeDescriptor-ctor")]
        public VertexAttributeDescriptor(VertexAttribute attribute, VertexAttributeFormat format, int dimension, int stream = 0)
        {
            var size = format == VertexAttributeFormat.Float32 ? 4 : format == VertexAttributeFormat.SNorm16 ? 2 : 1;
            Bytes = size * dimension;
            // as the engine has it: every attribute is a multiple of four bytes
            if (Bytes % 4 != 0) throw new ArgumentException(attribute + " has " + Bytes + " bytes");
        }

        [ForTests] public int Bytes;
    }

    [Page("Rendering.SubMeshDescriptor")]
    public struct SubMeshDescriptor
    {
        [Page("Rendering.SubMeshDescriptor-ctor")] public SubMeshDescriptor(int indexStart, int indexCount, MeshTopology topology = MeshTopology.Triangles)
        {
            First = indexStart;
            Count = indexCount;
            bounds = default;
            vertexCount = 0;
        }

        [Page("Rendering.SubMeshDescriptor-bounds")] public Bounds bounds { get; set; }
        [Page("Rendering.SubMeshDescriptor-vertexCount")] public int vertexCount { get; set; }

        [ForTests] public int First, Count;
    }
}

namespace UnityEngine
{
    [Page("MeshTopology")] public enum MeshTopology { [ForTests] Triangles = 0 }

    [Page("Mesh")] public sealed class Mesh : Object
    {
        private int stride;
        private int wanted;
        [ForTests] public List<Vector3> Vertices = new List<Vector3>();
        [ForTests] public List<int> Triangles = new List<int>();
        [ForTests] public readonly List<SubMeshDescriptor> Parts = new List<SubMeshDescriptor>();
        [Page("Mesh-bounds")] public Bounds bounds { get; set; }
        [Page("Mesh-indexFormat")] public IndexFormat indexFormat { get; set; }
        [Page("Mesh-subMeshCount")] public int subMeshCount
        {
            get => Parts.Count;
            set { while (Parts.Count < value) Parts.Add(default); }
        }

        [Page("Mesh.SetVertices")] public void SetVertices(Vector3[] inVertices) => Vertices = new List<Vector3>(inVertices);
        public void SetVertices(List<Vector3> inVertices) => Vertices = new List<Vector3>(inVertices);
        [Page("Mesh.SetUVs")] public void SetUVs(int channel, List<Vector2> uvs) { }
        [Page("Mesh.SetTriangles")] public void SetTriangles(int[] triangles, int submesh) => Triangles = new List<int>(triangles);
        public void SetTriangles(List<int> triangles, int submesh) => Triangles = new List<int>(triangles);
        [Page("Mesh.RecalculateNormals")] public void RecalculateNormals() { }
        [Page("Mesh.UploadMeshData")] public void UploadMeshData(bool markNoLongerReadable) { }

        [Page("Mesh.SetVertexBufferParams")] public void SetVertexBufferParams(int vertexCount, params VertexAttributeDescriptor[] attributes)
        {
            wanted = vertexCount;
            stride = 0;
            foreach (var one in attributes) stride += one.Bytes;
        }

        [Page("Mesh.SetVertexBufferData")] public void SetVertexBufferData<T>(T[] data, int dataStart, int meshBufferStart, int count, int stream = 0, MeshUpdateFlags flags = MeshUpdateFlags.Default) where T : struct
        {
            if (Marshal.SizeOf<T>() != stride || count != wanted) throw new ArgumentException(Marshal.SizeOf<T>() + " bytes a vertex, the layout has " + stride);
            var numbers = new float[count * stride / 4];
            var held = GCHandle.Alloc(data, GCHandleType.Pinned);
            Marshal.Copy(held.AddrOfPinnedObject(), numbers, 0, numbers.Length);
            held.Free();
            Vertices = new List<Vector3>(count);
            for (var i = 0; i < count; i++) Vertices.Add(new Vector3(numbers[i * stride / 4], numbers[i * stride / 4 + 1], numbers[i * stride / 4 + 2]));
        }

        [Page("Mesh.SetIndexBufferParams")] public void SetIndexBufferParams(int indexCount, IndexFormat format) { }

        [Page("Mesh.SetIndexBufferData")] public void SetIndexBufferData<T>(T[] data, int dataStart, int meshBufferStart, int count, MeshUpdateFlags flags = MeshUpdateFlags.Default) where T : struct => Triangles = new List<int>((int[])(object)data);

        [Page("Mesh.SetSubMesh")] public void SetSubMesh(int index, SubMeshDescriptor desc, MeshUpdateFlags flags = MeshUpdateFlags.Default)
        {
            if (desc.First + desc.Count > Triangles.Count) throw new ArgumentException("a part of a mesh beyond its indices");
            // told not to work them out, the engine takes bounds and vertices as they are given
            if ((flags & MeshUpdateFlags.DontRecalculateBounds) != 0 && (desc.vertexCount == 0 || desc.bounds.size.magnitude == 0f)) throw new ArgumentException("a part of a mesh without bounds");
            Parts[index] = desc;
        }

        [Page("Mesh.RecalculateBounds")]
        public void RecalculateBounds()
        {
            var low = new Vector3(float.MaxValue, float.MaxValue, float.MaxValue);
            var high = low * -1f;
            foreach (var v in Vertices)
            {
                low = new Vector3(Math.Min(low.x, v.x), Math.Min(low.y, v.y), Math.Min(low.z, v.z));
                high = new Vector3(Math.Max(high.x, v.x), Math.Max(high.y, v.y), Math.Max(high.z, v.z));
            }

            bounds = new Bounds((low + high) * 0.5f, high - low);
        }
    }

    [Page("Renderer")] public class Renderer : Component
    {
        [Page("Renderer-sharedMaterial")] public Material sharedMaterial { get => sharedMaterials.Length > 0 ? sharedMaterials[0] : null; set => sharedMaterials = new[] { value }; }
        [Page("Renderer-sharedMaterials")] public Material[] sharedMaterials { get; set; } = new Material[0];

        [Page("Renderer-bounds")] public Bounds bounds
        {
            get
            {
                var own = GetComponent<MeshFilter>() != null ? GetComponent<MeshFilter>().sharedMesh.bounds : default;
                // in the scene: all that is above scales it, too
                var size = own.size;
                for (var at = transform; at != null; at = at.parent) size = new Vector3(size.x * at.localScale.x, size.y * at.localScale.y, size.z * at.localScale.z);
                return new Bounds(transform.TransformPoint(own.center), size);
            }
        }

        internal readonly PropertyValues Block = new PropertyValues();
        [Page("Renderer-enabled")] public bool enabled { get; set; } = true;
        [Page("Renderer-forceRenderingOff")] public bool forceRenderingOff { get; set; }
        [Page("Renderer.GetPropertyBlock")] public void GetPropertyBlock(MaterialPropertyBlock properties) => properties.Values.Copy(Block);
        [Page("Renderer.SetPropertyBlock")] public void SetPropertyBlock(MaterialPropertyBlock properties)
        {
            // a copy is kept, as in Unity
            if (properties == null) Block.Clear();
            else Block.Copy(properties.Values);
        }

        [ForTests] public T Value<T>(string name) => Block.Find<T>(name);
        [Page("Renderer-shadowCastingMode")] public ShadowCastingMode shadowCastingMode { get; set; }
        [Page("Renderer-receiveShadows")] public bool receiveShadows { get; set; }
    }

    [Page("MeshRenderer")] public sealed class MeshRenderer : Renderer { }

    [Page("RenderParams")] public struct RenderParams
    {
        [Page("RenderParams-layer")] public int layer { get; set; }
        [Page("RenderParams-renderingLayerMask")] public uint renderingLayerMask { get; set; }
        [Page("RenderParams-worldBounds")] public Bounds worldBounds { get; set; }
        [Page("RenderParams-material")] public Material material { get; set; }
        [Page("RenderParams-matProps")] public MaterialPropertyBlock matProps { get; set; }
        [Page("RenderParams-shadowCastingMode")] public ShadowCastingMode shadowCastingMode { get; set; }
        [Page("RenderParams-receiveShadows")] public bool receiveShadows { get; set; }
    }

    [Page("Texture2DArray")] public sealed class Texture2DArray : Texture
    {
        [ForTests] public int Pictures, Depth;
        [Page("Texture2DArray-ctor")] public Texture2DArray(int width, int height, int depth, TextureFormat textureFormat, bool mipChain, bool linear)
        {
            this.width = width;
            this.height = height;
            Depth = depth;
        }

        [Page("Texture2DArray.SetPixelData")] public void SetPixelData<T>(T[] data, int mipLevel, int element, int sourceDataStartIndex = 0)
        {
            var size = (width >> mipLevel) * (height >> mipLevel) * 4;
            if (element >= Depth || sourceDataStartIndex + size > data.Length) throw new ArgumentOutOfRangeException(nameof(data));
            if (mipLevel == 0) Pictures++;
        }

        [Page("Texture2DArray.Apply")] public void Apply(bool updateMipmaps, bool makeNoLongerReadable) { }
    }
}
