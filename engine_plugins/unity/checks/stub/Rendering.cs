using System;
using System.Collections.Generic;
using Unity.Collections;
using UnityEngine;

namespace UnityEngine.Experimental.Rendering
{
    [Page("Experimental.Rendering.GraphicsFormat")] public enum GraphicsFormat { R8G8B8A8_SRGB = 4 }
}

namespace UnityEngine.Rendering
{
    [Page("Rendering.ShadowCastingMode")] public enum ShadowCastingMode { Off = 0, On = 1 }

    [Page("Rendering.GraphicsDeviceType")] public enum GraphicsDeviceType { Null = 4, OpenGLES3 = 11, OpenGLCore = 17 }

    [Page("Rendering.ShaderPropertyType")] public enum ShaderPropertyType { [ForTests] Float = 2, Texture = 4 }

    [Page("Rendering.ScriptableRenderContext")]
    public struct ScriptableRenderContext
    {
        [Page("Rendering.ScriptableRenderContext.ExecuteCommandBuffer")] public void ExecuteCommandBuffer(CommandBuffer commandBuffer) => Stub.Log.Add("executed " + commandBuffer.Drawn);
    }

    [Page("Rendering.CommandBuffer")]
    public sealed class CommandBuffer
    {
        [ForTests] public string Drawn = string.Empty;

        [Page("Rendering.CommandBuffer.DrawMesh")]
        public void DrawMesh(Mesh mesh, Matrix4x4 matrix, Material material, int submeshIndex, int shaderPass) => Drawn += mesh.name + " pass " + shaderPass;
    }

    [Page("Rendering.RenderPipelineManager")]
    public static class RenderPipelineManager
    {
        [Page("Rendering.RenderPipelineManager-beginCameraRendering")] public static event Action<ScriptableRenderContext, Camera> beginCameraRendering;
        [ForTests] public static void Begin(Camera camera) => beginCameraRendering?.Invoke(default, camera);
        [ForTests] public static int Listeners => beginCameraRendering?.GetInvocationList().Length ?? 0;
    }

    [Page("Rendering.IndexFormat")] public enum IndexFormat { UInt16 = 0, UInt32 = 1 }

    [Page("Rendering.AsyncGPUReadbackRequest")] public struct AsyncGPUReadbackRequest
    {
        [ForTests] public byte[] Values;
        [Page("Rendering.AsyncGPUReadbackRequest-hasError")] public bool hasError => Values == null;
        [Page("Rendering.AsyncGPUReadbackRequest.GetData")] public NativeArray<T> GetData<T>() where T : struct => new NativeArray<T> { Values = (T[])(object)Values };
    }

    [Page("Rendering.AsyncGPUReadback")] public static class AsyncGPUReadback
    {
        [ForTests] public static readonly Queue<Action> Waiting = new Queue<Action>();

        // rows from the bottom up, red holding the row's number from the bottom
        [Page("Rendering.AsyncGPUReadback.Request")] public static void Request(Texture src, int mipIndex, TextureFormat dstFormat, Action<AsyncGPUReadbackRequest> callback)
        {
            var bytes = new byte[src.width * src.height * 4];
            for (var i = 0; i < bytes.Length; i += 4) bytes[i] = (byte)(i / 4 / src.width);
            Waiting.Enqueue(() => callback(new AsyncGPUReadbackRequest { Values = bytes }));
        }

        [Page("Rendering.AsyncGPUReadback.WaitAllRequests")] public static void WaitAllRequests()
        {
            while (Waiting.Count > 0) Waiting.Dequeue()();
        }
    }
}
