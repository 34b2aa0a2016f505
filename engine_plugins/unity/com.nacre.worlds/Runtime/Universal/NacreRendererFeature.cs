#nullable enable
#if NACRE_UNIVERSAL
using UnityEngine;
using UnityEngine.Rendering.Universal;

namespace Nacre.Worlds.Universal
{
    /// <summary>Draws a <see cref="NacreScreen"/> in the mode Background whose drawing is RenderPass. Add it to the URP renderer; the cameras it finds a
    /// <see cref="NacreBackdrop"/> on get the generated world, colour and depth, and no others.</summary>
    public sealed class NacreRendererFeature : ScriptableRendererFeature
    {
        [SerializeField, Tooltip("Before the opaques, so that what lies behind generated walls is not even shaded.")]
        private RenderPassEvent when = RenderPassEvent.BeforeRenderingOpaques;

        private NacreRenderPass? pass;

        /// <inheritdoc/>
        public override void Create()
        {
            pass = new NacreRenderPass { renderPassEvent = when };
        }

        /// <inheritdoc/>
        public override void AddRenderPasses(ScriptableRenderer renderer, ref RenderingData renderingData)
        {
            if (pass == null || !renderingData.cameraData.camera.TryGetComponent<NacreBackdrop>(out var backdrop)) return;
            if (backdrop.Material == null || backdrop.Quad == null) return;
            pass.Show(backdrop.Material, backdrop.Quad);
            renderer.EnqueuePass(pass);
        }
    }
}
#endif
