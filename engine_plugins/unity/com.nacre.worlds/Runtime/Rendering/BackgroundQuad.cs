#nullable enable
using UnityEngine;
using UnityEngine.Rendering;

namespace Nacre.Worlds
{
    /// <summary>Draws the picture behind what one camera sees, and behind no other's: as a renderer among the scene's objects, or through the
    /// <see cref="NacreBackdrop"/> on the camera.</summary>
    internal sealed class BackgroundQuad
    {
        private readonly Mesh mesh;
        private readonly Material material;
        private readonly GameObject? quad;
        private readonly MeshRenderer? drawn;
        private NacreBackdrop? backdrop;
        private Camera? eye;
        private bool visible;

        internal BackgroundQuad(Transform parent, Material material, BackgroundDrawing drawing)
        {
            this.material = material;
            mesh = new Mesh { name = "Nacre background", hideFlags = HideFlags.HideAndDontSave };
            mesh.SetVertices(new[] { new Vector3(-1f, -1f, 0f), new Vector3(-1f, 1f, 0f), new Vector3(1f, 1f, 0f), new Vector3(1f, -1f, 0f) });
            mesh.SetTriangles(new[] { 0, 1, 2, 0, 2, 3 }, 0);
            // it covers the view wherever it stands, so it must never be left out
            mesh.bounds = new Bounds(Vector3.zero, new Vector3(1e6f, 1e6f, 1e6f));
            if (drawing == BackgroundDrawing.RenderPass) return;
            // the layer of the screen, so that culling masks mean what they say
            quad = new GameObject("Nacre background") { hideFlags = HideFlags.HideAndDontSave, layer = parent.gameObject.layer };
            quad.transform.SetParent(parent, false);
            quad.AddComponent<MeshFilter>().sharedMesh = mesh;
            drawn = quad.AddComponent<MeshRenderer>();
            drawn.sharedMaterial = material;
            drawn.shadowCastingMode = ShadowCastingMode.Off;
            drawn.receiveShadows = false;
            drawn.forceRenderingOff = true;
            Camera.onPreCull += BeforeBuiltIn;
            RenderPipelineManager.beginCameraRendering += BeforePipeline;
        }

        /// <summary>Show it to this camera from now on.</summary>
        internal void Show(Camera? camera)
        {
            visible = true;
            if (ReferenceEquals(eye, camera)) return;
            eye = camera;
            if (quad != null) return;
            Forget();
            if (camera == null) return;
            backdrop = camera.gameObject.GetComponent<NacreBackdrop>();
            if (backdrop == null) backdrop = camera.gameObject.AddComponent<NacreBackdrop>();
            backdrop.hideFlags = HideFlags.HideAndDontSave;
            backdrop.Material = material;
            backdrop.Quad = mesh;
        }

        internal void Dispose()
        {
            Camera.onPreCull -= BeforeBuiltIn;
            RenderPipelineManager.beginCameraRendering -= BeforePipeline;
            Forget();
            Discard.Free(quad);
            Discard.Free(mesh);
        }

        private void Forget()
        {
            Discard.Free(backdrop);
            backdrop = null;
        }

        private void BeforeBuiltIn(Camera camera)
        {
            Before(camera);
        }

        private void BeforePipeline(ScriptableRenderContext context, Camera camera)
        {
            Before(camera);
        }

        private void Before(Camera camera)
        {
            if (drawn != null) drawn.forceRenderingOff = !visible || !ReferenceEquals(camera, eye);
        }
    }
}
