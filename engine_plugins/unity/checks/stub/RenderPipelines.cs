using System;
using UnityEngine;
using UnityEngine.Rendering;
using UnityEngine.Rendering.RenderGraphModule;

// Of the Universal and High Definition render pipelines and their core: only what hands a quad on to be drawn.
namespace UnityEngine.Rendering
{
    [Page("render-pipelines.core@14.0/UnityEngine.Rendering.CommandBufferPool")]
    public static class CommandBufferPool
    {
        [Page("render-pipelines.core@14.0/UnityEngine.Rendering.CommandBufferPool")] public static CommandBuffer Get(string name) => new CommandBuffer();
        [Page("render-pipelines.core@14.0/UnityEngine.Rendering.CommandBufferPool")] public static void Release(CommandBuffer buffer) { }
    }

    [Page("render-pipelines.core@14.0/UnityEngine.Rendering.RTHandle")] public sealed class RTHandle { }

    [Page("Rendering.ClearFlag")] public enum ClearFlag { None = 0 }

    [Page("render-pipelines.core@14.0/UnityEngine.Rendering.CoreUtils")]
    public static class CoreUtils
    {
        [Page("render-pipelines.core@14.0/UnityEngine.Rendering.CoreUtils")]
        public static void SetRenderTarget(CommandBuffer cmd, RTHandle colorBuffer, RTHandle depthBuffer, ClearFlag clearFlag) => cmd.Drawn += "target ";
    }

    [Page("render-pipelines.core@17.0/UnityEngine.Rendering.ContextContainer")]
    public sealed class ContextContainer
    {
        [Page("render-pipelines.core@17.0/UnityEngine.Rendering.ContextContainer")] public T Get<T>() where T : new() => new T();
    }

    [Page("render-pipelines.core@17.0/UnityEngine.Rendering.RasterCommandBuffer")]
    public sealed class RasterCommandBuffer
    {
        [Page("render-pipelines.core@17.0/UnityEngine.Rendering.RasterCommandBuffer")]
        public void DrawMesh(Mesh mesh, Matrix4x4 matrix, Material material, int submeshIndex, int shaderPass) => Stub.Log.Add("executed " + mesh.name + " pass " + shaderPass);
    }
}

namespace UnityEngine.Rendering.RenderGraphModule
{
    [Page("render-pipelines.core@17.0/UnityEngine.Rendering.RenderGraphModule.TextureHandle")] public struct TextureHandle { }

    [Page("render-pipelines.core@17.0/UnityEngine.Rendering.RenderGraphModule.AccessFlags")] public enum AccessFlags { Write = 2 }

    [Page("render-pipelines.core@17.0/UnityEngine.Rendering.RenderGraphModule.RasterGraphContext")]
    public struct RasterGraphContext
    {
        [Page("render-pipelines.core@17.0/UnityEngine.Rendering.RenderGraphModule.RasterGraphContext")] public RasterCommandBuffer cmd;
    }

    [Page("render-pipelines.core@17.0/UnityEngine.Rendering.RenderGraphModule.BaseRenderFunc-2")]
    public delegate void BaseRenderFunc<PassData, ContextType>(PassData data, ContextType renderGraphContext) where PassData : class, new();

    [Page("render-pipelines.core@17.0/UnityEngine.Rendering.RenderGraphModule.IRasterRenderGraphBuilder")]
    public interface IRasterRenderGraphBuilder : IDisposable
    {
        [Page("render-pipelines.core@17.0/UnityEngine.Rendering.RenderGraphModule.IRasterRenderGraphBuilder")] void SetRenderAttachment(TextureHandle tex, int index, AccessFlags flags);
        [Page("render-pipelines.core@17.0/UnityEngine.Rendering.RenderGraphModule.IRasterRenderGraphBuilder")] void SetRenderAttachmentDepth(TextureHandle tex, AccessFlags flags);
        [Page("render-pipelines.core@17.0/UnityEngine.Rendering.RenderGraphModule.IRasterRenderGraphBuilder")] void SetRenderFunc<PassData>(BaseRenderFunc<PassData, RasterGraphContext> renderFunc) where PassData : class, new();
    }

    [Page("render-pipelines.core@17.0/UnityEngine.Rendering.RenderGraphModule.RenderGraph")]
    public sealed class RenderGraph
    {
        [Page("render-pipelines.core@17.0/UnityEngine.Rendering.RenderGraphModule.RenderGraph")]
        public IRasterRenderGraphBuilder AddRasterRenderPass<PassData>(string passName, out PassData passData) where PassData : class, new()
        {
            passData = new PassData();
            return new Builder { Data = passData };
        }

        // Runs the pass at once; Unity when the whole graph is known.
        private sealed class Builder : IRasterRenderGraphBuilder
        {
            internal object Data;
            private Action run;
            public void SetRenderAttachment(TextureHandle tex, int index, AccessFlags flags) { }
            public void SetRenderAttachmentDepth(TextureHandle tex, AccessFlags flags) { }
            public void SetRenderFunc<PassData>(BaseRenderFunc<PassData, RasterGraphContext> renderFunc) where PassData : class, new() => run = () => renderFunc((PassData)Data, new RasterGraphContext { cmd = new RasterCommandBuffer() });
            public void Dispose() => run();
        }
    }
}

