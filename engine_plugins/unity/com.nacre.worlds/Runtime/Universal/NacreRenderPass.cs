#nullable enable
#if NACRE_UNIVERSAL
using UnityEngine;
using UnityEngine.Rendering;
#if NACRE_RENDER_GRAPH
using UnityEngine.Rendering.RenderGraphModule;
#endif
using UnityEngine.Rendering.Universal;

namespace Nacre.Worlds.Universal
{
    /// <summary>One draw of the backdrop's quad into the camera's colour and depth: through the render graph from URP 17 on, with a command buffer before and in
    /// URP 17's compatibility mode.</summary>
    internal sealed class NacreRenderPass : ScriptableRenderPass
    {
        private const string Title = "Nacre background";

        private Material? material;
        private Mesh? quad;
        private int shaderPass;

        internal void Show(Material with, Mesh what)
        {
            if (material != with) shaderPass = with.FindPass("Unlit");
            material = with;
            quad = what;
        }

#if NACRE_RENDER_GRAPH
        public override void RecordRenderGraph(RenderGraph renderGraph, ContextContainer frameData)
        {
            if (material == null || quad == null) return;
            var resources = frameData.Get<UniversalResourceData>();
            using (var builder = renderGraph.AddRasterRenderPass<Drawn>(Title, out var drawn))
            {
                drawn.Material = material;
                drawn.Quad = quad;
                drawn.ShaderPass = shaderPass;
                builder.SetRenderAttachment(resources.activeColorTexture, 0, AccessFlags.Write);
                builder.SetRenderAttachmentDepth(resources.activeDepthTexture, AccessFlags.Write);
                builder.SetRenderFunc((Drawn what, RasterGraphContext context) => context.cmd.DrawMesh(what.Quad, Matrix4x4.identity, what.Material, 0, what.ShaderPass));
            }
        }

        private sealed class Drawn
        {
            internal Material? Material;
            internal Mesh? Quad;
            internal int ShaderPass;
        }
#endif

#if !NACRE_RENDER_GRAPH || !UNITY_6000_4_OR_NEWER
        // URP 17 calls it in compatibility mode, which Unity 6.4 no longer has
#pragma warning disable CS0618, CS0672
        public override void Execute(ScriptableRenderContext context, ref RenderingData renderingData)
#pragma warning restore CS0618, CS0672
        {
            if (material == null || quad == null) return;
            var commands = CommandBufferPool.Get(Title);
            commands.DrawMesh(quad, Matrix4x4.identity, material, 0, shaderPass);
            context.ExecuteCommandBuffer(commands);
            CommandBufferPool.Release(commands);
        }
#endif
    }
}
#endif
