#nullable enable
#if NACRE_HIGH_DEFINITION
using System;
using UnityEngine;
using UnityEngine.Rendering;
using UnityEngine.Rendering.HighDefinition;

namespace Nacre.Worlds.HighDefinition
{
    /// <summary>Draws a <see cref="NacreScreen"/> in the mode Background whose drawing is RenderPass. Add it to a Custom Pass Volume at the injection point
    /// After Opaque And Sky; the cameras it finds a <see cref="NacreBackdrop"/> on get the generated world, colour and depth, and no others.</summary>
    [Serializable]
    public sealed class NacreCustomPass : CustomPass
    {
        /// <inheritdoc/>
        protected override void Execute(CustomPassContext ctx)
        {
            if (!ctx.hdCamera.camera.TryGetComponent<NacreBackdrop>(out var backdrop)) return;
            if (backdrop.Material == null || backdrop.Quad == null) return;
            CoreUtils.SetRenderTarget(ctx.cmd, ctx.cameraColorBuffer, ctx.cameraDepthBuffer, ClearFlag.None);
            ctx.cmd.DrawMesh(backdrop.Quad, Matrix4x4.identity, backdrop.Material, 0, backdrop.Material.FindPass("ForwardOnly"));
        }
    }
}
#endif