namespace UnityEngine.Rendering.Universal
{
    [Page("render-pipelines.universal@14.0/UnityEngine.Rendering.Universal.RenderPassEvent")] public enum RenderPassEvent { BeforeRenderingOpaques = 250 }

    [Page("render-pipelines.universal@14.0/UnityEngine.Rendering.Universal.CameraData")]
    public struct CameraData
    {
        [Page("render-pipelines.universal@14.0/UnityEngine.Rendering.Universal.CameraData")] public Camera camera;
    }

    [Page("render-pipelines.universal@14.0/UnityEngine.Rendering.Universal.RenderingData")]
    public struct RenderingData
    {
        [Page("render-pipelines.universal@14.0/UnityEngine.Rendering.Universal.RenderingData")] public CameraData cameraData;
    }

    [Page("render-pipelines.universal@14.0/UnityEngine.Rendering.Universal.ScriptableRenderer")]
    public sealed class ScriptableRenderer
    {
        [ForTests] public ScriptableRenderPass Enqueued;
        [Page("render-pipelines.universal@14.0/UnityEngine.Rendering.Universal.ScriptableRenderer")] public void EnqueuePass(ScriptableRenderPass pass) => Enqueued = pass;
    }

    [Page("render-pipelines.universal@14.0/UnityEngine.Rendering.Universal.ScriptableRendererFeature")]
    public abstract class ScriptableRendererFeature : ScriptableObject
    {
        [Page("render-pipelines.universal@14.0/UnityEngine.Rendering.Universal.ScriptableRendererFeature")] public abstract void Create();
        [Page("render-pipelines.universal@14.0/UnityEngine.Rendering.Universal.ScriptableRendererFeature")] public abstract void AddRenderPasses(ScriptableRenderer renderer, ref RenderingData renderingData);
    }

    [Page("render-pipelines.universal@14.0/UnityEngine.Rendering.Universal.ScriptableRenderPass")]
    public abstract class ScriptableRenderPass
    {
        [Page("render-pipelines.universal@14.0/UnityEngine.Rendering.Universal.ScriptableRenderPass")] public RenderPassEvent renderPassEvent { get; set; }
        [Page("render-pipelines.universal@14.0/UnityEngine.Rendering.Universal.ScriptableRenderPass")] public virtual void Execute(ScriptableRenderContext context, ref RenderingData renderingData) { }
        [Page("render-pipelines.universal@17.0/UnityEngine.Rendering.Universal.ScriptableRenderPass")] public virtual void RecordRenderGraph(RenderGraph renderGraph, ContextContainer frameData) { }
    }

    [Page("render-pipelines.universal@17.0/UnityEngine.Rendering.Universal.UniversalResourceData")]
    public sealed class UniversalResourceData
    {
        [Page("render-pipelines.universal@17.0/UnityEngine.Rendering.Universal.UniversalResourceData")] public TextureHandle activeColorTexture => default;
        [Page("render-pipelines.universal@17.0/UnityEngine.Rendering.Universal.UniversalResourceData")] public TextureHandle activeDepthTexture => default;
    }
}

namespace UnityEngine.Rendering.HighDefinition
{
    [Page("render-pipelines.high-definition@14.0/UnityEngine.Rendering.HighDefinition.HDCamera")]
    public sealed class HDCamera
    {
        [Page("render-pipelines.high-definition@14.0/UnityEngine.Rendering.HighDefinition.HDCamera")] public Camera camera;
    }

    [Page("render-pipelines.high-definition@14.0/UnityEngine.Rendering.HighDefinition.CustomPassContext")]
    public struct CustomPassContext
    {
        [Page("render-pipelines.high-definition@14.0/UnityEngine.Rendering.HighDefinition.CustomPassContext")] public CommandBuffer cmd;
        [Page("render-pipelines.high-definition@14.0/UnityEngine.Rendering.HighDefinition.CustomPassContext")] public HDCamera hdCamera;
        [Page("render-pipelines.high-definition@14.0/UnityEngine.Rendering.HighDefinition.CustomPassContext")] public RTHandle cameraColorBuffer;
        [Page("render-pipelines.high-definition@14.0/UnityEngine.Rendering.HighDefinition.CustomPassContext")] public RTHandle cameraDepthBuffer;
    }

    [Page("render-pipelines.high-definition@14.0/UnityEngine.Rendering.HighDefinition.CustomPass")]
    public abstract class CustomPass
    {
        [Page("render-pipelines.high-definition@14.0/UnityEngine.Rendering.HighDefinition.CustomPass")] protected abstract void Execute(CustomPassContext ctx);
        [ForTests] public void Run(CustomPassContext context) => Execute(context);
    }
}
